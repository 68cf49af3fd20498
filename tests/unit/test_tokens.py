"""Sessions that several servers know, by a key that they share."""

import base64
import json
from pathlib import Path

import anyio
import pytest
from starlette.requests import Request
from starlette.types import Scope

from index.errors import SettingInvalid
from ui.serving.door import Door
from ui.serving.options import Serving
from ui.serving.sessions import Attempts
from ui.serving.tokens import LASTING, SignedSessions
from ui.serving.users import Users, add_user, remove_user

KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
OTHER_KEY = KEY[1:] + KEY[0]
HASH = "$argon2id$v=19$m=65536,t=3,p=4$hush"
ADA = ("ada", "Brücke bei Ebbe")


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_every_server_with_the_key_knows_a_session() -> None:
    clock = Clock()
    one, another = SignedSessions(KEY, clock), SignedSessions(KEY, clock)
    token = one.open("ada", "stamp")
    assert one.find(token) == another.find(token) == ("ada", "stamp")
    assert one.realm == another.realm
    stranger = SignedSessions(OTHER_KEY, clock)
    assert stranger.find(token) is None
    assert stranger.realm != one.realm
    assert KEY not in one.realm


def test_a_session_ends_after_twelve_hours_whether_it_is_used_or_not() -> None:
    clock = Clock()
    sessions = SignedSessions(KEY, clock)
    token = sessions.open("ada", "stamp")
    clock.now += LASTING - 1
    assert sessions.find(token)
    clock.now += 1
    assert sessions.find(token) is None


def test_no_part_of_a_token_can_be_changed() -> None:
    sessions = SignedSessions(KEY, Clock())
    token = sessions.open("bob", "stamp")
    payload, _, signature = token.rpartition(".")
    forged = json.loads(base64.urlsafe_b64decode(f"{payload}=="))
    forged[0] = "ada"
    forged[2] += 1e9
    made = base64.urlsafe_b64encode(json.dumps(forged).encode()).decode().rstrip("=")
    for wrong in (
        *(f"{made}.{signature}", f"{payload}.", payload, f".{signature}", "", ".", "ä", "\0"),
        f"{payload}.{SignedSessions(OTHER_KEY).open('bob', 'stamp').rpartition('.')[2]}",
    ):
        assert sessions.find(wrong) is None
        sessions.close(wrong)
    for place in range(len(token)):
        changed = f"{token[:place]}{'A' if token[place] != 'A' else 'B'}{token[place + 1 :]}"
        found = sessions.find(changed)
        # The last sign of base64 holds bits that mean nothing: changing those changes nothing.
        assert found is None or (found == ("bob", "stamp") and place == len(token) - 1)


def test_who_leaves_ends_one_session_and_no_other() -> None:
    sessions = SignedSessions(KEY, Clock(), limit=2)
    first, *others = (sessions.open("ada", "stamp") for _ in range(3))
    sessions.close(first)
    sessions.close("no token at all")
    assert sessions.find(first) is None
    assert all(map(sessions.find, others))
    for token in others:
        sessions.close(token)
    assert len(sessions._ended) == 2


@pytest.mark.parametrize("key", ["", "short", "x" * 31, "x" * 64, "abab" * 10])
def test_a_key_that_could_be_guessed_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(SettingInvalid, match="openssl rand") as raised:
        SignedSessions(key)
    assert not key or key not in str(raised.value)


def test_a_mistaken_key_is_told_before_anything_is_served() -> None:
    with pytest.raises(SettingInvalid, match="FUNDSTELLE_SESSION_KEY"):
        Serving(session_key="short")
    assert KEY not in repr(Serving(session_key=KEY))
    assert Serving().session_key == ""


def known(door: Door, scope: Scope) -> str | None:
    return anyio.run(door.known, scope)


def scope_of(door: Door, token: str) -> Scope:
    cookie = f"{door.cookie}={token}".encode()
    return {"type": "http", "headers": [(b"cookie", cookie)], "client": ("192.0.2.7", 1)}


def test_doors_with_one_key_let_the_same_readers_in(tmp_path: Path) -> None:
    files = [tmp_path / "here", tmp_path / "there"]  # mounted at different paths
    add_user(files[0], *ADA, edits=False)
    files[1].write_bytes(files[0].read_bytes())
    here, there = (Door(Users(file), SignedSessions(KEY), Attempts()) for file in files)
    token = anyio.run(here.enter, *ADA, "192.0.2.7")
    assert isinstance(token, str)
    assert here.cookie == there.cookie
    scope = scope_of(here, token)
    assert known(here, scope) == known(there, scope) == "ada"

    elsewhere = Door(Users(files[0]), SignedSessions(OTHER_KEY), Attempts())
    assert elsewhere.cookie != here.cookie
    assert known(elsewhere, scope_of(elsewhere, token)) is None

    here.leave(Request(scope))
    assert known(here, scope) is None

    token = anyio.run(here.enter, *ADA, "192.0.2.7")
    assert isinstance(token, str)
    scope = scope_of(there, token)
    for file in files:  # another password ends what began with the old one, everywhere
        remove_user(file, "ada")
        add_user(file, "ada", "Brücke bei Flut", edits=False)
    assert known(here, scope) is known(there, scope) is None


def test_a_token_tells_nothing_of_the_password(tmp_path: Path) -> None:
    file = tmp_path / "users"
    user = add_user(file, *ADA, edits=False)
    token = anyio.run(Door(Users(file), SignedSessions(KEY), Attempts()).enter, *ADA, "192.0.2.7")
    assert isinstance(token, str)
    told = base64.urlsafe_b64decode(f"{token.rpartition('.')[0]}==").decode()
    assert ADA[1] not in told
    assert user.hash[-20:] not in told
