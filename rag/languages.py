"""What is known of each language: a folder of word lists a language, in ``data/languages``.

Adding a language is adding a folder. Where a language has none, what rests on such words is left
out, and answers are put in English.
"""

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

Table = dict[str, Any]


def table(language: str, name: str) -> Table:
    """Return one of a language's files, such as ``phrases``; ``{}`` if it has no folder."""
    return read_table(f"languages/{language}/{name}") if language in known() else {}


@cache
def known() -> tuple[str, ...]:
    """Return the languages that have a folder, as ISO 639-1 codes."""
    folders = files("rag").joinpath("data/languages").iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.is_dir()))


@cache
def read_table(path: str) -> Table:
    """Return a TOML file below ``data``, its fractions exact."""
    text = files("rag").joinpath(f"data/{path}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)
