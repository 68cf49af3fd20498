"""A served page, asked by programs: Gradio's client, plain HTTP, and the client of MCP.

Run as a program, this file is that server: ``python test_api.py INDEX``.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import TextContent
from starlette.middleware import Middleware

from index.config import IndexConfig
from index.encoding import ModelEncoder
from index.ingest import ingest
from index.local import LocalStore
from rag.assistant import Assistant
from rag.shapes import answer_to_json, hits_to_json
from ui.api.calls import NamedCalls
from ui.api.queries import Queries
from ui.api.tools import PATH, add_tools
from ui.app import build_page

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "eval" / "sets" / "sample" / "articles"
ASKED = "Wie viele Leute waren auf der Demo für die Nordklinik?"
NAMES = ["retrieve", "ask", "article"]
WAYS = ["run", "api", "call", "call/v2"]


@pytest.fixture(scope="module")
def index(encoder: ModelEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("api") / "index"
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    files = [SAMPLE / "nordklinik-protest.txt", SAMPLE / "klinik-demo-polizei.html"]
    with closing(LocalStore.create(folder, config)) as store:
        assert len(ingest(files, store, encoder).added) == len(files)
    return folder


@pytest.fixture(scope="module")
def assistant(index: Path, encoder: ModelEncoder) -> Iterator[Assistant]:
    with Assistant(LocalStore.open(index), encoder) as made:
        yield made


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server complains of."""
    return tmp_path_factory.mktemp("server") / "log.txt"


@pytest.fixture(scope="module")
def address(index: Path, log: Path) -> Iterator[str]:
    """A server in a process of its own."""
    command = [sys.executable, __file__, str(index)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (
        log.open("w") as complaints,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=complaints, text=True
        ) as server,
    ):
        try:
            assert server.stdout
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def serve(index: Path) -> None:
    """Serve the real page, with whatever events it has, and say where."""
    with Assistant.open(index) as assistant:
        queries = Queries(assistant).by_name
        app = FastAPI(openapi_url=None, middleware=[Middleware(NamedCalls, queries=queries)])
        add_tools(app, assistant)
        page = build_page(assistant)
        gr.mount_gradio_app(
            app, page, path="/", ssr_mode=False, run_history=False, mcp_server=False
        )
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
            sys.stdout.flush()
            uvicorn.Server(config).run(sockets=[listener])


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[Client]:
    client = Client(address, verbose=False, analytics_enabled=False)
    yield client
    client.close()


def timeless(answer: Any) -> Any:
    """Return an answer without what differs from one time to another."""
    return {**answer, "elapsed_ms": 0}


def test_a_client_gets_what_python_gets(client: Client, assistant: Assistant) -> None:
    found = client.predict(question=ASKED, k=2, api_name="/retrieve")
    assert found == hits_to_json(None, ASKED, assistant.retrieve(ASKED, 2))
    answer = client.predict(question=ASKED, languages=["de"], api_name="/ask")
    assert timeless(answer) == timeless(answer_to_json(None, assistant.ask(ASKED)))
    assert not answer["abstained"]
    for one in answer["citations"]:
        article = client.predict(id=one["article_id"], api_name="/article")
        assert article["text"][one["start"] : one["end"]] == one["quote"]


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("/ask", {"question": ""}, "The question is empty; ask something about the articles."),
        ("/ask", {"question": ASKED, "since": "?"}, "'?' is not a day; write it as 2025-09-24"),
        ("/retrieve", {"question": ASKED, "k": 101}, "k is 101; give a whole number from 1 to 100"),
        ("/retrieve", {"question": 5}, "question is a number; give what is asked, as a string."),
        ("/article", {"id": "nowhere"}, "There is no article"),
    ],
)
def test_a_client_is_told_its_mistake(
    client: Client, name: str, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(AppError) as raised:
        client.predict(**given, api_name=name)
    assert str(raised.value).startswith(sentence)


def test_plain_http_will_do(address: str, assistant: Assistant) -> None:
    with httpx.Client(base_url=f"{address}/gradio_api/call/v2", timeout=30) as http:
        for given, kind in ((ASKED, "complete"), (" ", "error")):
            event = http.post("ask", json={"question": given}).json()["event_id"]
            lines = http.get(f"ask/{event}").text.splitlines()
            assert f"event: {kind}" in lines
            data = json.loads(lines[lines.index(f"event: {kind}") + 1].removeprefix("data: "))
            if kind == "complete":
                assert timeless(data[0]) == timeless(answer_to_json(None, assistant.ask(ASKED)))
            else:
                assert data["error"].startswith("The question is empty")
        refused = http.post("ask", json={"query": ASKED})
        assert (refused.status_code, list(refused.json())) == (422, ["detail"])


@pytest.mark.parametrize("way", ["call", "call/v2"])
def test_what_nobody_called_for_is_not_there(address: str, log: Path, way: str) -> None:
    refused = httpx.get(f"{address}/gradio_api/{way}/ask/nonexistent")
    assert refused.status_code == 404
    assert refused.json() == {
        "detail": "There is no call of that event_id; POST to gradio_api/call/v2/NAME gives one."
    }
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="module")
def events(client: Client) -> list[dict[str, Any]]:
    """Every event of the page, as the page's own script is told."""
    told: list[dict[str, Any]] = client.config["dependencies"]
    assert {*NAMES} < {one["api_name"] for one in told}
    return told


def test_nothing_else_of_the_page_is_public(
    client: Client, events: list[dict[str, Any]], address: str
) -> None:
    everything = httpx.get(f"{address}/gradio_api/info?all_endpoints=true").json()
    for told in (everything, client.view_api(return_format="dict", print_info=False)):
        assert sorted(told["named_endpoints"]) == sorted(f"/{name}" for name in NAMES)
        assert not told["unnamed_endpoints"]
    for one in events:
        name, number = one["api_name"], one["id"]
        if name in NAMES:
            continue
        assert one["api_visibility"] == "private"
        with pytest.raises(ValueError, match="Cannot find a function"):
            client.predict(api_name=f"/{name}")
        with pytest.raises(ValueError, match="Invalid function index"):
            client.predict(fn_index=number)
        for way in WAYS:
            refused = httpx.post(f"{address}/gradio_api/{way}/{name}", json={"data": []})
            assert refused.status_code == 404


def test_who_calls_by_number_cannot_jump_the_queue(
    events: list[dict[str, Any]], address: str
) -> None:
    for one in events:
        if one["queue"]:
            body = {"fn_index": one["id"], "data": [ASKED], "session_hash": "someone"}
            refused = httpx.post(f"{address}/gradio_api/run/predict", json=body)
            assert refused.status_code == 404, one["api_name"]


def test_a_model_gets_the_same_over_mcp(address: str, assistant: Assistant) -> None:
    async def use() -> None:
        async with (
            streamable_http_client(f"{address}{PATH}/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            welcome = await session.initialize()
            assert welcome.serverInfo.name == "Fundstelle"
            assert [tool.name for tool in (await session.list_tools()).tools] == NAMES
            result = await session.call_tool("ask", {"question": ASKED})
            expected = answer_to_json(None, assistant.ask(ASKED))
            assert timeless(result.structuredContent) == timeless(expected)
            (content,) = result.content
            assert isinstance(content, TextContent)
            assert json.loads(content.text) == result.structuredContent
            refused = await session.call_tool("retrieve", {"question": ASKED, "k": 0})
            (content,) = refused.content
            assert refused.isError
            assert isinstance(content, TextContent)
            assert content.text == "k is 0; give a whole number from 1 to 100."

    asyncio.run(use())


def test_what_a_caller_says_of_hosts_leads_nowhere(address: str) -> None:
    # Gradio's own MCP server would ask that host for the page.
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        host = f"127.0.0.1:{elsewhere.getsockname()[1]}"
        headers = {"Accept": "application/json, text/event-stream", "X-Forwarded-Host": host}
        for method, given in (
            ("tools/call", {"name": "article", "arguments": {"id": "nowhere"}}),
            ("resources/read", {"uri": "fundstelle://articles/nowhere"}),
        ):
            message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": given}
            response = httpx.post(f"{address}{PATH}", json=message, headers=headers)
            assert "There is no article" in response.text
        elsewhere.settimeout(0.2)
        with pytest.raises(TimeoutError):
            elsewhere.accept()


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_there_is_no_stream_of_messages(address: str, method: str) -> None:
    response = httpx.request(method, f"{address}{PATH}", headers={"Accept": "text/event-stream"})
    assert response.status_code == 405


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
