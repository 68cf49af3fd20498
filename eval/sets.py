"""Question sets: articles, questions on them, and where in the articles the answers stand.

A set is a folder with ``articles/`` or ``articles.jsonl`` and ``questions.jsonl``; the README of
this package describes the rows.
"""

import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from babel import Locale

from eval.rows import QuestionSetInvalid, Row, read_rows, refuse_repeated_ids
from index.errors import QuestionInvalid
from index.language import UNKNOWN
from rag.questions import check_question

UNANSWERABLE = "unanswerable"

_FIELDS = ("id", "language", "question", "kind", "answerable", "answers", "evidence")
_RATINGS = "ratings"  # what a question to be labelled came with; it may stay

_SEED = 0


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """Words of an article that answer a question.

    Attributes:
        article: The article's name in the set: its file below ``articles/``, or its row's ``id``.
        quote: The words as they stand there.
        near: About where they stand in the article as it came; None means wherever they stand.
    """

    article: str
    quote: str
    near: int | None = None

    def __str__(self) -> str:
        return self.quote


@dataclass(frozen=True, slots=True)
class GoldStretch:
    """A stretch of an article that answers a question.

    Attributes:
        article: The article's name in the set.
        start: Where it starts in the article's text as stored.
        end: Where it ends there.
        quote: The words that must stand there; ``""`` where the set does not give them.
    """

    article: str
    start: int
    end: int
    quote: str = ""

    def __str__(self) -> str:
        return self.quote or f"{self.article}, characters {self.start} to {self.end}"


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article that answers a question, all of it; ``article`` is its name in the set."""

    article: str

    def __str__(self) -> str:
        return self.article


Gold = GoldQuote | GoldStretch | GoldArticle
"""What a question set knows of where an answer stands."""


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question whose answer is known.

    Attributes:
        id: Unique in its set.
        language: The question's language, ISO 639-1.
        text: The question.
        kind: What it asks for, such as ``"amount"``; ``""`` where the set does not say.
        answers: Strings any of which answers it.
        gold: Where the answer stands; empty if the articles do not answer the question.
        withheld: Names of articles that are not searched for this question.
        place: File and line that it was read from; ``""`` if it was not read.
    """

    id: str
    language: str
    text: str
    kind: str = ""
    answers: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ()
    withheld: tuple[str, ...] = ()
    place: str = field(default="", compare=False)

    @property
    def answerable(self) -> bool:
        """Whether the articles answer the question."""
        return bool(self.gold)

    @property
    def label(self) -> str:
        """What messages call the question."""
        return f"Question {self.id} ({self.place})" if self.place else f"Question {self.id}"

    @property
    def sha256(self) -> str:
        """A hash of what is asked and what is right: equal hashes mean the same test."""
        content = asdict(self)
        del content["place"], content["kind"]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions and the articles they are put to.

    Attributes:
        name: What results are reported under.
        root: The folder that names of article files are relative to.
        sources: What to ingest: files and folders.
        questions: The questions.
    """

    name: str
    root: Path
    sources: tuple[Path, ...]
    questions: tuple[EvalQuestion, ...]


def load_set(folder: Path, at_most: int | None = None) -> QuestionSet:
    """Load a question set from its folder.

    Args:
        folder: A folder with ``articles/`` or ``articles.jsonl``, and ``questions.jsonl``.
        at_most: How many questions to draw, the same ones every time; None takes all.

    Raises:
        QuestionSetInvalid: Something is missing, or a row is malformed; the message names it.
    """
    articles, file = folder / "articles", folder / "articles.jsonl"
    if not articles.is_dir() and not file.is_file():
        raise QuestionSetInvalid(
            f"{folder} is no question set: it holds neither articles/ nor articles.jsonl."
        )
    root, source = (articles, articles) if articles.is_dir() else (folder, file)
    rows = list(read_rows(folder / "questions.jsonl"))
    if not rows:
        raise QuestionSetInvalid(
            f"{folder / 'questions.jsonl'} holds no question; write one JSON object a line."
        )
    refuse_repeated_ids(rows)
    questions = draw([_read_question(row) for row in rows], at_most)
    return QuestionSet(folder.resolve().name, root, (source,), questions)


def draw(questions: Sequence[EvalQuestion], at_most: int | None) -> tuple[EvalQuestion, ...]:
    """Draw questions, the same ones every time, and keep their order; None takes all."""
    if at_most is None or at_most >= len(questions):
        return tuple(questions)
    places = random.Random(_SEED).sample(range(len(questions)), at_most)  # noqa: S311
    return tuple(questions[place] for place in sorted(places))


def _read_question(row: Row) -> EvalQuestion:
    _check(row)
    gold = tuple(map(_read_gold, row.rows("evidence")))
    if row.get("answerable", bool) != bool(gold):
        wrong = "has evidence" if gold else "has no evidence"
        raise row.error(f'"answerable" is {str(not gold).lower()}, but the question {wrong}')
    return EvalQuestion(
        id=row.get("id", str),
        language=row.get("language", str),
        text=row.get("question", str),
        kind=row.get("kind", str, ""),
        answers=row.strings("answers"),
        gold=gold,
        place=row.place,
    )


def _check(row: Row) -> None:
    """Make sure that a row can be asked, and that nothing in it would be passed over.

    Raises:
        QuestionSetInvalid: A field is none, or the language, or there is nothing to ask.
    """
    name = f"of the question {row.get('id', str)!r}"
    unknown = sorted(set(row.values) - {*_FIELDS, _RATINGS})
    if unknown:
        raise row.error(f'"{unknown[0]}" {name} means nothing; there are {", ".join(_FIELDS)}')
    language = row.get("language", str)
    if not _is_language(language):
        raise row.error(
            f'"language" {name} must be an ISO 639-1 code such as "de", not {language!r}'
        )
    try:
        check_question(" ".join(row.get("question", str).split()))
    except QuestionInvalid as error:
        raise row.error(f'"question" {name}: {str(error).rstrip(".")}') from error


def _is_language(code: str) -> bool:
    return code == UNKNOWN or (len(code) == 2 and code in Locale("en").languages)


def _read_gold(row: Row) -> Gold:
    article = row.get("article", str)
    # Told by the fields that are there, and no others: of a misspelt "quote" nothing would be left
    # but the article, all of which would then be right.
    fields = set(row.values) - {"article"}
    if not fields:
        return GoldArticle(article)
    if not fields <= {"quote", "start", "end"}:
        raise row.error(
            f'evidence has "article" alone, with "quote", or with "start" and "end"; '
            f'"{min(fields - {"quote", "start", "end"})}" means nothing'
        )
    quote = row.get("quote", str) if "quote" in fields else ""
    if "quote" in fields and not quote.strip():
        raise row.error("a quote is empty")
    if fields == {"quote"}:
        return GoldQuote(article, quote)
    start, end = row.get("start", int), row.get("end", int)
    if not 0 <= start < end:
        raise row.error(f'"start" {start} and "end" {end} enclose nothing')
    return GoldStretch(article, start, end, quote)
