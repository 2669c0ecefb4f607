"""FCM v1 by the Firebase Admin SDK's asynchronous calls. Imported at the first push only.

The SDK encodes messages, makes batches and reads its errors. It talks to Google alone and in its
own way; here to the address of the settings, through `wire`.
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
from api.push.gateway.answers import (
    RULES,
    Answer,
    Rule,
    code_of,
    names_the_address,
    rule_of,
    words_of,
)
from api.push.gateway.encode import encode
from api.push.gateway.messages import Message, Outcome
from api.push.gateway.wire import Batch, NotOffered, Offer, Wire, body_of, offer

_TOKEN_MARGIN: Final = timedelta(minutes=5)
_LONGEST_WAIT: Final = timedelta(days=1)
PRIVATE_PARTS: Final = ("_fcm_url", "_fcm_topic_url", "_async_client")
"""What is replaced inside the SDK. A version that lacks one of them is refused at the first push:
pushes would go to an address that nobody chose."""
_log = structlog.get_logger("push")


class _NoToken(Base):  # type: ignore[misc, unused-ignore]
    """A credential that the SDK can hold and never use: `Wire` brings the access token."""

    def get_credential(self) -> google.auth.credentials.Credentials:
        return google.auth.credentials.AnonymousCredentials()  # type: ignore[no-untyped-call]


class Client:
    """A connection to one Firebase project. To be made in a thread, used on one event loop."""

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
        # Given with each request: the environment would have the last word over a session's.
        trusted = {"verify": str(authority)} if authority else {}
        self._fetch = functools.partial(Request(), timeout=timeout_seconds, **trusted)
        self._app = firebase_admin.initialize_app(
            _NoToken(), {"projectId": project}, name=f"kulkul-{ids.uuid7()}"
        )
        service: Any = messaging._get_messaging_service(self._app)
        missing = set(PRIVATE_PARTS) - vars(service).keys()
        if missing:
            raise RuntimeError(
                f"firebase-admin {firebase_admin.__version__} has no {', '.join(sorted(missing))}"
                " any more: pushes would go to an address that nobody chose."
            )
        self._wire = Wire(lambda: self._token or "", timeout_seconds, authority)
        service._fcm_url = f"{url}/v1/projects/{project}/messages:send"
        service._fcm_topic_url = f"{url}/v1/projects/{project}/registrations"
        self._unused, service._async_client = service._async_client, self._wire

    async def close(self) -> None:
        """Closes the connections and forgets the SDK's app."""
        await self._unused.aclose()
        await self._wire.aclose()
        # The SDK's own closing starts an event loop, which it may only do in another thread.
        await asyncio.to_thread(firebase_admin.delete_app, self._app)

    async def send_many(self, messages: Sequence[Message]) -> list[Outcome]:
        """Offers up to 500 messages; whatever happens to one is its outcome."""
        closed = await self._without_token()
        if closed is not None:
            return [closed] * len(messages)
        apps: dict[str, list[int]] = {}
        for place, message in enumerate(messages):
            apps.setdefault(message.app, []).append(place)
        batch = Batch()
        parts = await asyncio.gather(
            *(self._send([messages[i] for i in places], batch) for places in apps.values())
        )
        outcomes = {
            place: outcome
            for places, part in zip(apps.values(), parts, strict=True)
            for place, outcome in zip(places, part, strict=True)
        }
        return [outcomes[place] for place in range(len(messages))]

    async def _send(self, messages: Sequence[Message], batch: Batch) -> list[Outcome]:
        """Those of one app."""
        mark = offer.set(Offer(batch))
        try:
            answer = await messaging.send_each_async([encode(m) for m in messages], app=self._app)
        except ValueError as error:
            # The SDK checks all before it sends any: one that it cannot take must not hold up all.
            if len(messages) > 1:
                return [(await self._send([message], batch))[0] for message in messages]
            return [Outcome(Answer.REFUSED, code="INVALID_ARGUMENT", detail=str(error))]
        except exceptions.FirebaseError as error:
            return [Outcome(Answer.LATER, code="UNKNOWN", detail=str(error))] * len(messages)
        finally:
            offer.reset(mark)
        return [
            Outcome(Answer.SENT, name=response.message_id)
            if response.success
            else self._outcome(response.exception)
            for response in answer.responses
        ]

    async def change_members(
        self, registrations: Sequence[str], topic: str, *, join: bool
    ) -> list[Outcome]:
        """Puts up to 1,000 registrations into a topic, or takes them out; an outcome for each.

        Joining twice and leaving what one is not in are well.
        """
        closed = await self._without_token()
        if closed is not None:
            return [closed] * len(registrations)
        call = (
            messaging.subscribe_to_topic_async if join else messaging.unsubscribe_from_topic_async
        )
        try:
            found = await call(list(registrations), topic, app=self._app)
        except exceptions.FirebaseError as error:
            return [Outcome(Answer.LATER, code="UNKNOWN", detail=str(error))] * len(registrations)
        outcomes = [Outcome(Answer.SENT)] * len(registrations)
        for failed in found.errors:
            outcomes[failed.index] = _of_topic(failed.reason)
        return outcomes

    async def _without_token(self) -> Outcome | None:
        try:
            await self._fetch_token()
        except google.auth.exceptions.GoogleAuthError as error:
            return _told("NO_ACCESS_TOKEN", str(error))
        return None

    async def _fetch_token(self) -> None:
        async with self._fetching:
            expiry: datetime | None = self._account.expiry  # naive, in UTC
            fresh_until = expiry and expiry.replace(tzinfo=UTC) - _TOKEN_MARGIN
            if self._token is None or (fresh_until and clock.now() >= fresh_until):
                # The SDK would fetch it on the event loop: a slow account server stops everything.
                await asyncio.to_thread(self._account.refresh, self._fetch)
                self._token = self._account.token

    def _outcome(self, error: Exception | None) -> Outcome:
        cause = getattr(error, "cause", None)
        if isinstance(cause, NotOffered):
            code = code_of(cause.closed.status_code, body_of(cause.closed))
            return _told(code, f"not offered after {code}", _retry_after(cause.closed), False)
        response: httpx.Response | None = getattr(error, "http_response", None)
        if response is None:
            timed_out = isinstance(error, exceptions.DeadlineExceededError)
            return _told("TIMEOUT" if timed_out else "UNAVAILABLE", str(error))
        body = body_of(response)
        code = code_of(response.status_code, body)
        if code == "UNAUTHENTICATED":
            self._token = None  # revoked, or of another clock: fetch a new one
        outcome = _told(code, words_of(body) or str(error), _retry_after(response))
        if code == "INVALID_ARGUMENT" and names_the_address(body):
            return replace(outcome, address_is_bad=True)
        return outcome


def _told(code: str, detail: str, asked: timedelta | None = None, offered: bool = True) -> Outcome:
    rule: Rule = rule_of(code)
    waits = [wait for wait in (asked, rule.wait or None) if wait is not None]
    return Outcome(
        rule.answer,
        code=code,
        detail=detail,
        after=max(waits, default=None) if rule.answer in (Answer.LATER, Answer.PAUSE) else None,
        address_is_bad=rule.answer is Answer.GONE,
        needs_operator=rule.needs_operator,
        of_app=rule.of_app,
        offered=offered,
    )


def _of_topic(reason: str) -> Outcome:
    """From the one word that the SDK keeps of an answer about a topic."""
    if reason == "NOT_FOUND":
        # Without FCM's own UNREGISTERED beside it this can be anything: the device stays on.
        return Outcome(Answer.REFUSED, code=reason, detail=reason)
    code = "QUOTA_EXCEEDED" if reason == "RESOURCE_EXHAUSTED" else reason
    return _told(code if code in RULES else "UNAVAILABLE", reason)


def _retry_after(response: httpx.Response) -> timedelta | None:
    """What the answer's Retry-After header asks for: seconds or a date (RFC 9110, 10.2.3)."""
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
