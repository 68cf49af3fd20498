"""Whether a sentence offers what a question asks for: a quantity that fits, a person, a reason.

What a question asks for is told in :mod:`rag.expectations`.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cache

from rag.expectations import AMOUNTS, MEASURED, AnswerKind, asks_for_holder
from rag.names.persons import names_another
from rag.patterns import in_any_language, opening_words
from rag.quantities import Kind, Quantity, find_quantities, same_dimension

_LARGE, _OLDEST = 100_000, 130


def measures(kind: AnswerKind, quantity: Quantity) -> bool:
    """Tell whether a quantity may be what is asked for.

    A bare number is an amount only if it is large, as in "380 Milliarden". Whether one is an age is
    told by the words around it as well: see :func:`fitting_quantities`.
    """
    if quantity.kind not in MEASURED.get(kind, ()):
        return False
    value = quantity.value
    if kind is AnswerKind.AGE:
        return quantity.unit in {"", "year"} and value is not None and value <= _OLDEST
    if kind in AMOUNTS and quantity.kind is Kind.COUNT:
        return value is not None and value >= _LARGE
    return True


def fitting_quantities(
    kind: AnswerKind, sentence: str, language: str, unit: str = ""
) -> list[Quantity]:
    """Return the quantities of a sentence that may be what is asked for, in order.

    Args:
        kind: What is asked for.
        sentence: The sentence.
        language: Its language.
        unit: The unit it is asked for in; those that cannot be converted to it do not count.
    """
    if kind not in MEASURED:
        return []
    found = [one for one in find_quantities(sentence, language) if measures(kind, one)]
    if unit:
        found = [one for one in found if same_dimension(one.unit, unit)]
    if kind is AnswerKind.AGE:
        found = list(_as_ages(found, sentence))
    if kind is AnswerKind.CHANGE:
        reached = _words("reached")
        found = [one for one in found if not reached.search(sentence[: one.qualified_start])]
        shares = [one for one in found if measures(AnswerKind.PERCENTAGE, one)]
        return shares or found  # "12 % less, a loss of £3m": the share is how changes are told
    return found


def _as_ages(quantities: Iterable[Quantity], sentence: str) -> Iterator[Quantity]:
    """Yield the quantities that are put as an age, with the words that say so: "57-year-old"."""
    told = [match.span() for match in _words("age").finditer(sentence)]
    for one in quantities:
        ends = [end for start, end in told if start < one.end and one.start < end]
        if ends:
            yield replace(one, end=max(one.end, *ends))


def offers(
    kind: AnswerKind, sentence: str, language: str, asked: Collection[str], unit: str = ""
) -> bool:
    """Tell whether a sentence offers what is asked for; of what cannot be told, any may.

    Nobody is taken for an answer whom the question names itself.

    Args:
        kind: What is asked for.
        sentence: The sentence.
        language: Its language.
        asked: The words of the question, folded to lower case.
        unit: The unit it is asked for in, if any.
    """
    if kind in MEASURED:
        return bool(fitting_quantities(kind, sentence, language, unit))
    if kind is AnswerKind.PERSON:
        return names_another(sentence, language, asked)
    return kind is not AnswerKind.REASON or bool(_words("reason").search(sentence))


def holds_no_more(question: str, sentence: str) -> bool:
    """Tell whether a question asks who is something, and a sentence tells only who was."""
    return (
        asks_for_holder(question)
        and bool(_words("former").search(sentence))
        and not _words("current").search(sentence)
    )


def tells_last_year(text: str) -> bool:
    """Tell whether a text says what was in the year before it was written."""
    return bool(_words("last_year").search(text))


def goes_on(before: str) -> bool:
    """Tell whether what is said before a year tells of those after it as well: "since"."""
    return bool(_words("since").search(before))


@cache
def _words(key: str) -> re.Pattern[str]:
    # Sentences are matched in every language at once: an English question meets German ones.
    return opening_words(in_any_language("questions", "offered", key))
