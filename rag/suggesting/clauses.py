"""The main clause of a sentence, as far as a question can be made of it.

There is no parser: a sentence is taken only if it is of the plainest build, a subject or an
adverbial, a finite verb from a list, and the rest. Whatever else is left alone.
"""

import re
from dataclasses import dataclass

from rag.patterns import CAPITAL
from rag.suggesting.wording import Wording

# Brackets can be left out; what else is set apart makes a sentence no plain one.
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_INVOLVED = re.compile(r"[:;?!…\[\]<>*|•/\n«»\"“”„‘‚]|\s[–—-]\s|\b\w\. ?\w\.|https?|www")
_QUOTED_NAME = re.compile(r"„([^“”„.,]{2,30})“|“([^“”.,]{2,30})”|«([^«».,]{2,30})»")
_COLON = re.compile(rf".*: (?={CAPITAL}[^:]*$)")
_COMMA = re.compile(r",\s+")
_WORD = re.compile(r"[\w’'.&-]*\w")


@dataclass(frozen=True, slots=True)
class Clause:
    """A main clause without its full stop.

    Attributes:
        front: What stands before the finite verb.
        verb: The finite verb.
        rest: What stands after it.
    """

    front: str
    verb: str
    rest: str


def main_clause(sentence: str, wording: Wording) -> Clause | None:
    """Return the main clause of a plain sentence; None where it is not plain."""
    text = _BRACKETS.sub("", " ".join(sentence.split())).strip()
    if colon := _COLON.search(text):  # "The plan is popular: The shares rose by 9 per cent."
        text = text[colon.end() :]
    if not text.endswith(".") or _INVOLVED.search(_QUOTED_NAME.sub("x", text)):
        return None
    text = text[:-1]
    verb = next((one for one in _WORD.finditer(text) if _is_finite(one, wording)), None)
    if verb is None:
        return None
    front = _plain(text[: verb.start()], wording)
    if not front or (", " in front and not wording.listed_names.fullmatch(front)):
        return None
    if front[0] != text[0] and not front[0].isdigit():
        return None  # what was left out stood where the subject must not be
    rest = _cut(text[verb.end() :].strip(), wording)
    if rest is None:
        return None
    rest = _plain(rest, wording)
    whole = not wording.is_a("auxiliary", verb.group()) or wording.is_a(
        "nonfinite", rest.rpartition(" ")[2]
    )
    return Clause(front, verb.group(), rest) if whole else None


def _is_finite(word: re.Match[str], wording: Wording) -> bool:
    written = word.group()
    if word.start() == 0 or not written.islower():
        return False
    if wording.is_a("auxiliary", written):
        return True
    return (
        wording.is_a("verbs", written) if wording.verb_second else bool(wording.base_of(written)[0])
    )


def _plain(text: str, wording: Wording) -> str:
    """Return a text without what leans on its day or on what was said before."""
    return " ".join(wording["idle"].sub(" ", text).split())


def _cut(rest: str, wording: Wording) -> str | None:
    """Return the rest of a clause up to where another begins; None where it needs that one."""
    end = len(rest)
    if comma := _COMMA.search(rest):
        following = rest[comma.end() :]
        if following[:1].isupper() or following[:1].isdigit():
            return None  # a list
        if wording["needed"].match(following):
            return None
        end = comma.start()
    for joint in wording["joint"].finditer(rest, 0, end):
        words = rest[joint.end() :].split()
        if words and opens_clause(words[0], wording):
            end = joint.start()
            break
    return rest[:end].strip().rstrip(",")


def opens_clause(word: str, wording: Wording) -> bool:
    """Tell whether a word is a finite verb."""
    finite = wording.is_a("verbs", word) if wording.verb_second else bool(wording.base_of(word)[0])
    return finite or wording.is_a("auxiliary", word)
