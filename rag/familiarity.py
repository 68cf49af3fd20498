"""What of a question the index has never heard of."""

import re
from collections.abc import Sequence
from functools import cache

from index.cleaning.plaintext import without_marks
from index.compounds import base_form, split_compound
from index.dictionary import is_known, lemmatize
from index.records import Hit
from index.scripts import are_alike_in_script
from index.store import Store
from index.words import split_words, stems_of
from rag.grounding.places import called_in
from rag.languages import table
from rag.names import mentions, names_in
from rag.patterns import CAPITAL, SMALL, either
from rag.questions import Question


def unknown_names(question: Question, hits: Sequence[Hit], store: Store) -> list[str]:
    """Return the question's names that no passage and no hit's title has, however spelled."""
    languages = store.languages()
    titles = [word for hit in hits for word in split_words(hit.article.title)]
    return [
        name
        for name in names_in(question.text, question.language)
        if not _is_common(name, question)
        and not _is_translated(name, question, hits)
        and (not hits or are_alike_in_script(name, hits[0].passage.text))
        and not any(
            mentions(form, titles) or _is_known(form, store)
            for form in {name, *called_in(name, question.language, languages)}
        )
    ]


def _is_common(name: str, question: Question) -> bool:
    """Tell whether what no German dictionary lists is still no name but a compound of its words.

    "Keuchhustenfälle" is one, as it is inflected, and so is what an article, a genitive or words
    such as "viele" go before: "die erste Batterieverwertung". "Nordglut" may be the name of a firm.
    """
    parts = split_compound(name.casefold(), question.language)
    if not parts:
        return False
    led = _leading(question.language).search(question.text, 0, question.text.find(name))
    # As short as its plural at most: "rode" is no form of "roden".
    form = base_form(parts[-1], question.language)
    return bool(led) or (form != parts[-1] and len(form) <= len(parts[-1]))


@cache
def _leading(language: str) -> re.Pattern[str]:
    """Return what matches a text that ends in what goes before a common noun."""
    words = table(language, "words")
    led = "|".join([*words.get("determiners", ()), either(words.get("specified", ()))])
    return re.compile(rf"\b(?:(?i:{led}) (?:{SMALL}+e[mnrs]? )?|{CAPITAL}\w{{3,}}s )$")


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
