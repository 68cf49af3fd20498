"""A raw document becomes an article: main text, headline, day, outlet; no boilerplate."""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from index.cleaning.boilerplate import cut_boilerplate
from index.cleaning.decoding import EMPTY, decode
from index.cleaning.metadata import Head, drop_title, read_head, read_preamble
from index.cleaning.plaintext import close_gaps, normalise, to_line, unwrap
from index.dates import parse_date
from index.errors import SourceUnreadable
from index.fields import parse_language, parse_url
from index.records import Article, CleanArticle
from index.sources import Document, Kind


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a document says of itself before cleaning.

    ``text`` is normalised; ``title`` is None where the document says nothing and ``""`` where it
    says that there is none; ``has_head`` tells whether headline and dateline may be in the text.
    """

    text: str
    title: str | None = None
    url: str | None = None
    source: str | None = None
    published: date | None = None
    language: str | None = None
    author: str | None = None
    id: str | None = None
    has_head: bool = True


def clean(document: Document) -> CleanArticle:
    """Turn a raw document into a clean article.

    The id is the row's own, or a hash of the row's address or text; for files it is made of the
    file's name and a hash of its path. What the document does not tell stays unknown.

    Raises:
        SourceUnreadable: No article text is left, or the document's markup cannot be read.
    """
    draft = _READERS[document.kind](document)
    preamble = read_preamble(draft.text)
    text, signed = cut_boilerplate(preamble.text)
    given = draft.title if draft.title is not None else preamble.title or None
    head = read_head(text, titled=given is not None) if draft.has_head else Head(text)
    title = to_line(head.title if given is None else given)
    text = close_gaps(drop_title(close_gaps(head.text), title))
    if not re.search(r"\w", text):
        raise SourceUnreadable("no article text in it; give a file that holds the article itself")
    article = Article(
        id=draft.id or _file_id(document),
        title=title,
        text=text,
        url=parse_url(draft.url or preamble.url or ""),
        source=to_line(draft.source or preamble.source or head.source or signed or "") or None,
        published=draft.published or preamble.published or head.published,
        language=draft.language or "und",
        author=to_line(draft.author or "") or None,
    )
    return CleanArticle(article)


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def _file_id(document: Document) -> str:
    slug = unicodedata.normalize("NFC", document.name).lower().translate(_UMLAUTS)
    slug = unicodedata.normalize("NFKD", slug).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", slug)[:48].strip("-")
    return f"{slug or 'article'}-{_hash(document.origin)[:8]}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


# --- the kinds of documents --------------------------------------------------------------------
# What reads markup is imported when a document needs it: it takes a third of a second, and most
# commands read none.


def _text_of(document: Document) -> str:
    content = document.content
    if isinstance(content, str):
        return content
    if not (text := decode(content)).strip():
        raise SourceUnreadable(EMPTY)
    return text


def _read_text(document: Document) -> _Draft:
    return _Draft(unwrap(normalise(_text_of(document))))


def _read_row(document: Document) -> _Draft:
    row = document.known
    text, url = normalise(_text_of(document)), to_line(row.url or "")
    return _Draft(
        text=unwrap(text),
        title=row.title,
        url=url,
        source=row.source,
        published=row.published,
        language=row.language,
        author=row.author,
        id=to_line(row.id or "") or _hash(url or text)[:16],
        has_head=row.title is None,
    )


def _read_markdown(document: Document) -> _Draft:
    from index.cleaning.markup import read_markdown  # noqa: PLC0415

    markdown = read_markdown(_text_of(document))
    front, title = markdown.front, markdown.front.get("title")
    heading = "" if title is None else f"{markdown.heading}\n\n"
    return _Draft(
        text=normalise(heading + markdown.text),
        title=title if title is not None else markdown.heading or None,
        url=front.get("url"),
        source=front.get("source") or front.get("outlet"),
        published=parse_date(front.get("published") or front.get("date") or ""),
        language=parse_language(front.get("language") or ""),
    )


def _read_html(document: Document) -> _Draft:
    from index.cleaning.pages import read_page  # noqa: PLC0415

    page = read_page(_text_of(document))
    return _Draft(
        text=page.text,
        # What stands there may be "Advertisement" as well.
        title=cut_boilerplate(read_preamble(page.title).text)[0],
        url=page.url,
        source=page.facts.source,
        published=page.facts.published,
        has_head=False,
    )


_READERS: dict[Kind, Callable[[Document], _Draft]] = {
    "text": _read_text,
    "markdown": _read_markdown,
    "html": _read_html,
    "row": _read_row,
}
