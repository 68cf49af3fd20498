"""The page around the conversation: what stands there before anyone has asked. Pure and safe.

What comes later is put in by the page's scripts (``assets/chat.js``): turns into ``.log``, evidence
into ``#evidence``, conversations into the drawer.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from index.store import Summary
from ui.drawer import drawer_texts, render_drawer
from ui.evidence import render_panel
from ui.filters import render_filters
from ui.serving.access import Reader
from ui.texts import Texts, languages


@dataclass(frozen=True, slots=True)
class Frame:
    """What the page is to show before anyone has asked.

    Attributes:
        reader: Who reads it.
        held: What is in the index; None where it cannot be told.
        examples: Questions to try.
    """

    reader: Reader
    held: Summary | None
    examples: tuple[str, ...] = ()


def render_frame(frame: Frame, texts: Texts) -> Markup:
    """Return the whole page, waiting for a question."""
    drawer = render_drawer(drawer_texts(texts.language), texts.language)
    return Markup(
        '<div id="page" lang="{}"><a class="skip" href="#question">{}</a>{}'
        '<div id="drawer">{}</div><div id="conversation"><div class="log" role="log" '
        'aria-live="polite" aria-label="{}"></div>{}</div>{}{}{}</div>'
    ).format(
        texts.language,
        texts.skip,
        _masthead(frame.reader, texts),
        drawer,
        texts.conversation,
        _welcome(frame, texts),
        _composer(frame.held, texts),
        render_panel(texts),
        _templates(texts),
    )


def render_examples(questions: Iterable[str], texts: Texts) -> Markup:
    """Return questions to try, each to be asked by a click."""
    return _offer(questions, texts.examples, "examples")


def render_suggestions(questions: Iterable[str], texts: Texts) -> Markup:
    """Return questions that may follow an answer, each to be asked by a click."""
    return _offer(questions, texts.suggestions, "suggestions")


def render_held(held: Summary | None, reader: Reader, texts: Texts) -> Markup:
    """Return how much there is to be asked, or the way to where articles come from."""
    if held and held.articles:
        forms = texts.plural(texts.held, held.articles)
        return Markup('<p class="held">{}</p>').format(
            forms.format(count=texts.format_number(held.articles))
        )
    return Markup('<p class="held">{} <a href="#articles">{}</a></p>').format(
        texts.held_none, texts.add_articles if reader.edits else texts.view_articles
    )


def _offer(questions: Iterable[str], heading: str, name: str) -> Markup:
    buttons = Markup("").join(
        Markup('<li><button type="button" data-ask="{0}" dir="auto">{0}</button></li>').format(one)
        for one in questions
    )
    if not buttons:
        return buttons
    return Markup('<section class="{}"><h3>{}</h3><ul>{}</ul></section>').format(
        name, heading, buttons
    )


def _masthead(reader: Reader, texts: Texts) -> Markup:
    return Markup(
        '<header id="masthead"><div class="masthead">'
        '<button type="button" id="toggle-drawer" class="quiet" aria-expanded="false" '
        'aria-controls="drawer-panel" aria-label="{0}" title="{0}">{1}</button>'
        '<h1>Fund<mark>stelle</mark></h1><nav aria-label="{2}">'
        '<a href="#ask" data-view="ask" aria-current="page">{3}</a>'
        '<a href="#articles" data-view="articles">{4}</a></nav>{5}</div></header>'
    ).format(
        texts.conversations, _MENU, texts.views, texts.view_ask, texts.view_articles,
        _preferences(reader, texts),
    )  # fmt: skip


_MENU = Markup(
    '<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" '
    'stroke="currentColor" stroke-width="1.6" stroke-linecap="round">'
    '<path d="M3 5.5h14M3 10h14M3 14.5h9"/></svg>'
)
_LETTERS = Markup('<span aria-hidden="true">Aa</span>')


def _preferences(reader: Reader, texts: Texts) -> Markup:
    """Return the small menu: language, colours, and the way out for who has signed in."""
    language = _choice("language", texts.page_language, _languages(texts))
    colours = _choice(
        "colours",
        texts.colours,
        [("system", texts.colours_system, True), ("light", texts.colours_light, False),
         ("dark", texts.colours_dark, False)],
    )  # fmt: skip
    account = Markup(
        '<form class="account" method="post" action="logout">{} <button>{}</button></form>'
    ).format(texts.signed_in.format(name=reader.name), texts.sign_out)
    return Markup(
        '<details class="preferences"><summary class="quiet" aria-label="{0}" title="{0}">{1}'
        "</summary><div>{2}{3}{4}</div></details>"
    ).format(texts.preferences, _LETTERS, language, colours, account if reader.name else "")


def _languages(texts: Texts) -> list[tuple[str, str, bool]]:
    return [(one, texts.name_itself(one), one == texts.language) for one in languages()]


def _choice(name: str, legend: str, options: Iterable[tuple[str, str, bool]]) -> Markup:
    option = Markup('<label><input type="radio" name="{}" value="{}"{}> <span>{}</span></label>')
    shown = Markup("").join(
        option.format(name, value, Markup(" checked") if chosen else "", label)
        for value, label, chosen in options
    )
    return Markup("<fieldset><legend>{}</legend>{}</fieldset>").format(legend, shown)


def _welcome(frame: Frame, texts: Texts) -> Markup:
    return Markup('<div class="welcome"><h2>{}</h2><p>{}</p>{}{}</div>').format(
        texts.welcome_title,
        texts.welcome,
        render_held(frame.held, frame.reader, texts),
        render_examples(frame.examples, texts),
    )


def _composer(held: Summary | None, texts: Texts) -> Markup:
    return Markup(
        '<div id="composer"><div id="limiting"><div id="filters">{0}</div>'
        '<div id="chosen"></div></div><form id="asking"><div id="question">'
        '<textarea rows="1" aria-label="{1}" placeholder="{2}" enterkeyhint="send" '
        'autocomplete="off"></textarea></div><button type="submit" id="send">{3}</button>'
        '<button type="button" id="stop">{4}</button></form></div>'
    ).format(
        render_filters(held, texts) if held else "",
        texts.question,
        texts.question_placeholder,
        texts.send,
        texts.stop,
    )


def _templates(texts: Texts) -> Markup:
    """Return what the page's scripts say by themselves, such as when the server is gone."""
    said = {
        "searching": texts.searching,
        "unreachable": texts.unreachable,
        "logged-out": texts.logged_out,
        "log-in": texts.log_in,
        "copied": texts.copied,
        "not-copied": texts.not_copied,
        "editing": texts.editing,
    }
    return Markup("").join(
        Markup('<template data-says="{}">{}</template>').format(name, text)
        for name, text in said.items()
    )
