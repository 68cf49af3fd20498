"""The collections of an index in Milvus, and how they are searched.

Four collections, each of one shard, so that what one request writes becomes visible at once:

``NAME_articles`` has a row for each article. It is what counts: a passage is only there if its
article's row names its revision. ``NAME_passages`` has a row for each passage with what it is found
by, ``NAME_contents`` one with what is read of it then, which is twenty times as much: what is
searched has to be in memory, in as few segments as may be. ``NAME_records`` has what is small and
looked up by name: the manifest, receipts, earlier versions, which article reprints which, terms,
and what writers are about to write.
"""

from dataclasses import dataclass
from typing import Any

from index.milvus.values import LONGEST, MOST_PIECES

LAYOUT = 2
"""Counts up when the collections' fields change."""

# As in SQLite's BM25, which the local store uses.
_BM25 = {"bm25_k1": 1.2, "bm25_b": 0.75}
# Malkov and Yashunin 2018: the links of each vector, and how many are looked at to choose them.
_HNSW = {"M": 24, "efConstruction": 200}


@dataclass(frozen=True, slots=True)
class Names:
    """The names of an index's collections."""

    articles: str
    passages: str
    contents: str
    records: str

    def all(self) -> tuple[str, ...]:
        """Return all of them."""
        return self.articles, self.passages, self.contents, self.records

    @classmethod
    def of(cls, index: str) -> "Names":
        """Return the names of the collections of an index of that name."""
        kinds = ("articles", "passages", "contents", "records")
        return cls(*(f"{index}_{kind}" for kind in kinds))


class Fields:
    """The fields of a collection that is being laid out.

    Attributes:
        schema: The fields, as Milvus' client wants them.
        indexes: Which of them are indexed, and how.
    """

    def __init__(self, client: Any) -> None:
        import pymilvus  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra

        self._kinds = pymilvus
        self._types = pymilvus.DataType
        self.schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        self.indexes = client.prepare_index_params()

    def add_key(self) -> None:
        """Add the key, a hash."""
        self.schema.add_field("key", self._types.VARCHAR, is_primary=True, max_length=64)

    def add_numbers(self, *names: str, primary: bool = False, indexed: bool = False) -> None:
        """Add whole numbers."""
        for name in names:
            self.schema.add_field(name, self._types.INT64, is_primary=primary)
            if indexed:
                self.indexes.add_index(name, index_type="INVERTED")

    def add_texts(self, *names: str, nullable: bool = False, indexed: bool = False) -> None:
        """Add texts that a VARCHAR holds."""
        for name in names:
            self.schema.add_field(name, self._types.VARCHAR, max_length=LONGEST, nullable=nullable)
            if indexed:
                self.indexes.add_index(name, index_type="INVERTED")

    def add_pieces(self, *names: str) -> None:
        """Add texts of any length, in pieces."""
        for name in names:
            self.schema.add_field(
                name,
                self._types.ARRAY,
                element_type=self._types.VARCHAR,
                max_capacity=MOST_PIECES,
                max_length=LONGEST,
            )

    def add_sparse(self, name: str) -> None:
        """Add sparse vectors that are compared by their inner products."""
        self.schema.add_field(name, self._types.SPARSE_FLOAT_VECTOR)
        self.indexes.add_index(name, index_type="SPARSE_INVERTED_INDEX", metric_type="IP")

    def add_vector(self, name: str, dimension: int) -> None:
        """Add dense vectors that are compared by their inner products."""
        self.schema.add_field(name, self._types.FLOAT_VECTOR, dim=dimension)
        self.indexes.add_index(name, index_type="HNSW", metric_type="IP", params=_HNSW)

    def add_words(self, name: str, scored: str) -> None:
        """Add words that BM25 finds; what it needs to score them is another field."""
        self.schema.add_field(
            name,
            self._types.VARCHAR,
            max_length=LONGEST,
            enable_analyzer=True,
            enable_match=True,
            analyzer_params={"tokenizer": "standard"},
        )
        self.schema.add_field(scored, self._types.SPARSE_FLOAT_VECTOR)
        bm25 = self._kinds.FunctionType.BM25
        function = self._kinds.Function(
            name="bm25",
            function_type=bm25,
            input_field_names=[name],
            output_field_names=[scored],
        )
        self.schema.add_function(function)
        self.indexes.add_index(
            scored, index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=_BM25
        )


def lay_out_articles(fields: Fields) -> None:
    """Lay out the articles."""
    fields.add_key()
    fields.add_texts("id", "language", indexed=True)
    fields.add_texts("url", "outlet", "published", nullable=True, indexed=True)
    fields.add_texts("content_hash", "engine")
    fields.add_texts("source", nullable=True)
    fields.add_numbers("number", indexed=True)
    fields.add_numbers("passages", "sentences")
    fields.add_pieces("head", "text", "rest")
    fields.add_sparse("bands")


def lay_out_passages(fields: Fields, dimension: int) -> None:
    """Lay out what passages are found by; their vectors have that dimension."""
    fields.add_numbers("number", primary=True)
    fields.add_texts("article", "language", indexed=True)
    fields.add_texts("outlet", "published", nullable=True, indexed=True)
    fields.add_numbers("lot", "revision", indexed=True)
    fields.add_pieces("stems")
    fields.add_vector("vector", dimension)
    fields.add_words("words", "lexical")


def lay_out_contents(fields: Fields) -> None:
    """Lay out what is read of passages; Milvus wants a vector to search for, too."""
    fields.add_numbers("number", primary=True)
    fields.add_texts("article", indexed=True)
    fields.add_numbers("revision", indexed=True)
    fields.add_texts("language")
    fields.add_numbers("ordinal", "start", "end")
    fields.add_pieces("stems", "spans", "sentences", "contexts", "word_vectors")
    fields.add_sparse("nothing")


def lay_out_records(fields: Fields) -> None:
    """Lay out the records; Milvus wants a vector of them, too."""
    fields.add_key()
    fields.add_texts("kind", "name", "article", indexed=True)
    fields.add_pieces("content")
    fields.add_sparse("nothing")
