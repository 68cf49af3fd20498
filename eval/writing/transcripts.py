"""Every question with what was written, shown and withheld, as Markdown for a person to judge."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from eval.failures import expected
from eval.outcomes import CitedSpan, Drafted, Fate, Outcome, Told
from eval.runs import RunUnwritable

_JUDGED = "Judged: ☐ right ☐ partly right ☐ wrong ☐ rightly no answer ☐ wrongly no answer"
_HEADS = {
    Fate.WITHHELD: "Withheld",
    Fate.UNREAD: "Not read any more",
    Fate.DECLINING: "Declined",
}


def write_transcripts(path: Path, outcomes: Iterable[Outcome]) -> None:
    """Write :func:`format_transcripts` to a file.

    Raises:
        RunUnwritable: The file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(format_transcripts(outcomes), encoding="utf-8")
    except OSError as error:
        raise RunUnwritable(
            f"{path} cannot be written ({error.strerror}); choose another file with --list."
        ) from error


def format_transcripts(outcomes: Iterable[Outcome]) -> str:
    """Return all questions, numbered, each with its answer and all that it cites, in full."""
    told = (
        "\n".join([f"## {number}. {_head(one)}", "", *_describe(one)])
        for number, one in enumerate(outcomes, 1)
    )
    return "\n\n".join(["# Answers", *told]) + "\n"


def _head(outcome: Outcome) -> str:
    kind = outcome.question.kind or "other"
    return f"{outcome.question.id} · {outcome.pair} · {kind}"


def _describe(outcome: Outcome) -> Iterator[str]:
    yield f"**{outcome.question.text}**"
    yield ""
    yield f"Expected: {' | '.join(expected(outcome)) or '(no answer)'}  "
    yield f"{_circumstances(outcome)}"
    yield ""
    yield from _shown(outcome)
    if outcome.writing:
        for fate, head in _HEADS.items():
            yield from _list_drafts(head, (d for d in outcome.writing.drafts if d.fate is fate))
        for reply in filter(str.strip, outcome.writing.replies):
            yield from ("The model wrote:", "", *_quote(reply), "")
    yield _JUDGED


def _circumstances(outcome: Outcome) -> str:
    told = [f"Confidence {outcome.confidence:.2f}"]
    if outcome.writing:
        told.append(f"worded by: {outcome.writing.source.value}")
        told += [f"outage: {outcome.writing.outage}"] if outcome.writing.outage else []
    if outcome.first_ms is not None:
        told.append(f"first sentence after {outcome.first_ms / 1000:.1f} s")
    told.append(f"whole after {outcome.elapsed_ms / 1000:.1f} s")
    return "; ".join((*told, *outcome.faults))


def _shown(outcome: Outcome) -> Iterator[str]:
    """Yield the answer and its quotes, numbered as the reader sees them."""
    if outcome.abstained:
        yield from (f"No answer: {outcome.got}", "")
        return
    if outcome.findings:
        yield from (f"Direct answer: {' · '.join(outcome.findings)}", "")
    mended = {d.told.text: d for d in _drafts_of(outcome) if d.fate is Fate.MENDED}
    for one in outcome.statements:
        claimed = mended.get(one.text)
        yield f"- {one.text} {_markers(one)}{_claimed(claimed) if claimed else ''}"
    yield ""
    for cited in outcome.cited:
        yield f"> [{cited.marker}] {_source(cited)}  "
    yield ""


def _drafts_of(outcome: Outcome) -> tuple[Drafted, ...]:
    return outcome.writing.drafts if outcome.writing else ()


def _list_drafts(head: str, drafts: Iterable[Drafted]) -> Iterator[str]:
    listed = [*drafts]
    if not listed:
        return
    yield from (f"{head}:", "")
    for one in listed:
        found = one.reason or ", ".join(one.told.faults)
        yield f"- {one.told.text}{f' *({found})*' if found else ''}{_claimed(one)}"
    yield ""


def _claimed(draft: Drafted) -> str:
    """Return what a sentence claims to rest on, each quote on a line of its own."""
    if draft.fate is Fate.DECLINING:
        return ""
    quotes = "".join(f"\n  - claimed: {_source(one)}" for one in draft.told.cited)
    return quotes or "\n  - claimed: nothing"


def _markers(told: Told) -> str:
    return "".join(f"[{one.marker}]" for one in told.cited)


def _source(cited: CitedSpan) -> str:
    gold = ", gold" if cited.gold else ""
    return f"“{cited.quote}” ({cited.title or cited.article}{gold})"


def _quote(reply: str) -> list[str]:
    """Return a reply so that nothing in it is read as Markdown."""
    return [f"    {line}" for line in reply.strip().splitlines()]
