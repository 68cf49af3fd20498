"""What agencies send as XML, and saved feeds that hold whole articles."""

from datetime import date
from pathlib import Path

import pytest

from index.cleaning import clean
from index.errors import SourceUnreadable
from index.records import Article
from index.sources import Document, Problem, read
from index.sources.news_xml import read_news

FIRST = "Berlin (npa) – Der Bund gibt 12,5 Milliarden Euro für Brücken aus."
SECOND = "Das teilte das Verkehrsministerium am Mittwoch mit."
NITF = f"""<?xml version="1.0" encoding="{{}}"?>
<!DOCTYPE nitf SYSTEM "nitf-3-5.dtd" [<!ENTITY bomb "BOMB"><!ENTITY file SYSTEM "file:///etc/passwd">]>
<nitf xml:lang="de-DE"><head><title>brücken</title><docdata>
<date.issue norm="20250924T233905+0200"/></docdata><pubdata name="Nordpresse-Agentur"/></head>
<body><body.head><hedline><hl1>Milliarden für Brücken</hl1><hl2>Bund stockt auf</hl2></hedline>
<byline>Von <person>Ada Beispiel</person></byline></body.head>
<body.content><p>{FIRST}</p>
<p>{SECOND} <em>Gef&auml;hrdet</em> sind <num>4000</num> Brücken.&bomb;&file;</p>
<media media-type="image"><media-reference source="a.jpg"/></media></body.content>
<body.end><tagline/></body.end></body></nitf>"""
G2 = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem xml:lang="de"><itemMeta><provider><name>Nordpresse-Agentur</name></provider>
<firstCreated>2025-09-24T08:00:00+02:00</firstCreated></itemMeta>
<contentMeta><creator><name>Ada Beispiel</name></creator><headline>Milliarden für Brücken</headline>
</contentMeta><contentSet>
<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>
<body><p>{FIRST}</p><p>{SECOND}</p></body></html></inlineXML></contentSet></newsItem>
<newsItem><contentMeta><headline>Deich hält</headline></contentMeta><contentSet><inlineData
 contenttype="text/plain">Der Deich hält.

Das sagt der Landrat &amp; sein Amt.</inlineData></contentSet></newsItem>
<newsItem><contentSet><remoteContent href="a.jpg"/></contentSet></newsItem>
</itemSet></newsMessage>"""
BODY = "".join(
    f"<p>Satz {n} über die neue Brücke von Wiek steht hier für alle.</p>" for n in range(12)
)
RSS = f"""<?xml version="1.0"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Küstenkurier</title>
<link>https://kurier.example/</link>
<item><title>Brücke kommt</title><link>https://kurier.example/1</link>
<pubDate>Wed, 24 Sep 2025 08:00:00 +0200</pubDate>
<content:encoded><![CDATA[{BODY}]]></content:encoded></item>
<item><title>Teaser</title><link>https://kurier.example/2</link>
<content:encoded>Nur ein Anriss.</content:encoded></item></channel></rss>"""


def articles(folder: Path, content: str | bytes, name: str = "a.xml") -> list[Article]:
    data = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(data)
    return [clean(one).article for one in read([folder]) if isinstance(one, Document)]


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_nitf_is_one_article(encoding: str, tmp_path: Path) -> None:
    if encoding == "iso-8859-1":
        data = NITF.replace("–", "-").format(encoding).encode(encoding)
    else:
        data = NITF.format(encoding).encode(encoding)
    (article,) = articles(tmp_path, data)
    assert article.title == "Milliarden für Brücken"
    assert (article.source, article.author) == ("Nordpresse-Agentur", "Ada Beispiel")
    assert (article.published, article.language) == (date(2025, 9, 24), "de")
    assert "12,5 Milliarden Euro" in article.text
    assert "Gefährdet sind 4000 Brücken." in article.text
    assert "BOMB" not in article.text
    assert "root:" not in article.text


def test_newsml_holds_several(tmp_path: Path) -> None:
    first, second = articles(tmp_path, G2)
    assert (first.title, first.published) == ("Milliarden für Brücken", date(2025, 9, 24))
    assert first.text.split("\n") == [FIRST, SECOND]
    assert second.title == "Deich hält"
    assert second.text.split("\n") == ["Der Deich hält.", "Das sagt der Landrat & sein Amt."]


def test_a_saved_feed_that_holds_articles_needs_no_network(tmp_path: Path) -> None:
    (article,) = articles(tmp_path, RSS)
    assert (article.title, article.url) == ("Brücke kommt", "https://kurier.example/1")
    assert (article.source, article.published) == ("Küstenkurier", date(2025, 9, 24))
    assert article.text.count("Satz") == 12


def test_a_page_may_be_called_xml(tmp_path: Path) -> None:
    page = (
        f"<?xml version='1.0'?><html><head><title>Brücke</title></head><body>{BODY}</body></html>"
    )
    (article,) = articles(tmp_path, page)
    assert article.text.count("Satz") == 12


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<urlset><url/></urlset>", "XML that is no page or feed"),
        (b"<nitf><body/></nitf>", "without an article's text"),
        (b"not XML at all", "its XML is broken"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]>", "its XML is broken"),
    ],
)
def test_what_cannot_be_read_is_told(content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match=said):
        read_news(content)
    (tmp_path / "a.xml").write_bytes(content)
    (problem,) = read([tmp_path])
    assert isinstance(problem, Problem)
    assert said in problem.reason
