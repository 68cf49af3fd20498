"""What adding articles took, as tables: rates, phases, memory, and the encoder by itself. Pure."""

from collections.abc import Sequence

from eval.speed.ingest import Alone, Measured, Pass
from eval.speed.memory import Stretch, by_quarter

Values = dict[str, float | int | str | None]

BAR = 0.15
"""All but encoding should take less than this share of the time."""


def summarise(measured: Measured) -> dict[str, dict[str, Values]]:
    """Return the tables of what was measured, by the heads of their first columns."""
    tables = {
        "corpus": {"all": _corpus_values(measured)},
        "pass": {name: _pass_values(one) for name, one in measured.passes.items()},
        "phase": phases(measured.first) | {"(starting)": _seconds(measured.starting, None)},
        "memory, MB": memory(measured.stretches),
    }
    if measured.alone:
        tables["beside"] = beside(measured.first, measured.alone)
    return tables


def beyond_encoding(one: Pass) -> float:
    """Return the share of a pass in which the encoder was not at work."""
    return 1 - one.encoder / one.took.wall if one.took.wall else 0.0


def phases(one: Pass) -> dict[str, Values]:
    """Return what the time of a pass was spent on; but for the last, the phases add up to it.

    ``around it`` is the rest of what the ingest takes for encoding, such as stems; ``preparing``
    goes on at the same time as the others.
    """
    timings, whole = one.report.timings, one.took.wall
    spent = {
        "encoder": one.encoder,
        "around it": timings.encoding - one.encoder,
        "waiting": timings.waiting,
        "storing": timings.storing,
        "rest": whole - timings.encoding - timings.waiting - timings.storing,
        "all but the encoder": whole - one.encoder,
        "(preparing)": timings.preparing,
    }
    return {phase: _seconds(seconds, whole) for phase, seconds in spent.items()}


def memory(stretches: Sequence[Stretch]) -> dict[str, Values]:
    """Return the most memory seen while starting and on each quarter of the first pass, in MB."""
    starting, *on = stretches
    parts = {"starting": starting}
    parts |= {f"to {25 * number} %": one for number, one in enumerate(by_quarter(on), start=1)}
    own = {name: round(one.own / 1e6) for name, one in parts.items()}
    others = {name: round(one.others / 1e6) for name, one in parts.items()}
    return {
        "this process": {**own, "peak": max(own.values())},
        "cleaning": {**others, "peak": max(others.values())},
    }


def beside(one: Pass, alone: Alone) -> dict[str, Values]:
    """Return a pass beside the encoder alone, with how many times as long it took."""
    return {
        name: {
            "texts": alone.texts,
            "seconds": took.wall,
            "texts/s": _per(alone.texts, took.wall),
            "processor s": took.processor,
            "times as long": _per(took.wall, alone.took.wall),
            "processor, times": _per(took.processor, alone.took.processor),
        }
        for name, took in {"encoder alone": alone.took, "first pass": one.took}.items()
    }


def _corpus_values(measured: Measured) -> Values:
    summary, report = measured.summary, measured.first.report
    return {
        "files": report.tally.files,
        "articles": summary.articles,
        "passages": summary.passages,
        "sentences": summary.sentences,
        "tokens": measured.first.tokens,
        "skipped": len(report.skipped),
        "MB on disk": summary.bytes / 1e6,
    }


def _pass_values(one: Pass) -> Values:
    report = one.report
    return {
        "added": len(report.added) + len(report.replaced),
        "unchanged": len(report.unchanged),
        "seconds": one.took.wall,
        "processor s": one.took.processor,
        "encoder s": one.encoder,
        "articles/s": _per(report.articles, one.took.wall),
        "passages/s": _per(report.passages, one.took.wall),
    }


def _seconds(seconds: float, whole: float | None) -> Values:
    return {"seconds": seconds, "share": _per(seconds, whole) if whole else None}


def _per(part: float, whole: float) -> float | None:
    return part / whole if whole else None
