"""Rows of JSONL files that know where they stand, so that every mistake can be named."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from index.errors import FundstelleError

_JSON_TYPES: dict[type, str] = {
    str: "a string",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
}

Value = TypeVar("Value", str, int, bool, list[object], dict[str, object])


class QuestionSetInvalid(FundstelleError):
    """A question set is incomplete, or a row of it says something that cannot be."""


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


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a JSONL file, blank lines left out.

    Raises:
        QuestionSetInvalid: The file cannot be read, or a line is not a JSON object.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
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
