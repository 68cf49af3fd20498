"""Parts of a vector index: the passages of one language, in a FAISS index fit for their number.

Either way the vectors are kept as float16, which is what the database holds: nothing is rounded, so
the same passage has the same similarity in every part.

- Flat, while all vectors can be read for every question.
- Beyond that inverted lists (IVF): each vector is filed under the nearest of some centroids, and
  only the lists nearest to a question are read (Sivic and Zisserman 2003, "Video Google"; Jégou,
  Douze and Schmid 2011, "Product quantization for nearest neighbor search", section IV).

Figures behind the constants are in ``docs/adr/0013-growing.md``.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.records import Vectors

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
"""Which passage numbers are meant: true at their places; none beyond its end."""

# The types that come with FAISS know but a part of it.
_FAISS: Any = faiss

Index = Any
"""An index of FAISS."""

MOST_FLAT = 100_000
"""Vectors in a flat part: above it, reading all takes more than 4 ms."""

# Lists of a part of n vectors: this by the square root of n. Reading the nearest lists then costs
# about as much as finding them.
_LISTS_BY_ROOT = 2
# Vectors read to place a centroid, and rounds of placing.
_SAMPLES_PER_LIST, _ROUNDS = 40, 8
# Lists read for a question, where all of their passages count.
_PROBES = 192


def count_lists(size: int) -> int:
    """Return into how many lists so many vectors are to be filed; 0 means to keep them flat."""
    return 0 if size <= MOST_FLAT else round(_LISTS_BY_ROOT * math.sqrt(size))


def count_samples(lists: int) -> int:
    """Return from how many vectors the centroids of so many lists are found."""
    return _SAMPLES_PER_LIST * lists


def flat_part(dimension: int) -> Index:
    """Return an empty part that compares with every vector."""
    exact, metric = _FAISS.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    return _FAISS.IndexIDMap2(_FAISS.IndexScalarQuantizer(dimension, exact, metric))


def filed_part(samples: Vectors, lists: int) -> Index:
    """Return an empty part of inverted lists, whose centroids are found from samples.

    All vectors of a language lie to one side, and questions are asked without that common
    direction (see :mod:`rag.centring`). So centroids are placed without it: it would crowd them
    together, and it tells no passage from another.

    Args:
        samples: Vectors of the kind to be filed, shape ``(n, dimension)``.
        lists: How many lists, at most ``n``.
    """
    dimension = samples.shape[1]
    common = samples.mean(axis=0)
    common /= max(float(np.linalg.norm(common)), 1e-9)
    clustering = _FAISS.Kmeans(
        dimension,
        lists,
        niter=_ROUNDS,
        spherical=True,
        seed=1,
        min_points_per_centroid=1,
        max_points_per_centroid=_SAMPLES_PER_LIST,
    )
    clustering.train(samples - np.outer(samples @ common, common))
    centroids = _FAISS.IndexFlatIP(dimension)
    centroids.add(clustering.centroids)
    part = _FAISS.IndexIVFScalarQuantizer(
        centroids,
        dimension,
        lists,
        _FAISS.ScalarQuantizer.QT_fp16,
        _FAISS.METRIC_INNER_PRODUCT,
        False,  # vectors are kept as they are, not as what is left of them beside a centroid
    )
    part.train(samples[:1])  # there is nothing left to be learned
    return part


def add(part: Index, numbers: Numbers, vectors: Vectors) -> None:
    """Add vectors under their passages' numbers."""
    part.add_with_ids(vectors, numbers)


def clone(part: Index) -> Index:
    """Return a part like another, to be changed while the other is searched."""
    return _FAISS.clone_index(part)


def remove(part: Index, removed: Numbers) -> None:
    """Take vectors out, by their passages' numbers."""
    if len(removed):
        part.remove_ids(_FAISS.IDSelectorBatch(removed))


def lists_of(part: Index) -> int:
    """Return into how many lists a part's vectors are filed, 0 if it is flat."""
    filed = _FAISS.try_extract_index_ivf(part)
    return int(filed.nlist) if filed is not None else 0


def numbers_in(part: Index) -> Numbers:
    """Return the passage numbers in a part, in no order."""
    filed = _FAISS.try_extract_index_ivf(part)
    if filed is None:
        return np.asarray(_FAISS.vector_to_array(part.id_map), np.int64)
    lists = filed.invlists
    sizes = ((at, lists.list_size(at)) for at in range(lists.nlist))
    held = [_FAISS.rev_swig_ptr(lists.get_ids(at), size) for at, size in sizes if size]
    return np.concatenate([np.zeros(0, np.int64), *held])


def search(
    part: Index, vector: Vectors, k: int, meant: Mask | None, share: float
) -> tuple[Vectors, Numbers]:
    """Return the similarities and numbers of the vectors nearest to one, best first.

    Args:
        part: Where to look.
        vector: Unit vector, shape ``(dimension,)``.
        k: How many at most.
        meant: Which passages; None means all.
        share: Which share of the part's passages that is, above 0. The fewer there are, the more
            lists are read, as the nearest of them are further off; of few, all are compared.
    """
    selector = None
    if meant is not None:
        selector = _FAISS.IDSelectorBitmap(np.packbits(meant, bitorder="little"))
    lists = lists_of(part)
    if lists:
        probes = min(lists, math.ceil(_PROBES / math.sqrt(share)))
        parameters = _FAISS.SearchParametersIVF(sel=selector, nprobe=probes)
    else:
        parameters = _FAISS.SearchParameters(sel=selector)
    with _one_thread():
        similarities, found = part.search(vector[None, :], min(k, part.ntotal), params=parameters)
    there = found[0] >= 0
    return similarities[0][there], found[0][there]


@contextmanager
def _one_thread() -> Iterator[None]:
    """Search in this thread alone.

    FAISS shares work out by questions, so others would only be waited for: on a busy machine, that
    takes several times as long as the search. The setting is each thread's own.
    """
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
