"""The words that answers are put in, per language. Another language is another entry."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """What an answer says in its own words; ``{}`` is filled in."""

    abstained: str
    abstained_empty: str
    abstained_unmatched: str
    unknown_names: str
    listing: str


_PHRASES = {
    "de": Phrases(
        abstained="Die Artikel beantworten diese Frage nicht.",
        abstained_empty="Im Index ist noch kein Artikel, der zur Frage passen könnte.",
        abstained_unmatched="Kein Artikel entspricht der gewählten Eingrenzung.",
        unknown_names="Kein Artikel erwähnt {}.",
        listing=" oder ",
    ),
    "en": Phrases(
        abstained="The articles do not answer this question.",
        abstained_empty="The index holds no article yet that could fit the question.",
        abstained_unmatched="No article matches the chosen filter.",
        unknown_names="No article mentions {}.",
        listing=" or ",
    ),
}


def phrases_for(language: str) -> Phrases:
    """Return the phrases of a language; English where there are none."""
    return _PHRASES.get(language, _PHRASES["en"])
