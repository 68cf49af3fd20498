"""Stems: how frequent they are, and which passages match them best by BM25.

SQLite's own BM25 takes 2 µs for each passage that has one of the stems, which is too much where a
hundred thousand have. Then the passages of the rarest stems are listed, which takes a twentieth of
that, and of the others it is only asked which of these have them too. The passages whose stems
weigh most in sum are then read and scored. What this may miss has none of the rarest stems.

Both ways have to give one order, so BM25 is here what SQLite's FTS5 makes of it: the inverse
document frequency of Robertson and Spärck Jones, log((N - n + ½) / (n + ½)), but no less than 1e-6.
A stem that half of all passages have counts next to nothing, as is well where candidates are
sought. How well these fit is then told by the variant that still counts it: see ``rag.scoring``.
"""

import json
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np

from index.local.database import Database
from index.local.vectors.parts import Mask, Numbers
from index.store import CollectionStatistics

# Postings, a passage and a stem each: so many are scored by SQLite (10 ms), or else listed (3 ms).
# In 20,000 passages, five stems that each stand in a fifth of them have as many.
_MOST_SCORED, _MOST_LISTED = 5_000, 20_000
# Of stems still more frequent, those are sought that the passages listed have too (0.03 µs each).
_MOST_SOUGHT = 500_000
# Passages read and scored by all stems, at least, and for each that is asked for.
_LEAST_READ, _READ_PER_HIT = 100, 2
# As in https://www.sqlite.org/fts5.html#the_bm25_function, after Robertson and Zaragoza 2009, "The
# Probabilistic Relevance Framework: BM25 and Beyond", section 3.
_K1, _B, _LEAST_RARITY = 1.2, 0.75, 1e-6


def read_statistics(database: Database, stems: Collection[str]) -> CollectionStatistics:
    """Return collection statistics for these stems."""
    frequencies = database.read(
        "SELECT term, passages FROM terms WHERE term IN (SELECT value FROM json_each(?))",
        [json.dumps(list(stems))],
    )
    ((count, words),) = database.read(
        "SELECT coalesce(sum(passages), 0), coalesce(sum(stems), 0) FROM languages"
    )
    return CollectionStatistics(count, words / max(count, 1), dict(frequencies))


def read_terms(database: Database, prefix: str) -> list[str]:
    """Return the stems of the index that begin with a prefix, in alphabetical order."""
    query = "SELECT term FROM terms WHERE term >= ? AND term < ? ORDER BY term"
    return [row[0] for row in database.read(query, [prefix, f"{prefix}\U0010ffff"])]


def match(database: Database, stems: Collection[str], k: int, allowed: Mask | None) -> list[int]:
    """Return the numbers of the ``k`` passages that match the stems best by BM25, best first.

    Args:
        database: The store's database.
        stems: Any of these.
        k: How many at most.
        allowed: Only these passages; None allows all.
    """
    statistics = read_statistics(database, stems)
    frequencies = statistics.frequencies
    if k < 1 or not frequencies:
        return []
    if sum(frequencies.values()) <= _MOST_SCORED:
        return _score_in_sqlite(database, frequencies, k, allowed)
    enough = max(_LEAST_READ, _READ_PER_HIT * k)
    if allowed is not None and np.count_nonzero(allowed) <= enough:
        read = np.flatnonzero(allowed)
    else:
        read = _heaviest(_list(database, statistics, allowed), enough)
    return _score(database, read.tolist(), statistics)[:k]


def _score_in_sqlite(
    database: Database, stems: Iterable[str], k: int, allowed: Mask | None
) -> list[int]:
    wanted = " OR ".join(map(_quote, stems))
    query = "SELECT rowid FROM lexicon WHERE lexicon MATCH ? ORDER BY rank LIMIT ?"
    rows = database.read(query, [wanted, k if allowed is None else -1])
    numbers = np.array([row[0] for row in rows], np.int64)
    found: list[int] = numbers[_among(numbers, allowed)][:k].tolist()
    return found


def _list(
    database: Database, statistics: CollectionStatistics, allowed: Mask | None
) -> Iterator[tuple[Numbers, float]]:
    """Yield the passages that have a stem, and how rare it is, for one stem after the other.

    Of the stems that are too many to be listed, these are the passages that have a rarer one too.
    """
    listed: list[str] = []
    read = 0
    for stem, frequency in sorted(
        statistics.frequencies.items(), key=lambda item: (item[1], item[0])
    ):
        read += frequency
        if listed and read > _MOST_SOUGHT:
            break
        wanted = _quote(stem)
        if listed and read > _MOST_LISTED:
            wanted += f" AND ({' OR '.join(listed)})"
        else:
            listed.append(wanted)
        # Joined by SQLite: rows made in Python would take five times as long.
        ((joined,),) = database.read(
            "SELECT group_concat(rowid) FROM lexicon WHERE lexicon MATCH ?", [wanted]
        )
        numbers = np.fromstring(joined or "", np.int64, sep=",")
        yield numbers[_among(numbers, allowed)], _rarity(frequency, statistics.passages)


def _heaviest(lists: Iterable[tuple[Numbers, float]], k: int) -> Numbers:
    """Return the ``k`` numbers whose lists' weights add up to most, those first."""
    held = list(lists)
    every = np.concatenate([numbers for numbers, _ in held])
    sums = np.zeros(every.max(initial=0) + 1, np.float32)
    for numbers, weight in held:
        sums[numbers] += weight
    # A number stands in no more lists than there are.
    enough = min(k * len(held), len(every))
    near = np.argpartition(-sums[every], enough - 1)[:enough] if enough else every
    best = np.unique(every[near])
    return best[np.argsort(-sums[best], kind="stable")][:k]


def _score(
    database: Database, numbers: Sequence[int], statistics: CollectionStatistics
) -> list[int]:
    """Return those of these passages that have any of the stems, in the order of their scores."""
    rows = database.read(
        "SELECT number, stems FROM passages WHERE number IN (SELECT value FROM json_each(?))",
        [json.dumps(numbers)],
    )
    rarities = {
        stem: _rarity(frequency, statistics.passages)
        for stem, frequency in statistics.frequencies.items()
    }
    scores = {number: _bm25(stems, rarities, statistics.average_length) for number, stems in rows}
    matching = [number for number, score in scores.items() if score > 0]
    return sorted(matching, key=lambda number: (-scores[number], number))


def _bm25(stems: str, rarities: Mapping[str, float], average_length: float) -> float:
    length = stems.count(" ") + 1
    floor = _K1 * (1 - _B + _B * length / max(average_length, 1.0))
    padded = f" {stems} ".replace(" ", "  ")  # so that neighbours do not share a space
    total = 0.0
    for stem, rarity in rarities.items():
        count = padded.count(f" {stem} ")
        total += rarity * count * (_K1 + 1) / (count + floor)
    return total


def _rarity(frequency: int, passages: int) -> float:
    """Return a stem's inverse document frequency, as FTS5 has it."""
    return max(math.log((passages - frequency + 0.5) / (frequency + 0.5)), _LEAST_RARITY)


def _among(numbers: Numbers, allowed: Mask | None) -> Mask:
    """Return which of these numbers are allowed."""
    if allowed is None:
        return np.ones(len(numbers), np.bool_)
    among = numbers < len(allowed)
    among[among] = allowed[numbers[among]]
    return among


def _quote(stem: str) -> str:
    return f'"{stem}"'
