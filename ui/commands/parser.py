"""How the command line is read. Imports little: ``--help`` is to be there at once."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from ui.commands.arguments import ARGUMENTS


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that can be done.

    Attributes:
        module: Where it is done; imported only then, as some modules take seconds.
        function: Does what the arguments say, given them and the settings; returns the exit code.
        summary: What it does, in a line.
        indexed: Whether it has to do with an index.
    """

    module: str
    function: str
    summary: str
    indexed: bool = True


def build_parser(verbs: Mapping[str, Verb]) -> argparse.ArgumentParser:
    """Return the parser; it leaves the :class:`Verb` to run as ``verb``."""
    parser = argparse.ArgumentParser(
        prog="fundstelle",
        description="Answers from your news articles, with the passage each comes from.",
        epilog="fundstelle VERB --help tells what a verb takes. Settings come from environment "
        "variables, too (such as FUNDSTELLE_INDEX), and from fundstelle.toml. Exit codes: 0 done, "
        "1 nothing came of it, 2 a mistake that the message explains, 130 stopped by Ctrl-C.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    subparsers = parser.add_subparsers(required=True, metavar="VERB")
    for name, one in verbs.items():
        verb = subparsers.add_parser(name, help=one.summary, description=f"{one.summary}.")
        verb.set_defaults(verb=one)
        if one.indexed:
            verb.add_argument(
                "--index",
                metavar="PLACE",
                help="a folder, or milvus://HOST:PORT/NAME (default: data/index)",
            )
        ARGUMENTS[name](verb)
    return parser


class _Version(argparse.Action):
    """Prints the version of what is installed, which is looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

        try:
            told = version("fundstelle")
        except PackageNotFoundError:
            told = "(run from its folder, not installed)"
        sys.stdout.write(f"fundstelle {told}\n")
        parser.exit()
