"""Articles to be shown on the page, quotes from them, and a look at what the page then holds."""

import re
from datetime import date

from lxml import html  # type: ignore[import-untyped]

from index.records import Article
from rag.records import Citation

FIRST, SECOND = "Der Deich wird erhöht.", "Das kostet 4,2 Millionen Euro."
REST = "Die Arbeiten beginnen im März."
ARTICLE = Article(
    id="deich",
    title="Ein höherer Deich",
    text=f"{FIRST} {SECOND}\n\n{REST}",
    url="https://www.bote.example/deich?a=1&b=2",
    source="Inselbote",
    published=date(2025, 3, 9),
    language="de",
)
ENGLISH = Article(id="ferry", title="", text="The ferry is late. Nobody minds.", language="en")

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)> ![a](http://x.example/b) {0}"


def cite(article: Article, quote: str, marker: int = 1, words: str = "") -> Citation:
    start = article.text.index(quote)
    first = article.text.index(words, start)
    marked = (first, first + len(words)) if words else None
    return Citation(marker, article, start, start + len(quote), quote, marked)


def find(node: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    """Return what a simple CSS selector finds: tags, classes, attributes, one within another."""
    path = "."
    for part in selector.split():
        path += f"//{re.split('[.[]', part)[0] or '*'}"
        for name in re.findall(r"\.(\w+)", part):
            path += f"[contains(concat(' ', @class, ' '), ' {name} ')]"
        for name, value in re.findall(r"\[([\w-]+)=?([\w-]*)\]", part):
            path += f"[@{name}='{value}']" if value else f"[@{name}]"
    return list(node.xpath(path))
