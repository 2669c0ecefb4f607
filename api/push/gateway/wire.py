"""The HTTP/2 client under the SDK: one deadline for each message, no repeats, one origin.

The SDK's own client repeats 500 and 503 behind our back without honouring Retry-After, has no
deadline for an answer that trickles, fetches access tokens on the event loop, and one odd answer
fails the whole batch that it belongs to. This one turns whatever happens to one message into an
error of that message alone.
"""

import asyncio
import ssl
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from api.push.gateway.answers import Answer, code_of, rule_of

_SIDE_BY_SIDE: Final = 100
"""Google lets a connection have 100 streams."""


@dataclass(slots=True)
class Batch:
    """One batch on its way."""

    closed: httpx.Response | None = None


@dataclass(slots=True)
class Offer:
    """The messages of one app in a batch. After an answer that closes the app, or the lane, the
    rest is not offered."""

    batch: "Batch"
    closed: httpx.Response | None = None

    @property
    def closing(self) -> httpx.Response | None:
        """The answer after which nothing more is offered."""
        return self.closed or self.batch.closed


class NotOffered(httpx.HTTPError):
    """The message stayed at home: an earlier one had closed its lane or its app."""

    def __init__(self, closed: httpx.Response) -> None:
        super().__init__("not offered")
        self.closed = closed


offer: ContextVar[Offer] = ContextVar("offer")


class Wire:
    """Stands where the SDK has its asynchronous client. To be used on one event loop."""

    def __init__(self, bearer: Callable[[], str], seconds: float, authority: Path | None) -> None:
        trusted = ssl.create_default_context(cafile=authority) if authority else True
        self._bearer = bearer
        self.seconds = seconds
        self._places = asyncio.Semaphore(_SIDE_BY_SIDE)
        self._http = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(
                http2=True, verify=trusted, limits=httpx.Limits(max_connections=_SIDE_BY_SIDE)
            ),
            timeout=seconds,
        )

    async def request(
        self, method: str, url: str, *, headers: dict[str, str], json: Any = None
    ) -> httpx.Response:
        """One request. Raises httpx.HTTPError for everything but a success."""
        mine = offer.get(None)
        async with self._places:  # the time that a message may take does not run while it queues
            if mine is not None and mine.closing is not None:
                raise NotOffered(mine.closing)
            try:
                async with asyncio.timeout(self.seconds):
                    headers["Authorization"] = f"Bearer {self._bearer()}"
                    response = await self._http.request(method, url, headers=headers, json=json)
            except TimeoutError:
                raise httpx.ReadTimeout(f"no whole answer within {self.seconds:g} s") from None
            except (httpx.HTTPError, httpx.InvalidURL):
                raise
            except Exception as error:  # HTTP/2 libraries raise their own kinds
                raise httpx.RemoteProtocolError(f"{type(error).__name__}: {error}") from error
        body = body_of(response)
        if response.is_success and isinstance(body, dict):
            return response
        rule = rule_of(code_of(response.status_code, body))
        if mine is not None and rule.answer is Answer.PAUSE:
            (mine if rule.of_app else mine.batch).closed = response
        raise httpx.HTTPStatusError(
            f"HTTP {response.status_code}", request=response.request, response=_tidy(response, body)
        )

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._http.aclose()


def body_of(response: httpx.Response) -> Any:
    """The JSON of an answer, or None."""
    try:
        return response.json()
    except ValueError:
        return None


def _tidy(response: httpx.Response, body: Any) -> httpx.Response:
    """The answer as the SDK can read it: of a page or an odd form it keeps status and headers."""
    error = body.get("error") if isinstance(body, dict) else None
    details = error.get("details", []) if isinstance(error, dict) else None
    if isinstance(details, list) and all(isinstance(detail, dict) for detail in details):
        return response
    kept = {k: v for k, v in response.headers.items() if k.lower() == "retry-after"}
    return httpx.Response(response.status_code, headers=kept, request=response.request)
