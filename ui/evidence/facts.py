"""What is known of an article besides its text: what it is called, from whom, from when."""

from collections.abc import Sequence
from json import dumps
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from index.records import Article
from rag.traces import hash_article
from ui.evidence.texts import EvidenceTexts
from ui.quotations import Mark
from ui.texts import Texts

# What stands in for the title of an article without one: words, and of text that has no spaces
# between them characters.
_OPENING_WORDS, _OPENING_LENGTH = 8, 100


def name_article(article: Article) -> str:
    """Return what to call an article: its outlet, or else its site, its title, its first words."""
    return article.source or _host(article.url) or article.title or _opening(article)


def render_title(article: Article, texts: Texts) -> Markup:
    """Return an article's headline in its language; one without is called by its first words."""
    if article.title:
        return Markup('<span lang="{}" dir="auto">{}</span>').format(
            article.language, article.title
        )
    return Markup('<span class="untitled">{}: <span lang="{}" dir="auto">{}</span></span>').format(
        texts.untitled, article.language, _opening(article)
    )


def render_about(article: Article, texts: Texts) -> Markup:
    """Return the line that names outlet, day and language."""
    known = [Markup('<span dir="auto">{}</span>').format(article.source)] if article.source else []
    language = escape(texts.format_language(article.language))
    line = Markup(" · ").join([*known, render_day(article, texts), language])
    return Markup('<p class="about">{}</p>').format(line)


def render_day(article: Article, texts: Texts, *, short: bool = False) -> Markup:
    """Return the day of publication, or that it is not known."""
    day = article.published
    if day is None:
        return escape(texts.undated)
    said = texts.format_short_day(day) if short else texts.format_day(day)
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), said)


def render_address(url: str | None, texts: Texts) -> Markup:
    """Return a link to where an article was published; what is no web address stays text."""
    if not url:
        return Markup("")
    host = _host(url)
    if not host:
        return Markup('<p class="address">{}</p>').format(url)
    return Markup(
        '<p class="address"><a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}'
        '<span class="aside"> {}</span></a></p>'
    ).format(url, host, texts.new_tab)


def render_opening_button(article: Article, marks: Sequence[Mark], words: EvidenceTexts) -> Markup:
    """Return the button that opens an article as a whole, with what is to be marked in it."""
    told = [
        {"number": mark.number, "start": mark.start, "end": mark.end, "bold": mark.bold}
        for mark in marks
    ]
    return Markup(
        '<button type="button" class="read" data-article="{}" data-hash="{}" data-marks="{}">{}'
        '<span class="aside">: <span lang="{}">{}</span></span></button>'
    ).format(
        article.id,
        hash_article(article),
        dumps(told, separators=(",", ":")),
        words.read,
        article.language,
        article.title or _opening(article),
    )


def _opening(article: Article) -> str:
    words = article.text.split(maxsplit=_OPENING_WORDS)[:_OPENING_WORDS]
    return " ".join(words)[:_OPENING_LENGTH] + " …"


def _host(url: str | None) -> str:
    """Return the host of a web address, or ``""`` where the URL is none that may be a link."""
    try:
        parts = urlsplit(url or "")
    except ValueError:  # not a URL at all, such as "http://[news"
        return ""
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
