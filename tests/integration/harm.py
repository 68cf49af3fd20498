"""What can happen to a file, by chance the same every time; and what may come of it."""

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np

from index.errors import ArticleUnknown, IndexDamaged
from index.local import LocalStore
from index.records import Filter

Harm = Callable[[bytes, random.Random], bytes]
"""Returns the content of a file after something has happened to it."""

_PAGE = 4096


def cut(content: bytes, _: random.Random, share: float) -> bytes:
    """Lose all but a share of a file."""
    return content[: int(share * len(content))]


def lengthen(content: bytes, _: random.Random) -> bytes:
    """Gain what does not belong there."""
    return content + b"\0"


def flip(content: bytes, dice: random.Random) -> bytes:
    """Have one bit flipped."""
    place = dice.randrange(len(content))
    changed = content[place] ^ 1 << dice.randrange(8)
    return content[:place] + bytes([changed]) + content[place + 1 :]


def flip_early(content: bytes, dice: random.Random) -> bytes:
    """Have one of the first bits flipped."""
    return flip(content[:400], dice) + content[400:]


def scramble(content: bytes, dice: random.Random) -> bytes:
    """Have a few bytes overwritten."""
    place = dice.randrange(len(content))
    return (content[:place] + dice.randbytes(16) + content[place + 16 :])[: len(content)]


def blank_page(content: bytes, dice: random.Random) -> bytes:
    """Have a page set to zero, as where a disk never wrote it."""
    place = dice.randrange(len(content)) // _PAGE * _PAGE
    return content[:place] + bytes(_PAGE) + content[place + _PAGE :]


def swap_pages(content: bytes, dice: random.Random) -> bytes:
    """Have a page in the place of another."""
    here, there = (dice.randrange(len(content)) // _PAGE * _PAGE for _ in range(2))
    return content[:here] + content[there : there + _PAGE] + content[here + _PAGE :]


def harm_database(whole: Path, folder: Path, harm: Harm, times: int) -> int:
    """Harm the database of an index, and read all that can be told to be wrong.

    Args:
        whole: The index.
        folder: Where to put a harmed copy of it.
        harm: What happens.
        times: How many times, each time to the whole database.

    Returns:
        How many times it was noticed.

    Raises:
        AssertionError: What was read is not what was written, or an error is not plain.
    """
    content, expected = (whole / "index.sqlite").read_bytes(), _read(whole)
    noticed = 0
    for number in range(times):
        folder.mkdir()
        (folder / "index.sqlite").write_bytes(harm(content, random.Random(number)))  # noqa: S311
        try:
            found = _read(folder)
        except (IndexDamaged, ArticleUnknown) as error:
            noticed += 1
            said = str(error)
            assert "\n" not in said, said
        else:
            assert found.keys() <= expected.keys(), number
            assert all(found[one] == expected[one] for one in found), number
        shutil.rmtree(folder)
    return noticed


def _read(folder: Path) -> dict[int, tuple[str, list[str], list[bytes]]]:
    """Return of every passage its article's text, what of it may be quoted, and its vectors."""
    with closing(LocalStore.open(folder)) as store:
        ones = np.ones(store.config.dimension, np.float32)
        numbers = [
            number
            for language in store.languages()
            for number in store.nearest(ones, 10_000, language, Filter())
        ]
        contexts, words = store.context_vectors(numbers), store.word_vectors(numbers)
        vectors = {
            one.number: [one.vector, one.sentence_vectors, contexts[one.number], words[one.number]]
            for one in store.candidates(numbers)
        }
        chunks = store.chunks(numbers)
        for article in store.articles():
            store.cuts(article.id)
            store.history(article.id)
        return {
            number: (
                article.text,
                [chunk.passage.text, *(sentence.text for sentence in chunk.sentences)],
                [array.tobytes() for array in vectors[number]],
            )
            for number, (article, chunk) in chunks.items()
        }
