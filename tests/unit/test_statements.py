"""What an answer says on the page: in whose words, in which language, and who disagrees."""

from dataclasses import replace
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]
from shown import ARTICLE, ENGLISH, FIRST, HOSTILE, REST, SECOND, cite, find

from index.records import Article
from rag.records import Answer, Citation, Finding, Statement, Withheld
from ui.statements import render_prose, render_quotations, render_withheld
from ui.texts import Texts, texts_in

DE, EN = texts_in("de"), texts_in("en")


def answer(*citations: Citation, **changes: Any) -> Answer:
    statements = tuple(Statement(citation.quote, (citation,)) for citation in citations)
    plain = Answer("Was kostet der Deich?", "de", statements, (), abstained=not statements)
    return replace(plain, **changes)


def worded(*said: str, **changes: Any) -> Answer:
    statements = tuple(Statement(text, (cite(ARTICLE, SECOND),)) for text in said)
    return answer(statements=statements, abstained=False, generator="a model", **changes)


def texts(node: html.HtmlElement, selector: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in find(node, selector)]


def quoted(given: Answer, said: Texts = DE) -> html.HtmlElement:
    return html.fragment_fromstring(str(render_quotations(given, said)), create_parent="div")


def prose(given: Answer, said: Texts = DE) -> html.HtmlElement:
    return html.fragment_fromstring(str(render_prose(given, said)), create_parent="div")


def test_a_statement_is_a_quotation_in_the_language_of_its_article() -> None:
    page = quoted(answer(cite(ENGLISH, "The ferry is late.")))
    assert texts(page, "blockquote[lang=en]") == ["The ferry is late."]
    assert texts(page, "button[data-cite=1]") == ["1"]
    assert find(page, "button")[0].get("aria-label") == "Beleg 1 ansehen"


def test_white_space_folded_in_a_statement_does_not_shift_what_is_bold() -> None:
    broken = replace(ARTICLE, text="Vorab. \u2003Das\n kostet\t4,2\nMillionen  Euro.")
    citation = cite(broken, "Das\n kostet\t4,2\nMillionen  Euro.", words="4,2\nMillionen")
    page = quoted(answer(statements=(Statement(SECOND, (citation,)),), abstained=False))
    assert [one.text_content() for one in find(page, "b")] == ["4,2\nMillionen"]
    assert texts(page, "blockquote") == [SECOND]


def test_a_finding_leads_with_its_own_words_and_what_they_mean_to_the_reader() -> None:
    first = cite(ARTICLE, SECOND, words="4,2 Millionen Euro")
    finding = Finding("4,2 Millionen Euro", "€4.2 million", (first, cite(ENGLISH, "late", 2)))
    page = quoted(answer(cite(ARTICLE, SECOND), findings=(finding,), language="en"))
    assert texts(page, "div.lead b[lang=de][dir=auto]") == ["4,2 Millionen Euro"]
    assert texts(page, "span.reading[lang=en]") == ["= €4.2 million"]
    assert texts(page, "p.finding") == ["4,2 Millionen Euro = €4.2 million 12"]
    assert [one.get("data-cite") for one in find(page, "button")] == ["1", "2", "1"]
    assert find(page, "table") == find(page, ".by") == []
    assert [one.tag for one in page] == ["div", "figure"]
    assert texts(page, "blockquote b") == ["4,2 Millionen Euro"]  # as the finding marks it


def test_findings_that_differ_are_a_table_of_who_says_what_with_a_note_beneath() -> None:
    again = replace(ARTICLE, id="again", source="Küstenbote", published=None)
    said = tuple(cite(one, SECOND, n, "4,2") for n, one in enumerate((ARTICLE, again), 1))
    twice, other = cite(ARTICLE, REST, 3), cite(ENGLISH, "late", 4)
    findings = (
        Finding("4,2 Millionen Euro", "€4.2 million", (*said, twice), "Inselbote, 09.03.2025"),
        Finding("late", "", (other,), "?"),
    )
    given = answer(*said, twice, other, findings=findings, note="Sie nennen Verschiedenes.")
    page = quoted(given, EN)
    assert texts(page, "table.lead caption") == ["What the articles say"]
    assert texts(page, "th[scope=col]") == ["Answer", "According to", "Published", "Evidence"]
    assert [
        (one.get("rowspan"), " ".join(one.text_content().split()))
        for one in find(page, "tbody th[scope=rowgroup]")
    ] == [("2", "4,2 Millionen Euro = €4.2 million"), ("1", "late")]
    assert [
        [cell.text_content() for cell in find(row, "td")] for row in find(page, "tbody tr")
    ] == [
        ["Inselbote", "9 Mar 2025", "13"],
        ["Küstenbote", "undated", "2"],
        ["The ferry is late. Nobody minds. …", "undated", "4"],
    ]
    assert texts(page, ".reading[lang=de]") == ["= €4.2 million"]
    assert texts(page, "b[lang=en]") == ["late"]
    assert texts(page, "time[datetime=2025-03-09]") == ["9 Mar 2025"]
    assert [one.get("class") for one in page][:3] == ["lead", "note", "statement"]


def test_an_answer_without_findings_has_no_lead_and_its_note_comes_last() -> None:
    page = quoted(answer(cite(ARTICLE, FIRST), note="Das war es."))
    assert [one.get("class") for one in page] == ["statement", "note"]


def test_what_a_model_worded_is_one_text_and_no_quotation() -> None:
    page = prose(worded("Rund vier Millionen.", "Mehr als gedacht."))
    assert find(page, "blockquote") == find(page, "figure") == []
    assert texts(page, "p.prose[lang=de]") == ["Rund vier Millionen. 1 Mehr als gedacht. 1"]
    assert texts(page, "span.statement") == ["Rund vier Millionen. 1", "Mehr als gedacht. 1"]


def test_what_articles_disagree_on_stands_below_a_model_s_words() -> None:
    citation = cite(ARTICLE, SECOND, words="4,2")
    findings = (Finding("4,2 Millionen", "", (citation,)),) * 2
    page = prose(worded("Vier.", findings=findings, note="Verschiedenes."))
    assert [one.get("class") for one in page] == ["prose", "note", "lead"]


def test_a_sentence_that_a_model_quotes_is_in_the_language_of_its_article() -> None:
    page = prose(worded(SECOND, "Four million.", language="en"), EN)
    assert texts(page, "span[lang=de]") == [SECOND]
    assert texts(page, "span[lang=en]") == ["Four million."]


@pytest.mark.parametrize(
    ("count", "summary"),
    [
        (1, "1 Satz zurückgehalten: Prüfung nicht bestanden"),
        (2, "2 Sätze zurückgehalten: Prüfung nicht bestanden"),
    ],
)
def test_what_is_withheld_is_folded_away_and_struck_through(count: int, summary: str) -> None:
    withheld = (Withheld("Es kostet 9 Euro.", "„9 Euro“ steht nicht da"),) * count
    page = html.fragment_fromstring(str(render_withheld(worded("Vier.", withheld=withheld), DE)))
    assert page.tag == "details"
    assert "open" not in page.attrib
    assert texts(page, "summary") == [summary]
    assert texts(page, "del") == ["Es kostet 9 Euro."] * count
    assert texts(page, ".reason") == ["„9 Euro“ steht nicht da"] * count
    assert texts(page, ".aside") == ["Zurückgehalten:"] * count
    assert render_withheld(worded("Vier."), DE) == ""


def test_the_byline_names_outlet_and_day_in_the_language_of_the_page() -> None:
    given = answer(cite(ARTICLE, FIRST))
    assert texts(quoted(given), "figcaption") == ["Inselbote, 9. März 2025"]
    assert texts(quoted(given, EN), "figcaption") == ["Inselbote, 9 March 2025"]


def test_nothing_that_is_said_becomes_markup() -> None:
    bad = Article(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, language=HOSTILE)
    cited = cite(bad, HOSTILE, words=HOSTILE[5:40])
    finding = Finding(HOSTILE, HOSTILE, (cited,), HOSTILE)
    given = answer(cited, language=HOSTILE, note=HOSTILE, findings=(finding,))
    said = replace(given, statements=(Statement(f"{HOSTILE}!", (cited,)),), generator=HOSTILE)
    withheld = worded("Vier.", withheld=(Withheld(HOSTILE, HOSTILE),), language=HOSTILE)
    pieces = [render_withheld(withheld, DE)]
    for one in (given, said):
        for findings in ((), (finding,), (finding, finding)):
            shown = replace(one, findings=findings)
            pieces += [render_quotations(shown, DE), render_prose(shown, DE)]
    for piece in pieces:
        page = html.fragment_fromstring(str(piece), create_parent="div")
        assert HOSTILE in page.text_content()
        assert not {"script", "img", "a"} & {one.tag for one in page.iter()}
        names = {name for one in page.iter() for name in one.attrib}
        assert not {name for name in names if name.startswith("on") or name in ("src", "href")}
