"""What a feed is, in every dialect, and in which order its entries come."""

from datetime import date

import pytest
from feed_files import ITEM, SPACES, atom, only, rss

from index.errors import SourceUnreadable
from index.rows import Known
from index.sources.feeds import Entry, read_feed

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
