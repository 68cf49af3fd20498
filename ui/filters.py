"""The control that limits questions to some articles. Pure, and as safe as :mod:`ui.render`.

The form's choice travels with every question as ``{"since", "until", "sources", "languages"}``,
put together by ``assets/filters.js``; None stands for no choice.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from index.errors import SettingInvalid
from index.records import Filter
from index.store import Summary
from rag.filters import make_filter, outlets_of
from ui.problems import say_in
from ui.requests import read_text, read_texts
from ui.texts import Texts

Choice = Mapping[str, Any]


def read_choice(choice: Choice | None, texts: Texts) -> Filter:
    """Return the filter that a form's choice stands for.

    Raises:
        SettingInvalid: The first day comes after the last, or a day is none.
    """
    choice = choice or {}
    since, until = read_text(choice.get("since")), read_text(choice.get("until"))
    if since and until and since > until:  # a form's days are in ISO 8601, which sorts by time
        raise SettingInvalid(texts.days_reversed)
    return make_filter(
        since=since,
        until=until,
        sources=read_texts(choice.get("sources")),
        languages=read_texts(choice.get("languages")),
    )


def describe_filter(only: Filter, texts: Texts) -> str:
    """Return a filter in a few words, such as ``seit 01.09.2025 · Inselbote``; ``""`` for none."""
    parts = [
        texts.since_day.format(day=texts.format_short_day(only.since)) if only.since else "",
        texts.until_day.format(day=texts.format_short_day(only.until)) if only.until else "",
        ", ".join(only.sources),
        ", ".join(map(texts.format_language, only.languages)),
    ]
    return " · ".join(filter(None, parts))


def render_filters(held: Summary, texts: Texts) -> Markup:
    """Return the form, folded away; without what makes no difference, and maybe nothing."""
    fields = Markup("").join(
        (
            _days(held, texts),
            _boxes("sources", texts.outlets, _outlets(held), texts),
            _boxes("languages", texts.languages, _languages(held, texts), texts),
        )
    )
    if not fields:
        return fields
    return Markup(
        '<details class="filters" lang="{}"><summary>{}</summary><form>{}</form></details>'
    ).format(texts.language, texts.filter, fields)


def render_chosen(choice: Choice | None, texts: Texts) -> Markup:
    """Return what a form's choice limits questions to, with a way to undo it."""
    try:
        shown = Markup("{}").format(describe_filter(read_choice(choice, texts), texts))
    except SettingInvalid as error:
        shown = Markup('<span class="failure">{}</span>').format(say_in(texts.language, str(error)))
    reset = Markup('<button type="button" data-reset>{}</button>').format(texts.reset)
    return Markup('<p class="chosen" role="status" lang="{}">{}</p>{}').format(
        texts.language, shown, reset if shown else ""
    )


def _days(held: Summary, texts: Texts) -> Markup:
    if not held.first:
        return Markup("")
    day = Markup('<label>{} <input type="date" name="{}" min="{}" max="{}"></label>')
    return Markup(
        '<fieldset class="days"><legend>{}</legend>{}{}<p class="hint">{}</p></fieldset>'
    ).format(
        texts.published,
        day.format(texts.since, "since", held.first, held.last),
        day.format(texts.until, "until", held.first, held.last),
        texts.days_hint,
    )


def _outlets(held: Summary) -> list[tuple[str, str, int]]:
    # One outlet leaves no choice, unless there are articles without any.
    outlets = outlets_of(held)
    choosable = len(outlets) > 1 or (outlets and held.sources.get(""))
    return [(name, name, count) for name, count in outlets.items()] if choosable else []


def _languages(held: Summary, texts: Texts) -> list[tuple[str, str, int]]:
    if len(held.languages) < 2:
        return []
    return [(code, texts.format_language(code), count) for code, count in held.languages.items()]


def _boxes(name: str, legend: str, options: Iterable[tuple[str, str, int]], texts: Texts) -> Markup:
    box = Markup(
        '<label><input type="checkbox" name="{}" value="{}"><span dir="auto">{}</span>'
        '<span class="count" title="{}">{}</span></label>'
    )
    boxes = Markup("").join(
        box.format(
            name,
            value,
            label,
            texts.plural(texts.articles, count).format(count=texts.format_number(count)),
            texts.format_number(count),
        )
        for value, label, count in options
    )
    if not boxes:
        return boxes
    return Markup('<fieldset><legend>{}</legend><div class="boxes">{}</div></fieldset>').format(
        legend, boxes
    )
