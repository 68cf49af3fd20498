"""Weights that were fitted, not set: a file of ``data`` each, which says how they came about."""

import json
from functools import cache
from importlib.resources import files


@cache
def fitted(name: str) -> dict[str, float]:
    """Return the weights in ``data/<name>.json``, by what they weigh."""
    text = files("rag").joinpath(f"data/{name}.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)["weights"]
    return weights
