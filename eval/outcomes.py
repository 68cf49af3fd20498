"""What became of a question: what the reader was told, how right it is, and what is to blame."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from eval.retrieval import Scores
from eval.sets import EvalQuestion

RETRIEVAL = "retrieval"
TOO_STRICT = "abstention (too strict)"
TOO_LAX = "abstention (too lax)"
RANKING = "ranking of sentences"
MARKING = "marking"
LANGUAGE = "language"
CITING = "citing"
BLAMED = (RETRIEVAL, TOO_STRICT, TOO_LAX, RANKING, MARKING, LANGUAGE, CITING)
"""What can be to blame for a fault; where several are, the first of these is named."""


@dataclass(frozen=True, slots=True)
class CitedSpan:
    """A citation, judged.

    Attributes:
        marker: The number it is shown under.
        article: Id of the article it stands in.
        title: That article's headline.
        quote: Its text.
        marked: The words in it that are shown as answering; ``""`` where none are.
        gold: Whether it overlaps a gold span.
        holds: Whether an accepted answer stands in it.
    """

    marker: int
    article: str
    title: str
    quote: str
    marked: str
    gold: bool
    holds: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of an answer, judged by what it cites.

    Attributes:
        text: The statement.
        cited: What it cites.
        faults: What the product's check finds wrong with it, by the names of
            :class:`rag.grounding.FaultKind`.
    """

    text: str
    cited: tuple[CitedSpan, ...]
    faults: tuple[str, ...] = ()

    @property
    def gold(self) -> bool:
        """Whether it cites a gold span."""
        return any(one.gold for one in self.cited)

    @property
    def right(self) -> bool:
        """Whether it cites a gold span, or words that hold an accepted answer."""
        return any(one.gold or one.holds for one in self.cited)


class Fate(Enum):
    """What became of a sentence that a language model wrote."""

    KEPT = "kept"
    MENDED = "mended"
    WITHHELD = "withheld"
    UNREAD = "unread"
    DECLINING = "declining"


class Source(Enum):
    """Where an answer comes from, if a language model was to word it."""

    MODEL = "model"
    FALLBACK = "fallback"
    DECLINED = "declined"
    UNASKED = "unasked"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence that a language model wrote.

    Attributes:
        told: The sentence and what it claims to rest on, judged like a statement.
        fate: What became of it: shown with the citations that it claims, or with others; withheld;
            not read any more, as the reply was given up before; or it said that the articles do not
            answer, which is never shown.
        reason: Why it was withheld, as the reader was told.
    """

    told: Told
    fate: Fate
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Writing:
    """How an answer was worded by a language model.

    Attributes:
        source: Where the answer shown comes from: the model; the articles, as the model or its
            words failed; none, as the model said that there is none; none, as the question had not
            reached the model; or none for another reason.
        replies: What the model wrote, as it came; several where it was asked again.
        drafts: Its sentences.
        outage: Why it broke off (:class:`rag.llm.models.Outage`); ``""`` where it did not.
        unchecked: What would have become of the question if all that it wrote had been shown, with
            the citations that it claimed.
    """

    source: Source
    replies: tuple[str, ...]
    drafts: tuple[Drafted, ...]
    outage: str
    unchecked: "Outcome"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    Attributes:
        question: The question.
        got: What the reader was told.
        language: The language the question was taken to be in.
        abstained: Whether that was no answer.
        confidence: How sure the assistant was.
        elapsed_ms: How long it took.
        statements: What the answer states.
        findings: Its direct answers, as shown.
        marked: The words that are compared with the accepted answers; ``""`` where none are shown.
        scores: What the question adds to each measure that is a mean over questions; what cannot be
            told of it, or of an answer that was not given, is left out.
        stray_figures: Figures of statements that are not in what the statement cites.
        gold_rank: Rank of the first passage found that overlaps a gold span; None if none does.
        searched: How many passages were looked through for one.
        shown: How many of them the reader is shown.
        broken: How many citations are not in the stored article as quoted, or mark words beyond
            their quote.
        corpus: Name of the corpus that was asked.
        pair: The languages of question and articles, such as ``"de→en"``.
        retrieval_ms: How long finding the passages takes by itself; None if it was not timed.
        cited: All that is cited, by the direct answers too, in the order of the markers.
        first_ms: How long it took until the first sentence; None if there was none.
        writing: How a language model worded it; None if none was to.
    """

    question: EvalQuestion
    got: str
    language: str
    abstained: bool
    confidence: float
    elapsed_ms: float
    statements: tuple[Told, ...]
    findings: tuple[str, ...]
    marked: str
    scores: Scores
    stray_figures: int
    gold_rank: int | None
    searched: int
    shown: int
    broken: int = 0
    corpus: str = ""
    pair: str = ""
    retrieval_ms: float | None = None
    cited: tuple[CitedSpan, ...] = ()
    first_ms: float | None = None
    writing: Writing | None = None

    @property
    def unsupported(self) -> int:
        """How many of its statements the product's check does not find backed."""
        return sum(bool(one.faults) for one in self.statements)

    @property
    def uncited(self) -> int:
        """How many of its statements cite nothing."""
        return sum(not one.cited for one in self.statements)

    @property
    def beyond_retrieval_ms(self) -> float | None:
        """How long the answer took beyond finding its passages; None if that was not timed."""
        return None if self.retrieval_ms is None else self.elapsed_ms - self.retrieval_ms

    @property
    def faults(self) -> dict[str, str]:
        """What a reader could complain about, each with what is to blame for it.

        Empty for a good answer, or silence where due. A wrong answer or none is the fault of
        retrieval if no passage shown overlaps a gold span, and else of whoever came after.
        """
        answered, answerable = not self.abstained, self.question.answerable
        found = self.gold_rank is not None and self.gold_rank <= self.shown
        silent, wrong = (TOO_STRICT, RANKING) if found else (RETRIEVAL, RETRIEVAL)
        place = first_right(self.statements) if answerable else None
        faults = {
            "answered although no article says it": (answered and not answerable, TOO_LAX),
            "not answered": (self.abstained and answerable, silent),
            "the answer is in no statement": (answered and answerable and place is None, wrong),
            "the answer is not in the first statement": (place not in {None, 1}, wrong),
            "the marked words are not the answer": (place == 1 and self._mismarked, MARKING),
            f"taken to be in {self.language!r}": (
                self.language != self.question.language,
                LANGUAGE,
            ),
            "a quote is not in its article": (self.broken > 0, CITING),
            "a figure is not in what is cited": (self.stray_figures > 0, CITING),
        }
        return {fault: blamed for fault, (applies, blamed) in faults.items() if applies}

    @property
    def blamed(self) -> str | None:
        """What is to blame, the first of all that are; None for a good answer."""
        return next((one for one in BLAMED if one in self.faults.values()), None)

    @property
    def _mismarked(self) -> bool:
        """Whether the words marked share none with an accepted answer, nor its figure's value."""
        right = self.scores.get("token_f1", 1.0) or self.scores.get("figure_value", 0.0)
        return bool(self.marked) and not right


def first_right(statements: Iterable[Told]) -> int | None:
    """Return the number of the first statement that is right, from 1; None if none is."""
    return next((number for number, one in enumerate(statements, 1) if one.right), None)
