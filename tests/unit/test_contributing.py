"""The map of the modules names what is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
# A name without a folder is in the folder of the one before it.
NAMED = re.compile(r"`([\w./<>-]+)`")


def named_paths() -> list[str]:
    rows = [
        line.rpartition(" | ")[2]
        for line in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and "`" in line
    ]
    paths: list[str] = []
    for row in rows:
        for name in NAMED.findall(row):
            folder = "" if "/" in name else f"{paths[-1].rpartition('/')[0]}/"
            paths.append(f"{folder}{name}".replace("<code>", "de"))
    return paths


def test_the_map_names_what_is_there() -> None:
    paths = named_paths()
    assert len(paths) > 100
    assert [path for path in paths if not (ROOT / path).exists()] == []
