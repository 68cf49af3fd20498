"""What an answer is made of: frozen records, no behaviour beyond reading themselves out."""

from dataclasses import dataclass, field

from index.records import Article, Hit, Sentence, Span, opening


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """The words of a sentence that answer, as :mod:`rag.reader` tells them.

    Attributes:
        start: Where they start in the article's text.
        end: Where they end there.
        overlap: How much of them and of the right words can be expected to be common to both, 0
            to 1, if the sentence answers at all.
        fit: How well the likeliest of the sentence's words answer; comparable between the sentences
            for one question.
    """

    start: int
    end: int
    overlap: float
    fit: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that bears on the question.

    Attributes:
        article: The article it stands in.
        sentence: The sentence, with its offsets into ``article.text``.
        hit: The hit whose passage holds it.
        score: How well it answers; higher is better, comparable within one question.
        answer: Its words that answer; None where it has not been read for them.
    """

    article: Article
    sentence: Sentence
    hit: Hit
    score: float
    answer: AnswerSpan | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact span of an article, shown under a marker.

    ``quote == article.text[start:end]``, checked by :mod:`rag.grounding` before anyone sees it.

    Attributes:
        marker: The number it is shown under, from 1.
        article: The article it stands in.
        start: Where it starts in ``article.text``, in characters.
        end: Where it ends there, exclusive.
        quote: Its text.
        marked: Where the words that answer stand in ``article.text``, start and end, within the
            quote; None where they could not be told.
    """

    marker: int
    article: Article
    start: int
    end: int
    quote: str
    marked: Span | None = None

    @property
    def marked_text(self) -> str:
        """The words that answer, or ``""`` where they could not be told."""
        return self.article.text[slice(*self.marked)] if self.marked else ""

    def __repr__(self) -> str:
        place = f"{self.article.title!r}, {self.article.id}[{self.start}:{self.end}]"
        return f"Citation([{self.marker}] {opening(self.quote)!r}, {place})"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer.

    Attributes:
        text: The sentence, without markers.
        citations: What carries it (never none).
    """

    text: str
    citations: tuple[Citation, ...]

    def __str__(self) -> str:
        return f"{self.text} {''.join(f'[{c.marker}]' for c in self.citations)}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was asked for in a few words, and all the citations that agree on it.

    Articles that disagree make several findings of one answer.

    Attributes:
        text: The words of the first citation that answer, as its article wrote them.
        reading: The same figure in the question's language, where that helps; else ``""``.
        citations: Who says so; the marked words of each mean the same (never none).
        origin: The outlet and the day of the first citation, where articles disagree; else ``""``.
    """

    text: str
    reading: str
    citations: tuple[Citation, ...]
    origin: str = ""

    def __str__(self) -> str:
        reading = f" = {self.reading}" if self.reading else ""
        origin = f" ({self.origin})" if self.origin else ""
        return f"{self.text}{reading}{origin} {''.join(f'[{c.marker}]' for c in self.citations)}"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A sentence that was written for an answer and is no part of it, as it failed the check.

    Attributes:
        text: The sentence.
        reason: Why, in the question's language.
    """

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a question.

    Attributes:
        question: As it was asked.
        language: The question's language, such as ``de`` (ISO 639-1); what is said beside the
            quotes is in it.
        findings: The direct answer; several where articles disagree, none where the question asks
            for more than a few words.
        statements: What the articles say, each sentence cited; empty when abstaining.
        hits: The passages found, best first; what to look at when nothing answers.
        abstained: True when the articles do not answer the question.
        note: What to tell the reader beside the statements, such as why it abstained.
        confidence: Estimated probability, 0 to 1, that the index answers the question (see
            :mod:`rag.abstention`).
        generator: Who worded the statements, such as ``"extractive"``.
        elapsed_ms: Time taken, in milliseconds.
        searched: The question as it was searched, made whole from the conversation; ``""`` where
            that is how it was asked.
        parts: The questions it was taken apart into, each searched by itself; none where it was
            searched as a whole.
        withheld: What a language model wrote for it and the check did not let pass.
        complete: False as long as more may come: see :meth:`rag.Assistant.stream`.
        nearest: Where it abstains, the sentences that come nearest to what was asked for, best
            first: to look at, none of them is claimed to answer. They are no part of ``citations``.
    """

    question: str
    language: str
    statements: tuple[Statement, ...]
    hits: tuple[Hit, ...]
    abstained: bool
    note: str = ""
    confidence: float = 0.0
    generator: str = "extractive"
    elapsed_ms: float = field(default=0.0, compare=False)
    findings: tuple[Finding, ...] = ()
    searched: str = ""
    parts: tuple[str, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    complete: bool = True
    nearest: tuple[Citation, ...] = ()

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return (
            f"Answer({opening(self.question)!r} -> {self.text!r}, abstained={self.abstained}, "
            f"confidence={self.confidence:.2f}, citations={len(self.citations)}, "
            f"hits={len(self.hits)})"
        )

    @property
    def text(self) -> str:
        """The answer as plain text with markers, or the note when abstaining."""
        if self.abstained:
            return self.note
        lead = [f"{' · '.join(map(str, self.findings))}:"] if self.findings else []
        return " ".join([*lead, *map(str, self.statements)])

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation once, by marker."""
        found = {c.marker: c for statement in self.statements for c in statement.citations}
        found |= {c.marker: c for finding in self.findings for c in finding.citations}
        return tuple(found[marker] for marker in sorted(found))
