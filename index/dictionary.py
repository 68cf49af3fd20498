"""Dictionaries of word forms: simplemma's, kept as tries.

German's has a million forms, which take seconds to unpack and a hundred megabytes to hold.
simplemma can make a trie of them (Yata 2011, "MARISA"): once; from then on it is ready at once.
"""

import logging
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from index.user_cache import cache_folder, make_folder

if TYPE_CHECKING:
    from simplemma import Lemmatizer
    from simplemma.strategies import DictionaryLookupStrategy

_log = logging.getLogger(__name__)


def lemmatize(word: str, language: str) -> str:
    """Return a word's dictionary form; of a word it does not know, what its ending tells."""
    return _lemmatizer().lemmatize(word, language)


def is_known(word: str, language: str) -> bool:
    """Tell whether the dictionary of a language has a word, spelled like this."""
    return _lookup().get_lemma(word, language) is not None


# simplemma is imported where it is used: it takes a third of a second, and listing articles needs
# none of it.


@cache
def _lemmatizer() -> "Lemmatizer":
    from simplemma import Lemmatizer  # noqa: PLC0415
    from simplemma.strategies import DefaultStrategy  # noqa: PLC0415

    return Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=_KeptTries()))


@cache
def _lookup() -> "DictionaryLookupStrategy":
    from simplemma.strategies import DictionaryLookupStrategy  # noqa: PLC0415

    return DictionaryLookupStrategy(_KeptTries())


class _KeptTries:
    """A simplemma ``DictionaryFactory`` of what is kept here."""

    def get_dictionary(self, language: str) -> Mapping[str, str]:
        return dictionary(language)


@cache
def dictionary(language: str) -> Mapping[str, str]:
    """Return the forms of a language with their lemmas; none of one without a dictionary."""
    from simplemma.strategies.dictionaries import TrieDictionaryFactory  # noqa: PLC0415
    from simplemma.strategies.dictionaries.dictionary_factory import (  # noqa: PLC0415
        SUPPORTED_LANGUAGES,
    )

    if language not in SUPPORTED_LANGUAGES:
        return {}
    folder = cache_folder() / f"dictionary-{language}-{version('simplemma')}"

    def fill(draft: Path) -> None:
        TrieDictionaryFactory(disk_cache_dir=str(draft)).get_dictionary(language)

    try:
        if not folder.is_dir():
            make_folder(folder, fill)
    except OSError as error:
        _log.warning("Dictionaries cannot be kept in %s (%s).", folder.parent, error.strerror)
        return TrieDictionaryFactory(use_disk_cache=False).get_dictionary(language)
    return TrieDictionaryFactory(disk_cache_dir=str(folder)).get_dictionary(language)
