"""What can be measured: each verb takes its options and says what came of it."""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from eval import answers, comparison, costs, ingest, report, retrieval, summaries, tallies
from eval.bench import bench_languages, load_sets
from eval.cleaning import judge_all
from eval.corpus import Corpus, open_corpus
from eval.failures import format_blame, format_failures
from eval.labels import hash_labelled, load_labelled
from eval.latency import draw_timed
from eval.outcomes import Outcome
from eval.retrieval import Metrics, Ranking
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
from index.report import Progress, Report
from index.sources import Problem
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
        outcomes += _bar(
            answers.ask_all(corpus, timed=options.latency), corpus, len(corpus.questions)
        )
    if not outcomes:
        raise QuestionSetInvalid(f"{options.set} holds no question.")
    languages, kinds = summaries.by_languages(outcomes), summaries.by_kind(outcomes)
    metrics = {
        "languages": languages,
        "kinds": kinds,
        "reliability": [asdict(one) for one in summaries.measure_reliability(outcomes)],
        "blamed": summaries.tally_blame(outcomes),
    }
    run = describe_run("answers", corpora, {"unanswerable": options.unanswerable}, settings)
    return Findings(
        _format_answers(
            {"languages": languages, "kind": kinds}, outcomes, failures=options.failures
        ),
        _lost_quotes(corpora),
        run | {"metrics": metrics, "questions": [outcome_to_json(one) for one in outcomes]},
    )


def measure_cleaning(options: argparse.Namespace) -> Findings:
    """Measure how well cleaning keeps articles and cuts the rest."""
    labelled = load_labelled(options.set)
    judged = list(judge_all(labelled))
    metrics = {
        "form": tallies.summarise_forms(judged),
        "dirt": tallies.summarise_dirt(judged),
        "field": tallies.summarise_fields(judged),
    }
    parts = [report.format_table(groups, f"split, {corner}") for corner, groups in metrics.items()]
    if options.failures:
        parts.append(tallies.format_faults(judged))
    run = describe_run("cleaning", [], {"set_sha256": hash_labelled(labelled)}, Settings())
    return Findings(
        "\n\n".join(part for part in parts if part),
        run=run | {"metrics": metrics, "documents": [asdict(one) for one in judged]},
    )


def measure_ingest(options: argparse.Namespace) -> Findings:
    """Measure how long adding articles takes, and how much memory and disk."""
    settings = load_settings({"encoder": options.encoder})
    with tempfile.TemporaryDirectory() as scratch, _indexing("articles") as show:
        measured = ingest.measure(
            options.sources,
            Path(scratch),
            options.index,
            settings.encoder or None,
            show,
            raw=options.raw,
        )
    _tell_skipped(measured.first.report.skipped)
    metrics = costs.summarise(measured)
    parts = [report.format_table(groups, corner) for corner, groups in metrics.items()]
    parts.append(report.format_bar(costs.beyond_encoding(measured.first), costs.BAR))
    run = describe_run("ingest", [measured.corpus], {"raw": options.raw}, settings)
    return Findings("\n\n".join(parts), run=run | {"metrics": metrics})


def compare_runs(options: argparse.Namespace) -> Findings:
    """Compare two runs, question by question."""
    a, b = read_run(options.a), read_run(options.b)
    matching = comparison.match(a, b, options.measure)
    parts = [
        report.format_runs(a, b, comparison.list_differences(a, b)),
        f"{report.format_matching(matching)}\n"
        f"{report.format_comparison(comparison.compare(matching.pairs), 'languages')}",
    ]
    if options.all:
        parts.append(report.format_comparison(comparison.compare_measures(a, b), "measure"))
    changed = comparison.most_changed(matching.pairs, options.questions)
    if changed:
        parts.append(report.format_changes(changed))
    return Findings("\n\n".join(parts))


def _format_answers(
    groups: Mapping[str, Mapping[str, Metrics]], outcomes: Sequence[Outcome], *, failures: bool
) -> str:
    tables = [
        report.format_table(metrics, corner, columns)
        for corner, metrics in groups.items()
        for columns in (report.ANSWER_COLUMNS, report.CONFIDENCE_COLUMNS)
    ]
    parts = [
        *tables,
        report.format_reliability(summaries.measure_reliability(outcomes)),
        format_failures(outcomes) if failures else "",
        format_blame(summaries.tally_blame(outcomes), len(outcomes)),
    ]
    return "\n\n".join(part for part in parts if part)


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
    with _indexing(question_set.name) as show:
        corpus = open_corpus(question_set, folder, settings, show)
    _tell_skipped(corpus.skipped)
    return corpus


@contextmanager
def _indexing(name: str) -> Iterator[Progress]:
    """Show on stderr how many articles are indexed already."""
    with tqdm(desc=f"Indexing {name}", unit=" articles", file=sys.stderr) as bar:

        def show(done: Report) -> None:
            bar.set_postfix_str(f"{done.passages} passages", refresh=False)
            bar.update(done.articles - bar.n)

        yield show


def _tell_skipped(problems: Iterable[Problem]) -> None:
    for skipped in problems:
        tqdm.write(f"skipped {skipped.origin}: {skipped.reason}", file=sys.stderr)


def _bar(results: Iterator[Result], corpus: Corpus, total: int) -> Iterator[Result]:
    """Yield the results, showing on stderr how many there are already."""
    yield from tqdm(results, corpus.name, total, unit=" questions", mininterval=1, file=sys.stderr)
