import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceUnreadable
from index.rows import Known
from index.sources.feeds import Entry, read_feed
from index.sources.feeds.moments import read_moment
from index.sources.feeds.outlets import name_outlet

SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
ITEM = "<item><title>Brücke gesperrt</title><link>https://ledger.example/1</link></item>"


def rss(items: str, about: str = "", attributes: str = SPACES) -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" {attributes}><channel>'
        f"<title>Harbour Ledger</title><link>https://ledger.example/</link>{about}{items}"
        "</channel></rss>"
    ).encode()


def atom(entries: str, about: str = "") -> bytes:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB"><title>Harbour Ledger</title>'
        '<link rel="self" href="https://ledger.example/feed"/><link href="https://ledger.example/"/>'
        f"{about}{entries}</feed>"
    ).encode()


def item(inner: str) -> str:
    return f"<item><link>https://ledger.example/1</link>{inner}</item>"


def entry(inner: str) -> str:
    return f'<entry><link href="https://ledger.example/1"/>{inner}</entry>'


def only(content: bytes, base: str = "") -> Entry:
    (found,) = read_feed(content, base)
    return found


# --- what is a feed ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"<rss/>",
        b'<rss version="0.91"/>',
        b"\xef\xbb\xbf\n<?xml version='1.0'?>\n<!-- a > b --><?xml-stylesheet href='a'?><rss/>",
        b"<!-- not <html> but <rdf> --><rss/>",
        b'<!DOCTYPE rss PUBLIC "-//A//B" "http://a.example/a.dtd" [<!ENTITY a "b">]><rss/>',
        b'<feed xmlns="http://www.w3.org/2005/Atom"/>',
        b"<feed version='0.3' xmlns='http://purl.org/atom/ns#'/>",
        b'<a:feed xmlns:a="http://www.w3.org/2005/Atom"/>',
        b'<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/a#"/>',
        '<?xml version="1.0" encoding="utf-16"?><rss/>'.encode("utf-16"),
        "<rss/>".encode("utf-16-be"),
    ],
)
def test_a_feed_is_told_by_its_first_element(content: bytes) -> None:
    assert read_feed(content) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!DOCTYPE html><html><p>&lt;rss></html>",
        b"<feed><a/></feed>",
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
        b"<rssfeed>",
        b"A text on feeds.",
        b"%PDF-1.7",
    ],
)
def test_what_is_no_feed_is_told(content: bytes) -> None:
    with pytest.raises(SourceUnreadable, match="not a feed that can be read"):
        read_feed(content)


def test_something_may_be_printed_before_a_feed() -> None:
    content = b"Warning: division by zero in feed.php\n" + rss(ITEM)
    assert only(content).url == "https://ledger.example/1"


# --- dialects ------------------------------------------------------------------------------------


def test_rss_is_read() -> None:
    content = rss(
        "<item><title>Brücke &amp;amp; Tunnel <![CDATA[<b>gesperrt</b>]]></title>"
        "<link>\n https://ledger.example/1 \n</link>"
        "<description>Kurz.</description>"
        "<content:encoded><![CDATA[<p>Die Brücke ist &nbsp;zu.</p>]]></content:encoded>"
        "<dc:creator>Anna Beispiel</dc:creator><dc:creator>Ben Muster</dc:creator>"
        "<pubDate>Wed, 24 Sep 2025 23:30:00 -0700</pubDate></item>",
        "<language>de-AT</language>",
    )
    assert only(content) == Entry(
        url="https://ledger.example/1",
        known=Known(
            title="Brücke & Tunnel gesperrt",
            url="https://ledger.example/1",
            source="Harbour Ledger",
            published=date(2025, 9, 24),
            language="de",
            author="Anna Beispiel, Ben Muster",
        ),
        content="<p>Die Brücke ist &#160;zu.</p>",
    )


def test_atom_is_read() -> None:
    content = atom(
        '<entry><title type="html">Bridge &amp;lt;1&amp;gt; &lt;em&gt;closed&lt;/em&gt;</title>'
        '<link rel="enclosure" href="https://ledger.example/1.mp3"/>'
        '<link rel="replies" href="https://ledger.example/1/replies"/>'
        '<link rel="alternate" type="text/html" href="https://ledger.example/1?a=b&amp;c=d"/>'
        "<published>2025-09-24T08:00:00+02:00</published><updated>2025-09-26T08:00:00Z</updated>"
        "<author><name>Anna Beispiel</name><email>anna@ledger.example</email></author>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Until <b>spring</b>.'
        "<br/>Or so.</p></div></content></entry>"
    )
    assert only(content) == Entry(
        url="https://ledger.example/1?a=b&c=d",
        known=Known(
            title="Bridge <1> closed",
            url="https://ledger.example/1?a=b&c=d",
            source="Harbour Ledger",
            published=date(2025, 9, 24),
            language="en",
            author="Anna Beispiel",
        ),
        content="<div><div><p>Until <b>spring</b>.<br>Or so.</p></div></div>",
    )


def test_rss_1_is_read() -> None:
    content = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {SPACES}
        xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://ledger.example/">
        <title>Harbour Ledger</title><link>https://ledger.example/</link>
        <dc:language>en</dc:language></channel>
        <item rdf:about="https://ledger.example/1"><title>Bridge closed</title>
        <link>https://ledger.example/1</link><dc:date>2025-09-24T10:00+01:00</dc:date></item>
        </rdf:RDF>"""
    known = only(content.encode()).known
    assert (known.title, known.published) == ("Bridge closed", date(2025, 9, 24))
    assert (known.source, known.language) == ("Harbour Ledger", "en")


def test_old_atom_is_read() -> None:
    content = b"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Bridge</title>
        <link rel="alternate" type="text/html" href="https://ledger.example/1"/>
        <issued>2025-09-24</issued><modified>2025-09-25</modified>
        <content type="text/html" mode="escaped">&lt;p&gt;Closed.&lt;/p&gt;</content>
        </entry></feed>"""
    found = only(content)
    assert (found.known.published, found.content) == (date(2025, 9, 24), "<p>Closed.</p>")


# --- single facts --------------------------------------------------------------------------------


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
def test_who_wrote_it(inner: str, author: str | None) -> None:
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


# --- order ---------------------------------------------------------------------------------------


def dated(number: int, day: str) -> str:
    return f"<item><link>https://ledger.example/{number}</link><pubDate>{day}</pubDate></item>"


def test_the_newest_come_first_and_those_without_a_date_last() -> None:
    days = ["2025-09-01", "", "2025-09-03T10:00:00+02:00", "2025-09-03T09:00:00Z", "2025-09-02"]
    content = rss("".join(dated(number, day) for number, day in enumerate(days)))
    found = [str(entry.url)[-1] for entry in read_feed(content)]
    assert found == ["3", "2", "4", "0", "1"]
    assert [str(entry.url)[-1] for entry in read_feed(content, most=2)] == ["3", "2"]


def test_without_dates_the_order_stays() -> None:
    content = rss("".join(dated(number, "") for number in range(5)))
    assert [str(entry.url)[-1] for entry in read_feed(content)] == list("01234")


def test_a_page_comes_once() -> None:
    content = rss(dated(1, "2025-09-01") + dated(1, "2025-09-02") + dated(2, "2025-09-01"))
    found = read_feed(content)
    assert [str(entry.url)[-1] for entry in found] == ["1", "2"]
    assert found[0].known.published == date(2025, 9, 2)


# --- broken feeds --------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252", "iso-8859-1"])
@pytest.mark.parametrize("declared", ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "x-none"])
def test_what_is_declared_need_not_be_true(encoding: str, declared: str) -> None:
    text = rss(ITEM).decode().replace('encoding="utf-8"', f'encoding="{declared}"')
    assert only(text.encode(encoding)).known.title == "Brücke gesperrt"


def test_other_encodings_are_read_if_declared() -> None:
    text = rss(ITEM.replace("Brücke", "Łódź")).decode().replace("utf-8", "iso-8859-2")
    assert only(text.encode("iso-8859-2")).known.title == "Łódź gesperrt"


@pytest.mark.parametrize(
    ("inner", "title"),
    [
        ("<title>A & B</title>", "A & B"),
        ("<title>A&B; C&amp;D &lt;3</title>", "A&B; C&D <3"),
        ("<title>&Uuml;ber&nbsp;alles&hellip;</title>", "Über alles…"),
        ("<title>&#220;ber &#xDC;</title>", "Über Ü"),
        ("<b><title>A &amp; B</title>", "A & B"),
        ("<title>A\x08B</title>", "AB"),
        ("<title>A</title><x:y>no such space</x:y>", "A"),
        ("<title>A</title><description>open", "A"),
    ],
)
def test_broken_xml_is_mended(inner: str, title: str) -> None:
    content = rss(ITEM + f"<item><link>https://ledger.example/2</link>{inner}</item>")
    by_url = {entry.url: entry.known.title for entry in read_feed(content)}
    assert by_url["https://ledger.example/1"] == "Brücke gesperrt"
    if "<b>" not in inner:
        assert by_url["https://ledger.example/2"] == title


def test_names_without_a_declared_space_are_understood() -> None:
    inner = "<dc:creator>Anna</dc:creator><content:encoded>&lt;p&gt;A&lt;/p&gt;</content:encoded>"
    found = only(rss(item(inner), attributes=""))
    assert (found.known.author, found.content) == ("Anna", "<p>A</p>")


def test_entities_are_neither_expanded_nor_fetched() -> None:
    powers = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    top = f'<!DOCTYPE rss [<!ENTITY e0 "boom">{powers}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    content = rss(item("<title a='&e11;'>&e11; &file;</title>"))
    assert only(top.encode() + content.partition(b"\n")[2]).known.title == "&e11; &file;"


def bulk(piece: str, around: str = "<item><link>https://ledger.example/1</link>{}</item>") -> bytes:
    return rss(around.format(piece * (200_000 // len(piece))))


@pytest.mark.parametrize(
    "content",
    [
        bulk(ITEM, "{}"),
        bulk("<item><pubDate>1. x1. x</pubDate></item>", "{}"),
        bulk("<pubDate>1. x1. x</pubDate>"),
        bulk("<link>x</link>"),
        bulk("<a>"),
        bulk("<item>"),
        bulk("<"),
        bulk("&"),
        bulk("&a"),
        bulk("<![CDATA[<a"),
        bulk("a.a@(", "<item><link>/1</link><dc:creator>{}</dc:creator></item>"),
        bulk(" \n", "<item><link>/1</link><title>{}a</title></item>"),
        bulk("&lt;a", "<item><link>/1</link><content>{}</content></item>"),
        bulk("\n ", "<item><link>/1</link><content>{}a</content></item>"),
        bulk("e\u0301\u0323", "<item><link>/1</link><title>{}</title></item>"),
        b"<!DOCTYPE " + b"[]" * 100_000,
        b"<?a?>" * 40_000,
        b"<!---->" * 30_000,
    ],
)
def test_no_feed_keeps_us_busy(content: bytes) -> None:
    began = time.process_time()
    try:
        assert len(read_feed(content)) <= 1
    except SourceUnreadable:
        assert not content.startswith(b"<?xml version")
    assert time.process_time() - began < 1


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_entries_or_refused(content: bytes) -> None:
    for feed in (content, rss(content.decode("latin-1")), rss("") + content, b"<rss>" + content):
        try:
            found = read_feed(feed)
        except SourceUnreadable:
            continue
        assert all(entry.url or entry.content for entry in found)


@given(st.text(max_size=60))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    moment = read_moment(text)
    assert moment is None or (moment.tzinfo and moment.year > 1970)
