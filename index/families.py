"""Which stored articles print the same report: kept up to date as articles come and go.

A family is an original and its reprints. The original is the one published first; where that is not
known, the one stored first.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping

from index.errors import ArticleUnknown
from index.reprints import is_reprint

MOST_RELATIVES = 50
"""An article that shares bands with more others is a form letter rather than a report."""


def keep_bands(connection: sqlite3.Connection, number: int, bands: Collection[int]) -> None:
    """Keep by what the family of an article that was just added is found."""
    connection.executemany(
        "INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, number) for band in bands]
    )


def join(connection: sqlite3.Connection, number: int, text: str) -> None:
    """Find the family of an article that was just added, and settle who is its original."""
    found = connection.execute(
        "SELECT a.number, a.text FROM articles a JOIN (SELECT article, count(*) AS shared"
        " FROM bands WHERE band IN (SELECT band FROM bands WHERE article = ?) AND article != ?"
        " GROUP BY article) b ON b.article = a.number ORDER BY shared DESC LIMIT ?",
        (number, number, MOST_RELATIVES),
    ).fetchall()
    relatives = [other for other, other_text in found if is_reprint(text, other_text)]
    if relatives:
        _settle(connection, {number, *_whole_families(connection, relatives)})


def leave(connection: sqlite3.Connection, number: int) -> None:
    """Settle who is the original among the reprints of an article that is about to go."""
    _settle(connection, _reprints(connection, number))


def read_followers(
    connection: sqlite3.Connection, originals: Collection[str]
) -> list[tuple[int, str]]:
    """Return the numbers of the reprints of these articles that are not among them themselves.

    Each comes with the id of its original.
    """
    return connection.execute(
        "SELECT a.number, o.id FROM json_each(?1) wanted JOIN articles o ON o.id = wanted.value"
        " JOIN articles a ON a.original = o.number"
        " WHERE a.id NOT IN (SELECT value FROM json_each(?1))",
        (json.dumps(list(originals)),),
    ).fetchall()


def relate(
    connection: sqlite3.Connection,
    told: Mapping[str, str],
    followers: Iterable[tuple[int, str]],
) -> None:
    """Make articles the reprints of what they are told to be, and bring back those they had.

    Args:
        connection: To write with.
        told: Ids of reprints, with those of their originals.
        followers: What :func:`read_followers` said before the articles were replaced.

    Raises:
        ArticleUnknown: An original is not there.
    """
    for reprint, original in told.items():
        changed = connection.execute(
            "UPDATE articles SET original = o.number FROM articles o"
            " WHERE articles.id = ? AND o.id = ?",
            (reprint, original),
        ).rowcount
        if not changed:
            raise ArticleUnknown(
                f"The article {reprint!r} reprints {original!r}, which is not in the index; "
                "store that one before it, or with it."
            )
    # A family has one original: what followed an article that is now a reprint follows on.
    connection.executemany(
        "UPDATE articles SET original = coalesce(o.original, o.number) FROM articles o"
        " WHERE articles.number = ? AND o.id = ?"
        " AND articles.number != coalesce(o.original, o.number)",
        followers,
    )


def _whole_families(connection: sqlite3.Connection, members: Iterable[int]) -> set[int]:
    found = set[int]()
    for member in members:
        (original,) = connection.execute(
            "SELECT coalesce(original, number) FROM articles WHERE number = ?", (member,)
        ).fetchone()
        found |= {original} | _reprints(connection, original)
    return found


def _settle(connection: sqlite3.Connection, members: Collection[int]) -> None:
    """Make the earliest of these articles the original of the others."""
    if not members:
        return
    dated = connection.execute(
        "SELECT number FROM articles WHERE number IN (SELECT value FROM json_each(?))"
        " ORDER BY published IS NULL, published, number",
        (json.dumps(list(members)),),
    ).fetchall()
    (original,), *reprints = dated
    connection.execute("UPDATE articles SET original = NULL WHERE number = ?", (original,))
    connection.executemany(
        "UPDATE articles SET original = ? WHERE number = ?",
        [(original, reprint) for (reprint,) in reprints],
    )


def _reprints(connection: sqlite3.Connection, original: int) -> set[int]:
    query = "SELECT number FROM articles WHERE original = ?"
    return {number for (number,) in connection.execute(query, (original,))}
