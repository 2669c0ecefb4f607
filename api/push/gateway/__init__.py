"""The only connection to Firebase Cloud Messaging, and a stand-in that records instead of sending.

The SDK is imported at the first push, in a thread: a server that sends nothing stays small, and one
that does is not blocked by the import.
"""

import asyncio
import json
from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import structlog

from api.kit import ids
from api.push.gateway.error_codes import FcmOutcome, Scope
from api.push.gateway.messages import Message, SendResult
from api.settings import Settings

if TYPE_CHECKING:
    from api.push.gateway.fcm import Client

_log = structlog.get_logger("push")


class Sender(Protocol):
    """Sends messages and changes topic memberships. A failure is a result, never an exception."""

    description: str

    async def send(self, lane: str, message: Message) -> SendResult:
        """Sends a message; messages of one lane share a connection, and only those."""
        ...

    async def change_members(
        self, registrations: Sequence[str], topic: str, *, join: bool
    ) -> list[SendResult]:
        """Adds registrations to a topic, or removes them; the results are in order."""
        ...

    async def close(self) -> None: ...


class RecordingSender:
    """Logs what would be sent and keeps the last messages, for a server without Firebase."""

    def __init__(self, keep: int = 100) -> None:
        self.description = "recorded in the log, not sent: KULKUL_FIREBASE_CREDENTIALS is not set"
        self.messages: deque[Message] = deque(maxlen=keep)

    async def send(self, lane: str, message: Message) -> SendResult:
        self.messages.append(message)
        _log.info(
            "push.recorded",
            lane=lane,
            id=message.id,
            kind=message.kind,
            subject=message.subject,
            title=message.title,
            body=message.body,
        )
        return SendResult(FcmOutcome.SENT, message_name=f"recorded/{ids.uuid7()}")

    async def change_members(
        self, registrations: Sequence[str], topic: str, *, join: bool
    ) -> list[SendResult]:
        _log.info("push.topic_recorded", topic=topic, join=join, devices=len(registrations))
        return [SendResult(FcmOutcome.SENT)] * len(registrations)

    async def close(self) -> None:
        return None


class FirebaseSender:
    """Sends to FCM over HTTP/2."""

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
        self._open_lock = asyncio.Lock()

    async def send(self, lane: str, message: Message) -> SendResult:
        return await (await self._open()).send(lane, message)

    async def change_members(
        self, registrations: Sequence[str], topic: str, *, join: bool
    ) -> list[SendResult]:
        return await (await self._open()).change_members(registrations, topic, join=join)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _open(self) -> "Client":
        if self._client is None:
            async with self._open_lock:
                if self._client is None:
                    self._client = await asyncio.to_thread(self._make)
        return self._client


def _make(
    account: dict[str, str], url: str, project: str, seconds: float, authority: Path | None
) -> "Client":
    from api.push.gateway.fcm import Client

    return Client(account, url, project, seconds, authority)


def open_sender(settings: Settings) -> Sender:
    """The sender that the settings ask for; the server prints its `description` when it starts.

    Raises ValueError if the service account's file cannot be used, and in production if there is
    none: a city must not believe that it warns its citizens when it does not.
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
            f"KULKUL_FIREBASE_CREDENTIALS: {file} is not a service account"
            f" (missing: {', '.join(missing) or 'type service_account'}). {advice}"
        )
    return {str(k): str(v) for k, v in account.items()}


__all__ = [
    "FcmOutcome",
    "FirebaseSender",
    "Message",
    "RecordingSender",
    "Scope",
    "SendResult",
    "Sender",
    "open_sender",
]
