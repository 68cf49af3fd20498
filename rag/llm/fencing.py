"""Text of articles made safe to stand inside a prompt: data, never a mark of the prompt itself.

A server that fills a chat template reads some strings as the template's own: ``<|im_start|>``
anywhere in an article would begin a message. Others are read as such by the model: a line that
starts with ``Assistant:``, a row of dashes, a number in brackets where evidence is numbered. What
makes them work are marks, so marks are changed, and letters and figures never are.
"""

import re
import unicodedata
from functools import cache

from rag.languages import known, table

# A stretch of text is one line, and these end one, or stand for a space in a tokenizer's own words.
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\u2581\u2800]+")
# What is not seen and still read: tags, variation selectors and fillers (Default_Ignorable_Code_
# Point of the Unicode Character Database), as far as its category does not tell.
_UNSEEN = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0"
    r"\U000e0000-\U000e0fff]"
)
_UNSEEN_CATEGORIES = frozenset({"Cf", "Cs", "Co", "Cn"})

_BRACKETS = str.maketrans(
    dict.fromkeys("[{⟦⟬❲❴〔〖〚【［｛", "(") | dict.fromkeys("]}⟧⟭❳❵〕〗〛】］｝", ")")
)
# "(3)" is read as a marker too, where a model repeats it.
_MARKER = re.compile(r"[\[【［]([\d\s,;–†S-]{1,20})[\]】］]")
# "<5 %" is a comparison and stays one, unless something closes it, as in "<0x0A>".
_OPENING = re.compile(r"[<＜﹤](?!\s?\d(?![^>＞﹥›]{0,20}[>＞﹥›]))")
_CLOSING = re.compile(r"[>＞﹥](?!\s?\d)")
_CHEVRONS = re.compile(r"(?:‹[\s‹]*)[|¦｜]+|[|¦｜]+(?=[\s›]*›)")
_BACKTICKS = re.compile(r"[`´]+")
# Rulers, headings, fences: three of the same mark in a row, but for dots.
_RUN = re.compile(r"([^\w\s.…])(?:\s?\1){2,}")


def fence(text: str) -> str:
    """Return a text as one line that is nothing but data wherever it stands in a prompt.

    Special tokens, fences, markers such as ``[3]``, annotations in braces, Markdown and HTML, and
    labels of speakers lose the marks that make them work; what is not seen is taken out. Letters
    and figures stay as they are. Fencing what is fenced changes nothing.
    """
    while (fenced := _fence_once(text)) != text:
        text = fenced
    return text


def strip_unseen(text: str) -> str:
    """Return a text without the characters that are not seen."""
    return "".join(
        character
        for character in _UNSEEN.sub("", text)
        if unicodedata.category(character) not in _UNSEEN_CATEGORIES
    )


def _fence_once(text: str) -> str:
    text = strip_unseen(_SPACES.sub(" ", text))
    text = _MARKER.sub(r"‹\1›", text).translate(_BRACKETS)
    text = _CLOSING.sub("›", _OPENING.sub("‹", text))
    text = _CHEVRONS.sub(lambda match: match[0].rstrip("|¦｜"), text)
    text = _RUN.sub(r"\1", _BACKTICKS.sub("'", text))
    text = _label().sub(r"\1 –", text)
    return " ".join(text.split())


@cache
def _label() -> re.Pattern[str]:
    """Return what matches the name of a speaker and the colon after it, but not "System:2"."""
    told = (table(language, "injections").get("speakers", []) for language in known())
    names = "|".join(name for names in told for name in names)
    return re.compile(rf"\b((?:{names})\W{{0,3}}?)\s?[:：﹕∶꞉](?=\D|$)", re.IGNORECASE)
