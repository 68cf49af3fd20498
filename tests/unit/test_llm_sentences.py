"""Sentences out of a reply that comes in pieces."""

from collections.abc import Iterator

import pytest

from rag.llm.sentences import sentences_of

REPLY = (
    "The quay cost $1.5 billion. [1] It opened on 24 September. [2][3]\n"
    "- **Dr. Rohde** called it {= a good day} a start [4].\n\n1. Then it rained"
)
SENTENCES = [
    "The quay cost $1.5 billion. [1]",
    "It opened on 24 September. [2][3]",
    "Dr. Rohde called it a start [4].",
    "Then it rained",
]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 1000])
def test_however_a_reply_is_cut_its_sentences_are_the_same(size: int) -> None:
    pieces = [REPLY[at : at + size] for at in range(0, len(REPLY), size)]
    assert list(sentences_of(pieces, "en")) == SENTENCES


def test_a_sentence_is_given_out_once_the_next_has_begun() -> None:
    taken = []

    def pieces() -> Iterator[str]:
        for piece in ("Der Kai kostet 1,5 Mrd. ", "Euro.", " [1]", " Er", " öffnet", " im Mai."):
            taken.append(piece)
            yield piece

    sentences = sentences_of(pieces(), "de")
    assert next(sentences) == "Der Kai kostet 1,5 Mrd. Euro. [1]"
    assert taken[-1] == " Er"
    assert list(sentences) == ["Er öffnet im Mai."]


@pytest.mark.parametrize("size", [9, 1000])
def test_white_space_before_a_last_marker_does_not_matter(size: int) -> None:
    reply = "The quay is here. The dock is there.  (2)"
    pieces = [reply[at : at + size] for at in range(0, len(reply), size)]
    assert list(sentences_of(pieces, "en")) == ["The quay is here.", "The dock is there. (2)"]


def test_nothing_is_no_sentence() -> None:
    assert list(sentences_of(["", " \n", "\n\n"], "en")) == []


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        ("The gap is 17,3 Millionen Euro {= €17.3 million}. [1]", "The gap is €17.3 million. [1]"),
        ("The gap is rund 2 Milliarden Euro {= about €2 billion}.", "The gap is about €2 billion."),
        ("The gap is 17,3 million euros {= €17.3 million}.", "The gap is €17.3 million."),
        ("The gap is wide {= €2 billion}.", "The gap is wide."),
        ("The gap is wide {=", "The gap is wide"),
    ],
)
def test_a_figure_that_was_copied_is_read_out(reply: str, sentence: str) -> None:
    assert list(sentences_of([reply], "en")) == [sentence]
