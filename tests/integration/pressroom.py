"""A folder of made-up reports to index: as it was yesterday, as it is today, as it will be.

The reports are put together from a few words, by a fixed seed. Each has a word of its own, by which
it can be found; its reprints share it.
"""

import json
import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from quick_encoder import QuickEncoder

from index.config import IndexConfig

Files = Mapping[str, str]
"""The files of a folder, by their paths within it."""

# Little is in a passage, so that few words make the batches that there have to be.
CONFIG = IndexConfig(
    QuickEncoder.name, QuickEncoder.fingerprint, QuickEncoder.dimension, passage_tokens=9
)

_SENTENCES = 5
_SUBJECTS = {
    "de": "Der Deich|Die Fähre|Das Pegelhaus|Der Gemeinderat|Die Mühle|Der Hafen|Die Werkstatt",
    "en": "The ferry|The council|The mill|The observatory|The orchard|The library|The harbour",
}
_VERBS = {
    "de": "braucht|bekommt|verliert|erneuert|verkauft|prüft|zeigt|mietet|plant|lobt|öffnet",
    "en": "needs|sells|repairs|opens|rents|checks|loses|paints|borrows|plans|wants|keeps",
}
_OBJECTS = {
    "de": "zwei Kräne aus|neue Fenster für|das Dach von|einen Brunnen bei|mehr Licht in"
    "|das Ufer von|den Keller in|eine Brücke nach|viele Bänke für",
    "en": "two cranes from|new windows for|the roof of|a deeper well near|more light in"
    "|the bank of|the cellar in|a bridge to|many benches for",
}
_MORE = {"de": "Mehr dazu am Montag.", "en": "More on Monday."}
# Names of places keep reports apart that share their other words: there are 1,152.
_HEADS = "Quell|Nord|Birken|Moor|Sand|Weiden|Stein|Ahorn|Erlen|Krumm|Lerchen|Hasel"
_MIDDLES = "|er|ig|el"
_TAILS = (
    "brook|furt|ried|wang|kamp|hude|moos|stade|loh|beck|grund|rode"
    "|see|tal|wiek|horst|lund|berge|winkel|scheid|au|fleet|damm|heide"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A report as it is printed; ``word`` stands in no other report but its reprints."""

    name: str
    word: str
    text: str
    language: str
    source: str
    published: date


def _write(language: str, first: int, end: int) -> Iterator[Printed]:
    for number in range(first, end):
        dice = random.Random(number)  # noqa: S311 - the same every time
        word = f"p{number:03}x"
        lines = [_write_sentence(dice, language) for _ in range(_SENTENCES)]
        lines[dice.randrange(_SENTENCES)] += f" {word.upper()}."
        text = "\n".join(" ".join(lines[at : at + 3]) for at in range(0, _SENTENCES, 3))
        day = date(2025, 5, 1) + timedelta(number)
        yield Printed(f"r{number:03}", word, text, language, "Quellbote", day)


def _write_sentence(dice: random.Random, language: str) -> str:
    subject, verb, object_ = (
        dice.choice(words[language].split("|")) for words in (_SUBJECTS, _VERBS, _OBJECTS)
    )
    first, second = (
        "".join(dice.choice(part.split("|")) for part in (_HEADS, _MIDDLES, _TAILS))
        for _ in range(2)
    )
    return f"{subject} {first} {verb} {object_} {second}."


def _reprint(report: Printed, source: str, days: int) -> Printed:
    return replace(
        report,
        name=f"{report.name}-{source.lower()}",
        text=f"{report.text}\n{_MORE[report.language]}",
        source=source,
        published=report.published + timedelta(days),
    )


_MORNING = [*_write("de", 0, 8)]
_CORRECTED = replace(_MORNING[3], text=f"{_MORNING[3].text}\nEs sind nun doch drei Kräne.")
_WIRE = [*_write("de", 8, 22)]
_ENGLISH = [*_write("en", 22, 29)]
_REPRINTS = [
    _reprint(_MORNING[5], "Donaubote", +2),
    _reprint(_MORNING[6], "Uferblatt", -2),  # printed first, and so the original
    _reprint(_WIRE[4], "Donaubote", +1),
    _reprint(_WIRE[4], "Uferblatt", -1),
    _reprint(_ENGLISH[4], "Ferryman", +1),
]
_NOTES = [*_write("de", 29, 34)]

REMOVABLE = ("r005", "r012-uferblatt", "r026-ferryman", "r020")
"""Of today's reports: two that are reprinted, one that is a reprint, one that is alone."""


def yesterday() -> Files:
    """Return the folder as it was: a few reports in German."""
    return {"morning.jsonl": _to_lines(_MORNING)}


def this_morning() -> Files:
    """Return the folder as it is today, but for the notes."""
    return {name: text for name, text in today().items() if name.endswith(".jsonl")}


def today() -> Files:
    """Return the folder as it is: one report corrected, many new ones, among them reprints."""
    morning = [_CORRECTED if one.name == _CORRECTED.name else one for one in _MORNING]
    return {
        "morning.jsonl": _to_lines(morning),
        "reprints.jsonl": _to_lines(_REPRINTS),
        "wire.jsonl": _to_lines(_WIRE),
        "wire/english.jsonl": _to_lines(_ENGLISH),
        **_to_notes(_NOTES[:4]),
    }


def tomorrow() -> Files:
    """Return the folder as it will be: without the reprints and a note, and another one new."""
    kept = {name: text for name, text in this_morning().items() if name != "reprints.jsonl"}
    return {**kept, **_to_notes(_NOTES[1:])}


def write_folder(folder: Path, files: Files) -> None:
    """Write the files of a folder, and delete what else is in it."""
    for old in [path for path in folder.rglob("*") if path.is_file()]:
        old.unlink()
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def originals(there: Collection[str]) -> dict[str, str | None]:
    """Tell, of each report that is there, what it reprints: what was printed first of its words.

    Args:
        there: Names of reports; others are passed over.
    """
    printed = [one for one in (*_MORNING, *_REPRINTS, *_WIRE, *_ENGLISH) if one.name in there]
    first: dict[str, str] = {}
    for one in sorted(printed, key=lambda one: one.published):
        first.setdefault(one.word, one.name)
    return {one.name: None if one.name == first[one.word] else first[one.word] for one in printed}


def _to_lines(reports: Collection[Printed]) -> str:
    return "\n".join(json.dumps(_to_row(one), ensure_ascii=False) for one in reports)


def _to_row(report: Printed) -> dict[str, str]:
    return {
        "id": report.name,
        "title": f"Aus {report.source}",
        "text": report.text,
        "url": f"https://{report.source.lower()}.example/{report.name}",
        "source": report.source,
        "published": report.published.isoformat(),
        "language": report.language,
    }


def _to_notes(reports: Collection[Printed]) -> dict[str, str]:
    return {f"notes/{one.name}.txt": f"Notiz {one.name}\n\n{one.text}\n" for one in reports}
