"""Which words of a sentence answer a question."""

import numpy as np
import pytest

from index.records import ScoredSentence, Sentence
from rag.expectations import AnswerKind
from rag.reader.reading import choose_span, read_answer
from rag.roles import Roles


def read(text: str, language: str, kind: AnswerKind, nearest: dict[int, tuple[int, ...]]) -> str:
    """Read a sentence for a question of one asking word and one known one.

    ``nearest`` gives the places of the words that each of them is like.
    """
    words = len(text.replace("-", " ").replace(".", " ").split())
    similarities = np.full((2, words), 0.1, np.float32)
    for asked, place in nearest.items():
        similarities[asked, list(place)] = 0.8
    none = np.zeros(2, bool)
    roles = Roles(np.array([True, False]), none, np.array([0, 1], np.float32), none)
    sentence = Sentence("a", 0, 100, 100 + len(text), text)
    answer = read_answer(roles, kind, ScoredSentence(sentence, 0.5, 0.5, similarities), language)
    assert answer is not None
    assert 0 <= answer.overlap <= 1
    return text[answer.start - 100 : answer.end - 100]


def test_the_words_that_are_like_the_asking_word_are_marked() -> None:
    text = "Geleitet wird das Werk von Ladina Caflurin"
    assert read(text, "de", AnswerKind.PERSON, {0: (5, 6), 1: (3,)}) == "Ladina Caflurin"


def test_a_figure_is_marked_with_its_qualifier_and_its_signs() -> None:
    assert (
        read("The ship cost about £46m", "en", AnswerKind.AMOUNT, {0: (4,), 1: (1,)})
        == "about £46m"
    )
    text = "Das Werk kostet rund 46 Millionen Euro"
    assert read(text, "de", AnswerKind.AMOUNT, {0: (4,), 1: (1,)}) == "rund 46 Millionen Euro"


def test_a_persons_name_is_marked_whole() -> None:
    text = "Das sagt Hans-Peter Müller heute"
    assert read(text, "de", AnswerKind.OTHER, {0: (2, 3), 1: (1,)}) == "Hans-Peter Müller"


def test_a_sentence_without_words_has_no_answer() -> None:
    scored = ScoredSentence(Sentence("a", 0, 0, 1, "…"), 0.5, 0.5, np.zeros((2, 0), np.float32))
    none = np.zeros(2, bool)
    roles = Roles(np.array([True, False]), none, np.array([0, 1], np.float32), none)
    assert read_answer(roles, AnswerKind.OTHER, scored, "de") is None


def test_among_many_that_overlap_the_one_in_their_midst_is_chosen() -> None:
    starts = np.array([0, 4, 4, 40], np.float32)
    ends = np.array([10, 14, 20, 50], np.float32)
    fits = np.array([1.0, 1.0, 1.0, 1.1], np.float32)  # the last is likeliest, but stands alone
    chosen, overlap = choose_span(fits, starts, ends)
    assert chosen == 1
    assert 0.4 < overlap < 0.6


def test_one_span_is_sure_of_itself() -> None:
    chosen, overlap = choose_span(*(np.array([value], np.float32) for value in (0.3, 0, 5)))
    assert (chosen, overlap) == (0, pytest.approx(1))
