"""What came of a labelled set: figures by split, form, dirt and field, and what went wrong."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from eval.cleaning.judging import VERDICTS, Judged, Piece, count_letters

Values = dict[str, float | int | str | None]
Member = TypeVar("Member")


def summarise_forms(judged: Sequence[Judged]) -> dict[str, Values]:
    """Return the figures of each split, and of each form of document in it."""
    groups = _group(judged, lambda one: (one.split, f"{one.split}, {one.form}"))
    return {name: _summarise(members) for name, members in groups.items()}


def summarise_dirt(judged: Sequence[Judged]) -> dict[str, Values]:
    """Return by split and kind of dirt how much there was, and the shares gone and listed."""
    pieces = [(f"{one.split}, {piece.kind}", piece) for one in judged for piece in one.pieces]
    groups = _group(pieces, lambda pair: (pair[0],))
    return {name: _shares([piece for _, piece in groups[name]]) for name in sorted(groups)}


def summarise_fields(judged: Sequence[Judged]) -> dict[str, Values]:
    """Return by split and field how often it was right, wrong, invented and missed."""
    facts = [(f"{one.split}, {fact.field}", fact.verdict) for one in judged for fact in one.facts]
    return {
        name: {verdict: members.count((name, verdict)) for verdict in VERDICTS}
        for name, members in _group(facts, lambda pair: (pair[0],)).items()
    }


def _group(
    members: Iterable[Member], names: Callable[[Member], tuple[str, ...]]
) -> dict[str, list[Member]]:
    groups: dict[str, list[Member]] = {}
    for member in members:
        for name in names(member):
            groups.setdefault(name, []).append(member)
    return groups


def _summarise(judged: Sequence[Judged]) -> Values:
    fates = [sentence.fate for one in judged for sentence in one.sentences]
    return {
        "documents": len(judged),
        "refused": sum(bool(one.problem) for one in judged),
        "sentences": len(fates),
        "kept": _share(fates.count("kept"), len(fates)),
        "altered": fates.count("altered"),
        "lost": fates.count("lost"),
        **_shares([piece for one in judged for piece in one.pieces]),
        "own": _share(sum(one.own for one in judged), sum(one.stored for one in judged)),
    }


def _shares(pieces: Sequence[Piece]) -> Values:
    gone = [piece for piece in pieces if piece.gone]
    letters = sum(count_letters(piece.text) for piece in pieces)
    return {
        "pieces": len(pieces),
        "gone": _share(len(gone), len(pieces)),
        "letters gone": _share(sum(count_letters(piece.text) for piece in gone), letters),
        "listed": _share(sum(piece.listed for piece in gone), len(gone)),
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


# --- what went wrong, to be read by a person -----------------------------------------------------


def format_faults(judged: Iterable[Judged]) -> str:
    """Return the documents that cleaning did not leave as labelled, each with what went wrong."""
    described = ((one, list(_describe(one))) for one in judged)
    return "\n\n".join(
        "\n".join([f"{one.name}  {one.form}", *lines]) for one, lines in described if lines
    )


def _describe(one: Judged) -> Iterator[str]:
    if one.problem:
        yield f"  refused: {one.problem}"
    for sentence in one.sentences:
        if sentence.fate != "kept":
            why = f" (cut: {sentence.reason})" if sentence.reason else ""
            yield f"  {sentence.fate}{why}: {sentence.text}"
    for piece in one.pieces:
        if not piece.gone:
            yield f"  left ({piece.kind}): {piece.text}"
    for stray in one.strays:
        yield f"  stray: {stray}"
    for fact in one.facts:
        if fact.verdict != "right":
            accepted = " or ".join(value or "(unknown)" for value in fact.accepted)
            yield f"  {fact.field} {fact.verdict}: {fact.got or '(unknown)'}, not {accepted}"
