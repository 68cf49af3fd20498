"""The wheel, built and installed where nothing else is: an editable install hides what it lacks."""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable
from importlib.metadata import distribution, distributions
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif("CI" not in os.environ, reason="takes minutes; set CI=true to run it"),
]


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def link_dependencies(requirements: Iterable[str], packages: Path) -> None:
    """Put what is declared, and what that declares, into site-packages, and nothing else.

    The files are those of the environment that the tests run in: to fetch and unpack them again
    would take minutes, and tell no more.
    """
    found: dict[str, set[str]] = {}  # by name, with the extras asked for
    wanted = deque((Requirement(one), "") for one in requirements)
    while wanted:
        one, extra = wanted.popleft()
        if one.marker and not one.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(one.name)
        extras = {"", *one.extras} - found.get(name, set())
        found.setdefault(name, set()).update(extras)
        needs = [Requirement(each) for each in distribution(name).requires or []]
        wanted.extend((need, each) for need in needs for each in extras)
    for file in (file for name in found for file in distribution(name).files or []):
        if ".." in file.parts:  # programs, which nothing here runs
            continue
        source = Path(file.locate())
        # What setting up has compiled is recorded nowhere.
        for one in filter(Path.is_file, (source, Path(cache_from_source(source)))):
            place = packages / file.parent / one.relative_to(source.parent)
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.exists():
                place.symlink_to(one)


def test_the_wheel_answers_in_a_clean_environment(tmp_path: Path) -> None:
    run(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path / "dist", ROOT, cwd=tmp_path)
    (wheel,) = (tmp_path / "dist").glob("fundstelle-*.whl")
    run(sys.executable, "-m", "venv", "clean", cwd=tmp_path)
    programs = tmp_path / "clean" / "bin"
    run(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "--no-deps", wheel, cwd=tmp_path)  # fmt: skip
    (packages,) = (tmp_path / "clean").glob("lib/python*/site-packages")
    (installed,) = distributions(path=[str(packages)], name="fundstelle")
    link_dependencies(installed.requires or [], packages)
    assert "No broken" in run(programs / "python", "-m", "pip", "check", cwd=tmp_path)

    for package in ("rag", "index"):  # without it, types do not reach who imports the package
        assert (packages / package / "py.typed").is_file()
    names = (
        "from rag import Assistant, ask, retrieve; import ui.app, eval; print(Assistant.__name__)"
    )
    assert run(programs / "python", "-W", "ignore", "-c", names, cwd=tmp_path) == "Assistant\n"

    (tmp_path / "werft.txt").write_text(
        "Die neuen Docks in Quellbrook kosten 41 Millionen Euro. Sie gehen im Mai in Betrieb.\n"
    )
    assert "1 added" in run(programs / "fundstelle", "add", "werft.txt", cwd=tmp_path)
    answer = run(
        programs / "fundstelle", "ask", "Was kosten die Docks in Quellbrook?", cwd=tmp_path
    )
    assert "41 Millionen Euro" in answer
    assert "[1]" in answer
