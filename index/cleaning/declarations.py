"""What an HTML page declares of itself in meta tags, JSON-LD and microdata.

Nothing is guessed: a date in an address or in the text declares nothing.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from index.cleaning.authors import join_names, read_names
from index.cleaning.plaintext import to_line
from index.declared_days import read_day
from index.fields import parse_url
from index.rows import Known

_META_DATES = (
    *("article:published_time", "og:published_time", "datepublished", "date", "pubdate"),
    *("publishdate", "publish-date", "publication_date", "parsely-pub-date", "sailthru.date"),
    *("dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "dcterms.issued"),
)
_META_OUTLETS = (
    *("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher"),
)
_META_TITLES = ("og:title", "twitter:title", "parsely-title", "dc.title", "dcterms.title")
_META_AUTHORS = (
    *("author", "article:author", "parsely-author", "sailthru.author", "dc.creator"),
    *("dcterms.creator", "citation_author", "byl"),
)
Named = dict[str, dict[str, Any]]
"""The objects of a page's JSON-LD that have a name, by their ``@id``."""

_ARTICLE_TYPES = ("Article", "BlogPosting", "LiveBlogPosting", "WebPage")
# What other pages and other people's texts stand in, whatever they are about.
_LISTS = frozenset(
    ("itemListElement", "relatedLink", "citation", "comment", "mentions", "liveBlogUpdate")
)
# What some pages put around a script for the sake of old browsers.
_WRAPPING = re.compile(
    r"\A(?:<!--|(?://|/\*)?\s{0,9}<!\[CDATA\[(?:\s{0,9}\*/)?)"
    r"|(?:-->|(?://|/\*)?\s{0,9}\]\]>(?:\s{0,9}\*/)?)\Z"
)
# Microdata and links that name an author; a teaser or a comment may name its own as well, so they
# count where they all name the same.
_AUTHOR_ELEMENTS = "//*[@itemprop='author'] | //a[@rel='author']"


def read_facts(tree: Any) -> tuple[Known, Known]:
    """Read what a page declares of itself.

    Args:
        tree: The page as lxml parsed it.

    Returns:
        What it declares, and what its undeclared time tags tell of its day.
    """
    linked = list(_linked_data(tree))
    named = {one["@id"]: one for one in reversed(linked) if _is_named(one)}
    articles = [fact for fact in linked if _is_article(fact)]
    meta = _meta(tree)
    declared = Known(
        title=_first(meta, _META_TITLES) or _title_of(articles) or _title_tag(tree),
        url=_page_url(tree, meta),
        source=_page_outlet(meta, articles, named),
        published=_page_date(tree, meta, articles),
        author=_page_author(tree, meta, articles, named),
    )
    # Undeclared time tags also date comments and teasers: they count where they all agree.
    stamps = {read_day(value) for value in tree.xpath("//time/@datetime")}
    return declared, Known(published=stamps.pop() if len(stamps) == 1 else None)


def read_body(tree: Any) -> str:
    """Return the article's text as the page's JSON-LD holds it, or ``""``."""
    bodies = (fact.get("articleBody") for fact in _linked_data(tree) if _is_article(fact))
    return next((body for body in bodies if isinstance(body, str) and body.strip()), "")


def _page_date(tree: Any, meta: dict[str, str], articles: list[dict[str, Any]]) -> date | None:
    declared: list[Any] = [meta[name] for name in _META_DATES if name in meta]
    declared += [fact.get("datePublished") for fact in articles]
    declared += tree.xpath("//*[@itemprop='datePublished']/@datetime | //time[@pubdate]/@datetime")
    days = (
        read_day(value, partial(_language_of, tree)) for value in declared if isinstance(value, str)
    )
    return next(filter(None, days), None)


def _language_of(tree: Any) -> str | None:
    """Return the language that a page says it is in, without its region."""
    declared = tree.xpath("string(/html/@lang)") or tree.xpath(
        "string(//html/@*[name()='xml:lang'])"
    )
    return str(declared).strip()[:2].lower() or None


def _page_outlet(meta: dict[str, str], articles: list[dict[str, Any]], named: Named) -> str | None:
    publishers = (_resolve(fact.get("publisher"), named) for fact in articles)
    names = [p.get("name") for several in publishers for p in several]
    return _first(meta, _META_OUTLETS) or next(filter(None, map(_line, names)), None)


def _page_url(tree: Any, meta: dict[str, str]) -> str | None:
    links = tree.xpath("//link[@rel='canonical']/@href")
    return next(filter(None, (parse_url(url) for url in [*links, meta.get("og:url", "")])), None)


# --- headline ------------------------------------------------------------------------------------


def _title_of(articles: list[dict[str, Any]]) -> str | None:
    return next(filter(None, (_line(fact.get("headline")) for fact in articles)), None)


def _title_tag(tree: Any) -> str | None:
    return next(filter(None, (_line(title) for title in tree.xpath("//head/title/text()"))), None)


# --- author --------------------------------------------------------------------------------------


def _page_author(
    tree: Any, meta: dict[str, str], articles: list[dict[str, Any]], named: Named
) -> str | None:
    people = (_people_of(fact, named) for fact in articles)
    declared = [*people, *(read_names(meta[name]) for name in _META_AUTHORS if name in meta)]
    if author := next(filter(None, declared), None):
        return author
    elements = tree.xpath(_AUTHOR_ELEMENTS)[:20]
    authors = {read_names(_line(_name_in(element)) or "") for element in elements} - {None}
    return authors.pop() if len(authors) == 1 else None


def _name_in(element: Any) -> Any:
    inner = element.xpath(".//*[@itemprop='name']")
    return element.get("content") or (inner[0] if inner else element).xpath("string()")


def _people_of(fact: dict[str, Any], named: Named) -> str | None:
    """Return the people among the authors of a linked fact; organisations write nothing."""
    names = []
    for author in _resolve(fact.get("author"), named):
        kind = author.get("@type")
        if kind is None or kind == "Person" or (isinstance(kind, list) and "Person" in kind):
            names.append(_line(author.get("name")) or "")
    return join_names(names)


def _resolve(value: Any, named: Named) -> list[dict[str, Any]]:
    """Return the objects that a value of JSON-LD is, names or refers to by ``@id``."""
    objects = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            objects.append({"name": one})
        elif isinstance(one, dict) and "name" not in one and isinstance(one.get("@id"), str):
            objects += [named[one["@id"]]] if one["@id"] in named else []
        elif isinstance(one, dict):
            objects.append(one)
    return objects


# --- reading -------------------------------------------------------------------------------------


def _is_named(fact: dict[str, Any]) -> bool:
    return isinstance(fact.get("@id"), str) and "name" in fact


def _line(value: Any) -> str | None:
    return (to_line(value) or None) if isinstance(value, str) else None


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next(filter(None, (_line(meta.get(name)) for name in names)), None)


def _meta(tree: Any) -> dict[str, str]:
    """Return the contents of the page's meta tags by their names, in small letters."""
    found: dict[str, str] = {}
    for tag in tree.xpath("//meta[@content]"):
        for attribute in ("property", "name", "itemprop"):
            found.setdefault((tag.get(attribute) or "").lower(), tag.get("content"))
    return found


def _is_article(fact: dict[str, Any]) -> bool:
    kinds = fact.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(_ARTICLE_TYPES) for kind in kinds)


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD (schema.org), in reading order.

    Those in lists are left out: an article that stands in one is not the page's own.
    """
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            pending = [json.loads(_WRAPPING.sub("", (script.text or "").strip()), strict=False)]
        except (ValueError, RecursionError):
            continue  # Broken JSON-LD declares nothing.
        while pending:
            value = pending.pop()
            if isinstance(value, dict):
                yield value
                value = [inner for name, inner in value.items() if name not in _LISTS]
            if isinstance(value, list):
                pending += reversed(value)
