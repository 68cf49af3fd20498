"""Where a line or a text ends a sentence, told by marks alone."""

import pytest

from index.cleaning.sentence_ends import ends_sentence, holds_sentence


@pytest.mark.parametrize(
    "line",
    [
        "Die Halle ist eröffnet.",
        "„Wirklich?“",
        "It is open …",
        "(It opened in May.)",
        "开放了。",
        "यह खुला है।",
        "متى افتُتح؟",
        "สะพานเปิดให้รถสัญจรเมื่อวันที่สิบสองพฤษภาคมหลังก่อสร้างนานหกปีเต็มในเมืองนี้",
    ],
)
def test_a_line_that_ends_a_sentence(line: str) -> None:
    assert ends_sentence(line)
    assert holds_sentence(line)


@pytest.mark.parametrize(
    "line", ["Halle eröffnet", "Politik | Sport", "", "Version 2.5", "สะพานใหม่"]
)
def test_a_line_that_ends_none(line: str) -> None:
    assert not ends_sentence(line)
    assert not holds_sentence(line)


def test_a_colon_announces_a_sentence_and_ends_none() -> None:
    assert not ends_sentence("Der Rat beschloss:")
    assert holds_sentence("Der Rat beschloss: ein Haus")


def test_a_sentence_that_is_followed_by_none() -> None:
    assert not ends_sentence("It is open. More")
    assert holds_sentence("It is open. More")
