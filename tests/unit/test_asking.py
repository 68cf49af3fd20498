"""An answer as the command line prints it: at once where someone watches, or in the end."""

from dataclasses import replace

import pytest

from index.records import Article
from rag.records import Answer, Citation, Finding, Statement, Withheld
from ui.commands import asking
from ui.commands.asking import say_growing

ARTICLE = Article("brand", "Brand", "Es brennt in Nordfeld. Niemand ist verletzt.", language="de")
CITATION = Citation(1, ARTICLE, 0, 22, ARTICLE.text[:22])
FIRST = Statement("Das Feuer ist\nin Nordfeld.", (CITATION,))
SECOND = Statement("Verletzt ist niemand.", (CITATION,))

ONE = Answer(
    "Wo brennt es?", "de", (FIRST,), (), abstained=False, generator="Modell", complete=False
)
TWO = replace(ONE, statements=(FIRST, SECOND))
CHECKED = replace(TWO, withheld=(Withheld("Es\nschneit.", "steht nicht da"),))
WHOLE = replace(
    CHECKED,
    complete=True,
    note="Verschiedenes.",
    findings=(Finding("in Nordfeld", "", (CITATION,)),) * 2,
)
LINES = [
    "Das Feuer ist in Nordfeld. [1]",
    "Verletzt ist niemand. [1]",
    "Verschiedenes.",
    "in Nordfeld [1] · in Nordfeld [1]",
    "",
    "[1] undated, Brand (brand, 0–22)",
    "",
    "Withheld: Es schneit. (steht nicht da)",
    "Worded by Modell, each sentence checked.",
]


def test_each_sentence_is_printed_as_soon_as_it_is_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printed: list[str] = []
    monkeypatch.setattr(asking, "say", printed.append)
    assert say_growing((ONE, TWO, CHECKED, WHOLE), at_once=True) is WHOLE
    assert printed == [LINES[0], LINES[1], "\n".join(LINES[2:])]


def test_where_nobody_watches_it_is_printed_in_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say_growing((ONE, TWO, WHOLE), at_once=False)
    assert capsys.readouterr().out.splitlines() == LINES


@pytest.mark.parametrize("at_once", [False, True])
def test_an_abstention_is_its_note(capsys: pytest.CaptureFixture[str], at_once: bool) -> None:
    abstained = Answer("Wer?", "de", (), (), abstained=True, note="Steht nicht da.")
    say_growing((abstained,), at_once=at_once)
    assert capsys.readouterr().out == "Steht nicht da.\n"


def test_an_answer_that_is_whole_from_the_start_is_printed_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    quoted = replace(WHOLE, generator="extractive", findings=(), withheld=(), note="")
    say_growing((quoted,), at_once=True)
    assert capsys.readouterr().out.splitlines() == [*LINES[:2], "", LINES[5]]
