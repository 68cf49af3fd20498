from datetime import date

import pytest

from index.cleaning.boilerplate import cut_boilerplate
from index.cleaning.manuscript import Manuscript
from index.cleaning.signatures import cut_tail, find_copy_day, read_foot
from index.rows import UNKNOWN, Known

DAY = date(2025, 9, 24)
PROSE = "Die neue Halle in Linz wird im Herbst eröffnet, teilte das Werk mit."


@pytest.mark.parametrize(
    ("signature", "known"),
    [
        ("(Jana Muster, 24.9.2025)", Known(author="Jana Muster", published=DAY)),
        ("(Jana Muster aus Linz; 24. 9. 2025)", Known(author="Jana Muster", published=DAY)),
        ("(APA, red, 24.9.2025)", Known(published=DAY)),
        ("(24.9.2025)", Known(published=DAY)),
    ],
)
def test_a_signature_behind_the_last_sentence(signature: str, known: Known) -> None:
    sheet, read = read_foot(Manuscript(f"{PROSE} {signature}"), None)
    assert (sheet.read(), read) == (PROSE, known)
    assert sheet.cuts()[0].reason == "signature"


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}\nDie Halle (24.9.2025)",
        f"{PROSE} (Näheres am 24.9.2025 in Linz)",
        f"{PROSE} (24.9.2025) Und weiter.",
    ],
)
def test_other_brackets_stay(text: str) -> None:
    sheet, read = read_foot(Manuscript(text), None)
    assert (sheet.read(), read) == (text, UNKNOWN)


@pytest.mark.parametrize(
    ("byline", "author"),
    [("Von Jana Muster", "Jana Muster"), ("By Jane Doe and Paul Probe", "Jane Doe, Paul Probe")],
)
def test_a_byline_below_the_last_sentence(byline: str, author: str) -> None:
    sheet, read = read_foot(Manuscript(f"{PROSE}\n\n{byline}"), None)
    assert (sheet.read(), read) == (PROSE, Known(author=author))
    for text in (byline, f"Werk wächst\n{byline}", f"{PROSE}\nVon Jana Muster stammt das Bild."):
        assert read_foot(Manuscript(text), None)[0].read() == text


@pytest.mark.parametrize(
    "note",
    [
        "Jana Muster ist Redakteurin im Ressort Wirtschaft.",
        "Jana Muster, Jahrgang 1984, schreibt über Linz.",
        "Jana Muster covers Linz.",
    ],
)
def test_a_note_on_the_author_goes(note: str) -> None:
    text = f"{PROSE}\n\n{note}"
    assert read_foot(Manuscript(text), "Paul Probe, Jana Muster")[0].read() == PROSE
    assert read_foot(Manuscript(text), "Paul Probe")[0].read() == text
    assert read_foot(Manuscript(text), None)[0].read() == text
    assert read_foot(Manuscript(note), "Jana Muster")[0].read() == note


def test_the_number_of_an_agencys_copy_dates_it() -> None:
    copy = "© dpa-infocom, dpa:{}-99-123456/2"
    for number, day in (("250924", DAY), ("251324", None)):
        sheet = cut_boilerplate(Manuscript(f"{PROSE}\n{copy.format(number)}"))
        assert find_copy_day(sheet) == day
    assert find_copy_day(Manuscript(PROSE)) is None


def tail(text: str) -> str:
    return cut_tail(cut_boilerplate(Manuscript(text))).read()


def test_short_lines_among_the_foot_of_a_page_go() -> None:
    assert tail(f"{PROSE}\n\nMuster-Blatt\nTeilen\nUnsere Geschichte\n© 2025 Muster") == PROSE


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}\n\nMuster-Blatt\n\nUnsere Geschichte",
        f"{PROSE}\n\nMehr Personal\n\nFoto: Muster\n\n{PROSE}",
        f"{PROSE}\n\n• Neue Halle\nTeilen",
        f"{PROSE}\n\n1. Linz 3 Punkte\nTeilen",
        f"{PROSE} Die Besten:\n\nJana Muster\nTeilen",
    ],
)
def test_other_short_lines_stay(text: str) -> None:
    assert tail(text) == text.removesuffix("\nTeilen").replace("Foto: Muster\n\n", "")
