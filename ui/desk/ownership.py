"""Rows that are a reader's own: each is known by who the reader is and an id of its own."""

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from ui.desk.database import Database


def row_of(table: Table, reader: str, row_id: str) -> ColumnElement[bool]:
    """Return the condition that a row is this one of a reader's."""
    return and_(table.c.reader == reader, table.c.id == row_id)


def count_rows(connection: Connection, table: Table, reader: str) -> int:
    """Return how many rows a reader has."""
    count = select(func.count()).where(table.c.reader == reader)
    return connection.scalar(count) or 0


def delete_row(database: Database, table: Table, reader: str, row_id: str) -> bool:
    """Delete a row of a reader's; return whether it was there.

    Raises:
        DeskUnavailable: The database cannot be written.
    """
    deletion = table.delete().where(row_of(table, reader, row_id))
    return database.write(lambda connection: connection.execute(deletion).rowcount > 0)
