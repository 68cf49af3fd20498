"""What ends a sentence, in any language: told by its marks alone, as lines are cut before it is."""

import re

_END = re.compile(r"[.!?…。！？][\"'”“»«’)]*$")
_WITHIN = re.compile(r"[。！？]|[.!?…:][\"'”“»«’)\]]*(?:\s|$)")


def ends_sentence(line: str) -> bool:
    """Tell whether a line ends as a sentence does; a colon does not end one."""
    return _END.search(line) is not None


def holds_sentence(text: str) -> bool:
    """Tell whether a sentence ends anywhere in a text, or what a colon announces begins."""
    return _WITHIN.search(text) is not None
