"""What an entry of a feed tells: page, author, outlet, day, content."""

from datetime import date

import pytest
from feed_files import atom, entry, item, only, rss

from index.sources.feeds import read_feed
from index.sources.feeds.moments import read_moment
from index.sources.feeds.outlets import name_outlet


@pytest.mark.parametrize(
    ("inner", "url"),
    [
        ("<link>/news/1</link>", "https://ledger.example/news/1"),
        ("<link>2?a b</link>", "https://ledger.example/feeds/2?a%20b"),
        ("<link/><guid>https://ledger.example/3</guid>", "https://ledger.example/3"),
        ("<guid isPermaLink='false'>https://ledger.example/3</guid>", None),
        ("<guid>4</guid>", None),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>http://[::1</link>", None),
        (
            "<link>https://proxy.example/1</link><f:origLink"
            " xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'>https://ledger.example/5"
            "</f:origLink>",
            "https://ledger.example/5",
        ),
        (
            "<a:link xmlns:a='http://www.w3.org/2005/Atom' rel='self' href='/no'/><link>/6</link>",
            "https://ledger.example/6",
        ),
    ],
)
def test_where_the_page_is(inner: str, url: str | None) -> None:
    content = rss(f"<item>{inner}<description>Kurz.</description></item>")
    found = only(content, "https://ledger.example/feeds/rss.xml")
    assert found.url == found.known.url == url
    assert found.content == ("" if url else "Kurz.")


def test_relative_addresses_refer_to_what_the_feed_says() -> None:
    inner = '<entry xml:base="c/"><link href="d"/><title>A</title></entry>'
    content = atom(inner).replace(b"<feed ", b'<feed xml:base="/b/" ')
    assert only(content, "https://ledger.example/a/feed").url == "https://ledger.example/b/c/d"


def test_the_base_of_an_atom_feed_counts_once() -> None:
    content = atom('<entry><link href="d"/></entry>').replace(b"<feed ", b'<feed xml:base="b/" ')
    assert only(content, "https://ledger.example/a/").url == "https://ledger.example/a/b/d"


def test_without_its_own_address_a_feed_refers_to_its_site() -> None:
    content = rss("<item><link>/1</link></item>")
    assert only(content).url == "https://ledger.example/1"


@pytest.mark.parametrize(
    ("inner", "author"),
    [
        ("<author>anna@ledger.example (Anna Beispiel)</author>", "Anna Beispiel"),
        ("<author>anna@ledger.example</author>", None),
        ("<author> Anna\n Beispiel </author>", "Anna Beispiel"),
        ("<dc:creator><![CDATA[Anna Beispiel]]></dc:creator>", "Anna Beispiel"),
        ("<dc:creator>https://ledger.example/anna</dc:creator>", None),
        ("<dc:creator>Harbour ledger</dc:creator>", None),
        ("<dc:creator>A</dc:creator><author>A</author><author>B</author>", "A, B"),
        ("", None),
    ],
)
def test_an_entry_tells_who_wrote_it(inner: str, author: str | None) -> None:
    assert only(rss(item(inner))).known.author == author


def test_an_entry_of_atom_has_the_feeds_author_unless_it_has_its_own() -> None:
    about = "<author><name>Anna Beispiel</name></author>"
    assert only(atom(entry(""), about)).known.author == "Anna Beispiel"
    own = "<author><name>Ben Muster</name></author>"
    assert only(atom(entry(own), about)).known.author == "Ben Muster"


def test_what_collects_the_pages_of_others_names_their_outlets() -> None:
    content = rss(
        item(
            "<title>Dam breached - The Ferry</title><source url='https://f.example'>The Ferry"
            "</source>"
        )
    )
    assert only(content).known.source == "The Ferry"
    assert only(content).known.title == "Dam breached"
    source = "<source><title>The Ferry</title><id>f</id></source>"
    assert only(atom(entry(source))).known.source == "The Ferry"


def test_the_feeds_title_is_not_the_outlet_of_the_pages_of_others() -> None:
    assert only(rss("<item><link>https://ferry.example/1</link></item>")).known.source is None


@pytest.mark.parametrize(
    ("title", "url", "outlet"),
    [
        ("Harbour Ledger - Politics", "https://www.harbour-ledger.example/a", "Harbour Ledger"),
        ("Politics | Harbour Ledger RSS Feed", "https://harbourledger.co.uk/a", "Harbour Ledger"),
        ("ledger.example - the first with the news", "https://ledger.example/", "ledger.example"),
        ("Neue Hafner Zeitung", "https://nhz.example/", "Neue Hafner Zeitung"),
        ("Mühlviertler Bote", "https://www.muehlviertler.example/", "Mühlviertler Bote"),
        ("HL » World", "https://hl.example/", "HL"),
        ("Harb: Sport", "https://harbour.example/", "Harb"),
        ("Latest stories", "https://ledger.example/", None),
        ("Wirtschaft", "https://ft.example/", None),
        ("Politik", "https://ledger.example/", None),
        ("Harbour Ledger", "https://10.0.0.1/", None),
        ("Harbour Ledger", "", None),
        ("", "https://ledger.example/", None),
    ],
)
def test_the_outlet_is_the_part_of_the_title_that_resembles_the_site(
    title: str, url: str, outlet: str | None
) -> None:
    assert name_outlet(title, url) == outlet


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Wed, 24 Sep 2025 23:39:05 -0700", date(2025, 9, 24)),
        ("24 Sep 25 10:00 GMT", date(2025, 9, 24)),
        ("Mi, 24 Sep 2025 12:39:05 CEST", date(2025, 9, 24)),
        ("2025-09-24", date(2025, 9, 24)),
        ("2025-09-24T23:59:59.123Z", date(2025, 9, 24)),
        ("2025-09-24 10:11", date(2025, 9, 24)),
        ("24. September 2025", date(2025, 9, 24)),
        ("0001-01-01T00:00:00Z", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_day_is_read_as_written(text: str, day: date | None) -> None:
    moment = read_moment(text)
    assert (moment.date() if moment else None) == day
    assert only(rss(item(f"<pubDate>{text}</pubDate>"))).known.published == day


def test_the_day_of_a_change_is_not_the_day_of_publication() -> None:
    assert only(atom(entry("<updated>2025-09-24T08:00:00Z</updated>"))).known.published is None


@pytest.mark.parametrize(
    ("inner", "content"),
    [
        (
            "<content>Closed &amp; locked.\n\nUntil spring.</content>",
            "<p>Closed &amp; locked.</p><p>Until spring.</p>",
        ),
        ('<content type="html">&lt;p&gt;A &amp;amp; b&lt;/p&gt;</content>', "<p>A &amp; b</p>"),
        ('<content type="text">&lt;p&gt;A</content>', "<p>A"),
        ('<content type="image/png">aaaa</content>', ""),
        ('<content src="https://ledger.example/1.html" type="text/html"/>', ""),
        ("<summary>Short.</summary>", ""),
        ("<content/>", ""),
    ],
)
def test_only_what_is_an_article_is_content(inner: str, content: str) -> None:
    assert only(atom(entry(inner))).content == content


def test_an_entry_with_neither_page_nor_content_is_left_out() -> None:
    assert read_feed(rss("<item><title>Nothing</title></item>")) == []
    assert only(rss("<item><description>All there is.</description></item>")).url is None
