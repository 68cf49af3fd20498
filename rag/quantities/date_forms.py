"""The forms in which dates are written, as patterns over folded text, with what reads them.

``%(parts)s`` and the like are slots, which :mod:`rag.quantities.calendar` fills for each language.
Of those that are the same for all, ``day`` matches the number of a day or month, and ``year`` that
of a year, as a group of this name; ``years`` does without the group.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.quantities.dates import (
    Period,
    part_reader,
    read_century,
    read_decade,
    read_fiscal_year,
    read_named,
    read_numeric,
    read_slashes,
    read_year_part,
    read_years,
)

Reader = Callable[[re.Match[str]], Period | None]


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    Attributes:
        hint: Only a text that this matches is tried: most sentences hold no date of most forms.
        pattern: Matches a date of the form.
        read: Reads what the pattern matched; None where it is no date after all.
    """

    hint: str
    pattern: str
    read: Reader


_NAMED_MONTH = Form(  # "24. September 2025", "Ende Mai", "April bis Juni", "September 24–26, 2025"
    hint=r"%(month)s",
    pattern=(
        r"(?<![\w.])(?:(?:%(parts)s)[ -])?"
        r"(?:(?P<day>%(day)s)%(ending)s?(?:%(to)s(?P<day_2>%(day)s)%(ending)s?)?"
        r" ?(?:%(of_month)s)?)?"
        r"(?<!\w)(?P<month>%(month)s)(?!\w)\.?"
        r"(?:%(to)s(?P<month_2>%(month)s)(?!\w)\.?)?"
        # The day behind the month, unless the number is a figure of its own: "May 5%".
        r"(?: (?P<day_3>%(day_behind)s)(?:%(th)s)?(?: ?[-–] ?(?P<day_4>%(day)s))?"
        r"(?!\w|[.,]\d| ?%%| (?:%(scales)s)(?!\w)))?"
        r"(?:,? %(year)s)?"
    ),
    read=read_named,
)
_ISO = Form(  # "2025-09-24"
    hint=r"\d-\d",
    pattern=r"(?<![\w.,-])%(year)s-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
    read=read_numeric,
)
_DOTS = Form(  # "24.9.2025", "24. 9. 25"
    hint=r"\d\.",
    pattern=(
        r"(?<![\w.,-])(?P<day>%(day)s)\. ?(?P<month>%(day)s)\. ?"
        r"(?P<year>%(years)s|\d\d(?!\d|[.,]\d))"
    ),
    read=read_numeric,
)
_DOTS_WITHOUT_YEAR = Form(  # "am 24.9.", "(24.9.)"
    hint=r"\d\.",
    pattern=(
        r"(?:^|[(,/–] ?|(?<!\w)(?:%(day_leads)s) )"
        r"(?P<date>(?P<day>%(day)s)\. ?(?P<month>%(day)s)\.)(?! ?\d)"
        r"(?P<year>(?!))?"  # a group that its reader asks for
    ),
    read=read_numeric,
)
_SLASHES = Form(  # "9/24/2025", "24/9/2025"
    hint=r"\d/\d",
    pattern=r"(?<![\w/])(?P<one>\d\d?)/(?P<other>\d\d?)/%(year)s",
    read=read_slashes,
)
_YEAR_PART = Form(  # "Ende 2024", "mid-2024"
    hint=r"[12]\d\d",
    pattern=r"(?<!\w)(?:%(parts)s)[ -]%(year)s(?!\w)",
    read=read_year_part,
)
_YEARS = Form(  # "2024/25", "2019–2024"
    hint=r"[12]\d\d\d[/ –-]",
    pattern=(
        r"(?<![\w,.-])%(year)s(?:/| ?[–-] ?)"
        r"(?P<last>%(years)s|\d\d(?!\d|[.,]\d|\w))(?![/-]\d)"
    ),
    read=read_years,
)
_DECADE = Form(  # "1990er Jahre", "mid-1990s"
    hint=r"\d0(?:%(decade)s)",
    pattern=(r"(?<![\w,.])(?:(?:%(parts)s)[ -])?(?P<decade>(?:1[5-9]|20)\d0)(?:%(decade)s)(?!\w)"),
    read=read_decade,
)
_SHORT_DECADE = Form(  # "80er Jahre", "Ende der 80er Jahre", "'80s"
    hint=r"\d0(?:%(decade_long)s)",
    pattern=(r"(?<![\w,.])(?:(?:%(parts)s)[ -])?'?(?P<decade>[2-9]0)(?:%(decade_long)s)(?!\w)"),
    read=read_decade,
)
_PARTED_DECADE = Form(  # "Ende der 80er"
    hint=r"\d0(?:%(decade_parted)s)",
    pattern=r"(?<![\w,.])(?:%(parts)s)[ -](?P<decade>[2-9]0)(?:%(decade_parted)s)(?![\w-])",
    read=read_decade,
)
_IN_CENTURY = Form(  # "19. Jahrhundert", "the early 19th century"
    hint=r"%(century)s",
    pattern=(r"(?<!\w)(?:(?:%(parts)s)[ -])?(?P<number>\d\d?)%(ending)s[ -](?:%(century)s)(?!\w)"),
    read=read_century,
)
_QUARTER = Form(  # "erstes Quartal 2025", "first quarter"
    hint=r"%(quarter)s",
    pattern=r"(?<!\w)(?:%(ordinals)s)[ -](?:%(quarter)s)(?!\w)%(of_year)s?",
    read=part_reader(3),
)
_SHORT_QUARTER = Form(  # "Q1 2025", "Q1/2025"
    hint=r"q[1-4]",
    pattern=(
        r"(?<!\w)q(?:(?P<n1>1)|(?P<n2>2)|(?P<n3>3)|(?P<n4>4))(?!\w)"
        r"(?:[ /-]%(of)s%(year)s)?"
    ),
    read=part_reader(3),
)
_SHORT_HALF = Form(  # "H1 2025", "H1/2025"
    hint=r"h[12][ /-][12]\d",
    pattern=r"(?<!\w)h(?:(?P<n1>1)|(?P<n2>2))[ /-]%(year)s",
    read=part_reader(6),
)
_FISCAL_YEAR = Form(  # "FY2025", "FY 2024/25", "FY25"
    hint=r"fy",
    pattern=(
        r"(?<!\w)fy(?: ?%(year)s|'?(?P<short>\d\d))"
        r"(?:[/–-](?P<last>\d\d(?!\d)))?(?!\w)"
    ),
    read=read_fiscal_year,
)
_HALF = Form(  # "erstes Halbjahr 2025", "first half of 2025"
    hint=r"%(half)s",
    pattern=r"(?<!\w)(?:%(ordinals)s)[ -](?:%(half)s)(?!\w)%(half_of_year)s",
    read=part_reader(6),
)

FORMS = (
    _NAMED_MONTH,
    _ISO,
    _DOTS,
    _DOTS_WITHOUT_YEAR,
    _SLASHES,
    _YEAR_PART,
    _YEARS,
    _DECADE,
    _SHORT_DECADE,
    _PARTED_DECADE,
    _IN_CENTURY,
    _QUARTER,
    _SHORT_QUARTER,
    _HALF,
    _SHORT_HALF,
    _FISCAL_YEAR,
)
"""All of them, in the order in which they are sought."""

CLOCK = (  # "19.30 Uhr", "7 pm", "um 19:30"
    r"(?<![\w.,:])(?P<time>(?P<hour>\d\d?)(?:[.:](?P<minute>\d\d))? ?(?P<half>%(clock)s))(?!\w)"
    r"|(?<!\w)(?:%(clock_leads)s) (?P<time_1>(?P<hour_1>\d\d?):(?P<minute_1>\d\d))"
    r"(?![\w:]| ?(?:%(clock)s))"
)
"""The form of a time of day."""
