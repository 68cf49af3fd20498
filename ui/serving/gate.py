"""What is let through to Gradio: the ways that the page and the interface need, and no others.

Gradio serves much that is of no use here, some of it without asking who calls: monitoring, run
history, files, proxying, recording, editing. What is not listed here does not exist.
"""

import ipaddress
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.serving.access import NAME, Access
from ui.serving.door import Door

_API = "/gradio_api"
UPLOAD = f"{_API}/upload"
# What the frontend and the login page consist of; nothing of it says anything about the articles.
_OPEN = re.compile(
    r"/assets/.+|/static/.+|/page/[^/]+|/theme\.css|/favicon\.ico|/manifest\.json|/pwa_icon"
)
_ENTERING = {"/login", "/logout"}
_GET = re.compile(
    rf"/|/config/?|{_API}/(app_id|info/?|queue/data|upload_progress|heartbeat/[^/]+|call/.+)"
)
_POST = re.compile(
    rf"{_API}/(queue/join|run/[^/]+/?|call/.+|component_server/?|cancel|reset/?|upload)"
)
_CALL = re.compile(rf"{_API}/call/(?:v2/)?([^/]+)(?:/[^/]*)?")
_MCP = re.compile(rf"{_API}/mcp/?")
_SAFE = {"GET", "HEAD"}
_METHODS = _SAFE | {"POST"}


@dataclass(frozen=True, slots=True)
class Rules:
    """What passes the gate.

    Attributes:
        root_path: Where the page lies behind a proxy, whether the proxy strips that or not.
        body_bytes: How large the body of a call may be.
        upload_bytes: How large an upload may be, all its files together.
        local: Whether it must be this machine that is called, by one of its own names: else a page
            from elsewhere could have its name lead here (DNS rebinding).
        calls: Names of the calls offered to programs.
        mcp: Whether there are MCP tools.
    """

    root_path: str = ""
    body_bytes: int = 3_000_000
    upload_bytes: int = 200_000_000
    local: bool = False
    calls: Collection[str] = ()
    mcp: bool = False


class Gate:
    """ASGI middleware: lets through what is allowed, with the name of who is logged in."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        rules: Rules,
        access: Access,
        door: Door | None,
        greet: Callable[[Request], Response],
    ) -> None:
        """Put the gate before an app.

        Args:
            app: What lies behind.
            rules: What passes.
            access: Who may do what.
            door: Knows who is logged in; None where nobody has to.
            greet: Asks somebody who is not logged in to do so.
        """
        self._app = app
        self._rules = rules
        self._access = access
        self._door = door
        self._greet = greet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request here, or pass it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":  # there are no websockets
            scope = self._beneath_root({**scope, NAME: ""})
            response = self._refuse(scope) or await self._ask_who(scope)
            await (response or self._app)(scope, receive, send)

    def _beneath_root(self, scope: Scope) -> Scope:
        root, path = self._rules.root_path, scope["path"]
        if root and path.startswith(f"{root}/"):
            path = path.removeprefix(root)
            return {**scope, "path": path, "raw_path": path.encode()}
        return scope

    def _refuse(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), scope["path"]
        if self._rules.local and not is_local(headers.get("host", "")):
            return _say(
                421,
                "This server answers on its own machine only; with --auth FILE or --open-to-all it "
                "answers to other names too.",
            )
        if path == self._rules.root_path != "":
            query = scope["query_string"].decode("latin-1")
            return RedirectResponse(f"{path}/{'?' if query else ''}{query}")
        if scope["method"] not in _METHODS and not (self._rules.mcp and _MCP.fullmatch(path)):
            return _say(405, "Only GET, HEAD and POST are understood here.")
        if scope["method"] not in _SAFE and is_foreign(headers):
            return _say(403, "This was asked by a page from elsewhere.")
        if not self._exists(scope["method"], path):
            return _say(404, "There is nothing here.")
        return self._weigh(headers, path) if scope["method"] == "POST" else None

    def _exists(self, method: str, path: str) -> bool:
        if self._rules.mcp and _MCP.fullmatch(path):
            return True
        if called := _CALL.fullmatch(path):
            return called[1] in self._rules.calls
        if method == "POST":
            return bool(_POST.fullmatch(path)) or (path in _ENTERING and self._door is not None)
        return bool(_OPEN.fullmatch(path) or _GET.fullmatch(path))

    def _weigh(self, headers: Headers, path: str) -> Response | None:
        limit = self._rules.upload_bytes if path == UPLOAD else self._rules.body_bytes
        length = headers.get("content-length", "")
        if not length.isdecimal():
            return _say(411, "A request must say how long it is (Content-Length).")
        if int(length) > limit:
            return _say(413, f"This is larger than the {limit:,} bytes that are taken at once.")
        return None

    async def _ask_who(self, scope: Scope) -> Response | None:
        """Put the name of who is logged in into the scope; answer those who may not go on."""
        path = scope["path"]
        if self._door is not None and not _OPEN.fullmatch(path) and path not in _ENTERING:
            name = await self._door.known(scope)
            if name is None:
                return self._send_away(scope)
            scope[NAME] = name
        if path == UPLOAD and not self._access.reader_of(scope).edits:
            return _say(403, "Only editors add articles.")
        return None

    def _send_away(self, scope: Scope) -> Response:
        if scope["path"] == "/":
            return self._greet(Request(scope))
        return JSONResponse({"detail": "Not logged in; load the page anew to log in."}, 401)


def is_foreign(headers: Headers) -> bool:
    """Tell whether a browser sends a request for a page from elsewhere (cross-site forgery).

    What browsers say of it themselves holds behind any proxy; where they say nothing, without TLS,
    the origin must be the host called. Programs send neither. The rules are those of Go's
    ``http.CrossOriginProtection``.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return False
    hosts = {headers.get("host"), headers.get("x-forwarded-host", "").split(",")[0].strip()}
    return urlsplit(origin).netloc not in hosts - {None, ""}


def is_local(host: str) -> bool:
    """Tell whether a ``Host`` header names the machine by an address or as localhost.

    Another name could be made to lead here by whoever owns it; an address could not.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _say(status: int, sentence: str) -> Response:
    return JSONResponse({"detail": sentence}, status)
