"""The panel of evidence, and what is seen in it."""

from dataclasses import replace
from typing import Any

from lxml import html  # type: ignore[import-untyped]
from markupsafe import Markup
from shown import find

from index.records import Article, Hit, Passage
from rag.records import Answer, Citation, Finding, Statement
from ui.evidence import render_evidence
from ui.texts import texts_in

DE, EN = texts_in("de"), texts_in("en")


def hit(article: Article, quote: str = "", rank: int = 1, score: float | None = None) -> Hit:
    quote = quote or article.text
    start = article.text.index(quote)
    passage = Passage(article.id, rank - 1, start, start + len(quote), quote)
    return Hit(passage, article, 1 / rank if score is None else score, rank, ())


def answer(*citations: Citation, hits: tuple[Hit, ...] = (), **changes: Any) -> Answer:
    statements = tuple(Statement(citation.quote, (citation,)) for citation in citations)
    plain = Answer("Was kostet der Deich?", "de", statements, hits, abstained=not statements)
    return replace(plain, **changes)


def parse(piece: Markup) -> html.HtmlElement:
    return html.fragment_fromstring(str(piece), create_parent="div")


def panel_of(given: Answer, language: str = "de") -> html.HtmlElement:
    return parse(render_evidence(1, given, texts_in(language)))


def texts(node: html.HtmlElement, selector: str) -> list[str]:
    return [one.text_content() for one in find(node, selector)]


def marks(node: html.HtmlElement) -> list[tuple[str | None, str]]:
    return [(one.get("data-number"), one.text_content()) for one in find(node, "mark")]


def finding(*citations: Citation) -> Finding:
    return Finding("4,2 Millionen Euro", "", citations)
