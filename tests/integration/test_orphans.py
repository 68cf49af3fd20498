"""The process that reads documents does not outlive the one that asks it, whatever that dies of."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are told by /proc"),
]

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60

# Asks for one document, tells which process reads it, and then for another one.
OWNER = """
import sys
from contextlib import suppress
import index.isolation
from index.errors import SourceUnreadable
from index.sources import Document, Limits

index.isolation._WORKER = "slow_worker"
isolated = index.isolation.IsolatedPreparation(Limits(seconds=1))
with suppress(SourceUnreadable):
    isolated(Document("/n/a.txt", "empty", "text", ""))
print(isolated._process.pid, flush=True)
{then}
"""
ASK_AGAIN = 'isolated(Document("/n/b.txt", "hang", "text", ""))'
IDLE = "sys.stdin.read()"

# In place of the real one, which would have to be given something to hang on.
WORKER = """
import time
import index.worker
from index.errors import SourceUnreadable

def hang_or_refuse(document):
    if document.name == "hang":
        time.sleep(3600)
    raise SourceUnreadable("empty")

index.worker.prepare = hang_or_refuse
index.worker.main()
"""


@pytest.mark.parametrize("then", [IDLE, ASK_AGAIN], ids=["idle", "reading"])
def test_a_reader_ends_when_its_owner_is_killed(then: str, tmp_path: Path) -> None:
    (tmp_path / "slow_worker.py").write_text(WORKER)
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER.format(then=then)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    reader = Path("/proc", owner.stdout.readline().strip())
    assert "slow_worker" in (reader / "cmdline").read_text()
    time.sleep(0.2)  # it has the next document then
    owner.kill()
    owner.communicate()
    wait_for_the_end_of(reader)


def wait_for_the_end_of(process: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while is_alive(process):
        assert time.monotonic() < deadline, "it goes on"
        time.sleep(0.02)


def is_alive(process: Path) -> bool:
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"  # dead, but nobody has asked yet what of
