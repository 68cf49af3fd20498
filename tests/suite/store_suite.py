"""What every store has to do, whatever engine keeps it; told by the name of a place."""

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index.chunking import chunk
from index.config import IndexConfig
from index.errors import ArticleUnknown
from index.places import Place
from index.projection import axes_for
from index.records import Article, Chunk, Filter, Vectors
from index.store import Candidate, Store
from index.stored_records import IndexedArticle, IndexedPassage
from index.stores import create_store
from index.words import split_words, stems_of, word_spans

ROOT = Path(__file__).parents[2]
Opening = Callable[[], Store]
DIMENSION = 16
CONFIG = IndexConfig("words", "f00d", DIMENSION)
ALL = Filter()
MANY = 10_000

LINZ = Article(
    "linz",
    "Werk in Linz wächst",
    "Das Werk in Linz wächst. Es kostet 151,3 Millionen Euro.\nDer Rat der Straßenbahner stimmt.",
    "https://example.com/linz",
    "Donaubote",
    date(2025, 9, 24),
    "de",
)
PORT = Article(
    "port",
    "Harbour to grow",
    "The harbour will grow next year. It costs 151.3 million euros.\nThe council agrees.",
    source="STRASSE Weekly",
    published=date(2025, 10, 2),
    language="en",
)
FAIR = Article("fair", "", "Die Messe in Linz ist eröffnet. Viele kamen.", language="de")
ARTICLES = (LINZ, PORT, FAIR)


def vector_of(text: str) -> Vectors:
    """Return the sum of the words' own random vectors, at unit length: alike texts are near."""
    total = np.zeros(DIMENSION)
    for word in split_words(text):
        seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())
        total += np.random.default_rng(seed).normal(size=DIMENSION)
    return (total / max(float(np.linalg.norm(total)), 1e-9)).astype(np.float32)


def count_words(texts: list[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def indexed(article: Article) -> IndexedArticle:
    chunks = chunk(article, count_words, passage_tokens=8)
    return IndexedArticle(
        article,
        tuple(index_passage(chunk_, article.language) for chunk_ in chunks),
        article.content_hash,
    )


def index_passage(chunk_: Chunk, language: str) -> IndexedPassage:
    text = chunk_.passage.text
    alone = np.stack([vector_of(sentence.text) for sentence in chunk_.sentences])
    words = np.stack([vector_of(text[a:b]) for a, b in word_spans(text)]) @ axes_for("", DIMENSION)
    return IndexedPassage(chunk_, vector_of(text), alone, -alone, words, stems_of(text, language))


def numbers_of(store: Store, allowed: Filter = ALL) -> list[int]:
    """Return the numbers of all passages there are."""
    return sorted(
        number
        for language in store.languages()
        for number in store.nearest(vector_of(""), MANY, language, allowed)
    )


def found_articles(store: Store, numbers: Sequence[int]) -> list[str]:
    chunks = store.chunks(numbers)
    return [chunks[number][0].id for number in numbers]


def check_statistics(store: Store) -> None:
    """Compare the running sums with what the passages themselves add up to."""
    candidates = store.candidates(numbers_of(store))
    by_language: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_language.setdefault(candidate.language, []).append(candidate)
    languages = store.languages()
    assert languages.keys() == by_language.keys()
    for language, own in by_language.items():
        assert languages[language].passages == len(own)
        total = np.sum([candidate.vector.astype(np.float64) for candidate in own], axis=0)
        assert np.array_equal(languages[language].mean, (total / len(own)).astype(np.float32))
    stems = {stem for candidate in candidates for stem in candidate.stems}
    statistics = store.statistics(stems)
    assert statistics.passages == len(candidates)
    assert statistics.average_length == pytest.approx(
        np.mean([len(candidate.stems) for candidate in candidates])
    )
    assert statistics.frequencies == {
        stem: sum(stem in candidate.stems for candidate in candidates) for stem in stems
    }
    summary = store.summary()
    assert summary.passages == len(candidates)
    assert summary.sentences == sum(len(candidate.sentence_vectors) for candidate in candidates)


WRITER = """
import json, sys
import numpy as np
from index.config import IndexConfig
from index.places import read_place
from index.records import *
from index.stored_records import IndexedArticle, IndexedPassage
from index.stores import create_store

place, name, config = read_place(sys.argv[1]), sys.argv[2], IndexConfig(**json.loads(sys.argv[3]))
store = create_store(place, config)
vector = np.eye(config.dimension, dtype=np.float32)[:1]
words = np.zeros((3, 192), np.float32)
for n in range(10):
    article = Article(f"{name}-{n}", "", "Regen in Graz.", language="de")
    chunk = Chunk(Passage(article.id, 0, 0, 14, article.text),
                  (Sentence(article.id, 0, 0, 14, article.text),))
    passage = IndexedPassage(chunk, vector[0], vector, vector, words, ("reg", "in", "graz"))
    store.add([IndexedArticle(article, (passage,), article.content_hash)])
store.publish()
"""


class StoreSuite:
    """The tests; a subclass gives the fixture ``place``, where there is nothing yet."""

    @pytest.fixture
    def another(self, place: Place) -> Iterator[Opening]:
        """Opens the store once more, making it first where there is none."""
        opened: list[Store] = []

        def open_() -> Store:
            opened.append(create_store(place, CONFIG))
            return opened[-1]

        yield open_
        for store in opened:
            store.close()

    @pytest.fixture
    def store(self, another: Opening) -> Store:
        made = another()
        made.add([indexed(article) for article in ARTICLES])
        return made

    def test_articles_come_back_as_they_were(self, store: Store) -> None:
        assert list(store.articles()) == sorted(ARTICLES, key=lambda article: article.id)
        assert [store.article(article.id) for article in ARTICLES] == list(ARTICLES)

    def test_more_articles_than_are_read_at_once(self, store: Store) -> None:
        store.add([IndexedArticle(replace(FAIR, id=f"{n:04}"), (), "") for n in range(450)])
        ids = [article.id for article in store.articles()]
        assert len(ids) == 453
        assert ids == sorted(ids)

    def test_an_unknown_article_is_an_error_that_says_where_to_look(self, store: Store) -> None:
        with pytest.raises(ArticleUnknown, match=r"'nowhere'.*fundstelle list"):
            store.article("nowhere")

    def test_content_hashes_tell_what_is_there(self, store: Store) -> None:
        assert store.content_hashes() == {article.id: article.content_hash for article in ARTICLES}

    def test_the_summary_counts(self, store: Store) -> None:
        summary = store.summary()
        assert summary.articles == 3
        assert summary.languages == {"de": 2, "en": 1}
        assert summary.sources == {"": 1, "Donaubote": 1, "STRASSE Weekly": 1}
        assert (summary.first, summary.last) == ("2025-09-24", "2025-10-02")
        assert summary.sentences == 8

    def test_an_empty_index_answers_everything(self, another: Opening) -> None:
        store = another()
        assert list(store.articles()) == []
        assert store.languages() == {}
        assert store.nearest(vector_of("Linz"), 5, "de", ALL) == []
        assert store.matching(["linz"], 5, ALL) == []
        assert store.candidates([1]) == []
        assert store.chunks([1]) == {}
        assert store.statistics(["linz"]).frequencies == {}
        summary = store.summary()
        assert (summary.articles, summary.passages, summary.first) == (0, 0, None)

    def test_running_sums_equal_recomputed_ones(self, store: Store) -> None:
        check_statistics(store)
        changed = replace(LINZ, text="Das Werk schließt. Linz ist traurig. Der Rat schweigt dazu.")
        store.add([indexed(changed)])
        check_statistics(store)
        store.add([indexed(replace(FAIR, language="und"))])
        check_statistics(store)
        store.remove(["linz"])
        check_statistics(store)
        assert set(store.languages()) == {"en", "und"}

    def test_a_changed_article_replaces_its_old_self(self, store: Store) -> None:
        before = numbers_of(store)
        changed = replace(LINZ, text="Das Werk schließt.", source=None, published=None)
        store.add([indexed(changed)])
        assert store.article("linz") == changed
        assert store.content_hashes()["linz"] == changed.content_hash
        assert store.matching(stems_of("wächst", "de"), 5, ALL) == []
        assert found_articles(store, store.matching(stems_of("schließt", "de"), 5, ALL)) == ["linz"]
        gone = set(before) - set(numbers_of(store))
        assert len(gone) >= 2
        assert store.candidates(list(gone)) == []
        assert store.chunks(list(gone)) == {}

    def test_a_removed_article_is_gone_from_everywhere(self, store: Store) -> None:
        assert store.remove(["linz", "nowhere"]) == ["linz"]
        assert store.remove(["linz"]) == []
        assert "linz" not in store.content_hashes()
        assert set(found_articles(store, numbers_of(store))) == {"port", "fair"}
        assert store.matching(["151_3"], 9, ALL) == store.matching(["million"], 9, ALL)
        assert store.terms("strassenbahn") == []
        with pytest.raises(ArticleUnknown):
            store.article("linz")

    def test_the_numbers_of_passages_are_never_used_again(self, store: Store) -> None:
        used = set(numbers_of(store))
        for _ in range(3):
            store.remove([article.id for article in ARTICLES])
            store.add([indexed(article) for article in ARTICLES])
            fresh = set(numbers_of(store))
            assert not used & fresh
            used |= fresh

    def test_a_batch_that_fails_leaves_nothing_behind(self, store: Store) -> None:
        numbers, hashes = numbers_of(store), store.content_hashes()
        broken = IndexedArticle(replace(FAIR, id="broken"), (None,), "")  # type: ignore[arg-type]
        with pytest.raises(AttributeError):
            store.add([indexed(replace(LINZ, text="Alles neu.")), broken])
        assert (numbers_of(store), store.content_hashes()) == (numbers, hashes)
        check_statistics(store)

    def test_the_nearest_passage_is_the_one_asked_for(self, store: Store) -> None:
        for number in numbers_of(store):
            article, chunk_ = store.chunks([number])[number]
            vector = vector_of(chunk_.passage.text)
            assert store.nearest(vector, 1, article.language, ALL) == [number]

    def test_the_nearest_are_in_the_order_of_their_similarity(self, store: Store) -> None:
        query = vector_of("Wächst das Werk in Linz?")
        found = store.nearest(query, MANY, "de", ALL)
        vectors = {candidate.number: candidate.vector for candidate in store.candidates(found)}
        similarities = [float(vectors[number] @ query) for number in found]
        assert similarities == sorted(similarities, reverse=True)
        assert store.nearest(query, 2, "de", ALL) == found[:2]

    def test_matching_finds_any_of_the_stems_the_best_first(self, store: Store) -> None:
        assert set(found_articles(store, store.matching(["151_3"], 9, ALL))) == {"linz", "port"}
        best = store.matching(stems_of("Messe Linz eröffnet", "de"), 9, ALL)
        assert found_articles(store, best) == ["fair", "linz"]
        assert store.matching(stems_of("Messe Linz eröffnet", "de"), 1, ALL) == best[:1]
        assert store.matching([], 9, ALL) == []
        assert store.matching(["niemals"], 9, ALL) == []

    @pytest.mark.parametrize("stem", ["and", "or", "not", "near", "stems", "_", "__", "0"])
    def test_a_stem_is_never_read_as_an_operator(self, store: Store, stem: str) -> None:
        assert store.matching([stem], 9, ALL) == []
        assert store.matching([stem.upper(), "151_3"], 9, ALL) == store.matching(["151_3"], 9, ALL)

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("de", "Öffentlich-rechtliche Straßenbahnen äßen 12'500 Äpfel um 9,16 %"),
            ("ru", "Завод стоил ещё 3,5 млн рублей"),
            ("zh", "工厂五月开业 AI工厂"),
            ("tr", "İstanbul'da ışık ÇOĞU"),
            ("ar", "افتتح المصنع في مايو"),
            ("el", "Το εργοστάσιο ΆΝΟΙΞΕ"),
            ("und", "naïve café __init__ x²"),
        ],
    )
    def test_the_lexicon_knows_every_stem_as_it_was_given(
        self, store: Store, language: str, text: str
    ) -> None:
        store.add([indexed(Article("x", "", text, language=language))])
        stems = set(stems_of(text, language))
        assert store.statistics(stems).frequencies.keys() == stems
        for stem in stems:
            assert "x" in found_articles(store, store.matching([stem], MANY, ALL))

    def test_terms_are_those_with_the_prefix(self, store: Store) -> None:
        assert store.terms("w") == ["wachs", "werk", "will"]
        assert store.terms("strassenbahn") == [stems_of("Straßenbahner", "de")[0]]
        assert store.terms("151") == ["151_3"]
        assert store.terms("xyz") == []

    def test_candidates_carry_what_was_given(self, store: Store) -> None:
        (number, *_) = store.matching(["million"], 1, Filter(languages=("en",)))
        (candidate,) = store.candidates([number, 999_999])
        _, chunk_ = store.chunks([number])[number]
        given = index_passage(chunk_, "en")
        assert (candidate.number, candidate.language) == (number, "en")
        assert candidate.stems == given.stems
        counts = [len(word_spans(sentence.text)) for sentence in chunk_.sentences]
        assert candidate.word_counts.tolist() == counts
        # Kept as float16.
        np.testing.assert_allclose(candidate.vector, given.vector, atol=1e-3)
        np.testing.assert_allclose(candidate.sentence_vectors, given.sentence_vectors, atol=1e-3)
        (contexts,) = store.context_vectors([number, 999_999]).values()
        np.testing.assert_allclose(contexts, given.context_vectors, atol=1e-3)
        (words,) = store.word_vectors([number, 999_999]).values()
        # Kept as bytes: 127 steps each way.
        step = np.abs(given.word_vectors).max() / 127
        np.testing.assert_allclose(words, given.word_vectors, atol=step)

    def test_chunks_come_back_as_they_were(self, store: Store) -> None:
        chunks = store.chunks([*numbers_of(store), 999_999])
        for article in ARTICLES:
            own = [chunk_ for found, chunk_ in chunks.values() if found == article]
            assert sorted(own, key=lambda chunk_: chunk_.passage.ordinal) == [
                passage.chunk for passage in indexed(article).passages
            ]

    @pytest.mark.parametrize(
        ("allowed", "expected"),
        [
            (Filter(), {"linz", "port", "fair"}),
            (Filter(since=date(2025, 9, 24)), {"linz", "port"}),
            (Filter(since=date(2025, 9, 25)), {"port"}),
            (Filter(until=date(2025, 10, 1)), {"linz"}),
            (Filter(until=date(2025, 10, 2)), {"linz", "port"}),
            (Filter(since=date(2025, 9, 25), until=date(2025, 10, 1)), set()),
            (Filter(sources=("DONAUBOTE",)), {"linz"}),
            (Filter(sources=("straße weekly", "nowhere")), {"port"}),
            (Filter(sources=("Donau",)), set()),
            (Filter(languages=("de",)), {"linz", "fair"}),
            (Filter(articles=("fair", "port")), {"fair", "port"}),
            (Filter(articles=("fair' OR 1=1 --",)), set()),
            (Filter(languages=("de",), sources=("donaubote",), since=date(2025, 1, 1)), {"linz"}),
        ],
    )
    def test_filters_hold_for_both_ways_of_finding(
        self, store: Store, allowed: Filter, expected: set[str]
    ) -> None:
        stems = stems_of("Linz 151,3 council harbour Rat viele", "de")
        assert set(found_articles(store, store.matching(stems, MANY, allowed))) == expected
        assert set(found_articles(store, numbers_of(store, allowed))) == expected

    def test_a_filter_is_applied_before_the_best_are_chosen(self, store: Store) -> None:
        allowed = Filter(articles=("fair",))
        (number,) = store.nearest(vector_of(LINZ.text), 1, "de", allowed)
        assert found_articles(store, [number]) == ["fair"]
        (number,) = store.matching(stems_of(f"{LINZ.text} Messe", "de"), 1, allowed)
        assert found_articles(store, [number]) == ["fair"]

    def test_another_reader_sees_what_is_new_without_opening_again(
        self, store: Store, another: Opening
    ) -> None:
        reader = another()
        assert len(numbers_of(reader)) == len(numbers_of(store))
        store.add([indexed(replace(FAIR, id="late", text="Regen in Graz."))])
        (number,) = reader.nearest(vector_of("Regen in Graz."), 1, "de", ALL)
        assert found_articles(reader, [number]) == ["late"]
        assert reader.terms("graz") == ["graz"]
        store.remove(["late"])
        assert number not in numbers_of(reader)
        reader.close()

    def test_it_is_counted_which_engine_made_whose_vectors(self, store: Store) -> None:
        made = replace(indexed(LINZ), engine="openvino bfloat16")
        store.add([made, replace(indexed(PORT), engine="torch float32")])
        assert store.summary().engines == {"openvino bfloat16": 1, "torch float32": 1}
        store.add([replace(made, engine="torch float32")])
        assert store.summary().engines == {"torch float32": 2}
        store.remove([PORT.id])
        assert store.summary().engines == {"torch float32": 1}

    def test_threads_read_while_one_writes(self, store: Store) -> None:
        versions = [
            replace(LINZ, text=f"Das Werk {n} wächst.\nEs kostet {n} Euro.") for n in range(25)
        ]
        done = threading.Event()

        def read_on() -> int:
            rounds = 0
            while not done.is_set() or not rounds:
                numbers = store.nearest(vector_of("Werk Euro"), 9, "de", ALL)
                numbers += store.matching(["werk", "euro"], 9, ALL)
                for number, (article, chunk_) in store.chunks(numbers).items():
                    passage = chunk_.passage
                    assert passage.text == article.text[passage.start : passage.end] != ""
                    assert number in numbers
                contexts = store.context_vectors(numbers)
                for candidate in store.candidates(numbers):
                    own = contexts.get(candidate.number, candidate.sentence_vectors)
                    assert candidate.sentence_vectors.shape == own.shape
                assert store.article("linz").text in {LINZ.text, *(v.text for v in versions)}
                rounds += 1
            return rounds

        with ThreadPoolExecutor(4) as pool:
            readers = [pool.submit(read_on) for _ in range(4)]
            try:
                for version in versions:
                    store.add([indexed(version)])
            finally:
                done.set()
            assert all(reader.result() > 0 for reader in readers)
        assert store.article("linz") == versions[-1]
        check_statistics(store)

    def test_two_stores_write_the_same_folder(self, another: Opening) -> None:
        def fill(name: str) -> None:
            own = another()
            for n in range(15):
                own.add([indexed(replace(FAIR, id=f"{name}-{n}")), indexed(LINZ)])
            own.close()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(fill, ["one", "two"]))
        store = another()
        assert len(store.content_hashes()) == 31
        check_statistics(store)
        store.close()

    def test_two_processes_write_the_same_folder(self, place: Place, another: Opening) -> None:
        config = json.dumps({"encoder": "words", "fingerprint": "f00d", "dimension": DIMENSION})
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(place), name, config],
                cwd=ROOT,
                stderr=subprocess.PIPE,
                text=True,
            )
            for name in ("one", "two")
        ]
        for process in processes:
            _, errors = process.communicate(timeout=60)
            assert process.returncode == 0, errors
        store = another()
        assert len(store.content_hashes()) == 20
        assert len(store.matching(["graz"], MANY, ALL)) == 20
        check_statistics(store)
        store.close()
