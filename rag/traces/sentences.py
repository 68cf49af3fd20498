"""Quotes are whole sentences: part of one could say the opposite of it."""

from index.chunking import split_sentences
from index.records import Article, Span

# Sentences longer than this may have been broken into pieces, each of them a quote (see
# :func:`index.chunking.chunk`): a piece has to have more tokens, and tokens have characters.
_BROKEN = 480
_LONGEST_LINE = 50_000  # characters of a line that is no prose, which takes long to split


class Widener:
    """Widens spans of articles to whole sentences; each line is split once, however often cited."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, int, int], list[Span]] = {}

    def widen(self, article: Article, start: int, end: int) -> Span:
        """Return a span of an article widened to whole sentences.

        "The factory closes" stands in "It is not true that the factory closes" as well. A span that
        is a sentence stays as it is, and so does one in a sentence that may have been broken up.
        """
        text = article.text
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end)
        last = len(text) if last < 0 else last
        if last - first > _LONGEST_LINE:
            return start, end
        for a, b in self._split(article, first, last):
            touched = first + a < end and start < first + b
            if touched and b - a <= _BROKEN:
                start, end = min(start, first + a), max(end, first + b)
        return start, end

    def _split(self, article: Article, first: int, last: int) -> list[Span]:
        line = (article.id, first, last)
        if line not in self._lines:
            self._lines[line] = list(split_sentences(article.text[first:last], article.language))
        return self._lines[line]
