"""Why a passage was found: its score in parts, and the sentence that carried it."""

from index.records import Hit, ScoredSentence


def parts_of(hit: Hit, digits: int) -> dict[str, float]:
    """Return the parts of a hit's score, rounded such that they add up to its rounded score.

    What rounding leaves over goes where it weighs least: to the largest part.

    Args:
        hit: The hit. What its parts are called is up to whoever scored it.
        digits: How many digits to keep.
    """
    parts = {name: round(value, digits) + 0.0 for name, value in hit.parts}  # never -0.0
    if parts:
        largest = max(parts, key=lambda name: abs(parts[name]))
        left_over = round(hit.score, digits) - sum(parts.values())
        parts[largest] = round(parts[largest] + left_over, digits)
    return parts


def best_sentence(hit: Hit) -> ScoredSentence | None:
    """Return the sentence of a hit most similar to the question; None if it holds none."""
    return max(hit.sentences, key=lambda scored: scored.similarity, default=None)
