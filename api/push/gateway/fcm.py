"""FCM v1 by the asynchronous calls of the Firebase Admin SDK. Imported at the first push only.

The SDK encodes messages, sends batches and parses errors. By itself it always talks to Google, with
an HTTP client of its own; here it uses the URL of the settings and our `transport`.
"""

import asyncio
import functools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

import firebase_admin
import google.auth.credentials
import google.auth.exceptions
import httpx
import structlog
from firebase_admin import exceptions, messaging
from firebase_admin.credentials import Base, Certificate
from google.auth.transport.requests import Request

from api.kit import clock, ids
from api.push.gateway.encode import encode
from api.push.gateway.error_codes import (
    RULES,
    CodeRule,
    FcmOutcome,
    blames_address,
    error_code,
    error_message,
    rule_of,
)
from api.push.gateway.messages import Message, SendResult
from api.push.gateway.transport import (
    AppBatch,
    Batch,
    FcmTransport,
    NotAttempted,
    current_app_batch,
    json_body,
)

_TOKEN_MARGIN: Final = timedelta(minutes=5)
_LONGEST_WAIT: Final = timedelta(days=1)
PRIVATE_PARTS: Final = ("_fcm_url", "_fcm_topic_url", "_async_client")
"""What is replaced inside the SDK. A version that lacks one of them is rejected at the first push:
pushes would go to a URL that nobody chose."""
_log = structlog.get_logger("push")


class _NoToken(Base):  # type: ignore[misc, unused-ignore]
    """A credential that the SDK holds and never uses: `FcmTransport` adds the access token."""

    def get_credential(self) -> google.auth.credentials.Credentials:
        return google.auth.credentials.AnonymousCredentials()  # type: ignore[no-untyped-call]


class Client:
    """A connection to one Firebase project. To be created in a thread, used on one event loop."""

    def __init__(
        self,
        account: dict[str, str],
        url: str,
        project: str,
        timeout_seconds: float,
        authority: Path | None = None,
    ) -> None:
        self._account: Any = Certificate(account).get_credential()
        self._token: str | None = None
        self._fetching = asyncio.Lock()
        # Passed with each request: environment variables take precedence over a session's setting.
        verify = {"verify": str(authority)} if authority else {}
        self._fetch = functools.partial(Request(), timeout=timeout_seconds, **verify)
        self._app = firebase_admin.initialize_app(
            _NoToken(), {"projectId": project}, name=f"kulkul-{ids.uuid7()}"
        )
        service: Any = messaging._get_messaging_service(self._app)
        missing = set(PRIVATE_PARTS) - vars(service).keys()
        if missing:
            raise RuntimeError(
                f"firebase-admin {firebase_admin.__version__} has no {', '.join(sorted(missing))}"
                " any more: pushes would go to a URL that nobody chose."
            )
        self._transport = FcmTransport(lambda: self._token or "", timeout_seconds, authority)
        service._fcm_url = f"{url}/v1/projects/{project}/messages:send"
        service._fcm_topic_url = f"{url}/v1/projects/{project}/registrations"
        self._unused, service._async_client = service._async_client, self._transport

    async def close(self) -> None:
        """Closes the connections and deletes the SDK's app."""
        await self._unused.aclose()
        await self._transport.aclose()
        # The SDK starts an event loop to close itself, which only works in another thread.
        await asyncio.to_thread(firebase_admin.delete_app, self._app)

    async def send_many(self, messages: Sequence[Message]) -> list[SendResult]:
        """Sends up to 500 messages; whatever happens to one is in its own result."""
        failure = await self._token_failure()
        if failure is not None:
            return [failure] * len(messages)
        apps: dict[str, list[int]] = {}
        for index, message in enumerate(messages):
            apps.setdefault(message.app, []).append(index)
        batch = Batch()
        parts = await asyncio.gather(
            *(self._send([messages[i] for i in indexes], batch) for indexes in apps.values())
        )
        results = {
            index: result
            for indexes, part in zip(apps.values(), parts, strict=True)
            for index, result in zip(indexes, part, strict=True)
        }
        return [results[index] for index in range(len(messages))]

    async def _send(self, messages: Sequence[Message], batch: Batch) -> list[SendResult]:
        """Sends the messages of one app."""
        reset = current_app_batch.set(AppBatch(batch))
        try:
            found = await messaging.send_each_async([encode(m) for m in messages], app=self._app)
        except ValueError as error:
            # The SDK validates all before it sends any: one bad message must not block the others.
            if len(messages) > 1:
                return [(await self._send([message], batch))[0] for message in messages]
            return [SendResult(FcmOutcome.REJECTED, code="INVALID_ARGUMENT", detail=str(error))]
        except exceptions.FirebaseError as error:
            return [SendResult(FcmOutcome.RETRY, code="UNKNOWN", detail=str(error))] * len(messages)
        finally:
            current_app_batch.reset(reset)
        return [
            SendResult(FcmOutcome.SENT, message_name=response.message_id)
            if response.success
            else self._result_of_error(response.exception)
            for response in found.responses
        ]

    async def change_members(
        self, registrations: Sequence[str], topic: str, *, join: bool
    ) -> list[SendResult]:
        """Adds up to 1,000 registrations to a topic, or removes them; a result for each.

        It succeeds as well for one that is a member already, or is not a member any more.
        """
        failure = await self._token_failure()
        if failure is not None:
            return [failure] * len(registrations)
        call = (
            messaging.subscribe_to_topic_async if join else messaging.unsubscribe_from_topic_async
        )
        try:
            found = await call(list(registrations), topic, app=self._app)
        except exceptions.FirebaseError as error:
            return [SendResult(FcmOutcome.RETRY, code="UNKNOWN", detail=str(error))] * len(
                registrations
            )
        results = [SendResult(FcmOutcome.SENT)] * len(registrations)
        for failed in found.errors:
            results[failed.index] = _result_of_membership(failed.reason)
        return results

    async def _token_failure(self) -> SendResult | None:
        """Fetches an access token if needed; the result for every message if that fails."""
        try:
            await self._fetch_token()
        except google.auth.exceptions.GoogleAuthError as error:
            return _result_of_code("NO_ACCESS_TOKEN", str(error))
        return None

    async def _fetch_token(self) -> None:
        async with self._fetching:
            expiry: datetime | None = self._account.expiry  # naive, in UTC
            fresh_until = expiry and expiry.replace(tzinfo=UTC) - _TOKEN_MARGIN
            if self._token is None or (fresh_until and clock.now() >= fresh_until):
                # The SDK would fetch it on the event loop: a slow token server blocks everything.
                await asyncio.to_thread(self._account.refresh, self._fetch)
                self._token = self._account.token

    def _result_of_error(self, error: Exception | None) -> SendResult:
        cause = getattr(error, "cause", None)
        if isinstance(cause, NotAttempted):
            response = cause.stopped_by
            code = error_code(response.status_code, json_body(response))
            detail = f"not attempted after {code}"
            return _result_of_code(code, detail, _retry_after(response), attempted=False)
        answered: httpx.Response | None = getattr(error, "http_response", None)
        if answered is None:
            timed_out = isinstance(error, exceptions.DeadlineExceededError)
            return _result_of_code("TIMEOUT" if timed_out else "UNAVAILABLE", str(error))
        body = json_body(answered)
        code = error_code(answered.status_code, body)
        if code == "UNAUTHENTICATED":
            self._token = None  # revoked, or issued by a wrong clock: fetch a new one
        result = _result_of_code(code, error_message(body) or str(error), _retry_after(answered))
        if code == "INVALID_ARGUMENT" and blames_address(body):
            return replace(result, address_invalid=True)
        return result


def _result_of_code(
    code: str, detail: str, requested: timedelta | None = None, *, attempted: bool = True
) -> SendResult:
    """The result for an error code; `requested` is the wait that FCM asked for."""
    rule: CodeRule = rule_of(code)
    waits = [wait for wait in (requested, rule.wait or None) if wait is not None]
    may_wait = rule.outcome in (FcmOutcome.RETRY, FcmOutcome.PAUSE_LANE)
    return SendResult(
        rule.outcome,
        code=code,
        detail=detail,
        retry_after=max(waits, default=None) if may_wait else None,
        address_invalid=rule.outcome is FcmOutcome.DEVICE_GONE,
        needs_operator=rule.needs_operator,
        app_only=rule.app_only,
        attempted=attempted,
    )


def _result_of_membership(reason: str) -> SendResult:
    """The result for the one word that the SDK keeps of a failed change of membership."""
    if reason == "NOT_FOUND":
        # Without FCM's own UNREGISTERED beside it, it can mean anything: the device stays on.
        return SendResult(FcmOutcome.REJECTED, code=reason, detail=reason)
    code = "QUOTA_EXCEEDED" if reason == "RESOURCE_EXHAUSTED" else reason
    return _result_of_code(code if code in RULES else "UNAVAILABLE", reason)


def _retry_after(response: httpx.Response) -> timedelta | None:
    """The wait of the Retry-After header: seconds or a date (RFC 9110, section 10.2.3)."""
    text = response.headers.get("Retry-After", "")
    if text.strip().isdecimal():
        return timedelta(seconds=min(int(text), _LONGEST_WAIT.total_seconds()))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(until - clock.now(), timedelta(0)), _LONGEST_WAIT)
