"""What was encoded once is not encoded again: with the real encoder, and between processes."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from index.encoding import ModelEncoder
from index.ingest import ingest, open_or_create
from index.preparation import prepare
from index.records import Chunk, Passage, Sentence
from index.vector_cache import VectorCache

pytestmark = pytest.mark.integration

FERRY = (
    "Die Fähre nach Norderinsel kostet ab Mai 14,50 Euro. Das teilte die Reederei Wiek am "
    "Dienstag mit.\n\nBisher kostete die Überfahrt 12 Euro. Der Landkreis will das prüfen."
)

# Fills a cache with what can be checked afterwards, until it is told to stop or killed.
FILLER = """
import sys
from hashlib import blake2b
from pathlib import Path
from index.vector_cache import VectorCache

with VectorCache(2_000_000, Path(sys.argv[1])) as cache:
    print("started", flush=True)
    for turn in range(int(sys.argv[2])):
        values = [b"%d" % (turn * 7 % 900 + n) * 700 for n in range(20)]
        keys = [blake2b(value, digest_size=16).digest() for value in values]
        found = cache.get(keys)
        assert all(blake2b(found[key], digest_size=16).digest() == key for key in found)
        cache.put(dict(zip(keys, values)))
    print(len(found), flush=True)
"""


def start(folder: Path, turns: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", FILLER, str(folder), str(turns)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )


def test_processes_share_a_cache_and_one_of_them_dies(tmp_path: Path) -> None:
    VectorCache(1, tmp_path).close()
    doomed, *others = (start(tmp_path, turns) for turns in (100_000, 150, 150))
    try:
        assert doomed.stdout is not None
        assert doomed.stdout.readline() == "started\n"
        time.sleep(0.3)
        doomed.kill()
        for one in others:
            out, _ = one.communicate(timeout=60)
            assert one.returncode == 0
            assert int(out.split()[-1]) > 0
    finally:
        for one in (doomed, *others):
            one.kill()
            one.communicate()
    with VectorCache(2_000_000, tmp_path) as cache:
        cache.put({bytes(16): b"after"})
        assert cache.get([bytes(16)]) == {bytes(16): b"after"}
    assert (tmp_path / "vectors.sqlite").stat().st_size < 2_500_000


def test_an_index_is_built_anew_without_loading_the_model(
    tmp_path: Path, encoder: ModelEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fähre.txt").write_text(FERRY, encoding="utf-8")
    unloaded = ModelEncoder()
    found = []
    for inner in (encoder, unloaded):
        monkeypatch.setattr("index.ingest.encoder_named", lambda *_, inner=inner: inner)
        with VectorCache(10_000_000, tmp_path / "cache") as kept:
            store, cached = open_or_create(tmp_path / f"index-{len(found)}", kept=kept)
            report = ingest([tmp_path / "fähre.txt"], store, cached, prepare=prepare)
            assert (len(report.added), report.passages) == (1, 1)
            found.append(store.languages()["de"].mean)
            store.close()
    assert unloaded._loaded is None
    np.testing.assert_array_equal(found[0], found[1])


def test_a_sentence_that_is_a_passage_gives_the_same_vector(encoder: ModelEncoder) -> None:
    sentences = FERRY.replace("\n\n", " ").split(". ")
    chunks = [
        Chunk(Passage("a", 0, 0, len(one), one), (Sentence("a", 0, 0, len(one), one),))
        for one in sentences
    ]
    read = encoder.encode_passages(chunks, [""] * len(chunks))
    alone = encoder.encode_texts(sentences)
    np.testing.assert_allclose([one.passage for one in read], alone, atol=1e-3)
