from datetime import date

import pytest
from lxml.html import document_fromstring  # type: ignore[import-untyped]

from index.cleaning.declarations import PageFacts, read_facts

DAY = date(2025, 9, 24)


def facts(head: str, body: str = "") -> PageFacts:
    return read_facts(
        document_fromstring(f"<html><head>{head}</head><body>{body}<p>x</p></body></html>")
    )


def linked(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2025-09-24T23:30:00+02:00">', ""),
        ('<meta name="date" content="24.09.2025">', ""),
        ('<meta itemprop="datePublished" content="2025-09-24">', ""),
        (linked('{"@type": "NewsArticle", "datePublished": "2025-09-24T10:00:00Z"}'), ""),
        (linked('{"@graph": [{"@type": ["NewsArticle"], "datePublished": "2025-09-24"}]}'), ""),
        ("", '<time itemprop="datePublished" datetime="2025-09-24">gestern</time>'),
        ("", '<time datetime="2025-09-24T10:00">24.9.</time><time datetime="2025-09-24">x</time>'),
    ],
)
def test_declared_days(head: str, body: str) -> None:
    assert facts(head, body).published == DAY


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "<p>24. September 2025</p>"),
        ('<link rel="canonical" href="https://example.com/2025/09/24/a.html">', ""),
        ('<meta property="article:modified_time" content="2025-09-24">', ""),
        ('<meta name="date" content="gestern">', ""),
        (linked('{"@type": "Comment", "datePublished": "2025-09-24"}'), ""),
        (linked('{"@type": "NewsArticle", "datePublished": 20250924}'), ""),
        (linked('{"@type": "NewsArticle", "datePublished": "2025-09-24"'), ""),
        (linked("[" * 100_000), ""),
        ("", '<time datetime="2025-09-24">a</time><time datetime="2025-09-25">b</time>'),
    ],
)
def test_a_day_that_is_not_declared_is_unknown(head: str, body: str) -> None:
    assert facts(head, body).published is None


def test_a_declaration_outranks_time_tags() -> None:
    head = '<meta property="article:published_time" content="2025-09-24">'
    assert facts(head, '<time datetime="2020-01-01">x</time>').published == DAY


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:site_name" content="Muster-Blatt">',
        linked('{"@type": "NewsArticle", "publisher": {"name": "Muster-Blatt"}}'),
        '<meta name="application-name" content="Muster-Blatt">',
    ],
)
def test_declared_outlets(head: str) -> None:
    assert facts(head).source == "Muster-Blatt"


def test_an_outlet_that_is_not_declared_is_unknown() -> None:
    title = "<title>Werk wächst | Muster-Blatt</title>"
    canonical = '<link rel="canonical" href="https://example.com/a">'
    assert facts(title + canonical).source is None
