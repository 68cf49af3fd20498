"""The drawer of kept conversations: its skeleton, empty, and the pieces its script fills it with.

The conversations are the browser's: ``assets/shelves.js`` keeps them, and
``assets/drawer.js`` shows them by cloning the ``<template>`` elements rendered here. A title is
put in there as text; ``{title}`` in a text stands for it until then. Pure, and as safe as
:mod:`ui.render`.
"""

from dataclasses import dataclass

from markupsafe import Markup

from ui.texts import Tongue, load_texts

_GROUPS = ("today", "yesterday", "week", "older")
_NOTICES = ("dropped", "full", "unkept", "unreached", "lost")
_PLACES = ("browser", "server", "memory")
_SPOKEN = ("deleted_aloud", "renamed", "restored", "untitled")

_ICON = Markup(
    '<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none"'
    ' stroke="currentColor" stroke-width="{}" stroke-linecap="round"><path d="{}"/></svg>'
)
_CLOSE = _ICON.format(1.5, "M4 4l8 8M12 4l-8 8")
_NEW = _ICON.format(1.5, "M8 3v10M3 8h10")
_MORE = _ICON.format(2.2, "M3 8h.01M8 8h.01M13 8h.01")  # a round cap makes dots of such lines


@dataclass(frozen=True, slots=True)
class DrawerTexts(Tongue):
    """What the drawer says in one language."""

    title: str
    close: str
    new: str
    search: str
    today: str
    yesterday: str
    week: str
    older: str
    empty: str
    none_found: str
    untitled: str
    more: str
    rename: str
    export_markdown: str
    export_json: str
    remove: str
    new_title: str
    renamed: str
    deleted: str
    deleted_aloud: str
    undo: str
    restored: str
    kept_browser: str
    kept_server: str
    kept_memory: str
    dismiss: str
    dropped: str
    full: str
    unkept: str
    unreached: str
    lost: str


def drawer_texts(language: str) -> DrawerTexts:
    """Return the drawer's texts in one of :func:`ui.texts.languages`."""
    return load_texts(DrawerTexts, "drawer", language)


def render_drawer(texts: DrawerTexts, language: str) -> Markup:
    """Return the drawer, closed and empty.

    Args:
        texts: What it says.
        language: The language of the texts, for the ``lang`` attribute; how days and times are
            written comes from the texts' locale.
    """
    return Markup(
        '<div class="drawer" lang="{}" data-locale="{}" {}>'
        '<dialog class="drawer-sheet" aria-labelledby="drawer-title"></dialog>{}'
        '<div class="drawer-notice" data-outside>{}</div>{}</div>'
    ).format(
        language,
        texts.locale.replace("_", "-"),
        _data(texts),
        _panel(texts),
        _notice(texts),
        Markup("").join((_row(texts), _editor(texts), _deleted(texts))),
    )


def _panel(texts: DrawerTexts) -> Markup:
    groups = Markup("").join(
        Markup('<section data-group="{}" hidden><h3>{}</h3><ul></ul></section>').format(
            group, getattr(texts, group)
        )
        for group in _GROUPS
    )
    return Markup(
        '<nav class="drawer-panel" id="drawer-panel" aria-labelledby="drawer-title" hidden>'
        '<header><h2 id="drawer-title">{title}</h2>'
        '<button type="button" class="icon" data-do="close" aria-label="{close}" title="{close}">'
        "{close_icon}</button></header>"
        '<button type="button" class="new" data-do="new">{new_icon}<span>{new}</span></button>'
        '<input type="search" aria-label="{search}" placeholder="{search}" autocomplete="off"'
        " hidden>"
        '<div class="drawer-notice">{notice}</div>'
        '<div class="drawer-list">{groups}<p class="hint" data-empty hidden>{empty}</p>'
        '<p class="hint" data-none role="status"></p></div>'
        '<p class="hint where"></p><p class="aside" data-aloud role="status"></p></nav>'
    ).format(
        title=texts.title,
        close=texts.close,
        close_icon=_CLOSE,
        new=texts.new,
        new_icon=_NEW,
        search=texts.search,
        notice=_notice(texts),
        groups=groups,
        empty=texts.empty,
    )


def _row(texts: DrawerTexts) -> Markup:
    choices = {
        "rename": texts.rename,
        "markdown": texts.export_markdown,
        "json": texts.export_json,
        "remove": texts.remove,
    }
    buttons = Markup("").join(
        Markup('<button type="button" data-do="{}">{}</button>').format(name, text)
        for name, text in choices.items()
    )
    return Markup(
        '<template data-piece="row"><li class="kept">'
        '<button type="button" class="open" data-do="open" aria-keyshortcuts="F2 Delete">'
        '<span class="title" dir="auto"></span><time></time></button>'
        '<button type="button" class="icon" data-do="more" aria-label="{}">{}</button>'
        '<div class="menu" popover>{}</div></li></template>'
    ).format(texts.more, _MORE, buttons)


def _editor(texts: DrawerTexts) -> Markup:
    return Markup(
        '<template data-piece="editor"><form class="editor">'
        '<input type="text" aria-label="{}" maxlength="120" autocomplete="off" dir="auto">'
        "</form></template>"
    ).format(texts.new_title)


def _deleted(texts: DrawerTexts) -> Markup:
    return Markup(
        '<template data-piece="deleted"><li class="deleted"><span data-text="{}"></span>'
        '<button type="button" data-do="undo">{}</button></li></template>'
    ).format(texts.deleted, texts.undo)


def _notice(texts: DrawerTexts) -> Markup:
    return Markup(
        '<p role="status"></p><button type="button" class="icon" data-do="dismiss"'
        ' aria-label="{0}" title="{0}">{1}</button>'
    ).format(texts.dismiss, _CLOSE)


def _data(texts: DrawerTexts) -> Markup:
    """Return the texts that the script puts in when something happens, as data attributes."""
    said = {name: getattr(texts, name) for name in (*_NOTICES, *_SPOKEN, "none_found")}
    said |= {f"kept_{where}": getattr(texts, f"kept_{where}") for where in _PLACES}
    return Markup(" ").join(
        Markup('data-{}="{}"').format(name.replace("_", "-"), text) for name, text in said.items()
    )
