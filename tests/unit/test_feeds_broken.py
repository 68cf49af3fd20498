"""Feeds that are broken, hostile or no feeds at all."""

import pytest
from feed_files import ITEM, item, only, rss
from haste import is_quick
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceUnreadable
from index.sources.feeds import read_feed
from index.sources.feeds.moments import read_moment


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
    def read() -> None:
        try:
            assert len(read_feed(content)) <= 1
        except SourceUnreadable:
            assert not content.startswith(b"<?xml version")

    assert is_quick(read, seconds=1)


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
