"""What a trace may look like: types, keys and sizes, checked before anything of it is used."""

from itertools import chain
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from index.errors import FundstelleError
from index.records import Article

Json = dict[str, Any]

VERSION = 1
"""Of the shape; another one is not read."""

MOST_CHARACTERS = 4_000
"""Of a question, of a sentence, of a name."""

MOST_SAID = 20_000
"""Characters of a note, or of the reason for withholding a sentence."""

MOST_STATEMENTS = 50
"""Sentences of an answer, shown or withheld, and findings."""

MOST_CITATIONS = 50
"""Citations of one sentence or finding."""

MOST_CITATIONS_IN_ALL = 500
"""Citations of all sentences and findings together: each takes time to look up and to check."""

MOST_PARTS = 20
"""Questions that one was taken apart into, and parts of a score."""

MOST_HITS = 100
"""Passages found, and reprints of one of them."""

MOST_ARTICLES = 1_000
"""Articles cited or found, and reprints of all hits together: each has to be read."""

MOST_WORDED = 6_000
"""Characters of all sentences in a model's words together: checking them takes time."""

MOST_CITED = 50_000
"""Characters of all quotes together: checking takes time for each of them too."""

MOST_MARKED = 500
"""Characters of the words of a quote that answer."""

MOST_FOUND = 1_000_000
"""Characters of all passages together: a few bytes must not ask for a library."""

_HASH_DIGITS = 16
_FARTHEST = 10**9

_Text = Annotated[str, Field(max_length=MOST_CHARACTERS)]
_Said = Annotated[str, Field(max_length=MOST_SAID)]
_Id = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]
_Offset = Annotated[int, Field(ge=0, le=_FARTHEST)]
_Number = Annotated[float, Field(ge=-_FARTHEST, le=_FARTHEST)]
_Count = Annotated[int, Field(ge=1, le=_FARTHEST)]


class TraceInvalid(FundstelleError):
    """A trace is not what this version writes, or does not fit the articles it speaks of."""

    def __init__(self, reason: str) -> None:
        """Set what is wrong with it, in a few words."""
        super().__init__(f"The kept answer cannot be read ({reason}); ask the question again.")


def hash_article(article: Article) -> str:
    """Return by what to tell later whether an article still says what it said."""
    return article.content_hash[:_HASH_DIGITS]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class TracedSpan(_Shape):
    """A stretch of an article's text."""

    start: _Offset
    end: _Offset

    @model_validator(mode="after")
    def _check_order(self) -> "TracedSpan":
        if self.start >= self.end:
            raise ValueError("a span ends before it starts")
        return self


class TracedCitation(TracedSpan):
    """A citation; its quote is not kept."""

    marker: Annotated[int, Field(ge=1, le=MOST_STATEMENTS * MOST_CITATIONS)]
    article: _Id
    marked: TracedSpan | None

    @model_validator(mode="after")
    def _check_marked(self) -> "TracedCitation":
        marked = self.marked
        if marked and not self.start <= marked.start < marked.end <= self.end:
            raise ValueError("what is marked lies outside of its quote")
        if marked and marked.end - marked.start > MOST_MARKED:
            raise ValueError("too much is marked")
        return self


_Citations = Annotated[list[TracedCitation], Field(min_length=1, max_length=MOST_CITATIONS)]
_Nearest = Annotated[list[TracedCitation], Field(max_length=MOST_CITATIONS)]


class TracedStatement(_Shape):
    """A statement; one that is the quote of its first citation has no text of its own."""

    citations: _Citations
    text: Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)] | None = None


class TracedFinding(_Shape):
    """A finding; its text is what its first citation marks, its origin is told again."""

    citations: _Citations
    reading: _Text
    origin: bool


class TracedWithheld(_Shape):
    """A sentence that did not pass the check."""

    text: _Said
    reason: _Said


class TracedSentence(TracedSpan):
    """The sentence of a hit that is most similar to the question."""

    ordinal: _Offset
    similarity: _Number
    in_context: _Number


class TracedHit(TracedSpan):
    """A hit, of its sentences only the best; its passage's text is not kept."""

    article: _Id
    ordinal: _Offset
    rank: _Count
    score: _Number
    parts: Annotated[dict[_Id, _Number], Field(max_length=MOST_PARTS)]
    best: TracedSentence | None
    reprints: Annotated[list[_Id], Field(max_length=MOST_HITS)]


class Trace(_Shape):
    """A whole answer. ``articles`` holds the hash of each article quoted or found, by its id.

    Traces from before sentences were quoted where nothing answers have no ``nearest``.
    """

    version: Literal[1]
    question: _Text
    searched: _Text
    parts: Annotated[list[_Text], Field(max_length=MOST_PARTS)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    statements: Annotated[list[TracedStatement], Field(max_length=MOST_STATEMENTS)]
    findings: Annotated[list[TracedFinding], Field(max_length=MOST_STATEMENTS)]
    nearest: _Nearest = Field(default_factory=list)
    withheld: Annotated[list[TracedWithheld], Field(max_length=MOST_STATEMENTS)]
    hits: Annotated[list[TracedHit], Field(max_length=MOST_HITS)]
    articles: Annotated[dict[_Id, _Text], Field(max_length=MOST_ARTICLES)]
    abstained: bool
    complete: bool
    note: _Said
    generator: _Text
    confidence: Annotated[float, Field(ge=0, le=1)]
    elapsed_ms: Annotated[float, Field(ge=0, le=_FARTHEST)]

    @property
    def cited(self) -> tuple[TracedCitation, ...]:
        """Every citation of it."""
        told = [*(one.citations for one in self.statements)]
        told += [one.citations for one in self.findings]
        return tuple(chain.from_iterable(told))

    @property
    def quoted(self) -> tuple[TracedCitation, ...]:
        """Every citation of it, and what it only quotes as near."""
        return (*self.cited, *self.nearest)

    @model_validator(mode="after")
    def _check_whole(self) -> "Trace":
        if self.abstained and self.cited:
            raise ValueError("an answer that abstains cites something")
        if self.nearest and not self.abstained:
            raise ValueError("an answer has sentences that are merely near to one")
        if not self.statements and (self.findings or (self.complete and not self.abstained)):
            raise ValueError("an answer says nothing")
        named = {one.article for one in self.quoted} | {one.article for one in self.hits}
        if not named <= self.articles.keys():
            raise ValueError("an article has no hash")
        places: dict[int, tuple[str, int, int]] = {}
        for one in self.quoted:
            place = (one.article, one.start, one.end)
            if places.setdefault(one.marker, place) != place:
                raise ValueError("one marker stands for two quotes")
        return self

    @model_validator(mode="after")
    def _check_sizes(self) -> "Trace":
        sizes = (
            (sum(len(one.text or "") for one in self.statements), MOST_WORDED),
            (sum(one.end - one.start for one in self.quoted), MOST_CITED),
            (sum(one.end - one.start for one in self.hits), MOST_FOUND),
            (len(self.quoted), MOST_CITATIONS_IN_ALL),
            (sum(len(one.reprints) for one in self.hits), MOST_ARTICLES),
        )
        if any(size > most for size, most in sizes):
            raise ValueError("it is too long")
        return self


def read_shape(trace: object) -> Trace:
    """Return a trace as far as it can be read without a store.

    Raises:
        TraceInvalid: It is no trace of this version; the message names the place.
    """
    try:
        return Trace.model_validate(trace)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))[:80] or "answer"
        reason = first["msg"].removeprefix("Value error, ").rstrip(".")
        raise TraceInvalid(f"{place!r}: {reason}") from None
