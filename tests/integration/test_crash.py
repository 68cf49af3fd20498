"""Adding by the command line with the real encoder, killed: what was committed is whole.

What a kill at any moment leaves is tested in :mod:`test_crash_points`, with a quick encoder.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.config import IndexConfig
from index.encoding import ModelEncoder, PassageVectors, QuestionVectors
from index.ingest import ingest, open_or_create
from index.local import LocalStore
from index.records import Chunk, Filter, Vectors
from index.words import stems_of, word_spans
from ui.cli import main
from ui.commands.exits import DONE

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
# Articles of one passage each: four whole batches, of which the last takes as long as any.
COUNT = 192
PATIENCE_SECONDS = 180


class IdleEncoder:
    """An encoder that must not be asked for anything."""

    name, fingerprint, dimension, engine = "idle", "", 384, "none"

    def load(self) -> None:
        pass

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        raise AssertionError(f"asked to count {len(texts)} texts")

    def encode_questions(self, texts: Sequence[str]) -> list[QuestionVectors]:
        raise AssertionError(f"asked to encode {len(texts)} questions")

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(f"asked to encode {len(texts)} texts")

    def encode_passages(
        self, chunks: Sequence[Chunk], titles: Sequence[str]
    ) -> list[PassageVectors]:
        raise AssertionError(f"asked to encode {len(chunks)} passages of {len(titles)} articles")


def text_of(number: int) -> str:
    return f"Das Pegelhaus P{number:03}x misst.\nDer Fluss steigt seit dem 3. Mai."


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for part in range(2):
        rows = [
            {"id": f"p{n:03}", "title": "Pegel", "text": text_of(n), "language": "de"}
            for n in range(part, COUNT, 2)
        ]
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{part}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def start_adding(news: Path, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "add", "--json", "--index", str(folder), str(news)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},  # two of them at once get in each other's way
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def count_articles(folder: Path) -> int:
    """Count the articles committed so far, by looking into the database from outside."""
    database = folder / "index.sqlite"
    if not database.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.OperationalError:  # no table yet
        return 0


def kill_when(process: subprocess.Popen[str], folder: Path, above: int) -> int:
    """Kill a process once more than ``above`` articles are in, return how many are."""
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while count_articles(folder) <= above:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline, "nothing was committed"
            time.sleep(0.005)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    return count_articles(folder)


def kill_starting(news: Path, folder: Path) -> None:
    process = start_adding(news, folder)
    time.sleep(0.4)
    process.kill()
    process.communicate()


def check_whole(folder: Path, articles: int) -> None:
    """Make sure that every committed article is complete, and found."""
    with closing(LocalStore.open(folder)) as store:
        ids = [article.id for article in store.articles()]
        assert len(ids) == articles == len(store.content_hashes())
        summary = store.summary()
        assert (summary.passages, summary.sentences) == (articles, 2 * articles)
        for article_id in ids:
            check_article(store, article_id)
        nearest = store.nearest(np.ones(384, np.float32), COUNT, "de", Filter())
        assert len(nearest) == articles


def check_article(store: LocalStore, article_id: str) -> None:
    number = int(article_id.removeprefix("p"))
    (found,) = store.matching(stems_of(f"P{number:03}x", "de"), COUNT, Filter())
    article, chunk = store.chunks([found])[found]
    assert (article.id, article.text) == (article_id, text_of(number))
    passage = chunk.passage
    assert passage.text == article.text[passage.start : passage.end]
    for sentence in chunk.sentences:
        assert sentence.text == article.text[sentence.start : sentence.end]
    assert "\n".join(sentence.text for sentence in chunk.sentences) == article.text
    (candidate,) = store.candidates([found])
    contexts = store.context_vectors([found])[found]
    for vectors in (candidate.vector[None], candidate.sentence_vectors, contexts):
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-2)
    written = f"{article.title} {passage.text}"
    assert len(store.word_vectors([found])[found]) == len(word_spans(written))


def test_adding_survives_being_killed(
    news: Path,
    tmp_path: Path,
    encoder: ModelEncoder,
    capsys: pytest.CaptureFixture[str],
) -> None:
    early, late = tmp_path / "early", tmp_path / "late"
    kill_starting(news, early)
    assert count_articles(early) == 0

    # Both at once, as starting takes longest.
    adding = {folder: start_adding(news, folder) for folder in (early, late)}
    committed = {early: kill_when(adding[early], early, above=0)}
    committed[late] = kill_when(adding[late], late, above=committed[early])
    assert 0 < committed[early] < committed[late] < COUNT

    for folder, before in committed.items():
        check_whole(folder, before)
        # In this process, where the encoder is loaded once.
        assert main(["add", "--json", "--index", str(folder), str(news)]) == DONE
        report = json.loads(capsys.readouterr().out)
        assert (report["unchanged"], len(report["added"])) == (before, COUNT - before)
        assert report["replaced"] == report["skipped"] == []
        check_whole(folder, COUNT)

    with closing(LocalStore.open(late)) as store:
        assert store.config.fingerprint == encoder.fingerprint
        assert len(ingest([news], store, IdleEncoder()).unchanged) == COUNT


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_an_index_whose_making_was_killed_is_made_again(
    tmp_path: Path, encoder: ModelEncoder, journal: str
) -> None:
    # As it is between opening the new file and committing its tables.
    (tmp_path / "index.sqlite").touch()
    with closing(sqlite3.connect(tmp_path / "index.sqlite")) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal}")
    store, _ = open_or_create(tmp_path)
    assert store.config == IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    store.close()
