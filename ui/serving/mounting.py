"""The page as an app that a server runs: Gradio behind a gate, our own files beside it."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Mount, Route

from ui.serving.access import NAME, Access
from ui.serving.door import Door
from ui.serving.files import serve_files
from ui.serving.gate import Gate, Rules
from ui.serving.headers import SafeHeaders
from ui.serving.login import ask_to_log_in, log_in, log_out
from ui.serving.sessions import Attempts, Sessions
from ui.serving.tokens import SignedSessions

ASSETS = Path(__file__).parents[1] / "assets"
_HEAD = (
    '<link rel="stylesheet" media="print" href="page/print.css">'
    '<script src="page/early.js"></script>'
)
FILE_BYTES = 20_000_000
"""How large an uploaded file may be."""


def mount(
    page: gr.Blocks,
    *,
    theme: gr.themes.Base,
    access: Access,
    css_paths: Sequence[Path] = (),
    root_path: str = "",
    local: bool = False,
    tools: Callable[[FastAPI], None] | None = None,
    inside: Sequence[Middleware] = (),
    file_bytes: int = FILE_BYTES,
    session_key: str = "",
) -> FastAPI:
    """Make an app of a page.

    Args:
        page: The page, complete: later events would be unknown to the gate.
        theme: Its colours and type.
        access: Who may do what; with users, everything asks for a login.
        css_paths: Its styles, in order.
        root_path: Where it lies behind a proxy, such as ``/news/ask``; empty at the top.
        local: Whether only this machine may call it, by one of its own names.
        tools: Puts MCP tools into the app, at ``gradio_api/mcp``.
        inside: What else requests go through, once they are let in.
        file_bytes: How large an uploaded file may be.
        session_key: What sessions are signed with; empty keeps them in memory.
    """
    sessions = SignedSessions(session_key) if session_key else Sessions()
    door = Door(access.users, sessions, Attempts()) if access.users else None
    calls = {str(fn.api_name) for fn in page.fns.values() if fn.api_visibility == "public"}
    rules = Rules(root_path, local=local, mcp=tools is not None, calls=calls)
    app = _gated(rules, access, door, inside)
    if tools:
        tools(app)  # before the page, which takes every path that is left
    page.analytics_enabled = False
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        root_path=root_path,
        theme=theme,
        css_paths=list(css_paths),
        head=_HEAD,
        favicon_path=str(ASSETS / "favicon.svg"),
        footer_links=[],
        auth_dependency=_logged_in if door else None,
        allowed_paths=[],
        show_error=False,
        ssr_mode=False,
        run_history=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,  # it would call itself at whatever host the first request names
        max_file_size=file_bytes,
    )
    return app


def _gated(
    rules: Rules, access: Access, door: Door | None, inside: Sequence[Middleware]
) -> FastAPI:
    """Return an app without the page, behind its gate."""
    gate = Middleware(Gate, rules=rules, access=access, door=door, greet=ask_to_log_in)
    return FastAPI(
        openapi_url=None,
        routes=_routes(door, rules.root_path),
        middleware=[Middleware(SafeHeaders), gate, *inside],
    )


def let_go(app: FastAPI) -> None:
    """End the connection that Gradio holds to every open page."""
    for route in app.routes:
        if isinstance(route, Mount) and isinstance(route.app, gr.routes.App):
            route.app.stop_event.set()


def _routes(door: Door | None, root_path: str) -> list[BaseRoute]:
    routes: list[BaseRoute] = [Route("/page/{name}", serve_files(ASSETS), methods=["GET"])]
    if door:
        entering, leaving = partial(log_in, door, root_path), partial(log_out, door, root_path)
        routes.append(Route("/login", entering, methods=["POST"]))
        routes.append(Route("/logout", leaving, methods=["POST"]))
    return routes


def _logged_in(request: Request) -> str | None:
    """Return whom the gate let in: Gradio's own check, behind it."""
    return request.scope.get(NAME) or None
