"""Outcomes as rows of a run file."""

from dataclasses import asdict, replace

from eval.failures import expected
from eval.outcomes import Outcome, Writing
from eval.runs import Json


def outcome_to_json(outcome: Outcome) -> Json:
    """Return one question's outcome with all that was judged."""
    values = asdict(replace(outcome, writing=None))
    del values["question"], values["writing"], values["cited"]
    return {
        "corpus": values.pop("corpus"),
        "id": outcome.question.id,
        "pair": values.pop("pair"),
        "kind": outcome.question.kind,
        "question": outcome.question.text,
        "sha256": outcome.question.sha256,
        "answerable": outcome.question.answerable,
        "expected": list(expected(outcome)),
        "scores": values.pop("scores"),
        **values,
        "faults": list(outcome.faults),
        "blamed": outcome.blamed,
        **({"writing": _writing_to_json(outcome.writing)} if outcome.writing else {}),
    }


def _writing_to_json(writing: Writing) -> Json:
    """Return how an answer was worded; its sentences stand there once, with what they claim."""
    unchecked = writing.unchecked
    return {
        "source": writing.source.value,
        "outage": writing.outage,
        "replies": list(writing.replies),
        "drafts": [
            {**asdict(one.told), "fate": one.fate.value, "reason": one.reason}
            for one in writing.drafts
        ],
        "unchecked": {
            "abstained": unchecked.abstained,
            "stray_figures": unchecked.stray_figures,
            "first_ms": unchecked.first_ms,
            "elapsed_ms": unchecked.elapsed_ms,
            "scores": unchecked.scores,
        },
    }
