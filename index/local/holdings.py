"""All that is held of articles, read back for another store to hold it as well."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from index.local import provenance
from index.local.columns import ARTICLE_COLUMNS, article_from, vectors_from
from index.local.database import Database
from index.projection import from_bytes
from index.records import Article
from index.sealing import chunk_from, damage, unseal
from index.stored_records import Holding, IndexedArticle, IndexedPassage

_PASSAGES = (
    "SELECT p.article, p.ordinal, p.start, p.end, p.sentence_spans, p.stems, v.vector,"
    " p.sentence_vectors, p.context_vectors, p.word_vectors FROM passages p"
    " LEFT JOIN vectors v ON v.number = p.number"
    " WHERE p.article IN (SELECT value FROM json_each(?)) ORDER BY p.article, p.ordinal"
)
_COUNT = "(SELECT f.last - f.first + 1 FROM facets f WHERE f.article = a.number)"
_BANDS = (
    "SELECT article, band FROM bands WHERE article IN (SELECT value FROM json_each(?))"
    " ORDER BY article, band"
)


def read_holdings(database: Database, ids: Collection[str], dimension: int) -> list[Holding]:
    """Return all that is held of these articles, in the order of their ids.

    Raises:
        IndexDamaged: Something of it is no longer as it was stored.
    """
    with database.snapshot():
        rows = database.read(
            f"SELECT a.number, a.content_hash, a.cuts, a.engine, {_COUNT}, {ARTICLE_COLUMNS}"
            " FROM articles a WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.id",
            [json.dumps(list(ids))],
        )
        numbers = json.dumps([row[0] for row in rows])
        passages = _grouped(database.read(_PASSAGES, [numbers]))
        bands = _grouped(database.read(_BANDS, [numbers]))
        receipts = provenance.read_receipts_of(database, ids)
        histories = provenance.read_histories(database, ids)
    held = []
    for number, content_hash, cuts, engine, count, *described in rows:
        article = article_from(described)
        if article.content_hash != content_hash or len(passages[number]) != count:
            raise damage(f"The article {article.id!r}")
        indexed = IndexedArticle(
            article,
            tuple(_passage_from(article, row, dimension) for row in passages[number]),
            content_hash,
            provenance.cuts_from(article.id, cuts),
            tuple(band for (band,) in bands[number]),
            engine=engine,
        )
        origins, versions = receipts.get(article.id, ()), histories.get(article.id, ())
        held.append(Holding(indexed, origins, versions))
    return held


def _grouped(rows: Sequence[Any]) -> defaultdict[int, list[Any]]:
    """Return rows by their first column, without it."""
    groups = defaultdict[int, list[Any]](list)
    for number, *others in rows:
        groups[number].append(others)
    return groups


def _passage_from(article: Article, row: Sequence[Any], dimension: int) -> IndexedPassage:
    ordinal, start, end, spans, stems, vector, sentences, contexts, words = row
    return IndexedPassage(
        chunk_from(article, ordinal, start, end, spans),
        vectors_from(vector),
        vectors_from(sentences).reshape(-1, dimension),
        vectors_from(contexts).reshape(-1, dimension),
        from_bytes(unseal(words)),
        tuple(stems.split()),
    )
