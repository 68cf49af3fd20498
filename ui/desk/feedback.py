"""What readers say of answers."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from sqlalchemy import Connection, RowMapping, select

from index.errors import FundstelleError
from rag.shapes import Json
from ui.desk.database import Database
from ui.desk.layout import RATINGS
from ui.desk.ownership import count_rows, delete_row, row_of

Verdict = Literal["up", "down"]

SHOULD_HAVE_ABSTAINED = "should_have_abstained"
SHOULD_HAVE_ANSWERED = "should_have_answered"
REASONS: Mapping[Verdict, tuple[str, ...]] = {
    "up": ("exact", "well_supported", "complete", "other"),
    "down": (
        "wrong_figure",
        "wrong_sentence",
        "not_supported",
        "incomplete",
        SHOULD_HAVE_ABSTAINED,
        SHOULD_HAVE_ANSWERED,
        "other",
    ),
}
"""The reasons that each verdict may have; it may also have none, which is ``""``."""

COMMENT_LIMIT = 1_000
"""Characters of a comment."""
TRACE_LIMIT = 500_000
"""Characters of a trace as JSON."""
RATINGS_LIMIT = 10_000
"""Ratings of one reader; those whose name is not known are one."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9/:._-]{0,99}")
_CONTROLS = re.compile(r"[^\S\n]+|[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class RatingInvalid(FundstelleError):
    """A rating says something that cannot be."""


class RatingsFull(FundstelleError):
    """A reader has given as many ratings as are kept."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What a reader says of an answer.

    Attributes:
        id: Of the turn that was rated, unique among all conversations.
        at: When, ISO 8601 in UTC.
        reader: Who; ``""`` where readers have no names.
        verdict: ``"up"`` or ``"down"``.
        reason: One of the verdict's :data:`REASONS`, or ``""``.
        comment: In the reader's own words, or ``""``.
        trace: The answer, as :mod:`rag.traces` writes it.
        made: What the answer was made with, as far as it is known.
    """

    id: str
    at: str
    reader: str
    verdict: Verdict
    reason: str
    comment: str
    trace: Json
    made: Json = field(default_factory=dict)


class Feedback:
    """The ratings, in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, rating: Rating) -> None:
        """Keep a rating, in place of what the same reader said of the same answer before.

        Raises:
            RatingInvalid: It says something that cannot be.
            RatingsFull: The reader has given as many as are kept.
            DeskUnavailable: The database cannot be written.
        """
        row = _row(rating)

        def replace(connection: Connection) -> None:
            before = row_of(RATINGS, rating.reader, rating.id)
            connection.execute(RATINGS.delete().where(before))
            if count_rows(connection, RATINGS, rating.reader) >= RATINGS_LIMIT:
                raise RatingsFull(f"No more than {RATINGS_LIMIT} ratings of one reader are kept.")
            connection.execute(RATINGS.insert().values(row))

        self._database.write(replace)

    def take_back(self, reader: str, rating_id: str) -> bool:
        """Forget what a reader said of an answer; return whether there was anything.

        Raises:
            DeskUnavailable: The database cannot be written.
        """
        return delete_row(self._database, RATINGS, reader, rating_id)

    def ratings(self) -> list[Rating]:
        """Return all ratings, oldest first.

        Raises:
            DeskUnavailable: The database cannot be read.
        """
        query = select(RATINGS).order_by(RATINGS.c.at, RATINGS.c.reader, RATINGS.c.id)
        rows = self._database.read(lambda connection: connection.execute(query).mappings().all())
        return [_rating(row) for row in rows]


def check_id(value: object) -> str:
    """Return the id of a turn.

    Raises:
        RatingInvalid: It is none.
    """
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise RatingInvalid("A turn's id has 1 to 100 letters, digits and signs of /:._- in it.")
    return value


def check_verdict(value: object, reason: object) -> tuple[Verdict, str]:
    """Return a verdict and its reason; None stands for no reason.

    Raises:
        RatingInvalid: There is no such verdict, or it has no such reason.
    """
    reason = "" if reason is None else reason
    for verdict in get_args(Verdict):
        if value == verdict and isinstance(reason, str) and reason in ("", *REASONS[verdict]):
            return verdict, reason
    raise RatingInvalid(f"There is no verdict {value!r} with the reason {reason!r}.")


def check_comment(value: object) -> str:
    """Return a comment without what cannot be seen; None stands for none.

    Raises:
        RatingInvalid: It is no text, or too long.
    """
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > 2 * COMMENT_LIMIT:
        raise RatingInvalid(f"A comment is a text of at most {COMMENT_LIMIT} characters.")
    # Line breaks come as two characters from some browsers, and count as one.
    comment = _CONTROLS.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(comment) > COMMENT_LIMIT:
        raise RatingInvalid(f"A comment is a text of at most {COMMENT_LIMIT} characters.")
    return comment


def _row(rating: Rating) -> Json:
    verdict, reason = check_verdict(rating.verdict, rating.reason)
    trace = _to_json(rating.trace)
    if len(trace) > TRACE_LIMIT:
        raise RatingInvalid(f"An answer's trace has at most {TRACE_LIMIT} characters.")
    return {
        "reader": rating.reader,
        "id": check_id(rating.id),
        "at": rating.at,
        "verdict": verdict,
        "reason": reason,
        "comment": check_comment(rating.comment),
        "trace": trace,
        "made": _to_json(rating.made),
    }


def _rating(row: RowMapping) -> Rating:
    return Rating(**{**row, "trace": json.loads(row["trace"]), "made": json.loads(row["made"])})


def _to_json(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"))
