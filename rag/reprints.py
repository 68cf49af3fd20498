"""Hits of reprints are collapsed: the same passage in another paper is found once."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.records import Hit
from index.words import split_words

# A reprint's passages need not begin and end where the original's do, but one that has more to say
# than this is a hit of its own.
_REPEATED = 0.75


def collapse(hits: list[Hit], more: Iterable[Hit]) -> None:
    """Append hits to better ones; those that only repeat what is there become part of it.

    Args:
        hits: The better hits, best first; added to in place.
        more: The hits that follow them.
    """
    for hit in more:
        family = [n for n, one in enumerate(hits) if _are_reprints(one, hit)]
        if not family or not _repeats(hit, [hits[n] for n in family]):
            hits.append(hit)
        elif hit.article not in hits[family[0]].reprints:
            first = hits[family[0]]
            hits[family[0]] = replace(first, reprints=(*first.reprints, hit.article))


def _are_reprints(one: Hit, other: Hit) -> bool:
    return one.article.report == other.article.report and one.article.id != other.article.id


def _repeats(hit: Hit, others: Sequence[Hit]) -> bool:
    """Tell whether most sentences of a hit stand in others of the same report."""
    said = {sentence for other in others for sentence in _sentences(other)}
    own = _sentences(hit)
    return sum(sentence in said for sentence in own) >= _REPEATED * len(own)


def _sentences(hit: Hit) -> list[tuple[str, ...]]:
    return [tuple(split_words(one.sentence.text)) for one in hit.sentences]
