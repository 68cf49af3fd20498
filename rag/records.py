"""What an answer is made of: frozen records, no behaviour beyond reading themselves out."""

from dataclasses import dataclass, field

from index.records import Article, Hit, Sentence


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that bears on the question.

    Attributes:
        article: The article it stands in.
        sentence: The sentence, with its offsets into ``article.text``.
        hit: The hit whose passage holds it.
        score: How well it answers; higher is better, comparable within one question.
    """

    article: Article
    sentence: Sentence
    hit: Hit
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact span of an article, shown under a marker.

    ``quote == article.text[start:end]``, checked by :mod:`rag.grounding` before anyone sees it.
    """

    marker: int
    article: Article
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer and the citations that carry it (never none)."""

    text: str
    citations: tuple[Citation, ...]

    def __str__(self) -> str:
        return f"{self.text} {''.join(f'[{c.marker}]' for c in self.citations)}"


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a question.

    Attributes:
        question: As it was asked.
        language: The question's language; connecting words are in it.
        statements: What the articles say, each sentence cited; empty when abstaining.
        hits: The passages found, best first; what to look at when nothing answers.
        abstained: True when the articles do not answer the question.
        note: What to tell the reader beside the statements, such as why it abstained.
        confidence: Estimated probability, 0 to 1, that the index answers the question.
        generator: Who worded the statements, such as ``"extractive"``.
        elapsed_ms: Time taken, in milliseconds.
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

    @property
    def text(self) -> str:
        """The answer as plain text with markers, or the note when abstaining."""
        if self.abstained:
            return self.note
        return " ".join(str(statement) for statement in self.statements)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation once, by marker."""
        found = {c.marker: c for statement in self.statements for c in statement.citations}
        return tuple(found[marker] for marker in sorted(found))
