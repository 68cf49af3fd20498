"""The comparison as tables for people and as run files for programs."""

from collections import Counter
from collections.abc import Mapping, Sequence

from eval.peers.measurement import K, Measurement, ingest_rate, score
from eval.peers.roster import OWN, ROSTER, versions
from eval.peers.task import Task
from eval.report import Values, format_table
from eval.retrieval import OVERALL, measures, score_each
from eval.runs import Json, describe_run, ranking_to_json
from rag.config import Settings

Measured = Mapping[str, Sequence[Measurement]]
"""What was measured of each contender, task by task."""


def tasks_of(measured: Measured) -> list[Task]:
    """Return the tasks that were set, in order."""
    return list({one.task.name: one.task for done in measured.values() for one in done}.values())


def format_comparison(measured: Measured) -> str:
    """Return what was asked, and a table for each measure: contender by direction.

    The first table says how fast each contender was, too; and, where ours was measured, how many
    times as long ours took.
    """
    metrics = {contender: score(done) for contender, done in measured.items()}
    tables: list[str] = []
    for name in map(str, measures(K)):
        rows: dict[str, Values] = {
            contender: {pair: values[name] for pair, values in pairs.items()}
            for contender, pairs in metrics.items()
        }
        if not tables:
            rows = {one: {**row, **_speed(measured, metrics, one)} for one, row in rows.items()}
        tables.append(format_table(rows, name))
    asked = "\n".join(map(_format_task, tasks_of(measured)))
    return "\n\n".join([asked, *tables])


def comparison_to_json(measured: Measured, options: Json, settings: Settings) -> Json:
    """Return the comparison: what was measured of each contender, and with what."""
    run = _describe("peers", measured, options, settings)
    return run | {"contenders": {name: _summary(done) for name, done in measured.items()}}


def contender_to_json(measured: Measured, name: str, options: Json, settings: Settings) -> Json:
    """Return one contender's results as a run of retrieval, to be compared with any other."""
    done = measured[name]
    rankings = [ranking for one in done for ranking in one.rankings()]
    each = score_each(rankings, K)
    rows = [ranking_to_json(ranking, each[ranking.key]) for ranking in rankings]
    chosen = options | {"contender": name}
    run = _describe("retrieval", {name: done}, chosen, settings)
    return run | _summary(done) | {"questions": rows}


def _describe(what: str, measured: Measured, options: Json, settings: Settings) -> Json:
    corpora = [task.corpus for task in tasks_of(measured)]
    run = describe_run(what, corpora, {"k": K} | options, settings)
    for name in measured:
        if name in ROSTER:
            run["versions"] |= versions(name)
    return run


def _summary(done: Sequence[Measurement]) -> Json:
    return {
        "metrics": score(done),
        "ingest": {
            "passages_per_second": ingest_rate(done),
            "seconds": {one.task.name: one.ingest_seconds for one in done},
        },
    }


def _speed(measured: Measured, metrics: Mapping[str, Mapping[str, Values]], name: str) -> Values:
    """Return how fast a contender was, and how many times as long ours took for the same."""
    overall, rate = metrics[name][OVERALL], ingest_rate(measured[name])
    speed: Values = {
        "passages/s": rate,
        "p50 ms": overall["p50_ms"],
        "p95 ms": overall["p95_ms"],
    }
    if OWN not in measured:
        return speed
    own, theirs = metrics[OWN][OVERALL]["p50_ms"], overall["p50_ms"]
    return {
        **speed,
        "ingest, ours/theirs": rate / ingest_rate(measured[OWN]),
        "p50, ours/theirs": float(own) / float(theirs) if own and theirs else None,
    }


def _format_task(task: Task) -> str:
    pairs = Counter(asked.pair for asked in task.questions)
    questions = ", ".join(f"{pair} {count}" for pair, count in sorted(pairs.items()))
    return f"{task.name}: {len(task.candidates)} passages; questions: {questions}"
