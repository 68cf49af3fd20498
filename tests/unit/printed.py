"""An article and a hit to be printed."""

import argparse
from datetime import date

from index.records import Article
from ui.commands.parser import Verb, build_parser

TEXT = "Der Deich wird erhöht.\nDas kostet Geld."
ARTICLE = Article("deich", "Ein Deich", TEXT, source="Inselbote", published=date(2025, 3, 9))


def parse(*arguments: str) -> argparse.Namespace:
    return build_parser(
        {name: Verb("", "", "Do something") for name in ("ask", "retrieve")}
    ).parse_args(arguments)
