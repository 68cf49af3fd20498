"""What a plain text tells of itself in its first lines: headline, day of publication, outlet.

Nothing is guessed: a date counts only on a line of its own kind (a dateline, a time stamp, a field
such as ``Date: …``), never where prose mentions it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from index.dates import parse_date, read_dateline, strip_leading_date
from index.fields import DOMAIN, parse_url

_HEAD_LINES = 8
_LONGEST_TITLE = 140
_LONGEST_NAME = 60
# A title said again stands at the top, or below a kicker and a byline.
_TITLE_LINES = 3
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Head:
    """What was read off the first lines of a text.

    Attributes:
        text: The text without the lines that were read.
        title: The headline, or ``""``.
        published: The day of publication, or None.
        source: The outlet, or None.
        url: The address, or None.
    """

    text: str
    title: str = ""
    published: date | None = None
    source: str | None = None
    url: str | None = None


def _top(lines: list[str]) -> Iterator[int]:
    """Yield where the first lines stand that hold anything."""
    seen = 0
    for number, line in enumerate(lines):
        if seen == _HEAD_LINES:
            return
        if line.strip():
            seen += 1
            yield number


# --- notices and fields at the very top --------------------------------------------------------

# Text that portals put before an article, on a line of its own or at the start of one.
_NOTICES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # sister sites that pass their readers on
        rf"(?:Grüezi|Servus|Hallo|Hello)?!?\s*Sie w[eu]rden (?:auf|zu|an) (?P<to>{DOMAIN})"
        r"[^.!?]{0,80}\bweitergeleitet[.!]",
        rf"You (?:have been|are being|were) redirected to (?P<to>{DOMAIN})[^.!?]{{0,80}}[.!]",
        # archives
        r"Sie (?:befinden sich|sind) (?:hier )?im (?:Online-)?Archiv\b[^.!?\n]{0,60}[.!]",
        r"You are (?:browsing|viewing|reading) (?:an article (?:from|in) )?our archives?\b"
        r"[^.!?\n]{0,60}[.!]",
        r"Zu[rm] (?:heutigen|aktuellen) (?:Ausgabe|Seite|Startseite)\b[^.!?\n]{0,40}[.!]",
        # the way back
        r"Zurück geht es hier\b[.!]?",
        r"(?:Click|Tap) here to (?:go|get) back\b[.!]?",
        # skip links
        r"(?:Direkt )?zum (?:Haupt)?inhalt(?: springen| wechseln)?(?=\s*$)",
        r"(?:Skip|Jump) to (?:main )?content\b",
    )
)
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


def read_preamble(text: str) -> Head:
    """Take off what stands before an article: fields such as ``Source: …`` and portal notices."""
    lines = text.split("\n")
    head, taken, at_top = Head(""), set[int](), True
    for number in _top(lines):
        if at_top and (field := _read_field(lines[number], head)):
            head = field
            taken.add(number)
            continue
        line, day = strip_leading_date(lines[number]) if at_top else (lines[number], None)
        at_top = False
        lines[number], outlet = _strip_notices(line)
        head = replace(head, published=head.published or day, source=head.source or outlet)
        if not lines[number]:
            taken.add(number)
    return replace(head, text=_join_others(lines, taken))


def _join_others(lines: list[str], taken: set[int]) -> str:
    return "\n".join(line for number, line in enumerate(lines) if number not in taken)


def _read_field(line: str, head: Head) -> Head | None:
    match = _FIELD.fullmatch(line)
    if match is None:
        return None
    name, value = _FIELD_NAMES[match["name"].lower()], match["value"].strip()
    if name == "title" and len(value) <= _LONGEST_TITLE:
        return replace(head, title=head.title or value)
    if name == "source" and len(value) <= _LONGEST_NAME:
        return replace(head, source=head.source or value)
    if name == "url" and (url := parse_url(value)):
        return replace(head, url=head.url or url)
    if name == "published" and (day := parse_date(value)):
        return replace(head, published=head.published or day)
    return head if name == "author" and len(value) <= _LONGEST_NAME else None


def _strip_notices(line: str) -> tuple[str, str | None]:
    """Return a line without the notices it begins with, and the outlet they name."""
    outlet: str | None = None
    rest = line.strip()
    while match := next(filter(None, (notice.match(rest) for notice in _NOTICES)), None):
        outlet = outlet or match.groupdict().get("to")
        rest = rest[match.end() :].lstrip()
    return rest, outlet


# --- headline and dateline ---------------------------------------------------------------------

_BYLINE = re.compile(
    r"(?:von|by|text|autor(?:in)?|author)\s*:?\s+(?-i:[A-ZÄÖÜ])[\w.’'-]+"
    r"(?:(?:,| und| and| &)?\s+(?:(?:von|van|de|der)\s+)*(?-i:[A-ZÄÖÜ])[\w.’'-]*){1,6}"
    r"(?:,\s*[\w.-]+)?",
    re.IGNORECASE,
)
_CLOSING_MARKS = "\"'“”«»‘’"


def read_head(text: str, *, titled: bool = False) -> Head:
    """Take headline, dateline and byline off the first lines of a cleaned text.

    Args:
        text: The text, without boilerplate.
        titled: Whether the headline is known already, so that none is looked for.
    """
    lines = text.split("\n")
    head, taken, in_prose = Head(""), set[int](), False
    for number in _top(lines):
        line = lines[number].strip()
        if dateline := read_dateline(line, explicit=in_prose):
            published = head.published or dateline.published
            head = replace(head, published=published, source=head.source or dateline.source)
        elif not in_prose and not titled and _is_title(lines, number):
            head, titled = replace(head, title=line), True
        elif in_prose or not titled or not _BYLINE.fullmatch(line):
            in_prose = True
            continue
        taken.add(number)
    return replace(head, text=_join_others(lines, taken))


def _is_title(lines: list[str], number: int) -> bool:
    line = lines[number].strip()
    return (
        len(line) <= _LONGEST_TITLE
        and bool(re.search(r"[^\W\d_]", line))
        and line[0] not in "•*-–—"
        and line[-1] not in ",;:"
        and (not line.endswith(".") or line.endswith(("...", *(f".{m}" for m in _CLOSING_MARKS))))
        and any(later.strip() for later in lines[number + 1 :])
        and _ends_head(line, lines[number + 1].strip())
    )


def _ends_head(title: str, below: str) -> bool:
    """Tell whether a title may stand above a line: prose keeps a distance from its headline."""
    return not below or below == title or read_dateline(below) is not None


def drop_title(text: str, title: str) -> str:
    """Take the lines off the top of a text that say its title again, however it is punctuated."""
    said = _WORDS.findall(title.casefold())
    lines = text.split("\n")
    taken, others = set[int](), 0
    for number in _top(lines):
        if said and _WORDS.findall(lines[number].casefold()) == said:
            taken.add(number)
        elif (others := others + 1) == _TITLE_LINES:
            break
    return _join_others(lines, taken)
