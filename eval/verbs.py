"""What can be measured: each verb takes its options and says what came of it."""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from eval import answers, comparison, report, retrieval
from eval.answer_tables import format_answers, summarise
from eval.bench import bench_languages, load_sets
from eval.cleaning import tallies
from eval.cleaning.judging import judge_all
from eval.cleaning.labels import hash_labelled, load_labelled
from eval.console import Findings, indexing, show_asking, tell, tell_skipped
from eval.corpus import Corpus, open_corpus
from eval.latency import TIMED, draw_timed
from eval.machine import examine_machine, list_all_versions
from eval.outcome_rows import outcome_to_json
from eval.outcomes import Outcome
from eval.retrieval import Ranking
from eval.rows import QuestionSetInvalid
from eval.runs import (
    Json,
    describe_corpus,
    describe_run,
    ranking_to_json,
    read_run,
)
from eval.sets import QuestionSet, draw
from eval.speed import costs, growth, ingest, plots, tables
from eval.writing.transcripts import write_transcripts
from eval.writing.wording import complain
from eval.writing.writers import Tape, describe_writer, open_writer
from index.places import Place, place_within
from rag.config import Settings, load_settings
from rag.generation import Generator


def measure_retrieval(options: argparse.Namespace) -> Findings:
    """Measure how well passages are found."""
    settings = load_settings({"encoder": options.encoder})
    corpora: list[Json] = []
    rankings: list[Ranking] = []
    for corpus in _corpora(options, settings):
        corpora.append(describe_corpus(corpus))
        asked = retrieval.answerable(corpus)
        ranked = retrieval.rank(corpus, asked, options.k, draw_timed(asked))
        rankings += show_asking(ranked, corpus, len(asked))
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
    settings = load_settings(
        {"encoder": options.encoder, "llm": options.llm, "llm_model": options.llm_model}
    )
    tape = Tape(options.record, options.replay)
    corpora: list[Json] = []
    outcomes: list[Outcome] = []
    with open_writer(settings, tape) as noting:
        for corpus in _corpora(options, settings, noting):
            corpora.append(describe_corpus(corpus))
            asked = answers.ask_all(corpus, timed=options.latency, noting=noting)
            outcomes += show_asking(asked, corpus, len(corpus.questions))
        generator = describe_writer(noting, settings, tape)
    if not outcomes:
        raise QuestionSetInvalid(f"{options.set} holds no question.")
    if options.list:
        write_transcripts(options.list, outcomes)
        tell(f"The answers are listed in {options.list}.")
    if failed := complain(outcomes):
        tell(failed)
    metrics = summarise(outcomes)
    chosen = {"unanswerable": options.unanswerable}
    run = describe_run("answers", corpora, chosen, settings, generator)
    return Findings(
        format_answers(metrics, outcomes, failures=options.failures),
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
    with tempfile.TemporaryDirectory() as scratch, indexing("articles") as show:
        measured = ingest.measure(
            options.sources,
            Path(scratch),
            options.index,
            settings.encoder or None,
            show,
            raw=options.raw,
            engine=settings.engine,
        )
    tell_skipped(measured.first.report.skipped)
    metrics = costs.summarise(measured)
    parts = [report.format_table(groups, corner) for corner, groups in metrics.items()]
    parts.append(report.format_bar(costs.beyond_encoding(measured.first), costs.BAR))
    run = describe_run("ingest", [measured.corpus], {"raw": options.raw}, settings)
    return Findings("\n\n".join(parts), run=run | {"metrics": metrics})


def measure_speed(options: argparse.Namespace) -> Findings:
    """Measure how fast everything is, and how that changes as an index grows."""
    settings = load_settings({"encoder": options.encoder})
    if options.plots:
        plots.check_ready(options.plots)
    machine = examine_machine()
    asked = _draw_questions(options.set) if options.set else ()
    with growth.scratch_in(options.scratch) as scratch:
        growth.check_room(scratch, options.sizes)
        with indexing("articles") as show:
            adding = growth.add_corpus(options.sources, scratch, settings, show)
        measured = growth.measure(
            adding, options.sizes, asked, scratch, settings, tell, options.rounds
        )
    metrics, explained = tables.summarise(measured), tables.explain(measured)
    if options.plots:
        plots.draw(metrics, options.plots)
    chosen = {"sizes": sorted(set(options.sizes)), "asked": "questions" if asked else "titles"}
    run = describe_run("speed", [tables.describe_corpus(measured)], chosen, settings)
    run |= {"machine": machine, "versions": list_all_versions(), "explained": explained}
    return Findings(
        f"{tables.format_tables(metrics)}\n\n{explained}", run=run | {"metrics": metrics}
    )


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


def _draw_questions(folder: Path) -> tuple[str, ...]:
    questions = [one for each in load_sets(folder, None) for one in each.questions]
    return tuple(dict.fromkeys(one.text for one in draw(questions, TIMED)))


def _lost_quotes(corpora: Sequence[Json]) -> tuple[str, ...]:
    return tuple(sentence for corpus in corpora for sentence in corpus["lost_quotes"])


def _corpora(
    options: argparse.Namespace, settings: Settings, generator: Generator | None = None
) -> Iterator[Corpus]:
    """Yield the corpora to measure on, each open until the next one is asked for."""
    unanswerable = options.unanswerable
    for question_set in load_sets(
        options.set, options.passages, options.questions, unanswerable=unanswerable
    ):
        place: Place | None = options.index
        if place and bench_languages(options.set):
            # Languages must not come together in one index.
            place = place_within(place, question_set.name)
        corpus = _open(question_set, place, settings, generator)
        with corpus.assistant:
            yield corpus


def _open(
    question_set: QuestionSet, place: Place | None, settings: Settings, generator: Generator | None
) -> Corpus:
    with indexing(question_set.name) as show:
        corpus = open_corpus(question_set, place, settings, show, generator)
    tell_skipped(corpus.skipped)
    return corpus
