"""Listening, and saying clearly why not; headers; where the page may be served."""

import socket
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse

from index.errors import SettingInvalid
from ui.cli import VERBS, main
from ui.commands.exits import MISTAKE
from ui.commands.parser import build_parser
from ui.commands.serving import serving_from
from ui.serving.headers import SafeHeaders
from ui.serving.options import Serving, tidy_root_path
from ui.serving.server import run


def test_a_port_that_is_taken_is_a_mistake_that_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingInvalid, match=f"127.0.0.1:{port}"):
            run(FastAPI(), "127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port"), [("192.0.2.1", 0), ("127.0.0.1", 99999), ("::1", -1), ("a..b", 0)]
)
def test_so_is_a_place_that_does_not_exist(host: str, port: int) -> None:
    with pytest.raises(SettingInvalid, match="choose"):
        run(FastAPI(), host, port)


@pytest.mark.parametrize(
    "arguments",
    [["--port", "99999"], ["--port", "taken"], ["--host", "192.0.2.1", "--open-to-all"]],
)
def test_it_is_told_before_anything_is_loaded(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # There is no index either, which would be told first if one were opened.
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        given = [port if argument == "taken" else argument for argument in arguments]
        assert main(["serve", "--index", str(tmp_path / "none"), *given]) == MISTAKE
    said = capsys.readouterr().err
    assert "choose" in said
    assert said.count("\n") == 1


def serving(*arguments: str) -> Serving:
    return serving_from(build_parser(VERBS).parse_args(["serve", *arguments]))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_alone_needs_no_login(host: str) -> None:
    assert serving("--host", host) == Serving(host)
    assert serving("--host", host).local


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "news.example"])  # noqa: S104
def test_others_log_in_or_are_let_in_knowingly(host: str) -> None:
    for more in ([], ["--read-only"], ["--mcp"]):
        with pytest.raises(SettingInvalid, match=r"--auth FILE.*--open-to-all\.$") as raised:
            serving("--host", host, *more)
        assert str(raised.value).count(". ") == 0
    assert not serving("--host", host, "--auth", "users").local
    assert not serving("--host", host, "--open-to-all").local


def test_hosts_may_be_allowed_one_by_one() -> None:
    assert serving().allowed_hosts == ()
    hosts = ("wiki.example", "10.0.0.0/8")
    assert serving("--allow-host", hosts[0], "--allow-host", hosts[1]).allowed_hosts == hosts


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--host", "0.0.0.0"], "--auth FILE"),  # noqa: S104
        (["--auth", "none"], "fundstelle users add NAME --auth none"),
        (["--root-path", "/../.."], "root path"),
        (["--allow-host", "no host"], "'no host' is no host name"),
    ],
)
def test_a_mistake_is_told_before_anything_is_loaded(
    arguments: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["serve", *arguments]) == MISTAKE
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line


@pytest.mark.parametrize(
    ("given", "tidy"),
    [
        ("", ""),
        ("/", ""),
        ("ask", "/ask"),
        ("/ask", "/ask"),
        ("/ask/", "/ask"),
        (" /news/ask.v2/ ", "/news/ask.v2"),
    ],
)
def test_a_root_path_is_tidied(given: str, tidy: str) -> None:
    assert tidy_root_path(given) == tidy
    assert serving("--root-path", given).root_path == tidy


@pytest.mark.parametrize(
    "path",
    [
        *("/a//b", "/../etc", "/a/./b", "https://news.example/ask", "/a b", "/a?b", "/a#b", "/ä"),
        *("/<script>", "/a\nb", "/assets", "/static/ask", "/gradio_api", "/page/x", "/login"),
    ],
)
def test_not_everything_is_a_root_path(path: str) -> None:
    with pytest.raises(SettingInvalid, match="root path"):
        tidy_root_path(path)


def headers_of(response: PlainTextResponse) -> dict[str, str]:
    sent: list[Any] = []

    async def ask() -> None:
        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request"}

        await SafeHeaders(response)({"type": "http", "method": "GET"}, receive, send)

    anyio.run(ask)
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_every_response_forbids_what_is_foreign() -> None:
    headers = headers_of(
        PlainTextResponse("", headers={"Access-Control-Allow-Origin": "https://evil.example"})
    )
    assert "access-control-allow-origin" not in headers
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "camera=()" in headers["permissions-policy"]
    policy = headers["content-security-policy"]
    assert "default-src 'self';" in policy
    assert "frame-ancestors 'self'" in policy
    assert "http" not in policy
    assert "*" not in policy


def test_what_can_be_asked_for_again_may_be_kept() -> None:
    assert "cache-control" not in headers_of(PlainTextResponse("", headers={"ETag": '"1"'}))


def test_whoever_comes_in_unasked_only_reads() -> None:
    assert not Serving().locked
    assert Serving(read_only=True).locked
    assert Serving(host="0.0.0.0", open_to_all=True).locked  # noqa: S104 - nothing listens here
    users = Path("users.txt")
    assert not Serving(host="0.0.0.0", auth=users).locked  # noqa: S104
    assert Serving(host="0.0.0.0", auth=users, read_only=True).locked  # noqa: S104
