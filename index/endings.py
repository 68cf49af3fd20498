"""Where sentences end, as far as the segmenter does not know: data by language."""

import re
from dataclasses import dataclass
from functools import cache

from index.vocabulary import section

_NOTHING = "(?!)"
_BEFORE = r"(?:^|[\s(„“\"»«‚/])"
# What follows a full stop: "… zu sperren. 27 Mitglieder …", "… gilt.“ § 6 …"
_FIGURE = r"\s+(?=[„“\"»«‚‘]?[§€$£]?\s?\d)"
_CLOSING = r"[”“\"»«’‘')\]]"


@dataclass(frozen=True, slots=True)
class Endings:
    """What tells the ends of one language's sentences.

    Attributes:
        abbreviation: Matches a text that stops within a sentence, at an abbreviation.
        measure: Matches one that does so if a figure follows.
        figure: Finds the gap in front of a sentence that begins with a figure.
        lead: Matches a text whose sentence goes on if ``follow`` matches what comes next.
        follow: Matches that.
        ordinal: Matches a text that stops at an ordinal, "am 24."; its sentence goes on unless
            ``opener`` matches what comes next.
        opener: Matches that.
        ordinal_noun: Matches what makes an ordinal of any small number before it: "Jahrhundert".
        onward: Matches what never begins a sentence, so that one goes on before it.
        pause: Finds the gaps that end sentences where no full stop does.
    """

    abbreviation: re.Pattern[str]
    measure: re.Pattern[str]
    figure: re.Pattern[str]
    lead: re.Pattern[str]
    follow: re.Pattern[str]
    ordinal: re.Pattern[str]
    opener: re.Pattern[str]
    ordinal_noun: re.Pattern[str]
    onward: re.Pattern[str]
    pause: re.Pattern[str]


@cache
def endings_of(language: str) -> Endings | None:
    """Return what is known of a language, or None."""
    entry = section(language, "sentences")
    if not entry:
        return None
    abbreviations = f"{_BEFORE}(?:{entry['abbreviations']})"
    measures = rf"{_BEFORE}(?:{entry['measures']})"
    return Endings(
        abbreviation=re.compile(rf"{abbreviations}\.$"),
        measure=re.compile(rf"(?:{abbreviations}|{measures})\.{_CLOSING}*$"),
        figure=re.compile(_figure(entry["short"])),
        lead=re.compile(rf"(?:^|[\s\d])(?:{entry['leads'] or _NOTHING})\.$"),
        follow=re.compile(rf"(?:{entry['follows'] or _NOTHING})\b"),
        ordinal=re.compile(
            rf"(?:^|[\s(„\"–-])(?:{entry['ordinal_leads']}|\d{{1,2}}\.)\s+\d{{1,2}}\.$"
            if entry["ordinal_leads"]
            else _NOTHING
        ),
        opener=re.compile(rf"(?:{entry['openers'] or _NOTHING})\b(?!-)"),
        ordinal_noun=re.compile(rf"(?:{entry['ordinal_nouns'] or _NOTHING})\b"),
        onward=re.compile(entry["onward"] or _NOTHING),
        pause=re.compile(entry["pause"] or _NOTHING),
    )


def _figure(short: str) -> str:
    """Return what ends a sentence in front of a figure.

    Ordinals and abbreviations have a full stop as well, so that one counts only after what looks
    like a word, a year, a result or a decimal number, or after a quotation.
    """
    quoted = r"(?:[\w’'][^\W_]|\d)(?:\.[”“\"»«’‘']|[.!?][)\]]?[”“\"»«’‘'])"
    if not short:
        return f"{quoted}{_FIGURE}"
    words = rf"(?:[^\W\d_]{{4}}|(?<![\w.-])(?:{short}))"
    numbers = r"(?<!\d)(?:(?:19|20)\d\d|\d+[,:]\d+)"
    return (
        rf"(?:{quoted}|(?:{words}|{numbers}|[\w.]{_CLOSING})\.{_CLOSING}*|[!?]{_CLOSING}*){_FIGURE}"
    )
