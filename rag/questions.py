"""A question made ready to search with."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.cleaning.plaintext import to_line
from index.encoding import Encoder
from index.errors import QuestionInvalid
from index.records import Vectors
from index.words import split_words, word_spans
from rag.capitals import restore_capitals
from rag.centring import LanguageMeans, weigh_words
from rag.languages import tell_question_language
from rag.scoring import centre

MAX_CHARACTERS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question, read.

    Attributes:
        text: As typed, its characters and white space made uniform as those of articles are, with
            capitals where it was typed without any.
        language: Its language.
        terms: Its words, folded to lower case, hyphenated compounds apart.
        vector: Its unit vector without the mean of its language, shape ``(dimension,)``.
        word_vectors: Its words' unit vectors, likewise, shape ``(words, WORD_DIMENSION)``.
        word_weights: How much each of them says, shape ``(words,)``; they add up to 1.
    """

    text: str
    language: str
    terms: tuple[str, ...]
    vector: Vectors
    word_vectors: Vectors
    word_weights: Vectors

    @property
    def words(self) -> list[str]:
        """Its words as typed, one for each of the word vectors."""
        return [self.text[start:end] for start, end in word_spans(self.text)]


def check_question(text: str) -> tuple[str, ...]:
    """Return a question's words, folded, having made sure that it can be asked.

    Raises:
        QuestionInvalid: There is no word in it, or it is too long.
    """
    terms = tuple(split_words(text))
    if not terms:
        raise QuestionInvalid("The question holds no words; ask something about the articles.")
    if len(text) > MAX_CHARACTERS:
        raise QuestionInvalid(
            f"The question has {len(text)} characters; ask it in at most {MAX_CHARACTERS}."
        )
    return terms


class QuestionReader:
    """Reads questions with an encoder."""

    def __init__(self, encoder: Encoder, means: LanguageMeans, remembered: int = 0) -> None:
        """Set how many questions to remember: one that is asked again need not be read again."""
        self._encoder = encoder
        self._means = means
        self._read_once = lru_cache(maxsize=remembered)(self._read)

    def read(self, text: str, expected_languages: Collection[str]) -> Question:
        """Encode a question and tell its language.

        Args:
            text: What was asked.
            expected_languages: The likely languages, such as those of the index.

        Raises:
            QuestionInvalid: There is no word in it, or it is too long.
        """
        return self._read_once(to_line(text), tuple(expected_languages))

    def _read(self, text: str, expected_languages: tuple[str, ...]) -> Question:
        terms = check_question(text)
        language = tell_question_language(text, expected_languages)
        text = restore_capitals(text, language)
        typical = self._means.typical(language)
        (read,) = self._encoder.encode_questions([text])
        asked, stated = centre(read.asked, typical.asked), centre(read.stated, typical.stated)
        return Question(
            text,
            language,
            terms,
            centre(asked + stated, np.zeros_like(asked)),
            centre(read.words, typical.asked_words),
            weigh_words([text[a:b].casefold() for a, b in word_spans(text)], language),
        )
