"""What ``--help`` says: something of every verb and every argument, and where to read on."""

import argparse
from collections.abc import Callable, Iterator

import pytest

from eval.__main__ import _parser as eval_parser
from ui.cli import VERBS
from ui.commands.parser import build_parser

PARSERS: dict[str, Callable[[], argparse.ArgumentParser]] = {
    "fundstelle": lambda: build_parser(VERBS),
    "python -m eval": eval_parser,
}


def verbs_of(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield the parsers of all verbs, and of what these have below them."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                yield verb
                yield from verbs_of(verb)


@pytest.mark.parametrize("make", PARSERS.values(), ids=PARSERS)
def test_every_verb_and_every_argument_says_what_it_is(
    make: Callable[[], argparse.ArgumentParser],
) -> None:
    for verb in verbs_of(make()):
        assert verb.description, verb.prog
        for action in verb._actions:
            if not isinstance(action, argparse._SubParsersAction):
                assert action.help, f"{verb.prog} {action.dest}"


def test_help_says_where_settings_come_from_and_what_exit_codes_mean() -> None:
    said = " ".join(build_parser(VERBS).format_help().split())
    for told in ("fundstelle VERB --help", "FUNDSTELLE_", "fundstelle.toml", "130"):
        assert told in said
    assert "exit code" in eval_parser().format_help().lower()
