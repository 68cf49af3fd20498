"""Two runs on the same questions: is the difference more than chance? Pure."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from eval.retrieval import OVERALL
from eval.runs import Run, Scored
from eval.significance import NEGLIGIBLE, bound, correct, randomise
from index.errors import FundstelleError


class RunsIncomparable(FundstelleError):
    """Two runs did not measure the same thing."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question of both runs, with its value in either."""

    question: Scored
    a: float
    b: float

    @property
    def change(self) -> float:
        """What B has more than A."""
        return self.b - self.a


@dataclass(frozen=True, slots=True)
class Matching:
    """The questions of two runs, matched.

    Attributes:
        measure: What is compared.
        pairs: The questions that both runs asked and that the measure counts.
        only_a: How many questions only the first run asked.
        only_b: How many questions only the second run asked.
        altered: How many questions have the same id but another wording, or other gold.
    """

    measure: str
    pairs: tuple[Pair, ...]
    only_a: int
    only_b: int
    altered: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two runs differ on a group of questions.

    Attributes:
        questions: How many.
        mean_a: The first run's mean.
        mean_b: The second run's mean.
        interval: The 95 % confidence interval of B − A; None for a single question.
        p: How likely a difference as large as this one is if the runs are equally good.
        wins: Number of questions on which B is better.
        ties: Number of questions on which they are equal.
        losses: Number of questions on which A is better.
        p_holm: ``p`` corrected for there being several language pairs; None overall.
    """

    questions: int
    mean_a: float
    mean_b: float
    interval: tuple[float, float] | None
    p: float
    wins: int
    ties: int
    losses: int
    p_holm: float | None = None

    @property
    def difference(self) -> float:
        """What B has more than A."""
        return self.mean_b - self.mean_a


def match(a: Run, b: Run, measure: str | None = None) -> Matching:
    """Match the questions of two runs.

    A question is matched if both runs put it to a corpus of the same name in the same words and
    with the same gold. Other questions are left out and counted, so that a run on drawn questions
    can be held against one on all of them. The chunking may differ: it is not part of a question.

    Args:
        a: The first run.
        b: The second run.
        measure: What to compare; None takes the first measure that both runs have.

    Raises:
        RunsIncomparable: One run measured retrieval and the other answers; their articles differ;
            they have no question in common; or not both have the measure.
    """
    _check_same_test(a, b)
    shared = a.questions.keys() & b.questions.keys()
    equal = _shared_questions(a, b)
    measure = _choose_measure(a, b, equal, measure)
    pairs = [
        Pair(a.questions[key], a.questions[key].scores[measure], b.questions[key].scores[measure])
        for key in equal
        if measure in a.questions[key].scores and measure in b.questions[key].scores
    ]
    return Matching(
        measure,
        tuple(pairs),
        only_a=len(a.questions) - len(shared),
        only_b=len(b.questions) - len(shared),
        altered=len(shared) - len(equal),
    )


def compare(pairs: Sequence[Pair]) -> dict[str, Comparison]:
    """Return how two runs differ overall and on each pair of languages."""
    groups: dict[str, list[Pair]] = {}
    for pair in sorted(pairs, key=lambda one: one.question.pair):
        groups.setdefault(pair.question.pair, []).append(pair)
    found = {name: _compare_group(group) for name, group in groups.items()}
    return {OVERALL: _compare_group(pairs)} | _correct(found)


def compare_measures(a: Run, b: Run) -> dict[str, Comparison]:
    """Return how two runs differ overall, by every measure that both have.

    ``p_holm`` is corrected for there being several measures.

    Raises:
        RunsIncomparable: As by :func:`match`.
    """
    _check_same_test(a, b)
    found = {
        name: _compare_group(match(a, b, name).pairs)
        for name in _shared_measures(a, b, _shared_questions(a, b))
    }
    return _correct(found)


def most_changed(pairs: Sequence[Pair], at_most: int) -> list[Pair]:
    """Return the questions that differ, those that differ most first."""
    changed = [pair for pair in pairs if abs(pair.change) > NEGLIGIBLE]
    return sorted(changed, key=lambda pair: -abs(pair.change))[:at_most]


def list_differences(a: Run, b: Run) -> list[tuple[str, str, str]]:
    """Return what differs in the configuration of two runs: entry, value in A, value in B.

    A corpus that only one of them searched is no difference: its questions are left out.
    """
    shared = a.articles.keys() & b.articles.keys()
    first, second = dict(_flatten(_only(a, shared))), dict(_flatten(_only(b, shared)))
    return [
        (entry, first.get(entry, "–"), second.get(entry, "–"))
        for entry in dict.fromkeys((*first, *second))
        if first.get(entry) != second.get(entry)
    ]


def _check_same_test(a: Run, b: Run) -> None:
    if a.measured != b.measured:
        raise RunsIncomparable(
            f"{a.name} measured {a.measured}, {b.name} {b.measured}; compare runs of the same verb."
        )
    for corpus, articles in a.articles.items():
        if b.articles.get(corpus, articles) != articles:
            raise RunsIncomparable(
                f"{a.name} and {b.name} searched different articles as {corpus}; measure both on "
                f"the same ones."
            )


def _shared_questions(a: Run, b: Run) -> list[str]:
    """Return the keys of the questions that both runs asked in the same words, with equal gold."""
    keys = [
        key
        for key, question in a.questions.items()
        if key in b.questions and b.questions[key].sha256 == question.sha256
    ]
    if not keys:
        raise RunsIncomparable(f"{a.name} and {b.name} have no question in common.")
    return keys


def _shared_measures(a: Run, b: Run, keys: Sequence[str]) -> list[str]:
    """Return the measures that both runs have of some question."""
    return list(
        dict.fromkeys(
            name
            for key in keys
            for name in a.questions[key].scores
            if name in b.questions[key].scores
        )
    )


def _choose_measure(a: Run, b: Run, keys: Sequence[str], wanted: str | None) -> str:
    common = _shared_measures(a, b, keys)
    if wanted in common:
        return wanted
    if wanted is None and common:
        return common[0]
    raise RunsIncomparable(
        f"{a.name} and {b.name} do not both have {wanted or 'any one measure'}; "
        f"both have: {', '.join(common) or 'none'}."
    )


def _correct(found: Mapping[str, Comparison]) -> dict[str, Comparison]:
    corrected = correct([one.p for one in found.values()])
    return {
        name: replace(one, p_holm=p)
        for (name, one), p in zip(found.items(), corrected, strict=True)
    }


def _compare_group(pairs: Sequence[Pair]) -> Comparison:
    changes = np.array([pair.change for pair in pairs])
    wins, losses = int((changes > NEGLIGIBLE).sum()), int((changes < -NEGLIGIBLE).sum())
    return Comparison(
        questions=len(pairs),
        mean_a=float(np.mean([pair.a for pair in pairs])),
        mean_b=float(np.mean([pair.b for pair in pairs])),
        interval=bound(changes),
        p=randomise(changes),
        wins=wins,
        ties=len(pairs) - wins - losses,
        losses=losses,
    )


def _only(run: Run, corpora: Set[str]) -> dict[str, object]:
    told = {name: one for name, one in run.configuration["corpora"].items() if name in corpora}
    return {**run.configuration, "corpora": told}


def _flatten(entries: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in entries.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
