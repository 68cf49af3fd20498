"""What each word of a question does in it: ask, say what is sought, or say what is known of it."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.dictionary import lemmatize
from index.records import Vectors
from index.words import stems_of
from rag.languages import capitalises_nouns, function_words, table
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
    named = find_names(names_in(question.text, question.language), words)
    sought = np.zeros(len(words), bool)
    end = _end_of_first_run(asking)
    if end and words[end - 1].casefold() in known["specified"]:
        sought[_places_sought(words, end, named, question.language)] = True
    given = np.where(asking | sought, 0, question.word_weights)
    return Roles(asking, sought, given, named)


def _places_sought(words: Sequence[str], end: int, named: Flags, language: str) -> list[int]:
    """Return the places of the words that follow an asking word and say what is asked for."""
    stops = function_words(language).union(table(language, "words")["asking"])
    capital = capitalises_nouns(language)
    places: list[int] = []
    for place in range(end, min(end + _LONGEST_SOUGHT, len(words))):
        if words[place].casefold() in stops or (capital and _is_verb(words, place, named)):
            break
        places.append(place)
        if capital and words[place][0].isupper():
            break  # the noun; what follows is another phrase
    return places


def _is_verb(words: Sequence[str], place: int, named: Flags) -> bool:
    """Tell a German verb from an adjective: nothing is counted in "Wie viel zahlt Nordglut?"."""
    word = words[place]
    base = lemmatize(word, "de")
    if not word.islower() or base[-1] != "n" or (word.startswith(base) and word != base):
        return False
    then = place + 1
    led = then < len(words) and words[then][0].isupper() and not named[then]
    return not (led and word.endswith(("e", "en")))  # "verletzte Personen"


def telling_stems(question: Question) -> frozenset[str]:
    """Return the stems of what a question says beside names and words that only ask or help."""
    language = question.language
    words = table(language, "words")
    idle = function_words(language).union(words.get("asking", ()), words.get("auxiliary", ()))
    telling = " ".join(word for word in question.terms if word not in idle)
    of_names = stems_of(" ".join(names_in(question.text, language)), language)
    return frozenset({*stems_of(telling, language)} - {*of_names})


def find_names(names: Iterable[str], words: Iterable[str]) -> Flags:
    """Tell which words are part of names, each of which may have lost its genitive ending."""
    split = (part for name in names for part in re.split(r"[\s-]", name))
    parts = {part.casefold() for part in split if not part.islower()}  # "von" names nobody
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
