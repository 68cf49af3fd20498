"""What is sent to a language model's server and taken from it: these headers alone, this much."""

from collections.abc import AsyncIterator

import httpx2

from rag.llm.servers.addresses import Address

# Of a response: an event that does not end, or events that say nothing without end.
_EVENT_BYTES, _RESPONSE_BYTES = 256_000, 8_000_000
_ERROR_BYTES = 64_000
_CONNECT_SECONDS = 1.0


class Transport(httpx2.AsyncBaseTransport):
    """HTTP as far as it is wanted.

    The headers of a request are made anew: what the client library finds in the environment
    (another account's key, an organisation, headers of its own) is meant for another server. A
    connection serves one request, so that ending it ends the server's work as well.
    """

    def __init__(self, address: Address) -> None:
        """Set the server; its key is sent to it alone, as redirects are not followed."""
        self._key = address.key
        self._inner = httpx2.AsyncHTTPTransport(
            proxy=address.proxy, limits=httpx2.Limits(max_keepalive_connections=0)
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request.

        Raises:
            httpx2.TransportError: It does not get there.
            httpx2.DecodingError: The response is compressed, although that was declined.
        """
        response = await self._inner.handle_async_request(await self._remake(request))
        if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
            await response.aclose()
            raise httpx2.DecodingError("compressed")
        if not isinstance(response.stream, httpx2.AsyncByteStream):
            raise httpx2.StreamError("no stream")
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Bounded(response.stream, failed=response.status_code >= 300),
            extensions=response.extensions,
        )

    async def _remake(self, request: httpx2.Request) -> httpx2.Request:
        """Return a request with the headers that it needs, and no others."""
        headers = {
            "Accept": "text/event-stream, application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "fundstelle",
        }
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        content = await request.aread()
        if content:
            headers["Content-Type"] = "application/json"
        timeouts = {"connect": _CONNECT_SECONDS, "read": None, "write": None, "pool": None}
        return httpx2.Request(
            request.method,
            request.url,
            headers=headers,
            content=content or None,
            extensions={"timeout": timeouts},
        )

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Bounded(httpx2.AsyncByteStream):
    """A response's body; of a failure its beginning is enough, a reply must not be too long."""

    def __init__(self, inner: httpx2.AsyncByteStream, *, failed: bool) -> None:
        self._inner = inner
        self._failed = failed

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = line = 0
        async for chunk in self._inner:
            taken += len(chunk)
            line = len(chunk) - 1 - chunk.rfind(b"\n") if b"\n" in chunk else line + len(chunk)
            if self._failed and taken > _ERROR_BYTES:
                return
            if line > _EVENT_BYTES or taken > _RESPONSE_BYTES:
                raise httpx2.DecodingError("too much")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
