"""The desk's database, and the conversations kept in it."""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from index.errors import SettingInvalid
from index.places import read_place
from ui.desk import Database, desk_url
from ui.desk.conversations import (
    CONVERSATIONS_LIMIT,
    Conversations,
    ConversationsFull,
    ConversationUnknown,
)
from ui.desk.failures import DeskMismatch, DeskUnavailable
from ui.desk.layout import MANIFEST, TABLES
from ui.desk.merging import (
    SIZE_LIMIT,
    TITLE_LIMIT,
    ConversationInvalid,
    ConversationTooLarge,
    check_conversation,
    merge_turns,
)

# A PostgreSQL database to try all of this with as well, where there is one to spare: such as
# postgresql://NAME:PASSWORD@HOST/DATABASE. What the desk has there is dropped.
POSTGRES = os.environ.get("DESK_TEST_POSTGRES", "")

NOW = datetime(2025, 11, 22, 20, tzinfo=UTC)
ID = "0b9e1e0c-6a3d-4a57-9a2f-0f3f5a1d2c4b"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "index.desk.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRES else ["sqlite"])
def database(request: pytest.FixtureRequest, file: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        database = Database(f"sqlite:///{file}")
    else:
        database = Database(POSTGRES)
        TABLES.drop_all(database._engine)
    with closing(database):
        yield database


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database, lambda: NOW)


def turn(number: int, question: str, answer: str | None = "") -> dict[str, Any]:
    trace = None if answer is None else {"answer": answer}
    return {"number": number, "question": question, "choice": None, "trace": trace}


def conversation(*turns: dict[str, Any], minute: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "title": "Deiche",
        "created": "2025-11-22T19:00:00.000Z",
        "updated": f"2025-11-22T19:{minute:02}:00.000Z",
        "turns": list(turns),
        **changes,
    }


def questions_of(kept: dict[str, Any]) -> list[tuple[int, str]]:
    return [(one["number"], one["question"]) for one in kept["turns"]]


def count_up(connection: Connection) -> None:
    """Read and write, so that whoever did both in between would be lost."""
    query = select(MANIFEST.c.value).where(MANIFEST.c.key == "count").with_for_update()
    count = int(connection.scalar(query) or 0)
    if count:
        change = update(MANIFEST).where(MANIFEST.c.key == "count").values(value=str(count + 1))
        connection.execute(change)
    else:
        connection.execute(insert(MANIFEST).values(key="count", value="1"))


def counted(database: Database) -> int:
    query = select(MANIFEST.c.value).where(MANIFEST.c.key == "count")
    return int(database.read(lambda connection: connection.scalar(query)) or 0)


# The database


def test_the_default_is_a_file_beside_the_index(tmp_path: Path) -> None:
    index = tmp_path / "a b?c%" / "index"
    database = Database(desk_url("", index))
    assert database.name == str(tmp_path / "a b?c%" / "index.desk.sqlite")
    database.write(count_up)
    assert (tmp_path / "a b?c%" / "index.desk.sqlite").stat().st_mode & 0o777 == 0o600
    assert Database(desk_url("notes.sqlite", index)).name == "notes.sqlite"
    assert desk_url("postgresql://me@host/desk", index) == "postgresql://me@host/desk"


def test_the_default_of_an_index_on_a_server_is_a_file_of_the_users_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    named = ["milvus://db/news", "milvus+tls://db/news", "milvus://db:1/news", "milvus://db/old"]
    files = {Database(desk_url("", read_place(one))).name for one in named}
    assert len(files) == len(named)
    assert all(Path(one).is_relative_to(tmp_path) for one in files)
    assert not list(tmp_path.iterdir())  # it is made when something is kept
    file = Database(desk_url("", read_place(f"milvus-lite:{tmp_path}/news.db"))).name
    assert file == str(tmp_path / "news.db.desk.sqlite")


def test_what_is_beside_the_file_is_nobody_elses_to_read_either(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    modes = database.write(
        lambda _: {one.name: one.stat().st_mode & 0o777 for one in file.parent.iterdir()}
    )
    assert modes.pop(f"{file.name}-wal") == 0o600
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("place", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:a?uri=true"])
def test_what_would_be_forgotten_is_refused(place: str) -> None:
    with pytest.raises(SettingInvalid, match="path of a file"):
        Database(place)


@pytest.mark.parametrize("address", ["mysql://me:secret@host/desk", "no address:secret", "://"])
def test_an_address_that_makes_no_sense_is_refused_without_its_secrets(address: str) -> None:
    with pytest.raises(SettingInvalid) as refused:
        Database(address)
    assert "secret" not in str(refused.value)
    assert "PostgreSQL" in str(refused.value) or "postgresql" in str(refused.value)


def test_a_server_that_cannot_be_reached_is_one_sentence_without_secrets() -> None:
    address = "postgresql://me:secret@127.0.0.1:1/desk?application_name=hidden"
    with closing(Database(address, patience=60)) as database:
        with pytest.raises(DeskUnavailable, match=r"127\.0\.0\.1:1/desk") as failed:
            counted(database)
        # Whoever comes next does not wait for it again.
        with pytest.raises(DeskUnavailable, match="try again in a few seconds"):
            counted(database)
    assert "secret" not in str(failed.value)
    assert "hidden" not in str(failed.value)
    assert "\n" not in str(failed.value)


def test_what_fails_is_tried_again_the_next_time(tmp_path: Path) -> None:
    blocked = tmp_path / "folder"
    blocked.write_text("a file where a folder should be")
    database = Database(f"sqlite:///{blocked}/desk.sqlite")
    with pytest.raises(DeskUnavailable, match="cannot be made"):
        database.write(count_up)
    blocked.unlink()
    database.write(count_up)
    assert counted(database) == 1


def test_who_only_looks_makes_no_file(file: Path) -> None:
    with pytest.raises(DeskUnavailable, match="nobody has rated"):
        Database(f"sqlite:///{file}", create=False).read(lambda _: None)
    assert not file.parent.exists()


def test_a_file_that_was_taken_away_is_made_anew(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    database.write(count_up)
    for one in file.parent.iterdir():
        one.unlink()
    database.write(count_up)
    assert counted(database) == 1


def test_a_database_of_another_version_is_refused(database: Database) -> None:
    database.write(lambda connection: connection.execute(update(MANIFEST).values(value="99")))
    again = Database(database._url.render_as_string(hide_password=False))
    with closing(again), pytest.raises(DeskMismatch, match="its schema is 99, this one's 1"):
        again.write(count_up)


def test_somebody_elses_file_is_left_alone(tmp_path: Path) -> None:
    other, text = tmp_path / "other.sqlite", tmp_path / "text.sqlite"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    text.write_text("This is not a database at all, but a text of some length. " * 20)
    before = other.read_bytes()
    with pytest.raises(DeskMismatch, match="something else"):
        Database(f"sqlite:///{other}").write(count_up)
    with pytest.raises(DeskUnavailable, match="not a database"):
        Database(f"sqlite:///{text}").write(count_up)
    assert other.read_bytes() == before


def test_a_file_that_somebody_holds_is_one_sentence(file: Path) -> None:
    database = Database(f"sqlite:///{file}", patience=0.05)
    database.write(count_up)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DeskUnavailable, match="Another process is writing"):
            database.write(count_up)
        assert counted(database) == 1  # reading goes on
    database.write(count_up)
    assert counted(database) == 2


def test_a_full_disk_is_one_sentence_and_loses_nothing(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    database.write(count_up)

    def fill(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # SQLite's own way to be full
        for number in range(200):
            connection.execute(insert(MANIFEST).values(key=f"{number}", value="x" * 200))

    with pytest.raises(DeskUnavailable, match="is full; make room"):
        database.write(fill)
    database.write(count_up)
    assert counted(database) == 2


def test_what_fails_half_way_leaves_nothing(database: Database) -> None:
    def fail(connection: Connection) -> None:
        count_up(connection)
        raise ConversationInvalid("no")

    with pytest.raises(ConversationInvalid):
        database.write(fail)
    assert counted(database) == 0


def test_many_threads_write_at_once(database: Database) -> None:
    database.write(count_up)
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(database.write, count_up) for _ in range(40)]:
            done.result()
    assert counted(database) == 41


# Conversations


def test_a_conversation_is_kept_as_it_is(conversations: Conversations) -> None:
    sent = conversation(turn(1, "Was kostet der Deich?", "4 Mio. \x00 \ud800 “„"), minute=5)
    kept = conversations.put("anna", {**sent, "unknown": 1})
    assert kept == conversations.get("anna", ID)
    assert kept["turns"] == sent["turns"]
    assert kept["updated"] == "2025-11-22T19:05:00.000+00:00"
    assert conversations.list("anna") == [{k: v for k, v in kept.items() if k != "turns"}]
    assert {type(name) for one in conversations.list("anna") for name in one} == {str}  # JSON


def test_no_reader_sees_or_changes_anothers(conversations: Conversations) -> None:
    conversations.put("anna", conversation(turn(1, "Was kostet der Deich?")))
    assert conversations.list("bela") == []
    with pytest.raises(ConversationUnknown):
        conversations.get("bela", ID)
    with pytest.raises(ConversationUnknown):
        conversations.rename("bela", ID, "Meins")
    assert not conversations.delete("bela", ID)
    conversations.put("bela", conversation(turn(1, "Und der Turm?")))
    assert questions_of(conversations.get("anna", ID)) == [(1, "Was kostet der Deich?")]
    assert questions_of(conversations.get("bela", ID)) == [(1, "Und der Turm?")]


def test_the_last_one_comes_first(conversations: Conversations) -> None:
    for minute in (3, 9, 1):
        conversations.put("anna", conversation(id=str(uuid.uuid4()), minute=minute))
    updated = [one["updated"] for one in conversations.list("anna")]
    assert updated == sorted(updated, reverse=True)
    assert len(updated) == 3


def test_two_tabs_lose_no_turn(conversations: Conversations) -> None:
    first, second, third = turn(1, "A?"), turn(2, "B?"), turn(2, "C?")
    conversations.put("anna", conversation(first))
    conversations.put("anna", conversation(first, second, minute=2))
    kept = conversations.put("anna", conversation(first, third, minute=3))
    assert questions_of(kept) == [(1, "A?"), (2, "B?"), (3, "C?")]
    # The other tab goes on counting as before.
    kept = conversations.put("anna", conversation(first, third, turn(3, "D?"), minute=4))
    assert questions_of(kept) == [(1, "A?"), (2, "B?"), (3, "C?"), (4, "D?")]
    assert kept == conversations.get("anna", ID)


def test_what_the_page_took_out_goes(conversations: Conversations) -> None:
    conversations.put("anna", conversation(turn(1, "A?"), turn(2, "Bee?")))
    gone = [{"question": "Bee?", "choice": None}]
    kept = conversations.put("anna", conversation(turn(1, "A?"), turn(2, "B?"), gone=gone))
    assert questions_of(kept) == [(1, "A?"), (2, "B?")]
    # Asked again after all, it is there.
    again = conversation(turn(1, "A?"), turn(2, "B?"), turn(3, "Bee?"), gone=gone)
    assert questions_of(conversations.put("anna", again)) == [(1, "A?"), (2, "B?"), (3, "Bee?")]


def test_of_what_both_have_the_later_counts() -> None:
    old, new, pending = turn(1, "A?", "old"), turn(1, "A?", "new"), turn(1, "A?", None)
    assert merge_turns([old], [new], newer=True) == [new]
    assert merge_turns([new], [old], newer=False) == [new]
    assert merge_turns([new], [pending], newer=True) == [new]
    assert merge_turns([pending], [new], newer=False) == [new]


def test_a_question_asked_twice_is_two_turns() -> None:
    once, twice = [turn(1, "A?")], [turn(1, "A?"), turn(2, "A?")]
    assert merge_turns(once, twice, newer=True) == twice
    assert merge_turns(twice, once, newer=True) == twice
    filtered = {**turn(2, "A?"), "choice": {"since": "2025-01-01"}}
    assert merge_turns(once, [filtered], newer=True) == [*once, filtered]


def test_a_title_is_changed_by_renaming_alone(conversations: Conversations) -> None:
    conversations.put("anna", conversation(turn(1, "A?")))
    assert conversations.rename("anna", ID, "  Mein\nDeich\x00 ") == "Mein Deich"
    kept = conversations.put("anna", conversation(turn(1, "A?"), turn(2, "B?"), minute=9))
    assert kept["title"] == "Mein Deich"
    with pytest.raises(ConversationInvalid):
        conversations.rename("anna", ID, " \x00")
    assert len(conversations.rename("anna", ID, "x" * 5000)) == TITLE_LIMIT


def test_what_was_deleted_can_be_kept_again(conversations: Conversations) -> None:
    kept = conversations.put("anna", conversation(turn(1, "A?")))
    assert conversations.delete("anna", ID)
    assert not conversations.delete("anna", ID)
    assert conversations.list("anna") == []
    assert conversations.put("anna", kept) == kept


def test_nobody_keeps_too_many(
    conversations: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CONVERSATIONS_LIMIT == 200
    monkeypatch.setattr("ui.desk.conversations.CONVERSATIONS_LIMIT", 3)
    for _ in range(2):
        conversations.put("anna", conversation(id=str(uuid.uuid4())))
    conversations.put("anna", conversation())
    with pytest.raises(ConversationsFull, match="delete some"):
        conversations.put("anna", conversation(id=str(uuid.uuid4())))
    conversations.put("anna", conversation(turn(1, "A?")))  # one that is there can go on
    conversations.put("bela", conversation(id=str(uuid.uuid4())))
    assert len(conversations.list("anna")) == 3


def test_a_conversation_has_its_size(conversations: Conversations) -> None:
    large = turn(1, "A?", "x" * (SIZE_LIMIT // 2))
    conversations.put("anna", conversation(large))
    with pytest.raises(ConversationTooLarge, match="2 MB"):
        conversations.put("anna", conversation(large, {**large, "question": "B?"}))
    with pytest.raises(ConversationTooLarge):  # nor may it grow so by what is there already
        conversations.put("anna", conversation({**large, "question": "B?"}))
    assert questions_of(conversations.get("anna", ID)) == [(1, "A?")]


def test_no_clock_is_ahead(conversations: Conversations) -> None:
    kept = conversations.put("anna", conversation(updated="2099-01-01T00:00:00+05:00"))
    assert kept["updated"] == "2025-11-22T20:00:00.000+00:00"


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"": value}
    return value


@pytest.mark.parametrize(
    "sent",
    [
        *(None, [], "x", 1, {}),
        conversation(id="x"),
        conversation(id=ID.upper()),
        conversation(id=None),
        conversation(title=""),
        conversation(title=7),
        conversation(created="yesterday"),
        conversation(updated=None),
        conversation(updated="0001-01-01T00:00:00+14:00"),
        conversation(turns=None),
        conversation(turns=["x"]),
        conversation(turns=[{}]),
        conversation({**turn(1, "A?"), "number": True}),
        conversation({**turn(1, "A?"), "number": 0}),
        conversation({**turn(1, "A?"), "question": None}),
        conversation({**turn(1, "A?"), "choice": "x"}),
        conversation({**turn(1, "A?"), "trace": [1]}),
        conversation({**turn(1, "A?"), "trace": nested(100_000)}),
    ],
    ids=lambda sent: str(sent)[:60] if not isinstance(sent, dict) or not sent else None,
)
def test_what_is_no_conversation_is_refused(sent: object) -> None:
    with pytest.raises(ConversationInvalid, match="no conversation to keep"):
        check_conversation(sent, NOW)


@pytest.mark.parametrize("gone", ["x", 7, ["x", None], [{}], [{"question": ["x"]}]])
def test_what_names_no_turn_takes_none_out(conversations: Conversations, gone: object) -> None:
    conversations.put("anna", conversation(turn(1, "A?")))
    assert questions_of(conversations.put("anna", conversation(gone=gone))) == [(1, "A?")]
    with pytest.raises(ConversationInvalid):
        conversations.put("anna", conversation(gone=[nested(100_000)]))
