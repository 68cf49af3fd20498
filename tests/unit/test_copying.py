"""What is held of articles goes from store to store, and nothing of it is lost."""

import json
import signal
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import copying
from index.batches import Pending, cut, encode
from index.checksums import checksum
from index.config import IndexConfig
from index.copying import CopyReport, copy
from index.encoding import Encoder
from index.errors import ArticleUnknown, IndexDamaged, IndexMismatch, StoreError
from index.local import LocalStore
from index.preparation import Prepared
from index.projection import WORD_DIMENSION, from_bytes, to_bytes
from index.records import Article, Cut, Filter
from index.reprints import sign
from index.stored_records import Holding, Receipt, Validators
from ui.cli import main
from ui.commands.copying import describe
from ui.commands.exits import DONE, MISTAKE, NOTHING, STOPPED

REPORT = " ".join(
    f"Im Hafen von {name} liegen heute {n} Kähne und warten auf {cargo}."
    for n, (name, cargo) in enumerate(
        zip(
            ("Norderfurt", "Birkenwiek", "Moorhude", "Sandkamp", "Weidenbeck", "Lerchenloh"),
            ("Kies", "Holz", "Getreide", "Ziegel", "Kohle", "Salz"),
            strict=True,
        ),
        start=21,
    )
)
# The reprint comes first by its id and last by its day.
HARBOUR = Article(
    "m-hafen", "Kähne warten", REPORT, "https://example.com/1", "Inselbote", date(2025, 5, 1), "de"
)
REPRINT = replace(HARBOUR, id="a-hafen", url=None, source="Küstenblatt", published=date(2025, 5, 2))
MILL = Article(
    "mühle", "Mühle", "Die Mühle mahlt. Sie mahlt auch morgen.", language="de", author="X Y"
)
FERRY = Article("ferry", "Ferry", "The ferry was late.\nNobody knew why.", language="en")
ARTICLES = (HARBOUR, REPRINT, MILL, FERRY)
IDS = [article.id for article in ARTICLES]

Fill = Callable[..., None]


@pytest.fixture
def config(encoder: Encoder) -> IndexConfig:
    return IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension, passage_tokens=9)


@pytest.fixture
def fill(encoder: Encoder) -> Fill:
    def fill(store: LocalStore, *articles: Article) -> None:
        pending = [
            Pending(Prepared(article, CUTS, sign(article.text).bands()), receipt_of(article))
            for article in articles
        ]
        batch = [cut(one, encoder, store.config.passage_tokens) for one in pending]
        store.add(encode(batch, encoder))

    return fill


CUTS = (Cut("credit", "Foto: Z"), Cut("menu", "Start\nSport"))


def receipt_of(article: Article) -> Receipt:
    return Receipt(f"/news/{article.id}", article.id, "f1", Validators("e", None, article.url))


@pytest.fixture
def source(tmp_path: Path, config: IndexConfig, fill: Fill) -> Iterator[LocalStore]:
    with closing(LocalStore.create(tmp_path / "source", config)) as store:
        fill(store, replace(MILL, text="Die Mühle steht."))
        fill(store, replace(MILL, text="Die Mühle steht wieder."))
        fill(store, *ARTICLES)
        store.note([Receipt("/again", "ferry", "f2")])
        yield store


@pytest.fixture
def target(tmp_path: Path, config: IndexConfig) -> Iterator[LocalStore]:
    with closing(LocalStore.create(tmp_path / "target", config)) as store:
        yield store


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "_MOST_CHARACTERS", 1)


def checksums(store: LocalStore) -> dict[str, bytes]:
    ids = [article.id for article in store.articles()]
    return {one.indexed.article.id: checksum(one) for one in store.holdings(ids)}


def count_changes(folder: Path) -> int:
    """Count what has been written since the index was made."""
    with closing(sqlite3.connect(folder / "index.sqlite")) as connection:
        (count,) = connection.execute("SELECT max(number) FROM changes").fetchone()
    return int(count)


# What is held


def test_all_that_is_stored_is_held(source: LocalStore) -> None:
    held = {one.indexed.article.id: one for one in source.holdings([*IDS, "nowhere"])}
    assert list(held) == sorted(IDS)
    harbour, reprint, mill, ferry = (held[article_id] for article_id in IDS)
    assert reprint.indexed.article == replace(REPRINT, reprint_of=HARBOUR.id)
    assert harbour.indexed.article == HARBOUR
    assert harbour.indexed.bands == tuple(sorted(sign(REPORT).bands()))
    assert (mill.indexed.cuts, mill.indexed.engine) == (CUTS, "none")
    assert mill.indexed.content_hash == MILL.content_hash
    assert mill.indexed.receipt is None
    assert [one.article.text for one in mill.versions] == [
        "Die Mühle steht wieder.", "Die Mühle steht."
    ]  # fmt: skip
    assert ferry.receipts == (Receipt("/again", "ferry", "f2"), receipt_of(FERRY))
    text = "".join(one.chunk.passage.text for one in harbour.indexed.passages)
    assert text.replace(" ", "") == REPORT.replace(" ", "")


def test_vectors_are_held_as_they_are_stored(source: LocalStore) -> None:
    (held,) = source.holdings(["ferry"])
    (number,) = source.matching(["ferri"], 1, Filter())
    (candidate,) = source.candidates([number])
    passage = held.indexed.passages[0]
    for one, other in (
        (passage.vector, candidate.vector),
        (passage.sentence_vectors, candidate.sentence_vectors),
        (passage.context_vectors, source.context_vectors([number])[number]),
        (passage.word_vectors, source.word_vectors([number])[number]),
    ):
        np.testing.assert_array_equal(one, other)
    assert passage.stems == candidate.stems


def test_many_articles_are_read_with_as_few_queries_as_one(
    source: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    read = source._database.read

    def watched(query: str, values: Sequence[object] = ()) -> list[object]:
        asked.append(query)
        return read(query, values)

    monkeypatch.setattr(source._database, "read", watched)
    source.holdings(["ferry"])
    once = len(asked)
    source.holdings(IDS)
    assert len(asked) == 2 * once


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE articles SET text = replace(text, 'late', 'soon') WHERE id = 'ferry'",
        "DELETE FROM passages WHERE ordinal = 0",
        "UPDATE vectors SET vector = zeroblob(132)",
        "DELETE FROM vectors",
        "UPDATE versions SET content = '{'",
        "UPDATE articles SET cuts = '['",
    ],
)
def test_what_is_damaged_is_not_handed_out(source: LocalStore, tmp_path: Path, damage: str) -> None:
    with closing(sqlite3.connect(tmp_path / "source" / "index.sqlite")) as connection:
        connection.execute(damage)
        connection.commit()
    with pytest.raises(IndexDamaged):
        source.holdings(IDS)


@given(st.integers(0, 2**32 - 1), st.floats(1e-6, 1e3))
def test_words_lose_nothing_more_once_they_are_kept(seed: int, scale: float) -> None:
    vectors = np.random.default_rng(seed).normal(0, scale, (2, WORD_DIMENSION))
    kept = to_bytes(vectors.astype(np.float32))
    assert to_bytes(from_bytes(kept)) == kept


# What is restored


def test_an_article_is_restored_as_it_was(source: LocalStore, target: LocalStore) -> None:
    target.restore(source.holdings(IDS))
    assert checksums(target) == checksums(source)
    assert target.history("mühle") == source.history("mühle")
    assert target.receipts("/news") == source.receipts("/news")
    assert target.receipt("/again") == Receipt("/again", "ferry", "f2")
    assert target.cuts("mühle") == CUTS
    assert target.summary() == replace(source.summary(), bytes=target.summary().bytes)


def test_what_was_there_of_it_is_replaced(source: LocalStore, target: LocalStore) -> None:
    target.restore(source.holdings(["mühle", "ferry"]))
    target.note([Receipt("/elsewhere", "ferry", "f9")])
    target.restore(source.holdings(["ferry", "mühle"]))
    assert target.receipt("/elsewhere") is None
    assert len(target.history("mühle")) == 2
    assert target.summary().articles == 2


def test_what_fails_leaves_nothing_behind(source: LocalStore, target: LocalStore) -> None:
    mill, ferry = source.holdings(["mühle", "ferry"])
    broken = replace(ferry, indexed=replace(ferry.indexed, passages=(None,)))  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        target.restore([mill, broken])
    assert target.summary().articles == 0
    assert target.receipts("/news") == []
    assert target.statistics(["muhl", "mahl"]).frequencies == {}


def test_a_reprint_whose_original_is_missing_is_refused(
    source: LocalStore, target: LocalStore
) -> None:
    with pytest.raises(ArticleUnknown, match=r"'a-hafen' reprints 'm-hafen'.*before it"):
        target.restore(source.holdings(["a-hafen"]))
    assert target.summary().articles == 0


def test_reprints_keep_their_original_where_it_is_replaced(
    source: LocalStore, target: LocalStore
) -> None:
    target.restore(source.holdings(IDS))
    target.restore(source.holdings(["m-hafen"]))
    assert target.article("a-hafen").reprint_of == "m-hafen"
    target.restore(source.holdings(["a-hafen"]))
    assert target.article("a-hafen").reprint_of == "m-hafen"


def test_a_family_has_one_original_whatever_is_told(
    source: LocalStore, target: LocalStore, fill: Fill
) -> None:
    target.restore(source.holdings(IDS))
    fill(target, replace(REPRINT, id="z-hafen", published=None))
    assert target.article("z-hafen").reprint_of == "m-hafen"
    # In the source, another article turns out to be the original of both.
    fill(source, replace(HARBOUR, id="n-hafen", published=date(2025, 4, 1)))
    target.restore(source.holdings(["m-hafen", "n-hafen"]))
    assert target.article("m-hafen").reprint_of == "n-hafen"
    assert target.article("n-hafen").reprint_of is None
    assert target.article("a-hafen").reprint_of == "n-hafen"
    assert target.article("z-hafen").reprint_of == "n-hafen"


def test_original_and_reprint_change_places(
    source: LocalStore, target: LocalStore, fill: Fill
) -> None:
    target.restore(source.holdings(IDS))
    fill(source, replace(REPRINT, published=date(2025, 4, 1)))
    for article_id in ("a-hafen", "m-hafen"):
        target.restore(source.holdings([article_id]))
    assert target.article("a-hafen").reprint_of is None
    assert target.article("m-hafen").reprint_of == "a-hafen"


def test_reprints_of_what_was_restored_are_found(
    source: LocalStore, target: LocalStore, fill: Fill
) -> None:
    target.restore(source.holdings(IDS))
    fill(target, replace(HARBOUR, id="later", published=date(2025, 6, 1)))
    assert target.article("later").reprint_of == "m-hafen"
    target.remove(["m-hafen"])
    assert target.article("later").reprint_of == "a-hafen"


# Checksums


def _change(holding: Holding, **fields: object) -> Holding:
    return replace(holding, indexed=replace(holding.indexed, **fields))  # type: ignore[arg-type]


def _change_passage(holding: Holding, **fields: object) -> Holding:
    first, *others = holding.indexed.passages
    return _change(holding, passages=(replace(first, **fields), *others))  # type: ignore[arg-type]


def _nudge(vectors: np.ndarray) -> np.ndarray:
    changed = vectors.copy()
    changed.flat[-1] = np.nextafter(changed.flat[-1], np.float32(2))
    return changed


CHANGES: dict[str, Callable[[Holding], Holding]] = {
    "title": lambda h: _change(h, article=replace(h.indexed.article, title="Other")),
    "day": lambda h: _change(h, article=replace(h.indexed.article, published=date(2025, 1, 1))),
    "reprint_of": lambda h: _change(h, article=replace(h.indexed.article, reprint_of="x")),
    "content_hash": lambda h: _change(h, content_hash="other"),
    "engine": lambda h: _change(h, engine="other"),
    "cuts": lambda h: _change(h, cuts=CUTS[::-1]),
    "bands": lambda h: _change(h, bands=(1, *h.indexed.bands)),
    "passages": lambda h: _change(h, passages=h.indexed.passages[:-1]),
    "receipts": lambda h: replace(h, receipts=h.receipts[1:]),
    "validators": lambda h: replace(
        h, receipts=tuple(replace(one, validators=Validators("other")) for one in h.receipts)
    ),
    "versions": lambda h: replace(h, versions=h.versions[::-1]),
    "stems": lambda h: _change_passage(h, stems=("other",)),
    "vector": lambda h: _change_passage(h, vector=_nudge(h.indexed.passages[0].vector)),
    "sentence_vectors": lambda h: _change_passage(
        h, sentence_vectors=_nudge(h.indexed.passages[0].sentence_vectors)
    ),
    "context_vectors": lambda h: _change_passage(
        h, context_vectors=_nudge(h.indexed.passages[0].context_vectors)
    ),
    "word_vectors": lambda h: _change_passage(
        h, word_vectors=_nudge(h.indexed.passages[0].word_vectors)
    ),
    "spans": lambda h: _change_passage(
        h,
        chunk=replace(
            h.indexed.passages[0].chunk, sentences=h.indexed.passages[0].chunk.sentences[:1]
        ),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_differs_changes_the_checksum(source: LocalStore, what: str) -> None:
    (held,) = source.holdings(["mühle"])
    assert checksum(CHANGES[what](held)) != checksum(held)


def test_orders_that_mean_nothing_do_not_change_the_checksum(source: LocalStore) -> None:
    (held,) = source.holdings(["m-hafen"])
    other = replace(_change(held, bands=held.indexed.bands[::-1]), receipts=held.receipts[::-1])
    assert checksum(other) == checksum(held)


# Copying


def test_a_copy_holds_all_and_a_second_one_writes_nothing(
    source: LocalStore, target: LocalStore, tmp_path: Path
) -> None:
    report = copy(source, target)
    assert (report.articles, report.copied, report.unchanged, report.verified) == (4, 4, 0, 4)
    assert report.passages == source.summary().passages
    assert checksums(target) == checksums(source)
    written = count_changes(tmp_path / "target")
    again = copy(source, target)
    assert (again.copied, again.unchanged, again.verified, again.passages) == (0, 4, 4, 0)
    assert count_changes(tmp_path / "target") == written


@pytest.mark.usefixtures("one_by_one")
def test_originals_go_before_their_reprints(source: LocalStore, target: LocalStore) -> None:
    assert copy(source, target).copied == 4
    assert target.article("a-hafen").reprint_of == "m-hafen"
    assert checksums(target) == checksums(source)


def test_only_what_has_changed_is_copied_again(
    source: LocalStore, target: LocalStore, fill: Fill
) -> None:
    copy(source, target)
    fill(source, replace(FERRY, text="The ferry was on time."))
    report = copy(source, target)
    assert (report.copied, report.unchanged, report.verified) == (1, 3, 4)
    assert target.article("ferry").text == "The ferry was on time."
    source.note([Receipt("/thrice", "ferry", "f3")])
    assert copy(source, target).copied == 1
    assert target.receipt("/thrice") == Receipt("/thrice", "ferry", "f3")


def test_what_only_the_target_has_is_left_alone_and_told(
    source: LocalStore, target: LocalStore, fill: Fill
) -> None:
    fill(target, replace(FERRY, id="extra"), replace(FERRY, id="zuletzt"))
    report = copy(source, target)
    assert (report.verified, report.extra.count, report.extra.first) == (4, 2, ["extra", "zuletzt"])
    assert target.article("extra").title == "Ferry"


@pytest.mark.usefixtures("one_by_one")
def test_a_stopped_copy_goes_on_where_it_was(source: LocalStore, target: LocalStore) -> None:
    reports: list[int] = []
    report = copy(source, target, lambda one: reports.append(one.copied), lambda: len(reports) >= 2)
    assert (report.stopped, report.copied, report.verified, reports) == (True, 2, 0, [1, 2])
    assert target.summary().articles == 2
    rest = copy(source, target)
    assert (rest.stopped, rest.copied, rest.unchanged, rest.verified) == (False, 2, 2, 4)
    assert checksums(target) == checksums(source)


@pytest.mark.usefixtures("one_by_one")
def test_comparing_can_be_stopped_as_well(source: LocalStore, target: LocalStore) -> None:
    seen: list[int] = []
    report = copy(source, target, lambda one: seen.append(one.verified), lambda: 1 in seen)
    assert (report.stopped, report.copied, report.verified) == (True, 4, 1)


@pytest.mark.parametrize(
    ("field", "value"), [("fingerprint", "beef"), ("dimension", 32), ("passage_tokens", 300)]
)
def test_indexes_that_were_not_built_alike_are_refused(
    source: LocalStore, config: IndexConfig, tmp_path: Path, field: str, value: object
) -> None:
    other = replace(config, **{field: value})  # type: ignore[arg-type]
    with closing(LocalStore.create(tmp_path / "other", other)) as target:
        named = f"{field} {getattr(config, field)} and {value}"
        with pytest.raises(IndexMismatch, match=named):
            copy(source, target)
        assert target.summary().articles == 0


class Lossy(LocalStore):
    """A store that does not keep what it is given."""

    def restore(self, holdings: Sequence[Holding]) -> None:
        kept = [one for one in holdings if one.indexed.article.id != "ferry"]
        super().restore([replace(one, versions=()) for one in kept])


def test_what_was_not_kept_is_named(
    source: LocalStore, tmp_path: Path, config: IndexConfig
) -> None:
    with closing(Lossy.create(tmp_path / "lossy", config)) as made:
        target = Lossy(tmp_path / "lossy", made._database)
        report = copy(source, target)
    assert (report.different.count, set(report.different.first)) == (2, {"ferry", "mühle"})
    assert report.verified == 2


def test_a_target_that_counts_wrongly_is_told(
    source: LocalStore, target: LocalStore, tmp_path: Path
) -> None:
    copy(source, target)
    with closing(sqlite3.connect(tmp_path / "target" / "index.sqlite")) as connection:
        connection.execute("UPDATE languages SET passages = passages + 1 WHERE language = 'en'")
        connection.commit()
    with pytest.raises(StoreError, match="count different passages"):
        copy(source, target)


def test_few_of_many_are_named(source: LocalStore, target: LocalStore, fill: Fill) -> None:
    fill(target, *(replace(MILL, id=f"m{n:02}", url=None) for n in range(30)))
    report = copy(source, target)
    assert (report.extra.count, len(report.extra.first)) == (30, 20)


# On the command line


def run_copy(*arguments: object) -> int:
    return main(["copy", *map(str, arguments)])


def test_the_verb_copies_and_says_so(
    source: LocalStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here, there = tmp_path / "source", tmp_path / "new" / "place"
    assert run_copy(here, there) == DONE
    assert capsys.readouterr().out == "4 copied, 0 unchanged, 4 verified.\n"
    assert run_copy("--json", here, there) == DONE
    said = json.loads(capsys.readouterr().out)
    assert (said["copied"], said["unchanged"], said["verified"]) == (0, 4, 4)
    assert (said["extra"], said["different"], said["stopped"]) == (0, 0, False)
    assert (said["from"], said["to"]) == (str(here), str(there))
    with closing(LocalStore.open(there)) as copied:
        assert checksums(copied) == checksums(source)


def test_what_is_too_many_is_said_with_what_removes_it(
    target: LocalStore, fill: Fill, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    config: IndexConfig,
) -> None:  # fmt: skip
    fill(target, FERRY)
    LocalStore.create(tmp_path / "empty", config).close()
    assert run_copy(tmp_path / "empty", tmp_path / "target") == NOTHING
    assert "target has 'ferry'; fundstelle remove" in capsys.readouterr().err


def test_an_index_is_not_copied_onto_itself(
    source: LocalStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = tmp_path / "source"
    assert run_copy(here, here / ".." / "source") == MISTAKE
    assert "are the same index; give another place" in capsys.readouterr().err
    assert source.summary().articles == 4
    for place in ("milvus://host/news", "milvus-lite:news.db"):
        assert run_copy(place, place) == MISTAKE


def test_a_missing_source_makes_no_target(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_copy(tmp_path / "missing", tmp_path / "new") == MISTAKE
    assert "There is no index at" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


@pytest.mark.usefixtures("source")
def test_what_differs_in_the_end_is_a_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.stores.LocalStore.restore", lambda *_: None)
    assert run_copy(tmp_path / "source", tmp_path / "new") == MISTAKE
    said = capsys.readouterr().err
    assert "do not hold the same of 'a-hafen', 'ferry', 'm-hafen', 'mühle'; run the same" in said


@pytest.mark.usefixtures("source", "one_by_one")
def test_a_stopped_verb_says_that_it_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    restore = LocalStore.restore

    def restore_and_interrupt(store: LocalStore, holdings: Sequence[Holding]) -> None:
        restore(store, holdings)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(LocalStore, "restore", restore_and_interrupt)
    assert run_copy(tmp_path / "source", tmp_path / "new") == STOPPED
    said = capsys.readouterr()
    assert said.out == "1 copied, 0 unchanged, 0 verified.\n"
    assert "The same command goes on from there." in said.err


def test_progress_is_told_on_a_line() -> None:
    copying_ = CopyReport(articles=9, copied=2, unchanged=3, passages=40)
    assert describe(copying_, 8) == (
        "Copying: 5 of 9 articles, 3 of them there already, 5.0 passages/s"
    )
    copying_.verified = 4
    assert describe(copying_, 8) == "Comparing: 4 of 5 articles"
