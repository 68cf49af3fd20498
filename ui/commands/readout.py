"""What the command line says, as text and as JSON. Pure: :mod:`ui.cli` prints it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from index.config import IndexConfig
from index.places import Place
from index.records import Article, Cut, Hit
from index.report import Report
from index.rows import article_to_row
from index.store import Summary
from index.stored_records import Version
from rag.explanations import best_sentence, parts_of
from rag.generation import EXTRACTIVE
from rag.llm.opening import Trial
from rag.records import Answer

_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Health:
    """How searching an index on a server goes.

    Attributes:
        seconds: How long it took to find and read a passage of each language.
        silent: Languages of which nothing was found, although there are passages.
    """

    seconds: float
    silent: tuple[str, ...] = ()


def report_to_json(report: Report) -> dict[str, Any]:
    """Return what adding did."""
    return {
        "added": report.added,
        "replaced": report.replaced,
        "unchanged": len(report.unchanged),
        "removed": report.removed,
        "skipped": [{"origin": s.origin, "reason": s.reason} for s in report.skipped],
        "passages": report.passages,
    }


def article_to_json(article: Article) -> dict[str, Any]:
    """Return an article's row, and what it reprints."""
    return {**article_to_row(article), "reprint_of": article.reprint_of}


def info_to_json(
    place: Place,
    summary: Summary,
    config: IndexConfig,
    engine: str,
    trial: Trial | None = None,
    health: Health | None = None,
) -> dict[str, Any]:
    """Return what is in an index, how it was built, and what came of trying who words answers."""
    return {
        "index": str(place),
        "articles": summary.articles,
        "reprints": summary.reprints,
        "passages": summary.passages,
        "sentences": summary.sentences,
        "languages": dict(summary.languages),
        "sources": dict(summary.sources),
        "first": summary.first,
        "last": summary.last,
        "bytes": summary.bytes,
        "encoder": config.encoder,
        "fingerprint": config.fingerprint,
        "dimension": config.dimension,
        "passage_tokens": config.passage_tokens,
        "engine": engine,
        "engines": dict(summary.engines),
        "generator": trial.model if trial else EXTRACTIVE,
        **({"llm": _trial_to_json(trial)} if trial else {}),
        **({"health": _health_to_json(health)} if health else {}),
    }


def _health_to_json(health: Health) -> dict[str, Any]:
    return {"searched_ms": round(health.seconds * 1000, 1), "silent": list(health.silent)}


def _trial_to_json(trial: Trial) -> dict[str, Any]:
    place = {"file": trial.file} if trial.file else {"address": trial.address}
    replied = None if trial.replied_ms is None else round(trial.replied_ms, 1)
    outcome = {"error": trial.error} if trial.error else {"replied_ms": replied}
    return {**place, "model": trial.model, "context": trial.context, **outcome}


def describe_info(
    place: Place,
    summary: Summary,
    config: IndexConfig,
    engine: str,
    trial: Trial | None = None,
    health: Health | None = None,
) -> str:
    """Return what is in an index and who words answers, a line for each thing to know."""
    size = f" ({summary.bytes / 1e6:.1f} MB)" if summary.bytes else ""  # a server may not tell
    return "\n".join(
        (
            f"index      {place}{size}",
            *([f"health     {_describe_health(health)}"] if health else []),
            f"articles   {summary.articles} ({_counted(summary.languages)}), "
            f"{summary.reprints} of them reprints",
            f"passages   {summary.passages}, sentences {summary.sentences}",
            f"published  {summary.first or '?'} to {summary.last or '?'}",
            f"encoder    {config.encoder} ({config.dimension} dimensions, "
            f"{config.fingerprint[:12]})",
            f"engine     {engine} (made the vectors of: {_counted(summary.engines)})",
            f"answers    {_describe_trial(trial)}",
        )
    )


def _describe_health(health: Health) -> str:
    if health.silent:
        return (
            f"nothing is found in {', '.join(health.silent)}, although there are passages: its "
            "server may still be loading them; look again in a minute"
        )
    return f"finds passages of every language (in {health.seconds * 1000:.0f} ms)"


def _describe_trial(trial: Trial | None) -> str:
    if trial is None:
        return f"{EXTRACTIVE}: sentences of the articles, word for word"
    if trial.error:
        return f"{EXTRACTIVE} for now: {trial.error}"
    replied = f" (replied in {trial.replied_ms / 1000:.1f} s)" if trial.replied_ms else ""
    return f"{trial.model} at {trial.address or trial.file}{replied}"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def describe_entry(article: Article) -> str:
    """Return an article's line in a list."""
    day = article.published.isoformat() if article.published else "undated   "
    title = article.title or f"(untitled) {' '.join(article.text[:60].split())}…"
    return f"{article.id}  {day}  {article.language}  {article.source or '-'}  {title}"


def describe_article(article: Article) -> str:
    """Return an article in full."""
    day = article.published.isoformat() if article.published else "undated"
    facts = (article.source, article.author, day, article.language, article.url)
    about = " · ".join(filter(None, facts))
    if article.reprint_of:
        about += f"\nreprint of {article.reprint_of}"
    return f"{article.title or '(untitled)'}\n{about}\n\n{article.text}"


def describe_cut(cut: Cut) -> str:
    """Return something that was cut out of an article."""
    return f"[{cut.reason}] {_one_line(cut.text)}"


def describe_version(version: Version) -> str:
    """Return an article as it was before it was replaced."""
    return f"--- until {version.replaced}\n{describe_article(version.article)}\n"


def describe_hit(hit: Hit, *, explained: bool = False) -> str:
    """Return a hit with its passage; explained, with what its score is made of."""
    lines = [f"{hit.rank}. {hit.score:.{_DIGITS}f}  {_origin(hit.article)}"]
    lines += hit.passage.text.splitlines()
    if hit.reprints:
        lines += [f"also in: {'; '.join(_origin(article) for article in hit.reprints)}"]
    lines += _reasons(hit) if explained else []
    return "\n   ".join(lines) + "\n"


def describe_answer(answer: Answer) -> str:
    """Return an answer: its findings, a line for each statement, where each citation stands.

    One in a model's words begins with its statements, and ends with what was withheld and who
    worded it; as long as it grows it is only these statements, so that what is printed of it can
    stand.
    """
    if answer.abstained:
        return answer.note
    worded = answer.generator != EXTRACTIVE
    statements = [_one_line(statement) for statement in answer.statements]
    if not answer.complete:
        return "\n".join(statements)
    direct = [" · ".join(map(_one_line, answer.findings))] if answer.findings else []
    noted = [answer.note] if answer.note else []
    said = [*statements, *noted, *direct] if worded else [*direct, *statements, *noted]
    citations = [
        f"[{citation.marker}] {_origin(citation.article)} ({citation.article.id}, "
        f"{citation.start}–{citation.end})"
        for citation in answer.citations
    ]
    withheld = [f"Withheld: {_one_line(one.text)} ({one.reason})" for one in answer.withheld]
    by = [f"Worded by {answer.generator}, each sentence checked."] if worded else []
    about = ["", *withheld, *by] if withheld or by else []
    return "\n".join([*said, "", *citations, *about])


def describe_nearest(answer: Answer) -> str:
    """Return the sentences that come nearest to an answer where there is none, a line each."""
    lines = (f"  “{_one_line(one.quote)}” ({_origin(one.article)})" for one in answer.nearest)
    return "\n".join(("\nNearest to it, for you to judge:", *lines))


def _reasons(hit: Hit) -> list[str]:
    """Return a line with the parts of a hit's score and one with its best sentence."""
    parts = (f"{name} {value:.{_DIGITS}f}" for name, value in parts_of(hit, _DIGITS).items())
    lines = [f"score         {hit.score:.{_DIGITS}f} = {' + '.join(parts) or 'unknown parts'}"]
    if best := best_sentence(hit):
        lines += [f"best sentence {best.similarity:.{_DIGITS}f}   {_one_line(best.sentence.text)}"]
    return lines


def _one_line(said: object) -> str:
    """Return what is said on one line."""
    return " ".join(str(said).split())


def _origin(article: Article) -> str:
    day = article.published.isoformat() if article.published else "undated"
    return ", ".join(filter(None, (article.source, day, article.title or article.id)))
