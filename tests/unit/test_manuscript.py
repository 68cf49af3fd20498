import re

from hypothesis import given, settings
from hypothesis import strategies as st

from index.cleaning.manuscript import Manuscript, Strike
from index.records import Cut

TEXT = "Anzeige\n\nDie Halle wächst (mehr dazu hier).\nTeilen\nDrucken\n\nEnde."


def strike(text: str, *reasons: tuple[str, str]) -> Manuscript:
    return Manuscript(text).strike(
        Strike(text.index(part), text.index(part) + len(part), reason) for part, reason in reasons
    )


def test_what_is_struck_is_left_out_and_told() -> None:
    sheet = strike(TEXT, ("Teilen", "b"), ("Anzeige", "a"), (" (mehr dazu hier)", "c"))
    assert sheet.read() == "Die Halle wächst.\nDrucken\n\nEnde."
    assert sheet.cuts() == (Cut("a", "Anzeige"), Cut("c", "(mehr dazu hier)"), Cut("b", "Teilen"))


def test_lines_of_one_kind_in_a_row_are_one_cut() -> None:
    sheet = strike(TEXT, ("Teilen", "a"), ("Drucken", "a"), ("Ende.", "a"))
    assert sheet.cuts() == (Cut("a", "Teilen\nDrucken\n\nEnde."),)
    assert strike(TEXT, ("Teilen", "a"), ("Drucken", "b")).cuts() == (
        Cut("a", "Teilen"),
        Cut("b", "Drucken"),
    )


def test_lines_tell_where_they_stand() -> None:
    sheet = strike(TEXT, ("Anzeige", "a"), (" (mehr dazu hier)", "c"), ("Teilen", "b"))
    assert [line.text for line in sheet.lines()] == [
        *("", "Die Halle wächst", ".", "Drucken", "", "Ende.")
    ]
    assert all(TEXT.startswith(line.text, line.start) for line in sheet.lines())


def test_asides_stand_where_they_stood() -> None:
    sheet = Manuscript(TEXT, asides=((0, Cut("head", "1")), (TEXT.index("Ende"), Cut("foot", "2"))))
    sheet = sheet.strike([Strike(0, 7, "a"), Strike(len(TEXT) - 5, len(TEXT), "b")])
    assert [cut.reason for cut in sheet.cuts()] == ["head", "a", "foot", "b"]


LINES = st.lists(st.text("ab .\u00e4", max_size=6).map(str.strip), min_size=1, max_size=12)


@settings(deadline=None)
@given(LINES, st.data())
def test_nothing_is_lost_between_what_is_read_and_what_is_cut(
    lines: list[str], data: st.DataObject
) -> None:
    sheet = Manuscript("\n".join(lines))
    for reason in ("a", "b"):
        left = [line for line in sheet.lines() if line.text]
        chosen = data.draw(st.lists(st.sampled_from(left), unique=True)) if left else []
        sheet = sheet.strike(line.strike(reason) for line in chosen)
    parts = sorted(re.findall(r"\S", sheet.text))
    kept = re.findall(r"\S", sheet.read() + "".join(cut.text for cut in sheet.cuts()))
    assert sorted(kept) == parts
