"""The user's cache directory: for what is made once, and can be made again."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import platformdirs


def cache_folder() -> Path:
    """Return the directory: ``FUNDSTELLE_CACHE``, or where this system keeps such things."""
    override = os.environ.get("FUNDSTELLE_CACHE")
    return Path(override) if override else platformdirs.user_cache_path("fundstelle")


def make_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """Fill a folder beside its place, then rename it: other processes see it whole or not at all.

    Where another process was quicker, its folder stays.

    Args:
        folder: The folder, which is not there yet.
        fill: Writes what belongs into it, given a folder that is empty.

    Raises:
        OSError: It cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    try:
        fill(draft)
        try:
            draft.rename(folder)
        except OSError:
            if not folder.is_dir():  # not merely beaten to it
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
