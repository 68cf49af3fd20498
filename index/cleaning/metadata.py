"""What a plain text tells of itself around the article: headline, author, day, outlet.

Nothing is guessed: a date counts only on a line of its own kind (a dateline, a time stamp, a field
such as ``Date: …``), never where prose mentions it; a name only where a byline says that it is the
author's.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from index.cleaning.authors import is_byline, is_person, join_names, read_byline, read_names
from index.cleaning.boilerplate import match_line
from index.cleaning.manuscript import Line, Manuscript, Strike
from index.cleaning.rules import load_rules
from index.dates import parse_date, read_dateline, strip_leading_date
from index.fields import parse_url
from index.rows import UNKNOWN, Known

_HEAD_LINES = 12
_LONGEST_TITLE = 140
_LONGEST_NAME = 60
_META_PARTS = 2
# A title said again stands at the top, or below a kicker and a byline.
_TITLE_LINES = 3
_LONGEST_KICKER = 3
_SHORT_LINE = 0.25
_WORDS = re.compile(r"\w+")
_SENTENCE = re.compile(r"[.!?…][\"'”“»«’)]*$")


def fill(known: Known, *others: Known) -> Known:
    """Return what is known, each gap filled by the first of the others that knows it."""
    for other in others:
        gaps = {
            name: value
            for name in Known.__dataclass_fields__
            if getattr(known, name) is None and (value := getattr(other, name)) is not None
        }
        known = replace(known, **gaps) if gaps else known
    return known


def _top(lines: list[Line], count: int) -> Iterator[int]:
    """Yield where the first lines stand that hold anything; of very short ones there may be more."""
    seen = 0
    for number, line in enumerate(lines):
        if seen >= count:
            return
        if line.text.strip():
            seen += 1 if len(line.text.split()) > _LONGEST_KICKER else _SHORT_LINE
            yield number


# --- notices and fields at the very top --------------------------------------------------------

_FIELD_NAMES = {
    **dict.fromkeys(("title", "titel", "headline", "überschrift"), "title"),
    **dict.fromkeys(("date", "datum", "published", "veröffentlicht", "erschienen"), "published"),
    **dict.fromkeys(("source", "quelle", "outlet", "medium"), "source"),
    **dict.fromkeys(("url", "link"), "url"),
    **dict.fromkeys(("author", "autor", "autorin"), "author"),
}
_FIELD = re.compile(
    rf"(?P<name>{'|'.join(_FIELD_NAMES)})\s*:\s*(?P<value>\S.{{0,300}})", re.IGNORECASE
)


def read_preamble(sheet: Manuscript) -> tuple[Manuscript, Known]:
    """Take off what stands before an article: fields such as ``Source: …`` and portal notices."""
    lines, known, strikes, at_top = sheet.lines(), UNKNOWN, list[Strike](), True
    for number in _top(lines, _HEAD_LINES):
        line = lines[number]
        if at_top and (field := _read_field(line.text)):
            known = fill(known, field)
            strikes.append(line.strike("field"))
            continue
        if at_top:
            rest, day = strip_leading_date(line.text)
            line, taken = _take(line, len(line.text) - len(rest), "dateline")
            known = fill(known, Known(published=day))
            strikes += taken
        at_top = False
        outlet, taken = _strip_notices(line)
        known = fill(known, Known(source=outlet))
        strikes += taken
    return sheet.strike(strikes), known


def _take(line: Line, size: int, reason: str) -> tuple[Line, list[Strike]]:
    """Take so many characters off the beginning of a line."""
    rest = line.text[size:]
    space = len(rest) - len(rest.lstrip())
    taken = [line.strike(reason, 0, size + space)] if size else []
    return Line(line.start + size + space, rest.lstrip()), taken


def _read_field(line: str) -> Known | None:
    match = _FIELD.fullmatch(line)
    if match is None:
        return None
    name, value = _FIELD_NAMES[match["name"].lower()], match["value"].strip()
    if name == "title" and len(value) <= _LONGEST_TITLE:
        return Known(title=value)
    if name == "source" and len(value) <= _LONGEST_NAME:
        return Known(source=value)
    if name == "url" and (url := parse_url(value)):
        return Known(url=url)
    if name == "published" and (day := parse_date(value)):
        return Known(published=day)
    if name == "author" and len(value) <= _LONGEST_NAME:
        return Known(author=read_names(value))
    return None


def _strip_notices(line: Line) -> tuple[str | None, list[Strike]]:
    """Return the outlet that the notices name which a line begins with, and what strikes them."""
    notices = [rule for rule in load_rules() if rule.reach == "opening"]
    outlet: str | None = None
    strikes = list[Strike]()
    matches = [(rule, match) for rule in notices if (match := rule.pattern.match(line.text))]
    while matches:
        rule, match = matches[0]
        outlet = outlet or match.groupdict().get("outlet")
        line, taken = _take(line, match.end(), rule.reason)
        strikes += taken
        matches = [(rule, match) for rule in notices if (match := rule.pattern.match(line.text))]
    return outlet, strikes


# --- headline, dateline and byline -------------------------------------------------------------

# "Muster-Brief, Nr. 37/2024" is a masthead.
_ISSUE = re.compile(r"\b(?:Nr|No|Ausgabe|Issue)\b\.? ?\d+(?:/\d+)?$", re.IGNORECASE)
_CLOSING_MARKS = "\"'“”«»‘’"


def read_head(sheet: Manuscript, *, titled: bool = False) -> tuple[Manuscript, Known]:
    """Take headline, dateline and byline off the first lines of a text without boilerplate.

    Args:
        sheet: The text.
        titled: Whether the headline is known already, so that none is looked for.
    """
    lines, known, strikes, in_prose = sheet.lines(), UNKNOWN, list[Strike](), False
    title = None if titled else _find_title(lines)
    for number in _top(lines, _HEAD_LINES):
        line = lines[number]
        text = line.text.strip()
        dateline = read_dateline(text, explicit=in_prose)
        author = read_byline(text)
        below_title = titled or (title is not None and title < number)
        if number == title:
            known = fill(known, Known(title=text))
            strikes.append(line.strike("title"))
        elif meta := _read_meta_line(text) if below_title and not in_prose else None:
            known = fill(known, meta)
            strikes.append(line.strike("byline"))
        elif dateline:
            read = Known(published=dateline.published, source=dateline.source, author=author)
            known = fill(known, read)
            strikes.append(line.strike("dateline"))
        elif not in_prose and below_title and is_byline(text):
            known = fill(known, Known(author=author))
            strikes.append(line.strike("byline"))
        elif below_title and is_person(text) and _is_signed(lines, number):
            known = fill(known, Known(author=read_names(text)))
            strikes.append(line.strike("byline"))
        elif below_title and not in_prose and _is_loose(lines, number):
            strikes.append(line.strike("below the headline"))
        elif title is not None and number < title:
            if not _is_prose(text):
                strikes.append(line.strike("above the headline"))
        elif _is_prose(text) or title is not None:
            in_prose = True
    return sheet.strike(strikes), known


def _read_meta_line(line: str) -> Known | None:
    """Read a line such as "Jana Muster | 24.09.2025 | 3 Min.", parts of which are metadata."""
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
    short = len(text.split()) <= _LONGEST_KICKER and text[0] not in '•*-–—„"«»“'
    return short and not _is_prose(text) and not _is_prose(below) and text[-1] != ":"


def _is_prose(text: str) -> bool:
    return len(text) > _LONGEST_TITLE or _SENTENCE.search(text) is not None


def _is_signed(lines: list[Line], number: int) -> bool:
    """Tell whether a dateline stands right below a line."""
    below = next((line.text for line in lines[number + 1 : number + 3] if line.text), "")
    return read_dateline(below) is not None


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
