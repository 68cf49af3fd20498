"""The page served for real: behind proxies, behind a login, and nothing given away beside it."""

import inspect
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from gradio_client import Client
from gradio_client.exceptions import AuthenticationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.serving.access import NAME, Access
from ui.serving.mounting import let_go, mount
from ui.serving.server import run
from ui.serving.users import Users, add_user, remove_user

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
ADA = ("ada", "Brücke bei Ebbe")
BOB = ("bob", "Brücke bei Flut")
SECRET = "never to be seen"  # noqa: S105 - what a private event answers


def build_page(access: Access) -> gr.Blocks:
    """Build a page with all that ours has: server functions, private and public events, files."""

    def who(said: Any, request: gr.Request) -> dict[str, Any]:
        reader = access.reader(request)
        return {"name": reader.name, "edits": reader.edits, "said": said}

    def greet(request: gr.Request) -> str:
        return f"{access.reader(request).name} {SECRET}"

    def ask(question: str, request: gr.Request) -> str:
        """Answer a question."""
        return f"{access.reader(request).name}: {question.upper()}"

    page = gr.Blocks(title="Tiny", analytics_enabled=False)
    with page:
        gr.HTML("<p>Here</p>", elem_id="part", server_functions=[who])
        box = gr.Textbox()
        hidden: dict[str, Any] = {"api_visibility": "private"}
        page.load(greet, None, box, queue=False, **hidden)
        box.submit(greet, None, box, **hidden)
        gr.api(ask, api_name="ask")
    page.queue(api_open=False)
    return page


def add_tools(app: FastAPI) -> None:
    """Put something into an app that tells who calls."""

    async def tell(request: Request) -> Response:
        return JSONResponse({"name": request.scope[NAME], "inside": request.scope["inside"]})

    app.router.routes.append(Route("/gradio_api/mcp", tell, methods=["POST"]))


class Inside:
    """Middleware that leaves a trace."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, "inside": True}, receive, send)


def serve(*pages: tuple[int, str, dict[str, Any]]) -> None:
    """Serve the page from this process, at each port to the users of that file and with options.

    Each address is said, and any name that is looked up.
    """
    look_up = socket.getaddrinfo

    def tell(host: Any, *more: Any, **named: Any) -> Any:
        say(f"Looked up {host}")
        return look_up(host, *more, **named)

    socket.getaddrinfo = tell
    os.environ["GRADIO_MCP_SERVER"] = "true"
    # Made one after the other: what Gradio makes at the same time, it mixes up.
    first, *more = [serving(*page) for page in pages]
    for one in more:
        Thread(target=one, daemon=True).start()
    first()


def say(line: str) -> None:
    """Write a line in one go: pages of several threads are ready at the same time."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def serving(port: int, auth: str, options: dict[str, Any]) -> Callable[[], None]:
    """Make the page; return what serves it."""
    access = Access(Users(Path(auth)) if auth else None)
    app = mount(
        build_page(access),
        theme=gr.themes.Base(),
        access=access,
        tools=add_tools if auth else None,
        inside=[Middleware(Inside)],
        **options,
    )
    return partial(
        run,
        app,
        "127.0.0.1",
        port,
        on_ready=say,
        on_stop=lambda: let_go(app),
    )


def start(*pages: tuple[int, str, dict[str, Any]]) -> "subprocess.Popen[str]":
    """Start a process that serves the page, and wait until it does."""
    code = f"import test_serving as it; it.serve(*{pages!r})"
    server = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdout
    said = {server.stdout.readline() for _ in pages}
    if said != {f"http://127.0.0.1:{port}/\n" for port, _, _ in pages}:
        server.kill()
        pytest.fail(f"It said {said}, and then {server.communicate()}")
    return server


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """Serve a small app from a thread; give the address, without a slash at the end."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=2))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            deadline = time.monotonic() + 30
            while not server.started and time.monotonic() < deadline:
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def proxy_to(upstream: str, root: str, *, strips: bool) -> Starlette:
    """Make a small reverse proxy that has the page under a root path."""

    async def forward(request: Request) -> Response:
        path = request.url.path.removeprefix(root) if strips else request.url.path
        url = httpx2.URL(f"{upstream}{path or '/'}", query=request.url.query.encode())
        client = httpx2.AsyncClient(timeout=30, trust_env=False)
        passed = client.build_request(
            request.method,
            url,
            headers=[pair for pair in request.headers.raw if pair[0] != b"transfer-encoding"],
            content=await request.body(),
        )
        answer = await client.send(passed, stream=True)

        async def body() -> AsyncIterator[bytes]:
            try:
                async for part in answer.aiter_raw():
                    yield part
            finally:
                await answer.aclose()
                await client.aclose()

        response = StreamingResponse(body(), answer.status_code)
        response.raw_headers = answer.headers.raw
        return response

    methods = ["GET", "HEAD", "POST", "DELETE"]
    return Starlette(
        routes=[
            Route(root, forward, methods=methods),
            Route(f"{root}/{{path:path}}", forward, methods=methods),
        ]
    )


def browser(address: str, **options: Any) -> httpx2.Client:
    headers = {"accept": "text/html", "sec-fetch-site": "same-origin"}
    return httpx2.Client(base_url=address, headers=headers, trust_env=False, timeout=30, **options)


def log_in(client: httpx2.Client, user: tuple[str, str]) -> httpx2.Response:
    return client.post("login", data={"username": user[0], "password": user[1]})


def call_who(client: httpx2.Client, config: dict[str, Any]) -> httpx2.Response:
    (part,) = (one["id"] for one in config["components"] if one["props"].get("elem_id") == "part")
    body = {"data": "hi", "component_id": part, "session_hash": "x", "fn_name": "who"}
    return client.post("gradio_api/component_server", json=body)


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("users") / "users"
    add_user(file, *ADA, edits=True)
    add_user(file, *BOB, edits=False)
    return file


@pytest.fixture(scope="module")
def pages(users: Path) -> Iterator[dict[str, str]]:
    """Serve the page in some ways from one process; give the addresses, without a slash at the end.

    ``open`` asks for no login; ``login`` does, and has tools; ``beneath`` is for a proxy that has
    it at /news/ask; nobody else logs in at ``another``.
    """
    ways: dict[str, tuple[str, dict[str, Any]]] = {
        "open": ("", {"local": True, "file_bytes": 1_000}),
        "login": (str(users), {}),
        "beneath": (str(users), {"root_path": "/news/ask"}),
        "another": (str(users), {}),
    }
    ports = {name: free_port() for name in ways}
    with start(*((ports[name], *way) for name, way in ways.items())) as server:
        try:
            yield {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        finally:
            server.terminate()
            server.communicate(timeout=30)


@pytest.fixture
def open_page(pages: dict[str, str]) -> str:
    return pages["open"]


@pytest.fixture
def login_page(pages: dict[str, str]) -> str:
    return pages["login"]


@pytest.fixture
def page_beneath(pages: dict[str, str]) -> str:
    return pages["beneath"]


@pytest.mark.parametrize("strips", [False, True])
def test_all_of_the_page_works_under_a_root_path(page_beneath: str, strips: bool) -> None:
    with served(proxy_to(page_beneath, "/news/ask", strips=strips)) as outside:
        with browser(f"{outside}/news/ask/") as client:
            assert 'action="login"' in client.get("").text
            entered = log_in(client, ADA)
            assert (entered.status_code, entered.headers["location"]) == (303, "./")
            assert "; Path=/news/ask;" in entered.headers["set-cookie"]
            page = client.get("").text
            config = json.loads(re.search(r"gradio_config = (.*?);</script>", page)[1])  # type: ignore[index]
            assert config["root"] == f"{outside}/news/ask"
            for asset in [*re.findall(r'(?:src|href)="\./([^"]+)"', page), "page/login.js"]:
                assert client.get(asset).status_code == 200, asset
            for path in ("config", "theme.css", "gradio_api/info", "favicon.ico"):
                assert client.get(path).status_code == 200, path
            assert call_who(client, config).json() == {"name": "ada", "edits": True, "said": "hi"}
            with client.stream("GET", "gradio_api/heartbeat/x") as beats:
                assert next(beats.iter_lines()) == "data: ALIVE"
                assert beats.headers["x-accel-buffering"] == "no"  # nginx passes it on at once
        assert httpx2.get(f"{outside}/config", trust_env=False).status_code == 404
        programs = Client(f"{outside}/news/ask/", auth=BOB, verbose=False)
        assert programs.predict("who", api_name="/ask") == "bob: WHO"
        programs.close()


def test_without_a_login_nothing_is_told(login_page: str) -> None:
    for client in (browser(login_page), httpx2.Client(base_url=login_page, trust_env=False)):
        with client:
            welcome = client.get("/")
            assert SECRET not in welcome.text
            assert "gradio" not in welcome.text.lower()
            for method, path in every_route():
                answer = client.request(method, path, json={} if method == "POST" else None)
                if method == "POST" or not path.startswith(OPEN_TO_ALL):
                    assert answer.status_code in {401, 404, 405}, (method, path)
                assert "Tiny" not in answer.text or path == "/manifest.json"
    with pytest.raises(AuthenticationError):
        Client(login_page, verbose=False)
    with pytest.raises(AuthenticationError):
        Client(login_page, auth=("eve", "wrong wrong wrong"), verbose=False)


OPEN_TO_ALL = ("/page/", "/theme.css", "/favicon.ico", "/manifest.json", "/pwa_icon")


def every_route() -> list[tuple[str, str]]:
    """Return all that Gradio itself would answer, its parameters filled in.

    Read off its source, as an app of it made here would leave event loops behind.
    """
    source = inspect.getsource(gr.routes)
    found = [
        (method.upper(), f"{'/gradio_api' * (of == 'router')}{re.sub(r'{[^}]*}', 'ask', path)}")
        for of, method, path in re.findall(r'@(app|router)\.(get|post)\(\s*"([^"]+)"', source)
    ]
    assert len(found) > 60  # it has that many
    assert ("POST", "/gradio_api/component_server") in found
    return [route for route in found if route not in ENTRANCES]


ENTRANCES = {("GET", "/"), ("POST", "/login"), ("POST", "/login/")}


def test_what_gradio_serves_besides_gives_nothing_away(
    open_page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kept").write_text(SECRET, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    tried = [
        *(f"/gradio_api/file={path}" for path in ("kept", tmp_path / "kept", "/etc/passwd")),
        *("/gradio_api/file/kept", "/file=kept", "/file/kept", "/kept", "/page/../kept"),
        *("/assets/../../../kept", "/assets/..%2f..%2fkept", "/static/%2e%2e/%2e%2e/routes.py"),
        *("/page/..%2Fapp.py", "/page/texts", "/page/%2e%2e", "/page/texts%2Fde%2Fpage.toml"),
        *("/monitoring", "/monitoring/summary", "/gradio_api/token", "/gradio_api/dev/reload"),
        *("/gradio_api/deep_link?session_hash=x", "/gradio_api/runs", "/gradio_api/openapi.json"),
        f"/gradio_api/proxy={open_page}/config",
        f"/gradio_api/file={open_page}/config",
    ]
    with httpx2.Client(base_url=open_page, trust_env=False) as client:
        for path in tried:
            answer = client.get(path)
            assert answer.status_code in {403, 404}, path
            assert SECRET not in answer.text
        for path in ("/", "/config", "/gradio_api/info"):
            told = client.get(path).text
            assert str(Path.home()) not in told
            assert str(ROOT) not in told
            assert str(Path.cwd()) not in told
        calls = client.get("/gradio_api/info?all_endpoints=True").json()
        assert list(client.get("/gradio_api/info").json()["named_endpoints"]) == ["/ask"]
        assert SECRET not in str(calls)


def test_private_events_are_not_called_by_name(open_page: str) -> None:
    with httpx2.Client(base_url=open_page, trust_env=False) as client:
        for name in ("greet", "greet_1", "predict", "0", "load"):
            for path in (f"call/{name}", f"call/v2/{name}", f"api/{name}"):
                answer = client.post(f"/gradio_api/{path}", json={"data": []})
                assert answer.status_code == 404, path
        asked = client.post("/gradio_api/call/ask", json={"data": ["hi"]}).json()["event_id"]
        assert '": HI"' in client.get(f"/gradio_api/call/ask/{asked}").text


def test_nothing_external_is_asked_for(open_page: str) -> None:
    with httpx2.Client(base_url=open_page, trust_env=False) as client:
        page = client.get("/")
        loaded = re.findall(r'<(?:script|link|img)\b[^>]*?(?:src|href)="([^"]+)"', page.text)
        assert loaded
        assert not [url for url in loaded if urlsplit(url).netloc]
        assert "default-src 'self'" in page.headers["content-security-policy"]
        assert not re.findall(r"url\(['\"]?(?:https?:)?//", client.get("/theme.css").text)
        assert "set-cookie" not in page.headers


def test_files_are_asked_for_again_but_not_sent_again(open_page: str) -> None:
    with httpx2.Client(base_url=open_page, trust_env=False) as client:
        first = client.get("/page/login.js")
        assert first.headers["cache-control"] == "no-cache"
        assert first.headers["content-type"].startswith("text/javascript")
        for tag in (first.headers["etag"], f'W/{first.headers["etag"]}, "other"'):
            again = client.get("/page/login.js", headers={"if-none-match": tag})
            assert (again.status_code, again.content) == (304, b"")
        assert client.get("/page/login.js", headers={"if-none-match": '"x"'}).status_code == 200


def test_pages_from_elsewhere_cannot_call(open_page: str) -> None:
    with httpx2.Client(base_url=open_page, trust_env=False) as client:
        config = client.get("/config").json()
        assert call_who(client, config).status_code == 200
        client.headers["origin"] = "https://evil.example"
        assert call_who(client, config).status_code == 403
        read = client.get("/config")
        assert "access-control-allow-origin" not in read.headers
        assert read.headers["cross-origin-resource-policy"] == "same-origin"
        del client.headers["origin"]
        client.headers["host"] = "evil.example"
        assert client.get("/").status_code == 421


def test_two_readers_at_once_are_two(login_page: str, users: Path) -> None:
    eve = ("eve", "Brücke bei Nacht")
    add_user(users, *eve, edits=False)  # while it is served
    with browser(login_page) as ada, browser(login_page) as other:
        assert log_in(ada, ADA).status_code == log_in(other, eve).status_code == 303
        config = ada.get("/config").json()
        for _ in range(3):
            assert call_who(ada, config).json()["name"] == "ada"
            assert call_who(other, config).json() == {"name": "eve", "edits": False, "said": "hi"}
        files = {"files": ("a.txt", b"An article.")}
        assert ada.post("/gradio_api/upload", files=files).status_code == 200
        assert other.post("/gradio_api/upload", files=files).status_code == 403
        ada.post("/logout")
        assert ada.get("/config").status_code == 401
        assert call_who(ada, config).status_code == 401
        assert other.get("/config").json()["username"] == "eve"
        remove_user(users, "eve")
        assert call_who(other, config).status_code == 401


def test_wrong_logins_are_told_and_slowed_down(pages: dict[str, str]) -> None:
    with browser(pages["another"]) as client:
        client.headers["accept-language"] = "de"
        for _ in range(5):
            answer = log_in(client, ("ada", "falsches Passwort"))
            assert (answer.status_code, "ist falsch" in answer.text) == (401, True)
            assert "set-cookie" not in answer.headers
        answer = log_in(client, ADA)
        assert (answer.status_code, "Fehlversuche" in answer.text) == (429, True)
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert 'value="ada"' in answer.text
        assert client.get("/config").status_code == 401


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(login_page: str) -> None:
    with browser(login_page) as client:
        plain = log_in(client, ADA).headers["set-cookie"]
        client.headers["x-forwarded-proto"] = "https"  # as a proxy on this machine says
        secure = log_in(client, ADA).headers["set-cookie"]
    for cookie in (plain, secure):
        assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
        assert "Max-Age" not in cookie
    assert "Secure" not in plain
    assert "Secure" in secure


def test_large_bodies_are_refused(open_page: str) -> None:
    with browser(open_page) as client:
        large = client.post("/gradio_api/queue/join", content=b"x" * 3_100_000)
        assert (large.status_code, list(large.json())) == (413, ["detail"])
        endless = client.post("/gradio_api/queue/join", content=iter([b"x"] * 10))
        assert endless.status_code == 411
        for size, status in ((1_000, 200), (1_001, 413)):
            files = {"files": ("a.txt", b"x" * size)}
            assert client.post("/gradio_api/upload", files=files).status_code == status


def test_tools_know_who_calls(login_page: str, open_page: str) -> None:
    def call(address: str, **options: Any) -> httpx2.Response:
        return httpx2.post(f"{address}/gradio_api/mcp", json={}, trust_env=False, **options)

    assert call(login_page).status_code == 401
    assert call(login_page, auth=("bob", "wrong wrong")).status_code == 401
    for user in (ADA, BOB):
        assert call(login_page, auth=user).json() == {"name": user[0], "inside": True}
    assert call(open_page).status_code == 404  # even where Gradio is asked to offer its own


def test_it_ends_when_told_and_starts_again_at_once_and_asks_the_network_nothing() -> None:
    port = free_port()
    for ending in (signal.SIGTERM, signal.SIGINT):
        with start((port, "", {})) as server:
            client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False)
            with client, client.stream("GET", "/gradio_api/heartbeat/x", timeout=30) as beats:
                assert next(beats.iter_lines()) == "data: ALIVE"  # a page is open
                server.send_signal(ending)
                said, complaints = server.communicate(timeout=30)
            assert "Looked up" not in said
            assert not complaints  # such as that something was still under way
            assert server.returncode in {0, -ending}
