"""Which stretches of which articles are shown for an answer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.records import Article, Hit, Span
from rag.records import Answer, Citation
from ui.quotations import Mark

FURTHER_PASSAGES = 5
"""How many passages are shown, at most, beside those an answer cites."""

_CONTEXT = 300  # characters around a citation that stands in none of the passages found


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of an article, ``text[start:end]``, and the citations that stand in it.

    ``hit`` is the one whose passage it is, if it is any.
    """

    article: Article
    start: int
    end: int
    citations: tuple[Citation, ...] = ()
    hit: Hit | None = None

    @property
    def key(self) -> str:
        """What tells it from the others of its answer."""
        return f"{self.start}:{self.article.id}"


def quoted_excerpts(answer: Answer) -> list[Excerpt]:
    """Return what to show of the articles quoted, one excerpt a passage, by its first marker.

    Two citations from one passage share it: shown twice, it would read as two sources.
    """
    found: dict[str, Excerpt] = {}
    for citation in _quoted(answer):
        hit = _hit_around(citation, answer.hits)
        start, end = (hit.passage.start, hit.passage.end) if hit else _words_around(citation)
        new = Excerpt(citation.article, start, end, hit=hit)
        excerpt = found.get(new.key, new)
        found[new.key] = replace(excerpt, citations=(*excerpt.citations, citation))
    return list(found.values())


def other_excerpts(answer: Answer, quoted: Iterable[Excerpt]) -> list[Excerpt]:
    """Return the best of the passages that nothing is quoted from."""
    shown = {excerpt.key for excerpt in quoted}
    others = [
        Excerpt(hit.article, hit.passage.start, hit.passage.end, hit=hit) for hit in answer.hits
    ]
    return [excerpt for excerpt in others if excerpt.key not in shown][:FURTHER_PASSAGES]


def marks_to_read(excerpt: Excerpt, answer: Answer) -> list[Mark]:
    """Return what to mark in the excerpt's article as a whole, what the excerpt shows first.

    That is all that the answer quotes of it, or else the passage itself.
    """
    if not excerpt.citations:
        return [Mark(excerpt.start, excerpt.end)]
    quoted = [one for one in _quoted(answer) if one.article.id == excerpt.article.id]
    here = {citation.marker for citation in excerpt.citations}
    return [mark_of(one) for one in sorted(quoted, key=lambda one: one.marker not in here)]


def mark_of(citation: Citation) -> Mark:
    """Return where a citation stands and what of it answers."""
    return Mark(citation.start, citation.end, citation.marker, citation.marked)


def _quoted(answer: Answer) -> tuple[Citation, ...]:
    """Return what an answer cites; where it abstains, what comes nearest to one."""
    return answer.citations or answer.nearest


def _hit_around(citation: Citation, hits: Iterable[Hit]) -> Hit | None:
    """Return the hit in whose passage a citation stands, if it stands in any."""
    for hit in hits:
        passage = hit.passage
        if passage.article_id == citation.article.id and (
            passage.start <= citation.start and citation.end <= passage.end
        ):
            return hit
    return None


def _words_around(citation: Citation) -> Span:
    text = citation.article.text
    start = max(citation.start - _CONTEXT, 0)
    end = min(citation.end + _CONTEXT, len(text))
    if start > 0:  # begin and end with whole words
        start = text.find(" ", start, citation.start) + 1 or citation.start
    if end < len(text):
        end = max(text.rfind(" ", citation.end, end), citation.end)
    return start, end
