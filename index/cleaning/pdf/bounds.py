"""How much a PDF may hold: articles stay far below, files made to keep a reader busy do not."""

from dataclasses import dataclass
from typing import Any

from index.errors import SourceUnreadable

TOO_LONG = "too long for an article; split it"
TOO_INTRICATE = "draws far more than an article does; save its text alone"
_SHOWING = frozenset((b"Tj", b"TJ", b"'", b'"'))


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that is read; chosen such that reading up to any of them takes seconds.

    What a stream may unpack to, and how often forms may be drawn, is bounded by pypdf itself.

    Attributes:
        pages: Pages of a document.
        characters: Characters that it draws.
        pieces: Strings of text that it draws; some programs draw each letter by itself.
        tokens: Operators and operands in its contents, the lines of drawings among them.
        bytes: Bytes of its contents, unpacked.
        page_characters: Characters that a page draws. Pages have bounds of their own because pypdf
            takes ever longer for the next piece of a page.
        page_pieces: Strings of text that a page draws.
    """

    pages: int = 500
    characters: int = 2_000_000
    pieces: int = 60_000
    tokens: int = 800_000
    bytes: int = 5_000_000
    page_characters: int = 300_000
    page_pieces: int = 30_000


DEFAULT_BOUNDS = Bounds()


class Account:
    """Counts what a document draws, and refuses it once that is too much.

    Each method raises :class:`SourceUnreadable`. pypdf passes over any error within a form; an
    account that is overdrawn stays so, and :meth:`check` after each page tells.
    """

    def __init__(self, bounds: Bounds) -> None:
        """Begin with nothing drawn."""
        self._bounds = bounds
        self._bytes = self._characters = self._pieces = self._tokens = 0
        self._page_characters = self._page_pieces = 0

    def open_page(self, content: bytes) -> None:
        """Begin a page that has this content."""
        self._page_characters = self._page_pieces = 0
        self._bytes += len(content)
        self.check()

    def count_operation(self, operator: bytes, operands: Any, *_matrices: Any) -> None:
        """Take in an operation, before it is carried out; a visitor of pypdf."""
        self._tokens += 1 + len(operands)
        if operator in _SHOWING:
            self._pieces += 1
            self._page_pieces += 1
            if operator == b"TJ":
                self._tokens += sum(len(shown) for shown in operands if isinstance(shown, list))
        self.check()

    def count_text(self, text: str) -> None:
        """Take in text that was drawn."""
        self._characters += len(text)
        self._page_characters += len(text)
        self.check()

    def check(self) -> None:
        """Refuse the document if what was drawn so far is too much."""
        bounds = self._bounds
        if self._characters > bounds.characters or self._page_characters > bounds.page_characters:
            raise SourceUnreadable(TOO_LONG)
        if (
            self._bytes > bounds.bytes
            or self._pieces > bounds.pieces
            or self._page_pieces > bounds.page_pieces
            or self._tokens > bounds.tokens
        ):
            raise SourceUnreadable(TOO_INTRICATE)
