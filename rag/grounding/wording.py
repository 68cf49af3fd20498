"""The words of a sentence beside those of what it cites: what it is about, and whether it says no.

Both are judged only as far as words can tell, so that no true sentence fails: that two say the
opposite where their wording is close and nothing else could say no, that they are about different
things where they share next to no word.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from index.words import split_words, stem, stems_of, word_spans
from rag.grounding.readings import CLAUSE, Reading
from rag.languages import Table, capitalises_nouns, function_words, table
from rag.names import names_in
from rag.names.offices import is_among, offices_in

# Below this share of a sentence's words in a quote and its context, it is about something else.
_LEAST_SHARED = 0.34
# From this share on, a quote's wording is that of the sentence.
_CLOSE = 0.6


def is_elsewhere(sentence: Reading, quotes: Sequence[Reading]) -> bool:
    """Tell whether a sentence shares too few words with quotes in its language.

    Where one of them is in another language nothing is told.
    """
    if any(quote.language != sentence.language for quote in quotes):
        return False
    spoken = [f"{quote.text} {quote.before} {quote.title}" for quote in quotes]
    return _share(sentence.text, " ".join(spoken), sentence.language) < _LEAST_SHARED


def compares_sources(sentence: Reading) -> bool:
    """Tell whether a sentence speaks of what several sources say, such as that they agree."""
    forms = "|".join(_rules(sentence.language).get("several", ()))
    return bool(forms) and bool(re.search(rf"\b(?:{forms})", sentence.text, re.IGNORECASE))


def is_hardened(sentence: Reading, quotes: Sequence[Reading]) -> bool:
    """Tell whether a sentence says as a fact what each quote denies, only supposes, or promises.

    "Rivals fear that it closes" is no "It closes", nor is "It promises 60 jobs" a "It has 60 jobs".
    """
    if _negates(sentence.text, sentence.language) or _hedges(sentence) or _implies(sentence):
        return False
    looks_ahead = _speaks("ahead", sentence) or _speaks("promising", sentence)
    return bool(quotes) and all(
        _negates(quote.text, quote.language)
        or _hedges(quote)
        or (_speaks("promising", quote) and not looks_ahead)
        for quote in quotes
    )


def is_bare(sentence: Reading) -> bool:
    """Tell whether a sentence is a figure and nothing else: "380 billion yuan (about $53 billion)".

    It then says what its question asks, word for word.
    """
    common = function_words(sentence.language)
    return bool(sentence.quantities) and common.issuperset(_words_beside(sentence))


def shares_no_word(asked: str, language: str, quotes: Sequence[Reading]) -> bool:
    """Tell whether quotes have none of the things that a question is about, names aside.

    Those are its nouns, where capitals tell them, or else all its words, if there are several: a
    verb alone may well be put another way. Where a quote is in another language nothing is told.
    """
    if any(quote.language != language for quote in quotes):
        return False
    words = table(language, "words")
    idle = {*function_words(language), *words.get("asking", ()), *words.get("specified", ())}
    idle.update(split_words(" ".join(names_in(asked, language))))
    capital = capitalises_nouns(language)
    telling = [
        word
        for word in re.findall(r"[^\W\d]\S*\b", asked)
        if idle.isdisjoint(split_words(word)) and (word[0].isupper() or not capital)
    ]
    spoken = " ".join(f"{quote.text} {quote.before} {quote.title}" for quote in quotes)
    said = stems_of(" ".join(telling), language)
    return len(telling) > (not capital) and {*said}.isdisjoint(stems_of(spoken, language))


def _hedges(reading: Reading) -> bool:
    """Tell whether a text says that something is supposed, feared, denied or conditional."""
    return _speaks("hedging", reading)


def _speaks(manner: str, reading: Reading) -> bool:
    """Tell whether a text has one of its language's words of that manner."""
    forms = "|".join(_rules(reading.language).get(manner, ()))
    return bool(forms) and bool(re.search(rf"\b(?:{forms})\b", reading.text))


def has_other_offices(sentence: Reading, quotes: Sequence[Reading]) -> bool:
    """Tell whether a sentence speaks of an office where each quote has only others.

    "The finance chief is Eddie Wu" is not what a quote on the chief executive Eddie Wu says.
    """
    said = _offices(sentence)
    found = [_offices(quote) for quote in quotes]
    return bool(said and quotes) and all(one and not is_among(said, one) for one in found)


def _offices(reading: Reading) -> set[str]:
    return {one.kind for one in offices_in(reading.text, reading.language)}


def stutters(sentence: Reading) -> bool:
    """Tell whether a sentence says two words twice, its figures aside: "rain brought on rain"."""
    common = function_words(sentence.language)
    pairs = [pair for pair in pairwise(_words_beside(sentence)) if not common.intersection(pair)]
    return len(pairs) > len({*pairs})


def _words_beside(sentence: Reading) -> list[str]:
    """Return a sentence's words, folded, but for those of its figures."""
    taken = [(one.qualified_start, one.end) for one in sentence.quantities]
    return [
        sentence.text[start:end].casefold()
        for start, end in word_spans(sentence.text)
        if not any(a < end and start < b for a, b in taken)
    ]


def is_turned(sentence: Reading, quotes: Sequence[Reading]) -> bool:
    """Tell whether a sentence denies what it cites, or asserts what that denies."""
    return bool(quotes) and all(_is_opposite(sentence, quote) for quote in quotes)


def _is_opposite(sentence: Reading, quote: Reading) -> bool:
    denying, asserting = sentence, quote
    if _negates(quote.text, quote.language):
        denying, asserting = quote, sentence
    if not _negates(denying.text, denying.language) or _implies(asserting):
        return False
    if _negates(asserting.text, asserting.language):
        return False
    if sentence.language != quote.language:
        return not (CLAUSE.search(denying.text) or CLAUSE.search(asserting.text))
    clauses = CLAUSE.split(denying.text)
    return any(
        _negates(clause, denying.language)
        and _share(clause, asserting.text, denying.language) >= _CLOSE
        for clause in clauses
    )


def _negates(text: str, language: str) -> bool:
    rules = _rules(language)
    folded = text.casefold().replace("’", "'")
    for phrase in rules.get("affirming", ()):
        folded = folded.replace(phrase, " ")
    words = set(re.findall(r"\w+", folded.replace("n't", " n't ")))
    return bool(words.intersection(rules.get("negating", ()))) or "n't" in folded


def _implies(reading: Reading) -> bool:
    """Tell whether a text may say no without a word for it: "rejected"."""
    forms = "|".join(_rules(reading.language).get("implying", ()))
    return not forms or any(re.fullmatch(forms, word) for word in reading.words)


def _rules(language: str) -> Table:
    return table(language, "grounding")


def _share(text: str, others: str, language: str) -> float:
    """Return the share of a text's words, but for the commonest, that others have."""
    rules = _rules(language)
    common = {*function_words(language), *rules.get("negating", ())}
    words = [word for word in split_words(text) if word not in common and not word[0].isdigit()]
    if not words:
        return 1.0
    known = frozenset(stem(split_words(others), language))
    return sum(bool(known.intersection(stem([word], language))) for word in words) / len(words)
