"""Who is let in: by a session's cookie, or by name and password."""

from typing import Any

import pytest
from starlette.requests import Request
from visitors import Clock, Known, door_of, run, scope_of

from ui.serving.door import Refusal, address_of
from ui.serving.login import LoginTexts, render_login
from ui.texts import languages, load_texts


def test_a_session_is_known_by_its_cookie_until_the_user_changes() -> None:
    users = Known(ada="editor")
    door = door_of(users)
    token = run(door.enter, "ada", "ada"[::-1], "192.0.2.7")
    scope = scope_of(cookie=f"{door.cookie}={token}")
    assert run(door.known, scope) == "ada"
    assert run(door.known, scope_of(cookie=f"{door.cookie}={token}x")) is None
    assert run(door.known, scope_of(cookie=f"access-token={token}")) is None
    users.stamp = "another password"
    assert run(door.known, scope) is None
    users.stamp = "hash"
    assert run(door.known, scope) is None  # it ended for good
    token = run(door.enter, "ada", "ada", "192.0.2.7")
    del users.roles["ada"]
    assert run(door.known, scope_of(cookie=f"{door.cookie}={token}")) is None


def test_leaving_ends_the_session() -> None:
    door = door_of(Known(ada="editor"))
    scope = scope_of(cookie=f"{door.cookie}={run(door.enter, 'ada', 'ada', '192.0.2.7')}")
    assert run(door.known, scope)
    door.leave(Request(scope))
    assert run(door.known, scope) is None


def test_a_wrong_password_is_refused_and_at_last_not_looked_at() -> None:
    clock = Clock()
    door = door_of(Known(bob="reader"), clock)
    for _ in range(5):
        assert run(door.enter, "bob", "bbo", "192.0.2.7") == Refusal("wrong")
    assert run(door.enter, "bob", "bob", "192.0.2.7") == Refusal("wait", 61)
    clock.now += 61
    assert isinstance(run(door.enter, "bob", "bob", "192.0.2.7"), str)


def test_programs_may_send_name_and_password_each_time() -> None:
    users = Known(ada="editor", bob="reader")
    door = door_of(users)

    def known(header: str) -> Any:
        return run(door.known, scope_of(authorization=header))

    assert known("Basic YWRhOmFkYQ==") == "ada"
    assert known("basic YWRhOmFkYQ==") == "ada"
    for header in ("Basic YWRhOmFk", "Basic ÿ", "Basic", "Bearer YWRhOmFkYQ==", "Basic YWRh"):
        assert known(header) is None
    users.roles.clear()
    assert known("Basic YWRhOmFkYQ==") is None


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_is_what_one_house_has(host: str, address: str) -> None:
    assert address_of(Request({**scope_of(), "client": (host, 1)})) == address
    assert address_of(Request({**scope_of(), "client": None})) == ""


@pytest.mark.parametrize("language", languages())
def test_the_login_page_says_what_was_wrong_and_escapes(language: str) -> None:
    texts = load_texts(LoginTexts, "login", language)
    assert 'role="alert"' not in render_login(texts)
    page = render_login(texts, '?q="><script>', '"><script>', Refusal("wait", 1))
    assert "<script>" not in page
    assert 'action="login?q=&#34;&gt;&lt;script&gt;"' in page
    assert 'value="&#34;&gt;&lt;script&gt;"' in page
    for reason in ("wrong", "wait", "broken"):
        said = texts.explain(Refusal(reason, 7))
        assert said
        assert "{" not in said
        assert said in render_login(texts, "", "ada", Refusal(reason, 7)).unescape()
