"""Why something was skipped, or failed as a whole, in the reader's language.

What finds a reason says it in English, as the command line shows it. Here it is recognised by its
wording, of a file that is skipped what is wrong and what to do each by itself, and said anew.
"""

import re
from collections.abc import Mapping
from functools import cache

from markupsafe import Markup

from ui.texts import read_part

_PARTS = ("reasons", "failures")
_BETWEEN = "; "
_GAP = re.compile(r"\\\{(\w+)\\\}")


def render_reason(language: str, reason: str) -> Markup:
    """Return a reason for a page, in English where its language cannot say it."""
    said = reason_in(language, reason)
    return Markup('<span lang="{}">{}</span>').format(language if said else "en", said or reason)


def say_in(language: str, reason: str) -> str:
    """Return a reason in a language, or in English where that cannot say it."""
    return reason_in(language, reason) or reason


def reason_in(language: str, reason: str) -> str | None:
    """Return a reason in one of :func:`ui.texts.languages`; None where it is not known there."""
    whole = _said_in(language, reason)
    if whole is not None:
        return whole
    wrong, _, mend = reason.partition(_BETWEEN)
    said = [_said_in(language, part) for part in (wrong, mend) if part]
    known = [part for part in said if part is not None]
    return _BETWEEN.join(known) if len(known) == len(said) else None


def _said_in(language: str, words: str) -> str | None:
    for pattern, form in _forms(language).items():
        if match := pattern.fullmatch(words):
            inner = {
                name: reason_in(language, value) or value
                for name, value in match.groupdict().items()
            }
            return form.format_map(inner)
    return None


@cache
def _forms(language: str) -> Mapping[re.Pattern[str], str]:
    """Return what each wording is in a language, those without anything that differs first."""
    wordings = {name: said for part in _PARTS for name, said in read_part(language, part).items()}
    forms = sorted(wordings.items(), key=lambda form: form[0].count("{"))
    return {_to_pattern(wording): str(said) for wording, said in forms}


def _to_pattern(wording: str) -> re.Pattern[str]:
    return re.compile(_GAP.sub(_to_group, re.escape(wording)), re.DOTALL)


def _to_group(gap: re.Match[str]) -> str:
    """Return a group for what differs: no advice comes into it, but with a whole reason."""
    inside = "." if gap[1] == "reason" else f"(?!{_BETWEEN})."
    return f"(?P<{gap[1]}>(?:{inside})+?)"
