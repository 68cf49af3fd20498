"""Question sets: articles, questions on them, and where in the articles the answers stand.

A set is a folder with ``articles/`` or ``articles.jsonl`` and ``questions.jsonl``; the README of
this package describes the rows.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from index.errors import FundstelleError

UNANSWERABLE = "unanswerable"

_SEED = 0
_JSON_TYPES: dict[type, str] = {
    str: "a string",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
}


class QuestionSetInvalid(FundstelleError):
    """A question set is incomplete, or a row of it says something that cannot be."""


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A stretch of an article that answers a question.

    Attributes:
        article: The article's name in the set: its file below ``articles/``, or its row's ``id``.
        quote: The stretch, word for word.
        near: About where it stands in the article as it came; None means wherever it stands.
    """

    article: str
    quote: str
    near: int | None = None


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
    """

    id: str
    language: str
    text: str
    kind: str = ""
    answers: tuple[str, ...] = ()
    gold: tuple[GoldSpan, ...] = ()
    withheld: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the articles answer the question."""
        return bool(self.gold)


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


Value = TypeVar("Value", str, int, bool, list[object], dict[str, object])


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a JSONL file that knows where it stands."""

    place: str
    values: Mapping[str, object]

    def get(self, field: str, kind: type[Value], default: Value | None = None) -> Value:
        """Return a field's value.

        Args:
            field: The field.
            kind: The type that its value must have.
            default: What a missing field or a null means; None makes the field required.

        Raises:
            QuestionSetInvalid: The field is missing or its value has another type.
        """
        value = self.values.get(field)
        if value is None and default is not None:
            return default
        if type(value) is not kind:
            raise self.error(f'"{field}" must be {_JSON_TYPES[kind]}')
        return value

    def strings(self, field: str) -> tuple[str, ...]:
        """Return the strings of a list; none where the field is missing."""
        return tuple(
            Row(self.place, {f"{field}[]": value}).get(f"{field}[]", str)
            for value in self.get(field, list, [])
        )

    def rows(self, field: str) -> Iterator["Row"]:
        """Yield the objects of a list as rows; none where the field is missing."""
        for value in self.get(field, list, []):
            yield Row(self.place, Row(self.place, {f"{field}[]": value}).get(f"{field}[]", dict))

    def error(self, problem: str) -> QuestionSetInvalid:
        """Return an error that names the row."""
        return QuestionSetInvalid(f"{self.place}: {problem}.")


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
    refuse_repeated_ids(rows)
    questions = draw([_read_question(row) for row in rows], at_most)
    return QuestionSet(folder.resolve().name, root, (source,), questions)


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a JSONL file, blank lines left out.

    Raises:
        QuestionSetInvalid: The file cannot be read, or a line is not a JSON object.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise QuestionSetInvalid(f"{path} cannot be read ({reason}); check the path.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row = Row(f"{path}, line {number}", {})
        try:
            value = json.loads(line)
        except ValueError as error:
            raise row.error(f"not valid JSON ({error})") from error
        if not isinstance(value, dict):
            raise row.error("not a JSON object; write one question a line")
        yield Row(row.place, value)


def refuse_repeated_ids(rows: Sequence[Row]) -> None:
    """Make sure that every row has an id of its own.

    Raises:
        QuestionSetInvalid: A row has none, or that of an earlier row.
    """
    seen: dict[str, str] = {}
    for row in rows:
        question_id = row.get("id", str)
        if question_id in seen:
            raise row.error(f"the id {question_id!r} is taken already ({seen[question_id]})")
        seen[question_id] = row.place


def draw(questions: Sequence[EvalQuestion], at_most: int | None) -> tuple[EvalQuestion, ...]:
    """Draw questions, the same ones every time, and keep their order; None takes all."""
    if at_most is None or at_most >= len(questions):
        return tuple(questions)
    places = random.Random(_SEED).sample(range(len(questions)), at_most)  # noqa: S311
    return tuple(questions[place] for place in sorted(places))


def _read_question(row: Row) -> EvalQuestion:
    gold = tuple(
        GoldSpan(evidence.get("article", str), evidence.get("quote", str))
        for evidence in row.rows("evidence")
    )
    if row.get("answerable", bool) != bool(gold):
        wrong = "has evidence" if gold else "has no evidence"
        raise row.error(f'"answerable" is {str(not gold).lower()}, but the question {wrong}')
    if not all(span.quote.strip() for span in gold):
        raise row.error("a quote is empty")
    return EvalQuestion(
        id=row.get("id", str),
        language=row.get("language", str),
        text=row.get("question", str),
        kind=row.get("kind", str, ""),
        answers=row.strings("answers"),
        gold=gold,
    )
