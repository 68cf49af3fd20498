"""The command line: ``python -m eval.peers``.

Tables go to stdout, progress and messages to stderr. Exit codes: 0 measured; 2 a mistake, which
the message explains, or gold quotes that no stored article holds (measured all the same).
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.arguments import positive
from eval.bench import load_sets
from eval.peers.measurement import Measurement, ingest_rate
from eval.peers.roster import OWN, check_installed, choose
from eval.peers.runner import in_own_process, read_task, run_own, run_peer
from eval.peers.tables import (
    Measured,
    comparison_to_json,
    contender_to_json,
    format_comparison,
    tasks_of,
)
from eval.runs import write_run
from eval.sets import QuestionSet
from index.errors import FundstelleError
from index.weights import DEFAULT_ENCODER
from rag.config import Settings, load_settings

DONE, MISTAKE, STOPPED = 0, 2, 130

# The same for every contender's process, set before any library is loaded: all processors for the
# encoder, nothing looked up on a hub, and no bars of weights being loaded.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": str(os.cpu_count() or 1),
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the contenders; return the exit code."""
    options = _parser().parse_args(arguments)
    os.environ.update(_ENVIRONMENT)
    try:
        measured = _measure(options, load_settings({"encoder": DEFAULT_ENCODER}))
    except FundstelleError as error:
        _tell(f"eval.peers: {error}")
        return MISTAKE
    except KeyboardInterrupt:
        _tell("Stopped.")
        return STOPPED
    print(format_comparison(measured))
    lost = [quote for task in tasks_of(measured) for quote in task.corpus["lost_quotes"]]
    for sentence in lost:
        _tell(f"eval.peers: {sentence}")
    return MISTAKE if lost else DONE


def _measure(options: argparse.Namespace, settings: Settings) -> Measured:
    names = choose(options.only.split(",") if options.only else ())
    for name in names:
        check_installed(name)
    measured: dict[str, list[Measurement]] = {name: [] for name in names}
    for question_set in load_sets(options.set, options.passages, options.questions):
        for one in _contest(question_set, names, settings, titles=options.titles):
            measured[one.contender].append(one)
            rate = ingest_rate([one])
            _tell(f"{one.task.name}: {one.contender} is measured ({rate:.1f} passages/s).")
            if options.out:  # after each: the next may take an hour, or fail
                done = {name: some for name, some in measured.items() if some}
                _write(done, options, settings)
    return measured


def _write(measured: Measured, options: argparse.Namespace, settings: Settings) -> None:
    """Write the comparison, and beside it a run file of each contender."""
    out: Path = options.out
    chosen = {"titles": options.titles, "environment": _ENVIRONMENT}
    write_run(out, comparison_to_json(measured, chosen, settings))
    for name in measured:
        own = out.with_name(f"{out.stem}.{name}{out.suffix}")
        write_run(own, contender_to_json(measured, name, chosen, settings))


def _contest(
    question_set: QuestionSet, names: Sequence[str], settings: Settings, *, titles: bool
) -> Iterator[Measurement]:
    """Yield what is measured of each contender, one after another, each in its own process."""
    _tell(f"{question_set.name}: reading the articles …")
    if OWN in names:
        task, own = in_own_process(run_own, question_set, settings, titles=titles)
        yield own
    else:
        task = in_own_process(read_task, question_set, settings, titles=titles)
    for name in names:
        if name != OWN:
            yield in_own_process(run_peer, name, task)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.peers",
        description="Measure retrieval beside that of other libraries with the same encoder.",
    )
    parser.add_argument("--set", type=Path, required=True, metavar="DIR", help="the question set")
    parser.add_argument(
        "--passages", metavar="LANGUAGES", help="bench only: such as de or de,en (default: all)"
    )
    parser.add_argument(
        "--questions", type=positive, metavar="N", help="draw N questions, always the same"
    )
    parser.add_argument(
        "--only", metavar="NAMES", help="such as fundstelle,txtai,haystack-hybrid (default: all)"
    )
    parser.add_argument(
        "--titles",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="give the peers each passage with its article's title before it",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write the comparison as JSON, and a run file of each contender beside it",
    )
    return parser


def _tell(message: str) -> None:
    print(message, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
