"""The verbs that change what is in the index: add, sync, remove."""

import argparse
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from index.cluster import opened_cluster, terms_for
from index.config import IndexConfig
from index.crew import Crew
from index.errors import SettingInvalid
from index.ingest import ingest
from index.report import Progress, Report
from index.sources import Sources
from index.sources.mapping import parse_columns
from index.sources.reading import check_places
from index.stores import open_store
from index.sync import sync as sync_folder
from rag.config import Settings
from ui.commands.console import say, say_json, tell
from ui.commands.exits import DONE, NOTHING, STOPPED
from ui.commands.progress import describe_others, shown
from ui.commands.readout import report_to_json
from ui.commands.stopping import stoppable
from ui.opening import opened_for_adding

_Run = Callable[[Sequence[str | Path], Progress], Report]


def add(options: argparse.Namespace, settings: Settings) -> int:
    """Add articles: files, folders, addresses, feeds, or standard input."""
    check_places(options.sources)  # before an index is made
    sources_of = _sources_maker(options, settings)
    with (
        opened_for_adding(settings) as (store, encoder),
        _crew(options.ray, store.config, settings) as crew,  # before the signals: it wants some
        stoppable() as stop,
    ):

        def run(places: Sequence[str | Path], progress: Progress) -> Report:
            sources = sources_of(places)
            return ingest(sources, store, encoder, progress, stop=stop.is_set, crew=crew)

        return _keep_up(options, run, options.sources, stop)


def sync(options: argparse.Namespace, settings: Settings) -> int:
    """Bring the index into step with a folder: add what is new, remove what vanished from it."""
    folder = _folder(options.folder)
    sources_of = _sources_maker(options, settings)
    with opened_for_adding(settings) as (store, encoder), stoppable() as stop:

        def run(_: Sequence[str | Path], progress: Progress) -> Report:
            return sync_folder(
                sources_of([folder]),
                folder,
                store,
                encoder,
                progress,
                stop=stop.is_set,
                may_be_empty=options.allow_empty,
            )

        return _keep_up(options, run, [str(folder)], stop)


def remove(options: argparse.Namespace, settings: Settings) -> int:
    """Remove articles from the index."""
    with closing(open_store(settings.index)) as store:
        removed = store.remove(options.ids)
        store.publish()
    for missing in sorted(set(options.ids) - set(removed)):
        tell(f"There is no article {missing!r} in the index; fundstelle list shows the ids.")
    if options.json:
        say_json({"removed": removed})
    else:
        say(f"{len(removed)} removed.")
    return DONE if removed else NOTHING


@contextmanager
def _crew(address: str | None, config: IndexConfig, settings: Settings) -> Iterator[Crew | None]:
    """Return who reads and encodes on a cluster; None where that is done here."""
    if address is None:
        yield None
        return
    terms = terms_for(config, settings.limits, settings.engine, settings.cache_bytes)
    with opened_cluster(address, terms) as crew:
        yield crew


def _sources_maker(
    options: argparse.Namespace, settings: Settings
) -> Callable[[Sequence[str | Path]], Sources]:
    """Return what makes sources of places, as the options and settings ask for."""
    columns = parse_columns(options.columns)
    return lambda places: Sources(
        places,
        limits=settings.limits,
        columns=columns,
        standard_input=sys.stdin.buffer,
        allowed_hosts=options.allow_host,
    )


def _keep_up(
    options: argparse.Namespace, run: _Run, places: Sequence[str], stop: threading.Event
) -> int:
    """Run once, or with ``--watch`` whenever something changes in the folder."""
    if not options.watch:
        return _run_once(options, partial(run, places))
    if len(places) != 1:
        raise SettingInvalid(
            "Give --watch one folder; others can be watched by a process of their own."
        )
    from index.watching import changes_in  # noqa: PLC0415 - few need it

    folder = _folder(places[0])
    for paths in changes_in(folder, stop):
        there = [path for path in paths if path.exists()]
        _run_once(options, partial(run, there))
        if not stop.is_set():
            tell(f"Watching {folder} (Ctrl-C stops).")
    return DONE


def _run_once(options: argparse.Namespace, run: Callable[[Progress], Report]) -> int:
    with shown(sys.stderr) as progress:
        report = run((lambda _: None) if options.json else progress)
    for skipped in report.skipped:
        tell(f"skipped {skipped.origin}: {skipped.reason}")
    if report.tally.others:
        tell(describe_others(report.tally.others))
    if options.json:
        say_json(report_to_json(report))
    else:
        say(f"{report}.")
    if report.stopped:
        tell("Stopped after a whole batch. The same command goes on from there.")
        return STOPPED
    return DONE if report.articles or report.removed else NOTHING


def _folder(place: str) -> Path:
    check_places([place])
    folder = Path(place)
    if not folder.is_dir():
        raise SettingInvalid(f"{place} is not a folder; give one that holds articles.")
    return folder
