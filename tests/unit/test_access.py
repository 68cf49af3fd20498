"""Who may do what, whose session lasts, and who has to wait."""

from starlette.requests import Request
from visitors import Clock, Known, scope_of

from ui.serving.access import NAME, Access, Reader
from ui.serving.sessions import Attempts, Sessions


def test_without_users_everybody_may_do_everything() -> None:
    request = Request(scope_of())
    assert Access(None).reader(request) == Reader("", edits=True)
    assert Access(None, read_only=True).reader(request) == Reader("", edits=False)


def test_with_users_the_role_decides_and_read_only_beats_it() -> None:
    users = Known(ada="editor", bob="reader")
    for name, edits in (("ada", True), ("bob", False), ("eve", False), ("", False)):
        scope = {**scope_of(), NAME: name}
        assert Access(users).reader(Request(scope)) == Reader(name, edits=edits)
        assert not Access(users, read_only=True).reader(Request(scope)).edits
    assert Access(users).reader(Request(scope_of())) == Reader("", edits=False)
    users.roles["ada"] = "reader"
    assert not Access(users).reader(Request({**scope_of(), NAME: "ada"})).edits


def test_a_header_makes_nobody_an_editor() -> None:
    scope = scope_of(**{NAME: "ada", "x-forwarded-user": "ada"})
    assert Access(Known(ada="editor")).reader(Request(scope)) == Reader("", edits=False)


def test_sessions_end_when_they_are_not_used_and_when_they_are_too_many() -> None:
    clock = Clock()
    sessions = Sessions(clock, limit=2)
    ada, bob = sessions.open("ada", "1"), sessions.open("bob", "2")
    clock.now += 11 * 3600
    assert sessions.find(ada) == ("ada", "1")
    clock.now += 11 * 3600
    assert sessions.find(ada) == ("ada", "1")
    assert sessions.find(bob) is None
    bob, eve = sessions.open("bob", "2"), sessions.open("eve", "3")
    assert sessions.find(ada) is None
    sessions.close(bob)
    assert sessions.find(bob) is None
    assert sessions.find(eve) == ("eve", "3")
    assert sessions.find("") is None
    assert len({sessions.open("ada", "") for _ in range(50)}) == 50


def test_who_fails_five_times_a_minute_waits() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for _ in range(5):
        assert attempts.begin("ada", "192.0.2.7") == 0
        clock.now += 6
    assert attempts.begin("ada", "192.0.2.8") == 30  # by name
    assert attempts.begin("bob", "192.0.2.7") == 30  # by address
    assert attempts.begin("bob", "192.0.2.8") == 0
    clock.now += 30
    assert attempts.begin("ada", "192.0.2.7") == 0
    assert attempts.begin("ada", "192.0.2.7") == 6


def test_who_is_right_does_not_wait() -> None:
    attempts = Attempts(Clock())
    for _ in range(20):
        assert attempts.begin("ada", "192.0.2.7") == 0
        attempts.forgive("ada", "192.0.2.7")


def test_being_right_now_and_then_does_not_open_an_address() -> None:
    attempts = Attempts(Clock())
    waits = []
    for _ in range(6):
        waits.append(attempts.begin("bob", "192.0.2.7"))
        attempts.begin("eve", "192.0.2.7")
        attempts.forgive("eve", "192.0.2.7")
    assert waits[-1] > 0


def test_who_never_comes_back_is_forgotten() -> None:
    attempts = Attempts(Clock(), limit=100)
    for number in range(500):
        attempts.begin(f"user{number}", f"192.0.2.{number}")
    assert len(attempts._failed) == 100
