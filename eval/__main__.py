"""The command line: ``python -m eval VERB``.

Tables go to stdout, progress and messages to stderr. Exit codes: 0 done; 2 a mistake, which the
message explains, or gold quotes that no stored article holds (measured all the same).
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from eval.arguments import place, positive, whole_numbers
from eval.console import Findings, results_file
from eval.runs import write_run
from eval.verbs import (
    compare_runs,
    measure_answers,
    measure_cleaning,
    measure_ingest,
    measure_retrieval,
    measure_speed,
)
from index.errors import FundstelleError

DONE, MISTAKE, STOPPED = 0, 2, 130

Verb = Callable[[argparse.Namespace], Findings]
_Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do as asked; return the exit code."""
    options = _parser().parse_args(arguments)
    verb: Verb = options.verb
    try:
        found = verb(options)
        print(found.text)
        if found.run is not None and options.out:
            write_run(options.out, found.run)
            _tell(f"The run is kept in {options.out}.")
    except FundstelleError as error:
        _tell(f"eval: {error}")
        return MISTAKE
    except KeyboardInterrupt:
        _tell(options.stopped)
        return STOPPED
    for complaint in found.complaints:
        _tell(f"eval: {complaint}")
    return MISTAKE if found.complaints else DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval",
        description="Measure how well passages are found and questions answered, and how fast.",
        epilog="Tables go to stdout, progress to stderr. Exit codes: 0 done, 2 a mistake that the "
        "message explains, or quotes that no stored article holds, 130 stopped by Ctrl-C. "
        "eval/README.md says what each figure means and how a question set of your own looks.",
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    parser.set_defaults(
        stopped="Stopped. What was indexed so far stays; the same command goes on from there."
    )
    for add in (_add_retrieval, _add_answers, _add_cleaning, _add_ingest, _add_speed, _add_compare):
        add(verbs)
    return parser


def _verb(verbs: _Verbs, name: str, tells: str) -> argparse.ArgumentParser:
    return verbs.add_parser(name, help=tells, description=f"Tells {tells}.")


def _add_retrieval(verbs: _Verbs) -> None:
    verb = _verb(verbs, "retrieval", "how well passages are found")
    verb.set_defaults(verb=measure_retrieval, unanswerable=False)
    verb.add_argument(
        "-k", type=positive, default=100, help="passages ranked per question (default: 100)"
    )
    _add_common(verb)


def _add_answers(verbs: _Verbs) -> None:
    verb = _verb(verbs, "answers", "how well questions are answered")
    verb.set_defaults(verb=measure_answers)
    verb.add_argument(
        "--failures", action="store_true", help="list what went wrong, with the evidence"
    )
    verb.add_argument(
        "--latency",
        action="store_true",
        help="also time retrieval alone, to tell what an answer takes beyond it",
    )
    verb.add_argument(
        "--unanswerable",
        action="store_true",
        help="bench only: ask everything again with the passages of its topic withheld",
    )
    verb.add_argument(
        "--llm", metavar="ADDRESS|FILE", help="what words the answers: a server, or a GGUF file"
    )
    verb.add_argument("--llm-model", metavar="NAME", help="its name on that server")
    tape = verb.add_mutually_exclusive_group()
    tape.add_argument("--record", type=Path, metavar="FILE", help="keep the model's replies")
    tape.add_argument("--replay", type=Path, metavar="FILE", help="take them from there instead")
    verb.add_argument(
        "--list", type=Path, metavar="FILE.md", help="write all questions with their answers"
    )
    _add_common(verb)


def _add_cleaning(verbs: _Verbs) -> None:
    verb = _verb(verbs, "cleaning", "how well articles are told from what surrounds them")
    verb.set_defaults(verb=measure_cleaning)
    verb.add_argument("--set", type=Path, required=True, metavar="DIR", help="labelled documents")
    verb.add_argument("--out", type=Path, metavar="FILE", help="write the run file")
    verb.add_argument("--failures", action="store_true", help="list what went wrong")


def _add_ingest(verbs: _Verbs) -> None:
    verb = _verb(verbs, "ingest", "how long adding articles takes, and how much memory")
    verb.set_defaults(verb=measure_ingest, stopped="Stopped. Nothing was measured.")
    verb.add_argument("sources", type=Path, nargs="+", metavar="SOURCE", help="a file or folder")
    verb.add_argument(
        "--index", type=Path, metavar="DIR", help="an empty folder (default: a temporary one)"
    )
    verb.add_argument("--out", type=Path, metavar="FILE", help="write the run file")
    verb.add_argument("--encoder", metavar="NAME", help="encoder to build the index with")
    verb.add_argument(
        "--raw", action="store_true", help="also measure the encoder by itself on the same texts"
    )


def _add_speed(verbs: _Verbs) -> None:
    verb = _verb(verbs, "speed", "how fast everything is, also as an index grows")
    verb.set_defaults(verb=measure_speed, stopped="Stopped. Nothing was measured.")
    verb.add_argument("sources", type=Path, nargs="+", metavar="CORPUS", help="a file or folder")
    verb.add_argument(
        "--sizes",
        type=whole_numbers,
        default=(1_000, 10_000, 100_000),
        metavar="N,…",
        help="passages that the index grows to (default: 1000,10000,100000)",
    )
    verb.add_argument(
        "--set",
        type=Path,
        metavar="DIR",
        help="ask the questions of a set (default: titles of articles)",
    )
    verb.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        default=results_file("speed"),
        help="the run file (default: eval/results/speed-DATE.json)",
    )
    verb.add_argument(
        "--rounds",
        type=positive,
        default=3,
        metavar="N",
        help="how often the command line is started, each verb (default: 3)",
    )
    verb.add_argument("--plots", type=Path, metavar="DIR", help="draw the figures, as SVG")
    verb.add_argument(
        "--scratch", type=Path, metavar="DIR", help="where to work (default: the system's place)"
    )
    verb.add_argument("--encoder", metavar="NAME", help="encoder to build the index with")


def _add_compare(verbs: _Verbs) -> None:
    verb = _verb(verbs, "compare", "whether one run is better than another")
    verb.set_defaults(verb=compare_runs)
    verb.add_argument("a", type=Path, metavar="A.json", help="a run file")
    verb.add_argument("b", type=Path, metavar="B.json", help="another one")
    verb.add_argument(
        "--measure", metavar="NAME", help="such as RR@10 (default: nDCG@10, or answer_in_first)"
    )
    verb.add_argument(
        "--all", action="store_true", help="also every measure that both runs have, overall"
    )
    verb.add_argument(
        "--questions",
        type=positive,
        default=0,
        metavar="N",
        help="list the N questions that changed most",
    )


def _add_common(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--set", type=Path, required=True, metavar="DIR", help="the question set, a folder"
    )
    verb.add_argument(
        "--index",
        type=place,
        metavar="PLACE",
        help="where to keep the index: a folder, or milvus://… (default: the user's cache)",
    )
    verb.add_argument("--out", type=Path, metavar="FILE", help="write the run file")
    verb.add_argument("--encoder", metavar="NAME", help="encoder to build a new index with")
    verb.add_argument(
        "--passages", metavar="LANGUAGES", help="bench only: such as de or de,en (default: all)"
    )
    verb.add_argument(
        "--questions", type=positive, metavar="N", help="draw N questions, always the same"
    )


def _tell(message: str) -> None:
    print(message, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
