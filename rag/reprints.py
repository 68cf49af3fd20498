"""Hits of reprints are folded: the same passage in another paper is found once."""

from collections.abc import Iterable
from dataclasses import replace

from index.records import Hit

# A reprint's passages need not begin and end where the original's do.
_SHARED = 0.5


def fold(hits: list[Hit], more: Iterable[Hit]) -> None:
    """Append hits to better ones; those that reprint what is there become part of it.

    Args:
        hits: The better hits, best first; added to in place.
        more: The hits that follow them.
    """
    for hit in more:
        place = next((n for n, one in enumerate(hits) if _is_the_same(hit, one)), None)
        if place is None:
            hits.append(hit)
        elif hit.article not in hits[place].reprints:
            hits[place] = replace(hits[place], reprints=(*hits[place].reprints, hit.article))


def _is_the_same(hit: Hit, better: Hit) -> bool:
    """Tell whether a hit says what a better one says, in another paper."""
    if hit.article.report != better.article.report or hit.article.id == better.article.id:
        return False
    said = _sentences(better)
    own = _sentences(hit)
    return len(own & said) >= _SHARED * min(len(own), len(said))


def _sentences(hit: Hit) -> set[str]:
    return {one.sentence.text.casefold() for one in hit.sentences}
