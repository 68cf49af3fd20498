"""Where sentences end, as far as the segmenter does not know: data by language."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NOTHING = "(?!)"
_BEFORE = r"(?:^|[\s(„“\"»«‚/])"
# What follows a full stop: "… zu sperren. 27 Mitglieder …", "… gilt.“ § 6 …"
_FIGURE = r"\s+(?=[„“\"»«‚‘]?[§€$£]?\s?\d)"
_CLOSING = r"[”“\"»«’‘')\]]"


@dataclass(frozen=True, slots=True)
class Endings:
    """What tells the ends of one language's sentences.

    Attributes:
        abbreviation: Matches at the end of what is no whole sentence.
        measure: Matches at the end of what is none where a figure follows.
        figure: Finds what stands between a sentence and one that begins with a figure.
        lead: Matches at the end of what is none where ``follow`` matches next.
        follow: Matches at the beginning of what goes on after that.
        opener: Matches at the beginning of what does not go on after an ordinal.
        onward: Matches at the beginning of what goes on whatever stands before it.
    """

    abbreviation: re.Pattern[str]
    measure: re.Pattern[str]
    figure: re.Pattern[str]
    lead: re.Pattern[str]
    follow: re.Pattern[str]
    opener: re.Pattern[str]
    onward: re.Pattern[str]


@cache
def endings_of(language: str) -> Endings | None:
    """Return what is known of a language, or None."""
    data = tomllib.loads(files("index.data").joinpath("sentences.toml").read_text("utf-8"))
    entry = {name: pattern.replace("\n", "") for name, pattern in data.get(language, {}).items()}
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
        opener=re.compile(rf"(?:{entry['openers'] or _NOTHING})\b(?!-)"),
        onward=re.compile(entry["onward"] or _NOTHING),
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
