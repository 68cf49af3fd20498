"""Names, persons and offices: who is named in a text.

A name is what an answer may not get wrong: a sentence on Alibaba's investments does not answer a
question about Tencent's, however alike the two are to an encoder. That somebody is a person is told
in :mod:`rag.names.persons`, by given names in :mod:`rag.names.given_names`; what people are called
by what they do, in :mod:`rag.names.offices`.
"""

from rag.names.finding import (
    WORD,
    countries,
    is_german,
    is_name,
    names_anywhere,
    names_in,
    no_names,
    proper_names_in,
)
from rag.names.matching import lacking, mentions

__all__ = [
    "WORD",
    "countries",
    "is_german",
    "is_name",
    "lacking",
    "mentions",
    "names_anywhere",
    "names_in",
    "no_names",
    "proper_names_in",
]
