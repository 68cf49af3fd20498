"""Whatever bytes come in, reading them ends soon, in passages that are where they say, or a reason.

CI tries a few; for many: ``FUNDSTELLE_FUZZ=100000 pytest tests/fuzz``, and ``FUNDSTELLE_FUZZ_FROM``
to try others than the first.
"""

import io
import os
import time
from contextlib import suppress

import pytest

from index.chunking import chunk
from index.errors import SourceUnreadable
from index.preparation import prepare
from index.records import Article, Chunk
from index.sources import Document, Limits, Problem
from index.sources.contents import File, look_into
from index.sources.places import Format
from tests.fuzz.mutations import mutate
from tests.fuzz.seeds import seeds_of

TRIALS = int(os.environ.get("FUNDSTELLE_FUZZ", "400"))
FIRST = int(os.environ.get("FUNDSTELLE_FUZZ_FROM", "0"))
PATIENCE_SECONDS = 10

pytestmark = pytest.mark.integration
FORMATS: tuple[Format, ...] = (
    *("text", "markdown", "html", "jsonl", "json", "csv", "zip", "epub", "feed", "docx", "pdf"),
    *("mail", "xml"),
)


def count_words(texts: list[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def check(article: Article, chunks: list[Chunk]) -> None:
    at = 0
    for one in chunks:
        assert one.passage.text == article.text[one.passage.start : one.passage.end]
        for sentence in one.sentences:
            assert sentence.text == article.text[sentence.start : sentence.end] != ""
            # Between sentences there is nothing but white space: none is lost.
            assert not article.text[at : sentence.start].strip()
            at = sentence.end
    assert not article.text[at:].strip()


def read(data: bytes, form: Format) -> int:
    """Read bytes as a format, check all that comes of it, and return how many articles it was."""
    articles = 0
    file = File("/fuzz", "fuzz", form, io.BytesIO(data))
    for found in look_into(file, Limits(file_bytes=1_000_000)):
        if not isinstance(found, Document):
            assert isinstance(found, Problem) or found.url
            continue
        with suppress(SourceUnreadable):
            article = prepare(found).article
            check(article, chunk(article, count_words))
            articles += 1
    return articles


@pytest.mark.parametrize("form", FORMATS)
def test_anything_can_be_read(form: Format) -> None:
    seeds, articles, slowest = seeds_of(form), 0, (0.0, 0)
    assert all(read(seed, form) for seed in seeds)
    trials = TRIALS // len(FORMATS)
    for number in range(FIRST, FIRST + trials):
        data, started = mutate(seeds, number), time.monotonic()
        articles += read(data, form)
        slowest = max(slowest, (time.monotonic() - started, number))
    assert slowest[0] < PATIENCE_SECONDS, f"number {slowest[1]} took {slowest[0]:.1f} s"
    assert not trials or articles, "nothing came through: the mutations say nothing"
