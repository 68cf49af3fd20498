"""What a language model streams becomes clean text: no thinking aloud, no loops, no flood."""

import codecs
import re
from collections.abc import Callable

_OPENING, _CLOSING = "<think>", "</think>"
# Tokens are a few characters long; a server that sends far more than was asked for is cut short.
_CHARACTERS_PER_TOKEN, _CHARACTERS_AT_LEAST = 12, 100
# A loop is the same four times over, and long enough not to be a figure or an emphasis.
_TIMES, _LOOP_CHARACTERS = 4, 80
_SEED = 20
_LONGEST_PERIOD = 400
_CHECK_EVERY = 40
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def repeats(text: str) -> bool:
    """Tell whether a text ends with the same words over and over, four times at least."""
    if len(text) < _LOOP_CHARACTERS:
        return False
    tail = text[-_TIMES * _LONGEST_PERIOD :]
    seed = tail[-_SEED:]
    at = tail.rfind(seed, 0, len(tail) - 1)
    while at >= 0 and (period := len(tail) - _SEED - at) <= len(tail) // _TIMES:
        span = max(_TIMES * period, _LOOP_CHARACTERS)
        if span <= len(tail) and tail[-span + period :] == tail[-span:-period]:
            return True
        at = tail.rfind(seed, 0, at + _SEED - 1)
    return False


class Thoughts:
    """Drops what a model thinks aloud in ``<think>`` before it answers."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False
        self._over = False

    def take(self, piece: str) -> str:
        """Return what of a piece belongs to the answer."""
        if self._over:
            return piece
        self._held += piece
        while True:
            if self._thinking:
                _, closing, rest = self._held.partition(_CLOSING)
                if not closing:
                    self._held = self._held[-len(_CLOSING) :]
                    return ""
                self._held, self._thinking = rest, False
            start = self._held.lstrip()
            if start.startswith(_OPENING):
                self._held, self._thinking = start.removeprefix(_OPENING), True
            elif _OPENING.startswith(start):  # also of nothing: more is to come
                return ""
            else:
                return self.flush()

    def flush(self) -> str:
        """Return what is held back, at the end."""
        held, self._held = "" if self._thinking else self._held, ""
        self._over = True
        return held


class Reply:
    """A reply as it comes in."""

    def __init__(self, limit: int) -> None:
        """Set how many tokens were asked for."""
        self._room = _CHARACTERS_AT_LEAST + _CHARACTERS_PER_TOKEN * limit
        self._thoughts = Thoughts()
        # Servers cut characters in two at the ends of pieces: the halves are put together again.
        self._decode: Callable[[bytes], str] = codecs.getincrementaldecoder("utf-16-le")(
            "replace"
        ).decode
        self._text = ""
        self._checked = 0

    @property
    def begun(self) -> bool:
        """Whether there is anything of it yet, beside white space."""
        return bool(self._text)

    @property
    def full(self) -> bool:
        """Whether more came than was asked for."""
        return len(self._text) >= self._room

    def take(self, piece: str) -> str:
        """Return what of a piece is to be shown."""
        whole = self._decode(piece.encode("utf-16-le", "surrogatepass"))
        return self._add(self._thoughts.take(_UNPRINTABLE.sub("", whole)))

    def finish(self) -> str:
        """Return what was held back."""
        return self._add(self._thoughts.flush())

    def loops(self) -> bool:
        """Tell whether it repeats itself; looks only where enough has come since it last did."""
        if len(self._text) < self._checked + _CHECK_EVERY:
            return False
        self._checked = len(self._text)
        return repeats(self._text)

    def _add(self, text: str) -> str:
        text = text if self._text else text.lstrip()
        text = text[: self._room - len(self._text)]
        self._text += text
        return text
