"""Citation markers, however a model writes them."""

import pytest

from rag.llm.markers import Marked, read_markers, starts_with_marker


@pytest.mark.parametrize(
    ("written", "text", "numbers"),
    [
        ("The quay cost $2 million [1].", "The quay cost $2 million.", (1,)),
        ("The quay cost $2 million. [1]", "The quay cost $2 million.", (1,)),
        ("It rose [1,2] and fell [4; 3].", "It rose and fell.", (1, 2, 4, 3)),
        ("It rose [1-3].", "It rose.", (1, 2, 3)),
        ("It rose [2–3][2].", "It rose.", (2, 3)),
        ("It rose (1).", "It rose.", (1,)),
        ("It rose (Source 1).", "It rose.", (1,)),
        ("It rose [Source 1], it fell [source: 2].", "It rose, it fell.", (1, 2)),
        ("It rose [1] [2].", "It rose.", (1, 2)),
        ("It rose [1 and 2].", "It rose.", (1, 2)),
        ("It rose [^1].", "It rose.", (1,)),
        ("It rose【3†source】.", "It rose.", (3,)),
        ("It rose.¹", "It rose.", (1,)),
        ("It rose [1](#source-1).", "It rose.", (1,)),
        ("It rose (sentences 1 and 2).", "It rose.", (1, 2)),
        ("According to [2], it rose.", "According to the report, it rose.", (2,)),
        ("According to sentence 2, it rose.", "According to the report, it rose.", (2,)),
        ("It rose [77].", "It rose.", (77,)),
        ("It rose by 3 (three) points in 2025.", "It rose by 3 (three) points in 2025.", ()),
        ("It rose in May (2025).", "It rose in May (2025).", ()),
        ("The A320 [sic] rose.", "The A320 [sic] rose.", ()),
        ("The hall has 500 m², the park 5 km².¹", "The hall has 500 m², the park 5 km².", (1,)),
    ],
)
def test_markers_are_told_from_what_is_said(
    written: str, text: str, numbers: tuple[int, ...]
) -> None:
    assert read_markers(written, "en") == Marked(text, numbers)


@pytest.mark.parametrize(
    ("written", "text", "numbers"),
    [
        ("Der Kai kostet 1,5 Mrd. Euro [Quelle 2].", "Der Kai kostet 1,5 Mrd. Euro.", (2,)),
        ("Es stieg (Quellen 1 und 2).", "Es stieg.", (1, 2)),
        ("Es stieg [Satz 1 bis 3].", "Es stieg.", (1, 2, 3)),
        ("Laut [2] stieg es.", "Laut dem Bericht stieg es.", (2,)),
        ("Nach Satz 2 stieg es.", "Nach dem Bericht stieg es.", (2,)),
    ],
)
def test_german_markers(written: str, text: str, numbers: tuple[int, ...]) -> None:
    assert read_markers(written, "de") == Marked(text, numbers)


@pytest.mark.parametrize(
    "written",
    [
        "It holds 10⁶ bacteria.",
        "It is E = mc².",
        "Mia (7) won.",
        "Graf won (6-4).",
        "Call (112).",
        "The source 9 is dry.",
    ],
)
def test_what_only_looks_like_a_marker_stays(written: str) -> None:
    assert read_markers(f"{written} [2]", "en", 5) == Marked(written, (2,))


def test_a_number_beyond_the_sources_is_a_marker_in_square_brackets_only() -> None:
    assert read_markers("It rose (8) [9].", "en", 5) == Marked("It rose (8).", (9,))


def test_a_language_without_a_file_has_the_plain_forms() -> None:
    assert read_markers("Ça monte [1, 2].", "fr") == Marked("Ça monte.", (1, 2))


def test_a_range_without_end_points_to_nothing() -> None:
    assert read_markers("It rose [1-999].", "en") == Marked("It rose.", ())


def test_markers_at_the_start_belong_to_what_came_before() -> None:
    assert starts_with_marker("[1] [2] It fell.") == len("[1] [2]")
    assert starts_with_marker(" (1).") == len(" (1).")
    assert starts_with_marker("It fell [1].") == 0
