"""The tables of the desk's database. Their names say whose they are: a server may share its own."""

from sqlalchemy import Column, MetaData, String, Table, Text

SCHEMA = 1
"""Counts up when these tables change."""

TABLES = MetaData()
"""All of them. Times are ISO 8601 in UTC, so that they sort as text; JSON is text in ASCII."""

MANIFEST = Table(
    "desk_manifest",
    TABLES,
    Column("key", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)

RATINGS = Table(
    "desk_ratings",
    TABLES,
    Column("reader", String(200), primary_key=True),
    Column("id", String(100), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("comment", Text, nullable=False),
    Column("trace", Text, nullable=False),  # JSON
    Column("made", Text, nullable=False),  # JSON
)

CONVERSATIONS = Table(
    "desk_conversations",
    TABLES,
    Column("reader", String(200), primary_key=True),
    Column("id", String(100), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("created", String(40), nullable=False),
    Column("updated", String(40), nullable=False),
    Column("turns", Text, nullable=False),  # JSON
)
