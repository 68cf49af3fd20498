"""One noun for another, all else being as in a quote: "80 pupils are absent", "80 teachers"."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rag.grounding.readings import CLAUSE, Reading
from rag.languages import capitalises_nouns
from rag.names import mentions

_FEWEST = 4  # words; of fewer, too little is the same
_STEM = 4  # letters that words of one family start with: "Lehrer", "Lehrkräfte"


def exchanged_nouns(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[str]:
    """Yield the noun of a sentence that each quote has another one for."""
    found = [_exchanged(sentence, quote) for quote in quotes]
    if found and all(found):
        yield found[0]


def _exchanged(sentence: Reading, quote: Reading) -> str:
    """Return the only word that is another one in a quote or in a clause of it, if a noun."""
    if sentence.language != quote.language:
        return ""
    said = _words(sentence.text)
    for text in (quote.text, *CLAUSE.split(quote.text)):
        pairs = list(zip_longest(said, _words(text), fillvalue=""))
        other = [at for at, (one, two) in enumerate(pairs) if one.casefold() != two.casefold()]
        if len(pairs) >= _FEWEST and len(other) == 1 and _is_noun(pairs, other[0], quote):
            return pairs[other[0]][0]
    return ""


def _is_noun(pairs: Sequence[tuple[str, str]], at: int, quote: Reading) -> bool:
    """Tell whether both words are nouns: by their capitals, or else as they are counted."""
    one, two = pairs[at]
    if not (one.isalpha() and two.isalpha()) or mentions(one, quote.words):
        return False
    if one[:_STEM].casefold() == two[:_STEM].casefold():
        return False
    if capitalises_nouns(quote.language):
        return at > 0 and one[0].isupper() and two[0].isupper()
    return at > 0 and pairs[at - 1][0][-1:].isdecimal()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)
