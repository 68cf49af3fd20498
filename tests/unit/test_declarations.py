from datetime import date

import pytest
from lxml.html import document_fromstring  # type: ignore[import-untyped]

from index.cleaning.declarations import read_facts
from index.cleaning.facts import fill
from index.rows import Known

DAY = date(2025, 9, 24)


def facts(head: str, body: str = "") -> Known:
    page = f"<html><head>{head}</head><body>{body}<p>x</p></body></html>"
    return fill(*read_facts(document_fromstring(page)))


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
def test_a_declared_day_is_read(head: str, body: str) -> None:
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


def test_which_number_of_a_day_is_the_month_is_told_by_the_language() -> None:
    head = '<meta name="date" content="03/04/2025">'
    assert facts(head).published is None
    tree = document_fromstring(f'<html lang="de-AT"><head>{head}</head><body>x</body></html>')
    assert read_facts(tree)[0].published == date(2025, 4, 3)
    assert facts('<meta name="date" content="30/03/2025">').published == date(2025, 3, 30)


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
def test_a_declared_outlet_is_read(head: str) -> None:
    assert facts(head).source == "Muster-Blatt"


def test_an_outlet_that_is_not_declared_is_unknown() -> None:
    title = "<title>Werk wächst | Muster-Blatt</title>"
    canonical = '<link rel="canonical" href="https://example.com/a">'
    assert facts(title + canonical).source is None


# --- headline, address, author -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Werk wächst</title>", "Werk wächst"),
        ('<title>x</title><meta property="og:title" content=" Werk  wächst ">', "Werk wächst"),
        (linked('{"@type": "NewsArticle", "headline": "Werk wächst"}'), "Werk wächst"),
        ("<title> </title>", None),
    ],
)
def test_declared_headlines(head: str, title: str | None) -> None:
    assert facts(head).title == title


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="https://example.com/a">', "https://example.com/a"),
        ('<meta property="og:url" content="https://example.com/a">', "https://example.com/a"),
        ('<link rel="canonical" href="/a">', None),
        ('<link rel="canonical" href="javascript:x">', None),
    ],
)
def test_declared_addresses(head: str, url: str | None) -> None:
    assert facts(head).url == url


PERSON = '{"@type": "Person", "name": "Erika Muster"}'


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        (linked(f'{{"@type": "NewsArticle", "author": {PERSON}}}'), "", "Erika Muster"),
        (
            linked(f'{{"@type": "NewsArticle", "author": [{PERSON}, {{"name": "Paul Probe"}}]}}'),
            "",
            "Erika Muster, Paul Probe",
        ),
        (linked('{"@type": "NewsArticle", "author": "Von Erika Muster"}'), "", "Erika Muster"),
        (
            linked(
                '{"@graph": [{"@type": "NewsArticle", "author": {"@id": "#p"}},'
                ' {"@type": "Person", "@id": "#p", "name": "Erika Muster"}]}'
            ),
            "",
            "Erika Muster",
        ),
        ('<meta name="author" content="Erika Muster">', "", "Erika Muster"),
        ('<meta property="article:author" content="Erika Muster">', "", "Erika Muster"),
        ("", '<a rel="author" href="/e">Erika Muster</a>', "Erika Muster"),
        (
            "",
            '<div itemprop="author"><b itemprop="name">Erika Muster</b> (Redaktion)</div>',
            "Erika Muster",
        ),
    ],
)
def test_a_declared_author_is_read(head: str, body: str, author: str) -> None:
    assert facts(head, body).author == author


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (
            linked(
                '{"@type": "NewsArticle",'
                ' "author": {"@type": "Organization", "name": "Muster Blatt"}}'
            ),
            "",
        ),
        (linked('{"@type": "NewsArticle", "author": {"@type": "Person", "name": "dpa"}}'), ""),
        (linked('{"@type": "NewsArticle", "author": {"@id": "#nobody"}}'), ""),
        (linked(f'{{"@type": "Comment", "author": {PERSON}}}'), ""),
        ('<meta property="article:author" content="https://example.com/erika-muster">', ""),
        ('<meta name="author" content="Redaktion Muster-Blatt">', ""),
        ("", '<a rel="author">Erika Muster</a><a rel="author">Paul Probe</a>'),
    ],
)
def test_an_author_that_is_not_declared_is_unknown(head: str, body: str) -> None:
    assert facts(head, body).author is None


@pytest.mark.parametrize(
    "listed",
    [
        '{"@type": "ItemList", "itemListElement": [%s]}',
        '{"@type": "LiveBlogPosting", "liveBlogUpdate": [%s]}',
        '{"@type": "WebPage", "comment": %s, "relatedLink": [%s]}',
    ],
)
def test_articles_in_lists_are_not_the_page_s_own(listed: str) -> None:
    other = (
        '{"@type": "NewsArticle", "headline": "Andere", "datePublished": "2020-01-01",'
        ' "author": {"@type": "Person", "name": "Ali Kaya"}}'
    )
    own = '{"@type": "NewsArticle", "headline": "Eigene", "datePublished": "2025-09-24"}'
    known = facts(linked(listed.replace("%s", other)) + linked(own))
    assert (known.title, known.published, known.author) == ("Eigene", DAY, None)


@pytest.mark.parametrize(
    "script",
    [
        "//<![CDATA[\n{}\n//]]>",
        "<![CDATA[{}]]>",
        "/* <![CDATA[ */ {} /* ]]> */",
        "<!--\n{}\n-->",
    ],
)
def test_linked_data_may_be_wrapped_for_old_browsers(script: str) -> None:
    fact = '{"@type": "NewsArticle", "datePublished": "2025-09-24"}'
    assert facts(linked(script.replace("{}", fact))).published == DAY
