"""Access tokens of Google for a service account: fetched in a thread, kept until they expire."""

import asyncio
import functools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import google.auth.exceptions
from firebase_admin.credentials import Certificate
from google.auth.transport.requests import Request

from api.kit import clock

_MARGIN: Final = timedelta(minutes=5)


class NoAccessToken(Exception):
    """Google gave none; the message says why."""


class AccessTokens:
    """The access token of one service account."""

    def __init__(self, account: dict[str, str], seconds: float, authority: Path | None) -> None:
        self._account: Any = Certificate(account).get_credential()
        self._token: str | None = None
        self._fetching = asyncio.Lock()
        # Passed with each request: environment variables take precedence over a session's setting.
        verify = {"verify": str(authority)} if authority else {}
        self._fetch = functools.partial(Request(), timeout=seconds, **verify)

    def revoke(self, token: str) -> None:
        """Forgets a token that FCM refused: it was revoked, or issued by a wrong clock."""
        if self._token == token:
            self._token = None

    @property
    def ready(self) -> str | None:
        """A token for which nobody has to wait, if there is one."""
        return None if self._expires_soon() else self._token

    async def current(self) -> str:
        """A token that is good for minutes at least. Raises NoAccessToken."""
        async with self._fetching:
            if self._token is None or self._expires_soon():
                try:
                    # In a thread: a slow token server must not block the event loop.
                    await asyncio.to_thread(self._account.refresh, self._fetch)
                except google.auth.exceptions.GoogleAuthError as error:
                    raise NoAccessToken(str(error)) from error
                self._token = str(self._account.token)
            return self._token

    def _expires_soon(self) -> bool:
        expiry: datetime | None = self._account.expiry  # naive, in UTC
        return expiry is not None and clock.now() >= expiry.replace(tzinfo=UTC) - _MARGIN
