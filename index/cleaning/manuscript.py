"""A text on its way to becoming an article: nothing is deleted, stretches of it are struck out.

So what is cut is known to the letter, and so is where it stood.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from index.cleaning.plaintext import close_gaps
from index.records import Cut


@dataclass(frozen=True, slots=True, order=True)
class Strike:
    """A stretch of one line that is no part of the article, and what it is taken for."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or what is left of one; ``text`` is the manuscript's from ``start`` on."""

    start: int
    text: str

    def strike(self, reason: str, start: int = 0, end: int | None = None) -> Strike:
        """Return what strikes the line out, or the stretch of it between two offsets."""
        end = len(self.text) if end is None else end
        return Strike(self.start + start, self.start + end, reason)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A normalised text and what is struck out of it.

    Attributes:
        text: The text as it came.
        strikes: What is struck out, in order; no two overlap, and none goes beyond its line.
        asides: What the document says beside this text, each with the offset it stands before.
    """

    text: str
    strikes: tuple[Strike, ...] = ()
    asides: tuple[tuple[int, Cut], ...] = ()

    def strike(self, strikes: Iterable[Strike]) -> "Manuscript":
        """Return the manuscript with more of what is left of it struck out."""
        added = (strike for strike in strikes if strike.start < strike.end)
        return replace(self, strikes=tuple(sorted((*self.strikes, *added))))

    def lines(self) -> list[Line]:
        """Return what is left of each line; where a line has a hole, each side by itself."""
        return [piece for pieces in self._pieces() for piece in _trim(pieces)]

    def read(self) -> str:
        """Return what is left, as one text."""
        lines = ("".join(piece.text for piece in pieces).strip() for pieces in self._pieces())
        return close_gaps("\n".join(lines))

    def cuts(self) -> tuple[Cut, ...]:
        """Return what is struck out and what stood beside the text, in the document's order."""
        runs = list[Strike]()  # Lines of one kind in a row are one cut.
        for strike in self.strikes:
            if runs and strike.reason == runs[-1].reason and self._is_blank(runs[-1], strike):
                runs[-1] = replace(runs[-1], end=strike.end)
            else:
                runs.append(strike)
        cuts = [
            (run.start, Cut(run.reason, self.text[run.start : run.end].strip())) for run in runs
        ]
        cuts = sorted([*self.asides, *cuts], key=lambda cut: cut[0])
        return tuple(cut for _, cut in cuts if cut.text)

    def _is_blank(self, before: Strike, after: Strike) -> bool:
        """Tell whether nothing stands between two strikes."""
        return not self.text[before.end : after.start].strip()

    def _pieces(self) -> Iterator[list[Line]]:
        """Yield, for each line that is not struck out as a whole, what is left of it."""
        start, strikes, at = 0, self.strikes, 0
        for line in self.text.split("\n"):
            pieces, end, left = list[Line](), start + len(line), start
            while at < len(strikes) and strikes[at].start < end:
                pieces.append(self._piece(left, strikes[at].start))
                left = strikes[at].end
                at += 1
            pieces.append(self._piece(left, end))
            if len(pieces) == 1 or any(piece.text.strip() for piece in pieces):
                yield pieces
            start = end + 1

    def _piece(self, start: int, end: int) -> Line:
        return Line(start, self.text[start:end])


def _trim(pieces: list[Line]) -> list[Line]:
    if len(pieces) == 1:
        return pieces
    return [
        Line(piece.start + len(piece.text) - len(piece.text.lstrip()), piece.text.strip())
        for piece in pieces
        if piece.text.strip()
    ]
