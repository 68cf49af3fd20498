"""How the articles are spread: by month as columns, by outlet and language as bars that filter.

Pure, and as safe as :mod:`ui.render`. The columns are a picture with a name; what they show and do
is in the table below them as well, for whoever has no use for a picture.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from index.catalogue import Counts
from index.records import Filter
from ui.articles.texts import ArticleTexts

_MOST_COLUMNS = 84  # seven years of months; what spans more is shown by years
_FEW_COLUMNS = 12  # fewer than these leave room beside them
_MOST_BARS = 7
_HEIGHT, _STEP, _GAP = 100, 10, 2  # of the picture's own units, which are stretched to the page


def render_plot(counts: Counts, only: Filter, texts: ArticleTexts) -> Markup:
    """Return how the articles that were found are spread.

    Args:
        counts: How many were found, of what kind.
        only: What they are limited to by now; a bar that limits to the same undoes that.
        texts: The reader's.
    """
    if not counts.articles:
        return Markup("")
    return Markup('<div class="spread">{}{}{}</div>').format(
        _render_months(counts.months, only, texts),
        _render_bars(texts.by_outlet, "source", _outlets(counts, texts), only.sources, texts),
        _render_bars(
            texts.by_language, "language", _languages(counts, texts), only.languages, texts
        ),
    )


# --- by month ------------------------------------------------------------------------------------


def _render_months(months: Mapping[str, int], only: Filter, texts: ArticleTexts) -> Markup:
    if not months:
        return Markup("")
    by_year = len(_fill(months)) > _MOST_COLUMNS
    columns = _fill_years(months) if by_year else _fill(months)
    peak = max(columns, key=lambda one: columns[one])
    first, last = next(iter(columns)), [*columns][-1]
    label = (texts.years_label if by_year else texts.months_label).format(
        first=texts.format_month(first),
        last=texts.format_month(last),
        peak=texts.format_month(peak),
        count=texts.counted(texts.articles, columns[peak]),
    )
    return Markup(
        '<section class="months"><h3>{}</h3>{}'
        '<p class="scale" style="width: {}%" aria-hidden="true"><span>{}</span><span>{}</span>'
        "<span>{}</span></p>{}</section>"
    ).format(
        texts.years if by_year else texts.months,
        _draw(columns, label, only, texts),
        _width(columns),
        texts.format_month(first),
        texts.peak.format(count=texts.format_number(columns[peak])),
        texts.format_month(last) if last != first else "",
        _tabulate(columns, texts.year if by_year else texts.month, only, texts),
    )


def _draw(columns: Mapping[str, int], label: str, only: Filter, texts: ArticleTexts) -> Markup:
    top = max(columns.values())
    drawn = Markup("").join(
        Markup(
            '<g data-since="{}" data-until="{}"{}><title>{}: {}</title>'
            '<rect class="reach" x="{}" y="0" width="{}" height="{}"/>'
            '<rect class="column" x="{}" y="{}" width="{}" height="{}"/></g>'
        ).format(
            *_days_of(month),
            Markup(" data-chosen") if _is_chosen(month, only) else "",
            texts.format_month(month),
            texts.counted(texts.articles, count),
            at * _STEP,
            _STEP,
            _HEIGHT,
            at * _STEP + _GAP / 2,
            round(_HEIGHT - _tall(count, top), 1),
            _STEP - _GAP,
            round(_tall(count, top), 1),
        )
        for at, (month, count) in enumerate(columns.items())
    )
    return Markup(
        '<svg role="img" aria-label="{}" viewBox="0 0 {} {}" preserveAspectRatio="none"'
        ' style="width: {}%"><title>{}</title>{}</svg>'
    ).format(label, len(columns) * _STEP, _HEIGHT, _width(columns), label, drawn)


def _width(columns: Mapping[str, int]) -> float:
    """Return how much of the room the columns take, in per cent: few of them stay slim."""
    return round(min(100 * len(columns) / _FEW_COLUMNS, 100), 1)


def _tall(count: int, top: int) -> float:
    return max(_HEIGHT * count / top, 2) if count else 0  # few are to be seen, too


def _tabulate(columns: Mapping[str, int], head: str, only: Filter, texts: ArticleTexts) -> Markup:
    rows = Markup("").join(
        Markup(
            '<tr><th scope="row"><button type="button" data-since="{}" data-until="{}"'
            ' aria-pressed="{}">{}</button></th><td>{}</td></tr>'
        ).format(
            *_days_of(month),
            "true" if _is_chosen(month, only) else "false",
            texts.format_month(month),
            texts.format_number(count),
        )
        for month, count in columns.items()
        if count
    )
    return Markup(
        '<details data-fold="months"><summary>{}</summary><div class="scroller" tabindex="0"'
        ' role="group" aria-label="{}"><table><thead><tr>'
        '<th scope="col">{}</th><th scope="col">{}</th></tr></thead><tbody>{}</tbody></table>'
        "</div></details>"
    ).format(texts.months_table, texts.months_table, head, texts.count, rows)


def _days_of(month: str) -> tuple[str, str]:
    """Return the first and the last day of a month, or of a year."""
    if "-" not in month:
        return f"{month}-01-01", f"{month}-12-31"
    year, number = map(int, month.split("-"))
    return f"{month}-01", f"{month}-{monthrange(year, number)[1]}"


def _is_chosen(month: str, only: Filter) -> bool:
    first, last = only.since, only.until
    return bool(first and last) and (str(first), str(last)) == _days_of(month)


def _fill(months: Mapping[str, int]) -> dict[str, int]:
    """Return the months with those in between that have no article."""
    places = [int(month[:4]) * 12 + int(month[5:]) - 1 for month in months]
    filled = (f"{at // 12:04}-{at % 12 + 1:02}" for at in range(places[0], places[-1] + 1))
    return {month: months.get(month, 0) for month in filled}


def _fill_years(months: Mapping[str, int]) -> dict[str, int]:
    years: Counter[str] = Counter()
    for month, count in months.items():
        years[month[:4]] += count
    return {f"{at:04}": years[f"{at:04}"] for at in range(int(min(years)), int(max(years)) + 1)}


# --- by outlet and language ----------------------------------------------------------------------


def _outlets(counts: Counts, texts: ArticleTexts) -> list[tuple[str, str, int]]:
    return [(name, name or texts.no_outlet, count) for name, count in counts.sources.items()]


def _languages(counts: Counts, texts: ArticleTexts) -> list[tuple[str, str, int]]:
    return [(code, texts.format_language(code), n) for code, n in counts.languages.items()]


def _render_bars(
    title: str,
    key: str,
    bars: list[tuple[str, str, int]],
    chosen: Iterable[str],
    texts: ArticleTexts,
) -> Markup:
    pressed = {one.casefold() for one in chosen}
    top = max(count for _, _, count in bars)
    shown = Markup("").join(
        _render_bar(key, one, round(100 * one[2] / top, 1), one[0].casefold() in pressed, texts)
        for one in bars[:_MOST_BARS]
    )
    more = len(bars) - _MOST_BARS
    rest = Markup('<p class="hint">{}</p>').format(
        texts.more.format(count=texts.format_number(more))
    )
    return Markup('<section class="bars"><h3>{}</h3><ul>{}</ul>{}</section>').format(
        title, shown, rest if more > 0 else ""
    )


def _render_bar(
    key: str, bar: tuple[str, str, int], share: float, pressed: bool, texts: ArticleTexts
) -> Markup:
    value, label, count = bar
    inside = Markup(
        '<span class="name" dir="auto">{}</span> <span class="number">{}</span>'
        '<span class="bar" style="width: {}%"></span>'
    ).format(label, texts.format_number(count), share)
    if not value:  # no filter asks for what is not known
        return Markup('<li><span class="still">{}</span></li>').format(inside)
    return Markup(
        '<li><button type="button" data-choose="{}" value="{}" aria-pressed="{}">{}</button></li>'
    ).format(key, value, "true" if pressed else "false", inside)
