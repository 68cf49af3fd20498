"""What a plain text tells of itself below its last sentence: author, day, a note on the author."""

import re
from datetime import date

from index.cleaning.authors import read_byline, read_names
from index.cleaning.manuscript import Manuscript, Strike
from index.cleaning.sentence_ends import ends_sentence
from index.dates import parse_date
from index.rows import UNKNOWN, Known

# "(Jana Muster, 24.9.2025)", as Austrian papers sign and date an article.
_SIGNED = re.compile(
    r" ?\((?P<names>[^()]{0,80}?)[ ,;/–—-]*(?P<day>\d{1,2}\. ?\d{1,2}\. ?\d{4})\)$"
)
_NOTE = (
    r"(?:{})(?:,| (?:ist|schreibt|lebt|berichtet|arbeitet|leitet"
    r"|is|covers|writes|works|reports|lives|can)\b)"
)
_LONGEST_NOTE = 400
_LONGEST_TAIL = 80
# What tells that the foot of a page was saved with the article.
_BELOW = frozenset(
    ("footer", "share buttons", "comments", "related articles", "newsletter", "service")
)
_COPY = re.compile(r"\bdpa:(\d\d)(\d\d)(\d\d)-\d{2,3}-\d{4,7}/\d")


def read_foot(sheet: Manuscript, author: str | None) -> tuple[Manuscript, Known]:
    """Take signature and author's note off the end of an article.

    Args:
        sheet: The text.
        author: Who wrote the article, if known: a note about them is none of its sentences.
    """
    lines = [line for line in sheet.lines() if line.text]
    known, strikes = UNKNOWN, list[Strike]()
    while lines:
        line = lines.pop()
        if author and lines and _is_note(line.text, author):
            strikes.append(line.strike("author note"))
            continue
        signed = _SIGNED.search(line.text)
        if signed and ends_sentence(line.text[: signed.start()].rstrip()):
            names = read_names(signed["names"]) if signed["names"] else None
            known = Known(author=names, published=parse_date(signed["day"]))
            strikes.append(line.strike("signature", signed.start()))
        elif lines and ends_sentence(lines[-1].text) and (names := read_byline(line.text)):
            known = Known(author=names)
            strikes.append(line.strike("byline"))
        break
    return sheet.strike(strikes), known


def find_copy_day(sheet: Manuscript) -> date | None:
    """Return the day in the number of an agency's copy, as in "dpa:250924-99-123456/2"."""
    struck = (sheet.text[strike.start : strike.end] for strike in sheet.strikes)
    for match in filter(None, map(_COPY.search, struck)):
        year, month, day = (int(part) for part in match.groups())
        try:
            return date(2000 + year, month, day)
        except ValueError:
            continue
    return None


def _is_note(line: str, author: str) -> bool:
    names = "|".join(map(re.escape, author.split(", ")))
    return len(line) <= _LONGEST_NOTE and re.match(_NOTE.format(names), line) is not None


def cut_tail(sheet: Manuscript) -> Manuscript:
    """Strike what stands below the last sentence among what was struck already.

    Only short lines that are no sentences, no items of a list and hold no figures.
    """
    lines = [line for line in sheet.lines() if line.text]
    last = next((line for line in reversed(lines) if _ends_text(line.text)), None)
    if last is None or last.text.endswith(":"):
        return sheet
    end = last.start + len(last.text)
    if not any(strike.start >= end and strike.reason in _BELOW for strike in sheet.strikes):
        return sheet
    tail = [line for line in lines if line.start > last.start]
    return sheet.strike(line.strike("below the article") for line in tail if _is_short(line.text))


def _ends_text(line: str) -> bool:
    return ends_sentence(line) or line[-1] == ":"


def _is_short(line: str) -> bool:
    figures = any(map(str.isdigit, line)) or " | " in line
    return len(line) <= _LONGEST_TAIL and line[0] not in "•*-–—" and not figures
