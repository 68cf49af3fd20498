"""OpenVINO reports nothing to anybody."""

import subprocess
import sys

import pytest

pytest.importorskip("openvino")

# In a process of its own: what is once imported stays.
_TRIAL = """
import os, socket, sys

def forbidden(*given):
    raise SystemExit(f"a connection or a process was wanted: {given}")

os.fork = socket.socket.connect = forbidden
from index.engines.library import import_openvino

assert import_openvino().Core().available_devices
loaded = [name for name in sys.modules if name.startswith("openvino_telemetry")]
assert not loaded, loaded
print("quiet")
"""


def test_importing_it_sends_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TRIAL], capture_output=True, text=True, check=False
    )
    assert done.stdout == "quiet\n", done.stdout + done.stderr
