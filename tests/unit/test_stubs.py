"""Gradio is imported without a look at its stubs, and is what it is otherwise."""

import inspect
import subprocess
import sys

import gradio as gr
import pytest

from ui.serving.stubs import stubs_left

IMPORTING = """
from pathlib import Path
from ui.serving.stubs import stubs_left
read = []
def read_text(path, *given, whole=Path.read_text, **named):
    read.append(path.suffix)
    return whole(path, *given, **named)
Path.read_text = read_text
with stubs_left():
    import gradio
print(".pyi" in read, gradio.__all__, *gradio.HTML.EVENTS)
"""


def test_nothing_else_is_hidden() -> None:
    class Component:
        __module__ = "gradio.components.button"

    known = inspect.getfile
    with stubs_left():
        assert inspect.getfile(pytest.Module) == known(pytest.Module)
        assert inspect.getfile(inspect) == known(inspect)
        with pytest.raises(OSError, match="no stub"):
            inspect.getfile(Component)
    assert inspect.getfile is known


def test_gradio_reads_no_stub_and_lacks_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORTING],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == f"False {gr.__all__} {' '.join(map(str, gr.HTML.EVENTS))}".split()
