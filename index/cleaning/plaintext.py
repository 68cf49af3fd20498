"""Characters and lines of plain text made uniform, whatever the text was saved with."""

import re
import unicodedata

_LINE_BREAKS = re.compile(r"[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Control characters, lone surrogates, soft hyphens, zero-width spaces, direction overrides. The
# zero-width joiners stay: emoji and some scripts need them.
_INVISIBLE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff]"
)
# What typesetting joins; words are not found by such letters.
_LIGATURE = re.compile(r"[\ufb00-\ufb06]")
_RAISED = re.compile(r"[+\u2212-]?[0-9]{1,3}")
_SUPERSCRIPTS = str.maketrans("0123456789+-\u2212", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_BEFORE_RAISED = re.compile(r"\w$|\D[.!?,;:\"”“»)\]]$")  # but "3,99", its cents raised
# Normalising takes quadratic time in the length of a run of combining marks, and no script needs
# a long one: 30 is the bound of the Stream-Safe Text Process (Unicode Annex 15, section 13).
_MARKS = 30
_BEYOND_LATIN = re.compile(rf"[^\x00-\u02ff]{{{_MARKS + 1},}}")


def normalise(text: str) -> str:
    """Return NFC text with plain line breaks and spaces, trimmed lines, single blank lines."""
    return close_gaps("\n".join(line.strip() for line in plain(text).split("\n")))


def plain(text: str) -> str:
    """Return NFC text with plain line breaks and spaces, as many as there are."""
    text = _LINE_BREAKS.sub("\n", text.replace("\r\n", "\n"))
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    text = _LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", _BEYOND_LATIN.sub(_bound_marks, text))
    return text


def close_gaps(text: str) -> str:
    """Leave one blank line where there are several, and none at the ends."""
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip("\n")


def _bound_marks(match: re.Match[str]) -> str:
    kept: list[str] = []
    run = 0
    for character in match[0]:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= _MARKS:
            kept.append(character)
    return "".join(kept)


def raise_figures(before: str, text: str) -> str:
    """Return raised figures as such, as 10⁶ is not 106; ``""`` for what is none or has to stay.

    Args:
        before: What stands before them.
        text: What is raised.
    """
    if not _RAISED.fullmatch(text.strip()) or not _BEFORE_RAISED.search(before[-2:]):
        return ""
    return text.strip().translate(_SUPERSCRIPTS)


def to_line(text: str) -> str:
    """Return the normalised text on one line."""
    return " ".join(normalise(text).split())


def squash(text: str) -> str:
    """Return a text's letters and digits alone, folded to lower case, to compare titles by."""
    return "".join(re.findall(r"\w+", text.casefold()))


def without_marks(text: str) -> str:
    """Return a text without what stands above or below its letters: "Zurich" for "Zürich"."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
