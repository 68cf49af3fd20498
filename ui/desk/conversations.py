"""Conversations that readers keep on the server, each reader's own."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping, select

from index.errors import FundstelleError
from rag.shapes import Json
from ui.desk.database import Database
from ui.desk.layout import CONVERSATIONS
from ui.desk.merging import (
    check_conversation,
    check_title,
    merge,
    read_gone,
    turns_to_json,
)
from ui.desk.ownership import count_rows, delete_row, row_of

CONVERSATIONS_LIMIT = 200
"""Conversations of one reader."""

_FIELDS = ("id", "title", "created", "updated")


class ConversationsFull(FundstelleError):
    """A reader has as many conversations as are kept."""


class ConversationUnknown(FundstelleError):
    """A reader has no such conversation."""


class Conversations:
    """The kept conversations, in a database.

    :mod:`ui.desk.merging` says what one looks like. Nobody reads or changes another reader's, not
    even by their ids.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Set where they are kept, and the clock that no conversation is ahead of."""
        self._database = database
        self._now = now

    def list(self, reader: str) -> list[Json]:
        """Return a reader's conversations without their turns, the one updated last first.

        Raises:
            DeskUnavailable: The database cannot be read.
        """
        shown = (CONVERSATIONS.c[name] for name in _FIELDS)
        query = (
            select(*shown)
            .where(CONVERSATIONS.c.reader == reader)
            .order_by(CONVERSATIONS.c.updated.desc(), CONVERSATIONS.c.id)
        )
        rows = self._database.read(lambda connection: connection.execute(query).mappings().all())
        return [{name: row[name] for name in _FIELDS} for row in rows]  # by names that are plain

    def get(self, reader: str, conversation_id: str) -> Json:
        """Return a conversation with its turns.

        Raises:
            ConversationUnknown: The reader has none of that id.
            DeskUnavailable: The database cannot be read.
        """
        query = select(CONVERSATIONS).where(row_of(CONVERSATIONS, reader, conversation_id))
        row = self._database.read(lambda connection: connection.execute(query).mappings().first())
        return _conversation(_known(row))

    def put(self, reader: str, conversation: object) -> Json:
        """Keep a conversation, merged with what is kept of it already; return it as it is now.

        Raises:
            ConversationInvalid: It is none.
            ConversationTooLarge: It would be larger than what is kept.
            ConversationsFull: It is new, and the reader has as many as are kept.
            DeskUnavailable: The database cannot be written.
        """
        sent = check_conversation(conversation, self._now())
        gone = read_gone(conversation)

        def keep(connection: Connection) -> Json:
            one = row_of(CONVERSATIONS, reader, sent["id"])
            query = select(CONVERSATIONS).where(one).with_for_update()
            row = connection.execute(query).mappings().first()
            if row is None:
                _check_room(connection, reader)
                connection.execute(CONVERSATIONS.insert().values({**_row(sent), "reader": reader}))
                return sent
            merged = merge(_conversation(row), sent, gone)
            connection.execute(CONVERSATIONS.update().where(one).values(_row(merged)))
            return merged

        return self._database.write(keep)

    def rename(self, reader: str, conversation_id: str, title: object) -> str:
        """Give a conversation another title; return it as it is kept.

        Raises:
            ConversationInvalid: The title is none.
            ConversationUnknown: The reader has no conversation of that id.
            DeskUnavailable: The database cannot be written.
        """
        checked = check_title(title)
        one = row_of(CONVERSATIONS, reader, conversation_id)
        change = CONVERSATIONS.update().where(one).values(title=checked)
        if not self._database.write(lambda connection: connection.execute(change).rowcount):
            raise _unknown()
        return checked

    def delete(self, reader: str, conversation_id: str) -> bool:
        """Forget a conversation; return whether it was there.

        Raises:
            DeskUnavailable: The database cannot be written.
        """
        return delete_row(self._database, CONVERSATIONS, reader, conversation_id)


def _row(conversation: Json) -> Json:
    return {**conversation, "turns": turns_to_json(conversation["turns"])}


def _conversation(row: RowMapping) -> Json:
    return {**{name: row[name] for name in _FIELDS}, "turns": json.loads(row["turns"])}


def _check_room(connection: Connection, reader: str) -> None:
    if count_rows(connection, CONVERSATIONS, reader) >= CONVERSATIONS_LIMIT:
        raise ConversationsFull(
            f"There are {CONVERSATIONS_LIMIT} conversations already, as many as are kept; delete "
            "some to keep others."
        )


def _known(row: RowMapping | None) -> RowMapping:
    if row is None:
        raise _unknown()
    return row


def _unknown() -> ConversationUnknown:
    return ConversationUnknown("There is no such conversation any more; begin a new one.")
