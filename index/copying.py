"""An index is copied from one store to another, without encoding anything again.

What the target holds with the same checksum is passed over, so that a copy that was stopped goes on
where it was, and a second one writes nothing. Nothing is held in memory but a batch: both stores
are gone through in the order of their ids.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from index.batches import group
from index.checksums import checksum
from index.config import IndexConfig
from index.errors import IndexMismatch, StoreError
from index.records import Article
from index.store import Store, Summary

# Of a batch, in characters of text: a thousand of them have vectors of about 100 KB.
_MOST_CHARACTERS = 200_000
_LEAST_CHARACTERS = 1_000  # so that short ones are not too many
# Ids of what differs or is only in the target that are told; the others are counted.
_MOST_NAMED = 20
# What has to be the same for vectors, stems and bands to mean the same.
_ALIKE = ("fingerprint", "dimension", "passage_tokens", "stemming", "signing")


@dataclass(slots=True)
class Finding:
    """Articles that were found to be so, counted; the first few of their ids."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def note(self, article_id: str) -> None:
        """Count one more."""
        self.count += 1
        if len(self.first) < _MOST_NAMED:
            self.first.append(article_id)


@dataclass(slots=True)
class CopyReport:
    """What a copy has done so far.

    Attributes:
        articles: How many articles the source held at the beginning.
        copied: How many of them were written.
        unchanged: How many were there already, with the same checksum.
        passages: Passages of those that were written.
        verified: How many were found equal in both stores in the end.
        different: What was then found to differ, or to be missing.
        extra: What only the target holds; it is left alone.
        stopped: Whether it was stopped before the end.
    """

    articles: int = 0
    copied: int = 0
    unchanged: int = 0
    passages: int = 0
    verified: int = 0
    different: Finding = field(default_factory=Finding)
    extra: Finding = field(default_factory=Finding)
    stopped: bool = False

    def __str__(self) -> str:
        return f"{self.copied} copied, {self.unchanged} unchanged, {self.verified} verified"


CopyProgress = Callable[[CopyReport], None]
"""Called after each batch."""


def copy(
    source: Store,
    target: Store,
    progress: CopyProgress = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> CopyReport:
    """Copy all articles of a store into another, and compare the two.

    Args:
        source: Where to read; it is not changed.
        target: Where to write; what only it holds is left alone.
        progress: Told how far it has come.
        stop: Asked before each batch; what was written by then stays, and the next copy goes on.

    Raises:
        IndexMismatch: The two were not built alike.
        StoreError: One cannot be read, the other not be written, or they count differently though
            they hold the same.
    """
    _check_alike(source.config, target.config)
    report = CopyReport(articles=source.summary().articles)
    for ids in _batches(_originals_first(source)):
        if stop():
            report.stopped = True
            break
        _copy_batch(source, target, ids, report)
        progress(report)
    if report.copied:
        target.publish()
    if not report.stopped:
        _verify(source, target, report, progress, stop)
    return report


def _check_alike(source: IndexConfig, target: IndexConfig) -> None:
    pairs = [(name, getattr(source, name), getattr(target, name)) for name in _ALIKE]
    if differing := [f"{name} {a} and {b}" for name, a, b in pairs if a != b]:
        raise IndexMismatch(
            f"The two indexes were not built alike ({', '.join(differing)}, of the source and the "
            "target); copy to a place where there is no index yet."
        )


def _originals_first(store: Store) -> Iterator[Article]:
    """Yield all articles, reprints after what they reprint."""
    yield from (article for article in store.articles() if not article.reprint_of)
    yield from (article for article in store.articles() if article.reprint_of)


def _batches(articles: Iterable[Article]) -> Iterator[list[str]]:
    """Yield the ids of articles, as many at once as fit in memory with their vectors."""
    for batch in group(articles, _weigh, _MOST_CHARACTERS):
        yield [article.id for article in batch]


def _weigh(article: Article) -> int:
    return max(len(article.text), _LEAST_CHARACTERS)


def _copy_batch(source: Store, target: Store, ids: Collection[str], report: CopyReport) -> None:
    there = _checksums(target, ids)
    held = source.holdings(ids)
    wanted = [one for one in held if there.get(one.indexed.article.id) != checksum(one)]
    if wanted:
        target.restore(wanted)
    report.copied += len(wanted)
    report.unchanged += len(held) - len(wanted)
    report.passages += sum(len(one.indexed.passages) for one in wanted)


def _checksums(store: Store, ids: Collection[str]) -> dict[str, bytes]:
    return {one.indexed.article.id: checksum(one) for one in store.holdings(ids)}


def _verify(
    source: Store,
    target: Store,
    report: CopyReport,
    progress: CopyProgress,
    stop: Callable[[], bool],
) -> None:
    """Compare what the two stores hold now, by count and by checksum."""
    for ids in _batches(_in_both(source, target, report)):
        if stop():
            report.stopped = True
            return
        # Where nothing was written, all have been compared already.
        _compare_batch(source, target, ids, report) if report.copied else _trust(ids, report)
        progress(report)
    if not report.different.count and not report.extra.count:
        _compare_counts(source.summary(), target.summary())


def _in_both(source: Store, target: Store, report: CopyReport) -> Iterator[Article]:
    """Yield the articles of the source that the target has as well; report on the others."""
    others = target.articles()
    other = next(others, None)
    for article in source.articles():
        while other is not None and other.id < article.id:
            report.extra.note(other.id)
            other = next(others, None)
        if other is None or other.id != article.id:
            report.different.note(article.id)
            continue
        yield article
        other = next(others, None)
    while other is not None:
        report.extra.note(other.id)
        other = next(others, None)


def _compare_batch(source: Store, target: Store, ids: Collection[str], report: CopyReport) -> None:
    one, other = _checksums(source, ids), _checksums(target, ids)
    for article_id in ids:
        if article_id in one and one[article_id] == other.get(article_id):
            report.verified += 1
        else:
            report.different.note(article_id)


def _trust(ids: Collection[str], report: CopyReport) -> None:
    report.verified += len(ids)


def _compare_counts(source: Summary, target: Summary) -> None:
    for name in ("articles", "passages", "sentences", "reprints", "languages", "sources"):
        one, other = getattr(source, name), getattr(target, name)
        if one != other:
            raise StoreError(
                f"The two indexes hold the same, but count different {name} ({one} and {other}); "
                "copy to a place where there is no index yet."
            )
