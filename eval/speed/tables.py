"""What was measured of speed, as tables. Pure."""

from collections.abc import Mapping, Sequence
from statistics import median

from eval.latency import percentiles
from eval.report import format_table
from eval.speed import costs
from eval.speed.enlarging import ANGLE, CUT_WORDS, LEFT_OUT, WHOLE
from eval.speed.growth import Limit, Size, Speed
from eval.speed.ingest import Pass
from eval.speed.scale import Change
from eval.speed.stages import STAGES, Timed

Values = dict[str, float | int | str | None]
Tables = dict[str, dict[str, Values]]

RETRIEVAL, ANSWER = "retrieval", "answer"

PERCENTILES = ("p50", "p95")


def summarise(speed: Speed) -> Tables:
    """Return the tables of what was measured, by the heads of their first columns."""
    sizes = {one.taken.passages: one for one in speed.sizes}
    tables: Tables = {
        **costs.summarise(speed.adding),
        "beside": beside(speed.adding.first, speed.limit),
        "start-up": {verb: _spread(seconds) for verb, seconds in speed.starts.items()},
    }
    for name in PERCENTILES:
        tables[f"{name}, ms"] = by_stage({n: one.taken.questions for n, one in sizes.items()}, name)
    tables["size"] = {str(n): _describe(one, speed.real) for n, one in sizes.items()}
    tables["disk, MB"] = _by_file(sizes)
    tables["one article"] = {str(n): change(one.taken.changes) for n, one in sizes.items()}
    return tables


def beside(first: Pass, limit: Limit) -> dict[str, Values]:
    """Return adding the corpus beside the encoder's own limit, for the same tokens."""
    return {
        name: {
            "tokens": limit.tokens,
            "seconds": seconds,
            "tokens/s": limit.tokens / seconds if seconds else None,
            "times as long": seconds / limit.took.wall if limit.took.wall else None,
        }
        for name, seconds in {
            "encoder alone": limit.took.wall,
            "encoder, adding": first.encoder,
            "adding": first.took.wall,
        }.items()
    }


def by_stage(timed: Mapping[int, Sequence[Timed]], name: str) -> dict[str, Values]:
    """Return a percentile of each stage's milliseconds by size; those of stages don't add up."""
    rows = {
        stage: [(n, [t.stages[stage] for t in all_]) for n, all_ in timed.items()]
        for stage in STAGES
    }
    rows[RETRIEVAL] = [(n, [t.retrieval for t in all_]) for n, all_ in timed.items()]
    rows[ANSWER] = [(n, [t.answer for t in all_]) for n, all_ in timed.items()]
    return {
        stage: {str(n): percentiles(values)[f"{name}_ms"] for n, values in columns}
        for stage, columns in rows.items()
    }


def change(changes: Sequence[Change]) -> Values:
    """Return the medians of what adding and removing an article took."""
    return {
        "its passages": changes[0].passages,
        "adding ms": 1000 * median(one.adding for one in changes),
        "then asking ms": 1000 * median(one.asking for one in changes),
        "removing ms": 1000 * median(one.removing for one in changes),
    }


def describe_corpus(speed: Speed) -> dict[str, object]:
    """Return what was added and with what; of what was skipped only how much it was."""
    described = {**speed.adding.corpus, "skipped": len(speed.adding.first.report.skipped)}
    return described | {
        "engine": speed.engine,
        "articles": speed.adding.summary.articles,
        "passages": speed.real,
    }


def format_tables(tables: Tables) -> str:
    """Return the tables as text."""
    return "\n\n".join(
        format_table(_rounded(groups) if corner.endswith(", ms") else groups, corner)
        for corner, groups in tables.items()
    )


def explain(speed: Speed) -> str:
    """Return in words what was real about the index and what was not."""
    told = (
        f"The encoder runs on {speed.engine}. {speed.questions} questions. "
        f"The corpus has {speed.real:,} passages."
    )
    largest = max(one.taken.passages for one in speed.sizes)
    if largest <= speed.real:
        return f"{told} All sizes are of real passages."
    told += (
        f" Larger indexes hold perturbed copies of them: vectors turned by {ANGLE}° in random "
        f"directions, {LEFT_OUT:.0%} of the stems left out."
    )
    if largest > max(WHOLE, speed.real):
        told += (
            f" Beyond {max(WHOLE, speed.real):,} passages copies are cut to their first "
            f"{CUT_WORDS} words, without titles, to spare the disk: there, disk is too low, and "
            f"reading candidates and words rather too fast."
        )
    return told


def _spread(seconds: Sequence[float]) -> Values:
    return {"median s": median(seconds), "least s": min(seconds), "most s": max(seconds)}


def _describe(one: Size, real: int) -> Values:
    taken = one.taken
    return {
        "articles": taken.articles,
        "real passages": min(real, taken.passages),
        "MB, encoder": round(taken.encoder_bytes / 1e6),
        "MB, warm": round(taken.warm_bytes / 1e6),
        "MB on disk": round(sum(one.files.values()) / 1e6, 1),
        "opening ms": 1000 * taken.opening,
        "growing s": round(one.growing, 1),
        "publishing s": round(one.publishing, 1),
    }


def _by_file(sizes: Mapping[int, Size]) -> dict[str, Values]:
    names = sorted({name for one in sizes.values() for name in one.files})
    return {
        str(n): {name: round(one.files.get(name, 0) / 1e6, 3) for name in names}
        for n, one in sizes.items()
    }


def _rounded(groups: Mapping[str, Values]) -> dict[str, Values]:
    return {
        group: {
            name: f"{value:.1f}" if isinstance(value, float) else value
            for name, value in values.items()
        }
        for group, values in groups.items()
    }
