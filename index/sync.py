"""A folder and its articles are brought into step: what vanished from it is removed."""

from collections.abc import Callable
from pathlib import Path

from index.encoding import Encoder
from index.errors import FolderEmpty
from index.ingest import ingest
from index.origins import is_within
from index.preparation import Prepare
from index.report import Progress, Report
from index.sources import Sources
from index.sources.places import name_origin
from index.store import Store
from index.stored_records import Receipt


def sync(
    sources: Sources,
    folder: Path,
    store: Store,
    encoder: Encoder,
    progress: Progress = lambda _: None,
    *,
    stop: Callable[[], bool] = lambda: False,
    prepare: Prepare | None = None,
    may_be_empty: bool = False,
) -> Report:
    """Add what is new or changed in a folder, and remove the articles whose source is gone.

    What cannot be read today is no reason to remove what it said yesterday.

    Args:
        sources: Reads the folder.
        folder: The folder; what came from elsewhere is left alone.
        store: Where to.
        encoder: The encoder that the store was built with.
        progress: Told of every step.
        stop: Asked after every batch whether to leave it at that; then nothing is removed.
        prepare: What makes documents ready; None does so in a process of its own.
        may_be_empty: Whether a folder without any article may empty the index of what it held.

    Returns:
        What was added, replaced, left alone, skipped and removed.

    Raises:
        FolderEmpty: There is nothing in the folder any more, as when a disk is not mounted.
    """
    before = store.receipts(name_origin(folder))
    report = ingest(sources, store, encoder, progress, stop=stop, prepare=prepare)
    if report.stopped or not before:
        return report
    gone = _find_gone(before, report)
    if not report.articles and not may_be_empty:
        raise FolderEmpty(
            f"There are no articles in {folder} any more, and {len(gone)} in the index came from "
            "it; is its disk there? If they are to go: fundstelle sync --allow-empty"
        )
    report.removed += store.forget(gone)
    store.publish()
    return report


def _find_gone(before: list[Receipt], report: Report) -> list[Receipt]:
    """Return the receipts of what was not met again, though nothing kept it from being met."""
    met = {*report.added, *report.replaced, *report.unchanged}
    return [
        one
        for one in before
        if one.article_id not in met
        and not any(is_within(one.origin, problem.origin) for problem in report.skipped)
    ]
