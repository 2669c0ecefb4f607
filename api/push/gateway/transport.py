"""Requests to FCM: a deadline for each, no hidden retries, and a connection for each lane.

A lane whose answers hang holds its own connection and no other, and a request that hangs holds up
no other. Whatever happens to one request is an error of that request alone.
"""

import asyncio
import ssl
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import orjson

from api.push.gateway.http2 import MAX_STREAMS, Http2Connection, NoResponse, NotTaken, Response

_IDLE_SECONDS: Final = 60.0
"""Routers forget connections on which nothing happens; nobody says so."""
_HEADERS: Final = {"content-type": "application/json", "x-goog-api-format-version": "2"}


class TimedOut(NoResponse):
    """There was no complete response within the time."""


class FcmTransport:
    """The connection of one lane. To be used on one event loop."""

    def __init__(self, url: str, seconds: float, trusted: ssl.SSLContext) -> None:
        address = urlsplit(url)
        self._base, self._host, self._authority = url, address.hostname or "", address.netloc
        self._port, self._prefix = address.port or 443, address.path
        self._seconds = seconds
        self._trusted = trusted
        self._slots = asyncio.Semaphore(MAX_STREAMS)
        self._connecting = asyncio.Lock()
        self._connection: Http2Connection | None = None
        # A stand-in for FCM on this machine may speak HTTP/1.1 without TLS.
        self._plain = httpx.AsyncHTTPTransport() if address.scheme == "http" else None

    async def request(
        self, method: str, path: str, token: str, body: Any = None
    ) -> tuple[Response, Any]:
        """The response, and its JSON, None if it is none. Raises NoResponse."""
        content = b"" if body is None else orjson.dumps(body)
        headers = {**_HEADERS, "authorization": f"Bearer {token}"}
        if content:
            headers["content-length"] = str(len(content))
        send = self._send_plain if self._plain else self._send
        async with self._slots:  # the deadline of a message does not run while it queues
            try:
                async with asyncio.timeout(self._seconds):
                    response = await send(method, path, headers, content)
            except TimeoutError:
                if self._connection and self._connection.idle_seconds >= self._seconds:
                    self._connection.retire()  # it may be dead, and nobody says so
                raise TimedOut(f"no complete response in {self._seconds:g} s") from None
        try:
            return response, orjson.loads(response.content)
        except ValueError:
            return response, None

    async def _send(
        self, method: str, path: str, headers: dict[str, str], content: bytes
    ) -> Response:
        request = (method, self._authority, self._prefix + path, headers, content)
        try:
            return await (await self._connect()).request(*request)
        except NotTaken:
            return await (await self._connect()).request(*request)

    async def _connect(self) -> Http2Connection:
        async with self._connecting:
            now = self._connection
            if now and now.idle_seconds > max(_IDLE_SECONDS, self._seconds):
                now.retire()
            if now is None or not now.is_usable:
                self._connection = now = await Http2Connection.connect(
                    self._host, self._port, self._trusted
                )
            return now

    async def _send_plain(
        self, method: str, path: str, headers: dict[str, str], content: bytes
    ) -> Response:
        assert self._plain is not None
        request = httpx.Request(method, self._base + path, headers=headers, content=content)
        try:
            response = await self._plain.handle_async_request(request)
            return Response(response.status_code, dict(response.headers), await response.aread())
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoResponse(f"{type(error).__name__}: {error}") from error

    async def aclose(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._plain is not None:
            await self._plain.aclose()


def trusted_by(authority: Path | None) -> ssl.SSLContext:
    """Whom all connections trust: the given certificate, or those that this machine trusts."""
    context = (
        httpx.create_ssl_context()
        if authority is None
        else ssl.create_default_context(cafile=authority)
    )
    context.set_alpn_protocols(["h2"])
    return context
