"""One sentence and its citations."""

import re
from collections.abc import Iterator, Sequence

from index.language import UNKNOWN, detect_question_language
from index.scripts import STOPS
from index.words import split_words
from rag.grounding.directions import is_reversed
from rag.grounding.figures import stray_figures
from rag.grounding.links import stray_links
from rag.grounding.meaning import ANSWERING, THRESHOLD, Similarity, is_unlike
from rag.grounding.names import stray_names
from rag.grounding.ownership import estranged_figures
from rag.grounding.readings import Reading, fold_space, read_quote
from rag.grounding.verdicts import Fault, FaultKind, Verdict
from rag.grounding.wording import (
    compares_sources,
    has_other_offices,
    is_bare,
    is_elsewhere,
    is_hardened,
    is_turned,
    shares_no_word,
    stutters,
)
from rag.languages import function_words, known
from rag.records import Citation

_SUPPORTED = Verdict(True)
_ENDS = f"{STOPS} "


def check(
    text: str,
    citations: Sequence[Citation],
    *,
    language: str | None = None,
    similarity: Similarity | None = None,
    asked: str | None = None,
) -> Verdict:
    """Tell whether a sentence is backed by its citations taken together.

    It is if it cites something, if every quote is the very span of the article that it claims to
    be, and if it stands in a quote as written. Otherwise its figures, names and links have to be in
    what it cites (see :mod:`rag.grounding.figures`, :mod:`rag.grounding.names` and
    :mod:`rag.grounding.links`), and it must neither turn that around, nor have a figure rise that
    falls there, nor speak of something else, nor stutter, nor compare sources where it cites only
    one article.

    Args:
        text: The sentence, without markers.
        citations: What it cites.
        language: The sentence's language (ISO 639-1); told from the text where not given.
        similarity: Tells how alike in meaning the sentence and a quote are, such as
            :class:`rag.grounding.EncoderSimilarity`. Without it, only the words they share tell,
            and nothing does where their languages differ.
        asked: The question that the sentence answers, in the same language. With it, the sentence
            is taken for somebody's own words: figures must also be said of whom they are said of in
            what it cites (see :mod:`rag.grounding.ownership`), no part of a quote stands for the
            whole, what is denied, only supposed or promised there is no fact, and a figure alone
            has to be of something that the question has a word for.
    """
    if not citations:
        return Verdict(False, (Fault(FaultKind.UNCITED),))
    broken = tuple(fault for citation in citations for fault in _inexact(citation))
    if broken:
        return Verdict(False, broken)
    folded = fold_space(text)
    if any(_is_quoted(folded, fold_space(citation.quote), asked) for citation in citations):
        return _SUPPORTED
    sentence = Reading(folded, language or tell_language(text, citations))
    quotes = [read_quote(citation, sentence.language) for citation in citations]
    faults = tuple(_faults(sentence, quotes, similarity, asked))
    alone = len({citation.article.id for citation in citations}) < 2
    if stutters(sentence) or (compares_sources(sentence) and alone):
        faults = (*faults, Fault(FaultKind.MEANING))
    return Verdict(not faults, tuple(dict.fromkeys(faults)))


def tell_language(text: str, citations: Sequence[Citation]) -> str:
    """Return the language that a text is in, most likely one of those that it cites.

    Where function words do not tell, n-gram models do, which take long to load.
    """
    cited = {citation.article.language for citation in citations} - {UNKNOWN}
    words = split_words(text)
    counts = {one: sum(map(function_words(one).__contains__, words)) for one in known()}
    first, second = sorted(counts, key=counts.__getitem__, reverse=True)[:2]
    if cited <= {*known()} and counts[first] > counts[second]:
        return first
    return detect_question_language(text, sorted(cited))


def _inexact(citation: Citation) -> Iterator[Fault]:
    if citation.article.text[citation.start : citation.end] != citation.quote:
        yield Fault(FaultKind.QUOTE, str(citation.marker))
    marked = citation.marked
    if marked and not citation.start <= marked[0] < marked[1] <= citation.end:
        yield Fault(FaultKind.MARKED, str(citation.marker))


def _is_quoted(text: str, quote: str, asked: str | None) -> bool:
    """Tell whether a text stands word for word in a quote; as an answer, it has to be all of it.

    "The factory closes" stands in "It is not true that the factory closes" as well.
    """
    if asked is not None:
        return text.rstrip(_ENDS) == quote.rstrip(_ENDS)
    return bool(re.search(rf"(?<!\w)(?<!\d[.,]){re.escape(text)}(?!\w|[.,]\d)", quote))


def _faults(
    sentence: Reading,
    quotes: Sequence[Reading],
    similarity: Similarity | None,
    asked: str | None,
) -> Iterator[Fault]:
    yield from (Fault(FaultKind.FIGURE, one) for one in stray_figures(sentence, quotes))
    if asked is not None:
        estranged = estranged_figures(sentence, quotes, asked)
        yield from (Fault(FaultKind.OWNER, one) for one in estranged)
        if is_hardened(sentence, quotes):
            yield Fault(FaultKind.HARDENED)
        if is_bare(sentence) and shares_no_word(asked, sentence.language, quotes):
            yield Fault(FaultKind.BESIDE)
    yield from (Fault(FaultKind.NAME, one) for one in stray_names(sentence, quotes))
    yield from (Fault(FaultKind.LINK, one) for one in stray_links(sentence, quotes))
    if is_turned(sentence, quotes) or is_reversed(sentence, quotes):
        yield Fault(FaultKind.NEGATION)
    least = THRESHOLD if asked is None else ANSWERING
    if (
        has_other_offices(sentence, quotes)
        or is_elsewhere(sentence, quotes)
        or (similarity and is_unlike(sentence, quotes, similarity, least))
    ):
        yield Fault(FaultKind.MEANING)
