"""What of a question the index has never heard of."""

import re
from collections.abc import Sequence

from index.cleaning.plaintext import without_marks
from index.dictionary import is_known, lemmatize
from index.records import Hit
from index.scripts import are_alike_in_script
from index.store import Store
from index.words import split_words, stems_of
from rag.grounding.places import called_in
from rag.names import mentions, proper_names_in
from rag.questions import Question

# What a compound begins with has to be spoken of near the top, or any word might be.
_NEAREST = 3


def unknown_names(question: Question, hits: Sequence[Hit], store: Store) -> list[str]:
    """Return the question's names that no passage and no hit's title has, however spelled."""
    languages = store.languages()
    titles = [word for hit in hits for word in split_words(hit.article.title)]
    found = " ".join(f"{hit.article.title} {hit.passage.text}" for hit in hits[:_NEAREST])
    return [
        name
        for name in proper_names_in(question.text, question.language, found)
        if not _is_translated(name, question, hits)
        and (not hits or are_alike_in_script(name, hits[0].passage.text))
        and not any(
            mentions(form, titles) or _is_known(form, store)
            for form in {name, *called_in(name, question.language, languages)}
        )
    ]


def _is_translated(name: str, question: Question, hits: Sequence[Hit]) -> bool:
    """Tell whether a name is of words that the articles found have in their own language.

    "Greens" and "Foreign Ministry" are, where the nearest article is German; "Apple" is none.
    """
    if question.language == "de" or not hits or hits[0].article.language == question.language:
        return False
    words = split_words(name)
    plural = len(words) == 1 and lemmatize(words[0], question.language) not in {
        words[0],
        words[0].capitalize(),
    }
    listed = all(is_known(word, question.language) for word in words)
    return listed and (plural or len(words) > 1)


def _is_known(name: str, store: Store) -> bool:
    # The index holds stems: "Essen" is kept as "ess", which looks like no such name.
    if any(_has_all(stems_of(name, language), store) for language in store.languages()):
        return True
    # So do they without their umlauts: "Zürcher" as "zurch".
    return any(_is_among_terms(form, store) for form in {name, without_marks(name)})


def _is_among_terms(name: str, store: Store) -> bool:
    starts = {part[:2].casefold() for part in re.split(r"\W+", name) if part}
    return mentions(name, [term for start in starts for term in store.terms(start)])


def _has_all(stems: Sequence[str], store: Store) -> bool:
    return set(stems) <= set(store.statistics(stems).frequencies)
