"""What went wrong, question by question and with the evidence, to be read by a person."""

from collections.abc import Iterable, Iterator, Mapping

from eval.outcomes import CitedSpan, Outcome, Told


def expected(outcome: Outcome) -> tuple[str, ...]:
    """Return what would have been a right answer: strings, or where there are none, the gold."""
    return outcome.question.answers or tuple(map(str, outcome.question.gold))


def format_failures(outcomes: Iterable[Outcome]) -> str:
    """Return the questions that someone could complain about, each with what was shown for it.

    A statement is marked ``+`` where it cites a gold span or words that hold an accepted answer, a
    citation where it does itself, and ``-`` otherwise.
    """
    return "\n\n".join("\n".join(_describe(one)) for one in outcomes if one.faults)


def format_blame(counts: Mapping[str, int], questions: int) -> str:
    """Return in one line what is to blame for how many of the questions."""
    total = sum(counts.values())
    told = ", ".join(f"{part} {count}" for part, count in counts.items())
    return f"To blame: {told}; {total} of {questions} questions went wrong."


def _describe(outcome: Outcome) -> Iterator[str]:
    question = outcome.question
    yield (
        f"{question.id}  {outcome.pair}  {question.kind or '–'}  "
        f"confidence {outcome.confidence:.2f}  {'; '.join(outcome.faults)}"
    )
    yield f"  to blame: {outcome.blamed}"
    yield f"  asked:    {question.text}"
    yield f"  expected: {' | '.join(expected(outcome)) or '(nothing)'}"
    if question.answerable:
        yield f"  gold:     {_place(outcome)}"
    if outcome.abstained:
        yield f"  got:      {outcome.got}"
        return
    yield f"  direct:   {' · '.join(outcome.findings) or outcome.marked or '(nothing)'}"
    for statement in outcome.statements:
        yield from _show(statement)


def _place(outcome: Outcome) -> str:
    if outcome.gold_rank is None:
        return f"not among the first {outcome.searched} passages"
    where = "shown" if outcome.gold_rank <= outcome.shown else f"not of the {outcome.shown} shown"
    return f"in the passage of rank {outcome.gold_rank} ({where})"


def _show(statement: Told) -> Iterator[str]:
    yield f"  {_sign(statement.right)} {statement.text}"
    for cited in statement.cited:
        yield f"      {_sign(cited.gold or cited.holds)} [{cited.marker}] {_source(cited)}"
        if cited.quote != statement.text:
            yield f"        “{cited.quote}”"


def _source(cited: CitedSpan) -> str:
    what = "; ".join(
        told
        for told, applies in (("gold", cited.gold), ("holds an answer", cited.holds))
        if applies
    )
    marked = f", marked: {cited.marked}" if cited.marked else ""
    return f"{cited.title or '(untitled)'}, {cited.article} ({what or 'neither'}){marked}"


def _sign(right: bool) -> str:
    return "+" if right else "-"
