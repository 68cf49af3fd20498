"""A whole article in place of the cards, with what is cited marked. Safe like :mod:`ui.render`."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import gradio as gr
from markupsafe import Markup, escape

from index.errors import ArticleUnknown, FundstelleError
from index.records import Article, Span
from rag.traces import hash_article
from ui.evidence.facts import render_about, render_address, render_title
from ui.evidence.texts import EvidenceTexts, evidence_texts
from ui.problems import say_in
from ui.quotations import Mark, render_marked
from ui.texts import Texts

MOST_MARKS = 200
"""How many marks may be asked for at once."""

_LONGEST_ID = 1000
_LARGEST_NUMBER = 10_000

_ARROW = Markup(
    '<svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true" fill="none" '
    'stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">'
    '<path d="M11 4l-6 6 6 6M5 10h11"/></svg>'
)


class Library(Protocol):
    """Whoever has the articles: an :class:`rag.Assistant`."""

    def article(self, article_id: str) -> Article:
        """Return a stored article.

        Raises:
            ArticleUnknown: There is none of that id.
        """
        ...


def render_article(article: Article, marks: Sequence[Mark], texts: Texts, note: str = "") -> Markup:
    """Return an article as a whole.

    Args:
        article: The article. Every character of its text is there once, in order, within
            ``.text``, so that offsets into it stay true.
        marks: What is to be marked in it.
        texts: The page's texts.
        note: What else there is to tell the reader.
    """
    words = evidence_texts(texts.language)
    return Markup(
        '<p class="leave"><button type="button" data-leave>{} {}</button></p>'
        '<h2 tabindex="-1">{}</h2>{}{}{}<div class="text" lang="{}" dir="auto">{}</div>'
    ).format(
        _ARROW,
        words.back,
        render_title(article, texts),
        render_about(article, texts),
        render_address(article.url, texts),
        Markup('<p class="note">{}</p>').format(note) if note else "",
        article.language,
        _body(article.text, marks),
    )


def make_open_article(
    library: Library, texts_of: Callable[[gr.Request], Texts]
) -> Callable[[Any, gr.Request], dict[str, str]]:
    """Return what the page calls to open an article.

    It takes ``{"article": id, "hash": …, "marks": [{"number", "start", "end", "bold"}]}``, as
    :func:`ui.evidence.facts.render_opening_button` writes it, and returns ``{"html": …}``, or
    ``{"error": …}`` with one sentence for the reader. Where the hash tells that the article has
    changed since, nothing is marked, and the reader is told so.
    """

    def open_article(asked: Any, request: gr.Request) -> dict[str, str]:
        texts = texts_of(request)
        words = evidence_texts(texts.language)
        try:
            name, known, marks = _read(asked)
        except (TypeError, ValueError, KeyError):
            return {"error": words.misread}
        try:
            article = library.article(name)
        except ArticleUnknown:
            return {"error": words.gone}
        except FundstelleError as error:
            return {"error": say_in(texts.language, str(error))}
        return {"html": str(_render_as_known(article, known, marks, texts, words))}

    return open_article


def _render_as_known(
    article: Article, known: str, marks: Sequence[Mark], texts: Texts, words: EvidenceTexts
) -> Markup:
    inside = all(mark.end <= len(article.text) for mark in marks)
    if marks and (known != hash_article(article) or not inside):
        return render_article(article, (), texts, words.changed)
    return render_article(article, marks, texts)


def _body(text: str, marks: Sequence[Mark]) -> Markup:
    """Return a text in paragraphs; the white space between them stands between the elements."""
    pieces: list[Markup] = []
    at = 0
    for start, end in _paragraphs(text):
        paragraph = Markup("<p>{}</p>").format(render_marked(text, start, end, marks))
        pieces += [escape(text[at:start]), paragraph]
        at = end
    return Markup("").join([*pieces, escape(text[at:])])


def _paragraphs(text: str) -> Iterator[Span]:
    """Yield where paragraphs start and end: runs of lines, or lines where none is blank."""
    lines = text.split("\n")
    gaps = any(not line.strip() for line in text.strip().split("\n"))
    start: int | None = None
    at = 0
    for line in lines:
        said = bool(line.strip())
        if start is not None and not (said and gaps):
            yield start, at - 1
            start = None
        if said and start is None:
            start = at
        at += len(line) + 1
    if start is not None:
        yield start, at - 1


def _read(asked: Any) -> tuple[str, str, list[Mark]]:
    """Read what the page asks for: it comes from a browser, so nothing about it is certain.

    Raises:
        TypeError, ValueError, KeyError: It is not of the form that the page sends.
    """
    name, known, marks = asked["article"], asked.get("hash", ""), asked["marks"]
    if not isinstance(name, str) or not isinstance(known, str) or not isinstance(marks, list):
        raise TypeError
    if not 0 < len(name) <= _LONGEST_ID or len(marks) > MOST_MARKS:
        raise ValueError
    name.encode()  # a lone surrogate is no text, and no store would take it
    return name, known, [_read_mark(mark) for mark in marks]


def _read_mark(mark: Any) -> Mark:
    number, bold = mark["number"], mark["bold"]
    start, end = _read_stretch([mark["start"], mark["end"]])
    if number is not None and not (type(number) is int and 0 < number <= _LARGEST_NUMBER):
        raise ValueError
    if bold is None:
        return Mark(start, end, number)
    first, last = _read_stretch(bold)
    if first < start or last > end:
        raise ValueError
    return Mark(start, end, number, (first, last))


def _read_stretch(ends: Any) -> Span:
    start, end = ends
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise ValueError
    return start, end
