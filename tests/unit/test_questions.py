from collections.abc import Sequence
from unicodedata import normalize

import pytest

from index.encoding import Encoder, QuestionVectors
from index.errors import QuestionInvalid
from rag.centring import LanguageMeans
from rag.questions import QuestionReader


class Counting:
    """Passes questions on to an encoder, and keeps a record."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.asked: list[str] = []

    def encode_questions(self, texts: Sequence[str]) -> list[QuestionVectors]:
        self.asked += texts
        return self._encoder.encode_questions(texts)


@pytest.mark.parametrize(("remembered", "times"), [(8, 1), (0, 2)])
def test_a_question_that_is_asked_again_is_read_once_if_remembered(
    encoder: Encoder, remembered: int, times: int
) -> None:
    counting = Counting(encoder)
    reader = QuestionReader(counting, LanguageMeans(encoder), remembered)
    first = reader.read("Wer leitet  das Werk?", ("de",))
    again = reader.read(" Wer leitet das Werk?\n", ("de",))
    assert counting.asked == ["Wer leitet das Werk?"] * times
    assert first.text == again.text == "Wer leitet das Werk?"
    assert (first.vector == again.vector).all()


def test_a_question_is_read_in_the_characters_of_the_articles(encoder: Encoder) -> None:
    reader = QuestionReader(encoder, LanguageMeans(encoder))
    asked = "Wie viele Städte wollten die Fabrik haben?"
    composed = reader.read(asked, ("de",))
    for typed in (normalize("NFD", asked), asked.replace("Fabrik", "Fa\u00adbrik\u200b")):
        read = reader.read(typed, ("de",))
        assert (read.text, read.language, read.terms) == (asked, "de", composed.terms)
        assert (read.word_vectors == composed.word_vectors).all()


def test_what_is_remembered_depends_on_the_languages_of_the_index(encoder: Encoder) -> None:
    counting = Counting(encoder)
    reader = QuestionReader(counting, LanguageMeans(encoder), 8)
    for languages in (("de",), ("en",), ("de",)):
        reader.read("CEO Tesla", languages)
    assert len(counting.asked) == 2


def test_a_question_that_is_refused_is_refused_again(encoder: Encoder) -> None:
    reader = QuestionReader(encoder, LanguageMeans(encoder), 8)
    for _ in range(2):
        with pytest.raises(QuestionInvalid):
            reader.read("?!", ("de",))
