"""The cards of the evidence panel: one a passage, what is cited marked in it."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from index.records import Article
from rag.records import Answer, Citation
from ui.evidence.excerpts import (
    FURTHER_PASSAGES,
    Excerpt,
    mark_of,
    marks_to_read,
    other_excerpts,
    quoted_excerpts,
)
from ui.evidence.facts import (
    name_article,
    render_about,
    render_address,
    render_day,
    render_opening_button,
    render_title,
)
from ui.evidence.relevance import tell_relevance
from ui.evidence.texts import evidence_texts
from ui.quotations import render_marked
from ui.reasons import render_reasons
from ui.texts import Texts

_CROSS = Markup(
    '<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" '
    'stroke="currentColor" stroke-width="1.6" stroke-linecap="round">'
    '<path d="M5 5l10 10M15 5L5 15"/></svg>'
)


def render_panel(texts: Texts) -> Markup:
    """Return the evidence panel before there is any; ``assets/evidence.js`` puts it in."""
    words = evidence_texts(texts.language)
    return Markup(
        '<div id="evidence" role="complementary" aria-label="{0}" tabindex="-1" '
        'data-unreachable="{1}">'
        '<p class="sheet"><button type="button" data-close aria-label="{2}" title="{2}">{3}'
        '</button></p><div class="pieces"><div class="empty"><h2>{0}</h2>'
        '<p class="hint">{4}</p></div></div><div class="reading" hidden></div></div>'
    ).format(texts.evidence, words.unreachable, words.close, _CROSS, texts.evidence_hint)


def render_opener(answer: Answer, texts: Texts) -> Markup:
    """Return the button below an answer that leads to its evidence; nothing where there is none."""
    words = evidence_texts(texts.language)
    count = len({citation.article.id for citation in answer.citations})
    forms = words.sources
    if not count:
        count, forms = min(len(answer.hits), FURTHER_PASSAGES), words.passages
    button = Markup('<button type="button" data-show>{}</button>')
    said = words.plural(forms, count).format(count=texts.format_number(count))
    return button.format(said) if count else Markup("")


def render_evidence(number: int, answer: Answer, texts: Texts) -> Markup:
    """Return the passages a turn's answer quotes, then others; the nearest where it abstains."""
    quoted = quoted_excerpts(answer)
    others = other_excerpts(answer, quoted)
    near = bool(answer.nearest or (others and not quoted))
    heading = Markup('<h2>{}</h2><p class="asked" dir="auto">{}</p>').format(
        texts.nearest if near else texts.evidence, texts.asked.format(question=answer.question)
    )
    if near or not quoted:
        hint = texts.nearest_hint if near else texts.evidence_none
        heading += Markup('<p class="hint">{}</p>').format(hint)
    further = _cards(others, answer, texts)
    if quoted and others:
        summary = texts.plural(texts.further, len(others)).format(count=len(others))
        further = Markup('<details class="further"><summary>{}</summary>{}</details>').format(
            summary, further
        )
    return Markup('<section class="evidence" data-turn="{}" tabindex="-1">{}{}{}</section>').format(
        number, heading, _cards(quoted, answer, texts), further
    )


def _cards(excerpts: Iterable[Excerpt], answer: Answer, texts: Texts) -> Markup:
    return Markup("").join(_card(excerpt, answer, texts) for excerpt in excerpts)


def _card(excerpt: Excerpt, answer: Answer, texts: Texts) -> Markup:
    article, words = excerpt.article, evidence_texts(texts.language)
    marks = [mark_of(citation) for citation in excerpt.citations]
    kind = tell_relevance(excerpt, answer)
    return Markup(
        '<article class="card" data-key="{}" tabindex="-1">{}'
        '<p class="relevance" data-kind="{}">{}</p><h3>{}</h3>{}'
        '<blockquote lang="{}" dir="auto"{}{}>{}</blockquote>'
        '<div class="actions">{}{}</div>{}{}</article>'
    ).format(
        excerpt.key,
        _numbers(excerpt.citations, texts),
        kind,
        words.relevance[kind],
        render_title(article, texts),
        render_about(article, texts),
        article.language,
        Markup(" data-before") if excerpt.start > 0 else "",
        Markup(" data-after") if excerpt.end < len(article.text.rstrip()) else "",
        render_marked(article.text, excerpt.start, excerpt.end, marks),
        render_opening_button(article, marks_to_read(excerpt, answer), words),
        render_address(article.url, texts),
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


def _reprints(reprints: Sequence[Article], texts: Texts) -> Markup:
    """Return which other articles print the same passage, folded away."""
    if not reprints:
        return Markup("")
    words = evidence_texts(texts.language)
    said = words.plural(words.reprinted, len(reprints)).format(count=len(reprints))
    papers = Markup("").join(
        Markup('<li><span lang="{}" dir="auto">{}</span>, {} {}{}</li>').format(
            one.language,
            name_article(one),
            render_day(one, texts),
            render_address(one.url, texts),
            render_opening_button(one, (), words),
        )
        for one in reprints
    )
    return Markup('<details class="reprints"><summary>{}</summary><ul>{}</ul></details>').format(
        said, papers
    )
