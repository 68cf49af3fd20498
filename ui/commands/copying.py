"""The verb that copies an index from one place to another."""

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from index.copying import CopyReport, copy
from index.errors import SettingInvalid
from index.places import MilvusPlace, Place, read_place
from index.stores import create_store, open_store
from rag.config import Settings
from ui.commands.console import say, say_json, tell
from ui.commands.exits import DONE, MISTAKE, NOTHING, STOPPED
from ui.commands.progress import shown_as
from ui.commands.stopping import stoppable


def run(options: argparse.Namespace, _settings: Settings) -> int:
    """Copy an index, without encoding anything again, and compare the two."""
    source, target = read_place(options.source), read_place(options.target)
    if _plain(source) == _plain(target):
        raise SettingInvalid(
            f"{options.source} and {options.target} are the same index; give another place to "
            "copy to."
        )
    with (
        closing(open_store(source)) as reading,
        closing(create_store(target, reading.config)) as writing,
        stoppable() as stop,
        shown_as(describe, sys.stderr) as progress,
    ):
        quiet = options.json
        report = copy(reading, writing, (lambda _: None) if quiet else progress, stop.is_set)
    return _tell(report, options)


def _plain(place: Place) -> Place:
    """Return a place in the one way that it is compared with others."""
    if isinstance(place, Path):
        return place.resolve()
    return MilvusPlace(str(place.file.resolve()), place.name) if place.file else place


def _tell(report: CopyReport, options: argparse.Namespace) -> int:
    """Print what a copy has done; return the exit code."""
    if options.json:
        say_json(_to_json(report, options))
    else:
        say(f"{report}.")
    if extra := report.extra.count:
        others = _named(report.extra.first, extra)
        tell(f"Only {options.target} has {others}; fundstelle remove takes out what is too many.")
    if report.stopped:
        tell("Stopped after a whole batch. The same command goes on from there.")
        return STOPPED
    if different := report.different.count:
        tell(
            f"fundstelle: {options.source} and {options.target} do not hold the same of "
            f"{_named(report.different.first, different)}; run the same command again."
        )
        return MISTAKE
    return DONE if report.articles else NOTHING


def _named(ids: list[str], count: int) -> str:
    more = f" and {count - len(ids)} more" if count > len(ids) else ""
    return f"{', '.join(map(repr, ids))}{more}"


def _to_json(report: CopyReport, options: argparse.Namespace) -> dict[str, Any]:
    return {
        "from": options.source,
        "to": options.target,
        "articles": report.articles,
        "copied": report.copied,
        "unchanged": report.unchanged,
        "passages": report.passages,
        "verified": report.verified,
        "extra": report.extra.count,
        "different": report.different.count,
        "extra_ids": report.extra.first,
        "different_ids": report.different.first,
        "stopped": report.stopped,
    }


def describe(report: CopyReport, seconds: float) -> str:
    """Return how far a copy has come after so many seconds, on one line."""
    gone_through = report.copied + report.unchanged
    if report.verified:
        return f"Comparing: {report.verified} of {gone_through} articles"
    parts = [f"{gone_through} of {report.articles} articles"]
    parts += [f"{report.unchanged} of them there already"] if report.unchanged else []
    if report.passages and seconds > 0:
        parts.append(f"{report.passages / seconds:.1f} passages/s")
    return f"Copying: {', '.join(parts)}"
