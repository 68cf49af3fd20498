"""What an HTML page declares of itself in meta tags, JSON-LD and time tags: day and outlet.

Nothing is guessed: a date in an address or in the text declares nothing.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from index.dates import parse_date

_META_DATES = (
    *("article:published_time", "og:published_time", "datepublished", "date", "pubdate"),
    *("publishdate", "publish-date", "publication_date", "parsely-pub-date", "sailthru.date"),
    *("dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "dcterms.issued"),
)
_META_OUTLETS = (
    "og:site_name",
    "application-name",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
)
_ARTICLE_TYPES = ("Article", "BlogPosting", "LiveBlogPosting", "WebPage")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page declares of itself; None where it does not."""

    published: date | None
    source: str | None


def read_facts(tree: Any) -> PageFacts:
    """Read day of publication and outlet off a page's meta tags, JSON-LD and time tags.

    Args:
        tree: The page as lxml parsed it.
    """
    articles = [fact for fact in _linked_data(tree) if _is_article(fact)]
    return PageFacts(_page_date(tree, articles), _page_outlet(tree, articles))


def _page_date(tree: Any, articles: list[dict[str, Any]]) -> date | None:
    declared = _meta(tree, _META_DATES) + [fact.get("datePublished") for fact in articles]
    declared += tree.xpath("//*[@itemprop='datePublished']/@datetime | //time[@pubdate]/@datetime")
    days = [day for value in declared if isinstance(value, str) and (day := parse_date(value))]
    if days:
        return days[0]
    # Undeclared time tags also date comments and teasers: they count where they all agree.
    stamps = {parse_date(value) for value in tree.xpath("//time/@datetime")}
    return stamps.pop() if len(stamps) == 1 else None


def _page_outlet(tree: Any, articles: list[dict[str, Any]]) -> str | None:
    publishers = [fact.get("publisher") for fact in articles]
    names = _meta(tree, _META_OUTLETS) + [p.get("name") for p in publishers if isinstance(p, dict)]
    return next((name for name in names if isinstance(name, str) and name.strip()), None)


def _meta(tree: Any, names: tuple[str, ...]) -> list[Any]:
    """Return the contents of the page's meta tags of these names, in the order of the names."""
    found: dict[str, str] = {}
    for tag in tree.xpath("//meta[@content]"):
        for attribute in ("property", "name", "itemprop"):
            found.setdefault((tag.get(attribute) or "").lower(), tag.get("content"))
    return [found[name] for name in names if name in found]


def _is_article(fact: dict[str, Any]) -> bool:
    kinds = fact.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(_ARTICLE_TYPES) for kind in kinds)


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of the page's JSON-LD (schema.org), in reading order."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            pending = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue  # Broken JSON-LD declares nothing.
        while pending:
            value = pending.pop()
            if isinstance(value, dict):
                yield value
                value = list(value.values())
            if isinstance(value, list):
                pending += reversed(value)
