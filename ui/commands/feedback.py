"""The verb that shows what readers say of answers, and makes a question set of it."""

import argparse
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from index.errors import SettingInvalid
from index.rows import article_to_row
from index.stores import open_store
from rag.config import Settings
from rag.traces import answer_from_trace
from ui.commands.console import say, say_json, tell
from ui.commands.exits import DONE, NOTHING
from ui.desk import Database, desk_url
from ui.desk.feedback import Feedback, Rating
from ui.desk.questions import Questions, make_questions

_STANDARD_OUTPUT = "-"
_ROWS = ".jsonl"
_QUESTIONS, _ARTICLES, _UNLABELLED = "questions.jsonl", "articles.jsonl", "to-label.jsonl"


def run(options: argparse.Namespace, settings: Settings) -> int:
    """List what readers say of answers, or export it as a question set.

    ``options.action`` is ``list`` or ``export``; ``options.file`` is a file, a folder, or ``-``.
    A file takes the questions alone, and beside it goes what is still to be labelled; a folder
    becomes a whole question set, with the articles of the index.
    """
    database = Database(desk_url(options.database or "", settings.index), create=False)
    with closing(database):
        ratings = Feedback(database).ratings()
    if not ratings:
        tell("Nobody has rated an answer yet.")
        return NOTHING
    return _ACTIONS[options.action](ratings, options, settings)


def describe_rating(rating: Rating) -> str:
    """Return a rating on one line."""
    day = rating.at[:16].replace("T", " ")
    verdict = f"{rating.verdict} ({rating.reason})" if rating.reason else rating.verdict
    said = [str(rating.trace.get("question", "")), rating.comment and f"— {rating.comment}"]
    line = " ".join(" ".join((day, rating.reader or "-", verdict, *said)).split())
    # A question comes from a reader and may hold what a terminal would obey.
    return "".join(letter if letter.isprintable() else "�" for letter in line)


def _list(ratings: list[Rating], options: argparse.Namespace, settings: Settings) -> int:
    del settings
    for rating in ratings:
        if options.json:
            say_json(asdict(rating))
        else:
            say(describe_rating(rating))
    return DONE


def _export(ratings: list[Rating], options: argparse.Namespace, settings: Settings) -> int:
    place = options.file or _STANDARD_OUTPUT
    files = _files(place)
    for file in files.values():
        if file.exists():  # somebody may have labelled questions there by hand
            raise SettingInvalid(f"{file} is there already; name another file or folder.")
    with closing(open_store(settings.index)) as store:
        questions = make_questions(ratings, partial(answer_from_trace, store=store))
        if place == _STANDARD_OUTPUT:
            for row in questions.labelled:
                say_json(row)
        else:
            rows = {_QUESTIONS: questions.labelled, _UNLABELLED: questions.unlabelled}
            _write({files[name]: rows[name] for name in rows if rows[name] or name == _QUESTIONS})
        if _ARTICLES in files:
            _write({files[_ARTICLES]: map(article_to_row, store.articles())})
    _tell_outcome(questions, files, options)
    return DONE if questions.labelled else NOTHING


_ACTIONS: Mapping[str, Callable[[list[Rating], argparse.Namespace, Settings], int]] = {
    "list": _list,
    "export": _export,
}


def _files(place: str) -> dict[str, Path]:
    """Return what is written where."""
    if place == _STANDARD_OUTPUT:
        return {}
    path = Path(place)
    if path.suffix == _ROWS and not path.is_dir():
        return {_QUESTIONS: path, _UNLABELLED: path.with_name(f"{path.stem}.{_UNLABELLED}")}
    return {name: path / name for name in (_QUESTIONS, _ARTICLES, _UNLABELLED)}


def _write(contents: Mapping[Path, Iterable[Mapping[str, Any]]]) -> None:
    for path, rows in contents.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        except OSError as error:
            raise SettingInvalid(
                f"{path} cannot be written ({error.strerror}); name another place."
            ) from error


def _tell_outcome(
    questions: Questions, files: Mapping[str, Path], options: argparse.Namespace
) -> None:
    counts = {
        "labelled": len(questions.labelled),
        "unlabelled": len(questions.unlabelled),
        "unreadable": questions.unreadable,
    }
    if options.json and files:
        say_json({**counts, "files": [str(file) for file in files.values() if file.exists()]})
        return
    where = f"in {files[_UNLABELLED]}" if files else "left out: name a file, not -, to have them"
    tell(f"{counts['labelled']} questions whose answer is known.")
    if questions.unlabelled:
        tell(f"{counts['unlabelled']} questions still to be labelled, {where}.")
    if questions.unreadable:
        tell(f"{questions.unreadable} ratings of answers that cannot be read any more.")
