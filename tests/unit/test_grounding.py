import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.encoding import Encoder
from index.records import Article, Hit, Passage, Sentence
from rag.answering.citing import Citer
from rag.centring import LanguageMeans
from rag.generation import Draft
from rag.grounding import EncoderSimilarity, FaultKind, check, check_answer
from rag.records import Citation, Evidence

TEXT = "Das Werk kostet 1,5 Mrd. Euro. Es öffnet am 3. Mai 2026."
ARTICLE = Article("a", "Werk", TEXT, language="de")
ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "grounding.jsonl").read_text().splitlines()
]


def citation(start: int, end: int, marker: int = 1) -> Citation:
    return Citation(marker, ARTICLE, start, end, TEXT[start:end])


def cite(
    quote: str,
    before: str = "",
    *,
    title: str = "",
    language: str = "en",
    published: date | None = None,
    marker: int = 1,
) -> Citation:
    article = Article(f"{marker}", title, before + quote, language=language, published=published)
    return Citation(marker, article, len(before), len(article.text), quote)


def evidence(start: int, end: int) -> Evidence:
    passage = Passage("a", 0, 0, len(TEXT), TEXT)
    hit = Hit(passage, ARTICLE, 0.5, 1, ())
    return Evidence(ARTICLE, Sentence("a", 0, start, end, TEXT[start:end]), hit, 1.0)


def kinds(text: str, *citations: Citation) -> list[FaultKind]:
    return [fault.kind for fault in check(text, citations).faults]


def test_a_quoted_sentence_is_supported() -> None:
    assert check(TEXT[:30], [citation(0, 30)]).supported


@pytest.mark.parametrize("text", ["Das Werk kostet 15 Mrd. Euro.", "Es kostet 1,6 Mrd. Euro."])
def test_a_figure_that_the_quote_does_not_hold_fails(text: str) -> None:
    verdict = check(text, [citation(0, 30)])
    assert not verdict.supported
    assert "figure" in verdict.reason


def test_a_figure_of_another_sentence_fails() -> None:
    assert not check("Es öffnet 2026.", [citation(0, 30)]).supported
    assert check("Es öffnet 2026.", [citation(0, 30), citation(31, len(TEXT), 2)]).supported


def test_a_quote_that_is_not_its_span_fails() -> None:
    assert not check("Das Werk", [replace(citation(0, 30), quote="Das Haus")]).supported
    assert not check("Das Werk", [replace(citation(0, 30), start=1)]).supported


def test_no_citation_fails() -> None:
    assert kinds("Das Werk ist neu.") == [FaultKind.UNCITED]


def test_part_of_a_figure_is_not_verbatim() -> None:
    assert kinds("5 Mrd. Euro", citation(0, 30)) == [FaultKind.FIGURE]
    assert kinds("1,5 Mrd. Euro", citation(0, 30)) == []


def test_markers_count_up_and_equal_spans_share_one() -> None:
    citer = Citer()
    first, _ = citer.cite(Draft(TEXT[:30], (evidence(0, 30),)))
    assert citer.cite(Draft("Es kostet 99 Euro.", (evidence(31, len(TEXT)),)))[0] is None
    second, _ = citer.cite(
        Draft(
            "Es kostet 1,5 Mrd. Euro und öffnet im Mai.", (evidence(31, len(TEXT)), evidence(0, 30))
        )
    )
    assert first is not None
    assert second is not None
    assert [c.marker for c in first.citations] == [1]
    assert [c.marker for c in second.citations] == [2, 1]
    assert str(first) == "Das Werk kostet 1,5 Mrd. Euro. [1]"


@pytest.mark.parametrize(
    ("quoted", "said", "backed"),
    [
        ("The tower is 41.6 metres high.", "The tower has a height of 42 metres.", True),
        ("The tower is 42 metres high.", "The tower has a height of 41.6 metres.", False),
        ("The fair drew 12,345 people.", "About 12,000 people came to the fair.", True),
        ("The fair drew about 12,000 people.", "At the fair were 12,345 people.", False),
        ("The fair drew 12,345 people.", "More than 12,000 people came to the fair.", True),
        ("The fair drew 11,900 people.", "More than 12,000 people came to the fair.", False),
        ("The fair drew more than 12,000 people.", "The fair had nearly 12,000 people.", False),
        ("The fair drew less than 12,000 people.", "The fair had about 12,000 people.", False),
        ("The fair drew less than 12,000 people.", "The fair had nearly 12,000 people.", False),
        ("The fair drew nearly 12,000 people.", "The fair had about 12,000 people.", True),
        ("The fair drew nearly 12,000 people.", "The fair had fewer than 12,000 people.", True),
        ("The fair drew 11,900 people.", "The fair had nearly 12,000 people.", True),
        ("The fair drew 12,100 people.", "The fair had nearly 12,000 people.", False),
        ("The fair drew 12,000 people.", "The fair drew at least 12,000 people.", False),
        ("The fair opens on 24 September 2025.", "The fair opens in September 2025.", True),
        ("The fair opens in September 2025.", "The fair opens on 24 September 2025.", False),
        ("The fair ran from 2019 to 2021.", "The fair ran in 2020.", False),
    ],
)
def test_a_figure_is_no_more_exact_than_what_backs_it(quoted: str, said: str, backed: bool) -> None:
    assert check(said, [cite(quoted)], language="en").supported is backed


def test_the_year_that_a_quote_leaves_out_is_that_of_publication() -> None:
    quote = "The fair opens on 24 September in the old harbour."
    said = "The fair opens on 24 September 2025 in the harbour."
    assert check(said, [cite(quote, published=date(2025, 9, 1))]).supported
    assert kinds(said, cite(quote, published=date(2024, 9, 1))) == [FaultKind.FIGURE]
    assert kinds(said, cite(quote)) == [FaultKind.FIGURE]


@pytest.mark.parametrize(
    ("said", "quoted", "backed"),
    [
        ("in February 2025", "on 5 February 2025", True),
        ("in early February 2025", "on 5 February 2025", True),
        ("in late February 2025", "on 5 February 2025", False),
        ("in the first quarter of 2025", "on 5 February 2025", True),
        ("in 2025", "on 5 February 2025", True),
        ("from 2 to 28 February 2025", "on 5 February 2025", False),
        ("from 2 to 28 February 2025", "from 2 to 28 February 2025", True),
        ("from 2 to 28 February", "from 2 to 28 February 2025", True),
        ("from 2024 to 2026", "in 2025", False),
        ("from 2024 to 2026", "from 2024 to 2026", True),
        ("at 7.30pm", "at 19:30", True),
        ("at 7.30pm", "at 8.30pm", False),
    ],
)
def test_a_day_backs_the_period_it_lies_in_but_no_range(
    said: str, quoted: str, backed: bool
) -> None:
    cited = cite(f"The show was {quoted} in the old dock.")
    assert check(f"The show in the old dock was {said}.", [cited]).supported is backed


def test_a_heading_that_names_whom_the_quote_names_tells_nothing() -> None:
    quote = "At the heart of the plan is an agreement with Helion."
    said = "Northfield has an agreement with Helion."
    heading = "Partnership with Helion despite tensions "
    assert check(said, [cite(quote, f"Northfield wants to catch up.\n\n{heading}")]).supported
    assert not check(said, [cite(quote, f"Sundale wants to catch up.\n\n{heading}")]).supported
    assert not check(said, [cite(quote, "Helion beat Northfield to it. ")]).supported


def test_the_company_is_the_one_named_last_before_it() -> None:
    quote = "The company spent 40 million pounds on the dock."
    said = "Northfield spent 40 million pounds on the dock."
    assert check(said, [cite(quote, "Northfield published its report. ")]).supported
    assert check(said, [cite(quote, title="Northfield rebuilds its dock")]).supported
    before = "Northfield published its report. So did Veltronik. "
    assert kinds(said, cite(quote, before)) == [FaultKind.NAME]
    assert kinds(said, cite(quote, title="Veltronik overtakes Northfield")) == [FaultKind.NAME]


def test_a_name_and_its_figure_come_from_the_same_quote() -> None:
    one = cite("Northfield spent 40 million pounds.", marker=1)
    other = cite("Veltronik spent 55 million pounds.", marker=2)
    both = "Northfield spent 40 million pounds and Veltronik 55 million pounds."
    assert check(both, [one, other]).supported
    assert kinds("Veltronik spent 40 million pounds.", one, other) == [FaultKind.FIGURE]


def test_a_firm_that_is_called_like_a_thing_is_told_by_what_it_replaces() -> None:
    quote = cite("Veltronik spent 40 million pounds on a dock.")
    assert kinds("Apple spent 40 million pounds on a dock.", quote) == [FaultKind.NAME]
    assert check("Docks for 40 million pounds were built.", [quote], language="en").supported


def test_each_sentence_points_to_the_markers_in_it_or_after_it() -> None:
    answer = (
        "The dock cost 40 million pounds [1]. It opened in 2021. [2][1]\n"
        "It is popular. It is deep. [7] It opened in 2022 [1, 2]."
    )
    citations = [
        cite("The dock cost 40 million pounds.", marker=1),
        cite("The dock opened in 2021.", marker=2),
    ]
    verdicts = check_answer(answer, citations, language="en")
    assert [one.text for one in verdicts] == [
        "The dock cost 40 million pounds.",
        "It opened in 2021.",
        "It is popular.",
        "It is deep.",
        "It opened in 2022.",
    ]
    assert [[c.marker for c in one.citations] for one in verdicts] == [[1], [2, 1], [], [], [1, 2]]
    assert [one.supported for one in verdicts] == [True, True, False, False, False]
    assert [[fault.kind for fault in one.faults] for one in verdicts] == [
        [],
        [],
        [FaultKind.UNCITED],
        [FaultKind.MARKER],
        [FaultKind.FIGURE],
    ]
    assert answer[verdicts[0].start : verdicts[0].end] == "The dock cost 40 million pounds [1]."
    assert answer[verdicts[1].start : verdicts[1].end] == "It opened in 2021."
    assert check_answer("", citations, language="en") == ()


def test_a_similarity_is_asked_what_words_cannot_tell(encoder: Encoder) -> None:
    dock = cite("The new dock is deep enough for the largest ships.")
    similarity = EncoderSimilarity(encoder, LanguageMeans(encoder))
    assert check("The new dock is deep enough for ships.", [dock], similarity=similarity).supported
    far = check("Der Hafen ist schön.", [dock], language="de", similarity=similarity)
    assert [fault.kind for fault in far.faults] == [FaultKind.MEANING]
    assert check("Der Hafen ist schön.", [dock], language="de").supported


def test_a_short_sentence_is_likened_to_a_clause_of_a_long_quote() -> None:
    clause = "so the new dock is deep enough for ships"
    quote = cite(
        f"The owner spoke of a good year, {clause}, and hopes for more guests from abroad."
    )

    def alike(_: tuple[str, str], other: tuple[str, str]) -> float:
        return float(other[0] == clause)

    assert check("The new dock is deep enough.", [quote], similarity=alike).supported
    clause = "a good year"  # too short to say anything by itself
    assert not check("The new dock is deep enough.", [quote], similarity=alike).supported


@pytest.mark.parametrize(
    ("said", "quote", "supported"),
    [
        ("The finance chief is Ada Quint.", "Ada Quint, the chief executive, spoke.", False),
        ("The boss is Ada Quint.", "Ada Quint, the chief executive, spoke.", True),
        ("Ada Quint is the mayor.", "Deputy mayor Ada Quint spoke.", False),
        ("The mayor is Ada Quint.", "Ada Quint runs the town hall since the mayor left.", True),
    ],
)
def test_an_office_is_not_exchanged_for_another(said: str, quote: str, supported: bool) -> None:
    verdict = check(said, [cite(quote)])
    assert verdict.supported is supported, verdict.faults


@pytest.mark.parametrize("language", ["fr", "und", "xx"])
def test_a_language_without_word_lists_is_checked_by_figures_and_names(language: str) -> None:
    quote = cite("Le pont de Veltronik mesure 320 m.", language=language)
    assert check("Veltronik: 320 m", [quote], language=language).supported
    assert FaultKind.FIGURE in kinds("Veltronik: 340 m", quote)


def judge(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows that are judged wrongly."""
    return [row for row in rows if _supported(row) is not row["supported"]]


def _supported(row: dict[str, Any]) -> bool:
    citations = [
        cite(
            one["quote"],
            one["before"],
            title=one["title"],
            language=one["language"],
            marker=number,
        )
        for number, one in enumerate(row["quotes"], 1)
    ]
    return check(row["sentence"], citations, language=row["language"]).supported


def test_no_wrong_figure_passes() -> None:
    assert judge([row for row in ROWS if row["reason"] == "figure"]) == []


def test_nearly_all_labelled_sentences_are_judged_rightly() -> None:
    wrong = judge(ROWS)
    assert len(wrong) <= 0.02 * len(ROWS), wrong


def test_a_verbatim_sentence_is_not_even_compared() -> None:
    def compare(*_: object) -> float:
        raise AssertionError("comparing takes an encoder")

    quote = cite("The new dock is deep enough for the largest ships, its owner said. " * 4)
    said = "The new dock is deep enough for the largest ships, its owner said."
    assert check(said, [quote], similarity=compare).supported


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ("The fair opens in May, see https://evil.test/x.", "https://evil.test/x"),
        ("The fair opens in May: [tickets](javascript:alert(1)).", "[tickets](javascript:alert(1)"),
        ("The fair opens in May ![](data:x).", "![](data:x)"),
        ("The fair opens in May <img src=x>.", "<img src=x>"),
        ("The fair opens in May; write to help@evil.org.", "help@evil.org"),
        ("The fair opens in May at fair-tickets.com.", "fair-tickets.com"),
    ],
)
def test_a_link_that_no_quote_has_fails(said: str, about: str) -> None:
    verdict = check(said, [cite("The fair in Port Ellery opens in May.")])
    assert about in [fault.about for fault in verdict.faults if fault.kind is FaultKind.LINK]


def test_a_link_that_stands_in_a_quote_is_backed() -> None:
    quote = "The fair opens in May; tickets are sold at fair.example.org."
    said = "Tickets for the fair in May are sold at fair.example.org."
    assert FaultKind.LINK not in kinds(said, cite(quote))


def test_only_several_sources_back_what_is_said_of_several() -> None:
    one = cite("The fair drew 12,000 people.", title="A", marker=1)
    other = cite("The police counted 12,000 people at the fair.", title="B", marker=2)
    said = "The papers agree that the fair drew 12,000 people."
    assert FaultKind.MEANING in kinds(said, one)
    assert FaultKind.MEANING not in kinds(said, one, other)


def test_a_sentence_that_stutters_says_nothing() -> None:
    quote = cite("After a long drought, brought on by the harbour board, the marsh is green again.")
    said = "Harbour board brought on harbour board in the marsh."
    assert FaultKind.MEANING in kinds(said, quote)
    assert FaultKind.MEANING not in kinds("The harbour board brought on a long drought.", quote)


@pytest.mark.parametrize(
    ("said", "asked", "estranged"),
    [
        ("Northfield spends $53 million on docks.", "What does Northfield spend?", False),
        ("It spends $53 million on docks.", "What does Northfield spend?", False),
        ("Spending on docks worldwide is $53 million.", "What is spent on docks?", True),
    ],
)
def test_a_figure_stays_with_whom_it_is_said_of(said: str, asked: str, estranged: bool) -> None:
    quote = cite("Northfield plans to spend $53 million on docks.")
    faults = check(said, [quote], language="en", asked=asked).faults
    assert (FaultKind.OWNER in [one.kind for one in faults]) is estranged
    assert FaultKind.OWNER not in kinds(said, quote)


def test_a_firm_is_not_its_chief() -> None:
    quote = cite(
        "Auf vier Billionen Dollar taxiert Veltronik-Chef Eddie Wu die Ausgaben der Welt.",
        language="de",
    )
    asked = "How much does Eddie Wu think the world will spend?"
    firm = check("Veltronik will spend $4 trillion.", [quote], language="en", asked=asked)
    chief = check("Eddie Wu puts it at $4 trillion.", [quote], language="en", asked=asked)
    assert FaultKind.OWNER in [one.kind for one in firm.faults]
    assert chief.supported


@pytest.mark.parametrize(
    ("said", "language", "quoted", "spoken"),
    [
        (
            "Veltronik will cut 500 jobs.",
            "en",
            "It is not true that Veltronik will cut 500 jobs.",
            "en",
        ),
        ("Veltronik will cut 500 jobs.", "en", "Veltronik denied that it will cut 500 jobs.", "en"),
        (
            "Veltronik will cut 500 jobs.",
            "en",
            "If the court agrees, Veltronik will cut 500 jobs.",
            "en",
        ),
        ("Veltronik will cut 500 jobs.", "en", "Veltronik could cut 500 jobs, unions fear.", "en"),
        (
            "Veltronik streicht 500 Stellen.",
            "de",
            "Angeblich streicht Veltronik 500 Stellen.",
            "de",
        ),
        (
            "Veltronik will cut 500 jobs.",
            "en",
            "Die Gewerkschaft fürchtet, dass Veltronik 500 Stellen streicht.",
            "de",
        ),
    ],
)
def test_what_is_denied_or_supposed_is_no_fact(
    said: str, language: str, quoted: str, spoken: str
) -> None:
    quote = cite(quoted, language=spoken)
    asked = "What will Veltronik do?"
    faults = check(said, [quote], language=language, asked=asked).faults
    assert FaultKind.HARDENED in [one.kind for one in faults]
    assert check(quoted, [quote], language=spoken, asked=asked).supported


def test_a_supposition_stays_one() -> None:
    quote = cite("Veltronik could cut 500 jobs, unions fear.")
    said = "Veltronik may cut 500 jobs."
    faults = check(said, [quote], language="en", asked="What will Veltronik do?").faults
    assert FaultKind.HARDENED not in [one.kind for one in faults]
    plain = cite("In May Veltronik cut 500 jobs.")
    said = "Veltronik cut 500 jobs in May."
    assert check(said, [plain], language="en", asked="What did Veltronik do?").supported


@pytest.mark.parametrize(
    ("said", "language", "quoted", "spoken"),
    [
        ("Veltronik has 500 jobs.", "en", "Veltronik promises 500 jobs.", "en"),
        ("Veltronik employs 500 people.", "en", "500 Stellen verspricht Veltronik.", "de"),
        ("Veltronik hat 500 Stellen.", "de", "Veltronik stellt 500 Stellen in Aussicht.", "de"),
        ("Veltronik hat 500 Stellen.", "de", "Veltronik pledged 500 jobs.", "en"),
    ],
)
def test_what_is_promised_is_no_fact_yet(
    said: str, language: str, quoted: str, spoken: str
) -> None:
    quote = cite(quoted, language=spoken)
    faults = check(said, [quote], language=language, asked="How many jobs has Veltronik?").faults
    assert FaultKind.HARDENED in [one.kind for one in faults]


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Veltronik will create 500 jobs.", "en"),
        ("Veltronik promises 500 jobs.", "en"),
        ("Veltronik is to have 500 jobs.", "en"),
        ("Veltronik soll 500 Stellen haben.", "de"),
        ("Veltronik verspricht 500 Stellen.", "de"),
    ],
)
def test_a_promise_may_be_told_as_what_is_to_come(said: str, language: str) -> None:
    quote = cite("500 Stellen verspricht Veltronik.", language="de")
    faults = check(said, [quote], language=language, asked="How many jobs has Veltronik?").faults
    assert FaultKind.HARDENED not in [one.kind for one in faults]


@pytest.mark.parametrize(
    ("asked", "said", "language", "backed"),
    [
        ("Wie hoch ist die Dividende von Veltronik?", "500 Millionen Euro.", "de", False),
        ("Wie hoch ist die Dividende von Veltronik?", "Rund 500 Mio. Euro.", "de", False),
        ("Wie hoch sind die Investitionen von Veltronik?", "500 Millionen Euro.", "de", True),
        ("Was kostet das Rechenzentrum?", "500 Millionen Euro.", "de", True),
        ("Wie viel investiert Veltronik?", "500 Millionen Euro.", "de", True),
        ("Wie viel steckt Veltronik hinein?", "500 Millionen Euro.", "de", True),
        ("Wie hoch ist die Dividende?", "Für Dividenden sind 500 Millionen Euro da.", "de", True),
        ("How high is the dividend of Veltronik?", "500 million euros.", "en", True),
    ],
)
def test_a_figure_alone_is_of_what_is_asked_for(
    asked: str, said: str, language: str, backed: bool
) -> None:
    quote = cite(
        "Für die Investition in das Zentrum sind 500 Millionen Euro vorgesehen.", language="de"
    )
    faults = check(said, [quote], language=language, asked=asked).faults
    assert (FaultKind.BESIDE not in [one.kind for one in faults]) == backed
