"""A figure that rises is not backed by one that falls."""

import pytest

from index.records import Article
from rag.grounding import FaultKind, check
from rag.records import Citation


def faults(said: str, language: str, quote: str, spoken: str) -> list[FaultKind]:
    article = Article("a", "", quote, language=spoken)
    cited = [Citation(1, article, 0, len(quote), quote)]
    return [one.kind for one in check(said, cited, language=language).faults]


@pytest.mark.parametrize(
    ("said", "language", "quote", "spoken"),
    [
        ("Profits rose 5 percent.", "en", "Profits fell 5 percent in May.", "en"),
        ("Profits fell 5 percent.", "en", "In May profits climbed by 5 percent.", "en"),
        ("Der Gewinn stieg um 5 Prozent.", "de", "Der Gewinn sank im Mai um 5 Prozent.", "de"),
        ("Der Gewinn legte 5 Prozent zu.", "de", "Der Gewinn gab im Mai 5 Prozent nach.", "de"),
        ("Profits rose 5 percent.", "en", "Der Gewinn sank im Mai um 5 Prozent.", "de"),
        ("Der Gewinn sank um 5 Prozent.", "de", "Profits rose 5 percent in May.", "en"),
    ],
)
def test_the_other_way_round_is_the_opposite(
    said: str, language: str, quote: str, spoken: str
) -> None:
    assert FaultKind.NEGATION in faults(said, language, quote, spoken)


@pytest.mark.parametrize(
    ("said", "language", "quote", "spoken"),
    [
        ("Profits rose 5 percent.", "en", "Profits in May were up by 5 percent.", "en"),
        ("Profits rose 5 percent.", "en", "Der Gewinn kletterte im Mai um 5 Prozent.", "de"),
        ("Profits fell 5 percent.", "en", "Sales rose 3 percent, profits fell 5 percent.", "en"),
        ("Profits rose 5 percent.", "en", "After they fell, profits rose 5 percent.", "en"),
        ("Profits of 5 percent.", "en", "Profits fell to 5 percent in May.", "en"),
    ],
)
def test_the_same_way_and_what_cannot_be_told_pass(
    said: str, language: str, quote: str, spoken: str
) -> None:
    assert FaultKind.NEGATION not in faults(said, language, quote, spoken)
