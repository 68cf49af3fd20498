"""Finds what a number is of: a unit behind it, in words, signs or letters, a currency before."""

import re
from dataclasses import dataclass

from index.scripts import UNSPACED_LETTER
from rag.quantities.amount_patterns import AmountPatterns
from rag.quantities.lexicon import Lexicon, Unit, phrases_at
from rag.quantities.records import Kind

_DASHES = re.compile(r"[.,](?:-{1,2}|–|—)(?!\d)")
_COUNTED = re.compile(r"\d ?$")  # "100 EUR–5 %" has no sign behind its currency
SIGNS = frozenset("+−–-")
_WINDOW = 6  # characters that a currency takes before a number


@dataclass(frozen=True, slots=True)
class UnitFinder:
    """Finds units in one language."""

    lexicon: Lexicon
    patterns: AmountPatterns

    def before(self, text: str, start: int, within: int) -> tuple[int, Unit | None]:
        """Return where a number's currency starts and which it is; none before ``within``."""
        window = max(within, start - _WINDOW)
        match = self.lexicon.prefix.search(text[window:start])
        inner = match is None and start > window and text[start - 1] in SIGNS  # "$-5"
        if inner:
            match = self.lexicon.prefix.search(text[window : start - 1])
        if match is None:
            return start, None
        at = window + match.start("sign")
        if inner and _COUNTED.search(text, max(0, at - 2), at):
            return start, None
        return at, self.lexicon.signs[match["sign"]]

    def behind(
        self, text: str, folded: str, end: int, currency: Unit | None, *, joined: bool = False
    ) -> tuple[Unit | None, int] | None:
        """Return the unit of a number that ends at a place, and where the unit ends.

        Args:
            text: The text.
            folded: The folded text.
            end: Where the number ends.
            currency: The currency before it.
            joined: Whether nothing need part the two: "Viertel" and "stunde".
        """
        found = self._suffix(folded, end) or self.named(folded, end, joined=joined)
        if found is None and (match := self.lexicon.sign.match(text, end)):
            found = self.lexicon.signs[match["sign"]], match.end()
        if currency is not None:
            # "US$53 billion dollars" names its currency twice
            if found is not None and found[0].name == currency.name:
                return currency, found[1]
            dashes = _DASHES.match(text, end)
            return currency, dashes.end() if dashes else end
        if found is None and (match := _DASHES.match(text, end)):
            after = self.named(folded, match.end())
            found = after if after and after[0].kind is Kind.MONEY else None
        return found

    def letter(self, text: str, start: int, end: int) -> tuple[Unit | None, int]:
        """Read "38C", but not "row 38C" or "an iPhone 5C"."""
        sign = self.lexicon.table.get("letters", {}).get(text[end : end + 1])
        lead = text[:start].rstrip(" -−–").rpartition(" ")[2]
        if sign is None or text[end + 1 : end + 2].isalnum() or not text[end - 1].isdecimal():
            return None, end
        opens = lead.lower() in self.lexicon.words("openers")
        named = (lead != lead.lower() and not opens) or lead in self.lexicon.words("labels")
        return (None, end) if named else (self.lexicon.signs[sign], end + 1)

    def named(self, folded: str, end: int, *, joined: bool = False) -> tuple[Unit, int] | None:
        """Return the unit that follows in words, and where it ends."""
        spaced = folded[end : end + 1] in {" ", "-"} or folded[end - 1 : end] == "."
        if not (spaced or joined or UNSPACED_LETTER.match(folded, end)):
            return None
        at = end + gap(folded, end)
        for phrase, phrase_end in phrases_at(folded, at):
            if phrase in self.lexicon.words("units_of_digits") and not folded[end - 1].isdecimal():
                continue
            unit = self.lexicon.units.get(phrase)
            if unit := unit or self.lexicon.units.get(phrase.replace("-", " ")):
                return unit, phrase_end
        return None

    def _suffix(self, folded: str, end: int) -> tuple[Unit, int] | None:
        match = self.patterns.suffix.match(folded, end)
        if match is None or match.lastgroup is None:
            return None
        return self.patterns.suffix_units[int(match.lastgroup[1:])], match.end()


def gap(folded: str, end: int) -> int:
    """Return how much parts a number from its scale or unit: a hyphen, a space, by mistake two."""
    return 2 if folded.startswith("  ", end) else int(folded[end : end + 1] in {" ", "-"})
