"""What each word of a question does in it: ask, say what is sought, or say what is known of it."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.records import Vectors
from rag.languages import table
from rag.names import names_in
from rag.questions import Question

_LONGEST_SOUGHT = 2  # words, as "football club" in "which football club"

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Roles:
    """What the words of a question do in it; each of shape ``(question words,)``.

    Attributes:
        asking: Asks, such as "which".
        sought: Says what kind of thing is asked for, such as "city" in "which city".
        given: How much the word says of it, where it does neither; else 0.
        named: Is a name or part of one.
    """

    asking: Flags
    sought: Flags
    given: Vectors
    named: Flags


def tell_roles(question: Question) -> Roles:
    """Tell what each word of a question does.

    In a language without a list of the words that ask, none is known to do so.
    """
    words = question.words
    known = table(question.language, "words")
    asking = np.array([word.casefold() in known.get("asking", ()) for word in words], bool)
    sought = np.zeros(len(words), bool)
    end = _end_of_first_run(asking)
    if end and words[end - 1].casefold() in known["specified"]:
        stops = {*known["function"], *known["asking"]}
        for place in range(end, min(end + _LONGEST_SOUGHT, len(words))):
            if words[place].casefold() in stops:
                break
            sought[place] = True
            if known["nouns_are_capital"] and words[place][0].isupper():
                break  # the noun; what follows is another phrase
    names = names_in(question.text, question.language)
    given = np.where(asking | sought, 0, question.word_weights)
    return Roles(asking, sought, given, find_names(names, words))


def find_names(names: Iterable[str], words: Iterable[str]) -> Flags:
    """Tell which words are part of names, each of which may have lost its genitive ending."""
    parts = {part.casefold() for name in names for part in re.split(r"[\s-]", name)}
    return np.array([_is_part(word.casefold(), parts) for word in words], bool)


def _is_part(word: str, parts: Collection[str]) -> bool:
    return word in parts or (word.endswith("s") and word[:-1] in parts)


def _end_of_first_run(flags: Flags) -> int:
    """Return the place after the first run of true flags; 0 where there is none."""
    if not flags.any():
        return 0
    start = int(flags.argmax())
    rest = flags[start:]
    return start + (len(rest) if rest.all() else int(rest.argmin()))
