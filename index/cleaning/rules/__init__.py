"""What is no part of an article, as data: one file a language, and one for what all of them share.

A file has a table ``[words]`` of patterns with names, which patterns quote as ``{{name}}`` (those
of ``any.toml`` hold for all files), and a list ``[[rule]]`` with these keys:

``reason``
    What the cut is taken for, as it is reported.
``reach``
    How far the cut goes; see :data:`Reach`.
``patterns``
    Regular expressions, without regard to case, each for a kind of line. A line is matched without
    the bullets, arrows and brackets around it.
``word``
    What every such line holds, in small letters: quicker to look for than the patterns.
``proof``
    For ``rest`` and ``block``: what the part that is to be cut has to speak of.

Boxes of HTML pages are told by how they are named, in a list ``[[box]]``:

``reason``
    As above.
``longest``
    How many characters such a box has at most; what is longer holds more than that.
``words``
    Words of an element's class, id or role.
``parts``
    What such words have in them.
``tags``
    Names of elements.

How authors are named stands in a table ``[bylines]``: ``lead``, what a byline begins with;
``writes`` and ``pictures``, what is said in brackets of those who wrote and of those who did not;
``place``, what tells where somebody writes from; ``role``, what they are; ``desk``, words that no
person is named by; ``places``, places that look like a name.

What stands in front of a dateline's day is told by a table ``[datelines]``: ``particles``, small
words within a place's name; ``others``, words that no place begins or goes on with.

Everything is written to match in linear time: no repetition within a repetition, no run without a
bound.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from index.fields import DOMAIN

Reach = Literal["opening", "menu", "line", "run", "inside", "end", "list", "block", "rest"]
"""How far a cut goes.

``opening``
    What one of the first lines begins with; the rest of the line stays. The group ``outlet`` is
    the outlet's domain.
``menu``
    A word of the navigation. Above the article, a line of such words is cut, and what is above it.
``line``
    A whole line, wherever it stands.
``run``
    A whole line, but only if the line before or after it is cut as well.
``inside``
    A stretch within a line; both sides of it stay, and make sense without it.
``end``
    A whole line, but only below the last sentence.
``list``
    A heading, with the bullets right below it, or with all that follows if no sentence does.
``block``
    A line, and those below it up to the last one near by that ``proof`` is found in.
``rest``
    A line and all that follows, if that is the smaller part and ``proof`` is found in it.
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of text that is no part of an article; see the module's docstring."""

    reason: str
    reach: Reach
    pattern: re.Pattern[str]
    proof: re.Pattern[str] | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A kind of box on a page that is no part of an article; see the module's docstring."""

    reason: str
    longest: int
    words: frozenset[str]
    parts: tuple[str, ...]
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bylines:
    """How authors are named; see the module's docstring."""

    lead: re.Pattern[str]
    writes: re.Pattern[str]
    pictures: re.Pattern[str]
    place: re.Pattern[str]
    role: re.Pattern[str]
    desk: re.Pattern[str]
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Datelines:
    """What stands in front of a dateline's day; see the module's docstring."""

    particles: re.Pattern[str]
    others: re.Pattern[str]


@cache
def load_datelines() -> Datelines:
    """Return what stands in front of a dateline's day in any of the languages."""
    entries = [data["datelines"] for data in _load() if "datelines" in data]

    def either(name: str) -> re.Pattern[str]:
        return _compile("|".join(f"(?:{entry[name]})" for entry in entries), {})

    return Datelines(particles=either("particles"), others=either("others"))


@cache
def load_bylines() -> Bylines:
    """Return how authors are named in any of the languages."""
    entries = [data["bylines"] for data in _load()]
    words = _load()[0]["words"]

    def either(name: str) -> str:
        return "|".join(_expand(f"(?:{entry[name]})", words) for entry in entries if entry[name])

    return Bylines(
        lead=_compile(rf"(?:{either('lead')})\s*(?=\S)", {}),
        writes=_compile(either("writes"), {}),
        pictures=_compile(either("pictures"), {}),
        place=_compile(rf"(?:{either('place')})$", {}),
        role=_compile(rf"(?:{either('role')}) ", {}),
        desk=_compile(either("desk"), {}),
        places=frozenset(place for entry in entries for place in entry["places"]),
    )


@cache
def load_boxes() -> tuple[Box, ...]:
    """Return the boxes of all languages."""
    return tuple(
        Box(
            entry["reason"],
            entry["longest"],
            frozenset(entry.get("words", ())),
            tuple(entry.get("parts", ())),
            frozenset(entry.get("tags", ())),
        )
        for data in _load()
        for entry in data["box"]
    )


@cache
def load_rules() -> tuple[Rule, ...]:
    """Return the rules of all languages."""
    common, *languages = _load()
    shared = {"domain": DOMAIN} | _expand_all(common["words"], {"domain": DOMAIN})
    return tuple(
        rule
        for data in (common, *languages)
        for rule in _read_rules(data["rule"], shared | _expand_all(data["words"], shared))
    )


def _load() -> list[dict[str, Any]]:
    """Return the files' contents; what all languages share comes first."""
    names = sorted(file.name for file in files(__name__).iterdir() if file.name.endswith(".toml"))
    return [tomllib.loads((files(__name__) / name).read_text("utf-8")) for name in names]


def _read_rules(entries: list[dict[str, Any]], words: Mapping[str, str]) -> Iterator[Rule]:
    for entry in entries:
        if entry["reach"] not in get_args(Reach):
            raise ValueError(f"no such reach: {entry['reach']!r}")
        proof = _compile(entry["proof"], words) if "proof" in entry else None
        for pattern in entry["patterns"]:
            compiled = _compile(pattern, words)
            yield Rule(entry["reason"], entry["reach"], compiled, proof, entry.get("word", ""))


def _compile(pattern: str, words: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(_expand(pattern, words), re.IGNORECASE)


def _expand_all(own: dict[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the words of a file; each may quote those above it."""
    words = dict(known)
    for name, pattern in own.items():
        words[name] = _expand(pattern, words)
    return words


def _expand(pattern: str, words: Mapping[str, str]) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda match: f"(?:{words[match[1]]})", pattern)
