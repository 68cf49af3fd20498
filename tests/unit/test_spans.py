"""What speaks for a run of words as the answer."""

import numpy as np
import pytest

from rag.expectations import AnswerKind
from rag.quantities import find_quantities
from rag.reader.spans import FEATURES, LONGEST, describe_spans, enumerate_spans, look_at_words
from rag.roles import Roles

TEXT = "Das Werk kostet rund 46 Millionen Euro, sagt Ladina Caflurin."
WORDS = ["Das", "Werk", "kostet", "rund", "46", "Millionen", "Euro", "sagt", "Ladina", "Caflurin"]
MONEY = (3, 6)  # "rund 46 Millionen Euro"


def describe(kind: AnswerKind = AnswerKind.AMOUNT) -> dict[tuple[int, int], dict[str, float]]:
    """Return the features of all spans for "Was kostet das Werk?", by their first and last word."""
    similarities = np.full((4, len(WORDS)), 0.1, np.float32)
    similarities[0, 4] = 0.5  # "Was" is nearest to "46"
    similarities[1, 2] = similarities[3, 1] = 0.9  # "kostet" and "Werk" are met
    roles = Roles(
        np.array([True, False, False, False]),
        np.zeros(4, bool),
        np.array([0, 0.5, 0, 0.5], np.float32),
        np.zeros(4, bool),
    )
    words = look_at_words(TEXT, "de", find_quantities(TEXT, "de"))
    rows = describe_spans(roles, kind, words, similarities)
    first, last = enumerate_spans(len(WORDS))
    places = zip(first.tolist(), last.tolist(), strict=True)
    return {
        place: dict(zip(FEATURES, row.tolist(), strict=True))
        for place, row in zip(places, rows, strict=True)
    }


def test_spans_are_all_runs_up_to_the_longest() -> None:
    first, last = enumerate_spans(LONGEST + 2)
    lengths = (last - first + 1).tolist()
    assert max(lengths) == LONGEST
    assert len(lengths) == sum(LONGEST + 2 - n for n in range(LONGEST))
    assert len(set(zip(first.tolist(), last.tolist(), strict=True))) == len(lengths)


def test_what_can_be_seen_of_words() -> None:
    words = look_at_words(TEXT, "de", find_quantities(TEXT, "de"))
    assert [TEXT[a:b] for a, b in words.spans] == WORDS
    assert [w for w, flag in zip(WORDS, words.digits, strict=True) if flag] == ["46"]
    assert [w for w, flag in zip(WORDS, words.names, strict=True) if flag] == ["Ladina", "Caflurin"]
    assert [w for w, flag in zip(WORDS, words.pauses, strict=True) if flag][-1] == "Caflurin"
    assert MONEY in words.quantities
    assert (4, 6) in words.quantities  # without "rund"


def test_the_figure_stands_out_and_the_known_words_are_inside_or_away() -> None:
    features = describe()
    assert features[MONEY]["quantity"] == 1
    assert features[4, 4]["quantity"] == 0
    assert features[4, 4]["touches_quantity"] == 1
    assert features[8, 9]["touches_quantity"] == 0
    assert features[4, 4]["asked"] == pytest.approx(0.5)
    assert features[MONEY]["asked"] == pytest.approx((0.5 + 3 * 0.1) / 4)
    assert features[MONEY]["asked_max"] == pytest.approx(0.5)
    assert features[MONEY]["standout_max"] == pytest.approx(0.4)
    assert features[1, 2]["inside"] == pytest.approx(1)
    assert features[2, 2]["inside"] == pytest.approx(0.5)
    assert features[1, 2]["distance"] == 0
    assert features[4, 4]["distance"] == pytest.approx((np.log(3) + np.log(4)) / 2)
    assert features[9, 9]["at_end"] == 1
    assert features[9, 9]["names"] == 1


def test_what_counts_by_kind_counts_for_that_kind_alone() -> None:
    assert describe(AnswerKind.AMOUNT)[4, 4]["figure_digits"] == 1
    assert describe(AnswerKind.AMOUNT)[4, 4]["date_digits"] == 0
    assert describe(AnswerKind.DATE)[4, 4]["date_digits"] == 1
    assert describe(AnswerKind.PERSON)[8, 9]["name_capitals"] == 1
    assert describe(AnswerKind.OTHER)[8, 9]["name_capitals"] == 0


def test_a_sentence_without_words_has_no_spans() -> None:
    words = look_at_words("…", "de")
    assert words.spans == []
    assert len(enumerate_spans(0)[0]) == 0
