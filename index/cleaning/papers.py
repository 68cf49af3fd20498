"""What readers of printed documents return: those of PDF and of Word files."""

import re
from dataclasses import dataclass

from index.cleaning.plaintext import to_line
from index.records import Cut

_NO_NAME = re.compile(
    r"(?:(?:microsoft )?(?:office|windows|word)\b.*|.*[\d@\\_/].*"
    r"|.*\b(?:admin(?:istrator)?|benutzer|guest|gast|owner|user|unknown|unbekannt|template|test)\b.*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document made to be printed.

    Attributes:
        text: Its paragraphs, separated by blank lines; they may begin with the title.
        title: Its headline, or ``""`` where the document does not tell it for sure.
        author: Who wrote it, or None.
        url: The address it was printed from, as the browser put it on its pages, or None.
        removed: What was left out, in the order of the document.
    """

    text: str
    title: str = ""
    author: str | None = None
    url: str | None = None
    removed: tuple[Cut, ...] = ()


def read_author(declared: str | None) -> str | None:
    """Return the author whom a file's properties declare; None if that is no person's full name.

    Programs put there what they know: "admin", "jdoe", "Microsoft Office User".
    """
    name = to_line(declared or "")
    return name if " " in name and len(name) <= 100 and not _NO_NAME.fullmatch(name) else None
