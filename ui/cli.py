"""The command line: ``fundstelle VERB``. Results go to stdout, progress and messages to stderr."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from index.errors import FundstelleError
from index.ingest import Report, ingest, open_or_create
from index.local import LocalStore
from index.rows import article_to_row
from rag.assistant import Assistant
from rag.config import Settings, load_settings
from rag.shapes import answer_to_json, hits_to_json
from ui.arguments import Verb, build_parser, filter_from, questions_from
from ui.readout import (
    describe_answer,
    describe_article,
    describe_entry,
    describe_hit,
    describe_info,
    describe_nearest,
    info_to_json,
    report_to_json,
)

DONE, NOTHING, MISTAKE, STOPPED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; return the exit code: 0 done, 1 nothing found or abstained, 2 a mistake."""
    options = build_parser(_VERBS).parse_args(arguments)
    verb: Verb = options.verb
    given = {name: getattr(options, name, None) for name in ("index", "encoder", "hits")}
    try:
        return verb(options, load_settings(given))
    except FundstelleError as error:
        _tell(f"fundstelle: {error}")
        return MISTAKE
    except KeyboardInterrupt:
        _tell("Stopped. What was done so far stays; the same command goes on from there.")
        return STOPPED
    except BrokenPipeError:
        sys.stderr.close()  # the reader, such as head, has seen enough
        return DONE


def add(options: argparse.Namespace, settings: Settings) -> int:
    """Add files and folders to the index."""
    store, encoder = open_or_create(settings.index, settings.encoder or None)
    with tqdm(desc="Adding", unit=" articles", file=sys.stderr, disable=options.json) as bar:

        def show(report: Report) -> None:
            bar.n = len(report.added) + len(report.replaced) + len(report.unchanged)
            bar.set_postfix_str(f"{report.passages} passages", refresh=False)
            bar.update(0)
            bar.refresh()

        report = ingest([Path(path) for path in options.paths], store, encoder, show)
    for skipped in report.skipped:
        _tell(f"skipped {skipped.origin}: {skipped.reason}")
    if options.json:
        _print_json(report_to_json(report))
    else:
        print(f"{report}.")
    return DONE if report.added or report.replaced or report.unchanged else NOTHING


def remove(options: argparse.Namespace, settings: Settings) -> int:
    """Remove articles from the index."""
    store = LocalStore.open(settings.index)
    removed = store.remove(options.ids)
    store.publish()
    for missing in sorted(set(options.ids) - set(removed)):
        _tell(f"There is no article {missing!r} in the index; fundstelle list shows the ids.")
    if options.json:
        _print_json({"removed": removed})
    else:
        print(f"{len(removed)} removed.")
    return DONE if removed else NOTHING


def list_articles(options: argparse.Namespace, settings: Settings) -> int:
    """List the articles of the index."""
    found = False
    for article in LocalStore.open(settings.index).articles():
        found = True
        if options.json:
            _print_json({k: v for k, v in article_to_row(article).items() if k != "text"})
        else:
            print(describe_entry(article))
    return DONE if found else NOTHING


def show(options: argparse.Namespace, settings: Settings) -> int:
    """Show one article."""
    article = LocalStore.open(settings.index).article(options.id)
    if options.json:
        _print_json(article_to_row(article))
    else:
        print(describe_article(article))
    return DONE


def info(options: argparse.Namespace, settings: Settings) -> int:
    """Tell what is in the index and how it was built."""
    store = LocalStore.open(settings.index)
    summary, config = store.summary(), store.config
    if options.json:
        _print_json(info_to_json(settings.index, summary, config))
    else:
        print(describe_info(settings.index, summary, config))
    return DONE


def retrieve(options: argparse.Namespace, settings: Settings) -> int:
    """Print the passages that fit a question."""
    with Assistant.open(settings=settings) as assistant:
        only = filter_from(options, assistant.store)
        found = False
        for question_id, question in questions_from(options):
            hits = assistant.retrieve(question, only=only)
            found = found or bool(hits)
            if options.json or options.questions:
                _print_json(hits_to_json(question_id, question, hits, explained=options.explain))
                continue
            for hit in hits:
                print(describe_hit(hit, explained=options.explain))
    return DONE if found else NOTHING


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Answer a question, or each question of a file."""
    with Assistant.open(settings=settings) as assistant:
        only = filter_from(options, assistant.store)
        answered = False
        for question_id, question in questions_from(options):
            answer = assistant.ask(question, only=only)
            answered = answered or not answer.abstained
            if options.json or options.questions:
                _print_json(answer_to_json(question_id, answer, explained=options.explain))
                continue
            print(describe_answer(answer))
            if options.explain:
                for hit in answer.hits:
                    print(f"\n{describe_hit(hit, explained=True)}", end="")
            elif answer.abstained and answer.hits:
                _tell(describe_nearest(answer.hits))
    return DONE if answered else NOTHING


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Serve the chat page."""
    # Imported here: the page's library takes seconds to load, and no other verb needs it.
    from ui.app import serve as serve_page  # noqa: PLC0415

    with Assistant.open(settings=settings) as assistant:
        _tell("Loading the models …")
        assistant.warm_up()
        serve_page(
            assistant,
            host=options.host,
            port=options.port,
            examples=options.example or (),
            on_ready=lambda url: _tell(f"Fundstelle answers at {url} (Ctrl-C stops it)."),
        )
    return DONE


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def _tell(message: str) -> None:
    print(message, file=sys.stderr)


_VERBS = {
    "add": add,
    "remove": remove,
    "list": list_articles,
    "show": show,
    "info": info,
    "retrieve": retrieve,
    "ask": ask,
    "serve": serve,
}


if __name__ == "__main__":
    sys.exit(main())
