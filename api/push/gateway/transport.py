"""The HTTP/2 client under the SDK: a deadline for each message, no hidden retries, one origin.

The SDK's own client retries 500 and 503 unasked and without honouring Retry-After, has no deadline
for a response that trickles in, fetches access tokens on the event loop, and lets one odd response
fail the whole batch. This one turns whatever happens to one message into an error of that message
alone.
"""

import asyncio
import ssl
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from api.push.gateway.error_codes import FcmOutcome, error_code, rule_of

_MAX_STREAMS: Final = 100
"""Google allows a connection 100 concurrent streams."""


@dataclass(slots=True)
class Batch:
    """The state of one batch while it is being sent."""

    stopped_by: httpx.Response | None = None
    """The response that paused the lane, if there was one."""


@dataclass(slots=True)
class AppBatch:
    """The messages of one app in a batch, while they are being sent.

    After a response that pauses the app, or the lane, the rest is not attempted.
    """

    batch: Batch
    app_stopped_by: httpx.Response | None = None
    """The response that paused this app alone, if there was one."""

    @property
    def stopped_by(self) -> httpx.Response | None:
        """The response after which nothing more of this app is attempted."""
        return self.app_stopped_by or self.batch.stopped_by


class NotAttempted(httpx.HTTPError):
    """The message was held back: an earlier response had paused its lane or its app."""

    def __init__(self, stopped_by: httpx.Response) -> None:
        super().__init__("not attempted")
        self.stopped_by = stopped_by


current_app_batch: ContextVar[AppBatch] = ContextVar("current_app_batch")


class FcmTransport:
    """Replaces the SDK's asynchronous HTTP client. To be used on one event loop."""

    def __init__(self, bearer: Callable[[], str], seconds: float, authority: Path | None) -> None:
        trusted = ssl.create_default_context(cafile=authority) if authority else True
        self._bearer = bearer
        self.seconds = seconds
        self._slots = asyncio.Semaphore(_MAX_STREAMS)
        self._http = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(
                http2=True, verify=trusted, limits=httpx.Limits(max_connections=_MAX_STREAMS)
            ),
            timeout=seconds,
        )

    async def request(
        self, method: str, url: str, *, headers: dict[str, str], json: Any = None
    ) -> httpx.Response:
        """Sends one request. Raises httpx.HTTPError for everything but a success."""
        own = current_app_batch.get(None)
        async with self._slots:  # the deadline of a message does not run while it queues
            if own is not None and own.stopped_by is not None:
                raise NotAttempted(own.stopped_by)
            try:
                async with asyncio.timeout(self.seconds):
                    headers["Authorization"] = f"Bearer {self._bearer()}"
                    response = await self._http.request(method, url, headers=headers, json=json)
            except TimeoutError:
                raise httpx.ReadTimeout(f"no complete response in {self.seconds:g} s") from None
            except (httpx.HTTPError, httpx.InvalidURL):
                raise
            except Exception as error:  # HTTP/2 libraries raise exceptions of their own
                raise httpx.RemoteProtocolError(f"{type(error).__name__}: {error}") from error
        body = json_body(response)
        if response.is_success and isinstance(body, dict):
            return response
        rule = rule_of(error_code(response.status_code, body))
        if own is not None and rule.outcome is FcmOutcome.PAUSE_LANE:
            if rule.app_only:
                own.app_stopped_by = response
            else:
                own.batch.stopped_by = response
        raise httpx.HTTPStatusError(
            f"HTTP {response.status_code}",
            request=response.request,
            response=_readable_by_sdk(response, body),
        )

    async def aclose(self) -> None:
        await self._http.aclose()


def json_body(response: httpx.Response) -> Any:
    """The JSON of a response, or None."""
    try:
        return response.json()
    except ValueError:
        return None


def _readable_by_sdk(response: httpx.Response, body: Any) -> httpx.Response:
    """The response in a form that the SDK can parse: of an odd one, only status and Retry-After."""
    error = body.get("error") if isinstance(body, dict) else None
    details = error.get("details", []) if isinstance(error, dict) else None
    if isinstance(details, list) and all(isinstance(detail, dict) for detail in details):
        return response
    kept = {k: v for k, v in response.headers.items() if k.lower() == "retry-after"}
    return httpx.Response(response.status_code, headers=kept, request=response.request)
