"""What can be asked by programs: retrieve, ask, article. Knows nothing of how it is asked.

The docstrings are what a caller reads, over the API as over MCP: :mod:`ui.api.endpoints` and
:mod:`ui.api.tools` hand them on. Their readers take an argument's first line alone, so each has
only one.

Conversations are not part of it: an answer in a follow-up leans on whole answers given before,
which would have to travel back with every question. A program asks whole questions.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Any

from index.errors import QuestionInvalid, SettingInvalid
from index.records import Filter
from rag.assistant import Assistant
from rag.filters import check_filter, make_filter
from rag.questions import MAX_CHARACTERS
from rag.shapes import Json, answer_to_json, hits_to_json
from ui.commands.readout import article_to_json

Query = Callable[..., Json]
"""Takes JSON values by name; raises :class:`index.errors.FundstelleError` if they make no sense."""

MOST_HITS = 100
"""The most passages that can be asked for at once."""

_MOST_NAMES = 100  # outlets or languages of one filter
_LONGEST_NAME = 1000  # characters of an outlet, a day, an id


@dataclass(frozen=True, slots=True)
class Queries:
    """The queries, answered from one index. Safe to use from several threads."""

    assistant: Assistant

    @property
    def by_name(self) -> dict[str, Query]:
        """Every query under the name it is asked by."""
        return {"retrieve": self.retrieve, "ask": self.ask, "article": self.article}

    def retrieve(
        self,
        question: str,
        k: int = 5,
        since: str = "",
        until: str = "",
        sources: list[str] | None = None,
        languages: list[str] | None = None,
        explain: bool = False,
    ) -> dict[str, Any]:
        """Find the passages of the indexed news articles that fit a question best.

        Use it to read what the articles say in their own words; use ask for an answer. A question
        in one language also finds articles in others.
        Example: {"question": "What does the ferry cost?", "k": 3, "since": "2025-01-01"}.

        Args:
            question: What to look for, in any language, at most 2,000 characters.
            k: How many passages at most, 1 to 100.
            since: Only articles of this day or later, such as "2025-09-24"; "" for any.
            until: Only articles of this day or earlier, such as "2025-09-24"; "" for any.
            sources: Only these outlets, such as ["Inselbote"]; null for all.
            languages: Only these languages as ISO 639-1 codes, such as ["de"]; null for all.
            explain: Also tell what each score is made of and which sentence fits best.

        Returns:
            {"id": null, "question", "hits": [{"rank", "score", "article_id", "title", "url",
            "source", "published", "language", "start", "end", "text", "reprints"}]}, best hit
            first. start and end are offsets into the article's text.
        """
        asked = _check_question(question)
        number = _check_count(k)
        only = self._limit(since, until, sources, languages)
        explained = _check_flag("explain", explain)
        hits = self.assistant.retrieve(asked, number, only=only)
        return hits_to_json(None, asked, hits, explained=explained)

    def ask(
        self,
        question: str,
        since: str = "",
        until: str = "",
        sources: list[str] | None = None,
        languages: list[str] | None = None,
        explain: bool = False,
    ) -> dict[str, Any]:
        """Answer a question from the indexed news articles, with exact citations.

        Every sentence of the answer was checked against the spans it cites. Where the articles do
        not answer, abstained is true and note says why: do not fill the gap from elsewhere without
        saying so. Each question stands for itself; ask "And in 2024?" as a whole question.
        Example: {"question": "Wie viele waren auf der Demo?", "languages": ["de"]}.

        Args:
            question: A whole question, in any language, at most 2,000 characters.
            since: Only articles of this day or later, such as "2025-09-24"; "" for any.
            until: Only articles of this day or earlier, such as "2025-09-24"; "" for any.
            sources: Only these outlets, such as ["Inselbote"]; null for all.
            languages: Only these languages as ISO 639-1 codes, such as ["de"]; null for all.
            explain: Also give the passages that the answer was drawn from.

        Returns:
            {"id": null, "question", "searched", "parts", "answer", "findings", "note", "withheld",
            "abstained", "confidence", "language", "generator", "elapsed_ms", "citations":
            [{"marker", "article_id", "title", "url", "source", "published", "language", "start",
            "end", "quote", "marked"}], "nearest": [like "citations"]}. The answer refers to
            citations as [1], [2]; a quote is the article's text from start to end. What is nearest
            is for when abstained is true: sentences to look at, none of which surely answers.
        """
        asked = _check_question(question)
        only = self._limit(since, until, sources, languages)
        explained = _check_flag("explain", explain)
        answer = self.assistant.ask(asked, only=only)
        return answer_to_json(None, answer, explained=explained)

    def article(self, id: str) -> dict[str, Any]:  # noqa: A002 - its name in the API
        """Read one indexed news article in full.

        Example: {"id": "torfheim-aufstieg"}.

        Args:
            id: The article's id, as article_id of a hit or a citation gives it.

        Returns:
            {"id", "title", "text", "url", "source", "published", "language", "author",
            "reprint_of"}. Offsets of hits and citations count characters of text.
        """
        return article_to_json(self.assistant.article(_check_text("id", id, "an article's id")))

    def _limit(self, since: object, until: object, sources: object, languages: object) -> Filter:
        day = 'a day such as "2025-09-24", or "" for any'
        only = make_filter(
            since=_check_text("since", since, day),
            until=_check_text("until", until, day),
            sources=_check_names("sources", sources, "the names of outlets"),
            languages=_check_names("languages", languages, 'codes such as "de"'),
        )
        check_filter(only, self.assistant.store)
        return only


def _check_question(value: object) -> str:
    question = _check_text("question", value, "what is asked", None).strip()
    if not question:
        raise QuestionInvalid("The question is empty; ask something about the articles.")
    if len(question) > MAX_CHARACTERS:  # before anything reads it
        raise QuestionInvalid(
            f"The question has {len(question)} characters; ask it in at most {MAX_CHARACTERS}."
        )
    return question


def _check_count(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_HITS:
        return value
    given = value if isinstance(value, int | float) else _kind(value)
    raise SettingInvalid(f"k is {given}; give a whole number from 1 to {MOST_HITS}.")


def _check_flag(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise SettingInvalid(f"{name} is {_kind(value)}; give true or false.")


def _check_text(name: str, value: object, wanted: str, most: int | None = _LONGEST_NAME) -> str:
    if not isinstance(value, str):
        raise SettingInvalid(f"{name} is {_kind(value)}; give {wanted}, as a string.")
    if most is not None and len(value) > most:
        raise SettingInvalid(f"{name} has {len(value)} characters; give {wanted}.")
    try:
        value.encode()
    except UnicodeEncodeError:  # JSON can write half a character, which is in no article
        raise SettingInvalid(f"{name} holds half a character; give {wanted}.") from None
    return value


def _check_names(name: str, value: object, wanted: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise SettingInvalid(f"{name} is {_kind(value)}; give a list of {wanted}, or null for all.")
    if len(value) > _MOST_NAMES:
        raise SettingInvalid(f"{name} has {len(value)} entries; give at most {_MOST_NAMES}.")
    return tuple(_check_text(f"An entry of {name}", entry, wanted) for entry in value)


def _kind(value: object) -> str:
    names = {type(None): "null", bool: "true or false", str: "a string", list: "a list"}
    return "a number" if type(value) in (int, float) else names.get(type(value), "an object")


def is_required(parameter: Parameter) -> bool:
    """Tell whether a query's argument may not be left out."""
    return parameter.default is Parameter.empty


def check_arguments(query: Query, name: str, arguments: Iterable[str]) -> None:
    """Make sure that a query is given all it needs and nothing that it does not know.

    Args:
        query: The query.
        name: What it is called.
        arguments: The names of what it is given.

    Raises:
        SettingInvalid: Something is missing or unknown.
    """
    known = signature(query).parameters
    given = set(arguments)
    for argument in sorted(given.difference(known)):
        raise SettingInvalid(f"{name} knows no {argument[:80]!r}; it takes {', '.join(known)}.")
    for argument, parameter in known.items():
        if is_required(parameter) and argument not in given:
            raise SettingInvalid(f"{name} needs {argument}; it takes {', '.join(known)}.")
