"""Which script a text is written in."""

import unicodedata
from collections import Counter


def script_of(text: str) -> str:
    """Return the script of most of a text's letters as Unicode calls it; "" where it has none.

    >>> script_of("Завод в Линце")
    'CYRILLIC'
    """
    letters = filter(str.isalpha, unicodedata.normalize("NFKC", text))
    scripts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in letters)
    return max(scripts, key=lambda one: scripts[one], default="")


def are_alike_in_script(name: str, text: str) -> bool:
    """Tell whether a text would write a name with the same letters: "Линц" is "Linz" in German."""
    return len({script_of(name), script_of(text)} - {""}) < 2
