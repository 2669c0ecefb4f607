"""FCM v1 by the Firebase Admin SDK's asynchronous client. Imported at the first push only.

The SDK does some things by itself that a server on one event loop cannot have. Instead:

- it fetches access tokens by blocking calls on the loop: here in a thread, before they are needed;
- it repeats 500 and 503 four times at once: here not at all, since the outbox repeats and honours
  Retry-After;
- one odd answer spoils the results of a whole batch: here each message is sent by itself;
- it talks to Google alone: here to the address of the settings.
"""

import asyncio
import functools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import firebase_admin
import google.auth.credentials
import google.auth.exceptions
import structlog
from firebase_admin import _http_client, _retry, exceptions, messaging
from firebase_admin.credentials import Base, Certificate
from google.auth.transport.requests import Request

from api.kit import clock, ids
from api.push.gateway import Answer, Message, Outcome
from api.push.gateway.topics import change_members

PAUSE_AFTER_QUOTA: Final = timedelta(seconds=60)
"""The least wait after 429 without a longer Retry-After: FCM's quotas are per minute."""
PAUSE_FOR_OPERATOR: Final = timedelta(minutes=10)
"""The wait after answers that only a change of keys or permissions can better."""
_TOPIC_TIMEOUTS: Final = 6
"""How often a request's own timeout a change of a thousand members may take."""
_TOKEN_MARGIN: Final = timedelta(minutes=5)
_MEANINGS: Final[tuple[tuple[type[Exception], Answer, str, timedelta | None], ...]] = (
    (messaging.UnregisteredError, Answer.GONE, "UNREGISTERED", None),
    (messaging.SenderIdMismatchError, Answer.GONE, "SENDER_ID_MISMATCH", None),
    (messaging.ThirdPartyAuthError, Answer.LATER, "THIRD_PARTY_AUTH_ERROR", PAUSE_FOR_OPERATOR),
    (exceptions.ResourceExhaustedError, Answer.LATER, "QUOTA_EXCEEDED", PAUSE_AFTER_QUOTA),
    (exceptions.InvalidArgumentError, Answer.REFUSED, "INVALID_ARGUMENT", None),
    (exceptions.PermissionDeniedError, Answer.LATER, "PERMISSION_DENIED", PAUSE_FOR_OPERATOR),
    # A bare 404 speaks of the project or the address, not of the device.
    (exceptions.NotFoundError, Answer.LATER, "NOT_FOUND", PAUSE_FOR_OPERATOR),
    (exceptions.UnauthenticatedError, Answer.LATER, "UNAUTHENTICATED", None),
)
_log = structlog.get_logger("push")


class _HeldToken(google.auth.credentials.Credentials):  # type: ignore[misc, unused-ignore]
    """An access token as the SDK sees it: there already, and never fetched on the event loop."""

    def before_request(self, request: Any, method: Any, url: Any, headers: Any) -> None:
        self.apply(headers)  # type: ignore[no-untyped-call]

    def refresh(self, request: Any) -> None:
        """Nothing: the SDK asks on the loop, at every 401. `Client` fetches a new one itself."""


class _HeldCredential(Base):  # type: ignore[misc, unused-ignore]
    def __init__(self, held: _HeldToken) -> None:
        self._held = held

    def get_credential(self) -> _HeldToken:
        return self._held


class Client:
    """A connection to one Firebase project. To be made in a thread, used on one event loop."""

    def __init__(
        self, account: dict[str, str], url: str, project: str, timeout_seconds: float
    ) -> None:
        self._account: Any = Certificate(account).get_credential()
        self._held = _HeldToken()  # type: ignore[no-untyped-call]
        self._fetching = asyncio.Lock()
        self._timeout_seconds = timeout_seconds
        self._app = firebase_admin.initialize_app(
            _HeldCredential(self._held),
            {"projectId": project, "httpTimeout": timeout_seconds},
            name=f"kulkul-{ids.uuid7()}",
        )
        self._service: Any = messaging._get_messaging_service(self._app)
        missing = {"_fcm_url", "_fcm_topic_url", "_async_client"} - vars(self._service).keys()
        if missing:
            raise RuntimeError(
                f"firebase-admin {firebase_admin.__version__} has no {', '.join(sorted(missing))}"
                " any more: pushes would go to an address that nobody chose."
            )
        self._service._fcm_url = f"{url}/v1/projects/{project}/messages:send"
        self._service._fcm_topic_url = f"{url}/v1/projects/{project}/registrations"
        self._service._async_client = _http_client.HttpxAsyncClient(
            credential=self._held,
            timeout=timeout_seconds,
            retry_config=_retry.HttpxRetry(max_retries=0, status_forcelist=[]),
        )

    async def close(self) -> None:
        """Closes the connections and forgets the SDK's app."""
        await self._service._async_client.aclose()
        # The SDK's own closing starts an event loop, which it may only do in another thread.
        await asyncio.to_thread(firebase_admin.delete_app, self._app)

    async def send(self, message: Message) -> Outcome:
        """Offers one message; whatever happens is an outcome."""
        try:
            await self._fetch_token()
            # The SDK's timeout is for each read: only this one ends an answer that trickles in.
            async with asyncio.timeout(self._timeout_seconds):
                batch = await messaging.send_each_async([_encode(message)], app=self._app)
        except google.auth.exceptions.GoogleAuthError as error:
            _log.error("push.no_access_token", error=str(error))
            return Outcome(Answer.LATER, code="NO_ACCESS_TOKEN", detail=str(error))
        except (TimeoutError, exceptions.FirebaseError) as error:
            return self._outcome(error)
        response = batch.responses[0]
        if response.success:
            return Outcome(Answer.SENT, name=response.message_id)
        return self._outcome(response.exception)

    async def change_members(
        self, registrations: Sequence[str], topic: str, *, join: bool
    ) -> list[Outcome]:
        """Puts registrations into a topic or takes them out; whatever happens is an outcome."""
        try:
            await self._fetch_token()
        except google.auth.exceptions.GoogleAuthError as error:
            _log.error("push.no_access_token", error=str(error))
            failed = Outcome(Answer.LATER, code="NO_ACCESS_TOKEN", detail=str(error))
            return [failed] * len(registrations)
        outcomes = await change_members(
            self._app,
            registrations,
            topic,
            join=join,
            timeout_seconds=_TOPIC_TIMEOUTS * self._timeout_seconds,
        )
        if any(outcome.code == "UNAUTHENTICATED" for outcome in outcomes):
            self._held.token = None
        return outcomes

    async def _fetch_token(self) -> None:
        async with self._fetching:
            expiry: datetime | None = self._account.expiry  # naive, in UTC
            fresh_until = expiry and expiry.replace(tzinfo=UTC) - _TOKEN_MARGIN
            if self._held.token is None or (fresh_until and clock.now() >= fresh_until):
                request = functools.partial(Request(), timeout=self._timeout_seconds)
                await asyncio.to_thread(self._account.refresh, request)
                self._held.token = self._account.token

    def _outcome(self, error: Exception | None) -> Outcome:
        if isinstance(error, TimeoutError | exceptions.DeadlineExceededError):
            return Outcome(Answer.LATER, code="TIMEOUT", detail=str(error))
        after = _retry_after(error)
        for kind, answer, code, floor in _MEANINGS:
            if isinstance(error, kind):
                if code == "UNAUTHENTICATED":
                    self._held.token = None  # revoked, or of another clock: fetch a new one
                if code in ("THIRD_PARTY_AUTH_ERROR", "PERMISSION_DENIED", "NOT_FOUND"):
                    _log.error("push.operator_must_act", code=code, error=str(error))
                if answer is not Answer.LATER:
                    return Outcome(answer, code=code, detail=str(error))
                waits = [wait for wait in (after, floor) if wait is not None]
                return Outcome(answer, code=code, detail=str(error), after=max(waits, default=None))
        code = getattr(error, "code", None) or "UNKNOWN"
        return Outcome(Answer.LATER, code=code, detail=str(error), after=after)


def _retry_after(error: Exception | None) -> timedelta | None:
    """What the answer's Retry-After header asks for: seconds or a date (RFC 9110, 10.2.3)."""
    response = getattr(error, "http_response", None)
    text = response.headers.get("Retry-After", "") if response is not None else ""
    if text.strip().isdecimal():
        return timedelta(seconds=min(int(text), 86_400))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(until - clock.now(), timedelta(0)), timedelta(days=1))


def _encode(message: Message) -> Any:
    manner = message.manner
    # Of one fixed length, since APNs takes 64 bytes and web push 32 characters.
    collapse = message.collapse_key and ids.fingerprint(message.collapse_key)[:32]
    left = max(int((message.expires_at - clock.now()).total_seconds()), 0)
    apns_headers = {
        "apns-push-type": "alert",
        "apns-priority": manner.apns_priority,
        "apns-expiration": str(int(message.expires_at.timestamp())),
    }
    web_headers = {"TTL": str(left), "Urgency": manner.web_urgency}
    if collapse:
        apns_headers["apns-collapse-id"] = collapse
        web_headers["Topic"] = collapse
    data = {"id": message.id, "kind": message.kind, "subject": message.subject}
    if message.deep_link:
        data["deepLink"] = message.deep_link
    encoded = messaging.Message(
        data=data,
        notification=messaging.Notification(title=message.title, body=message.body),
        android=messaging.AndroidConfig(
            priority=manner.android_priority,
            ttl=left,
            collapse_key=collapse,
            notification=messaging.AndroidNotification(
                channel_id=manner.channel, tag=collapse, visibility="private"
            ),
        ),
        apns=messaging.APNSConfig(
            headers=apns_headers,
            payload=messaging.APNSPayload(
                messaging.Aps(
                    sound="default" if manner.sound else None,
                    thread_id=message.kind,
                    custom_data={"interruption-level": manner.interruption},
                )
            ),
        ),
        webpush=messaging.WebpushConfig(
            headers=web_headers,
            notification=messaging.WebpushNotification(tag=collapse, silent=not manner.sound),
        ),
    )
    # Tokens are deprecated, but phones with older apps have nothing else. Set after the making,
    # which would warn at each message.
    if message.topic:
        encoded.topic = message.topic
    elif message.condition:
        encoded.condition = message.condition
    elif message.installation_id:
        encoded.fid = message.installation_id
    else:
        encoded.token = message.token
    return encoded
