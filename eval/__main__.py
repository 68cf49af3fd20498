"""The command line: ``python -m eval retrieval`` and ``python -m eval answers``.

Tables go to stdout, progress and messages to stderr. Exit codes: 0 measured; 2 a mistake, which
the message explains, or gold quotes that no stored article holds (measured all the same).
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from eval import answers, report, retrieval
from eval.answers import Outcome
from eval.bench import bench_languages, load_bench
from eval.corpus import Corpus, open_corpus
from eval.retrieval import Ranking
from eval.sets import QuestionSet, QuestionSetInvalid, load_set
from index.errors import FundstelleError
from index.ingest import Report
from rag.config import Settings, load_settings

DONE, MISTAKE, STOPPED = 0, 2, 130

Result = TypeVar("Result")
Verb = Callable[[argparse.Namespace, Settings], list[report.Json]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; return the exit code."""
    options = _parser().parse_args(arguments)
    verb: Verb = options.verb
    try:
        corpora = verb(options, load_settings({"encoder": options.encoder}))
    except FundstelleError as error:
        _tell(f"eval: {error}")
        return MISTAKE
    except KeyboardInterrupt:
        _tell("Stopped. What was indexed so far stays; the same command goes on from there.")
        return STOPPED
    lost = [sentence for corpus in corpora for sentence in corpus["lost_quotes"]]
    for sentence in lost:
        _tell(f"eval: {sentence}")
    return MISTAKE if lost else DONE


def measure_retrieval(options: argparse.Namespace, settings: Settings) -> list[report.Json]:
    """Measure how well passages are found; return the corpora measured on."""
    corpora: list[report.Json] = []
    rankings: list[Ranking] = []
    for question_set in _question_sets(options):
        with _opened(question_set, options, settings) as corpus:
            corpora.append(report.describe_corpus(corpus))
            asked = retrieval.answerable(corpus)
            rankings += _bar(retrieval.rank(corpus, asked, options.k), corpus, len(asked))
    if not rankings:
        raise QuestionSetInvalid(f"{options.set} holds no answerable question to retrieve for.")
    scores = retrieval.score(rankings, options.k)
    print(report.format_table(scores, "languages"))
    if options.out:
        each = retrieval.score_each(rankings, options.k)
        run = report.describe_run("retrieval", corpora, {"k": options.k}, settings)
        rows = [report.ranking_to_json(one, each[one.key]) for one in rankings]
        report.write_json(options.out, run | {"metrics": scores, "questions": rows})
    return corpora


def measure_answers(options: argparse.Namespace, settings: Settings) -> list[report.Json]:
    """Measure how well questions are answered; return the corpora measured on."""
    corpora: list[report.Json] = []
    outcomes: list[Outcome] = []
    for question_set in _question_sets(options):
        with _opened(question_set, options, settings) as corpus:
            corpora.append(report.describe_corpus(corpus))
            outcomes += _bar(answers.ask_all(corpus), corpus, len(corpus.questions))
    if not outcomes:
        raise QuestionSetInvalid(f"{options.set} holds no question.")
    languages, kinds = answers.by_languages(outcomes), answers.by_kind(outcomes)
    print(report.format_table(languages, "languages", report.ANSWER_COLUMNS))
    print()
    print(report.format_table(kinds, "kind", report.ANSWER_COLUMNS))
    if options.failures:
        print(f"\n{report.format_failures(outcomes)}")
    if options.out:
        run = report.describe_run(
            "answers", corpora, {"unanswerable": options.unanswerable}, settings
        )
        rows = [report.outcome_to_json(one) for one in outcomes]
        metrics = {"languages": languages, "kinds": kinds}
        report.write_json(options.out, run | {"metrics": metrics, "questions": rows})
    return corpora


def _question_sets(options: argparse.Namespace) -> Iterator[QuestionSet]:
    """Yield the sets to measure on: one, or of a bench one for each language of passages."""
    known = bench_languages(options.set)
    if not known:
        if options.passages or options.unanswerable:
            raise QuestionSetInvalid(
                f"{options.set} has no passages.LANGUAGE.jsonl; leave --passages and "
                f"--unanswerable out."
            )
        yield load_set(options.set, options.questions)
        return
    wanted = options.passages.split(",") if options.passages else known
    for language in wanted:
        if language not in known:
            raise QuestionSetInvalid(
                f"{options.set} has no passages in {language!r}; it has them in {', '.join(known)}."
            )
        yield load_bench(
            options.set, language, options.questions, unanswerable=options.unanswerable
        )


@contextmanager
def _opened(
    question_set: QuestionSet, options: argparse.Namespace, settings: Settings
) -> Iterator[Corpus]:
    folder = options.index
    if folder and bench_languages(options.set):
        folder = folder / question_set.name  # the languages must not come together in one index
    with tqdm(desc=f"Indexing {question_set.name}", unit=" articles", file=sys.stderr) as bar:

        def show(done: Report) -> None:
            bar.set_postfix_str(f"{done.passages} passages", refresh=False)
            bar.update(len(done.added) + len(done.replaced) + len(done.unchanged) - bar.n)

        corpus = open_corpus(question_set, folder, settings, show)
    for skipped in corpus.skipped:
        _tell(f"skipped {skipped.origin}: {skipped.reason}")
    with corpus.assistant:
        yield corpus


def _bar(results: Iterator[Result], corpus: Corpus, total: int) -> Iterator[Result]:
    """Yield the results, showing on stderr how many there are already."""
    yield from tqdm(results, corpus.name, total, unit=" questions", mininterval=1, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval", description="Measure retrieval and answers on a question set."
    )
    verbs = parser.add_subparsers(required=True, metavar="{retrieval,answers}")
    retrieval_verb = verbs.add_parser("retrieval", help="how well passages are found")
    retrieval_verb.add_argument(
        "-k", type=_positive, default=10, help="passages per question (default: 10)"
    )
    retrieval_verb.set_defaults(verb=measure_retrieval, unanswerable=False)
    answers_verb = verbs.add_parser("answers", help="how well questions are answered")
    answers_verb.add_argument("--failures", action="store_true", help="list what went wrong")
    answers_verb.add_argument(
        "--unanswerable",
        action="store_true",
        help="bench only: ask everything again with the passages of its topic withheld",
    )
    answers_verb.set_defaults(verb=measure_answers)
    for verb in (retrieval_verb, answers_verb):
        _add_common(verb)
    return parser


def _add_common(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--set", type=Path, required=True, metavar="DIR", help="the question set")
    verb.add_argument(
        "--index", type=Path, metavar="DIR", help="where to keep the index (default: user's cache)"
    )
    verb.add_argument("--out", type=Path, metavar="FILE", help="write the results as JSON")
    verb.add_argument("--encoder", metavar="NAME", help="encoder to build a new index with")
    verb.add_argument(
        "--passages", metavar="LANGUAGES", help="bench only: such as de or de,en (default: all)"
    )
    verb.add_argument(
        "--questions", type=_positive, metavar="N", help="draw N questions, always the same"
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _tell(message: str) -> None:
    print(message, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
