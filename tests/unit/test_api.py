"""What programs can ask: the queries, and what the page's API and MCP make of them."""

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from anyio import CapacityLimiter
from mcp.shared.exceptions import McpError
from mcp.shared.memory import create_connected_server_and_client_session
from mcp.types import CallToolResult, ReadResourceResult, TextContent, Tool
from pydantic import AnyUrl
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from index.config import IndexConfig
from index.encoding import Encoder
from index.errors import ArticleUnknown, FundstelleError, QuestionInvalid, SettingInvalid
from index.ingest import ingest
from index.local import LocalStore
from index.records import Article, Filter
from index.rows import article_to_row
from rag.assistant import Assistant
from rag.shapes import answer_to_json, hits_to_json
from ui.api import add_endpoints
from ui.api.calls import NamedCalls
from ui.api.queries import Queries, Query
from ui.api.tools import build_server

DEICH = Article(
    "deich/1", "Der Deich", "Der Deich bei Quellbrook kostet 41 Millionen Euro. Er wird höher.",
    source="Inselbote", published=date(2025, 5, 2), language="de",
)  # fmt: skip
FERRY = Article(
    "ferry", "The ferry", "The ferry to Lindholm costs 12 million pounds. Many are glad.",
    source="Harbour Ledger", published=date(2025, 10, 3), language="en",
)  # fmt: skip
ASKED = "Was kostet der Deich bei Quellbrook?"
NAMES = ["retrieve", "ask", "article"]
LIMITS: dict[str, object] = {
    "since": "",
    "until": "",
    "sources": None,
    "languages": None,
    "explain": False,
}
DEFAULTS: dict[str, dict[str, object]] = {"retrieve": {"k": 5, **LIMITS}, "ask": LIMITS}


@pytest.fixture(scope="module")
def made() -> Iterator[list[Assistant]]:
    """The assistant of all tests, once one has made it: encoders are made for each test."""
    made: list[Assistant] = []
    yield made
    for assistant in made:
        assistant.close()


@pytest.fixture
def assistant(made: list[Assistant], tmp_path: Path, encoder: Encoder) -> Assistant:
    if not made:
        config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
        store = LocalStore.create(tmp_path / "index", config)
        rows = [json.dumps(article_to_row(article)) for article in (DEICH, FERRY)]
        (tmp_path / "news.jsonl").write_text("\n".join(rows), encoding="utf-8")
        assert len(ingest([tmp_path / "news.jsonl"], store, encoder).added) == 2
        made.append(Assistant(store, encoder))
    return made[0]


@pytest.fixture
def queries(assistant: Assistant) -> dict[str, Query]:
    return Queries(assistant).by_name


def test_the_answers_have_the_shapes_of_the_command_line(
    assistant: Assistant, queries: dict[str, Query]
) -> None:
    hits = assistant.retrieve(ASKED, 5)
    assert len(hits) == 2
    assert queries["retrieve"](ASKED) == hits_to_json(None, ASKED, hits)
    explained = queries["retrieve"](ASKED, k=1, explain=True)
    assert explained == hits_to_json(None, ASKED, hits[:1], explained=True)
    answer = answer_to_json(None, assistant.ask(ASKED))
    assert queries["ask"](ASKED) | {"elapsed_ms": 0} == answer | {"elapsed_ms": 0}
    assert "hits" in queries["ask"](ASKED, explain=True)
    assert queries["article"](DEICH.id) == {**article_to_row(DEICH), "reprint_of": None}


@pytest.mark.parametrize(
    ("limits", "only"),
    [
        ({"since": "2025-06-01"}, Filter(since=date(2025, 6, 1))),
        (
            {"until": "03.10.2025", "languages": ["en"]},
            Filter(None, date(2025, 10, 3), (), ("en",)),
        ),
        ({"sources": ["harbour ledger"]}, Filter(sources=("harbour ledger",))),
    ],
)
def test_a_question_can_be_limited(
    assistant: Assistant, queries: dict[str, Query], limits: dict[str, Any], only: Filter
) -> None:
    found = queries["retrieve"](ASKED, **limits)
    assert found == hits_to_json(None, ASKED, assistant.retrieve(ASKED, 5, only=only))
    assert [hit["article_id"] for hit in found["hits"]] == [FERRY.id]


@pytest.mark.parametrize("name", ["retrieve", "ask"])
@pytest.mark.parametrize(
    ("mistake", "error", "sentence"),
    [
        ({"question": " \n"}, QuestionInvalid, "The question is empty; ask something"),
        ({"question": "?!"}, QuestionInvalid, "holds no words"),
        ({"question": "a" * 2001}, QuestionInvalid, "has 2001 characters; ask it in at most 2000"),
        ({"question": None}, SettingInvalid, "question is null; give what is asked, as a string"),
        ({"question": ["Wer?"]}, SettingInvalid, "question is a list; give what is asked"),
        ({"question": "\ud83d Wer?"}, SettingInvalid, "question holds half a character"),
        ({"since": "gestern"}, SettingInvalid, "'gestern' is not a day; write it as 2025-09-24"),
        ({"until": 20250924}, SettingInvalid, "until is a number; give a day such as"),
        ({"since": "2" * 1001}, SettingInvalid, "since has 1001 characters; give a day such as"),
        ({"since": "2025-09-25", "until": "2025-09-24"}, SettingInvalid, "No day is both since"),
        ({"sources": "Inselbote"}, SettingInvalid, "sources is a string; give a list of the names"),
        ({"sources": ["Inselbote", 7]}, SettingInvalid, "An entry of sources is a number"),
        ({"sources": ["Mondpost"]}, SettingInvalid, "no article of the outlet 'Mondpost'"),
        ({"languages": ["fr"]}, SettingInvalid, "no article of the language 'fr'"),
        (
            {"languages": ["de"] * 101},
            SettingInvalid,
            "languages has 101 entries; give at most 100",
        ),
        ({"explain": "yes"}, SettingInvalid, "explain is a string; give true or false"),
    ],
)
def test_a_mistake_gets_one_sentence(
    queries: dict[str, Query],
    name: str,
    mistake: dict[str, Any],
    error: type[FundstelleError],
    sentence: str,
) -> None:
    with pytest.raises(error, match=re.escape(sentence)) as raised:
        queries[name](**{"question": ASKED, **mistake})
    assert re.fullmatch(r"[^\n]+\.", str(raised.value))


@pytest.mark.parametrize("k", [0, -1, 101, True, 2.5, "5", None, [5]])
def test_so_does_a_number_out_of_range(queries: dict[str, Query], k: object) -> None:
    with pytest.raises(SettingInvalid, match=r"k is .*; give a whole number from 1 to 100\."):
        queries["retrieve"](ASKED, k=k)


def test_so_does_an_article_that_is_not_there(queries: dict[str, Query]) -> None:
    with pytest.raises(ArticleUnknown, match="nowhere"):
        queries["article"]("nowhere")
    with pytest.raises(SettingInvalid, match="id is a number; give an article's id"):
        queries["article"](7)


def page_of(assistant: Assistant, *, endpoints_first: bool = False) -> gr.Blocks:
    """Lay out a page whose own events have the names that the endpoints want."""

    async def lay_out() -> gr.Blocks:  # Gradio leaves a loop open where it finds none
        return lay_out_page(assistant, endpoints_first)

    return asyncio.run(lay_out())


def lay_out_page(assistant: Assistant, endpoints_first: bool) -> gr.Blocks:
    def ask(text: str) -> str:
        return text

    page = gr.Blocks(analytics_enabled=False)
    with page:
        if endpoints_first:
            add_endpoints(assistant, limit=3)
        text = gr.Textbox()
        text.submit(ask, text, text, concurrency_id="questions", api_visibility="private")
        text.change(ask, text, text, queue=False, api_visibility="private")
        if not endpoints_first:
            add_endpoints(assistant, limit=3)
    return page


@pytest.mark.parametrize("first", [True, False])
def test_the_endpoints_are_named_whatever_the_page_names_its_events(
    assistant: Assistant, first: bool
) -> None:
    page = page_of(assistant, endpoints_first=first)
    public = [one for one in page.fns.values() if one.api_visibility != "private"]
    assert [one.api_name for one in public] == NAMES
    assert len({one.api_name for one in page.fns.values()}) == 5
    assert [one.concurrency_limit for one in public] == [3, 3, 3]
    assert [one.concurrency_id == "questions" for one in public] == [True, True, False]


def test_types_and_defaults_are_told(assistant: Assistant) -> None:
    told = page_of(assistant).get_api_info(all_endpoints=True)
    assert told["unnamed_endpoints"] == {}
    assert list(told["named_endpoints"]) == [f"/{name}" for name in NAMES]
    for name in NAMES:
        endpoint = told["named_endpoints"][f"/{name}"]
        required, *others = endpoint["parameters"]
        assert not required["parameter_has_default"]
        assert required["python_type"]["type"] == "str"
        assert all(one["parameter_has_default"] for one in others)
        defaults = {one["parameter_name"]: one["parameter_default"] for one in others}
        assert defaults == DEFAULTS.get(name, {})
        assert endpoint["returns"][0]["python_type"]["type"] == "dict(str, Any)"
        assert "Example: {" in endpoint["description"]


def test_a_mistake_reaches_the_caller_and_not_the_log(assistant: Assistant) -> None:
    page = page_of(assistant)
    (endpoint,) = [one for one in page.fns.values() if one.api_name == "article"]
    assert endpoint.fn
    with pytest.raises(gr.Error) as raised:
        endpoint.fn("nowhere")
    assert raised.value.message.startswith("There is no article")
    assert not raised.value.print_exception


def use_tools(queries: dict[str, Query], *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """Return the tools, and what they answer, as the protocol's own client gets it."""

    async def use() -> list[Any]:
        server = build_server(queries, CapacityLimiter(1))
        async with create_connected_server_and_client_session(server) as client:
            tools = (await client.list_tools()).tools
            return [tools, *[await client.call_tool(name, given) for name, given in calls]]

    return asyncio.run(use())


def said(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_the_tools_tell_what_they_take(queries: dict[str, Query]) -> None:
    tools: list[Tool] = use_tools(queries)[0]
    assert [tool.name for tool in tools] == NAMES
    for tool in tools:
        assert tool.description
        assert "\n\nReturns: {" in tool.description
        assert tool.annotations
        assert tool.annotations.readOnlyHint
        properties = tool.inputSchema["properties"]
        assert all(one["description"].endswith(".") for one in properties.values())
        defaults = {name: one["default"] for name, one in properties.items() if "default" in one}
        assert defaults == DEFAULTS.get(tool.name, {})
        assert {*properties} - {*defaults} == {*tool.inputSchema["required"]}
    assert tools[0].inputSchema["properties"]["k"]["type"] == "integer"
    listed = tools[0].inputSchema["properties"]["sources"]["anyOf"]
    assert listed == [{"items": {"type": "string"}, "type": "array"}, {"type": "null"}]


def test_the_examples_are_taken(queries: dict[str, Query]) -> None:
    tools: list[Tool] = use_tools(queries)[0]
    for tool in tools:
        example = re.search(r"Example: (\{.*?\})\.", tool.description or "")
        assert example
        given = json.loads(example[1])
        assert given.keys() <= tool.inputSchema["properties"].keys()
        assert given.keys() >= {*tool.inputSchema["required"]}


def test_the_tools_answer_as_the_queries_do(queries: dict[str, Query]) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("retrieve", {"question": ASKED, "k": 1}),
        ("article", {"id": DEICH.id}),
    ]
    _, *results = use_tools(queries, *calls)
    for (name, given), result in zip(calls, results, strict=True):
        assert not result.isError
        assert result.structuredContent == queries[name](**given)
        assert json.loads(said(result)) == result.structuredContent
    assert "höher" in said(results[1])  # readable, not escaped


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("ask", {"question": ""}, "The question is empty; ask something about the articles."),
        ("ask", {}, "ask needs question; it takes question, since, until,"),
        ("ask", {"question": ASKED, "k": 5}, "ask knows no 'k'; it takes question, since, until,"),
        ("retrieve", {"question": ASKED, "k": "5"}, "k is a string; give a whole number from 1"),
        ("article", {"id": "nowhere"}, "There is no article"),
        ("remove", {"id": "ferry"}, "There is no tool 'remove'; there is retrieve, ask, article."),
    ],
)
def test_a_tool_says_what_is_wrong(
    queries: dict[str, Query], name: str, given: dict[str, Any], sentence: str
) -> None:
    _, result = use_tools(queries, (name, given))
    assert result.isError
    assert said(result).startswith(sentence)


def test_what_breaks_is_told_to_the_log_alone(caplog: pytest.LogCaptureFixture) -> None:
    def ask(question: str) -> dict[str, Any]:
        """Break.

        Args:
            question: Anything.
        """
        raise RuntimeError(f"a secret about {question}")

    _, result = use_tools({"ask": ask}, ("ask", {"question": "it"}))
    assert result.isError
    assert said(result) == "Something went wrong here; the server's log says what."
    assert "a secret about it" in caplog.text


def test_an_article_is_a_resource(queries: dict[str, Query]) -> None:
    async def read() -> tuple[list[str], ReadResourceResult]:
        server = build_server(queries, CapacityLimiter(1))
        async with create_connected_server_and_client_session(server) as client:
            for address in ("fundstelle://articles/nowhere", "file:///etc/passwd"):
                with pytest.raises(McpError, match="There is no"):
                    await client.read_resource(AnyUrl(address))
            templates = (await client.list_resource_templates()).resourceTemplates
            address = templates[0].uriTemplate.replace("{id}", "deich%2F1")
            return [one.name for one in templates], await client.read_resource(AnyUrl(address))

    templates, result = asyncio.run(read())
    assert templates == ["article"]
    (content,) = result.model_dump()["contents"]
    assert content["mimeType"] == "application/json"
    assert json.loads(content["text"]) == queries["article"](DEICH.id)


@pytest.fixture
def calling(queries: dict[str, Query]) -> Iterator[TestClient]:
    """Something that echoes every call that is let through to it."""

    async def echo(request: Request) -> JSONResponse:
        return JSONResponse({"path": request.url.path, "body": (await request.body()).decode()})

    echoing = Starlette(routes=[Route("/{path:path}", echo, methods=["GET", "POST"])])
    with TestClient(NamedCalls(echoing, queries)) as client:
        yield client


@pytest.mark.parametrize("path", ["/gradio_api/call/v2/ask", "/some/root/gradio_api/call/v2/ask/"])
def test_a_call_that_makes_sense_goes_through_whole(calling: TestClient, path: str) -> None:
    body = json.dumps({"question": ASKED})
    assert calling.post(path, content=body).json() == {"path": path, "body": body}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/run/predict"),  # the page's own, by number
        ("POST", "/gradio_api/queue/join"),
        ("GET", "/gradio_api/call/v2/ask/1234"),  # where an answer is fetched
        ("GET", "/gradio_api/call/page_ask"),  # nothing is called so
    ],
)
def test_what_calls_nothing_by_name_is_let_alone(
    calling: TestClient, method: str, path: str
) -> None:
    assert calling.request(method, path, content="{").json()["body"] == "{"


@pytest.mark.parametrize("way", ["run", "api", "call", "call/v2"])
@pytest.mark.parametrize("name", ["page_ask", "ask_1", "greet", ""])
def test_nothing_else_is_called_by_name(calling: TestClient, way: str, name: str) -> None:
    for path in (f"/gradio_api/{way}/{name}", f"/news/gradio_api/{way}/{name}/"):
        response = calling.post(path, json={"data": []})
        assert response.status_code == 404
        assert "call/v2/NAME, where NAME is one of retrieve, ask" in response.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ("{}", 422, "ask needs question; it takes"),
        ('{"question": "Wer?", "k": 3}', 422, "ask knows no 'k'; it takes"),
        ('{"data": ["Wer?"]}', 422, "ask knows no 'data'; it takes"),
        ('["Wer?"]', 422, "The call is no JSON object; send one such as"),
        ("[" * 90_000, 422, "The call is no JSON object; send one such as"),
        ("\xff", 422, "The call is no JSON object; send one such as"),
        ('"' + "a" * 100_000 + '"', 413, "The call is longer than 100000 bytes"),
    ],
)
def test_a_call_that_makes_no_sense_gets_one_sentence(
    calling: TestClient, body: str, status: int, sentence: str
) -> None:
    response = calling.post("/gradio_api/call/v2/ask", content=body.encode("latin-1"))
    assert response.status_code == status
    assert response.json()["detail"].startswith(sentence)
