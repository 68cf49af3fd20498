"""Where a sentence tells a reason, and which of two neighbours has it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise

from index.records import Span
from rag.languages import table
from rag.names.given_names import find_persons
from rag.patterns import NEVER, opening_words
from rag.records import Evidence

_END = r"[.;:–—!?](?!\w)|[“”\"»«]|$"
_AHEAD = 0.01  # of a neighbour that tells what the reason is for


def find_reason(text: str, language: str) -> Span | None:
    """Return where a sentence tells a reason: "because the rails were wet", without who says so.

    Args:
        text: The sentence.
        language: Its language.

    Returns:
        Start and end; None where no word says that it is one.
    """
    because, named = _matching("because", language), _matching("named", language)
    match = because.search(text)
    if match:
        start = match.start()
    else:
        match = named.search(text)
        if match is None:
            return None
        start = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
    leads = not text[: match.start()].strip(' „“"»«') and because.match(text, match.start())
    end = (re.compile(r",") if leads else _end(language)).search(text, match.end())
    return (start, end.start()) if end and end.start() > match.end() else None


def names_speaker(text: str, language: str, words: Span) -> bool:
    """Tell whether words of a sentence have a person or a verb of saying in them."""
    persons = find_persons(text, language)
    return any(start < words[1] and words[0] < end for start, end in persons) or bool(
        _matching("said", language).search(text, *words)
    )


def put_reasons_first(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return evidence in which the neighbour that tells why stands before what it tells of.

    "The line was shut. The reason was a fallen tree." asked why, the second answers; of "A tree had
    fallen. The line was therefore shut." the first does.
    """
    given = list(evidence)
    scores = {_place(one): one.score for one in given}
    for reason, told in _explained(given):
        scores[_place(reason)] = max(scores[_place(reason)], told.score + _AHEAD)
    return [replace(one, score=scores[_place(one)]) for one in given]


def explained_by(reason: Evidence, evidence: Iterable[Evidence]) -> Evidence | None:
    """Return the neighbour that a sentence tells the reason of, if it is among the evidence."""
    place = _place(reason)
    return next((told for one, told in _explained(evidence) if _place(one) == place), None)


def _explained(evidence: Iterable[Evidence]) -> Iterator[tuple[Evidence, Evidence]]:
    """Yield the neighbours of which one tells why the other is so, the reason first."""
    for before, after in pairwise(sorted(evidence, key=_place)):
        if not _are_neighbours(before, after):
            continue
        language = after.article.language
        if _matching("refers", language).match(after.sentence.text):
            yield after, before
        elif _matching("follows", language).search(after.sentence.text):
            yield before, after


def _place(evidence: Evidence) -> tuple[str, int]:
    return evidence.article.id, evidence.sentence.start


def _are_neighbours(one: Evidence, other: Evidence) -> bool:
    """Tell whether two sentences of an article have nothing between them."""
    same = one.article.id == other.article.id
    return same and not one.article.text[one.sentence.end : other.sentence.start].strip()


@cache
def _matching(key: str, language: str) -> re.Pattern[str]:
    return opening_words(table(language, "questions").get("reasons", {}).get(key, [NEVER]))


@cache
def _end(language: str) -> re.Pattern[str]:
    said = table(language, "questions").get("reasons", {}).get("said", [NEVER])
    return re.compile(rf"{_END}|, (?:{'|'.join(said)})\b", re.IGNORECASE)
