"""The wheel, built and installed where nothing else is: an editable install hides what it lacks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif("CI" not in os.environ, reason="takes minutes; set CI=true to run it"),
]


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_answers_in_a_clean_environment(tmp_path: Path) -> None:
    run(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path / "dist", ROOT, cwd=tmp_path)
    (wheel,) = (tmp_path / "dist").glob("fundstelle-*.whl")
    run(sys.executable, "-m", "venv", "clean", cwd=tmp_path)
    programs = tmp_path / "clean" / "bin"
    run(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "--constraint", ROOT / "constraints.txt", wheel, cwd=tmp_path)  # fmt: skip

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
