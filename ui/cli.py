"""The command line: ``fundstelle VERB``. Results go to stdout, progress and messages to stderr."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict

from index.errors import FundstelleError
from index.local import LocalStore
from index.rows import article_to_row
from rag.assistant import Assistant
from rag.config import Settings, load_settings
from rag.shapes import answer_to_json, hits_to_json
from ui.adding import DONE, NOTHING, STOPPED, add, remove, sync
from ui.arguments import Verb, build_parser, filter_from, questions_from
from ui.console import say, say_json, tell
from ui.readout import (
    article_to_json,
    describe_answer,
    describe_article,
    describe_cut,
    describe_entry,
    describe_hit,
    describe_info,
    describe_nearest,
    describe_version,
    info_to_json,
)

MISTAKE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; return the exit code: 0 done, 1 nothing found or abstained, 2 a mistake."""
    options = build_parser(_VERBS).parse_args(arguments)
    verb: Verb = options.verb
    given = {name: getattr(options, name, None) for name in ("index", "encoder", "hits")}
    try:
        return verb(options, load_settings(given))
    except FundstelleError as error:
        tell(f"fundstelle: {error}")
        return MISTAKE
    except KeyboardInterrupt:
        tell("Stopped. What was done so far stays; the same command goes on from there.")
        return STOPPED
    except BrokenPipeError:
        sys.stderr.close()  # the reader, such as head, has seen enough
        return DONE


def list_articles(options: argparse.Namespace, settings: Settings) -> int:
    """List the articles of the index."""
    found = False
    for article in LocalStore.open(settings.index).articles():
        found = True
        if options.json:
            row = article_to_json(article)
            del row["text"]
            say_json(row)
        else:
            say(describe_entry(article))
    return DONE if found else NOTHING


def show(options: argparse.Namespace, settings: Settings) -> int:
    """Show one article, what was cut out of it, or what it was before."""
    store = LocalStore.open(settings.index)
    article = store.article(options.id)
    if options.removed:
        cuts = store.cuts(options.id)
        for cut in cuts:
            say_json(asdict(cut)) if options.json else say(describe_cut(cut))
        return DONE if cuts else NOTHING
    if options.history:
        versions = store.history(options.id)
        for version in versions:
            row = {"replaced": version.replaced, **article_to_row(version.article)}
            say_json(row) if options.json else say(describe_version(version))
        return DONE if versions else NOTHING
    if options.json:
        say_json(article_to_json(article))
    else:
        say(describe_article(article))
    return DONE


def info(options: argparse.Namespace, settings: Settings) -> int:
    """Tell what is in the index and how it was built."""
    store = LocalStore.open(settings.index)
    summary, config = store.summary(), store.config
    if options.json:
        say_json(info_to_json(settings.index, summary, config))
    else:
        say(describe_info(settings.index, summary, config))
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
                say_json(hits_to_json(question_id, question, hits, explained=options.explain))
                continue
            for hit in hits:
                say(describe_hit(hit, explained=options.explain))
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
                say_json(answer_to_json(question_id, answer, explained=options.explain))
                continue
            say(describe_answer(answer))
            if options.explain:
                for hit in answer.hits:
                    say(f"\n{describe_hit(hit, explained=True)}".rstrip())
            elif answer.abstained and answer.hits:
                tell(describe_nearest(answer.hits))
    return DONE if answered else NOTHING


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Serve the chat page."""
    # Imported here: the page's library takes seconds to load, and no other verb needs it.
    from ui.app import serve as serve_page  # noqa: PLC0415

    with Assistant.open(settings=settings) as assistant:
        tell("Loading the models …")
        assistant.warm_up()
        serve_page(
            assistant,
            host=options.host,
            port=options.port,
            examples=options.example or (),
            on_ready=lambda url: tell(f"Fundstelle answers at {url} (Ctrl-C stops it)."),
        )
    return DONE


_VERBS = {
    "add": add,
    "sync": sync,
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
