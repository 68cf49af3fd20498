"""Results as tables, to be read by people."""

from collections.abc import Mapping, Sequence

from eval.calibration import COVERAGES, Bin
from eval.comparison import Comparison, Matching, Pair
from eval.retrieval import measures
from eval.runs import Run

Values = Mapping[str, float | int | str | None]

ANSWER_COLUMNS = {
    "n": "answerable",
    "@1": "answer_in_first",
    "@3": "answer_in_three",
    "any": "answer_in_any",
    "shown": "answer_shown",
    "gold @1": "gold_in_first",
    "gold any": "gold_in_any",
    "EM": "exact_match",
    "F1": "token_f1",
    "figure": "figure_value",
    "written": "figure_written",
    "cit. P": "citation_precision",
    "cit. R": "citation_recall",
    "gold P": "gold_precision",
    "gold R": "gold_recall",
    "broken": "broken_citations",
    "stray": "stray_figures",
}
"""Columns of the table of what was answered: head and metric."""

CONFIDENCE_COLUMNS = {
    "n": "questions",
    "lang.": "language_right",
    "answered": "answered",
    "wrongly": "wrongly_answered",
    "abst. P": "abstention_precision",
    "abst. R": "abstention_recall",
    "abst. F1": "abstention_f1",
    "AUC": "confidence_auc",
    "ECE": "calibration_error",
    "Brier": "brier",
    "AURC": "risk_coverage_area",
    **{f"acc. {coverage} %": f"accuracy_at_{coverage}" for coverage in COVERAGES},
    "p50 ms": "p50_ms",
    "p95 ms": "p95_ms",
    "beyond p50 ms": "beyond_retrieval_p50_ms",
    "beyond p95 ms": "beyond_retrieval_p95_ms",
}
"""Columns of the table of when it was answered, how surely and how fast: head and metric."""

_WIDEST = 24  # characters of a configuration entry


def retrieval_columns(k: int) -> dict[str, str]:
    """Return the columns of the table of retrieval: head and metric."""
    names = ("questions", *map(str, measures(k)))
    return {name: name for name in names} | {"p50 ms": "p50_ms", "p95 ms": "p95_ms"}


def format_table(
    groups: Mapping[str, Values], corner: str, columns: Mapping[str, str] | None = None
) -> str:
    """Return an aligned plain-text table, one line a group.

    Args:
        groups: Values by group; None is shown as a dash.
        corner: Head of the first column.
        columns: Heads, each with the name of its values; None shows all values of the first group
            under their own names.
    """
    first: Values = next(iter(groups.values()), {})
    columns = columns or {name: name for name in first}
    lines = [[corner, *columns]]
    for group, values in groups.items():
        lines.append([group, *(_format(head, values[name]) for head, name in columns.items())])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _format(head: str, value: float | int | str | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, int | str):
        return str(value)
    return f"{value:.0f}" if head.endswith(" ms") else f"{value:.3f}"


def format_bar(share: float, bar: float) -> str:
    """Return what share of an ingest's time is not the encoder's, and what it should be."""
    verdict = "within" if share < bar else "beyond"
    return f"All but encoding takes {share:.1%} of the time: {verdict} the bar of {bar:.0%}."


def format_reliability(bins: Sequence[Bin]) -> str:
    """Return the reliability curve as a table, one line a bin; ``""`` without bins."""
    if not bins:
        return ""
    table = {
        f"{one.low:.1f} to {one.high:.1f}": {
            "n": one.questions,
            "mean": one.confidence,
            "answerable": one.answerable,
        }
        for one in bins
    }
    return format_table(table, "confidence")


def format_comparison(groups: Mapping[str, Comparison], corner: str) -> str:
    """Return the table of a comparison, one line a group; ``corner`` heads the first column."""
    return format_table(
        {
            name: {
                "questions": one.questions,
                "A": one.mean_a,
                "B": one.mean_b,
                "B − A": f"{one.difference:+.3f}",
                "95 % CI": one.interval and "{:+.3f} to {:+.3f}".format(*one.interval),
                "p": f"{one.p:.4f}",
                "p (Holm)": None if one.p_holm is None else f"{one.p_holm:.4f}",
                "B wins": one.wins,
                "ties": one.ties,
                "A wins": one.losses,
            }
            for name, one in groups.items()
        },
        corner,
    )


def format_runs(a: Run, b: Run, differences: Sequence[tuple[str, str, str]]) -> str:
    """Return which runs are compared, and what differs in their configuration."""
    lines = [f"A  {a.name}  {a.date}", f"B  {b.name}  {b.date}", ""]
    if not differences:
        return "\n".join([*lines, "Both runs have the same configuration."])
    table = {entry: {"A": _shorten(one), "B": _shorten(two)} for entry, one, two in differences}
    return "\n".join([*lines, format_table(table, "differs")])


def format_matching(matching: Matching) -> str:
    """Return what is compared, and what could not be."""
    left_out = {
        "only in A": matching.only_a,
        "only in B": matching.only_b,
        "in other words or with other gold": matching.altered,
    }
    told = ", ".join(f"{count} {why}" for why, count in left_out.items() if count)
    shared = f"{matching.measure} of the questions that both runs have: {len(matching.pairs)}"
    return f"{shared} (left out: {told})" if told else shared


def format_changes(pairs: Sequence[Pair]) -> str:
    """Return the questions that changed, one a line."""
    table: dict[str, Values] = {
        pair.question.key: {
            "pair": pair.question.pair,
            "A": pair.a,
            "B": pair.b,
            "B − A": f"{pair.change:+.3f}",
        }
        for pair in pairs
    }
    head, *lines = format_table(table, "question").splitlines()
    asked = (f"{line}  {pair.question.text}" for line, pair in zip(lines, pairs, strict=True))
    return "\n".join([head, *asked])


def _shorten(value: str) -> str:
    return value if len(value) <= _WIDEST else f"{value[: _WIDEST - 1]}…"
