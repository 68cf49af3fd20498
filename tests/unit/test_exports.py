"""Answers and conversations as text, Markdown and JSON."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from exported import BARE, COST, DE, EN, FIRST, QUOTED, SECOND

from index.records import Filter
from rag.records import Answer, Statement, Withheld
from ui.exports import (
    ExportedTurn,
    answer_as_markdown,
    answer_as_text,
    conversation_as_json,
    conversation_as_markdown,
)

WORDED = Answer(
    "What does it cost?",
    "en",
    (Statement("The dike costs 4.2 million euros.", (FIRST,)), Statement(BARE.text, (SECOND,))),
    (),
    abstained=False,
    generator="a_model",
    withheld=(Withheld("It costs nothing.", "the sources do not say so"),),
    parts=("What is built?", "What does it cost?"),
    complete=False,
)
DECLINED = Answer("Wer?", "de", (), (), abstained=True, note="Die Artikel sagen es nicht.")


def test_a_quoted_answer_as_text() -> None:
    assert answer_as_text(QUOTED, DE) == (
        """\
Was kostet er?

Gesucht wurde: Was kostet der Deich?

4,2 Millionen Euro (Inselbote, 09.03.2025) [1]
£3.6m = 3,6 Millionen Pfund („The dike costs £3.6m. …“, undatiert) [2]

Die Artikel nennen Verschiedenes.

„Das kostet 4,2 Millionen Euro.“ [1]

„The dike costs £3.6m.“ [2]

Wörtlich aus 2 Artikeln, gefunden mit Fundstelle.

Quellen:

[1] Inselbote, „Ein höherer Deich“, 9. März 2025
    https://www.bote.example/deich?a=1&b=2
    „Das kostet 4,2 Millionen Euro.“
[2] ohne Titel, undatiert
    „The dike costs £3.6m.“
"""
    )


def test_a_worded_answer_as_markdown() -> None:
    assert answer_as_markdown(WORDED, EN) == (
        r"""## What does it cost?

*Searched for one by one: What is built? · What does it cost?*

The dike costs 4.2 million euros. \[1\] The dike costs £3.6m. \[2\]

*Stopped before the answer was complete. 1 sentence did not pass the check and is no part of this answer. Worded by a\_model, checked sentence by sentence against 2 articles, with Fundstelle.*

**Sources:**

- \[1\] Inselbote, “Ein höherer Deich”, 9 March 2025, <https://www.bote.example/deich?a=1&b=2>
  > “Das kostet 4,2 Millionen Euro.”
- \[2\] untitled, undated
  > “The dike costs £3.6m.”
"""  # noqa: E501
    )


def test_an_abstention_is_told_as_one() -> None:
    assert answer_as_text(DECLINED, DE) == "Wer?\n\nDie Artikel sagen es nicht.\n"
    assert answer_as_markdown(DECLINED, DE) == "## Wer?\n\nDie Artikel sagen es nicht.\n"


def test_what_is_nearest_to_no_answer_is_told_apart_from_sources() -> None:
    assert answer_as_text(replace(DECLINED, nearest=(SECOND,)), EN) == (
        """\
Wer?

Die Artikel sagen es nicht.

Nearest to it, for you to judge:

[2] untitled, undated
    “The dike costs £3.6m.”
"""
    )


@pytest.mark.parametrize("write", [answer_as_text, answer_as_markdown])
def test_what_was_withheld_is_told_and_not_shown(write: Any) -> None:
    said = write(WORDED, EN)
    assert "1 sentence did not pass the check" in said
    assert "nothing" not in said


# Conversations


TURNS = (
    ExportedTurn("Was kostet er?", Filter(since=date(2025, 1, 1), sources=("Inselbote",)), QUOTED),
    ExportedTurn("Und *wann*?"),
    ExportedTurn("Wer?", answer=DECLINED),
)


def test_a_conversation_as_markdown() -> None:
    said = conversation_as_markdown("Deich #1", TURNS, DE)
    assert said.startswith("# Deich \\#1\n\n## Was kostet er?\n\n")
    assert "*Eingegrenzt: seit 01.01.2025 · Inselbote*" in said
    assert "## Und \\*wann\\*?\n\n*Auf diese Frage gibt es keine Antwort.*\n\n## Wer?" in said
    assert answer_as_markdown(DECLINED, DE) in said
    assert conversation_as_markdown("", (), DE) == "\n"


def test_a_conversation_as_json() -> None:
    created = datetime(2025, 5, 1, 8, 30, tzinfo=UTC)
    shape = json.loads(json.dumps(conversation_as_json("Deich", TURNS, created)))
    assert list(shape) == ["title", "created", "updated", "turns"]
    assert shape["created"] == "2025-05-01T08:30:00+00:00"
    assert shape["updated"] is None
    first, second, third = shape["turns"]
    assert first["filters"] == {
        "since": "2025-01-01", "until": None, "sources": ["Inselbote"], "languages": [],
    }  # fmt: skip
    assert first["answer"]["citations"][0]["quote"] == COST
    assert (second["question"], second["answer"]) == ("Und *wann*?", None)
    assert third["answer"]["abstained"]
