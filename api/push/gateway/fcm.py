"""FCM v1 over HTTP/2. Imported at the first push only.

The Firebase Admin SDK makes the account's tokens and encodes messages. Its own HTTP client retries
500 and 503 unasked and without honouring Retry-After, has no deadline for a response that trickles
in, fetches access tokens on the event loop, and shares one connection between all: `transport` does
none of this.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from api.kit import clock
from api.push.gateway.access_tokens import AccessTokens, NoAccessToken
from api.push.gateway.encode import encode
from api.push.gateway.error_codes import (
    MEMBERSHIP_RULES,
    RULES,
    CodeRule,
    FcmOutcome,
    blames_address,
    error_code,
    error_message,
    rule_of,
)
from api.push.gateway.http2 import NoResponse, Response
from api.push.gateway.messages import Message, SendResult
from api.push.gateway.transport import FcmTransport, TimedOut, trusted_by

_LONGEST_WAIT: Final = timedelta(days=1)
_MEMBERSHIPS: Final = "memberships"
"""The name of the connection over which topics are joined and left."""


class Client:
    """Connections to one Firebase project. To be created in a thread, used on one event loop."""

    def __init__(
        self,
        account: dict[str, str],
        url: str,
        project: str,
        timeout_seconds: float,
        authority: Path | None = None,
    ) -> None:
        self._seconds = timeout_seconds
        self._trusted = trusted_by(authority)
        # A slow or failing token server that others wait for must not hold up a warning.
        self._tokens, self._urgent_tokens = (
            AccessTokens(account, timeout_seconds, authority) for _ in range(2)
        )
        self._lines: dict[str, FcmTransport] = {}
        self._url = url
        self._send_path = f"/v1/projects/{project}/messages:send"
        self._registrations = f"/v1/projects/{project}/registrations"

    async def close(self) -> None:
        """Closes all connections."""
        await asyncio.gather(*(line.aclose() for line in self._lines.values()))

    async def send(self, lane: str, message: Message) -> SendResult:
        """Sends a message over its lane's connection; whatever happens is in the result."""
        try:
            body = {"message": encode(message)}
        except ValueError as error:
            return SendResult(FcmOutcome.REJECTED, code="INVALID_ARGUMENT", detail=str(error))
        tokens = self._urgent_tokens if message.is_urgent else self._tokens
        return await self._request(lane, tokens, "POST", self._send_path, body, RULES)

    async def change_members(
        self, registrations: Sequence[str], topic: str, *, join: bool
    ) -> list[SendResult]:
        """Adds registrations to a topic, or removes them; a result for each.

        It succeeds as well for one that is a member already, or is not a member any more.
        """
        return await asyncio.gather(
            *(self._change_member(registration, topic, join) for registration in registrations)
        )

    async def _change_member(self, registration: str, topic: str, join: bool) -> SendResult:
        base = f"{self._registrations}/{quote(registration, safe='')}/topicSubscriptions"
        name = quote(topic, safe="")
        request: tuple[str, str, Any] = (
            ("POST", f"{base}?topic_name={name}", {})
            if join
            else ("DELETE", f"{base}/{name}?allow_missing=true", None)
        )
        method, path, body = request
        return await self._request(_MEMBERSHIPS, self._tokens, method, path, body, MEMBERSHIP_RULES)

    async def _request(
        self,
        lane: str,
        tokens: AccessTokens,
        method: str,
        path: str,
        body: Any,
        rules: Mapping[str, CodeRule],
    ) -> SendResult:
        try:
            # A warning takes whichever token is at hand, and waits only for its own.
            token = self._tokens.ready if tokens is self._urgent_tokens else None
            token = token or await tokens.current()
        except NoAccessToken as error:
            return _result_of_code("NO_ACCESS_TOKEN", str(error), rules)
        line = self._lines.get(lane)
        if line is None:
            line = self._lines[lane] = FcmTransport(self._url, self._seconds, self._trusted)
        try:
            response, answer = await line.request(method, path, token, body)
        except TimedOut as error:
            return _result_of_code("TIMEOUT", str(error), rules)
        except NoResponse as error:
            return _result_of_code("UNAVAILABLE", str(error), rules)
        if 200 <= response.status < 300 and isinstance(answer, dict):
            name = answer.get("name")
            return SendResult(FcmOutcome.SENT, message_name=name if isinstance(name, str) else None)
        code = error_code(response.status, answer)
        if code == "UNAUTHENTICATED":
            self._tokens.revoke(token)
            self._urgent_tokens.revoke(token)
        detail = error_message(answer) or f"HTTP {response.status}"
        result = _result_of_code(code, detail, rules, _retry_after(response))
        if code == "INVALID_ARGUMENT" and blames_address(answer):
            return replace(result, outcome=FcmOutcome.DEVICE_GONE, address_invalid=True)
        return result


def _result_of_code(
    code: str, detail: str, rules: Mapping[str, CodeRule], requested: timedelta | None = None
) -> SendResult:
    """The result for an error code; `requested` is the wait that FCM asked for."""
    rule = rule_of(code, rules)
    waits = [wait for wait in (requested, rule.wait or None) if wait is not None]
    return SendResult(
        rule.outcome,
        code=code,
        detail=detail,
        scope=rule.scope,
        retry_after=max(waits, default=None) if rule.outcome is FcmOutcome.RETRY else None,
        address_invalid=rule.outcome is FcmOutcome.DEVICE_GONE,
        needs_operator=rule.needs_operator,
        witnesses=rule.witnesses,
    )


def _retry_after(response: Response) -> timedelta | None:
    """The wait of the Retry-After header: seconds or a date (RFC 9110, section 10.2.3)."""
    text = response.headers.get("retry-after", "")
    if text.strip().isdecimal():
        return timedelta(seconds=min(int(text), _LONGEST_WAIT.total_seconds()))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(until - clock.now(), timedelta(0)), _LONGEST_WAIT)
