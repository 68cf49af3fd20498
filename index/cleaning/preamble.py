"""What stands before an article saved as text: fields such as ``Source: …``, notices of portals."""

import re
from datetime import date

from index.cleaning.authors import read_names
from index.cleaning.facts import fill
from index.cleaning.manuscript import Line, Manuscript, Strike
from index.cleaning.rules import load_rules
from index.dates import strip_leading_date
from index.declared_days import is_undecided, read_day
from index.fields import parse_url
from index.language import detect_language
from index.rows import UNKNOWN, Known

_HEAD_LINES = 12
_LONGEST_TITLE = 140
_LONGEST_NAME = 60
_FIELD_NAMES = {
    **dict.fromkeys(("title", "titel", "headline", "überschrift"), "title"),
    **dict.fromkeys(("date", "datum", "published", "veröffentlicht", "erschienen"), "published"),
    **dict.fromkeys(("source", "quelle", "outlet", "medium"), "source"),
    **dict.fromkeys(("url", "link"), "url"),
    **dict.fromkeys(("author", "autor", "autorin"), "author"),
}
# What a mail says above its text; what is not among these names is passed over.
_MAIL_FIELD = re.compile(r"(?P<name>[^\W\d_][\w-]{1,24}) ?: ?(?P<value>.{0,998})")
_MAIL_FIELDS = {
    **dict.fromkeys(("subject", "betreff", "betrifft"), "title"),
    **dict.fromkeys(("date", "datum", "sent", "gesendet"), "published"),
    **dict.fromkeys(("from", "von", "absender", "to", "an", "cc", "bcc", "kopie"), ""),
}
_LEAST_FIELDS = 3
_FIELD = re.compile(
    rf"(?P<name>{'|'.join(_FIELD_NAMES)})\s*:\s*(?P<value>\S.{{0,300}})", re.IGNORECASE
)


def read_preamble(sheet: Manuscript) -> tuple[Manuscript, Known]:
    """Take off what stands before an article: fields such as ``Source: …`` and portal notices."""
    sheet, known = _read_mail_head(sheet)
    lines, strikes, at_top = sheet.lines(), list[Strike](), True
    for first in [line for line in lines if line.text][:_HEAD_LINES]:
        line = first
        if at_top and (field := _read_field(line.text, sheet)):
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


def _read_mail_head(sheet: Manuscript) -> tuple[Manuscript, Known]:
    """Take the fields off that a mail begins with: at least three, its subject among them."""
    known, strikes, names = UNKNOWN, list[Strike](), set[str]()
    for line in sheet.lines():
        match = _MAIL_FIELD.fullmatch(line.text)
        if match is None:
            break
        names.add(match["name"].lower())
        field, value = _MAIL_FIELDS.get(match["name"].lower()), match["value"].strip()
        if field == "title" and len(value) <= _LONGEST_TITLE:
            known = fill(known, Known(title=value))
        elif field == "published":
            known = fill(known, Known(published=_day_of(value, sheet)))
        strikes.append(line.strike("field"))
    if not known.title or len(names & _MAIL_FIELDS.keys()) < _LEAST_FIELDS:
        return sheet, UNKNOWN
    return sheet.strike(strikes), known


def _take(line: Line, size: int, reason: str) -> tuple[Line, list[Strike]]:
    """Take so many characters off the beginning of a line."""
    rest = line.text[size:]
    space = len(rest) - len(rest.lstrip())
    taken = [line.strike(reason, 0, size + space)] if size else []
    return Line(line.start + size + space, rest.lstrip()), taken


def _day_of(value: str, sheet: Manuscript) -> date | None:
    return read_day(value, lambda: detect_language(sheet.text))


def _read_field(line: str, sheet: Manuscript) -> Known | None:
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
    if name == "published" and ((day := _day_of(value, sheet)) or is_undecided(value)):
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
