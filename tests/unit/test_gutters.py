"""Columns side by side in plain text are read one after the other, and nothing else is moved."""

import textwrap
from collections.abc import Sequence
from itertools import zip_longest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cleaning.articles import clean
from index.cleaning.gutters import set_columns_apart
from index.cleaning.plaintext import normalise
from index.sources import Document

ZOO = (
    "Der Zoo in Lauterbach hat am Dienstag sein neues Tropenhaus eröffnet. Es kostete 23,5 "
    "Millionen Euro und ist damit teurer als geplant. Direktorin Annika Feldkamp sprach von einem "
    "großen Tag für die Stadt, und die ersten Besucher standen seit dem frühen Morgen am Tor."
)
STRIKE = (
    "Drivers of the trams in Mahlstedt have been on strike since Monday. Their union demands 7.5 "
    "per cent more pay and two days off; the operator offers 3 per cent. A mediator is expected on "
    "Friday. Until then buses run every twenty minutes, and tickets stay valid for another month."
)
DAM = (
    "An der Talsperre Rauenfels wird seit gestern gebaut. Bis Oktober soll die Mauer um zwei Meter "
    "höher sein, damit sie auch ein Hochwasser hält, wie es im Juni vor zwei Jahren war. Der "
    "Verband rechnet mit 18 Millionen Euro, von denen das Land die Hälfte übernimmt."
)


def set_beside(*columns: str, width: int = 38, gap: int = 4) -> str:
    """Return columns side by side, each broken at a width."""
    wrapped = [_break(column, width) for column in columns]
    rows = zip_longest(*wrapped, fillvalue="")
    return "\n".join("".join(cell.ljust(width + gap) for cell in row).rstrip() for row in rows)


def _break(column: str, width: int) -> list[str]:
    paragraphs = column.split("\n")
    return [line for one in paragraphs for line in textwrap.wrap(one, width) or [""]]


def read(text: str) -> str:
    return normalise(set_columns_apart(text))


NOUNS = (
    "In Mahlstedt streiken seit Montag die Fahrer der Straßenbahn. Die Gewerkschaft fordert 7,5 "
    "Prozent mehr Lohn und zwei freie Tage zusätzlich. Die Verkehrsbetriebe bieten bislang 3 "
    "Prozent an. Sprecherin Heike Brandes nannte die Forderung unbezahlbar. Ein Schlichter soll "
    "nun vermitteln; er wird am Freitag erwartet. Bis dahin fahren nur Busse."
)


@pytest.mark.parametrize(
    "columns",
    [
        (ZOO, STRIKE),
        (STRIKE, ZOO),
        (ZOO, NOUNS),
        (ZOO, DAM, STRIKE),
        (f"{ZOO}\n\n{DAM}", STRIKE),
    ],
)
@pytest.mark.parametrize("width", [26, 38, 50])
def test_columns_come_one_after_the_other(columns: Sequence[str], width: int) -> None:
    assert read(set_beside(*columns, width=width)) == "\n\n".join(columns)


def test_a_sentence_goes_on_in_the_next_column() -> None:
    first, second = f"{ZOO} Ein Tagesticket kostet", "künftig 19 Euro für Erwachsene. " + DAM
    assert read(set_beside(first, second)) == f"{first} {second}"


def test_what_goes_over_both_columns_stays_in_its_place() -> None:
    head = "Zwei Nachrichten aus der Region und eine Überschrift, die über beide Spalten geht"
    foot = "Lauterbacher Anzeiger"
    page = f"{head}\n\n{set_beside(ZOO, STRIKE)}\n\n{foot}"
    assert read(page) == f"{head}\n\n{ZOO}\n\n{STRIKE}\n\n{foot}"


def test_pages_are_read_one_after_the_other() -> None:
    pages = f"{set_beside(ZOO, STRIKE)}\f{set_beside(DAM, ZOO)}"
    assert read(pages) == f"{ZOO}\n\n{STRIKE}\n\n{DAM}\n\n{ZOO}"


def test_words_broken_at_the_edge_of_a_column_are_made_whole() -> None:
    left = ["Die Stadtwerke rechnen damit, dass der", "Verbrauch im kommenden Jahr um ein Fünf-",
            "tel steigt; das liegt vor allem an den", "neuen Wärmepumpen, die in der Siedlung",
            "am Kanal seit Mai eingebaut werden und", "viel Strom brauchen."]  # fmt: skip
    right = textwrap.wrap(STRIKE, 38)[: len(left)]
    page = "\n".join(f"{one:<42}{two}" for one, two in zip(left, right, strict=True))
    assert "um ein Fünftel steigt" in read(page)


TABLE = """Verein              Spiele   Punkte
TSV Holm                 4       10
SV Rieth                 4        9
FC Emsau                 4        7
Tarnow 09                4        4
VfB Wiek                 4        1
Lauterbach II            4        0"""
GLOSSARY = "\n".join(
    f"{name:<14}{said}"
    for name, said in zip_longest(("Zoo", "Tropenhaus"), _break(ZOO, 50), fillvalue="")
)
TYPED = "\n".join(textwrap.wrap(STRIKE.replace(". ", ".  "), 64, replace_whitespace=False))
REPORT = f"{textwrap.fill(ZOO, 70)}\n\n{TABLE}\n\n{textwrap.fill(DAM, 70)}"


@pytest.mark.parametrize(
    "text", [ZOO, TABLE, GLOSSARY, TYPED, REPORT, "", "a  b", f"{ZOO}  {STRIKE}"]
)
def test_what_has_no_columns_of_prose_is_left_alone(text: str) -> None:
    assert set_columns_apart(text) == text


LINES = st.lists(st.sampled_from([*set_beside(ZOO, STRIKE).split("\n"), *REPORT.split("\n"), "\f"]))


@settings(deadline=None)
@given(LINES)
def test_no_letter_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert sorted(set_columns_apart(text).split()) == sorted(text.split())


def test_an_article_set_in_columns_is_read_as_one() -> None:
    page = f"Streik und Tropenhaus\n\n{set_beside(ZOO, STRIKE)}\n"
    article = clean(Document("a.txt", "a", "text", page.encode("latin-1"))).article
    assert (article.title, article.text) == ("Streik und Tropenhaus", f"{ZOO}\n\n{STRIKE}")
