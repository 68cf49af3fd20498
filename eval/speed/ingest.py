"""Articles are added to a new index, again, and with one more: what does it take?"""

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.speed.clocks import Clock, WatchedEncoder, read_clock
from eval.speed.memory import MemoryWatch, Stretch
from index.chunking import chunk
from index.encoding import Encoder
from index.engines import AUTO
from index.errors import FundstelleError
from index.ingest import ingest, open_or_create
from index.local import LocalStore
from index.preparation import Prepare
from index.report import Progress, Report
from index.sources import Problem, Sources
from index.store import Store, Summary
from index.weights import DEFAULT_ENCODER, default_model_folder

Json = dict[str, object]

_ONE_MORE = "one-article-more"


class CorpusUnfit(FundstelleError):
    """There is nothing to add, or nowhere to add it to."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One ingest, from opening the index to closing it; the encoder is loaded already.

    Attributes:
        report: What it did.
        took: How long it took.
        encoder: Seconds that the encoder was at work.
        tokens: How many tokens were cut into passages.
    """

    report: Report
    took: Clock
    encoder: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Alone:
    """The same texts encoded in one call, with nothing else to do.

    Attributes:
        texts: How many they were: passages, and sentences without repetitions.
        took: How long it took.
    """

    texts: int
    took: Clock


@dataclass(frozen=True, slots=True)
class Measured:
    """What adding a corpus took.

    Attributes:
        corpus: What was added and with what, for the run file.
        summary: What the index holds after the first pass.
        starting: Seconds until the encoder was loaded.
        passes: Adding everything, adding it again, and adding it with one article more.
        stretches: Memory: first of starting, then as the first pass went on.
        alone: The encoder's own limit, if it was measured.
    """

    corpus: Json
    summary: Summary
    starting: float
    passes: dict[str, Pass]
    stretches: list[Stretch]
    alone: Alone | None = None

    @property
    def first(self) -> Pass:
        """The pass that added everything."""
        return next(iter(self.passes.values()))


def measure(
    places: Sequence[Path],
    scratch: Path,
    folder: Path | None = None,
    encoder_name: str | None = None,
    progress: Progress = lambda _: None,
    *,
    raw: bool = False,
    prepare: Prepare | None = None,
    engine: str = AUTO,
) -> Measured:
    """Add a corpus to a new index in a folder, and measure what it takes.

    Args:
        places: Files and folders.
        scratch: An empty folder for what is of no use afterwards.
        folder: Where to make the index; None makes it in ``scratch``.
        encoder_name: The encoder; None takes the default.
        progress: Told of every step of the first pass.
        raw: Whether to measure the encoder alone, too.
        prepare: What makes documents ready; None does so in a process of its own.
        engine: What is to run the encoder.

    Raises:
        CorpusUnfit: The folder is not empty, or there is no article in what is given.
        EncoderUnavailable: The encoder's model cannot be loaded.
        StoreError: The index cannot be made.
    """
    folder = folder or scratch / "index"
    _check_empty(folder)
    with MemoryWatch() as watch:
        started = time.perf_counter()
        store, encoder = open_or_create(folder, encoder_name, engine=engine)
        store.close()
        starting = time.perf_counter() - started
        watch.note(0)
        first = add(places, folder, encoder, _noting(watch, progress), prepare)
        watch.note(first.report.articles)
    with_one_more = [*places, scratch / f"{_ONE_MORE}.jsonl"]
    with closing(LocalStore.open(folder)) as store:
        if not first.report.added:
            raise CorpusUnfit(_explain(places, first.report.skipped))
        described, summary = describe(store, first.report.skipped), store.summary()
        write_one_more(store, first.report.added[0], with_one_more[-1])
        texts = list(encoded_texts(store, encoder)) if raw else []
    passes = {
        "first": first,
        "again": add(places, folder, encoder, prepare=prepare),
        "one more": add(with_one_more, folder, encoder, prepare=prepare),
    }
    alone = encode_alone(texts, encoder.name) if raw else None
    return Measured(described, summary, starting, passes, watch.stretches, alone)


def add(
    places: Sequence[Path],
    folder: Path,
    encoder: Encoder,
    progress: Progress = lambda _: None,
    prepare: Prepare | None = None,
) -> Pass:
    """Add articles to the index in a folder, timing it.

    Args:
        places: Files and folders.
        folder: Where the index is.
        encoder: The encoder that it was made for, loaded.
        progress: Told of every step.
        prepare: What makes documents ready; None does so in a process of its own.
    """
    watched = WatchedEncoder(encoder)
    started = read_clock()
    with closing(LocalStore.open(folder)) as store:
        report = ingest(Sources(places), store, watched, progress, prepare=prepare)
    return Pass(report, read_clock() - started, watched.seconds, watched.tokens)


def encode_alone(texts: Sequence[str], encoder_name: str) -> Alone:
    """Encode texts as sentence-transformers does it by default: in one call, sorted by length."""
    # Imported here: it takes seconds.
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    default = encoder_name == DEFAULT_ENCODER
    model = SentenceTransformer(
        str(default_model_folder()) if default else encoder_name, local_files_only=default
    )
    prompt = model.prompts.get("document") or ""
    model.encode(list(texts[:1]), prompt=prompt, show_progress_bar=False)
    started = read_clock()
    model.encode(list(texts), prompt=prompt, show_progress_bar=False)
    return Alone(len(texts), read_clock() - started)


def describe(store: Store, skipped: Sequence[Problem]) -> Json:
    """Return what was added and with what, as :func:`eval.runs.describe_corpus` does."""
    config = asdict(store.config)
    content = "\n".join(sorted(store.content_hashes().values()))
    return {
        "articles_sha256": hashlib.sha256(content.encode()).hexdigest(),
        "encoder": {"name": config.pop("encoder"), "fingerprint": config.pop("fingerprint")},
        "index": config,
        "skipped": [asdict(one) for one in skipped],
    }


def _check_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CorpusUnfit(f"{folder} is not empty; name a new folder with --index, or none.")


def _explain(places: Sequence[Path], skipped: Sequence[Problem]) -> str:
    reason = f" ({skipped[0].origin}: {skipped[0].reason})" if skipped else ""
    return f"There is no article in {', '.join(map(str, places))}{reason}; name some that are."


def _noting(watch: MemoryWatch, progress: Progress) -> Progress:
    def note(report: Report) -> None:
        watch.note(report.articles)
        progress(report)

    return note


def write_one_more(store: Store, article_id: str, path: Path) -> None:
    """Write a copy of a stored article that has another id and another ending."""
    article = store.article(article_id)
    row = {
        "id": _ONE_MORE,
        "title": article.title,
        "text": f"{article.text}\n{_ONE_MORE}",
        "language": article.language,
    }
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")


def encoded_texts(store: Store, encoder: Encoder) -> Iterator[str]:
    """Yield the passages of all articles behind their titles, and each sentence once."""
    seen: set[str] = set()
    for article in store.articles():
        head = f"{article.title}. " if article.title else ""
        size = store.config.passage_tokens
        for one in chunk(article, encoder.count_tokens, passage_tokens=size):
            yield head + one.passage.text
            alone = dict.fromkeys(sentence.text for sentence in one.sentences)
            yield from (text for text in alone if text not in seen)
            seen.update(alone)
