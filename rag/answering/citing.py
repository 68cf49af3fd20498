"""Evidence becomes citations: numbered, and checked before anyone sees them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.language import UNKNOWN
from index.words import split_words
from rag.answering.mending import mend
from rag.findings import Accord
from rag.generation import Draft, quote
from rag.grounding import Similarity, Verdict, check
from rag.languages import table
from rag.records import AnswerSpan, Citation, Evidence, Finding, Statement

# Words are marked as the answer where at least this share of them is expected to be right.
_MARKED = 0.35
# How alike in meaning a sentence and what it does not name have to be. Of a dozen sentences, one is
# fairly alike by chance, so this is more than is asked of what it names.
_MENDED = 0.72


class Citer:
    """Numbers the spans of one answer: the same span always gets the same marker."""

    def __init__(
        self,
        language: str | None = None,
        similarity: Similarity | None = None,
        asked: str | None = None,
    ) -> None:
        """Set what sentences that are no quotes are held against: see :func:`grounding.check`.

        Args:
            language: The answer's language; None tells it from each sentence.
            similarity: Tells how alike in meaning two texts are.
            asked: The question.
        """
        self._language = language
        self._similarity = similarity
        self._asked = asked
        self._markers: dict[tuple[str, int, int], int] = {}

    def cite(self, draft: Draft) -> tuple[Statement | None, Verdict]:
        """Return a draft with its citations, mended, or None where the check fails; and why."""
        known = dict(self._markers)

        def judge(evidence: Iterable[Evidence]) -> Verdict:
            self._markers = dict(known)  # a marker that is not shown leaves no gap
            cited = [self._citation(one) for one in evidence]
            return check(
                draft.text,
                cited,
                language=self._language,
                similarity=self._similarity,
                asked=self._asked,
            )

        evidence, verdict = mend(draft.evidence, self._likeliest(draft), judge)
        self._markers = known
        if not verdict.supported:
            return None, verdict
        return Statement(draft.text, tuple(self._citation(one) for one in evidence)), verdict

    def find(self, accord: Accord, reading: str = "", origin: str = "") -> Finding | None:
        """Return what witnesses agree on, or None where a check fails.

        Args:
            accord: The witnesses, the one to quote first.
            reading: The first one's figure in the question's language, or ``""``.
            origin: Which outlet says so, and when, or ``""``.
        """
        known = dict(self._markers)
        citations = tuple(
            replace(self._citation(one.evidence), marked=(one.start, one.end)) for one in accord
        )
        if all(check(cited.marked_text, [cited]).supported for cited in citations):
            return Finding(accord[0].text, reading, citations, origin)
        self._markers = known
        return None

    def _likeliest(self, draft: Draft) -> Iterator[Evidence]:
        """Yield what a draft may rest on, most alike in meaning first."""
        alike = self._similarity
        if alike is None:
            yield from draft.offered
            return
        said = (draft.text, self._language or UNKNOWN)
        likeness = [
            (alike(said, (one.sentence.text, one.article.language)), one) for one in draft.offered
        ]
        likeness.sort(key=lambda pair: -pair[0])
        yield from (one for score, one in likeness if score >= _MENDED)

    def _citation(self, evidence: Evidence) -> Citation:
        sentence, answer = evidence.sentence, evidence.answer
        key = (evidence.article.id, sentence.start, sentence.end)
        marker = self._markers.setdefault(key, len(self._markers) + 1)
        sure = (
            answer is not None and answer.overlap >= _MARKED and _says_something(evidence, answer)
        )
        return Citation(
            marker,
            evidence.article,
            sentence.start,
            sentence.end,
            sentence.text,
            (answer.start, answer.end) if answer and sure else None,
        )


def _says_something(evidence: Evidence, answer: AnswerSpan) -> bool:
    """Tell whether words have more than function words: "how much" is what is asked, no answer."""
    known = table(evidence.article.language, "words")
    idle = {word for kind in ("function", "asking", "auxiliary") for word in known.get(kind, ())}
    return not idle.issuperset(split_words(evidence.article.text[answer.start : answer.end]))


def cite_nearest(evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    """Return sentences as citations that no statement rests on, numbered from 1.

    Each is checked as any other; no words of theirs are marked, as none are said to answer.
    """
    citer = Citer()
    quoted = (citer.cite(quote(one))[0] for one in evidence)
    return tuple(replace(one.citations[0], marked=None) for one in quoted if one)
