"""HTTP/2 to FCM: a deadline for each request, no hidden retries, and a connection for each lane.

A lane whose answers hang holds its own connection and no other. Whatever happens to one request is
an error of that request alone.
"""

import asyncio
import ssl
from pathlib import Path
from typing import Any, Final

import httpx
import orjson

_MAX_STREAMS: Final = 100
"""Google allows a connection 100 concurrent streams."""
_IDLE_SECONDS: Final = 60.0
_HEADERS: Final = {"Content-Type": "application/json", "X-GOOG-API-FORMAT-VERSION": "2"}


class FcmTransport:
    """The connection of one lane. To be used on one event loop."""

    def __init__(self, seconds: float, trusted: ssl.SSLContext) -> None:
        self.seconds = seconds
        self._slots = asyncio.Semaphore(_MAX_STREAMS)
        limits = httpx.Limits(max_connections=_MAX_STREAMS, keepalive_expiry=_IDLE_SECONDS)
        self._http = httpx.AsyncHTTPTransport(http2=True, verify=trusted, limits=limits)

    async def request(
        self, method: str, url: httpx.URL, token: str, body: Any = None
    ) -> tuple[httpx.Response, Any]:
        """The response, read to its end, and its JSON, None if it is none.

        Raises httpx.HTTPError when there is no complete response within the time.
        """
        content = None if body is None else orjson.dumps(body)
        headers = {**_HEADERS, "Authorization": f"Bearer {token}", "Host": url.netloc.decode()}
        if content is not None:
            headers["Content-Length"] = str(len(content))
        request = httpx.Request(method, url, headers=headers, content=content)
        async with self._slots:  # the deadline of a message does not run while it queues
            try:
                async with asyncio.timeout(self.seconds):
                    response = await self._http.handle_async_request(request)
                    await response.aread()
            except TimeoutError:
                raise httpx.ReadTimeout(f"no complete response in {self.seconds:g} s") from None
            except (httpx.HTTPError, httpx.InvalidURL):
                raise
            except Exception as error:  # HTTP/2 libraries raise exceptions of their own
                raise httpx.RemoteProtocolError(f"{type(error).__name__}: {error}") from error
        try:
            return response, orjson.loads(response.content)
        except ValueError:
            return response, None

    async def aclose(self) -> None:
        await self._http.aclose()


def trusted_by(authority: Path | None) -> ssl.SSLContext:
    """Whom all connections trust: the given certificate, or those that this machine trusts."""
    if authority is None:
        return httpx.create_ssl_context()
    return ssl.create_default_context(cafile=authority)
