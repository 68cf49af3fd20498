"""HTML pages to plain text: the article's main text, its headline, its captions."""

import json
import logging
import re
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml.etree import LxmlError  # type: ignore[import-untyped]
from trafilatura.settings import Document as Extract

from index.cleaning.declarations import PageFacts, read_facts
from index.cleaning.plaintext import normalise, to_line
from index.errors import SourceUnreadable

# What a page lacks is told by our own errors; without a handler, logging would print it as well.
for _library in ("trafilatura", "htmldate"):
    logging.getLogger(_library).addHandler(logging.NullHandler())

_UNREADABLE = "its HTML cannot be read; save the page again or as text"
# What parsers raise on pages that nobody foresaw: broken markup, nesting bombs.
_PARSER_ERRORS = (
    *(AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError),
    LxmlError,
)
# Bounds against pages made to keep a parser busy; articles stay far below them. Extraction takes
# quadratic time in the inline elements that follow each other in one block.
_PAGE_ELEMENTS = 20_000
_INLINE_SIBLINGS = 1_000
_BLOCK = re.compile("article|br|d[dt]|div|h[1-6r]|img|li|link|meta|option|p|script|section|t[dhr]")


@dataclass(frozen=True, slots=True)
class Page:
    """The article on a page.

    Attributes:
        text: Its main text, or ``""`` where none was found.
        title: Its headline, without the outlet's name, or ``""``.
        url: The page's canonical address, or None.
        facts: What the page declares.
    """

    text: str
    title: str
    url: str | None
    facts: PageFacts


def read_page(content: str) -> Page:
    """Read the article on a page, or in a fragment of one.

    Raises:
        SourceUnreadable: The page cannot be parsed, or is out of all proportion.
    """
    try:
        return _extract(_parse(content))
    except _PARSER_ERRORS as error:
        raise SourceUnreadable(_UNREADABLE) from error


def strip_tags(markup: str) -> str:
    """Return the text of a piece of HTML, on one line.

    Raises:
        SourceUnreadable: It cannot be parsed.
    """
    try:
        return str(trafilatura.html2txt(f"<html><body>{markup}</body></html>"))
    except _PARSER_ERRORS as error:
        raise SourceUnreadable("the HTML in it cannot be read; take it out") from error


# --- main text ---------------------------------------------------------------------------------


def _parse(content: str) -> Any:
    """Parse a page or a fragment of one; pages out of all proportion are refused."""
    # lxml refuses text with an encoding declaration, trafilatura fragments without a body.
    content = re.sub(r"\A<\?xml[^>]{0,200}\?>", "", normalise(content))
    if not re.search(r"<(?:html|head|body)\b", content[:5000], re.IGNORECASE):
        content = f"<html><body>{content}</body></html>"
    tree: Any = trafilatura.load_html(content)
    if tree is None:
        raise SourceUnreadable(_UNREADABLE)
    for count, element in enumerate(tree.iter()):
        inline = sum(not _BLOCK.fullmatch(str(child.tag)) for child in element)
        if count > _PAGE_ELEMENTS or inline > _INLINE_SIBLINGS:
            raise SourceUnreadable("too many elements in its HTML; save the article's text alone")
    for script in tree.xpath("//script"):
        if not _is_json(script.text or ""):  # Broken JSON-LD costs quadratic time as well.
            script.text = None
    return tree


def _is_json(text: str) -> bool:
    try:
        json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def _extract(tree: Any) -> Page:
    facts = read_facts(tree)
    _keep_captions(tree)
    # Without any of these, the title that extraction finds is the first subheading.
    titled = tree.xpath("//h1 | //title | //meta[contains(@property | @name, 'title')]")
    extract = trafilatura.bare_extraction(
        tree,
        favor_precision=True,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        # Its date is not used, as it also comes from addresses and running text.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if not isinstance(extract, Extract):
        return Page("", "", None, facts)
    title = to_line(extract.title or "") if titled else ""
    for separator in ("|", "-", "–", "—"):
        title = title.removesuffix(f" {separator} {facts.source}")
    return Page(normalise(extract.text or ""), title, extract.url, facts)


# --- captions ----------------------------------------------------------------------------------

# Not in links, which are teasers, nor in paragraphs, whose other text extraction would lose.
_FIGURES = (
    "//figure[figcaption][not(.//figure or .//table or .//figcaption//a)]"
    "[not(ancestor::a or ancestor::p)]"
)
_CREDIT = re.compile(
    r"[\s(\[|/–—-]{0,5}(?:©|\(c\)|\bCopyright\b|\b(?:Photo(?:graph)?|Picture|Image) by\b|"
    r"\b(?:Symbol|Archiv|Titel)?(?:Foto|Bild|Photo(?:graph)?|Picture|Image|Grafik|Graphic|Credit)"
    r"(?:e?[rns]?|[ -]?(?:quelle|nachweis|rechte|credit|source)[ns]?) ?:).*",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”“»«’]*$")


def _keep_captions(tree: Any) -> None:
    """Turn each figure whose caption says something into a paragraph of just that.

    Extraction leaves figures out as a whole.
    """
    for figure in tree.xpath(_FIGURES):
        if caption := read_caption(" ".join(figure.xpath("string(figcaption)").split())):
            figure.clear(keep_tail=True)
            figure.tag = "p"
            figure.text = caption


def read_caption(text: str) -> str:
    """Return the sentences of a picture's caption without its credit, or ``""`` if it has none.

    A sentence ends as one, and has words that begin with a small letter: credits that do not say
    what they are consist of names, as in "Jane Doe/Agency".
    """
    caption = _CREDIT.sub("", text)
    small = sum(word[0].islower() for word in caption.split())
    return caption if small >= 2 and _SENTENCE_END.search(caption) else ""
