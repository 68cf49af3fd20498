"""Links and markup: a sentence has none that do not stand in what it cites.

An article, or a model that was led astray by one, could point a reader to anywhere.
"""

import re
from collections.abc import Iterator, Sequence

from rag.grounding.readings import Reading

_LINK = re.compile(
    r"""
    \b[a-z][a-z0-9+.-]*://\S+           # https://example.org
    | \b(?:javascript|data|mailto|tel):\S+
    | \bwww\.\S+
    | \b[\w.+-]+@[\w-]+\.[\w.-]+        # an address
    | !?\[[^\]]*\]\([^)]*\)             # Markdown: [text](target)
    | </?[a-z][^>]*>                     # HTML
    | \b(?:[a-z0-9-]+\.)+(?:ai|at|biz|ch|com?|de|eu|fr|info|io|me|net|org|ru|top|uk)\b(?:/\S*)?
    | \b(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*   # any host with a path
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TRAILING = ".,;:!?\"'»“”"


def stray_links(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[str]:
    """Yield the links, addresses and markup of a sentence that stand in no quote."""
    known = " ".join(f"{quote.text} {quote.title}".casefold() for quote in quotes)
    for match in _LINK.finditer(sentence.text):
        written = match.group().rstrip(_TRAILING)
        bare = written.rstrip(")").casefold()
        if not bare or bare not in known:
            yield written
