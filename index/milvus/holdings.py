"""All that is held of articles, read back for another store to hold it as well."""

from collections import defaultdict
from collections.abc import Collection

from index.milvus import records, rows
from index.milvus.articles import Articles
from index.milvus.passages import Passages
from index.milvus.records import RECEIPT, VERSION, Records
from index.sealing import damage
from index.stored_records import Holding, IndexedArticle, Receipt


def read_holdings(
    articles: Articles, passages: Passages, kept: Records, ids: Collection[str]
) -> list[Holding]:
    """Return all that is held of these articles, in the order of their ids.

    Raises:
        IndexDamaged: Something of it is no longer as it was stored.
    """
    found = articles.versions(ids, ["rest", "engine", "passages"], strong=True)
    stored = [found[article_id] for article_id in sorted(found)]
    read = passages.of_articles([(one.article, one.number) for one in stored])
    receipts = defaultdict[str, list[Receipt]](list)
    for row in sorted(kept.of_articles(RECEIPT, found), key=lambda row: str(row["name"])):
        receipts[row["article"]].append(records.receipt_from(row))
    versions = records.versions_from(
        kept.of_articles(VERSION, found), {one.article.id: one.number for one in stored}
    )
    held = []
    for one in stored:
        article = one.article
        of_it = passages.indexed(article, read[article.id])
        if article.content_hash != one.content_hash or len(of_it) != one.row["passages"]:
            raise damage(f"The article {article.id!r}")
        indexed = IndexedArticle(
            article,
            of_it,
            one.content_hash,
            rows.cuts_from(one.row),
            rows.bands_from(one.row),
            engine=one.row["engine"],
        )
        history = tuple(versions.get(article.id, ()))
        held.append(Holding(indexed, tuple(receipts[article.id]), history))
    return held
