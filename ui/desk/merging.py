"""What a conversation looks like, and how two versions of one are merged. Pure.

A conversation is ``{"id", "title", "created", "updated", "turns"}``, a turn ``{"number",
"question", "choice", "trace"}``: the filter it was asked with and its answer, as
:mod:`rag.traces` writes it, which is not looked into here.

Two tabs, or two devices, may have the same conversation open. What each of them keeps is merged
with what is there, turn by turn, so that none of its turns is lost. To refuse the later one instead
would leave a reader with an answer on the screen that is kept nowhere, and nothing to do about it.
As a turn that is missing may have been added elsewhere or taken out here, the page has to say what
it took out: those that it names as ``"gone"`` go. What there can be only one of, such as the trace
of a turn that both have, is that of the conversation updated last. The title is changed by renaming
alone, since another tab may not know of that.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from index.errors import FundstelleError
from rag.shapes import Json

SIZE_LIMIT = 2_000_000
"""Characters of one conversation's turns, as JSON."""
TITLE_LIMIT = 200
"""Characters of a title; a longer one is cut."""

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


class ConversationInvalid(FundstelleError):
    """What is to be kept is no conversation."""


class ConversationTooLarge(FundstelleError):
    """A conversation is too large to be kept."""


def check_conversation(value: object, now: datetime) -> Json:
    """Return a conversation with its known fields alone, its times in UTC and not in the future.

    Raises:
        ConversationInvalid: It is none.
    """
    if not isinstance(value, dict):
        raise _invalid("it is no object")
    created, updated = _time(value.get("created"), now), _time(value.get("updated"), now)
    turns = value.get("turns")
    if not isinstance(turns, list):
        raise _invalid('"turns" is no list')
    turns_to_json(turns)  # before anything else is done with them, as they may be of any size
    return {
        "id": _id(value.get("id")),
        "title": check_title(value.get("title")),
        "created": min(created, updated),
        "updated": updated,
        "turns": _number(map(_turn, turns)),
    }


def check_title(value: object) -> str:
    """Return a title on one line, cut to its length.

    Raises:
        ConversationInvalid: It is none.
    """
    if not isinstance(value, str) or not (title := _UNSEEN.sub(" ", value).strip()):
        raise _invalid("its title is empty or no text")
    return title if len(title) <= TITLE_LIMIT else f"{title[: TITLE_LIMIT - 2].rstrip()} …"


def turns_to_json(turns: list[Any]) -> str:
    """Return turns as JSON.

    Raises:
        ConversationInvalid: They are nested too deep.
        ConversationTooLarge: They are larger than what is kept.
    """
    try:
        text = json.dumps(turns, separators=(",", ":"))
    except RecursionError:
        raise _invalid("its turns are nested too deep") from None
    if len(text) > SIZE_LIMIT:
        raise ConversationTooLarge(
            f"The conversation is larger than the {SIZE_LIMIT // 1_000_000} MB that are kept of "
            "one; go on in a new one."
        )
    return text


def merge(kept: Json, sent: Json, gone: Collection[str]) -> Json:
    """Return a conversation that is kept, with what was sent; see the top of this module.

    Args:
        kept: The conversation that is there.
        sent: The same conversation as it was sent.
        gone: What is asked by the turns that the page took out, as :func:`read_gone` returns it.
    """
    newer = sent["updated"] >= kept["updated"]
    return {
        "id": kept["id"],
        "title": kept["title"],
        "created": min(kept["created"], sent["created"]),
        "updated": max(kept["updated"], sent["updated"]),
        "turns": merge_turns(kept["turns"], sent["turns"], gone, newer=newer),
    }


def read_gone(conversation: object) -> frozenset[str]:
    """Return what was asked by the turns that the page took out of a conversation it sent.

    Raises:
        ConversationInvalid: They are nested too deep.
        ConversationTooLarge: They are larger than what is kept.
    """
    gone = conversation.get("gone") if isinstance(conversation, dict) else None
    turns = gone if isinstance(gone, list) else []
    turns_to_json(turns)
    return frozenset(_asked(turn) for turn in turns if isinstance(turn, dict))


def merge_turns(
    kept: Sequence[Json], sent: Sequence[Json], gone: Collection[str] = (), *, newer: bool
) -> list[Json]:
    """Return the turns of both versions of a conversation, each turn once. Pure.

    Two turns are the same if they are the same asking of the same question with the same filter,
    whatever their numbers: two tabs number what each has asked by itself alike.

    Args:
        kept: The turns of the one version; they come first.
        sent: The turns of the other.
        gone: What is asked by turns of ``kept`` that go unless they are in ``sent`` as well.
        newer: Whether ``sent`` was updated last: of a turn that both have, that one is taken,
            unless only the other has an answer.
    """
    before = dict(zip(_names(kept), kept, strict=True))
    after = dict(zip(_names(sent), sent, strict=True))
    turns = {name: turn for name, turn in before.items() if name in after or name[0] not in gone}
    for name, turn in after.items():
        known = turns.get(name)
        if known is None or (newer and turn["trace"]) or not known["trace"]:
            turns[name] = turn
    return _number(turns.values())


def _asked(turn: Json) -> str:
    return json.dumps([turn.get("question"), turn.get("choice")], sort_keys=True)


def _names(turns: Iterable[Json]) -> Iterable[tuple[str, int]]:
    """Yield what a turn is told by: what is asked, and the how-manieth time it is asked."""
    asked: Counter[str] = Counter()
    for turn in turns:
        name = _asked(turn)
        asked[name] += 1
        yield name, asked[name]


def _number(turns: Iterable[Json]) -> list[Json]:
    """Number turns upwards: each keeps its number unless one before it has gone as far."""
    numbered: list[Json] = []
    for turn in turns:
        least = numbered[-1]["number"] + 1 if numbered else 1
        numbered.append({**turn, "number": max(turn["number"], least)})
    return numbered


def _turn(value: object) -> Json:
    if not isinstance(value, dict):
        raise _invalid("a turn is no object")
    number, question = value.get("number"), value.get("question")
    if type(number) is not int or not 0 < number < 1_000_000:
        raise _invalid('the "number" of a turn is none')
    if not isinstance(question, str):
        raise _invalid('the "question" of a turn is no text')
    choice, trace = value.get("choice"), value.get("trace")
    if not all(one is None or isinstance(one, dict) for one in (choice, trace)):
        raise _invalid('the "choice" or the "trace" of a turn is no object')
    return {"number": number, "question": question, "choice": choice, "trace": trace}


def _id(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise _invalid('its "id" is no UUID')
    return value


def _time(value: object, now: datetime) -> str:
    """Return a time in UTC, written so that times sort as text; none is later than now."""
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
        # Without a zone it is UTC, as everywhere here.
        utc = time and (time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        utc = None
    if utc is None:
        raise _invalid("it has a time that is none")
    return min(utc, now).isoformat(timespec="milliseconds")


def _invalid(reason: str) -> ConversationInvalid:
    return ConversationInvalid(f"That is no conversation to keep: {reason}.")
