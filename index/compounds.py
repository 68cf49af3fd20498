"""German words by the dictionary: their base forms, and the parts of compounds.

"Rechenzentren" is the plural of "Rechenzentrum", which Snowball's rules do not see, and neither
shares a stem with "Zentrum". simplemma's dictionary knows the base forms; compounds are cut where
it knows both sides, after Koehn and Knight 2003, "Empirical Methods for Compound Splitting". Theirs
prefers the parts that the corpus has most often; here the longest head wins, as what a word is cut
into must not depend on the articles that happen to be indexed.
"""

from functools import lru_cache

from index.dictionary import is_known, lemmatize

# Between the parts of a compound: Bundestag-s-wahl, Gebärde-n-sprache.
_LINKS = ("", "s", "es", "n", "en", "er", "e", "ens", "ns")
_SHORTEST_PART, _SHORTEST_COMPOUND = 4, 9
# German law had a word of 63 letters. What is longer is no word, and cutting it takes for ever.
_LONGEST_COMPOUND = 64
# Dictionaries list these as words too, but at the end or start of a longer word they are not one.
_AFFIXES = frozenset(
    [
        *("haft", "heit", "isch", "keit", "ling", "ring", "schaft", "schafts", "ster", "tion"),
        *("aber", "durch", "gegen", "hinter", "miss", "nach", "nieder", "ober", "ohne", "über"),
        *("unter", "wider", "wieder", "zurück", "zusammen"),
    ]
)


@lru_cache(maxsize=50_000)
def base_form(word: str) -> str:
    """Return the dictionary form of a German word in lower case; an unknown one is returned as is.

    >>> base_form("rechenzentren")
    'rechenzentrum'
    """
    written = _as_written(word)
    return lemmatize(written, "de").casefold() if written else word


@lru_cache(maxsize=50_000)
def split_compound(word: str) -> tuple[str, ...]:
    """Return the smallest parts of a German compound in lower case; none for a simple word.

    >>> split_compound("strompreisbremse")
    ('strom', 'preis', 'bremse')
    """
    if not _SHORTEST_COMPOUND <= len(word) <= _LONGEST_COMPOUND or not word.isalpha():
        return ()
    for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):  # the longest head first
        modifier, head = word[:at], word[at:]
        if not _is_part(head):
            continue
        stripped = [modifier.removesuffix(link) for link in _LINKS if modifier.endswith(link)]
        for simple in stripped:
            if _is_part(simple):
                return *_smallest(simple), *_smallest(head)
        for compound in stripped:
            if parts := split_compound(compound):
                return *parts, *_smallest(head)
    return ()


def _smallest(part: str) -> tuple[str, ...]:
    """Cut a part that is a compound itself, unless into scraps: "Vorstand" is no "Vors-Tand"."""
    parts = split_compound(part)
    return parts if parts and min(map(len, parts)) > _SHORTEST_PART else (part,)


def _is_part(word: str) -> bool:
    return len(word) >= _SHORTEST_PART and word not in _AFFIXES and _as_written(word) is not None


def _as_written(word: str) -> str | None:
    """Return a word in lower case as the dictionary has it, None if it has not.

    Nouns are looked for first, as compounds are mostly made of them. Case folding has turned every
    ß into ss, which the dictionary does not.
    """
    for spelled in dict.fromkeys((word.replace("ss", "ß"), word)):
        for form in (spelled.capitalize(), spelled):
            if is_known(form, "de"):
                return form
    return None
