"""Headers that forbid the page everything foreign: a second line of defence behind the escaping."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The page loads, sends and runs nothing from elsewhere. Gradio's own frontend needs inline code
# and ``Function``.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_UNUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
# No Strict-Transport-Security: whoever puts TLS before the server says how long that holds.
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
    # Not "no-referrer", which hides from the server itself where a form was sent from.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
# Gradio would let the pages of any origin read what it answers.
_GRANTS = ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials")


class SafeHeaders:
    """ASGI middleware that puts the headers on every response.

    What has no ``ETag`` to be asked again by is kept by no cache either.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and the response back, with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in _GRANTS:
                    del headers[name]
                headers.update(_HEADERS)
                if "etag" not in headers:
                    headers.setdefault("Cache-Control", "no-store")
                if headers.get("content-type", "").startswith("text/event-stream"):
                    headers["X-Accel-Buffering"] = "no"  # a proxy is not to hold answers back
            await send(message)

        await self._app(scope, receive, send_with_headers)
