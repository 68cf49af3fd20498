"""What is true of the index as a whole: how many passages, in which languages, with which stems.

There are no counters, as several writers would have to count in turn. A small index is counted from
its passages; what was counted is held, so that only what is new is read after a change, and kept in
the manifest by :meth:`Census.publish`, so that nothing is read when the index is opened. Of a large
one the means are those of a sample, and the frequencies of stems are asked one by one.
"""

import threading
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor

from index.milvus import records
from index.milvus.connection import Connection
from index.milvus.expressions import among, begins, equals
from index.milvus.layout import Names
from index.milvus.records import TERM, Records
from index.milvus.rows import LOTS
from index.milvus.tally import COUNTED, Counted, Tally, count_up, counted_from, from_json, to_json
from index.milvus.values import token_of
from index.milvus.writing import CHANGE
from index.store import CollectionStatistics, LanguageShare

MOST_COUNTED = 20_000
"""The most passages that are counted one by one; 20 MB are read and held for them."""

_TALLY = "tally"
_READ_AT_ONCE = 1_000
_ASKED_AT_ONCE = 8  # frequencies, in threads
_MOST_REMEMBERED = 50_000  # frequencies of a large index
# A sample is drawn anew when the index has grown or shrunk by this share.
_DRIFT = 0.1


class Census:
    """Counts an index, as often as it changes."""

    def __init__(self, connection: Connection, names: Names, kept: Records) -> None:
        self._connection = connection
        self._collection = names.passages
        self._records = kept
        self._counting = threading.Lock()
        self._state: str | None = None
        self._tally: Tally | None = None
        self._counted: dict[int, Counted] = {}
        self._remembered: dict[str, int] = {}

    def state(self) -> str:
        """Return which state of the index is read: another one after every change.

        It may be some seconds old. What is counted is not, so that it never belongs to a state
        before the one that it is remembered for.
        """
        return str(records.read_entry(self._records, CHANGE) or "")

    def tally(self) -> Tally:
        """Return what is true of the index now."""
        state = self.state()
        with self._counting:
            if self._tally is None or state != self._state:
                if self._tally is None:
                    self._tally, self._state = self._published()
                if self._tally is None or state != self._state:
                    self._tally = self._count(self._tally)
                self._state = state
                self._remembered = {}
            return self._tally

    def publish(self) -> None:
        """Keep what is true now in the manifest, for others to find when they open the index."""
        tally, state = self.tally(), self._state
        if records.read_entry(self._records, _TALLY) != (content := to_json(tally, state)):
            self._records.write([records.entry_row(_TALLY, content)])

    def statistics(self, stems: Collection[str]) -> CollectionStatistics:
        """Return collection statistics for these stems."""
        tally = self.tally()
        known = self._ask(stems) if tally.frequencies is None else tally.frequencies
        frequencies = {stem: known[stem] for stem in stems if known.get(stem)}
        return CollectionStatistics(tally.passages, tally.average_length, frequencies)

    def terms(self, prefix: str) -> list[str]:
        """Return the stems of the index that begin with a prefix, in alphabetical order."""
        frequencies = self.tally().frequencies
        if frequencies is None:
            return self._records.names(TERM, begins("name", prefix))
        return sorted(stem for stem in frequencies if stem.startswith(prefix))

    def has_stem(self, stem: str) -> str:
        """Return the condition that a passage has a stem."""
        if self._connection.is_lite:
            return f'words like "% {token_of(stem)} %"'
        return f'text_match(words, "{token_of(stem)}")'

    # Counting

    def _published(self) -> tuple[Tally | None, str | None]:
        """Return what was true when it was last published, and of which state."""
        content = records.read_entry(self._records, _TALLY)
        return (from_json(content), content["state"]) if content else (None, None)

    def _count(self, before: Tally | None) -> Tally:
        passages = self._count_passages()
        if passages <= MOST_COUNTED:
            self._read()
            return count_up(self._counted.values())
        self._counted = {}
        return self._sample(passages, before)

    def _read(self) -> None:
        """Read the passages that are new, and forget those that are gone."""
        if not self._counted:
            for page in self._connection.scan(self._collection, "", COUNTED, strong=True):
                self._counted.update((row["number"], counted_from(row)) for row in page)
            return
        pages = self._connection.scan(self._collection, "", ["number"], strong=True)
        there = {row["number"] for page in pages for row in page}
        self._counted = {n: one for n, one in self._counted.items() if n in there}
        fresh = self._connection.look_up(
            self._collection,
            "number",
            there - self._counted.keys(),
            COUNTED,
            strong=True,
            at_once=_READ_AT_ONCE,
        )
        self._counted.update((row["number"], counted_from(row)) for row in fresh)

    def _sample(self, passages: int, before: Tally | None) -> Tally:
        sampled = before.sampled if before else passages
        if before is None or abs(passages - sampled) > _DRIFT * sampled:
            sampled = passages
            drawn = f"lot < {LOTS * MOST_COUNTED // passages}"
            pages = self._connection.scan(self._collection, drawn, COUNTED, strong=True)
            before = count_up([counted_from(row) for page in pages for row in page])
        shares = dict(before.languages)
        while unseen := self._unseen(shares):
            shares.update(unseen)
        counts = {
            language: self._count_passages(equals("language", language)) for language in shares
        }
        languages = {
            language: LanguageShare(counts[language], share.mean)
            for language, share in shares.items()
            if counts[language]
        }
        return Tally(passages, before.average_length, languages, None, sampled)

    def _unseen(self, shares: Mapping[str, LanguageShare]) -> Mapping[str, LanguageShare]:
        """Return languages too rare for the sample, or new since it was drawn."""
        others = f"not ({among('language', list(shares))})" if shares else ""
        rows = self._connection.query(
            self._collection, others, COUNTED, limit=_READ_AT_ONCE, strong=True
        )
        return count_up([counted_from(row) for row in rows]).languages

    def _count_passages(self, where: str = "") -> int:
        return self._connection.count(self._collection, where, strong=True)

    def _ask(self, stems: Collection[str]) -> Mapping[str, int]:
        """Return the frequencies of these stems, those of a large index that were asked before."""
        remembered = self._remembered
        unknown = [stem for stem in dict.fromkeys(stems) if stem not in remembered]

        def count(stem: str) -> int:
            return self._count_passages(self.has_stem(stem))

        with ThreadPoolExecutor(_ASKED_AT_ONCE) as pool:
            asked = dict(zip(unknown, pool.map(count, unknown), strict=True))
        if len(remembered) + len(asked) <= _MOST_REMEMBERED:
            remembered.update(asked)
        return {**remembered, **asked}
