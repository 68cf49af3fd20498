"""Where the words that answer are cut."""

import pytest

from rag.quantities import find_quantities
from rag.reader.marking import tidy


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("Sie hat 412,6 Millionen Euro erzielt.", "6 Millionen Euro erzielt", ""),
        ("It was 5.35 in all, at 10:30.", "35 in all, at 10", "5.35 in all, at 10:30"),
        ("Am 30. Juni 2026 ist Schluss.", "Juni 2026", "30. Juni 2026"),
        ("Beta (ein Werk) baut.", "Werk", "Werk"),
        ("Die Post (SingPost) gehört ihr.", "Post (SingPost", "Post (SingPost)"),
        ("Das sei Intelligenz (KI für alle) gewesen.", "Intelligenz (KI", "Intelligenz"),
        ("Das ist (noch) neu, sagt sie.", "noch) neu", "(noch) neu"),
        ("Das ist (wohl noch) neu.", "noch) neu", "neu"),
        (
            "Das Bündnis „Nordklinik bleibt“ kam.",
            "Nordklinik bleibt“ kam",
            "„Nordklinik bleibt“ kam",
        ),
        ("The alliance “Save it” came.", "alliance “Save it", "alliance “Save it”"),
        ('The "Save it" alliance came.', 'it" alliance', "alliance"),
        ("The firm’s 3 yards (of 4) grew.", "yards (of 4) grew", "yards (of 4) grew"),
    ],
)
def test_figures_stay_whole_and_marks_in_pairs(text: str, cut: str, whole: str) -> None:
    language = "de" if any(word in text for word in ("ist", "Sie", "gehört")) else "en"
    figures = [(one.start, one.end) for one in find_quantities(text, language)]
    start = text.index(cut)
    first, last = tidy((start, start + len(cut)), text, figures)
    assert text[first:last] == (whole or "412,6 Millionen Euro erzielt")
