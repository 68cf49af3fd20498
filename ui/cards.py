"""The evidence panel: what is cited, in its context. Pure, and as safe as :mod:`ui.render`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from index.records import Article, Hit
from rag.records import Answer, Citation
from ui.quotations import render_quotation
from ui.reasons import render_reasons
from ui.texts import Texts

FURTHER_PASSAGES = 5
"""How many passages are shown, at most, beside those an answer cites."""

_CONTEXT = 300  # characters around a citation that stands in none of the passages found
_OPENING_WORDS = 8  # that stand in for the title of an article without one


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """A stretch of an article, ``text[start:end]``, and the citations that stand in it.

    ``hit`` is the one whose passage it is, if it is any.
    """

    article: Article
    start: int
    end: int
    citations: tuple[Citation, ...] = ()
    hit: Hit | None = None


def render_panel(evidence: Sequence[Markup], texts: Texts) -> Markup:
    """Return the evidence panel: every turn's evidence, the last one's in view.

    The others are there but hidden, so that the markers of an earlier answer keep working.
    """
    hidden = Markup("").join(
        Markup("<div hidden>{}</div>").format(piece) for piece in evidence[:-1]
    )
    shown = Markup("<div>{}</div>").format(evidence[-1] if evidence else _hint(texts))
    return Markup('<aside aria-label="{}" lang="{}">{}{}</aside>').format(
        texts.evidence, texts.language, hidden, shown
    )


def render_evidence(number: int, answer: Answer, texts: Texts) -> Markup:
    """Return the passages a turn's answer cites, then others; the nearest where it abstains."""
    cited = _cited(answer)
    others = _others(answer, cited)
    heading = Markup('<h2>{}</h2><p class="asked" dir="auto">{}</p>').format(
        texts.evidence if cited or not others else texts.nearest,
        texts.asked.format(question=answer.question),
    )
    further = _cards(others, texts)
    if cited and others:
        summary = texts.plural(texts.further, len(others)).format(count=len(others))
        further = Markup('<details class="further"><summary>{}</summary>{}</details>').format(
            summary, further
        )
    elif not cited:
        hint = texts.nearest_hint if others else texts.evidence_none
        heading += Markup('<p class="hint">{}</p>').format(hint)
    return Markup('<section class="evidence" data-turn="{}" tabindex="-1">{}{}{}</section>').format(
        number, heading, _cards(cited, texts), further
    )


def name_article(article: Article) -> str:
    """Return what to call an article: its outlet, or else its site, its title, its first words."""
    return article.source or _host(article.url) or article.title or _opening(article)


def _hint(texts: Texts) -> Markup:
    return Markup('<section class="evidence"><h2>{}</h2><p class="hint">{}</p></section>').format(
        texts.evidence, texts.evidence_hint
    )


def _cited(answer: Answer) -> list[_Excerpt]:
    """Return what to show of the articles cited, one excerpt a passage, by its first marker.

    Two citations from one passage share its card: shown twice, it would read as two sources.
    """
    found: dict[tuple[str, int, int], _Excerpt] = {}
    for citation in answer.citations:
        hit = _hit_around(citation, answer.hits)
        start, end = (hit.passage.start, hit.passage.end) if hit else _words_around(citation)
        place = (citation.article.id, start, end)
        excerpt = found.get(place) or _Excerpt(citation.article, start, end, hit=hit)
        found[place] = replace(excerpt, citations=(*excerpt.citations, citation))
    return list(found.values())


def _others(answer: Answer, cited: Iterable[_Excerpt]) -> list[_Excerpt]:
    shown = {(excerpt.article.id, excerpt.start) for excerpt in cited}
    others = [h for h in answer.hits if (h.article.id, h.passage.start) not in shown]
    return [
        _Excerpt(hit.article, hit.passage.start, hit.passage.end, hit=hit)
        for hit in others[:FURTHER_PASSAGES]
    ]


def _hit_around(citation: Citation, hits: Iterable[Hit]) -> Hit | None:
    """Return the hit in whose passage a citation stands, if it stands in any."""
    for hit in hits:
        passage = hit.passage
        if passage.article_id == citation.article.id and (
            passage.start <= citation.start and citation.end <= passage.end
        ):
            return hit
    return None


def _words_around(citation: Citation) -> tuple[int, int]:
    text = citation.article.text
    start = max(citation.start - _CONTEXT, 0)
    end = min(citation.end + _CONTEXT, len(text))
    if start > 0:  # begin and end with whole words
        start = text.find(" ", start, citation.start) + 1 or citation.start
    if end < len(text):
        end = max(text.rfind(" ", citation.end, end), citation.end)
    return start, end


def _cards(excerpts: Iterable[_Excerpt], texts: Texts) -> Markup:
    return Markup("").join(_card(excerpt, texts) for excerpt in excerpts)


def _card(excerpt: _Excerpt, texts: Texts) -> Markup:
    article = excerpt.article
    return Markup(
        '<article class="card" tabindex="-1">{}<h3>{}</h3><p class="about">{}</p>'
        '<blockquote lang="{}" dir="auto"{}{}>{}</blockquote>{}{}{}</article>'
    ).format(
        _numbers(excerpt.citations, texts),
        _title(article, texts),
        _about(article, texts),
        article.language,
        Markup(" data-before") if excerpt.start > 0 else "",
        Markup(" data-after") if excerpt.end < len(article.text.rstrip()) else "",
        _marked(excerpt),
        _address(article.url, texts),
        _reprints(excerpt.hit.reprints, texts) if excerpt.hit else "",
        render_reasons(excerpt.hit, texts) if excerpt.hit else "",
    )


def _numbers(citations: Sequence[Citation], texts: Texts) -> Markup:
    button = Markup(
        '<button type="button" class="marker" data-back="{0}" aria-label="{1}" title="{1}">'
        "{0}</button>"
    )
    buttons = Markup("").join(
        button.format(citation.marker, texts.back_to.format(marker=citation.marker))
        for citation in citations
    )
    return Markup('<p class="numbers">{}</p>').format(buttons) if buttons else buttons


def _title(article: Article, texts: Texts) -> Markup:
    if article.title:
        return Markup('<span lang="{}" dir="auto">{}</span>').format(
            article.language, article.title
        )
    return Markup('<span class="untitled">{}: <span lang="{}" dir="auto">{}</span></span>').format(
        texts.untitled, article.language, _opening(article)
    )


def _opening(article: Article) -> str:
    return " ".join(article.text.split(maxsplit=_OPENING_WORDS)[:_OPENING_WORDS]) + " …"


def _about(article: Article, texts: Texts) -> Markup:
    day = article.published
    when = (
        Markup('<time datetime="{}">{}</time>').format(day.isoformat(), texts.format_day(day))
        if day
        else escape(texts.undated)
    )
    known = [escape(article.source)] if article.source else []
    return Markup(" · ").join([*known, when, escape(texts.format_language(article.language))])


def _marked(excerpt: _Excerpt) -> Markup:
    """Return an excerpt's text, every character of it, with what is cited in ``<mark>``.

    Within that, the words that answer are in ``<b>``.
    """
    text = excerpt.article.text
    mark = Markup('<mark data-number="{}" tabindex="-1">{}</mark>')
    pieces: list[Markup] = []
    at = excerpt.start
    for citation in sorted(excerpt.citations, key=lambda c: (c.start, c.marker)):
        start = max(citation.start, at)
        if start >= citation.end:  # a citation within another is marked with it
            continue
        quotation = render_quotation(citation, start)
        pieces += [escape(text[at:start]), mark.format(citation.marker, quotation)]
        at = citation.end
    return Markup("").join([*pieces, escape(text[at : excerpt.end])])


def _address(url: str | None, texts: Texts) -> Markup:
    if not url:
        return Markup("")
    host = _host(url)
    if not host:
        return Markup('<p class="address">{}</p>').format(url)
    return Markup(
        '<p class="address"><a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}'
        '<span class="aside"> {}</span></a></p>'
    ).format(url, host, texts.new_tab)


def _reprints(reprints: Sequence[Article], texts: Texts) -> Markup:
    """Say which other papers print the same passage."""
    if not reprints:
        return Markup("")
    papers = Markup("; ").join(
        Markup('<span lang="{}">{}</span>').format(one.language, name_article(one))
        for one in reprints
    )
    return Markup('<p class="reprints">{} {}</p>').format(texts.reprints, papers)


def _host(url: str | None) -> str:
    """Return the host of a web address, or ``""`` where the URL is none that may be a link."""
    try:
        parts = urlsplit(url or "")
    except ValueError:  # not a URL at all, such as "http://[news"
        return ""
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
