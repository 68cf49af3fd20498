"""The name of the outlet, where it stands beside a headline."""

import re
from urllib.parse import urlsplit

from index.cleaning.identity import UMLAUTS
from index.cleaning.plaintext import squash, without_marks

_BETWEEN = re.compile(r"\s+([|–—·•»›:-])\s+")
# What stands behind a bar is never part of a headline, as what stands behind a dash may be.
_BAR = "|"
_SECOND_LEVELS = ("ac", "co", "com", "gov", "gv", "net", "or", "org")


def take_outlet(title: str, outlet: str | None, url: str | None) -> tuple[str, str | None]:
    """Take the outlet's name off a headline.

    Only what is surely that name is taken: the first or the last part of the headline, where it is
    the outlet's, or the site's that the article is on.

    Args:
        title: The headline, as in "Werk wächst | Muster-Blatt".
        outlet: The outlet, if known.
        url: The article's address, if known.

    Returns:
        The headline, and the name as it stood beside it; None where none did.
    """
    between = list(_BETWEEN.finditer(title))
    if between and (last := between[-1]).start():
        part = title[last.end() :]
        if _is_outlet(part, outlet, url) or (last[1] == _BAR and _begins_with(part, outlet)):
            return title[: last.start()], part
    if between and (first := between[0])[1] != ":":  # "dpa: …" may say whose news it is
        part = title[: first.start()]
        if _is_outlet(part, outlet, url):
            return title[first.end() :], part
    return title, None


def name_site(url: str) -> str:
    """Return "example" for https://www.example.co.uk/."""
    *names, _ = (urlsplit(url).hostname or "").split(".")
    if len(names) > 1 and names[-1] in _SECOND_LEVELS:
        names.pop()
    return names[-1].replace("-", "") if names else ""


def _is_outlet(part: str, outlet: str | None, url: str | None) -> bool:
    known = {_spell(outlet or "")}
    if url:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        known |= {name_site(url), _spell(host)}
    return not known.isdisjoint({_spell(part), _spell(without_marks(part))} - {""})


def _begins_with(part: str, outlet: str | None) -> bool:
    words, name = part.casefold().split(), (outlet or "").casefold().split()
    return bool(name) and words[: len(name)] == name


def _spell(name: str) -> str:
    return squash(name.casefold().translate(UMLAUTS))
