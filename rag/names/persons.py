"""Whether a text names a person, told in three ways from the surest to the most lenient.

:func:`names_in_full` trusts given names alone. :func:`names_another` takes a run of capitalised
words as well: of the question who did it, only such a sentence is an answer. :func:`may_be_person`
is for a name that stands there already, in a language that need not be known.
"""

import re
from collections.abc import Collection

from index.compounds import split_compound
from index.dictionary import is_known
from rag.languages import table, words_beside_names
from rag.names.finding import countries, is_german, no_names
from rag.names.given_names import find_persons
from rag.names.matching import mentions
from rag.patterns import CAPITAL, office_pattern

# Capitalised words in a row, two to four, and two or three; all but the last may end with a dot.
_RUN = re.compile(rf"(?:{CAPITAL}[\w’'-]*\w\.?\s+){{1,3}}{CAPITAL}[\w’'-]*\w")
_SHORT_RUN = re.compile(rf"\b(?:{CAPITAL}[\w’'.-]*\s+){{1,2}}{CAPITAL}[\w’'-]*\w")
# Words that stand between the capitalised ones of a person's name.
_PARTICLES = "von|vom|van|zu|zur|de|del|della|der|den|da|di|du|le|la|al|bin"
_PART = rf"{CAPITAL}[\w’'-]*(?:\.(?=\s{CAPITAL}))?"
PERSON = re.compile(rf"{_PART}(?:\s(?:(?:{_PARTICLES})\s){{0,2}}{_PART})*")
"""Matches what is written as a person's name is, whatever it names."""

_CONTRACTED = frozenset(["vom"])  # with an article in it, as hardly a name has
_FULL = 2  # words of a full name, at least
# Of a firm or a club.
_FORMS = frozenset(["gmbh", "ggmbh", "inc", "ltd", "plc", "corp", "group", "holding", "holdings"])


def names_in_full(text: str, language: str, besides: Collection[str]) -> bool:
    """Tell whether a text has a given name with a surname, whatever a dictionary says of them.

    Args:
        text: A name, or a whole sentence.
        language: Its language.
        besides: Words of which no such name may have any, folded to lower case.
    """
    persons = (text[start:end].split() for start, end in find_persons(text, language))
    return any(not any(mentions(word, besides) for word in person) for person in persons)


def names_another(sentence: str, language: str, besides: Collection[str]) -> bool:
    """Tell whether a sentence seems to name a person beside those that are known.

    A full name does; else two capitalised words in a row do, unless a dictionary of the language
    lists both. Titles, countries, abbreviations and the forms of firms are part of no such name.

    Args:
        sentence: The sentence.
        language: Its language.
        besides: Words of which no such name is made, folded to lower case.
    """
    if names_in_full(sentence, language, besides):
        return True
    idle = words_beside_names(language) | _FORMS | countries()
    for match in _RUN.finditer(sentence):
        run: list[str] = []
        for word in match.group().replace(".", "").split():
            no_part = word.isupper() or word.casefold() in idle or mentions(word, besides)
            run = [] if no_part else [*run, word]
            if len(run) > 1 and not all(_is_listed(part, language) for part in run):
                return True
    return False


def may_be_person(name: str) -> bool:
    """Tell whether a name, or the few words it stands in, may be a person's: German or English.

    Two or three capitalised words in a row are, unless a German dictionary lists them all: "Ladina
    Caflurin" is a person, "Erste Bank" is none. A full name is all the same: "Peter Schmidt".
    """
    return names_in_full(name, "de", ()) or any(
        word not in no_names() and not is_german(word)
        for match in _SHORT_RUN.finditer(name)
        for word in match.group().split()
    )


def _is_listed(word: str, language: str) -> bool:
    """Tell whether a dictionary lists a word: of German, where nouns are capital, as written."""
    return is_german(word) if language == "de" else is_known(word.casefold(), language)


def _is_common(word: str, language: str) -> bool:
    """Tell whether a dictionary lists a word, or of a German compound its parts."""
    compound = bool(split_compound(word.casefold(), language))
    return compound or _is_listed(word, language)


def start_of_name(text: str, language: str) -> int:
    """Return where a person's name starts behind what the person is: "Coach Ada Quint".

    Words that a dictionary lists go where a given name with a surname follows them; titles go as
    long as two words are left.

    Args:
        text: A name with what goes before it, all of it capitalised.
        language: Its language.
    """
    titles = table(language, "words").get("titles", ())
    offices = re.compile(office_pattern(language), re.IGNORECASE)
    start = next((start for start, _ in find_persons(text, language)), 0)
    before = [
        word for word in re.findall(r"[^\s.]+", text[:start]) if word.casefold() not in titles
    ]
    if start and all(_is_common(word, language) for word in before):
        return start
    words = list(re.finditer(r"\S+", text))
    own = (
        at
        for at, word in enumerate(words)
        if word.group().casefold() not in titles and not offices.fullmatch(word.group())
    )
    return words[min(next(own, 0), max(0, len(words) - _FULL))].start() if words else 0


def start_of_person(text: str, start: int, first: int) -> int:
    """Return where a name starts that is marked from its second word on: "Owusu" of "Ama Owusu".

    Args:
        text: The text.
        start: Where the name is marked from.
        first: Where its sentence starts.
    """
    led = re.search(rf"(?<!^)(?<=[ (]){_PART} $", text[first:start])
    alone = re.match(rf"{_PART}(?! {CAPITAL})", text[start:]) is not None
    return first + led.start() if led and alone and "-" not in led.group() else start


def end_of_person(text: str, start: int, end: int, besides: Collection[str]) -> int:
    """Return where a name ends before where its bearer is from: "Ada Quint vom Klinikum Ostrup".

    Args:
        text: The text.
        start: Where the name starts.
        end: Where it ends with all that is written as a part of it.
        besides: Words of which it has none behind a particle, folded to lower case.
    """
    for particle in re.finditer(rf" (?:{_PARTICLES})(?: [a-z]+)? (?={CAPITAL})", text[start:end]):
        behind = text[start + particle.end() : end].split(maxsplit=1)[0]
        contracted = particle.group().strip() in _CONTRACTED
        if contracted or is_german(behind) or mentions(behind, besides):
            return start + particle.start()
    return end
