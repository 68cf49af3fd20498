"""Words by the dictionary, in languages that write compounds as one: base forms, and parts.

German is such a language. "Rechenzentren" is the plural of "Rechenzentrum", which Snowball's rules
do not see, and neither shares a stem with "Zentrum". simplemma's dictionary knows the base forms;
compounds are cut where it knows both sides, after Koehn and Knight 2003, "Empirical Methods for
Compound Splitting". Theirs prefers the parts that the corpus has most often; here the longest head
wins, as what a word is cut into must not depend on the articles that happen to be indexed.
"""

from functools import cache, lru_cache

from index.dictionary import is_known, lemmatize
from index.vocabulary import section

_SHORTEST_PART, _SHORTEST_COMPOUND = 4, 9
# German law had a word of 63 letters. What is longer is no word, and cutting it takes for ever.
_LONGEST_COMPOUND = 64


def has_compounds(language: str) -> bool:
    """Tell whether a language writes compounds as one word: its file has ``[compounds]``."""
    return bool(section(language, "compounds"))


@lru_cache(maxsize=50_000)
def base_form(word: str, language: str) -> str:
    """Return the dictionary form of a word in lower case; an unknown one is returned as is.

    >>> base_form("rechenzentren", "de")
    'rechenzentrum'
    """
    written = _as_written(word, language)
    return lemmatize(written, language).casefold() if written else word


@lru_cache(maxsize=50_000)
def split_compound(word: str, language: str) -> tuple[str, ...]:
    """Return the smallest parts of a compound in lower case; none for a simple word.

    >>> split_compound("strompreisbremse", "de")
    ('strom', 'preis', 'bremse')
    """
    plausible = _SHORTEST_COMPOUND <= len(word) <= _LONGEST_COMPOUND and word.isalpha()
    if not plausible or not has_compounds(language):
        return ()
    links = section(language, "compounds")["links"]
    for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):  # the longest head first
        modifier, head = word[:at], word[at:]
        if not _is_part(head, language):
            continue
        stripped = [modifier.removesuffix(link) for link in links if modifier.endswith(link)]
        for simple in stripped:
            if _is_part(simple, language):
                return *_smallest(simple, language), *_smallest(head, language)
        for compound in stripped:
            if parts := split_compound(compound, language):
                return *parts, *_smallest(head, language)
    return ()


def _smallest(part: str, language: str) -> tuple[str, ...]:
    """Cut a part that is a compound itself, unless into scraps: "Vorstand" is no "Vors-Tand"."""
    parts = split_compound(part, language)
    return parts if parts and min(map(len, parts)) > _SHORTEST_PART else (part,)


def _is_part(word: str, language: str) -> bool:
    if len(word) < _SHORTEST_PART or word in _affixes(language):
        return False
    return _as_written(word, language) is not None


@cache
def _affixes(language: str) -> frozenset[str]:
    return frozenset(section(language, "compounds")["affixes"])


def _as_written(word: str, language: str) -> str | None:
    """Return a word in lower case as the dictionary has it, None if it has not.

    Nouns are looked for first, as compounds are mostly made of them. Case folding has turned every
    ß into ss, which the dictionary does not.
    """
    for spelled in dict.fromkeys((word.replace("ss", "ß"), word)):
        for form in (spelled.capitalize(), spelled):
            if is_known(form, language):
                return form
    return None
