"""The command line: ``fundstelle VERB``. Results go to stdout, progress and messages to stderr."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from index.errors import FundstelleError
from ui.arguments import Verb, build_parser
from ui.console import tell
from ui.exits import DONE, MISTAKE, STOPPED

VERBS = {
    "add": Verb("ui.adding", "add", "Add articles: files, folders, addresses, feeds"),
    "sync": Verb("ui.adding", "sync", "Bring the index into step with a folder"),
    "remove": Verb("ui.adding", "remove", "Remove articles from the index"),
    "list": Verb("ui.looking", "list_articles", "List the articles of the index"),
    "show": Verb("ui.looking", "show", "Show one article, what was cut out of it, what it was"),
    "info": Verb("ui.looking", "info", "Tell what is in the index and how it was built"),
    "retrieve": Verb("ui.asking", "retrieve", "Print the passages that fit a question"),
    "ask": Verb("ui.asking", "ask", "Answer a question, or each question of a file"),
    "serve": Verb("ui.asking", "serve", "Serve the chat page"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; return the exit code (:mod:`ui.exits`)."""
    options = build_parser(VERBS).parse_args(arguments)
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


def _run(options: argparse.Namespace) -> int:
    from rag.config import load_settings  # noqa: PLC0415 - not for --help

    given = {name: getattr(options, name, None) for name in ("index", "encoder", "engine", "hits")}
    verb: Verb = options.verb
    run = getattr(import_module(verb.module), verb.function)
    code: int = run(options, load_settings(given))
    return code


if __name__ == "__main__":
    sys.exit(main())
