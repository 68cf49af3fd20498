"""Which models a server says it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

_NAME_LENGTH = 200
_CONTEXTS = range(256, 100_000_000)  # in tokens; what else a server says is not believed
_MOST = 1000  # models that are looked at


@dataclass(frozen=True, slots=True)
class Listed:
    """A model that a server lists.

    Attributes:
        name: What it is asked by.
        context: How many tokens prompt and reply may have together; None where it does not say.
        same_as: All names of the same weights.
    """

    name: str
    context: int | None = None
    same_as: frozenset[str] = frozenset()


def read_catalogue(said: object) -> list[Listed]:
    """Read what a server says of its models (``GET /models``); what makes no sense is left out."""
    rows = said.get("data") if isinstance(said, dict) else None
    found = map(_read_row, rows[:_MOST]) if isinstance(rows, list) else ()
    return [listed for listed in found if listed is not None]


def only_one(models: Sequence[Listed]) -> Listed | None:
    """Return the model, where a list has only one, be it under several names."""
    if not models or any(models[0].same_as.isdisjoint(one.same_as) for one in models):
        return None
    return models[0]


def _read_row(row: Any) -> Listed | None:
    if not isinstance(row, dict) or not _is_name(row.get("id")):
        return None
    meta = row.get("meta")
    contexts = (
        meta.get("n_ctx") if isinstance(meta, dict) else None,  # llama.cpp
        row.get("max_model_len"),  # vLLM
    )
    context = next((one for one in contexts if type(one) is int and one in _CONTEXTS), None)
    aliases = row.get("aliases")  # llama.cpp; vLLM names the weights as "root"
    names = [row["id"], row.get("root"), *(aliases if isinstance(aliases, list) else ())]
    return Listed(row["id"], context, frozenset(name for name in names if _is_name(name)))


def _is_name(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= _NAME_LENGTH and value.isprintable()
