"""What is let through to the page, and what does not exist for it."""

from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import Receive, Scope, Send
from visitors import Known, door_of, run, scope_of

from ui.serving.access import NAME, Access
from ui.serving.gate import Gate, Rules, is_foreign, is_local


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
