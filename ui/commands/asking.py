"""The verbs that answer: retrieve, ask."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import QuestionInvalid, SettingInvalid
from index.records import Filter
from index.store import Store
from rag.assistant import Assistant
from rag.config import Settings
from rag.filters import check_filter, make_filter
from rag.questions import check_question
from rag.records import Answer
from rag.shapes import answer_to_json, hits_to_json
from ui.commands.console import say, say_json, tell
from ui.commands.exits import DONE, NOTHING
from ui.commands.readout import describe_answer, describe_hit, describe_nearest

_STANDARD_INPUT = "-"


def retrieve(options: argparse.Namespace, settings: Settings) -> int:
    """Print the passages that fit a question."""
    questions = list(questions_from(options))  # so that a mistake is told before the first answer
    with Assistant.open(settings=settings) as assistant:
        only = filter_from(options, assistant.store)
        found = False
        for question_id, question in questions:
            hits = assistant.retrieve(question, only=only)
            found = found or bool(hits)
            if options.json or options.questions:
                say_json(hits_to_json(question_id, question, hits, explained=options.explain))
                continue
            for hit in hits:
                say(describe_hit(hit, explained=options.explain))
    return DONE if found else NOTHING


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Answer a question, or each question of a file."""
    questions = list(questions_from(options))
    with Assistant.open(settings=settings) as assistant:
        only = filter_from(options, assistant.store)
        answered = False
        for question_id, question in questions:
            if options.json or options.questions:
                answer = assistant.ask(question, only=only)
                say_json(answer_to_json(question_id, answer, explained=options.explain))
            else:
                answer = say_growing(assistant.stream(question, only=only), sys.stdout.isatty())
                _say_passages(answer, options)
            answered = answered or not answer.abstained
    return DONE if answered else NOTHING


def say_growing(answers: Iterable[Answer], at_once: bool) -> Answer:
    """Print an answer and return it.

    Args:
        answers: The answer as it grows; the last one is complete.
        at_once: Print each sentence as soon as it is checked, rather than all in the end.
    """
    said = ""
    for answer in answers:
        text = describe_answer(answer)
        if text != said and (at_once or answer.complete):
            say(text.removeprefix(f"{said}\n"))
            said = text
    return answer


def _say_passages(answer: Answer, options: argparse.Namespace) -> None:
    """Print what an answer was drawn from, where that is asked for, or what comes near to one."""
    if options.explain:
        for hit in answer.hits:
            say(f"\n{describe_hit(hit, explained=True)}".rstrip())
    elif answer.nearest:
        tell(describe_nearest(answer))


def questions_from(options: argparse.Namespace) -> Iterator[tuple[str | None, str]]:
    """Yield ``(id, question)`` from the command line, or from the rows of the file given.

    Raises:
        SettingInvalid: There is neither or both, or the file holds something else.
    """
    if options.question is not None and options.questions is None:
        yield None, _typed(options.question)
        return
    if options.question is not None or not options.questions:
        raise SettingInvalid("Give either a question or --questions FILE.jsonl.")
    name = "standard input" if options.questions == _STANDARD_INPUT else options.questions
    # By this sign alone: what a question holds may be taken for the end of a line elsewhere.
    lines = enumerate(_read(options.questions, name).split("\n"), 1)
    rows = [(number, line) for number, line in lines if line.strip()]
    if not rows:
        raise SettingInvalid(
            f"There is no question in {name}; write one JSON object with id and question a line."
        )
    for number, line in rows:
        yield _read_row(f"Line {number} of {name}", line)


def _typed(argument: str) -> str:
    """Return an argument as it was typed, in a locale that does not know its letters too."""
    return os.fsencode(argument).decode("utf-8", "replace") if not _is_text(argument) else argument


def _is_text(argument: str) -> bool:
    return not any("\udc80" <= letter <= "\udcff" for letter in argument)


def _read(file: str, name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == _STANDARD_INPUT else Path(file).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SettingInvalid(
            f"The questions in {name} cannot be read ({reason}); give a file of JSON lines, or -."
        ) from error
    except UnicodeDecodeError as error:
        raise SettingInvalid(f"The questions in {name} are not UTF-8; save them so.") from error


def _read_row(place: str, line: str) -> tuple[str, str]:
    try:
        row = json.loads(line)
        question_id, question = str(row["id"]), row["question"]
    except (ValueError, KeyError, TypeError):
        question = None
    if not isinstance(question, str):
        raise SettingInvalid(f"{place} must be a JSON object with id and question.")
    try:
        check_question(" ".join(question.split()))
    except QuestionInvalid as error:
        raise SettingInvalid(f"{place} (id {question_id}): {error}") from error
    return question_id, question


def filter_from(options: argparse.Namespace, store: Store) -> Filter:
    """Return the articles that a question is limited to.

    Raises:
        SettingInvalid: A day is none, or the index holds no such outlet or language.
        ArticleUnknown: It holds no article of such an id.
    """
    only = make_filter(
        since=options.since,
        until=options.until,
        sources=options.source,
        languages=options.language,
        articles=options.article,
    )
    check_filter(only, store)
    return only
