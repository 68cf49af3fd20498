"""A question made ready to search with."""

from collections.abc import Collection
from dataclasses import dataclass

from index.encoding import Encoder
from index.errors import QuestionInvalid
from index.language import detect_question_language
from index.records import Vectors
from index.words import split_words
from rag.centring import LanguageMeans
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
    """Reads questions with an encoder."""

    def __init__(self, encoder: Encoder, means: LanguageMeans) -> None:
        self._encoder = encoder
        self._means = means

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
        centred = centre(vector, self._means.of_questions(language))
        return Question(text, language, words, vector, centred)
