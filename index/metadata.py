"""What an article tells of itself: headline, day of publication, outlet.

Pure functions over plain text and over a page's declarations. Nothing is guessed: in a text, a date
counts only on a line of its own kind (a dateline, a time stamp, a field such as ``Date: …``), never
where prose mentions it; in a page, only where it is declared as the day of publication. The
patterns are our own because date parsers read far more as a date than a dateline holds.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

_HEAD_LINES = 8
_LONGEST_DATELINE = 120
_LONGEST_TITLE = 140


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


# --- dates -----------------------------------------------------------------------------------

_MONTHS = (
    ("januar", "jänner", "january", "jan", "jän"),
    ("februar", "feber", "february", "feb"),
    ("märz", "march", "mär", "mar", "mrz"),
    ("april", "apr"),
    ("mai", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("dezember", "december", "dez", "dec"),
)
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = rf"(?:{'|'.join(sorted(_MONTH_NUMBERS, key=len, reverse=True))})"
_WEEKDAY = (
    r"(?:(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|Sonnabend|(?:Mon|Tues|Wednes|Thurs|Fri|Satur"
    r"|Sun)day|Mo|Di|Mi|Do|Fr|Sa|So|Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
)
# 2025-09-24 · 24.09.2025 · 24. September 2025 · 24th Sept. 2025 · September 24, 2025
_DAY = rf"""(?:
    (?P<year>\d{{4}})[-/](?P<month>\d{{2}})[-/](?P<day>\d{{2}})
    | (?P<day_1>\d{{1,2}})\.\s?(?P<month_1>\d{{1,2}})\.\s?(?P<year_1>\d{{4}})
    | (?P<day_2>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?P<month_2>{_MONTH})\.?,?\s+(?P<year_2>\d{{4}})
    | (?P<month_3>{_MONTH})\.?\s+(?P<day_3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year_3>\d{{4}})
)"""
_CLOCK = r"""(?:
    (?:\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?|\d{1,2}\.\d{2}(?=\s?Uhr))
    (?:\s?(?:Uhr|[ap]\.?m\.?))?
    (?:\s?(?:Z|UTC|GMT|CES?T|MESZ|MEZ|BST|[ECMP][SD]?T))?
    (?:\s?[+-]\d{2}:?\d{2})?
)(?!\w)"""
_MOMENT = re.compile(
    rf"""(?<![\w.-])(?:{_WEEKDAY}\b\.?,?\s+(?:(?:den|the)\s+)?)?{_DAY}(?=T\d|\W|\Z)
    (?P<clock>(?:T|,?\s+(?:(?:um|at)\s+)?|\s*[,|·•/–—-]\s*){_CLOCK})?""",
    re.VERBOSE | re.IGNORECASE,
)


def parse_date(text: str) -> date | None:
    """Return the day that the whole of a text names, or None.

    Understands ISO dates and date-times, ``24.09.2025 12:39:05``, ``24. September 2025``,
    ``24. Sept. 2025``, ``September 24, 2025``, ``Wed, 24 Sep 2025 12:39:05 GMT``; month names are
    German (Austrian too) or English. The day is returned as written, whatever the time zone.
    """
    match = _MOMENT.fullmatch(text.strip()[:_LONGEST_DATELINE])
    return _to_date(match) if match else None


def _to_date(match: re.Match[str]) -> date | None:
    for form in ("", "_1", "_2", "_3"):
        if year := match[f"year{form}"]:
            named = match[f"month{form}"].lower()
            try:
                return date(
                    int(year), _MONTH_NUMBERS.get(named) or int(named), int(match[f"day{form}"])
                )
            except ValueError:
                return None
    return None


# --- addresses and languages -------------------------------------------------------------------

_DOMAIN = (
    r"(?:[a-z0-9](?:[a-z0-9-]{0,40})\.){1,3}"
    r"(?:de|at|ch|li|lu|eu|com|net|org|info|news|online|tv|io|uk|us|ie|fr|it|es|nl|be|pl|cz|dk|se)\b"
)


def parse_url(text: str) -> str | None:
    """Return a web address as it is, and None for anything a browser should not follow."""
    url = text.strip()
    return url if re.fullmatch(r"https?://[^\s/?#\"'<>]+[^\s\"'<>]*", url, re.IGNORECASE) else None


def parse_domain(text: str) -> str | None:
    """Return the first domain name in a text, such as ``example.com``, or None."""
    match = re.search(rf"(?<![\w.@/-]){_DOMAIN}", text, re.IGNORECASE)
    return match[0] if match else None


def parse_language(text: str) -> str | None:
    """Return the two-letter code (ISO 639-1, or ``und``) of a tag such as ``de-AT``, or None."""
    match = re.fullmatch(r"(und|[a-z]{2})(?:[-_][a-z0-9_-]*)?", text.strip(), re.IGNORECASE)
    return match[1].lower() if match else None


# --- notices and fields at the very top --------------------------------------------------------

# Text that portals put before an article, on a line of its own or at the start of one.
_NOTICES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # sister sites that pass their readers on
        rf"(?:Grüezi|Servus|Hallo|Hello)?!?\s*Sie w[eu]rden (?:auf|zu|an) (?P<to>{_DOMAIN})"
        r"[^.!?]{0,80}\bweitergeleitet[.!]",
        rf"You (?:have been|are being|were) redirected to (?P<to>{_DOMAIN})[^.!?]{{0,80}}[.!]",
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
_LONGEST_NAME = 60
# "date 2025-09-24 …": exports that put the day in front of the page's text
_LEADING_DATE = re.compile(rf"(?:date|datum)\s*:?\s+{_MOMENT.pattern}(?=\s|$)", _MOMENT.flags)


def read_preamble(text: str) -> Head:
    """Take off what stands before an article: fields such as ``Source: …`` and portal notices."""
    lines = text.split("\n")
    head, kept, at_top, seen = Head(""), list[str](), True, 0
    for number, line in enumerate(lines):
        if not line.strip():
            kept.append(line)
            continue
        if seen == _HEAD_LINES:
            kept += lines[number:]
            break
        seen += 1
        if at_top and (field := _read_field(line, head)):
            head = field
            continue
        dated = _LEADING_DATE.match(line) if at_top else None
        if dated:
            head = replace(head, published=head.published or _to_date(dated))
        at_top = False
        rest, outlet = _strip_notices(line[dated.end() :] if dated else line)
        head = replace(head, source=head.source or outlet)
        if rest:
            kept.append(rest)
    return replace(head, text="\n".join(kept))


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

_UPDATED = re.compile(
    r"(?:zuletzt\s+)?(?:aktualisiert|geändert|updated|modified)(?:\s+(?:am|on))?\s*:?\s*$",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:(?:zuerst|first)\s+)?(?:veröffentlicht|publiziert|erschienen|erstellt|published|posted|stand"
    r"|datum|date)(?:\s+(?:am|on))?\s*:?\s*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:von|by|text|autor(?:in)?|author)\s*:?\s+(?-i:[A-ZÄÖÜ])[\w.’'-]+"
    r"(?:(?:,| und| and| &)?\s+(?:(?:von|van|de|der)\s+)*(?-i:[A-ZÄÖÜ])[\w.’'-]*){1,6}"
    r"(?:,\s*[\w.-]+)?",
    re.IGNORECASE,
)
_AUTHOR_NAMED = re.compile(r"(?:^|[\s,|·•/–—-])(?:von|by)\s+(?-i:[A-ZÄÖÜ]).{0,60}$", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(?:am|vom|bis|seit|ab|zum|im|on|until|since|from|of|by|in)$", re.IGNORECASE
)
_SEPARATORS = ",|·•/–—- "
_CLOSING_MARKS = "\"'“”«»‘’"


def read_head(text: str, *, titled: bool = False) -> Head:
    """Take headline, dateline and byline off the first lines of a cleaned text.

    Args:
        text: The text, without boilerplate.
        titled: Whether the headline is known already, so that none is looked for.
    """
    lines = text.split("\n")
    head, kept, in_prose, seen = Head(""), list[str](), False, 0
    for number, line in enumerate(lines):
        if not line.strip():
            kept.append(line)
            continue
        if seen == _HEAD_LINES:
            kept += lines[number:]
            break
        seen += 1
        if dateline := _read_dateline(line, explicit=in_prose):
            head = replace(
                head,
                published=head.published or dateline.published,
                source=head.source or dateline.source,
            )
        elif not in_prose and not (titled or head.title) and _is_title(lines, number):
            head = replace(head, title=line.strip())
        elif in_prose or not (titled or head.title) or not _BYLINE.fullmatch(line.strip()):
            in_prose = True
            kept.append(line)
    return replace(head, text="\n".join(kept))


@dataclass(frozen=True, slots=True)
class _Dateline:
    published: date | None
    source: str | None


def _read_dateline(line: str, *, explicit: bool = False) -> _Dateline | None:
    """Read a line that holds a date and little else, or return None.

    Args:
        line: The line.
        explicit: Ask for more than a date, which below prose may head a chronology or announce
            something: a word such as "Veröffentlicht", a domain, or a bare time stamp.
    """
    line = line.strip()
    moments = list(_MOMENT.finditer(line)) if len(line) < _LONGEST_DATELINE else []
    if not moments:
        return None
    parts, days = list(_split_around(line, moments)), set[date]()
    for moment, lead in zip(moments, parts, strict=False):
        day = _to_date(moment)
        if day is None:
            return None
        if not _UPDATED.search(lead):
            days.add(day)
    rest = [_strip_labels(part) for part in parts]
    source = parse_domain(" ".join(rest))
    labelled = source is not None or any(_UPDATED.search(p) or _PUBLISHED.search(p) for p in parts)
    timed = any(moment["clock"] for moment in moments)
    sure = labelled or (timed and not any(part.strip(_SEPARATORS) for part in rest))
    if len(days) > 1 or not _is_bare(rest, loose=labelled or timed):
        return None
    return _Dateline(next(iter(days), None), source) if sure or not explicit else None


def _split_around(line: str, moments: list[re.Match[str]]) -> Iterator[str]:
    """Yield what stands before each moment, and at last what stands after them all."""
    end = 0
    for moment in moments:
        yield line[end : moment.start()]
        end = moment.end()
    yield line[end:]


def _strip_labels(part: str) -> str:
    return _AUTHOR_NAMED.sub("", _PUBLISHED.sub("", _UPDATED.sub("", part)))


def _is_bare(rest: list[str], *, loose: bool) -> bool:
    """Tell whether what stands around the dates is a place or a kicker, not prose or a title."""
    first, *inner, last = (part.strip(_SEPARATORS) for part in rest)
    # "Wien, am 24. September" is a place; "die Wahl am 24. September" is none
    place = re.sub(r",\s*(?:am|den)$", "", first)
    separated = place != first or rest[0].rstrip().endswith(tuple(_SEPARATORS.strip()))
    if any(part.strip("()|,;–—- ") for part in inner) or re.search(
        r"[.!?:;](?:\s|$)", first + last
    ):
        return False
    if not place:
        return len(last.split()) <= (2 if loose else 0)
    if last or _PREPOSITION.search(place):
        return False
    return len(place.split()) <= 4 and (loose or separated)


def _is_title(lines: list[str], number: int) -> bool:
    line = lines[number].strip()
    following = lines[number + 1 : number + 2]
    return (
        len(line) <= _LONGEST_TITLE
        and bool(re.search(r"[^\W\d_]", line))
        and line[0] not in "•*-–—"
        and line[-1] not in ",;:"
        and (not line.endswith(".") or line.endswith(("...", *(f".{m}" for m in _CLOSING_MARKS))))
        and bool(following)
        and (not following[0].strip() or _read_dateline(following[0]) is not None)
        and any(later.strip() for later in lines[number + 1 :])
    )


# --- pages -------------------------------------------------------------------------------------

_META_DATES = (
    *("article:published_time", "og:published_time", "datepublished", "date", "pubdate"),
    *("publishdate", "publish-date", "publication_date", "parsely-pub-date", "sailthru.date"),
    *("dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "dcterms.issued"),
)
_META_OUTLETS = (
    "og:site_name",
    "application-name",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
)
_ARTICLE_TYPES = ("Article", "BlogPosting", "LiveBlogPosting", "WebPage")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page declares of itself; None where it does not."""

    published: date | None
    source: str | None


def read_page(tree: Any) -> PageFacts:
    """Read day of publication and outlet off a page's meta tags, JSON-LD and time tags.

    Args:
        tree: The page as lxml parsed it.
    """
    articles = [fact for fact in _linked_data(tree) if _is_article(fact)]
    return PageFacts(_page_date(tree, articles), _page_outlet(tree, articles))


def _page_date(tree: Any, articles: list[dict[str, Any]]) -> date | None:
    declared = _meta(tree, _META_DATES) + [fact.get("datePublished") for fact in articles]
    declared += tree.xpath("//*[@itemprop='datePublished']/@datetime | //time[@pubdate]/@datetime")
    days = [day for value in declared if isinstance(value, str) and (day := parse_date(value))]
    if days:
        return days[0]
    # Undeclared time tags also date comments and teasers: they count where they all agree.
    stamps = {parse_date(value) for value in tree.xpath("//time/@datetime")}
    return stamps.pop() if len(stamps) == 1 else None


def _page_outlet(tree: Any, articles: list[dict[str, Any]]) -> str | None:
    publishers = [fact.get("publisher") for fact in articles]
    names = _meta(tree, _META_OUTLETS) + [p.get("name") for p in publishers if isinstance(p, dict)]
    return next((name for name in names if isinstance(name, str) and name.strip()), None)


def _meta(tree: Any, names: tuple[str, ...]) -> list[Any]:
    """Return the contents of the page's meta tags of these names, in the order of the names."""
    found: dict[str, str] = {}
    for tag in tree.xpath("//meta[@content]"):
        for attribute in ("property", "name", "itemprop"):
            found.setdefault((tag.get(attribute) or "").lower(), tag.get("content"))
    return [found[name] for name in names if name in found]


def _is_article(fact: dict[str, Any]) -> bool:
    kinds = fact.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(_ARTICLE_TYPES) for kind in kinds)


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of the page's JSON-LD (schema.org), in reading order."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            pending = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue  # Broken JSON-LD declares nothing.
        while pending:
            value = pending.pop()
            if isinstance(value, dict):
                yield value
                value = list(value.values())
            if isinstance(value, list):
                pending += reversed(value)
