"""What the README and docs/api.md show in Python runs as it stands, on the sample articles."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def snippets() -> Iterator[tuple[str, str]]:
    for page in ("README.md", "docs/api.md"):
        for snippet in PYTHON.findall((ROOT / page).read_text(encoding="utf-8")):
            if "gradio_client" not in snippet:  # of a served page: see test_api.py
                yield page, snippet


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sample_index: Path) -> Path:
    folder = tmp_path_factory.mktemp("reader")
    shutil.copytree(sample_index, folder / "data" / "index")
    return folder


@pytest.mark.integration
@pytest.mark.parametrize(("page", "snippet"), [*snippets()])
def test_what_is_shown_runs(
    page: str,
    snippet: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, object] = {"__name__": page}
    exec(compile(snippet, page, "exec"), names)  # noqa: S102 - our own documents
    said = capsys.readouterr().out
    assert said
    for expected in re.findall(r"^ *print\(.*\)  # ([A-Z0-9].*[a-z?])$", snippet, re.MULTILINE):
        assert expected in said
