"""The captions of pictures: what they say, and whom they credit."""

import re

_CREDIT = re.compile(
    r"[\s(\[|/–—-]{0,5}(?:©|\(c\)|\bCopyright\b"
    r"|\b(?:Photo(?:graph)?|Picture|Image|Foto|Bild) (?:by|von)\b|"
    r"\b(?:Symbol|Archiv|Titel)?(?:Foto|Bild|Photo(?:graph)?|Picture|Image|Grafik|Graphic|Credit)"
    r"(?:e?[rns]?|[ -]?(?:quelle|nachweis|rechte|credit|source)[ns]?) ?:).*",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”“»«’]*(?=\s|$)")
_LONGEST_NAMES = 90


def measure_caption(text: str) -> int:
    """Return how much of a picture's caption says something: up to its credit, or 0.

    It has to be a sentence, and to have words that begin with a small letter: credits that do not
    say what they are consist of names, as in "Jane Doe/Agency".
    """
    credit = _CREDIT.search(text)
    caption = text[: credit.start()] if credit else text
    ends = [match.end() for match in _SENTENCE_END.finditer(caption)]
    if not ends or not _says_something(caption[: ends[-1]]):
        return 0
    behind = caption[ends[-1] :].strip()
    if behind and (_says_something(behind) or len(behind) > _LONGEST_NAMES):
        return 0
    return ends[-1]


def _says_something(text: str) -> bool:
    return sum(word[0].islower() for word in text.split()) >= 2
