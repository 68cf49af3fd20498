"""What can be measured: each verb takes its options and says what came of it."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from eval import answers, comparison, report, retrieval
from eval.answers import Outcome
from eval.bench import bench_languages, load_sets
from eval.corpus import Corpus, open_corpus
from eval.latency import draw_timed
from eval.retrieval import Ranking
from eval.rows import QuestionSetInvalid
from eval.runs import (
    Json,
    describe_corpus,
    describe_run,
    outcome_to_json,
    ranking_to_json,
    read_run,
)
from eval.sets import QuestionSet
from index.ingest import Report
from rag.config import Settings, load_settings

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Findings:
    """What a verb found.

    Attributes:
        text: What to show.
        complaints: What is wrong with the questions or articles, a sentence each.
        run: What goes to the run file; None where nothing was measured.
    """

    text: str
    complaints: tuple[str, ...] = ()
    run: Json | None = None


def measure_retrieval(options: argparse.Namespace) -> Findings:
    """Measure how well passages are found."""
    settings = load_settings({"encoder": options.encoder})
    corpora: list[Json] = []
    rankings: list[Ranking] = []
    for corpus in _corpora(options, settings):
        corpora.append(describe_corpus(corpus))
        asked = retrieval.answerable(corpus)
        ranked = retrieval.rank(corpus, asked, options.k, draw_timed(asked))
        rankings += _bar(ranked, corpus, len(asked))
    if not rankings:
        raise QuestionSetInvalid(f"{options.set} holds no answerable question to retrieve for.")
    metrics = retrieval.score(rankings, options.k)
    each = retrieval.score_each(rankings, options.k)
    rows = [ranking_to_json(one, each[one.key]) for one in rankings]
    run = describe_run("retrieval", corpora, {"k": options.k}, settings)
    return Findings(
        report.format_table(metrics, "languages", report.retrieval_columns(options.k)),
        _lost_quotes(corpora),
        run | {"metrics": metrics, "questions": rows},
    )


def measure_answers(options: argparse.Namespace) -> Findings:
    """Measure how well questions are answered."""
    settings = load_settings({"encoder": options.encoder})
    corpora: list[Json] = []
    outcomes: list[Outcome] = []
    for corpus in _corpora(options, settings):
        corpora.append(describe_corpus(corpus))
        outcomes += _bar(answers.ask_all(corpus), corpus, len(corpus.questions))
    if not outcomes:
        raise QuestionSetInvalid(f"{options.set} holds no question.")
    languages, kinds = answers.by_languages(outcomes), answers.by_kind(outcomes)
    tables = [
        report.format_table(languages, "languages", report.ANSWER_COLUMNS),
        report.format_table(kinds, "kind", report.ANSWER_COLUMNS),
        *([report.format_failures(outcomes)] if options.failures else []),
    ]
    metrics = {"languages": languages, "kinds": kinds}
    run = describe_run("answers", corpora, {"unanswerable": options.unanswerable}, settings)
    return Findings(
        "\n\n".join(tables),
        _lost_quotes(corpora),
        run | {"metrics": metrics, "questions": [outcome_to_json(one) for one in outcomes]},
    )


def compare_runs(options: argparse.Namespace) -> Findings:
    """Compare two runs, question by question."""
    a, b = read_run(options.a), read_run(options.b)
    matching = comparison.match(a, b, options.measure)
    parts = [
        report.format_runs(a, b, comparison.list_differences(a, b)),
        f"{report.format_matching(matching)}\n"
        f"{report.format_comparison(comparison.compare(matching.pairs))}",
    ]
    changed = comparison.most_changed(matching.pairs, options.questions)
    if changed:
        parts.append(report.format_changes(changed))
    return Findings("\n\n".join(parts))


def _lost_quotes(corpora: Sequence[Json]) -> tuple[str, ...]:
    return tuple(sentence for corpus in corpora for sentence in corpus["lost_quotes"])


def _corpora(options: argparse.Namespace, settings: Settings) -> Iterator[Corpus]:
    """Yield the corpora to measure on, each open until the next one is asked for."""
    unanswerable = options.unanswerable
    for question_set in load_sets(
        options.set, options.passages, options.questions, unanswerable=unanswerable
    ):
        folder: Path | None = options.index
        if folder and bench_languages(options.set):
            folder = folder / question_set.name  # languages must not come together in one index
        corpus = _open(question_set, folder, settings)
        with corpus.assistant:
            yield corpus


def _open(question_set: QuestionSet, folder: Path | None, settings: Settings) -> Corpus:
    with tqdm(desc=f"Indexing {question_set.name}", unit=" articles", file=sys.stderr) as bar:

        def show(done: Report) -> None:
            bar.set_postfix_str(f"{done.passages} passages", refresh=False)
            bar.update(len(done.added) + len(done.replaced) + len(done.unchanged) - bar.n)

        corpus = open_corpus(question_set, folder, settings, show)
    for skipped in corpus.skipped:
        tqdm.write(f"skipped {skipped.origin}: {skipped.reason}", file=sys.stderr)
    return corpus


def _bar(results: Iterator[Result], corpus: Corpus, total: int) -> Iterator[Result]:
    """Yield the results, showing on stderr how many there are already."""
    yield from tqdm(results, corpus.name, total, unit=" questions", mininterval=1, file=sys.stderr)
