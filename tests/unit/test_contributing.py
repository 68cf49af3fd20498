"""The map of the modules and the docstrings name what is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
# A name without a folder is in the folder of the one before it.
NAMED = re.compile(r"`([\w./<>-]+)`")
REFERENCE = re.compile(r":\w+:`((?:index|rag|ui|eval)\.[\w.]+)`")


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


def leads_nowhere(reference: str) -> bool:
    """Tell whether a reference names no module, or nothing that its module speaks of."""
    names = reference.split(".")
    place = ROOT
    while names and (place / names[0]).is_dir():
        place /= names.pop(0)
    place = place / f"{names.pop(0)}.py" if names and (place / f"{names[0]}.py").exists() else place
    code = place if place.is_file() else place / "__init__.py"
    return bool(names) and not re.search(rf"\b{names[0]}\b", code.read_text(encoding="utf-8"))


def test_docstrings_refer_to_what_is_there() -> None:
    files = [
        path for name in ("index", "rag", "ui", "eval") for path in (ROOT / name).rglob("*.py")
    ]
    found = {path: REFERENCE.findall(path.read_text(encoding="utf-8")) for path in files}
    assert sum(map(len, found.values())) > 100
    wrong = {(path.name, one) for path, all_ in found.items() for one in all_ if leads_nowhere(one)}
    assert wrong == set()
    assert all(map(leads_nowhere, ("index.no", "rag.names.no", "rag.records.No")))
