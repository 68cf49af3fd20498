"""A sentence or a quote as it is read for checking."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from index.language import UNKNOWN
from index.words import split_words
from rag.quantities import Quantity, find_quantities
from rag.records import Citation

# So many characters before a quote may say who "the company" is.
CONTEXT = 400
CLAUSE = re.compile(r"[,;:()–—]\s|\s[-–—]\s")
"""Where one clause of a sentence ends and another starts."""


@dataclass(frozen=True)
class Reading:
    """A text in a language, and what is found in it.

    Attributes:
        text: The text, white space folded.
        language: ISO 639-1 code.
        before: What stands before it in its article, up to :data:`CONTEXT` characters.
        title: The title of its article.
        published: When its article was published, if known.
    """

    text: str
    language: str
    before: str = ""
    title: str = ""
    published: date | None = None

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Its amounts, dates and the like."""
        return _quantities(self.text, self.language)

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words, folded to lower case."""
        return frozenset(split_words(self.text))


def read_quote(citation: Citation, language: str) -> Reading:
    """Return a citation's quote, ready for checking.

    Args:
        citation: The citation.
        language: What it is read in where the language of its article is not known.
    """
    article = citation.article
    return Reading(
        fold_space(citation.quote),
        language if article.language == UNKNOWN else article.language,
        fold_space(article.text[max(0, citation.start - CONTEXT) : citation.start]),
        article.title,
        article.published,
    )


def fold_space(text: str) -> str:
    """Return a text with every run of white space as one space, none at its ends."""
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=1024)
def _quantities(text: str, language: str) -> tuple[Quantity, ...]:
    return find_quantities(text, language)
