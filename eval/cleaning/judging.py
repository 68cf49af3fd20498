"""How well cleaning keeps an article and cuts the rest, held against documents with labels."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from eval.cleaning.labels import FIELDS, Labelled, Labels
from index.cleaning import clean
from index.errors import SourceUnreadable
from index.language import UNKNOWN, detect_language
from index.records import CleanArticle
from index.sources import Problem, read

VERDICTS = ("right", "wrong", "invented", "missed")
"""What may become of a field; invented is what is told though it should be unknown."""

# A sentence of which less than this share of words is left in one run is lost, not altered.
_RECOGNISED = 0.5
# From this many characters on a text is looked for even where it is glued to the next word.
_UNMISTAKABLE = 16
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_WORD = re.compile(r"\w+")
_TAKEN = "\0"


@dataclass(frozen=True, slots=True)
class Line:
    """What became of a sentence: ``"kept"`` to the letter, ``"altered"`` or ``"lost"``.

    ``reason`` is what it was cut for, ``""`` where the cuts do not list it.
    """

    text: str
    fate: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """What became of a piece of boilerplate; ``listed`` where it is gone and the cuts list it."""

    kind: str
    text: str
    gone: bool
    listed: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """What became of a field; ``verdict`` is one of :data:`VERDICTS`."""

    field: str
    accepted: tuple[str | None, ...]
    got: str | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A document as cleaning left it, held against its labels.

    Attributes:
        split: The part of the set it belongs to.
        name: Its name in the set.
        form: What kind of document it is.
        sentences: What became of the article's sentences.
        pieces: What became of the boilerplate.
        facts: What became of the fields.
        stored: Letters and digits that are stored.
        own: Those of them that are the article's.
        strays: What is stored though no label names it.
        problem: Why nothing is stored; ``""`` where something is.
    """

    split: str
    name: str
    form: str
    sentences: tuple[Line, ...]
    pieces: tuple[Piece, ...]
    facts: tuple[Fact, ...]
    stored: int = 0
    own: int = 0
    strays: tuple[str, ...] = ()
    problem: str = ""


def judge_all(labelled: Iterable[Labelled]) -> Iterator[Judged]:
    """Clean each document, read as a user's file is, and judge what came of it."""
    for one in labelled:
        try:
            yield judge(one, _clean(one.path))
        except SourceUnreadable as error:
            yield judge_refused(one, str(error))


def _clean(path: Path) -> CleanArticle:
    document = next(iter(read([path])))
    if isinstance(document, Problem):
        raise SourceUnreadable(document.reason)
    cleaned = clean(document)
    if cleaned.article.language != UNKNOWN:
        return cleaned
    language = detect_language(cleaned.article.text)
    return replace(cleaned, article=replace(cleaned.article, language=language))


# --- judging, pure -----------------------------------------------------------------------------


def judge(one: Labelled, cleaned: CleanArticle) -> Judged:
    """Hold an article and what was cut against the labels.

    White space, soft hyphens and the bars between a table's cells are no part of the letter.
    """
    labels, stored = one.labels, _flatten(cleaned.article.text)
    dirt = [text for _, text in labels.boilerplate]
    rest, kept = _take(stored, labels.sentences)
    rest, _ = _take(rest, [*labels.either, *filter(None, labels.fields["title"])])
    strays, left = _take(rest, dirt)
    _, listed = _take(_flatten("\n".join(cut.text for cut in cleaned.cuts)), dirt)
    fates = zip(labels.sentences, kept, strict=True)
    return Judged(
        split=one.split,
        name=f"{one.split}/{one.path.stem}",
        form=labels.form,
        sentences=tuple(_judge_sentence(text, whole, rest, cleaned) for text, whole in fates),
        pieces=tuple(
            Piece(kind, text, gone=not stays, listed=told and not stays)
            for (kind, text), stays, told in zip(labels.boilerplate, left, listed, strict=True)
        ),
        facts=_judge_facts(labels, _facts(cleaned)),
        stored=count_letters(stored),
        own=count_letters(stored) - count_letters(rest),
        strays=tuple(part.strip() for part in strays.split(_TAKEN) if count_letters(part) > 2),
    )


def judge_refused(one: Labelled, problem: str) -> Judged:
    """Judge a document that cannot be cleaned: all is lost, and nothing counts as cut."""
    labels = one.labels
    return Judged(
        split=one.split,
        name=f"{one.split}/{one.path.stem}",
        form=labels.form,
        sentences=tuple(Line(text, "lost") for text in labels.sentences),
        pieces=tuple(Piece(*piece, gone=False, listed=False) for piece in labels.boilerplate),
        facts=_judge_facts(labels, dict.fromkeys(FIELDS)),
        problem=problem,
    )


def _flatten(text: str) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return " ".join(text.replace("|", " ").split())


def count_letters(text: str) -> int:
    """Return the number of letters and digits in a text."""
    return sum(character.isalnum() for character in text)


def _take(text: str, wanted: Sequence[str]) -> tuple[str, list[bool]]:
    """Take each wanted string out of a flat text once; the longest choose first.

    Returns:
        The text with a mark in place of each, and for each whether it was there.
    """
    found = [False] * len(wanted)
    for number in sorted(range(len(wanted)), key=lambda place: -len(wanted[place])):
        flat = _flatten(wanted[number])
        short = len(flat) < _UNMISTAKABLE
        start = r"(?<!\w)" if short and flat[:1].isalnum() else ""
        end = r"(?!\w)" if short and flat[-1:].isalnum() else ""
        text, count = re.subn(f"{start}{re.escape(flat)}{end}", _TAKEN, text, count=1)
        found[number] = count > 0
    return text, found


def _judge_sentence(text: str, whole: bool, rest: str, cleaned: CleanArticle) -> Line:
    if whole:
        return Line(text, "kept")
    flat = _flatten(text)
    reason = next((cut.reason for cut in cleaned.cuts if flat in _flatten(cut.text)), "")
    words, others = _WORD.findall(flat), _WORD.findall(rest)
    match = SequenceMatcher(None, words, others, autojunk=False).find_longest_match()
    return Line(text, "altered" if match.size >= _RECOGNISED * len(words) else "lost", reason)


def _facts(cleaned: CleanArticle) -> dict[str, str | None]:
    article = cleaned.article
    facts = {name: getattr(article, name) for name in FIELDS}
    facts["published"] = article.published.isoformat() if article.published else None
    facts["language"] = None if article.language == UNKNOWN else article.language
    return {name: _flatten(value or "") or None for name, value in facts.items()}


def _judge_facts(labels: Labels, got: Mapping[str, str | None]) -> tuple[Fact, ...]:
    return tuple(
        Fact(name, accepted, got[name], _compare(accepted, got[name]))
        for name, accepted in labels.fields.items()
    )


def _compare(accepted: Sequence[str | None], got: str | None) -> str:
    if got in [value and _flatten(value) for value in accepted]:
        return "right"
    if got is None:
        return "missed"
    return "wrong" if any(accepted) else "invented"
