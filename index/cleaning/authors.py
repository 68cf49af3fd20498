"""Who wrote an article, as bylines and declarations name them.

An author is a person: agencies, desks ("Redaktion Wirtschaft") and outlets are none, and what may
be none is not taken for one.
"""

import re
from collections.abc import Iterable, Iterator

from index.cleaning.rules import load_bylines

_LONGEST_BYLINE = 160
_DESK_WORDS = 6
_SHOUTED_WORDS = 4
# "J. R. R." may be meant.
_SHORT_NAME = 6
_WORD = r"(?:[A-ZÀ-ÖØ-ÞŁŠŽČ][\w’'.-]*|[Oo][’'][A-Z]\w+)"
_PARTICLE = (
    r"(?:von|vom|van|zu|zur|de|del|della|der|den|di|da|dos|du|la|le|al|bin|ben|ter|ten|und zu)"
)
_PERSON = re.compile(rf"{_WORD}(?: (?:{_PARTICLE} )*{_WORD}){{1,4}}")
_ROLE = re.compile(r"\s*\(([^()]{0,60})\)")
_PARTS = re.compile(r"\s*(?:[,;/&+]|\b(?:und|and|u\.|sowie)(?=\s))\s*", re.IGNORECASE)
# What ends the names of a byline: "By Jane Doe | May 2", "Von Jana Muster – Linz", "…, 3. Mai".
_ENDS = re.compile(
    r"\s+[–—-]\s+|\s*[|·•]\s*|,?\s+(?=\d)|\n"
    r"|,?\s*\b(?:published|updated|posted|aktualisiert|veröffentlicht|stand|am)\b",
    re.IGNORECASE,
)


def read_byline(line: str) -> str | None:
    """Return the authors that a byline such as "Von Jana Muster und Paul Probe" names.

    Returns:
        Their names, joined by ``", "``; None where the line is no byline or names no person.
    """
    line = line.strip(" •*–—-|·()[]_")
    bylines = load_bylines()
    if len(line) > _LONGEST_BYLINE:
        return None
    if match := bylines.lead.match(line):
        return _join(_read_people(_ENDS.split(line[match.end() :])[0]))
    if bylines.writes.search(line):  # "Jana Muster (Text) und Paul Probe (Fotos)"
        return _join(_read_people(line))
    return None


def is_byline(line: str) -> bool:
    """Tell a byline, though it may name no person, as in "Von unserer Redaktion"."""
    line = line.strip(" •*–—-|·()[]_")
    bylines = load_bylines()
    match = bylines.lead.match(line)
    words = re.findall(r"[^\s,.:;/&]+", line[match.end() :]) if match else []
    desks = [bylines.desk.fullmatch(word) is not None for word in words]
    named = all(desk or word[0].isupper() for desk, word in zip(desks, words, strict=True))
    return read_byline(line) is not None or (any(desks) and named and len(words) <= _DESK_WORDS)


def read_names(text: str) -> str | None:
    """Return the authors that a field or a tag made for them names, joined by ``", "``."""
    if len(text) > 2 * _LONGEST_BYLINE or "://" in text:
        return None
    return read_byline(text) or _join(_read_people(_ENDS.split(text)[0]))


def is_person(text: str) -> bool:
    """Tell whether a text is the name of a person, and nothing else."""
    return _PERSON.fullmatch(text) is not None and _to_person(text) is not None


def join_names(names: Iterable[str]) -> str | None:
    """Return the people among some declared names, each once, joined by ``", "``."""
    return _join(
        person for name in names for person in (read_names(name) or "").split(", ") if person
    )


def drop_outlet(authors: str | None, outlet: str | None) -> str | None:
    """Return the authors without those who go by the outlet's name: they are more likely it."""
    name = (outlet or "").casefold()
    if not authors or not name:
        return authors
    people = ((person, person.casefold()) for person in authors.split(", "))
    return _join(person for person, folded in people if folded not in name and name not in folded)


def _join(people: Iterable[str]) -> str | None:
    return ", ".join(dict.fromkeys(people)) or None


def _read_people(text: str) -> Iterator[str]:
    """Yield the people in an enumeration, up to the first part that is none."""
    bylines = load_bylines()
    # Those who took the pictures did not write the article.
    text = _ROLE.sub(lambda role: "" if not bylines.pictures.search(role[1]) else " \0", text)
    for number, part in enumerate(_PARTS.split(text)):
        if part.endswith("\0"):
            continue
        person = _to_person(bylines.place.sub("", part.strip(" .:*")))
        if person:
            yield person
        elif number == 0:
            return


def _to_person(text: str) -> str | None:
    """Return a name as it is usually written, or None for what names no person."""
    text = load_bylines().role.sub("", text, count=1)
    words = text.split()
    # All in capitals, particles are as well: "JANA VON MUSTER".
    shouted = text.isupper() and len(words) <= _SHOUTED_WORDS
    if not _PERSON.fullmatch(text.title() if shouted else text) or any(map(str.isdigit, text)):
        return None
    bylines = load_bylines()
    if any(bylines.desk.fullmatch(word.strip(".,")) for word in words) or text in bylines.places:
        return None
    if len(words[-1].strip(".")) < 2:
        return None
    if text.isupper() and len(text) > _SHORT_NAME:
        text = re.sub(r"[^\W\d_]+", lambda word: _recase(word[0]), text)
    return text


def _recase(word: str) -> str:
    return word.lower() if re.fullmatch(_PARTICLE, word.lower()) else word.capitalize()
