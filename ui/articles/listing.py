"""The list of articles: heading, form, table. Pure, and as safe as :mod:`ui.render`."""

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from index.catalogue import CatalogueEntry, CataloguePage, CatalogueQuery, Counts
from index.store import Summary
from rag.filters import outlets_of
from ui.articles.texts import ArticleTexts

_MOST_OUTLETS = 1_000  # to choose from; whoever looks for another finds it by searching
_HEADS = (("published", "desc"), ("article", "asc"), ("outlet", "asc"), ("language_", "asc"))
_SORT_OF = {"published": "published", "article": "title", "outlet": "source"}


def render_heading(held: Summary | None, found: Counts | None, texts: ArticleTexts) -> Markup:
    """Return in words how much there is, and how much of it was found if that is less."""
    if held is None or not held.articles:
        return Markup("<p>{}</p>").format(texts.nothing)
    if found is not None and found.articles != held.articles:
        all_, some = texts.format_number(held.articles), found.articles
        said = texts.found_of.format(articles=texts.counted(texts.articles, some), all=all_)
        return Markup("<p>{}</p>").format(said)
    outlets = len(outlets_of(held))
    said = (texts.heading if outlets else texts.heading_plain).format(
        articles=texts.counted(texts.articles, held.articles),
        outlets=texts.counted(texts.outlets, outlets),
        languages=texts.counted(texts.languages, len(held.languages)),
    )
    undated = found.undated if found else 0
    if held.first and held.last and (days := _span(held.first, held.last, texts)):
        said = f"{said}, {days}"
    if undated:
        said = f"{said}; {texts.counted(texts.undated_count, undated)}"
    return Markup("<p>{}.</p>").format(said)


def _span(first: str, last: str, texts: ArticleTexts) -> str:
    days = [texts.format_day(date.fromisoformat(day)) for day in (first, last)]
    if first == last:
        return texts.one_day.format(day=days[0])
    return texts.from_to.format(first=days[0], last=days[1])


def render_form(held: Summary | None, texts: ArticleTexts) -> Markup:
    """Return the form that searches, filters and sorts the list."""
    orders = Markup("").join(
        Markup('<option value="{}">{}</option>').format(order, name)
        for order, name in texts.orders.items()
    )
    day = Markup('<label>{} <input type="date" name="{}"></label>')
    choice = Markup('<label>{} <select name="{}">{}</select></label>')
    return Markup(
        '<form class="finding" role="search"><label class="search">{} '
        '<input type="search" name="words" placeholder="{}" maxlength="500" autocomplete="off">'
        '</label><details data-roomy open><summary>{}</summary><div class="fields">{}{}{}{}{}</div>'
        '</details><button type="reset">{}</button></form>'
    ).format(
        texts.search,
        texts.search_hint,
        texts.narrow,
        choice.format(texts.outlet, "source", render_outlets(held, texts)),
        choice.format(texts.language_, "language", render_languages(held, texts)),
        day.format(texts.since, "since"),
        day.format(texts.until, "until"),
        choice.format(texts.sorted_by, "order", orders),
        texts.reset,
    )


def render_outlets(held: Summary | None, texts: ArticleTexts) -> Markup:
    """Return the outlets to choose from, by the alphabet."""
    outlets = list(outlets_of(held) if held else {})[:_MOST_OUTLETS]
    return _options(texts.outlets_all, {name: name for name in sorted(outlets, key=str.casefold)})


def render_languages(held: Summary | None, texts: ArticleTexts) -> Markup:
    """Return the languages to choose from, the most frequent first."""
    codes = held.languages if held else ()
    return _options(texts.languages_all, {code: texts.format_language(code) for code in codes})


def _options(every: str, options: Mapping[str, str]) -> Markup:
    option = Markup('<option value="{}">{}</option>')
    return option.format("", every) + Markup("").join(
        option.format(value, label) for value, label in options.items()
    )


def render_list(page: CataloguePage, query: CatalogueQuery, texts: ArticleTexts) -> Markup:
    """Return the part of the list that was asked for, with the way to the parts beside it."""
    if not page.entries:
        return Markup('<p class="hint">{}</p>').format(texts.none_found)
    rows = Markup("").join(_render_row(entry, texts) for entry in page.entries)
    heads = Markup("").join(_render_head(key, query, texts) for key, _ in _HEADS)
    return Markup(
        '<table class="catalogue"><caption class="aside">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}"
    ).format(texts.list_label, heads, rows, _render_pages(page, query, texts))


def _render_head(key: str, query: CatalogueQuery, texts: ArticleTexts) -> Markup:
    label, sort = getattr(texts, key), _SORT_OF.get(key)
    if sort is None:
        return Markup('<th scope="col">{}</th>').format(label)
    sorted_ = query.sort == sort
    way = ("descending" if query.descending else "ascending") if sorted_ else "none"
    first = dict(_HEADS)[key]
    other = ("asc" if query.descending else "desc") if sorted_ else first
    return Markup(
        '<th scope="col" aria-sort="{}"><button type="button" data-order="{} {}">{}'
        '<span class="way" aria-hidden="true"></span></button></th>'
    ).format(way, sort, other, label)


def _render_row(entry: CatalogueEntry, texts: ArticleTexts) -> Markup:
    return Markup(
        '<tr><td class="day">{}</td>'
        '<td class="name"><button type="button" data-open="{}" aria-expanded="false">{}</button>{}'
        '</td><td class="outlet" dir="auto">{}</td><td class="tongue">{}</td></tr>'
    ).format(
        texts.format_short_day(entry.published) if entry.published else texts.undated,
        entry.id,
        _render_title(entry, texts),
        Markup(' <span class="tag">{}</span>').format(texts.reprint) if entry.reprint else "",
        entry.source or "",
        texts.format_language(entry.language),
    )


def _render_title(entry: CatalogueEntry, texts: ArticleTexts) -> Markup:
    named = Markup('<span lang="{}" dir="auto">{}</span>')
    if entry.title:
        return named.format(entry.language, entry.title)
    glimpse = named.format(entry.language, f"{entry.glimpse} …")
    return Markup('<span class="untitled">{}:</span> {}').format(texts.untitled, glimpse)


def _render_pages(page: CataloguePage, query: CatalogueQuery, texts: ArticleTexts) -> Markup:
    if page.total <= query.limit:
        return Markup("")
    number = query.offset // query.limit
    last = query.offset + len(page.entries)
    place = texts.page_of.format(
        first=texts.format_number(query.offset + 1),
        last=texts.format_number(last),
        all=texts.format_number(page.total),
    )
    button = Markup('<button type="button" data-page="{}"{}>{}</button>')
    off = Markup(" disabled")
    return Markup('<nav class="pages" aria-label="{}">{}<span>{}</span>{}</nav>').format(
        texts.pages_label,
        button.format(number - 1, "" if number else off, texts.earlier),
        place,
        button.format(number + 1, "" if last < page.total else off, texts.later),
    )
