"""Moments as feeds write them."""

from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime

from index.dates import parse_date

_LONGEST = 200


def read_moment(text: str) -> datetime | None:
    """Return a moment written as in ISO 8601 or RFC 822, or just as a day; UTC where none says.

    Its day is the day as written: a time zone does not move an article to another day.
    """
    text = text.strip()[:_LONGEST]
    for read in (datetime.fromisoformat, parsedate_to_datetime, _read_day):
        try:
            moment = read(text)
        except (OverflowError, ValueError):
            continue
        # Who knows of none writes the first moment of a calendar, that of computers or the usual.
        if moment.year <= 1970:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _read_day(text: str) -> datetime:
    if (day := parse_date(text)) is None:
        raise ValueError(text)
    return datetime.combine(day, time())
