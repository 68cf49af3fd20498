"""Answers that a language model words, summed up: with and without the check. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from eval.outcomes import Drafted, Fate, Outcome, Source
from eval.report import format_table
from eval.retrieval import OVERALL, Metrics
from eval.sets import UNANSWERABLE
from rag.grounding import FaultKind

CHECKED, UNCHECKED = "checked", "unchecked"

_SHOWN = (Fate.KEPT, Fate.MENDED)
# What is right by which measure, those of figures before those of words.
_ASKED = {"figure_value": "figure asked for", "said_in_first": "other answer"}
_WEIGHED = tuple(f"{one}, {two}" for one in ("right", "wrong") for two in ("shown", "withheld"))


def unchecked(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return what would have become of the questions without the check."""
    return [one.writing.unchecked for one in outcomes if one.writing]


def set_beside(checked: dict[str, Metrics], unchecked: dict[str, Metrics]) -> dict[str, Metrics]:
    """Return the metrics of both by group, those of a group one after the other."""
    both = {CHECKED: checked, UNCHECKED: unchecked}
    return {f"{group}, {name}": both[name][group] for group in checked for name in both}


def tally(outcomes: Sequence[Outcome]) -> dict[str, Metrics]:
    """Return, overall and by the language asked in, how answers came to be worded.

    These are numbers of questions by where their answers come from, and by the model's outages; of
    the model's sentences by what became of them; of the citations that the sentences shown claimed
    and have. Last come the sentences withheld for each answer given, and by kind of fault; a
    sentence with several kinds counts for each.
    """
    groups = {OVERALL: list(outcomes)}
    for outcome in sorted(outcomes, key=lambda one: one.question.language):
        groups.setdefault(f"{outcome.question.language}→any", []).append(outcome)
    return {name: _tally(group) for name, group in groups.items()}


def weigh_check(outcomes: Iterable[Outcome]) -> dict[str, Metrics]:
    """Return how many first sentences are right or wrong, and shown or withheld.

    The first sentence is what a reader takes for the answer. Right is one whose own words hold the
    figure asked for, or where none is, an accepted answer; of an unanswerable question none is.
    Replies that decline are left out, and questions that the set gives no answer to in words.
    """
    counts = {group: Counter[str]() for group in (*_ASKED.values(), UNANSWERABLE)}
    for one in outcomes:
        drafts = one.writing.drafts if one.writing else ()
        if not one.writing or not drafts or drafts[0].fate is Fate.DECLINING:
            continue
        scores = one.writing.unchecked.scores
        measure = next((name for name in _ASKED if name in scores), None)
        if measure is None and one.question.answerable:
            continue
        right = "right" if measure and scores[measure] else "wrong"
        shown = "shown" if drafts[0].fate in _SHOWN else "withheld"
        counts[_ASKED[measure] if measure else UNANSWERABLE][f"{right}, {shown}"] += 1
    return {group: {name: count[name] for name in _WEIGHED} for group, count in counts.items()}


def complain(outcomes: Iterable[Outcome]) -> str:
    """Return a sentence on the model's outages, which bear on all figures; ``""`` without any."""
    outages = Counter(one.writing.outage for one in outcomes if one.writing and one.writing.outage)
    if not outages:
        return ""
    told = ", ".join(f"{name} {count}" for name, count in sorted(outages.items()))
    return (
        f"The language model failed on {outages.total()} questions ({told}), and the articles "
        f"answered in its place; with FUNDSTELLE_LLM_SECONDS it may have more time."
    )


def format_tally(groups: Mapping[str, Metrics]) -> str:
    """Return three tables: where answers come from, what became of sentences, and why."""
    kinds = [kind.name for kind in FaultKind if groups[OVERALL][kind.name]]
    columns = (
        ("answers", [*(source.value for source in Source), "outages"]),
        ("sentences", [*(fate.value for fate in Fate), "claimed", "cited"]),
        ("withheld", ["per answer", *kinds]),
    )
    return "\n\n".join(
        format_table(groups, corner, {name.lower(): name for name in names})
        for corner, names in columns
    )


def _tally(outcomes: Sequence[Outcome]) -> Metrics:
    writings = [one.writing for one in outcomes if one.writing]
    sources = Counter(one.source for one in writings)
    drafts = [draft for one in writings for draft in one.drafts]
    fates = Counter(draft.fate for draft in drafts)
    given = sum(not one.abstained for one in outcomes)
    return {
        **{source.value: sources[source] for source in Source},
        "outages": sum(bool(one.outage) for one in writings),
        **{fate.value: fates[fate] for fate in Fate},
        "claimed": _count_claimed(drafts),
        "cited": _count_cited(outcomes),
        "per answer": fates[Fate.WITHHELD] / given if given else None,
        **_count_faults(drafts),
    }


def _count_claimed(drafts: Iterable[Drafted]) -> int:
    return sum(len(one.told.cited) for one in drafts if one.fate in _SHOWN)


def _count_cited(outcomes: Iterable[Outcome]) -> int:
    return sum(
        len(told.cited)
        for one in outcomes
        if one.writing and one.writing.source is Source.MODEL
        for told in one.statements
    )


def _count_faults(drafts: Iterable[Drafted]) -> dict[str, int]:
    withheld = [one for one in drafts if one.fate is Fate.WITHHELD]
    counts = Counter(name for one in withheld for name in one.told.faults)
    return {kind.name: counts[kind.name] for kind in FaultKind}
