"""The queries as tools of the Model Context Protocol, over streamable HTTP.

By the official SDK rather than by Gradio's ``mcp_server=True``, which asks for no login, connects
to whatever host a caller's ``X-Forwarded-Host`` names, does not say that a tool only reads, and
words results in Python's notation instead of JSON.
"""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from inspect import signature
from typing import Any
from urllib.parse import unquote

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import FastAPI
from gradio.utils import get_function_description
from mcp.server.lowlevel import Server
from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import CallToolResult, ResourceTemplate, TextContent, Tool, ToolAnnotations
from pydantic import AnyUrl, TypeAdapter
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from index.errors import FundstelleError, SettingInvalid
from rag.assistant import Assistant
from rag.shapes import Json
from ui.api.endpoints import CONCURRENT_QUESTIONS
from ui.api.queries import Queries, Query, check_arguments, is_required

PATH = "/gradio_api/mcp"
"""Where the tools are, below the page's own path: where Gradio's own would be."""

_TITLES = {"retrieve": "Find passages", "ask": "Ask the articles", "article": "Read an article"}
_ARTICLES = "fundstelle://articles/"
_MOST_BYTES = 100_000  # of a request; the longest question is far shorter
_INSTRUCTIONS = (
    "Answers from one collection of news articles. ask gives a checked answer with exact quotes, "
    "retrieve the passages themselves, article a whole article. Cite by outlet, title and day."
)
_LOG = logging.getLogger(__name__)


def add_tools(app: FastAPI, assistant: Assistant, *, limit: int = CONCURRENT_QUESTIONS) -> None:
    """Offer the queries as MCP tools at :data:`PATH`, and articles as resources.

    To be called before the page is mounted at ``/``, which takes every path that is left. Who may
    ask is for what stands before the app: see :mod:`ui.serving.gate`.

    Args:
        app: Where to offer them; it also starts and ends with them.
        assistant: Answers the queries; asked from several threads at once.
        limit: How many queries are answered at once, beside those of the page; others wait.
    """
    manager = StreamableHTTPSessionManager(
        build_server(Queries(assistant).by_name, CapacityLimiter(limit)),
        json_response=True,
        stateless=True,
        max_request_body_size=_MOST_BYTES,
    )
    app.router.routes += [Route(path, _Endpoint(manager)) for path in (PATH, f"{PATH}/")]
    begun_before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncIterator[Any]:
        async with begun_before(running) as state, manager.run():
            yield state

    app.router.lifespan_context = lifespan


class _Endpoint:
    """A manager as an ASGI app: a route passes requests to an object as they are."""

    def __init__(self, manager: StreamableHTTPSessionManager) -> None:
        self._manager = manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            await self._manager.handle_request(scope, receive, send)
        else:  # there is no session that a client could listen to or end
            await Response(status_code=405, headers={"Allow": "POST"})(scope, receive, send)


def build_server(queries: dict[str, Query], limiter: CapacityLimiter) -> Server[Any, Any]:
    """Return a server of the protocol that answers with the queries, as many at once as allowed."""
    server: Server[Any, Any] = Server(
        "Fundstelle", version=version("fundstelle"), instructions=_INSTRUCTIONS
    )
    tools = [_describe(name, query) for name, query in queries.items()]

    async def run(name: str, arguments: Json) -> Json:
        return await run_sync(_run, queries, name, arguments, limiter=limiter)

    async def list_tools() -> list[Tool]:
        return tools

    async def call_tool(name: str, arguments: Json) -> CallToolResult:
        try:
            result = await run(name, arguments)
        except FundstelleError as error:
            return CallToolResult(content=[_text(str(error))], isError=True)
        return CallToolResult(content=[_text(_to_json(result))], structuredContent=result)

    async def list_resource_templates() -> list[ResourceTemplate]:
        return [
            ResourceTemplate(
                uriTemplate=f"{_ARTICLES}{{id}}",
                name="article",
                title="News article",
                description="An indexed news article in full, as the tool article gives it.",
                mimeType="application/json",
            )
        ]

    async def read_resource(uri: AnyUrl) -> list[ReadResourceContents]:
        article = await run("article", {"id": _read_address(str(uri))})
        return [ReadResourceContents(_to_json(article), "application/json")]

    server.list_tools()(list_tools)  # type: ignore[no-untyped-call]
    # The queries check what they are given themselves, and say what is wrong in their own words.
    server.call_tool(validate_input=False)(call_tool)
    server.list_resource_templates()(list_resource_templates)  # type: ignore[no-untyped-call]
    server.read_resource()(read_resource)  # type: ignore[no-untyped-call]
    return server


def _run(queries: dict[str, Query], name: str, arguments: Json) -> Json:
    if name not in queries:
        raise SettingInvalid(f"There is no tool {name[:80]!r}; there is {', '.join(queries)}.")
    check_arguments(queries[name], name, arguments)
    try:
        return queries[name](**arguments)
    except FundstelleError:
        raise
    except Exception:  # noqa: BLE001 - the SDK would tell the caller what only the log may know
        _LOG.exception("The tool %s failed.", name)
        raise _Broken("Something went wrong here; the server's log says what.") from None


class _Broken(FundstelleError):
    """A mistake of our own."""


def _read_address(uri: str) -> str:
    if not uri.startswith(_ARTICLES):
        raise SettingInvalid(f"There is no resource {uri[:200]!r}; there is {_ARTICLES}{{id}}.")
    return unquote(uri.removeprefix(_ARTICLES))


def _describe(name: str, query: Query) -> Tool:
    description, arguments, returns = get_function_description(query)
    parameters = signature(query).parameters.values()
    return Tool(
        name=name,
        title=_TITLES[name],
        description=f"{description}\n\nReturns: {' '.join(returns)}",
        inputSchema={
            "type": "object",
            "properties": {
                one.name: {
                    **TypeAdapter(one.annotation).json_schema(),
                    "description": arguments[one.name],
                    **({} if is_required(one) else {"default": one.default}),
                }
                for one in parameters
            },
            "required": [one.name for one in parameters if is_required(one)],
            "additionalProperties": False,
        },
        annotations=ToolAnnotations(
            readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False
        ),
    )


def _text(text: str) -> TextContent:
    return TextContent(type="text", text=text)


def _to_json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
