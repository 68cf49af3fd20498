"""Feeds made to be read: RSS and Atom around a few entries."""

from index.sources.feeds import Entry, read_feed

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
