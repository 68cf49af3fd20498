"""The catalogue of every store: what is found, limited, sorted and counted."""

from collections.abc import Iterator
from datetime import date

import pytest

from index.catalogue import CatalogueQuery, Sort
from index.chunking import chunk
from index.config import IndexConfig
from index.encoding import Encoder
from index.places import Place
from index.records import Article, Filter
from index.store import Store
from index.stored_records import IndexedArticle, IndexedPassage
from index.stores import create_store
from index.words import stems_of

BRIDGE = Article(
    "bridge",
    "Über die Brücke",
    "Die Rechenzentren in Wiek wachsen. Sie kosten 151,3 Millionen Euro.",
    "https://example.com/bridge",
    "Inselbote",
    date(2025, 9, 24),
    "de",
)
HARBOUR = Article(
    "harbour",
    "“Zero” harbours",
    "The council of Ellery votes on Monday.",
    source="Harbour Post",
    published=date(2025, 10, 2),
    language="en",
)
APPLE = Article(
    "apple",
    "Äpfel aus Wiek",
    "Die Ernte beginnt.",
    source="INSELBOTE",
    published=date(2025, 9, 1),
    language="de",
)
NAMELESS = Article("nameless", "", "Die Messe ist eröffnet. Viele kamen.", language="de")


def indexed(article: Article, encoder: Encoder) -> IndexedArticle:
    chunks = chunk(article, encoder.count_tokens, passage_tokens=8)
    encoded = encoder.encode_passages(chunks, [article.title] * len(chunks))
    passages = [
        IndexedPassage(
            one,
            vectors.passage,
            vectors.sentences,
            vectors.sentences,
            vectors.words,
            stems_of(one.passage.text, article.language),
        )
        for one, vectors in zip(chunks, encoded, strict=True)
    ]
    return IndexedArticle(article, tuple(passages), article.content_hash)


def found(store: Store, query: CatalogueQuery) -> list[str]:
    return [entry.id for entry in store.catalogue(query).entries]


class CatalogueSuite:
    """The tests; a subclass gives the fixtures ``place``, with nothing there, and ``encoder``."""

    @pytest.fixture
    def empty(self, place: Place, encoder: Encoder) -> Iterator[Store]:
        config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
        made = create_store(place, config)
        yield made
        made.close()

    @pytest.fixture
    def store(self, empty: Store, encoder: Encoder) -> Store:
        empty.add([indexed(one, encoder) for one in (BRIDGE, HARBOUR, APPLE, NAMELESS)])
        return empty

    def test_an_entry_says_what_its_article_says_but_for_the_text(self, store: Store) -> None:
        (entry,) = store.catalogue(CatalogueQuery(words="Brücke")).entries
        assert (entry.title, entry.url, entry.source) == (BRIDGE.title, BRIDGE.url, BRIDGE.source)
        assert (entry.published, entry.language, entry.reprint) == (BRIDGE.published, "de", False)
        assert BRIDGE.text.startswith(entry.glimpse)

    @pytest.mark.parametrize(
        ("sort", "descending", "ids"),
        [
            ("published", True, ["harbour", "bridge", "apple", "nameless"]),
            ("published", False, ["apple", "bridge", "harbour", "nameless"]),
            ("title", False, ["apple", "bridge", "harbour", "nameless"]),
            ("title", True, ["harbour", "bridge", "apple", "nameless"]),
            ("source", False, ["harbour", "bridge", "apple", "nameless"]),
            ("added", True, ["nameless", "apple", "harbour", "bridge"]),
        ],
    )
    def test_what_it_cannot_be_sorted_by_comes_last(
        self, store: Store, sort: Sort, descending: bool, ids: list[str]
    ) -> None:
        assert found(store, CatalogueQuery(sort=sort, descending=descending)) == ids

    @pytest.mark.parametrize(
        ("words", "ids"),
        [
            ("", {"bridge", "harbour", "apple", "nameless"}),
            ("BRÜCKE", {"bridge"}),  # in the title, whatever its case
            ("brück", {"bridge"}),  # a part of a word
            ("Bru\u0308cke", {"bridge"}),  # the letter and its dots apart, as in names of files
            ("inselbote", {"bridge", "apple"}),  # the outlet
            ("rechenzentrum", {"bridge"}),  # the text, in another form
            ("151.3", {"bridge"}),  # a number as others write it
            ("wiek", {"bridge", "apple"}),
            ("wiek ernte", {"apple"}),  # one in the title, one in the text
            ("voting ellery", {"harbour"}),
            ('" OR ( * NEAR', set()),  # no word is an operator
            ("…", set()),
        ],
    )
    def test_all_words_are_looked_for_in_title_outlet_and_text(
        self, store: Store, words: str, ids: set[str]
    ) -> None:
        page = store.catalogue(CatalogueQuery(words=words))
        assert {entry.id for entry in page.entries} == ids
        assert page.total == len(ids)

    def test_filters_and_words_hold_together(self, store: Store) -> None:
        only = Filter(since=date(2025, 9, 10), sources=("inselbote",))
        assert found(store, CatalogueQuery(only=only)) == ["bridge"]
        assert found(store, CatalogueQuery("ernte", only)) == []
        assert found(store, CatalogueQuery(only=Filter(languages=("en",)))) == ["harbour"]

    def test_pages_follow_each_other_without_gap_or_overlap(self, store: Store) -> None:
        whole = found(store, CatalogueQuery())
        parts = [found(store, CatalogueQuery(offset=at, limit=1)) for at in range(5)]
        assert [one for part in parts for one in part] == whole
        assert store.catalogue(CatalogueQuery(offset=3, limit=1)).total == len(whole)

    def test_the_counts_are_those_of_what_is_found(self, store: Store) -> None:
        every = store.counts(CatalogueQuery())
        assert (every.articles, every.undated) == (4, 1)
        assert every.months == {"2025-09": 2, "2025-10": 1}
        assert {name.casefold(): count for name, count in every.sources.items()} == {
            "inselbote": 2,
            "harbour post": 1,
            "": 1,
        }
        assert every.languages == {"de": 3, "en": 1}
        some = store.counts(CatalogueQuery("wiek", Filter(until=date(2025, 9, 10))))
        assert (some.articles, some.months) == (1, {"2025-09": 1})

    def test_what_is_removed_is_no_longer_listed(self, store: Store) -> None:
        store.remove(["bridge"])
        assert "bridge" not in found(store, CatalogueQuery())
        assert found(store, CatalogueQuery("rechenzentrum")) == []
        assert store.counts(CatalogueQuery()).articles == 3

    def test_an_empty_index_has_an_empty_catalogue(self, empty: Store) -> None:
        assert empty.catalogue(CatalogueQuery("anything")).total == 0
        assert empty.counts(CatalogueQuery()).articles == 0
