"""What of a question the index has never heard of."""

import re
from collections.abc import Sequence

from index.records import Hit
from index.store import Store
from index.words import split_words, stems_of
from rag.names import mentions, names_in, translations
from rag.questions import Question


def unknown_names(question: Question, hits: Sequence[Hit], store: Store) -> list[str]:
    """Return the question's names that no passage and no hit's title has, however spelled."""
    languages = store.languages()
    titles = [word for hit in hits for word in split_words(hit.article.title)]
    return [
        name
        for name in names_in(question.text, question.language)
        if not mentions(name, titles)
        and not any(_is_known(form, store) for form in {name, *translations(name, languages)})
    ]


def _is_known(name: str, store: Store) -> bool:
    # The index holds stems: "Essen" is kept as "ess", which looks like no such name.
    if any(_has_all(stems_of(name, language), store) for language in store.languages()):
        return True
    starts = {part[:2].casefold() for part in re.split(r"\W+", name) if part}
    return mentions(name, [term for start in starts for term in store.terms(start)])


def _has_all(stems: Sequence[str], store: Store) -> bool:
    return set(stems) <= set(store.lexicon(stems).frequencies)
