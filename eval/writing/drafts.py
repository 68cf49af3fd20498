"""What a language model wrote, held against what was shown of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from eval.outcomes import Drafted, Fate, Outcome, Source, Told, Writing
from eval.writing.watching import Noted, uncheck
from rag.generation import EXTRACTIVE, Draft
from rag.grounding import FaultKind
from rag.phrases import phrases_for
from rag.records import Answer, Statement


def judge_writing(
    outcome: Outcome,
    answer: Answer,
    noted: Noted | None,
    started: float,
    judged: Callable[[Answer], Outcome],
) -> Writing:
    """Tell how an answer was worded, and judge what was written for it as if all had been shown.

    Args:
        outcome: What became of the question.
        answer: The answer that was shown.
        noted: What the model wrote; None if it was not asked.
        started: When the question was asked, by :func:`time.perf_counter`.
        judged: Judges an answer to the question.
    """
    if noted is None:
        return Writing(_tell_source(answer, None), (), (), "", outcome)
    whole = uncheck(answer, noted, started)
    spoken = noted.first is not None and bool(whole.statements)
    first_ms = (noted.first - started) * 1000 if noted.first and spoken else None
    unchecked = replace(judged(whole), first_ms=first_ms)
    return Writing(
        source=_tell_source(answer, noted),
        replies=noted.replies,
        drafts=tuple(_trace(noted.drafts, unchecked.statements, answer)),
        outage=noted.outage.value if noted.outage else "",
        unchecked=unchecked,
    )


def _tell_source(answer: Answer, noted: Noted | None) -> Source:
    if not answer.abstained:
        return Source.FALLBACK if answer.generator == EXTRACTIVE else Source.MODEL
    if noted is None:
        return Source.UNASKED
    return Source.DECLINED if noted.drafts and noted.drafts[0].declines else Source.NOTHING


def _trace(drafts: Sequence[Draft], told: Sequence[Told], answer: Answer) -> Iterator[Drafted]:
    """Yield each draft with its fate; shown and withheld sentences come in the drafts' order."""
    judged = iter(told)
    shown = [] if answer.generator == EXTRACTIVE else [*answer.statements]
    withheld = [*answer.withheld]
    for draft in drafts:
        one = Told(draft.text, ()) if draft.declines else next(judged, Told(draft.text, ()))
        if draft.declines:
            yield Drafted(one, Fate.DECLINING)
        elif shown and shown[0].text == draft.text:
            kept = _is_kept(draft, shown.pop(0))
            yield Drafted(one, Fate.KEPT if kept else Fate.MENDED)
        elif withheld and withheld[0].text == draft.text:
            reason = withheld.pop(0).reason
            faults = (*one.faults, *_beyond_check(reason, answer.language))
            yield Drafted(replace(one, faults=faults), Fate.WITHHELD, reason)
        else:
            yield Drafted(one, Fate.UNREAD)


def _is_kept(draft: Draft, statement: Statement) -> bool:
    """Tell whether a sentence is shown with the very citations that it claims."""
    claimed = {(one.article.id, one.sentence.start) for one in draft.evidence}
    return claimed == {(one.article.id, one.start) for one in statement.citations}


def _beyond_check(reason: str, language: str) -> Iterator[str]:
    """Yield the kind of fault that the check of a sentence by itself does not look for."""
    kind = FaultKind.BESIDE.name
    if phrases_for(language).faults[kind] in reason:
        yield kind
