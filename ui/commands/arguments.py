"""What each verb takes on the command line."""

import argparse
from collections.abc import Callable, Mapping

_ID = "id of an article, as fundstelle list shows it"


def _json(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--json", action="store_true", help="print JSON")


def _add(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="files, folders, addresses of pages and feeds, or - for standard input",
    )
    _reading(verb)
    verb.add_argument(
        "--ray",
        metavar="ADDRESS",
        help="read and encode on a Ray cluster: auto (one that runs here, or is started for this), "
        "ray://host:10001, or host:6379 on a machine of the cluster",
    )


def _sync(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("folder", metavar="DIR", help="the folder that holds the articles")
    verb.add_argument(
        "--allow-empty",
        action="store_true",
        help="even if there is nothing in it any more: then all that came from it is removed",
    )
    _reading(verb)


def _reading(verb: argparse.ArgumentParser) -> None:
    _json(verb)
    verb.add_argument(
        "--watch", action="store_true", help="go on, and keep up with a folder, until stopped"
    )
    verb.add_argument(
        "--columns",
        default="",
        metavar="FIELD=COLUMN,…",
        help="which columns of tables hold what, such as text=Artikel,published=Datum",
    )
    _allow_host(verb)
    verb.add_argument(
        "--encoder", metavar="NAME", help="sentence-transformers model, for a new index"
    )


def _allow_host(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="HOST",
        help="fetch from this host or network although it is not public; repeatable",
    )


def _remove(verb: argparse.ArgumentParser) -> None:
    _json(verb)
    verb.add_argument("ids", nargs="+", metavar="ID", help=_ID)


def _copy(verb: argparse.ArgumentParser) -> None:
    _json(verb)
    for name, metavar, wanted in (
        ("source", "FROM", "place of the index: a folder, or milvus://HOST:PORT/NAME"),
        ("target", "TO", "where to copy it to; what is there already is passed over"),
    ):
        verb.add_argument(name, metavar=metavar, help=wanted)


def _show(verb: argparse.ArgumentParser) -> None:
    _json(verb)
    verb.add_argument("id", metavar="ID", help=_ID)
    what = verb.add_mutually_exclusive_group()
    what.add_argument("--removed", action="store_true", help="what was cut out of its source")
    what.add_argument("--history", action="store_true", help="what it was before it changed")


def _model(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--llm",
        metavar="ADDRESS|FILE.gguf",
        help="language model that words answers: an OpenAI-compatible server, such as "
        "http://localhost:11434/v1, or a GGUF file (default: the articles' own words)",
    )
    verb.add_argument(
        "--llm-model", metavar="NAME", help="its name on that server (default: the only one there)"
    )


def _info(verb: argparse.ArgumentParser) -> None:
    _json(verb)
    _model(verb)


def _ask(verb: argparse.ArgumentParser) -> None:
    _question(verb)
    _model(verb)


def _question(verb: argparse.ArgumentParser) -> None:
    _json(verb)
    verb.add_argument(
        "question", nargs="?", metavar="QUESTION", help="in any language, as one argument"
    )
    verb.add_argument(
        "--questions",
        metavar="FILE.jsonl",
        help="rows with id and question, or - for standard input; prints one JSON object a line",
    )
    verb.add_argument("-k", "--hits", type=int, metavar="K", help="passages to find (default: 5)")
    verb.add_argument("--encoder", metavar="NAME", help="encoder the index was built with")
    verb.add_argument(
        "--explain", action="store_true", help="show what the score of each passage is made of"
    )
    limits = verb.add_argument_group("which articles to search")
    limits.add_argument(
        "--since",
        default="",
        metavar="DAY",
        help="published on this day or later (2025-09-24 or 24.09.2025)",
    )
    limits.add_argument(
        "--until", default="", metavar="DAY", help="published on this day or earlier"
    )
    for name, metavar, wanted in (
        ("--source", "OUTLET", "of this outlet, in any case; repeatable"),
        ("--language", "CODE", "in this language (de, en, …); repeatable"),
        ("--article", "ID", "this article; repeatable"),
    ):
        limits.add_argument(name, action="append", default=[], metavar=metavar, help=wanted)


def _serve(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--example", action="append", metavar="QUESTION", help="offer this question; repeatable"
    )
    where = verb.add_argument_group("where")
    where.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)"
    )
    where.add_argument("--port", type=int, default=7860, help="port to listen on (default: 7860)")
    where.add_argument(
        "--root-path",
        default="",
        metavar="PATH",
        help="where the page lies behind a proxy, such as /news/ask",
    )
    who = verb.add_argument_group("who may do what")
    who.add_argument(
        "--auth", metavar="FILE", help="have readers log in; see: fundstelle users --help"
    )
    who.add_argument(
        "--open-to-all",
        action="store_true",
        help="let everyone in who can reach the server, to read only",
    )
    who.add_argument(
        "--read-only", action="store_true", help="nobody adds or removes articles on the page"
    )
    _allow_host(verb)
    verb.add_argument("--mcp", action="store_true", help="offer tools to language models (MCP)")
    _database(verb)
    _model(verb)


def _database(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--database",
        metavar="URL",
        help="where feedback and conversations are kept, such as postgresql://… "
        "(default: a file beside the index's folder, or of yours where it is on a server)",
    )


def _feedback(verb: argparse.ArgumentParser) -> None:
    _json(verb)
    verb.add_argument("action", choices=("list", "export"), help="show it, or write a question set")
    verb.add_argument(
        "file",
        nargs="?",
        default="-",
        metavar="DIR",
        help="folder to export to, with the articles; or FILE.jsonl, or - for the questions alone "
        "(default: -)",
    )
    _database(verb)


def _users(verb: argparse.ArgumentParser) -> None:
    actions = verb.add_subparsers(required=True, metavar="ACTION", dest="action")
    for name, summary in (
        ("add", "Add a user; asks for the password, or reads it from standard input"),
        ("remove", "Remove a user, whose sessions end at once"),
        ("list", "List the users"),
    ):
        action = actions.add_parser(name, help=summary, description=f"{summary}.")
        action.add_argument("--auth", required=True, metavar="FILE", help="file of the users")
        if name == "list":
            _json(action)
            continue
        action.add_argument("name", metavar="NAME", help="who logs in")
        if name == "add":
            action.add_argument(
                "--editor", action="store_true", help="may add and remove articles, too"
            )


ARGUMENTS: Mapping[str, Callable[[argparse.ArgumentParser], None]] = {
    "add": _add,
    "sync": _sync,
    "remove": _remove,
    "copy": _copy,
    "list": _json,
    "show": _show,
    "info": _info,
    "retrieve": _question,
    "ask": _ask,
    "serve": _serve,
    "feedback": _feedback,
    "users": _users,
}
"""By verb, what adds its arguments to a parser."""
