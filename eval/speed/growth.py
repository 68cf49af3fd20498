"""Speed, memory and disk in one go: of adding a corpus, and of an index that grows beyond it.

It is the local store that is measured, whose files lie on the disk that is looked at.
"""

import random
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.speed import ingest
from eval.speed.clocks import Clock, read_clock
from eval.speed.enlarging import PASSAGES, bytes_needed, endless, grow, read_articles
from eval.speed.scale import Taken, measure_alone
from eval.speed.startup import time_page, time_verbs
from index.encoding import Encoder, encoder_named
from index.errors import FundstelleError
from index.local import LocalStore
from index.records import Article
from index.report import Progress
from index.store import Store
from index.words import split_words
from rag.config import Settings

DRAWN = 100
"""How many titles are asked where no questions are given."""

_CORPUS = "corpus"
_TOLD = 100_000  # passages from one sign of life to the next
_SEED = 0
_LONGEST = 200  # characters of a title, or of a text without one

Tell = Callable[[str], None]
"""Told what is going on, a line each."""


class ScratchUnfit(FundstelleError):
    """There is no folder to work in, or not enough disk for the sizes asked for."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The encoder by itself: the texts of the corpus in one call, with nothing else to do.

    Attributes:
        texts: How many: the passages behind their titles, and each sentence once.
        tokens: How many tokens they have, without the encoder's own.
        took: How long it took.
    """

    texts: int
    tokens: int
    took: Clock


@dataclass(frozen=True, slots=True)
class Size:
    """An index of some size.

    Attributes:
        growing: Seconds that storing took since the size before, nothing being encoded.
        publishing: Seconds that bringing up to date what is derived took after that.
        files: Its files, with their bytes.
        taken: What it takes.
    """

    growing: float
    publishing: float
    files: Mapping[str, int]
    taken: Taken


@dataclass(frozen=True, slots=True)
class Speed:
    """All that was measured.

    Attributes:
        adding: What adding the corpus took.
        limit: What the encoder alone took.
        engine: What runs the encoder, and at which precision.
        real: How many passages the corpus has.
        starts: Seconds of each verb of the command line in new processes, on the corpus.
        sizes: The index of each size.
        questions: How many questions were asked of each.
    """

    adding: ingest.Measured
    limit: Limit
    engine: str
    real: int
    starts: Mapping[str, tuple[float, ...]]
    sizes: tuple[Size, ...]
    questions: int


@contextmanager
def scratch_in(folder: Path | None) -> Iterator[Path]:
    """Give an empty folder to work in, which is gone afterwards; None takes the system's place.

    Raises:
        ScratchUnfit: It cannot be made.
    """
    try:
        made = TemporaryDirectory(dir=folder)
    except OSError as error:
        raise ScratchUnfit(
            f"Nothing can be made in {folder} ({error.strerror}); name a folder with --scratch."
        ) from error
    with made as scratch:
        yield Path(scratch)


def add_corpus(
    places: Sequence[Path],
    scratch: Path,
    settings: Settings,
    progress: Progress = lambda _: None,
) -> ingest.Measured:
    """Add a corpus to a new index in ``scratch``, and measure what it takes.

    Raises:
        CorpusUnfit: There is no article in the corpus.
        EncoderUnavailable: The encoder's model cannot be loaded.
    """
    name = settings.encoder or None
    folder = scratch / _CORPUS
    return ingest.measure(places, scratch, folder, name, progress, engine=settings.engine)


def measure(
    adding: ingest.Measured,
    sizes: Sequence[int],
    questions: Sequence[str],
    scratch: Path,
    settings: Settings,
    tell: Tell = lambda _: None,
    rounds: int = 3,
) -> Speed:
    """Measure everything else.

    Args:
        adding: What :func:`add_corpus` measured.
        sizes: Numbers of passages, in any order.
        questions: What to ask; none asks the titles of some articles.
        scratch: Where the corpus was added.
        settings: The assistant's settings; its index is not looked at.
        tell: Told what is measured.
        rounds: How many times each verb is started to be timed.

    Raises:
        StartFailed: The command line has failed.
        ProcessDied: A process that measures has died.
    """
    folder = scratch / _CORPUS
    with closing(LocalStore.open(folder)) as store:
        store.remove(adding.passes["one more"].report.added)
        store.publish()
        tell("The encoder by itself …")
        encoder = encoder_named(store.config.encoder, settings.engine)
        limit = _find_limit(store, encoder)
        articles = list(store.articles())
        real = store.summary().passages
    asked = questions or draw_titles(articles)
    sample = _median(articles).id
    tell("Starting the command line …")
    starts = {
        **dict(time_verbs(folder, sample, asked[0], rounds)),
        **time_page(folder, asked[0], rounds),
    }
    grown = _grow(folder, scratch / "grown", sizes, asked, sample, settings, tell)
    return Speed(adding, limit, encoder.engine, real, starts, tuple(grown), len(asked))


def check_room(scratch: Path, sizes: Sequence[int]) -> None:
    """Make sure that indexes of these sizes fit on the disk.

    Raises:
        ScratchUnfit: They don't.
    """
    needed, free = bytes_needed(max(sizes)), shutil.disk_usage(scratch).free
    if needed > free:
        raise ScratchUnfit(
            f"{max(sizes):,} passages need about {needed / 1e9:.0f} GB, but {scratch} has "
            f"{free / 1e9:.0f} GB left; name another folder with --scratch, or smaller --sizes."
        )


def draw_titles(articles: Sequence[Article]) -> tuple[str, ...]:
    """Draw titles to ask, the same ones every time; of articles without one how they begin."""
    titles = dict.fromkeys((one.title or one.text)[:_LONGEST] for one in articles)
    usable = [title for title in titles if split_words(title)]
    drawn = random.Random(_SEED).sample(usable, min(DRAWN, len(usable)))  # noqa: S311
    return tuple(drawn)


def _find_limit(store: Store, encoder: Encoder) -> Limit:
    texts = list(ingest.encoded_texts(store, encoder))
    tokens = sum(encoder.count_tokens(texts))
    encoder.encode_texts(texts[:1])
    started = read_clock()
    encoder.encode_texts(texts)
    return Limit(len(texts), tokens, read_clock() - started)


def _median(articles: Sequence[Article]) -> Article:
    """Return the article of median length."""
    return sorted(articles, key=lambda one: (len(one.text), one.id))[len(articles) // 2]


def _grow(
    corpus: Path,
    folder: Path,
    sizes: Sequence[int],
    questions: Sequence[str],
    sample: str,
    settings: Settings,
    tell: Tell,
) -> Iterator[Size]:
    """Make an index of each size, from the smallest to the largest, and measure it."""
    with closing(LocalStore.open(corpus)) as source:
        LocalStore.create(folder, source.config).close()
        # The sample comes first, so that it is in an index of any size.
        ids = sorted(source.content_hashes(), key=lambda one: (one != sample, one))
        articles = endless(partial(read_articles, source, ids))
        for size in sorted(set(sizes)):
            tell(f"{size:,} passages: growing …")
            started = time.perf_counter()
            with closing(LocalStore.open(folder)) as store:
                for held in grow(store, articles, size):
                    if held >= _TOLD and held % _TOLD < PASSAGES:
                        tell(f"{held:,} of {size:,} passages")
                grown = time.perf_counter()
                store.publish()
                published = time.perf_counter()
            files = _list_files(folder)
            tell(f"{size:,} passages: asking, adding and removing …")
            taken = measure_alone(folder, questions, sample, settings)
            yield Size(grown - started, published - grown, files, taken)


def _list_files(folder: Path) -> dict[str, int]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in found}
