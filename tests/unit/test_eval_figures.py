from dataclasses import replace

import pytest

from eval.figures import (
    Words,
    ask_for_figure,
    direct_words,
    same_as_written,
    same_in_value,
    says_answer,
    stray_figures,
)
from index.records import Article
from rag.records import Answer, Citation, Finding, Statement

ARTICLE = Article("a", "", "Sie kostete 1,2 Millionen Euro. Gebaut wurde sie 1901.", language="de")
REPORT = Article("b", "", "It cost about 1.2 million euros.", language="en")


def cite(article: Article, quote: str, marked: str = "", marker: int = 1) -> Citation:
    start = article.text.index(quote)
    place = article.text.index(marked) if marked else 0
    span = (place, place + len(marked)) if marked else None
    return Citation(marker, article, start, start + len(quote), quote, span)


COST = cite(ARTICLE, ARTICLE.text[:31])
MARKED = cite(ARTICLE, ARTICLE.text[:31], "1,2 Millionen Euro")
ELSEWHERE = cite(REPORT, REPORT.text, "1.2 million euros", 2)


def answer(text: str, *citations: Citation, findings: tuple[Finding, ...] = ()) -> Answer:
    statements = (Statement(text, citations),)
    return Answer("How much?", "en", statements, (), abstained=False, findings=findings)


def test_figures_must_stand_in_what_their_own_statement_cites() -> None:
    assert stray_figures(answer("Der Preis: 1,2 Millionen.", COST)) == []
    assert stray_figures(answer("1901 für 1,2 Millionen.", COST)) == ["1901"]
    assert stray_figures(answer("Sie kostete 1,25 Millionen.", COST)) == ["1,25"]


@pytest.mark.parametrize(
    ("said", "stray"),
    [
        ("It cost 1.2 million euros.", []),
        ("It cost €1.2m in 1901.", []),
        ("It cost 1.2 billion euros.", ["1.2"]),
        ("It cost 1.2 million dollars.", ["1.2"]),
        ("It cost 1.25 million euros.", ["1.25"]),
        ("It was opened on 24 September 2025.", []),
        ("It was opened in September 2025 with 9 guests.", ["9"]),
        ("It was opened on 25 September 2025.", ["25"]),
    ],
)
def test_figures_may_be_written_otherwise_but_no_more_exactly(said: str, stray: list[str]) -> None:
    text = "Sie kostete 1,2 Millionen Euro. Gebaut 1901. Am 24.09.2025 wurde sie eröffnet."
    article = Article("c", "", text, language="de")
    assert stray_figures(answer(said, cite(article, text))) == stray


@pytest.mark.parametrize(
    ("said", "accepted", "says"),
    [
        ("It cost €1.2 million.", ["1,2 Millionen Euro"], True),
        ("It cost €1.3 million.", ["1,2 Millionen Euro"], False),
        ("Orrby built it.", ["Orrby"], True),
        ("Someone built it.", ["Orrby"], False),
    ],
)
def test_what_a_statement_says_is_told_from_its_own_words(
    said: str, accepted: list[str], says: bool
) -> None:
    assert says_answer(Statement(said, (COST,)), "en", accepted, ("de", "en")) is says
    assert says_answer(Statement(COST.quote, (COST,)), "en", ["1.2 million euros"], ("en", "de"))


def test_direct_answer_is_the_first_finding_with_all_who_agree() -> None:
    finding = Finding("1,2 Millionen Euro", "1.2 million euros", (MARKED, ELSEWHERE))
    told = answer(MARKED.quote, MARKED, findings=(finding, Finding("9", "", (COST,))))
    assert direct_words(told) == (
        Words("1,2 Millionen Euro", "de"),
        Words("1.2 million euros", "en"),
        Words("1,2 Millionen Euro", "de"),
        Words("1.2 million euros", "en"),
    )


def test_direct_answer_without_findings_is_what_is_marked_or_said_first() -> None:
    assert direct_words(answer(MARKED.quote, MARKED)) == (Words("1,2 Millionen Euro", "de"),)
    assert direct_words(answer(COST.quote, COST)) == (Words(COST.quote, "de"),)
    assert direct_words(answer("It cost 1.2m.", MARKED)) == (Words("It cost 1.2m.", "en"),)
    assert direct_words(answer("Uncited.")) == (Words("Uncited.", "en"),)
    assert direct_words(replace(answer(""), statements=(), abstained=True)) == ()


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("£46m", True), ("CHF 12'500", True), ("Qwen3-Max", False), ("A-320", False), ("vier", False)],
)
def test_figures_of_names_are_not_asked_for(accepted: str, expected: bool) -> None:
    assert ask_for_figure(["nothing", accepted]) is expected


@pytest.mark.parametrize(
    ("direct", "accepted", "written"),
    [
        ("380 billion yuan", ["380 Milliarden Yuan"], True),
        ("46 million pounds", ["£46m"], True),
        ("12,500", ["12.500"], False),
        ("5 million", ["5 billion"], True),
        ("3 to 5 per cent", ["3 to 4 per cent"], False),
        ("3 to 5 per cent", ["3 to 4 per cent", "5 per cent"], True),
        ("Qwen3", ["3"], False),
        ("none", ["none"], False),
    ],
)
def test_figures_as_written(direct: str, accepted: list[str], written: bool) -> None:
    assert same_as_written([Words(direct, "en")], accepted) is written


@pytest.mark.parametrize(
    ("direct", "accepted", "equal"),
    [
        ("380 billion yuan", ["380 Milliarden Yuan"], True),
        ("380 million yuan", ["380 Milliarden Yuan"], False),
        ("12,500", ["12.500"], True),
        ("9.2 per cent", ["9,2 Prozent"], True),
        ("9.2 per cent", ["7,2 %", "9,2 %"], True),
        ("9.2 per cent", ["9,16 %"], True),
        ("up to 7.2 per cent", ["7,2 %"], True),
        ("more than 16 minutes", ["16"], True),
        ("more than 16 minutes", ["16 Stunden"], False),
        ("16 million", ["16"], False),
        ("380 yuan", ["380 Milliarden Yuan"], False),
        ("1,250 euros", ["1.250 Euro"], True),
        ("3 to 5 per cent", ["3 %", "4 %"], False),
        ("on 9 October", ["9. Oktober"], True),
        ("no figure", ["9,2 %"], False),
    ],
)
def test_figures_are_compared_by_value(direct: str, accepted: list[str], equal: bool) -> None:
    assert same_in_value([Words(direct, "en")], accepted, ("de", "en")) is equal


def test_nothing_said_has_no_figure() -> None:
    assert not same_as_written([], ["5"])
    assert not same_in_value([], ["5"], ["de"])
