"""The words that articles are dated and cut by: a file a language, in ``data/languages``.

Values are regular expressions, alternatives of each other, "" for none. A long one may be wrapped.

``[sentences]`` tells where the sentence segmenter is wrong, see :mod:`index.endings`:

``abbreviations``
    No sentence ends in one of these,
``measures``
    nor in one of these if a figure follows,
``leads``
    nor in one of these if one of ``follows`` does, as in "10 a.m. Monday".
``short``
    Words of two or three letters that a sentence may end in if a figure follows; others as short
    may be abbreviations. Without any, the segmenter itself cuts before figures.
``ordinal_leads``
    A number with a full stop is an ordinal after one of these, "am 24. September",
``ordinal_nouns``
    and before one of these: "24. September".
``openers``
    Words that begin a sentence and are no noun that an ordinal stands in front of.
``onward``
    What never begins a sentence, such as a word in lower case where no name is written so.
``pause``
    The gaps that end sentences in a language that puts no mark there, such as Thai.

``[days]``, which a language may lack, tells how days are written, see :mod:`index.dates`. Those of
all languages are read in every article:

``months``, ``short_months``
    Their names and abbreviations in lower case: twelve lists each.
``weekdays``
    Those of the days of the week, both.
``clock``
    What follows a time of day.
``number_endings``
    What a day's number may end in besides a full stop: "24th".
``on``, ``the``, ``at``
    Small words between the parts of a date and a time.
``updated``, ``published``
    What labels a day as that of a change, or of publication; ``last`` and ``first`` may stand
    before them.
``field``
    What an export labels a day with.
``author``
    What stands before an author's name.
``behind_place``
    What may stand between a place and its day, behind a comma: "Wien, am 24. September".
``within_prose``
    Words before a day that are part of a sentence, not of a dateline.
``mastheads``
    Words that tell that a name is a newspaper's.

``[compounds]``, which a language may lack, tells how words are made of others, see
:mod:`index.compounds`. It holds two lists: the ``links`` between their parts, and the ``affixes``,
which are no parts although a dictionary has them.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

_FOLDER = files("index").joinpath("data/languages")


@cache
def known(name: str) -> tuple[str, ...]:
    """Return the languages that have a table of that name, as ISO 639-1 codes."""
    return tuple(sorted(language for language, tables in _read().items() if name in tables))


@cache
def section(language: str, name: str) -> dict[str, Any]:
    """Return a table of a language's file, its patterns unwrapped; ``{}`` where there is none."""
    table = _read().get(language, {}).get(name, {})
    return {
        key: value.replace("\n", "") if isinstance(value, str) else value
        for key, value in table.items()
    }


def alternatives(name: str, key: str) -> str:
    """Return a pattern of any of the languages' alternatives, to stand in a group of its own."""
    patterns = (section(language, name)[key] for language in known(name))
    return "|".join(filter(None, patterns)) or "(?!)"


@cache
def _read() -> dict[str, dict[str, dict[str, Any]]]:
    """Return the tables of each language."""
    return {
        one.name.removesuffix(".toml"): tomllib.loads(one.read_text(encoding="utf-8"))
        for one in _FOLDER.iterdir()
        if one.name.endswith(".toml")
    }
