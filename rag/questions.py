"""A question made ready to search with."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from index.encoding import Encoder
from index.errors import QuestionInvalid
from index.language import detect_question_language
from index.records import Vectors
from index.words import split_words
from rag.scoring import centre

MAX_CHARACTERS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question, read.

    Attributes:
        text: As typed, white space trimmed.
        language: Its language.
        words: Its words, folded to lower case.
        vector: Its unit vector, shape ``(dimension,)``.
        centred: The same without the mean of questions in its language.
    """

    text: str
    language: str
    words: tuple[str, ...]
    vector: Vectors
    centred: Vectors


class QuestionReader:
    """Reads questions with an encoder; keeps the means of questions per language."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._means: dict[str, Vectors] = {}

    def read(self, text: str, expected_languages: Collection[str]) -> Question:
        """Encode a question and tell its language.

        Args:
            text: What was asked.
            expected_languages: The likely languages, such as those of the index.

        Raises:
            QuestionInvalid: There is no word in it, or it is too long.
        """
        text = " ".join(text.split())
        words = tuple(split_words(text))
        if not words:
            raise QuestionInvalid("The question holds no words; ask something about the articles.")
        if len(text) > MAX_CHARACTERS:
            raise QuestionInvalid(
                f"The question has {len(text)} characters; ask it in at most {MAX_CHARACTERS}."
            )
        language = detect_question_language(text, expected_languages)
        vector = self._encoder.encode_queries([text])[0]
        return Question(text, language, words, vector, centre(vector, self._mean(language)))

    def _mean(self, language: str) -> Vectors:
        """Return the mean vector of typical questions in a language, encoded once."""
        typical = _typical_questions()
        key = language if language in typical else "en"
        if key not in self._means:
            self._means[key] = self._encoder.encode_queries(typical[key]).mean(axis=0)
        return self._means[key]


@lru_cache(maxsize=1)
def _typical_questions() -> dict[str, list[str]]:
    """Everyday questions on no topic in particular, the same ones in every language."""
    text = files("rag").joinpath("data/typical_questions.json").read_text(encoding="utf-8")
    questions: dict[str, list[str]] = json.loads(text)
    return questions
