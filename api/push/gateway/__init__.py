"""The one door to Firebase Cloud Messaging, and its recording twin.

The SDK is imported at the first push, in a thread: a server that sends nothing stays small, and one
that does never stands still for it.
"""

import asyncio
import json
from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import structlog

from api.kit import ids
from api.push.gateway.answers import Answer
from api.push.gateway.messages import Message, Outcome
from api.settings import Settings

if TYPE_CHECKING:
    from api.push.gateway.fcm import Client

MOST_AT_ONCE: Final = 500
"""Messages that the SDK takes in one batch."""
MOST_MEMBERS: Final = 1_000
"""Devices that the SDK takes in one call about a topic."""
_log = structlog.get_logger("push")


class Sender(Protocol):
    """Who carries messages out of the house. A failure is an outcome, never an exception."""

    description: str

    async def send_many(self, messages: Sequence[Message]) -> list[Outcome]:
        """Offers up to 500 messages of one lane side by side; the outcomes are in their order."""
        ...

    async def send(self, message: Message) -> Outcome:
        """Offers one message."""
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

    async def send_many(self, messages: Sequence[Message]) -> list[Outcome]:
        for message in messages:
            self.messages.append(message)
            _log.info(
                "push.recorded",
                id=message.id,
                kind=message.kind,
                subject=message.subject,
                title=message.title,
                body=message.body,
            )
        return [Outcome(Answer.SENT, name=f"recorded/{ids.uuid7()}") for _ in messages]

    async def send(self, message: Message) -> Outcome:
        return (await self.send_many([message]))[0]

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
        self,
        account: dict[str, str],
        *,
        url: str,
        project: str,
        timeout_seconds: float = 10.0,
        authority: Path | None = None,
    ) -> None:
        self.description = f"sent to Firebase project {project} at {url}"
        self._make = partial(_make, account, url, project, timeout_seconds, authority)
        self._client: Client | None = None
        self._opening = asyncio.Lock()

    async def send_many(self, messages: Sequence[Message]) -> list[Outcome]:
        return await (await self._open()).send_many(messages)

    async def send(self, message: Message) -> Outcome:
        return (await self.send_many([message]))[0]

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


def _make(
    account: dict[str, str], url: str, project: str, seconds: float, authority: Path | None
) -> "Client":
    from api.push.gateway.fcm import Client

    return Client(account, url, project, seconds, authority)


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
    if settings.environment == "production" and settings.fcm_authority is not None:
        raise ValueError(
            "KULKUL_FCM_AUTHORITY is set: a production server trusts FCM's own certificate alone."
            " Unset it, or set KULKUL_ENVIRONMENT=development."
        )
    account = _read_account(settings.firebase_credentials)
    project = settings.firebase_project or account["project_id"]
    return FirebaseSender(
        account,
        url=settings.fcm_url.rstrip("/"),
        project=project,
        timeout_seconds=settings.fcm_timeout_seconds,
        authority=settings.fcm_authority,
    )


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


__all__ = [
    "MOST_AT_ONCE",
    "MOST_MEMBERS",
    "Answer",
    "FirebaseSender",
    "Message",
    "Outcome",
    "RecordingSender",
    "Sender",
    "open_sender",
]
