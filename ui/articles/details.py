"""One article in full. Pure, and as safe as :mod:`ui.render`."""

from collections.abc import Sequence

from markupsafe import Markup

from index.fields import parse_url
from index.records import Article, Cut
from index.stored_records import Version
from ui.articles.texts import ArticleTexts

_MOST_VERSIONS = 20


def render_article(
    article: Article,
    cuts: Sequence[Cut],
    versions: Sequence[Version],
    original: str,
    texts: ArticleTexts,
    *,
    edits: bool,
) -> Markup:
    """Return an article with what was cut out of it and what it was before.

    Args:
        article: The article.
        cuts: What was cut out of its document.
        versions: What it was before, the latest first.
        original: The title of what it reprints, if it is a reprint.
        texts: The reader's.
        edits: Whether the reader may remove it.
    """
    return Markup('<div class="opened" data-article="{}">{}{}{}{}{}</div>').format(
        article.id,
        _render_facts(article, original, texts),
        _details("text", texts.text, _render_text(article), opened=True),
        _render_cuts(cuts, article.language, texts),
        _render_versions(versions[:_MOST_VERSIONS], texts),
        _render_removing(texts) if edits else "",
    )


def _details(name: str, title: str, inside: Markup, *, opened: bool = False) -> Markup:
    return Markup('<details class="{}"{}><summary>{}</summary>{}</details>').format(
        name, Markup(" open") if opened else "", title, inside
    )


def _render_facts(article: Article, original: str, texts: ArticleTexts) -> Markup:
    url = parse_url(article.url or "")
    address = Markup(
        '<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}'
        '<span class="aside"> {}</span></a>'
    ).format(url, url, texts.new_tab)
    facts = (
        (texts.outlet, article.source),
        (texts.author, article.author),
        (texts.published, texts.format_day(article.published) if article.published else ""),
        (texts.address, address if url else article.url),
        (texts.reprint, texts.reprint_of.format(title=original) if original else ""),
        (texts.identifier, article.id),
    )
    listed = Markup("").join(
        Markup('<div><dt>{}</dt><dd dir="auto">{}</dd></div>').format(name, fact)
        for name, fact in facts
        if fact
    )
    return Markup('<dl class="facts" aria-label="{}">{}</dl>').format(texts.facts, listed)


def _render_text(article: Article) -> Markup:
    paragraphs = Markup("").join(
        Markup("<p>{}</p>").format(line) for line in article.text.split("\n") if line.strip()
    )
    return Markup('<div class="words" lang="{}" dir="auto">{}</div>').format(
        article.language, paragraphs
    )


def _render_cuts(cuts: Sequence[Cut], language: str, texts: ArticleTexts) -> Markup:
    if not cuts:
        return Markup('<p class="hint">{}</p>').format(texts.cuts_none)
    by_reason: dict[str, list[str]] = {}
    for cut in cuts:
        by_reason.setdefault(cut.reason, []).append(cut.text)
    groups = Markup("").join(
        Markup("<h4>{} ({})</h4><ul>{}</ul>").format(
            texts.name_cut(reason),
            texts.format_number(len(pieces)),
            Markup("").join(
                Markup('<li lang="{}" dir="auto">{}</li>').format(language, piece)
                for piece in pieces
            ),
        )
        for reason, pieces in by_reason.items()
    )
    return _details("cuts", texts.counted(texts.cuts, len(cuts)), groups)


def _render_versions(versions: Sequence[Version], texts: ArticleTexts) -> Markup:
    if not versions:
        return Markup('<p class="hint">{}</p>').format(texts.versions_none)
    shown = Markup("").join(
        _details(
            "version",
            texts.version_until.format(moment=texts.format_moment(version.replaced)),
            Markup('<h4 lang="{}" dir="auto">{}</h4>{}').format(
                version.article.language,
                version.article.title or texts.untitled,
                _render_text(version.article),
            ),
        )
        for version in versions
    )
    return _details("versions", texts.counted(texts.versions, len(versions)), shown)


def _render_removing(texts: ArticleTexts) -> Markup:
    return Markup(
        '<div class="removing"><button type="button" data-remove>{}</button>'
        '<div role="group" aria-label="{}" hidden><p>{}</p>'
        '<button type="button" data-remove-yes>{}</button>'
        '<button type="button" data-remove-no>{}</button></div></div>'
    ).format(texts.remove, texts.remove_sure, texts.remove_sure, texts.remove_yes, texts.remove_no)
