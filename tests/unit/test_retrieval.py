"""Retrieval over a real index on disk, with an encoder that tells words apart and nothing else."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.config import IndexConfig
from index.encoding import Encoder
from index.ingest import ingest
from index.local import LocalStore
from index.records import Article, Filter, Hit
from index.rows import article_to_row
from rag.centring import LanguageMeans, weigh_words
from rag.questions import QuestionReader
from rag.retrieval import retrieve
from rag.scoring import Weights

ARTICLES = (
    Article("zentren", "", "Der Konzern baut drei Rechenzentren. Sie kosten 151,3 Millionen Euro.",
            source="Donaubote", published=date(2025, 9, 24), language="de"),
    Article("fähre", "", "Die Fähre nach Lindholm fährt wieder. Viele Pendler freuen sich.",
            source="Inselblatt", published=date(2025, 10, 2), language="de"),
    Article("ferry", "", "The ferry to Lindholm runs again. Many commuters are glad.",
            source="Harbour Ledger", published=date(2025, 10, 3), language="en"),
    Article("plant", "", "Nordglut opens a plant for 151.3 million euros. Workers celebrate.",
            source="Harbour Ledger", language="en"),
)  # fmt: skip
TERMS_ONLY = Weights(passage=0, sentences=0, sentence=0, words=0)
WORDS_ONLY = Weights(passage=0, sentences=0, sentence=0, terms_within=0, terms_across=0)


@pytest.fixture
def store(tmp_path: Path, encoder: Encoder) -> Iterator[LocalStore]:
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    made = LocalStore.create(tmp_path / "index", config)
    rows = [json.dumps(article_to_row(article)) for article in ARTICLES]
    (tmp_path / "news.jsonl").write_text("\n".join(rows), encoding="utf-8")
    report = ingest([tmp_path / "news.jsonl"], made, encoder)
    assert len(report.added) == len(ARTICLES)
    yield made
    made.close()


class Searcher:
    """Asks a store questions."""

    def __init__(self, store: LocalStore, encoder: Encoder) -> None:
        self._store, self._means = store, LanguageMeans(encoder)
        self._reader = QuestionReader(encoder, self._means)

    def find(self, text: str, k: int = 4, weights: Weights | None = None, **only: Any) -> list[Hit]:
        question = self._reader.read(text, tuple(self._store.languages()))
        return retrieve(
            question, self._store, self._means, k, allowed=Filter(**only), weights=weights
        )


@pytest.fixture
def searcher(store: LocalStore, encoder: Encoder) -> Searcher:
    return Searcher(store, encoder)


def ids(hits: list[Hit]) -> list[str]:
    return [hit.article.id for hit in hits]


def test_a_score_is_the_sum_of_its_parts(searcher: Searcher) -> None:
    hits = searcher.find("Wann fährt die Fähre nach Lindholm?")
    assert ids(hits)[0] == "fähre"
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert sorted((hit.score for hit in hits), reverse=True) == [hit.score for hit in hits]
    for hit in hits:
        names = {name for name, _ in hit.parts}
        assert names == {"passage", "sentences", "sentence", "terms", "words"}
        assert hit.score == pytest.approx(sum(value for _, value in hit.parts))
        assert [one.sentence.ordinal for one in hit.sentences] == [0, 1]


def test_a_compound_is_found_by_its_part_and_its_singular(searcher: Searcher) -> None:
    for asked in ("Wo ist das Zentrum?", "Wer baut ein Rechenzentrum?"):
        best = searcher.find(asked, 1, TERMS_ONLY)[0]
        assert best.article.id == "zentren"
        assert dict(best.parts)["terms"] > 0


def test_a_number_is_found_in_another_language(searcher: Searcher) -> None:
    found = searcher.find("Wofür gab Nordglut 151,3 Millionen aus?", 4, TERMS_ONLY)
    terms = {hit.article.id: dict(hit.parts)["terms"] for hit in found}
    assert terms["plant"] > terms["ferry"] == 0


def test_everyday_words_alone_count_for_little(searcher: Searcher) -> None:
    # It has "die" and "nach" of the question, and nothing of what is asked.
    (hit,) = searcher.find("Wie hieß die Burg nach dem Umbau?", 1, TERMS_ONLY, articles=("fähre",))
    (full,) = searcher.find("Fährt die Fähre wieder?", 1, TERMS_ONLY, articles=("fähre",))
    assert 0 < 20 * dict(hit.parts)["terms"] < dict(full.parts)["terms"]


def test_words_are_matched_one_by_one(searcher: Searcher) -> None:
    assert searcher.find("Workers glad?", 1, WORDS_ONLY)[0].article.id in {"plant", "ferry"}
    assert searcher.find("Many commuters to Lindholm?", 1, WORDS_ONLY)[0].article.id == "ferry"


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ({"languages": ("en",)}, {"ferry", "plant"}),
        ({"sources": ("harbour ledger",)}, {"ferry", "plant"}),
        ({"since": date(2025, 10, 1)}, {"fähre", "ferry"}),
        ({"until": date(2025, 10, 2)}, {"zentren", "fähre"}),
        ({"articles": ("zentren",)}, {"zentren"}),
        ({"articles": ("none",)}, set()),
    ],
)
def test_filters_come_before_the_best_are_taken(
    searcher: Searcher, only: dict[str, Any], expected: set[str]
) -> None:
    every = searcher.find("Wann fährt die Fähre nach Lindholm?", 4, **only)
    assert set(ids(every)) == expected
    one = searcher.find("Wann fährt die Fähre nach Lindholm?", 1, **only)
    assert ids(one) == ids(every)[:1]


def test_asking_for_more_does_not_change_who_is_first(searcher: Searcher) -> None:
    asked = "Who opens a plant?"
    assert ids(searcher.find(asked, 2)) == ids(searcher.find(asked, 4))[:2]


def test_an_empty_index_has_no_hits(tmp_path: Path, encoder: Encoder) -> None:
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    empty = LocalStore.create(tmp_path / "empty", config)
    assert Searcher(empty, encoder).find("Wer?") == []
    empty.close()


def test_what_every_question_has_says_little() -> None:
    wie, viel, nordglut = weigh_words(["wie", "viel", "nordglut"], "de")
    assert wie < viel < nordglut
    assert wie + viel + nordglut == pytest.approx(1)
    assert weigh_words([], "de").shape == (0,)
    np.testing.assert_array_equal(weigh_words(["how", "x"], "xx"), weigh_words(["how", "x"], "en"))
