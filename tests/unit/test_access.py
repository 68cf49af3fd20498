"""Who may do what, who is let in, and what is let through."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import Receive, Scope, Send

from ui.serving.access import NAME, Access, Reader
from ui.serving.door import Door, Refusal, address_of
from ui.serving.gate import Gate, Rules, is_foreign, is_local
from ui.serving.login import LoginTexts, render_login
from ui.serving.sessions import Attempts, Sessions
from ui.serving.users import User, Users
from ui.texts import languages, load_texts


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Known(Users):
    """Users without a file, whose password is their name backwards."""

    def __init__(self, **roles: str) -> None:
        self.roles = roles
        self.stamp = "hash"

    @property
    def file(self) -> Path:
        return Path("users")

    def find(self, name: str) -> User | None:
        return User(name, self.roles[name], self.stamp) if name in self.roles else None

    def check(self, name: str, password: str) -> User | None:
        return self.find(name) if password == name[::-1] else None


def scope_of(method: str = "GET", path: str = "/", **headers: str) -> Scope:
    given = {"host": "localhost:7860", "content_length": "2", **headers}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "client": ("192.0.2.7", 1),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in given.items()],
    }


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


def door_of(users: Users, clock: Clock | None = None) -> Door:
    clock = clock or Clock()
    return Door(users, Sessions(clock), Attempts(clock))


def run(function: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
    return anyio.run(function, *arguments)


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


async def behind(scope: Scope, receive: Receive, send: Send) -> None:
    await JSONResponse({"path": scope["path"], "name": scope[NAME]})(scope, receive, send)


def answer(scope: Scope, rules: Rules, users: Known | None = None) -> tuple[int, str]:
    door = door_of(users) if users else None
    gate = Gate(
        behind,
        rules=rules,
        access=Access(users),
        door=door,
        greet=lambda _: PlainTextResponse("log in"),
    )
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nothing is read")

    run(gate, scope, receive, send)
    return sent[0]["status"], sent[1]["body"].decode()


RULES = Rules(calls=("ask",))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("HEAD", "/"),
        ("GET", "/config"),
        ("GET", "/page/page.js"),
        ("GET", "/gradio_api/heartbeat/abc"),
        ("GET", "/gradio_api/queue/data"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/call/ask"),
        ("POST", "/gradio_api/call/v2/ask"),
        ("GET", "/gradio_api/call/ask/1234"),
        ("POST", "/gradio_api/component_server/"),
        ("POST", "/gradio_api/upload"),
    ],
)
def test_what_the_page_needs_passes(method: str, path: str) -> None:
    assert answer(scope_of(method, path), RULES)[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/gradio_api/file=/etc/passwd", 404),
        ("GET", "/gradio_api/file/etc/passwd", 404),
        ("GET", "/gradio_api/proxy=http://localhost/", 404),
        ("GET", "/gradio_api/dev/reload", 404),
        ("GET", "/gradio_api/token", 404),
        ("GET", "/gradio_api/runs", 404),
        ("GET", "/gradio_api/openapi.json", 404),
        ("GET", "/gradio_api/deep_link", 404),
        ("GET", "/gradio_api/startup-events", 404),
        ("GET", "/gradio_api/custom_component/a/client/b/c", 404),
        ("POST", "/gradio_api/run-history/connect", 404),
        ("POST", "/gradio_api/process_recording", 404),
        ("POST", "/gradio_api/vibe-edit", 404),
        ("POST", "/gradio_api/stream/x", 404),
        ("POST", "/gradio_api/api/predict", 404),
        ("POST", "/gradio_api/call/private", 404),
        ("POST", "/gradio_api/call/v2/private", 404),
        ("GET", "/gradio_api/call/private/1234", 404),
        ("POST", "/gradio_api/mcp/", 404),
        ("GET", "/monitoring", 404),
        ("GET", "/monitoring/summary", 404),
        ("GET", "/docs", 404),
        ("GET", "/svelte/x", 404),
        ("GET", "//etc/passwd", 404),
        ("GET", "/page/../users", 404),
        ("GET", "/gradio_api/queue/join", 404),
        ("POST", "/", 404),
        ("POST", "/login", 404),
        ("OPTIONS", "/", 405),
        ("DELETE", "/gradio_api/upload", 405),
    ],
)
def test_the_rest_of_gradio_does_not_exist(method: str, path: str, status: int) -> None:
    assert answer(scope_of(method, path), RULES)[0] == status


def test_tools_are_there_where_they_are_offered() -> None:
    rules = Rules(mcp=True)
    for method in ("GET", "POST", "DELETE"):
        assert answer(scope_of(method, "/gradio_api/mcp"), rules) == (
            200,
            '{"path":"/gradio_api/mcp","name":""}',
        )
    for path in ("/gradio_api/mcp/sse", "/gradio_api/mcp/schema", "/gradio_api/mcp/messages/"):
        assert answer(scope_of("GET", path), rules)[0] == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_login_there_is_nothing_but_the_way_in(method: str) -> None:
    users = Known(ada="editor", bob="reader")
    inside = {
        "GET": ["/config", "/gradio_api/info", "/gradio_api/heartbeat/x", "/gradio_api/queue/data"],
        "POST": [
            f"/gradio_api/{path}"
            for path in (
                *("queue/join", "run/predict", "call/ask", "component_server", "upload"),
                *("cancel", "reset", "mcp", "mcp/"),
            )
        ],
    }
    rules = Rules(calls=("ask",), mcp=True)
    for path in inside[method]:
        assert answer(scope_of(method, path), rules, users)[0] == 401
        status, said = answer(
            scope_of(method, path, authorization="Basic YWRhOmFkYQ=="), rules, users
        )
        assert (status, '"name":"ada"' in said) == (200, True)
    assert answer(scope_of("GET", "/"), rules, users) == (200, "log in")
    assert answer(scope_of("GET", "/page/login.css"), rules, users)[0] == 200
    assert answer(scope_of("POST", "/login"), rules, users)[0] == 200


def test_only_editors_upload() -> None:
    users = Known(bob="reader", ada="editor")
    for header, status in (("Basic Ym9iOmJvYg==", 403), ("Basic YWRhOmFkYQ==", 200)):
        scope = scope_of("POST", "/gradio_api/upload", authorization=header)
        assert answer(scope, RULES, users)[0] == status


@pytest.mark.parametrize(
    ("path", "reached"),
    [
        ("/news/ask/config", "/config"),
        ("/config", "/config"),
        ("/news/ask/", "/"),
        ("/news/ask/gradio_api/queue/data", "/gradio_api/queue/data"),
    ],
)
def test_a_proxy_may_strip_the_root_path_or_not(path: str, reached: str) -> None:
    said = answer(scope_of("GET", path), Rules("/news/ask"))
    assert said == (200, f'{{"path":"{reached}","name":""}}')


def test_the_root_path_without_its_slash_leads_to_the_page() -> None:
    assert answer(scope_of("GET", "/news/ask"), Rules("/news/ask"))[0] == 307
    assert answer(scope_of("GET", "/news/asking"), Rules("/news/ask"))[0] == 404


def test_bodies_say_how_long_they_are_and_are_not_too_long() -> None:
    join = "/gradio_api/queue/join"
    rules = Rules(body_bytes=100, upload_bytes=1_000)
    assert answer(scope_of("POST", join, content_length="100"), rules)[0] == 200
    status, said = answer(scope_of("POST", join, content_length="101"), rules)
    assert (status, "100 bytes" in said) == (413, True)
    upload = "/gradio_api/upload"
    assert answer(scope_of("POST", upload, content_length="1000"), rules)[0] == 200
    assert answer(scope_of("POST", upload, content_length="1001"), rules)[0] == 413
    for length in ("", "-1", "many", "1e3"):
        assert answer(scope_of("POST", join, content_length=length), rules)[0] == 411


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "https://news.example"}, False),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"origin": "http://localhost:7860"}, False),
        ({"origin": "http://localhost:7861"}, True),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": "https://a.example", "x-forwarded-host": "a.example, b.example"}, False),
    ],
)
def test_pages_from_elsewhere_change_nothing(headers: dict[str, str], foreign: bool) -> None:
    assert is_foreign(Headers({"host": "localhost:7860", **headers})) is foreign
    scope = scope_of("POST", "/gradio_api/component_server", **headers)
    assert answer(scope, RULES)[0] == (403 if foreign else 200)
    assert answer(scope_of("GET", "/", **headers), RULES)[0] == 200  # links may lead here


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("localhost:7860", True),
        ("ask.localhost:7860", True),
        ("127.0.0.1:7860", True),
        ("[::1]:7860", True),
        ("192.0.2.1", True),
        ("", False),
        ("news.example", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("[::1", False),
    ],
)
def test_a_name_from_elsewhere_does_not_lead_here(host: str, local: bool) -> None:
    assert is_local(host) is local
    status = 200 if local else 421
    assert answer(scope_of("GET", "/", host=host), Rules(local=True))[0] == status
    assert answer(scope_of("GET", "/", host=host), Rules())[0] == 200


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
