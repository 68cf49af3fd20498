"""A folder is kept up with: what is saved there is noticed as it comes."""

import threading
from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

# A file that is being written is waited for until it has been quiet for so long, and a folder in
# which it never gets quiet, for so long.
_QUIET_MILLISECONDS, _LONGEST_MILLISECONDS = 1_000, 10_000


def changes_in(folder: Path, stop: threading.Event) -> Iterator[list[Path]]:
    """Wait for changes in a folder and its subfolders, until told to stop.

    Args:
        folder: The folder.
        stop: Ends the waiting.

    Yields:
        First the folder itself, once changes are being noted; then whatever is new, changed or
        gone, each time that there is something.
    """
    root = folder.resolve()
    beginning = True
    for changes in watch(
        root,
        debounce=_LONGEST_MILLISECONDS,
        step=_QUIET_MILLISECONDS,
        rust_timeout=500,
        stop_event=stop,
        yield_on_timeout=True,
        raise_interrupt=False,
        ignore_permission_denied=True,
    ):
        if beginning:
            beginning = False
            yield [folder]
        elif paths := [path for _, name in changes if _is_wanted(path := Path(name), root)]:
            yield sorted(set(paths))


def _is_wanted(path: Path, root: Path) -> bool:
    return not any(part.startswith(".") for part in path.relative_to(root).parts)
