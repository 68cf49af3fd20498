"""Has 32 readers ask at once, by Locust, of a server of its own: ``python tests/load/crowd.py``."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "browser"))

from conftest import SAMPLE  # noqa: E402
from servers import build_index, served  # noqa: E402

READERS, SECONDS = 32, 60


def main() -> int:
    """Measure, print what Locust prints, and return its exit code."""
    script = Path(__file__).with_name("locustfile.py")
    with tempfile.TemporaryDirectory() as temporary:
        index = Path(temporary) / "index"
        build_index(index, SAMPLE)
        with served(index, ()) as address:
            command = [sys.executable, "-m", "locust", "--headless", "--only-summary"]
            command += ["--users", str(READERS), "--spawn-rate", str(READERS)]
            command += ["--run-time", f"{SECONDS}s", "--host", address, "--locustfile", str(script)]
            return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
