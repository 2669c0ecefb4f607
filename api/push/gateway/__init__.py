"""The one door to Firebase Cloud Messaging, and its recording twin.

The SDK is imported at the first push, in a thread: a server that sends nothing stays small, and one
that does never stands still for it.
"""

import asyncio
import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import structlog

from api.kit import ids
from api.push.values import Manner
from api.settings import Settings

if TYPE_CHECKING:
    from api.push.gateway.fcm import Client

_SIDE_BY_SIDE: Final = 100
_log = structlog.get_logger("push")


@dataclass(frozen=True, slots=True)
class Message:
    """One push to one device or to topics: general words and ids, nothing about a person."""

    id: str
    """The app drops a second push with the same id."""
    kind: str
    subject: str
    deep_link: str | None
    title: str
    body: str
    manner: Manner
    collapse_key: str | None
    """A later push with the same key takes the place of an earlier one that is still waiting."""
    expires_at: datetime
    installation_id: str | None = None
    token: str | None = None
    """Used for a device that has no installation id."""
    topic: str | None = None
    """For whoever is in this topic; then it has no other address."""
    condition: str | None = None
    """For whoever is in the topics as it says, once."""


class Answer(Enum):
    """What to do about a message that was offered to FCM."""

    SENT = "SENT"
    GONE = "GONE"
    """The device does not take pushes from here any more: turn it off."""
    REFUSED = "REFUSED"
    """This message will never be accepted; the device may be all right."""
    LATER = "LATER"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message, with FCM's own code and words when it was not sent."""

    answer: Answer
    name: str | None = None
    """FCM's name of a sent message."""
    code: str = ""
    detail: str = ""
    after: timedelta | None = None
    """Not to be tried again sooner, where FCM or the kind of failure says so."""


class Sender(Protocol):
    """Who carries messages out of the house. A failure is an outcome, never an exception."""

    description: str

    async def send(self, message: Message) -> Outcome:
        """Offers one message."""
        ...

    async def send_many(self, messages: Sequence[Message]) -> list[Outcome]:
        """Offers messages side by side; the outcomes are in their order."""
        ...

    async def change_members(
        self, registrations: Sequence[str], topic: str, *, join: bool
    ) -> list[Outcome]:
        """Puts up to 1,000 registrations into a topic, or takes them out; outcomes in order."""
        ...

    async def close(self) -> None:
        """Lets go of connections."""
        ...


class RecordingSender:
    """The twin: it logs what would be sent and keeps the last messages."""

    def __init__(self, keep: int = 100) -> None:
        self.description = "recorded in the log, not sent: KULKUL_FIREBASE_CREDENTIALS is not set"
        self.messages: deque[Message] = deque(maxlen=keep)

    async def send(self, message: Message) -> Outcome:
        self.messages.append(message)
        _log.info(
            "push.recorded",
            id=message.id,
            kind=message.kind,
            subject=message.subject,
            title=message.title,
            body=message.body,
        )
        return Outcome(Answer.SENT, name=f"recorded/{ids.uuid7()}")

    async def send_many(self, messages: Sequence[Message]) -> list[Outcome]:
        return [await self.send(message) for message in messages]

    async def change_members(
        self, registrations: Sequence[str], topic: str, *, join: bool
    ) -> list[Outcome]:
        _log.info("push.topic_recorded", topic=topic, join=join, devices=len(registrations))
        return [Outcome(Answer.SENT)] * len(registrations)

    async def close(self) -> None:
        return None


class FirebaseSender:
    """Sends by the Firebase Admin SDK, over HTTP/2."""

    def __init__(
        self, account: dict[str, str], *, url: str, project: str, timeout_seconds: float = 10.0
    ) -> None:
        self.description = f"sent to Firebase project {project} at {url}"
        self._account = account
        self._url = url
        self._project = project
        self._timeout_seconds = timeout_seconds
        self._client: Client | None = None
        self._opening = asyncio.Lock()

    async def send(self, message: Message) -> Outcome:
        return await (await self._open()).send(message)

    async def send_many(self, messages: Sequence[Message]) -> list[Outcome]:
        client, lanes = await self._open(), asyncio.Semaphore(_SIDE_BY_SIDE)

        async def send(message: Message) -> Outcome:
            async with lanes:  # the time that a message may take does not run while it queues
                return await client.send(message)

        return list(await asyncio.gather(*(send(message) for message in messages)))

    async def change_members(
        self, registrations: Sequence[str], topic: str, *, join: bool
    ) -> list[Outcome]:
        return await (await self._open()).change_members(registrations, topic, join=join)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _open(self) -> "Client":
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(self._make)
            return self._client

    def _make(self) -> "Client":
        from api.push.gateway.fcm import Client

        return Client(self._account, self._url, self._project, self._timeout_seconds)


def open_sender(settings: Settings) -> Sender:
    """The sender that the settings ask for; its `description` is for the start of the server.

    Raises ValueError when the service account's file cannot be used, and in production when there
    is none: a city must not believe that it warns its citizens when it does not.
    """
    if settings.firebase_credentials is None:
        if settings.environment == "production":
            raise ValueError(
                "KULKUL_FIREBASE_CREDENTIALS is not set: a production server sends its pushes."
                " Set it to the file of a service account, or KULKUL_ENVIRONMENT=development."
            )
        return RecordingSender()
    account = _read_account(settings.firebase_credentials)
    project = settings.firebase_project or account["project_id"]
    return FirebaseSender(account, url=settings.fcm_url.rstrip("/"), project=project)


def _read_account(file: Path) -> dict[str, str]:
    advice = (
        "It must be the key of a service account as JSON: Firebase console, Project settings,"
        " Service accounts, Generate new private key."
    )
    try:
        account = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(
            f"KULKUL_FIREBASE_CREDENTIALS: {file} cannot be read ({error}). {advice}"
        ) from error
    needed = ("type", "project_id", "private_key", "client_email", "token_uri")
    missing = [n for n in needed if not isinstance(account, dict) or not account.get(n)]
    if missing or account["type"] != "service_account":
        raise ValueError(
            f"KULKUL_FIREBASE_CREDENTIALS: {file} is no service account"
            f" (missing: {', '.join(missing) or 'type service_account'}). {advice}"
        )
    return {str(k): str(v) for k, v in account.items()}
