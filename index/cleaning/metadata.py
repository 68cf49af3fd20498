"""What the first lines of a plain text tell of it: headline, author, day, outlet.

Nothing is guessed: a date counts only on a line of its own kind (a dateline, a time stamp, a field
such as ``Date: …``), never where prose mentions it (the dateline in front of a first sentence is
read by ``openings.py``); a name only where a byline says that it is the author's.
"""

import re
from collections.abc import Iterator

from index.cleaning.authors import is_byline, is_person, join_names, read_byline, read_names
from index.cleaning.boilerplate import match_line
from index.cleaning.facts import fill
from index.cleaning.manuscript import Line, Manuscript, Strike
from index.cleaning.sentence_ends import ends_sentence
from index.datelines import is_date_label, read_dateline
from index.dates import strip_days
from index.rows import UNKNOWN, Known

_HEAD_LINES = 12
_LONGEST_TITLE = 140
_META_PARTS = 2
# A title said again stands at the top, or below a kicker and a byline.
_TITLE_LINES = 3
_LONGEST_KICKER = 3
_SHORT_LINE = 0.25
_LONGEST_LABEL = 40
_WORDS = re.compile(r"\w+")


def _top(lines: list[Line], count: int) -> Iterator[int]:
    """Yield where the first lines stand that hold anything; very short ones hardly count."""
    seen = 0.0
    for number, line in enumerate(lines):
        if seen >= count:
            return
        if line.text.strip():
            seen += 1 if len(line.text.split()) > _LONGEST_KICKER else _SHORT_LINE
            yield number


# "Muster-Brief, Nr. 37/2024" is a masthead.
_ISSUE = re.compile(r"\b(?:Nr|No|Ausgabe|Issue)\b\.? ?\d+(?:/\d+)?$", re.IGNORECASE)
_CLOSING_MARKS = "\"'“”«»‘’"


def read_head(
    sheet: Manuscript, *, titled: bool = False, labelled: bool = True
) -> tuple[Manuscript, Known]:
    """Take headline, dateline and byline off the first lines of a text without boilerplate.

    Args:
        sheet: The text.
        titled: Whether the headline is known already, so that none is looked for.
        labelled: Whether labels may stand between headline and prose that are no part of either.
    """
    lines, known, strikes, in_prose = sheet.lines(), UNKNOWN, list[Strike](), False
    title = None if titled else _find_title(lines)
    for number in _top(lines, _HEAD_LINES):
        text = lines[number].text.strip()
        if number == title:
            reason, read = "title", Known(title=text)
        elif title is not None and number < title:
            reason, read = _read_above(text)
        elif not in_prose and (titled or title is not None):
            reason, read = _read_below(lines, number)
            if not reason and labelled and _is_loose(lines, number):
                reason = "below the headline"
        else:
            reason, read = _read_day(lines, number, explicit=in_prose)
            if not reason and in_prose:
                reason, read = _read_signed(lines, number)
        known = fill(known, read)
        if reason:
            strikes.append(lines[number].strike(reason))
        elif title is None or number > title:
            in_prose = in_prose or title is not None or _is_prose(text)
    return sheet.strike(strikes), known


_Read = tuple[str, Known]
"""What a line is taken for, ``""`` for one of the article's, and what it tells."""


def _read_stamp(text: str, *, explicit: bool = False) -> _Read:
    dateline = read_dateline(text, explicit=explicit)
    if dateline is None:
        return "", UNKNOWN
    author = read_byline(strip_days(text))
    return "dateline", Known(published=dateline.published, source=dateline.source, author=author)


def _read_day(lines: list[Line], number: int, *, explicit: bool = False) -> _Read:
    """Read a line as a dateline, or as half of one: "Published" may stand above its day."""
    text = lines[number].text.strip()
    if is_date_label(text):
        dated = read_dateline(f"{text} {_next_text(lines, number, 1)}") is not None
        return ("dateline" if dated else "", UNKNOWN)
    label = _next_text(lines, number, -1)
    return _read_stamp(f"{label} {text}" if is_date_label(label) else text, explicit=explicit)


def _next_text(lines: list[Line], number: int, step: int) -> str:
    """Return the next line above or below that holds something, or ``""``."""
    others = lines[number + 1 :] if step > 0 else lines[:number][::-1]
    return next((line.text.strip() for line in others[:2] if line.text.strip()), "")


def _read_signed(lines: list[Line], number: int) -> _Read:
    """Read a line below the first prose as a byline, if it is one without doubt."""
    text = lines[number].text.strip()
    name, _, place = text.partition(", ")
    if is_person(name) and _is_signed(lines, number, explicit=True):
        if all(word[0].isupper() for word in place.split()):
            return "byline", Known(author=read_names(name))
    elif ":" in text and not _is_prose(text) and (author := read_byline(text)):
        return "byline", Known(author=author)
    return "", UNKNOWN


def _read_above(text: str) -> _Read:
    """Read a line above the headline: a dateline, a kicker, navigation, seldom prose."""
    reason, read = _read_stamp(text)
    return (reason, read) if reason or _is_prose(text) else ("above the headline", UNKNOWN)


def _read_below(lines: list[Line], number: int) -> _Read:
    """Read a line between the headline and the prose."""
    text = lines[number].text.strip()
    if meta := read_meta_line(text):
        return "byline", meta
    reason, read = _read_day(lines, number)
    if reason:
        return reason, read
    if is_byline(text):
        return "byline", Known(author=read_byline(text))
    if is_person(text) and _is_signed(lines, number):
        return "byline", Known(author=read_names(text))
    return "", UNKNOWN


def read_meta_line(line: str) -> Known | None:
    """Read a line such as "Jana Muster | 24.09.2025 | 3 Min.", or return None if it is another."""
    parts = [part.strip() for part in re.split(r"\s*[|·•]\s*", line)]
    if len(parts) < _META_PARTS or any(_is_prose(part) for part in parts if part[-1:] != "."):
        return None
    datelines = [dateline for part in parts if (dateline := read_dateline(part))]
    if not datelines and not any(is_byline(part) or match_line(part) for part in parts):
        return None
    names = [part for part in parts if is_person(part) or is_byline(part)]
    days = [dateline.published for dateline in datelines if dateline.published]
    return Known(author=join_names(names), published=days[0] if days else None)


def _is_loose(lines: list[Line], number: int) -> bool:
    """Tell a label between headline and text from a heading, which stands right above prose."""
    text = lines[number].text.strip()
    below = next((line.text for line in lines[number + 1 :] if line.text), "")
    short = (
        len(text.split()) <= _LONGEST_KICKER
        and len(text) <= _LONGEST_LABEL
        and text[0] not in '•*-–—„"«»“'
    )
    return short and not _is_prose(text) and not _is_prose(below) and text[-1] != ":"


def _is_prose(text: str) -> bool:
    return len(text) > _LONGEST_TITLE or ends_sentence(text)


def _is_signed(lines: list[Line], number: int, *, explicit: bool = False) -> bool:
    """Tell whether a dateline stands right below a line."""
    below = next((line.text for line in lines[number + 1 : number + 3] if line.text), "")
    return read_dateline(below, explicit=explicit) is not None


def _find_title(lines: list[Line]) -> int | None:
    """Return where the headline stands: above prose, dateline and byline, and not the kicker."""
    found = list[int]()
    for number in _top(lines, _HEAD_LINES):
        text = lines[number].text.strip()
        if read_dateline(text) or is_byline(text):
            if found:
                break
        elif _is_title(lines, number):
            found.append(number)
        elif _is_prose(text):
            break
    sizes = {number: min(len(lines[number].text.split()), _LONGEST_KICKER + 1) for number in found}
    return max(found, key=lambda number: (sizes[number], -number), default=None)


def _is_title(lines: list[Line], number: int) -> bool:
    line = lines[number].text.strip()
    return (
        len(line) <= _LONGEST_TITLE
        and bool(re.search(r"[^\W\d_]", line))
        and line[0] not in "•*-–—"
        and line[-1] not in ",;:"
        and not _ISSUE.search(line)
        and (not line.endswith(".") or line.endswith(("...", *(f".{m}" for m in _CLOSING_MARKS))))
        and any(later.text.strip() for later in lines[number + 1 :])
        and _ends_head(line, lines[number + 1].text.strip())
    )


def _ends_head(title: str, below: str) -> bool:
    """Tell whether a title may stand above a line: prose keeps a distance from its headline."""
    return not below or below == title or read_dateline(below) is not None or is_byline(below)


def drop_title(sheet: Manuscript, title: str) -> Manuscript:
    """Take the lines off the top of a text that say its title again, however it is punctuated."""
    said = _WORDS.findall(title.casefold())
    lines, strikes, others = sheet.lines(), list[Strike](), 0
    for number in _top(lines, len(lines)):
        if said and _WORDS.findall(lines[number].text.casefold()) == said:
            strikes.append(lines[number].strike("title"))
        elif (others := others + 1) == _TITLE_LINES:
            break
    return sheet.strike(strikes)
