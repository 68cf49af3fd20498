import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.batches import Pending, encode
from index.chunking import chunk
from index.config import IndexConfig
from index.encoding import PassageVectors, QuestionVectors
from index.errors import EncoderUnavailable, IndexMismatch, StoreError
from index.ingest import ingest as ingest_isolated
from index.ingest import open_or_create
from index.local import LocalStore
from index.preparation import Prepared, prepare
from index.projection import WORD_DIMENSION
from index.records import Article, Chunk, Filter, Vectors
from index.report import Progress, Report
from index.sources import Document, Problem
from index.stored_records import Receipt
from index.vector_cache import VectorCache
from index.weights import DEFAULT_ENCODER
from index.words import stems_of

DIMENSION = 4


def ingest(
    paths: Sequence[Path],
    store: LocalStore,
    encoder: "WordCounter",
    progress: Progress = lambda _: None,
) -> Report:
    """Ingest without a process for cleaning: starting one takes a second."""
    return ingest_isolated(paths, store, encoder, progress, prepare=prepare)


class WordCounter:
    """An :class:`index.encoding.Encoder` whose vectors tell a text's length; it keeps a record."""

    name, fingerprint, dimension, engine = "counter", "f00d", DIMENSION, "counted"

    def __init__(self, texts: int = 1_000_000) -> None:
        self.texts: list[str] = []
        self.titles: list[str] = []
        self._left = texts

    def load(self) -> None:
        pass

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode_questions(self, texts: Sequence[str]) -> list[QuestionVectors]:
        raise AssertionError(f"asked to encode {len(texts)} questions")

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        self._left -= len(texts)
        if self._left < 0:
            raise KeyboardInterrupt  # as when someone stops it
        self.texts += texts
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        vectors[:, 0] = 1
        vectors[:, 1] = [len(text) / 1000 for text in texts]
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    def encode_passages(
        self, chunks: Sequence[Chunk], titles: Sequence[str]
    ) -> list[PassageVectors]:
        self.titles += titles
        return [
            PassageVectors(
                self.encode_texts([chunk.passage.text])[0],
                -self.encode_texts([sentence.text for sentence in chunk.sentences]),
                np.full((chunk.passage.text.count(" ") + 1, WORD_DIMENSION), 0.5, np.float32),
            )
            for chunk in chunks
        ]


@pytest.fixture
def encoder() -> WordCounter:
    return WordCounter()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    made = LocalStore.create(tmp_path / "index", IndexConfig("counter", "f00d", DIMENSION, 20))
    yield made
    made.close()


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


def write_rows(file: Path, *rows: dict[str, str]) -> Path:
    lines = [json.dumps({"language": "de", **row}, ensure_ascii=False) for row in rows]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def row(number: int, text: str = "Der Rat stimmt dem Plan zu.") -> dict[str, str]:
    return {"id": f"a{number}", "title": f"Bericht {number}", "text": f"Nummer {number}. {text}"}


def test_what_is_new_is_added_with_all_that_belongs_to_it(
    news: Path, store: LocalStore, encoder: WordCounter
) -> None:
    write_rows(news / "a.jsonl", row(1), row(2))
    report = ingest([news], store, encoder)
    assert (report.added, report.passages) == (["a1", "a2"], 2)
    (number,) = store.matching(stems_of("Nummer 2", "de"), 1, Filter())
    article, chunk = store.chunks([number])[number]
    assert article.id == "a2"
    assert [s.text for s in chunk.sentences] == ["Nummer 2.", "Der Rat stimmt dem Plan zu."]
    (candidate,) = store.candidates([number])
    alone = encoder.encode_texts([s.text for s in chunk.sentences])
    np.testing.assert_allclose(candidate.vector, encoder.encode_texts([article.text])[0], atol=1e-3)
    np.testing.assert_allclose(candidate.sentence_vectors, alone, atol=1e-3)
    np.testing.assert_allclose(store.context_vectors([number])[number], -alone, atol=1e-3)
    assert store.word_vectors([number])[number].shape == (8, WORD_DIMENSION)
    assert encoder.titles == ["Bericht 1", "Bericht 2"]


def test_a_second_run_has_nothing_to_do(
    news: Path, store: LocalStore, encoder: WordCounter
) -> None:
    write_rows(news / "a.jsonl", row(1), row(2))
    (news / "b.txt").write_text("Der Rat stimmt dem Plan heute zu.", encoding="utf-8")
    ingest([news], store, encoder)
    report = ingest([news], store, WordCounter(texts=0))
    assert len(report.unchanged) == 3
    assert (report.added, report.replaced, report.skipped, report.passages) == ([], [], [], 0)


def test_only_what_changed_is_encoded_again(
    news: Path, store: LocalStore, encoder: WordCounter
) -> None:
    write_rows(news / "a.jsonl", row(1), row(2))
    ingest([news], store, encoder)
    write_rows(news / "a.jsonl", row(1), row(2, "Der Rat lehnt ab."), row(3))
    second = WordCounter()
    report = ingest([news], store, second)
    assert (report.unchanged, report.replaced, report.added) == (["a1"], ["a2"], ["a3"])
    assert not any("Nummer 1" in text for text in second.texts)
    assert store.article("a2").text == "Nummer 2. Der Rat lehnt ab."
    assert len(store.matching(stems_of("Plan", "de"), 9, Filter())) == 2


@pytest.mark.parametrize("field", ["title", "source", "published", "language", "url"])
def test_a_change_of_any_field_is_a_change(
    news: Path, store: LocalStore, encoder: WordCounter, field: str
) -> None:
    changed = {
        "title": "Neu",
        "source": "Donaubote",
        "published": "2025-01-31",
        "language": "en",
        "url": "https://example.com/1",
    }
    write_rows(news / "a.jsonl", row(1))
    ingest([news], store, encoder)
    write_rows(news / "a.jsonl", {**row(1), field: changed[field]})
    assert ingest([news], store, encoder).replaced == ["a1"]


def test_an_id_taken_in_the_same_run_is_skipped(
    news: Path, store: LocalStore, encoder: WordCounter
) -> None:
    write_rows(news / "a.jsonl", row(1), row(1, "Etwas anderes."))
    write_rows(news / "b.jsonl", row(1, "Noch etwas."), row(2))
    report = ingest([news], store, encoder)
    assert report.added == ["a1", "a2"]
    assert [Path(skipped.origin).name for skipped in report.skipped] == [
        "a.jsonl#line 2",
        "b.jsonl#line 1",
    ]
    assert all("'a1' was already taken" in skipped.reason for skipped in report.skipped)
    assert report.skipped[0].reason.endswith("name another column with --columns id=COLUMN")
    assert store.article("a1").text == "Nummer 1. Der Rat stimmt dem Plan zu."


def test_a_bad_file_does_not_stop_the_good_ones(
    news: Path, store: LocalStore, encoder: WordCounter
) -> None:
    write_rows(news / "a.jsonl", row(1))
    (news / "b.txt").write_bytes(b"PNG\x00\x01\x02" * 50)
    (news / "c.html").write_text("<html><body></body></html>", encoding="utf-8")
    (news / "d.jsonl").write_text('{"text": 3}\n{not json\n', encoding="utf-8")
    write_rows(news / "e.jsonl", row(2))
    report = ingest([news, news / "missing.txt"], store, encoder)
    assert report.added == ["a1", "a2"]
    assert [Path(skipped.origin).name for skipped in report.skipped] == [
        "b.txt",
        "c.html",
        "d.jsonl#line 1",
        "d.jsonl#line 2",
        "missing.txt",
    ]
    assert all(skipped.reason for skipped in report.skipped)


def test_nothing_at_all_gives_an_empty_report(
    news: Path, store: LocalStore, encoder: WordCounter
) -> None:
    assert ingest([news], store, encoder) == Report()
    assert ingest([], store, encoder) == Report()


def test_a_report_reads_as_a_sentence() -> None:
    report = Report(["a", "b"], ["c"], [], [Problem("d.txt", "empty; nothing to index")], 7)
    assert str(report) == "2 added, 1 replaced, 0 unchanged, 1 skipped"


def test_a_language_that_was_not_given_is_told(
    news: Path, store: LocalStore, encoder: WordCounter
) -> None:
    (news / "a.txt").write_text("Der Rat stimmt dem Plan heute zu.", encoding="utf-8")
    (added,) = ingest([news], store, encoder).added
    assert store.article(added).language == "de"


def test_a_sentence_that_occurs_twice_is_encoded_once_by_itself(
    news: Path, store: LocalStore, encoder: WordCounter
) -> None:
    write_rows(news / "a.jsonl", *(row(n) for n in range(10)))
    ingest([news], store, encoder)
    # Ten times within its passage, once by itself.
    assert encoder.texts.count("Der Rat stimmt dem Plan zu.") == 11


def test_progress_is_told_after_every_batch(
    news: Path, store: LocalStore, encoder: WordCounter
) -> None:
    write_rows(news / "a.jsonl", *(row(n) for n in range(120)))
    told: list[int] = []

    def show(report: Report) -> None:
        told.append(len(report.added))
        assert len(store.content_hashes()) == len(report.added)

    report = ingest([news], store, encoder, show)
    assert len(report.added) == told[-1] == 120
    assert told == sorted(set(told))
    assert len(told) > 1


def test_what_was_committed_before_a_stop_stays_and_the_rest_follows(
    news: Path, store: LocalStore, encoder: WordCounter
) -> None:
    write_rows(news / "a.jsonl", *(row(n) for n in range(120)))
    with pytest.raises(KeyboardInterrupt):
        ingest([news], store, WordCounter(texts=250))
    committed = len(store.content_hashes())
    assert 0 < committed < 120
    report = ingest([news], store, encoder)
    assert (len(report.unchanged), len(report.added)) == (committed, 120 - committed)
    assert len(ingest([news], store, WordCounter(texts=0)).unchanged) == 120


def test_an_index_is_not_added_to_with_another_encoder(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[LocalStore] = []
    open_store = LocalStore.open

    def note(folder: Path) -> LocalStore:
        opened.append(open_store(folder))
        return opened[-1]

    monkeypatch.setattr(LocalStore, "open", note)
    with pytest.raises(IndexMismatch, match="'counter'"):
        open_or_create(tmp_path / "index", DEFAULT_ENCODER)
    assert store.config.encoder == "counter"
    with pytest.raises(StoreError, match="closed"):
        opened[0].content_hashes()


def test_an_index_is_built_anew_without_encoding_anything_again(
    news: Path, tmp_path: Path, encoder: WordCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rows(news / "a.jsonl", row(1), row(2))

    def build(folder: Path, inner: WordCounter) -> list[tuple[object, ...]]:
        monkeypatch.setattr("index.ingest.encoder_named", lambda *_: inner)
        with VectorCache(1_000_000, tmp_path / "cache") as kept:
            store, cached = open_or_create(folder, kept=kept)
            assert ingest([news], store, cached).added == ["a1", "a2"]
            assert store.config.dimension == DIMENSION
            numbers = store.matching(stems_of("Nummer Rat", "de"), 9, Filter())
            words, sentences = store.word_vectors(numbers), store.context_vectors(numbers)
            return [
                (one.vector.tobytes(), one.sentence_vectors.tobytes(),
                 sentences[one.number].tobytes(), words[one.number].tobytes())
                for one in store.candidates(numbers)
            ]  # fmt: skip

    first = build(tmp_path / "one", encoder)
    assert len(first) == 2
    assert encoder.texts
    assert build(tmp_path / "two", WordCounter(texts=0)) == first


def one_sentence(title: str, *texts: str) -> list[Pending]:
    articles = [Article(str(n), title, text, language="de") for n, text in enumerate(texts)]
    return [
        Pending(
            Prepared(one, (), ()),
            Receipt(one.id, one.id, ""),
            tuple(chunk(one, WordCounter().count_tokens)),
            ((),),
        )
        for one in articles
    ]


@pytest.mark.parametrize(("title", "readings"), [("", 1), ("Titel", 2)])
def test_a_passage_that_is_a_sentence_is_read_once(title: str, readings: int) -> None:
    encoder = WordCounter()
    batch = one_sentence(title, "Der Rat stimmt zu.", "Der Hafen wird gebaut. Der Rat stimmt zu.")
    first, second = (one.passages[0] for one in encode(batch, encoder))
    # In each reading of the passage, this encoder reads its sentences as well.
    assert encoder.texts.count("Der Rat stimmt zu.") == readings + 2
    np.testing.assert_array_equal(first.sentence_vectors[0], first.vector)
    np.testing.assert_array_equal(second.sentence_vectors[1], first.sentence_vectors[0])


class Isolated:
    """In place of the process that prepares documents: it starts when the encoder has loaded."""

    def __init__(self, loaded: threading.Event) -> None:
        self.loaded, self.asked = loaded, 0

    def __enter__(self) -> "Isolated":
        return self

    def __exit__(self, *_: object) -> None: ...

    def __call__(self, document: Document) -> Prepared:
        self.asked += 1
        assert self.loaded.wait(10)
        return prepare(document)


class Loading(WordCounter):
    """An encoder that tells when it is asked to load, and may fail to."""

    def __init__(self, fails: bool = False) -> None:
        super().__init__()
        self.loaded = threading.Event()
        self._fails = fails

    def load(self) -> None:
        self.loaded.set()
        if self._fails:
            raise EncoderUnavailable("no model")

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        self.load()
        return super().count_tokens(texts)


def test_the_encoder_loads_while_the_first_document_is_prepared(
    news: Path, store: LocalStore, encoder: WordCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rows(news / "a.jsonl", row(1))
    ingest([news], store, encoder)
    write_rows(news / "b.jsonl", row(2), row(3))
    loading = Loading()
    isolated = Isolated(loading.loaded)
    monkeypatch.setattr("index.own_crew.IsolatedPreparation", lambda _: isolated)
    assert ingest_isolated([news], store, loading).added == ["a2", "a3"]
    assert isolated.asked == 2


def test_nothing_loads_where_nothing_changed(
    news: Path, store: LocalStore, encoder: WordCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rows(news / "a.jsonl", row(1))
    ingest([news], store, encoder)
    loading = Loading()
    isolated = Isolated(loading.loaded)
    monkeypatch.setattr("index.own_crew.IsolatedPreparation", lambda _: isolated)
    assert ingest_isolated([news], store, loading).unchanged == ["a1"]
    assert (isolated.asked, loading.loaded.is_set()) == (0, False)


def test_an_encoder_that_cannot_load_is_told_of_once(
    news: Path, store: LocalStore, encoder: WordCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rows(news / "a.jsonl", row(1))
    ingest([news], store, encoder)
    write_rows(news / "b.jsonl", row(2))
    loading = Loading(fails=True)
    monkeypatch.setattr("index.own_crew.IsolatedPreparation", lambda _: Isolated(loading.loaded))
    with pytest.raises(EncoderUnavailable, match="no model"):
        ingest_isolated([news], store, loading)
