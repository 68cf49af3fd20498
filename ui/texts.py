"""What the page says, in the reader's language.

Each folder in ``assets/texts`` is one language; adding a folder adds the language. It holds a file
for each part of the page, whose class says which texts there are. How dates, numbers and plurals
are written comes from Babel (Unicode CLDR), by the ``locale`` that ``page.toml`` names.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

DEFAULT_LANGUAGE = "en"

T = TypeVar("T", bound="Tongue")


@dataclass(frozen=True, slots=True)
class Tongue:
    """How a language writes dates, numbers and plurals.

    Attributes:
        language: Its ISO 639-1 code.
        locale: Its CLDR locale, such as ``de_DE``.
    """

    language: str
    locale: str

    def plural(self, forms: Mapping[str, str], count: int) -> str:
        """Return the form for ``count``, its ``{count}`` still to be filled in."""
        return forms[Locale.parse(self.locale).plural_form(count)]

    def format_day(self, day: date) -> str:
        """Return a date in words, such as ``24. September 2025``."""
        return format_date(day, format="long", locale=self.locale)

    def format_short_day(self, day: date) -> str:
        """Return a date in short, such as ``24.09.2025``."""
        return format_date(day, format="medium", locale=self.locale)

    def format_score(self, score: float) -> str:
        """Return a score to three decimal places, such as ``0,380``."""
        return format_decimal(score, format="0.000", locale=self.locale)

    def format_number(self, number: float) -> str:
        """Return a number as the language writes it, such as ``0,2`` or ``2.000``."""
        return format_decimal(number, locale=self.locale)

    def format_language(self, code: str) -> str:
        """Return the name of the language with an ISO 639-1 code, such as ``Englisch``."""
        return str(Locale.parse(self.locale).languages.get(code, code))

    def name_itself(self, code: str) -> str:
        """Return a language's own name for itself, such as ``Deutsch``."""
        return str(Locale.parse(code).languages.get(code, code)).capitalize()


@dataclass(frozen=True, slots=True)
class Texts(Tongue):
    """What the chat says in one language.

    A mapping holds one form for each plural category of the language (``one``, ``other``, ...);
    ``parts`` is another: what the parts of a score are called.
    """

    skip: str
    views: str
    view_ask: str
    view_articles: str
    conversations: str
    preferences: str
    page_language: str
    colours: str
    colours_system: str
    colours_light: str
    colours_dark: str
    signed_in: str
    sign_out: str
    welcome_title: str
    welcome: str
    held_none: str
    add_articles: str
    examples: str
    suggestions: str
    conversation: str
    question: str
    question_placeholder: str
    send: str
    stop: str
    searching: str
    searched: str
    searched_apart: str
    writing: str
    stopped: str
    stopped_early: str
    edit: str
    editing: str
    retry: str
    widen: str
    copy: str
    copy_text: str
    copy_markdown: str
    copy_link: str
    copied: str
    not_copied: str
    unreachable: str
    logged_out: str
    log_in: str
    too_much: str
    unreadable: str
    withheld_sentence: str
    cited_at: str
    back_to: str
    show_passages: str
    evidence: str
    evidence_hint: str
    evidence_none: str
    nearest: str
    nearest_said: str
    nearest_hint: str
    asked: str
    untitled: str
    undated: str
    new_tab: str
    seconds: str
    too_long: str
    failed: str
    filter: str
    published: str
    since: str
    until: str
    since_day: str
    until_day: str
    days_hint: str
    days_reversed: str
    outlets: str
    languages: str
    reset: str
    limited: str
    why: str
    score: str
    best_sentence: str
    composing: Mapping[str, str]
    quoted: Mapping[str, str]
    worded: Mapping[str, str]
    withheld: Mapping[str, str]
    further: Mapping[str, str]
    articles: Mapping[str, str]
    held: Mapping[str, str]
    parts: Mapping[str, str]

    def name_part(self, part: str) -> str:
        """Return what a part of a score is called; one unknown here keeps its name."""
        return self.parts.get(part, part)


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages the page speaks."""
    folder = files("ui") / "assets" / "texts"
    return tuple(sorted(one.name for one in folder.iterdir()))


@cache
def texts_in(language: str) -> Texts:
    """Return the chat's texts in one of :func:`languages`.

    Raises:
        TypeError: If the language's file lacks a text or holds one that the chat does not know.
    """
    return Texts(language=language, **read_part(language, "page"))


def load_texts(kind: type[T], part: str, language: str) -> T:
    """Return the texts of another part of the page.

    Args:
        kind: The dataclass that says which texts there are.
        part: The name of its files, such as ``articles``.
        language: One of :func:`languages`.

    Raises:
        TypeError: If the language's file lacks a text or holds one that ``kind`` does not know.
    """
    return kind(language=language, locale=texts_in(language).locale, **read_part(language, part))


def texts_for(accept_language: str | None) -> Texts:
    """Return the chat's texts in the language a browser prefers, or in English.

    Args:
        accept_language: The ``Accept-Language`` header (RFC 9110, section 12.5.4), if there was
            one; regions are ignored, so ``de-CH`` is German.
    """
    known = languages()
    for wanted in _by_preference(accept_language or ""):
        if wanted in known:
            return texts_in(wanted)
    return texts_in(DEFAULT_LANGUAGE)


@cache
def read_part(language: str, part: str) -> dict[str, Any]:
    """Return what the file of that part of the page holds in one of :func:`languages`."""
    file = files("ui") / "assets" / "texts" / language / f"{part}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _by_preference(accept_language: str) -> list[str]:
    weighted = []
    for entry in accept_language.split(","):
        tag, _, parameter = entry.partition(";")
        weight = _weight(parameter)
        if weight > 0:
            weighted.append((weight, tag.strip().lower().partition("-")[0]))
    return [language for _, language in sorted(weighted, key=lambda pair: -pair[0])]


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:  # a malformed weight: the entry is not one to follow
        return 0.0
