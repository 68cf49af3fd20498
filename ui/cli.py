"""The command line: ``fundstelle VERB``. Results go to stdout, progress and messages to stderr."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from index.errors import FundstelleError
from ui.commands.console import tell
from ui.commands.exits import DONE, MISTAKE, STOPPED
from ui.commands.parser import Verb, build_parser

VERBS = {
    "add": Verb("ui.commands.adding", "add", "Add articles: files, folders, addresses, feeds"),
    "sync": Verb(
        "ui.commands.adding", "sync", "Bring the index into step with a folder, removals too"
    ),
    "remove": Verb("ui.commands.adding", "remove", "Remove articles from the index"),
    "copy": Verb(
        "ui.commands.copying", "run", "Copy the index to another place, encoding nothing", False
    ),
    "list": Verb("ui.commands.looking", "list_articles", "List the articles of the index"),
    "show": Verb(
        "ui.commands.looking", "show", "Show one article, or what was cut out of it, or what it was"
    ),
    "info": Verb("ui.commands.looking", "info", "Tell what is in the index and how it was built"),
    "retrieve": Verb("ui.commands.asking", "retrieve", "Print the passages that fit a question"),
    "ask": Verb("ui.commands.asking", "ask", "Answer a question, or each question of a file"),
    "serve": Verb("ui.commands.serving", "serve", "Serve the chat page"),
    "feedback": Verb("ui.commands.feedback", "run", "List or export what readers said of answers"),
    "users": Verb("ui.commands.users", "run", "Say who may log in to the page", indexed=False),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; return the exit code (:mod:`ui.commands.exits`)."""
    parser = build_parser(VERBS)
    options, others = parser.parse_known_args(arguments)
    if others:
        parser.error(explain_others(options, others))
    try:
        return _run(options)
    except FundstelleError as error:
        tell(f"fundstelle: {error}")
        return MISTAKE
    except KeyboardInterrupt:
        tell("Stopped. What was done so far stays; the same command goes on from there.")
        return STOPPED
    except BrokenPipeError:
        sys.stderr.close()  # the reader, such as head, has seen enough
        return DONE


def explain_others(options: argparse.Namespace, others: Sequence[str]) -> str:
    """Return why arguments that no verb takes are a mistake; those of a question belong to it."""
    begun = getattr(options, "question", None)
    if begun is None or any(one.startswith("-") for one in others):
        return f"unrecognized arguments: {' '.join(others)}"
    whole = " ".join((begun, *others))
    return f'put the whole question in quotation marks, as in "{whole}"'


def _run(options: argparse.Namespace) -> int:
    from rag.config import load_settings  # noqa: PLC0415 - not for --help

    names = ("index", "encoder", "engine", "hits", "llm", "llm_model")
    given = {name: getattr(options, name, None) for name in names}
    verb: Verb = options.verb
    run = getattr(import_module(verb.module), verb.function)
    code: int = run(options, load_settings(given))
    return code


if __name__ == "__main__":
    sys.exit(main())
