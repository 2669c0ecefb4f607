"""What a worker knows: a handler for each kind of job, and what has to happen again and again."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from api.db.session import Database

ATTEMPTS: Final = 12
"""Tries before a job is set aside as DEAD: about an hour of backoff."""
SECONDS: Final = 600.0
"""The longest that one try may take."""


@dataclass(frozen=True, slots=True)
class JobRun:
    """One try of one job, as its handler sees it. No transaction is open."""

    database: Database
    id: str
    kind: str
    attempt: int
    """1 for the first try."""
    attempts: int
    """How many tries there are at most."""
    extend: Callable[[], Awaitable[bool]]

    @property
    def is_last(self) -> bool:
        """Whether a failure now leaves the job DEAD."""
        return self.attempt >= self.attempts

    async def heartbeat(self) -> bool:
        """Extends the lease at once; False when another worker has the job by now.

        The worker extends leases by itself; this is for a handler that wants to know before it
        does something that should not happen twice.
        """
        return await self.extend()


Handler = Callable[[JobRun, Mapping[str, Any]], Awaitable[None]]
"""Does one job. Ends well, or raises RetryLater, GiveUp, or anything else (tried again)."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """A handler with other bounds than the usual ones."""

    handler: Handler
    attempts: int = ATTEMPTS
    seconds: float = SECONDS

    async def __call__(self, run: JobRun, payload: Mapping[str, Any]) -> None:
        await self.handler(run, payload)


def bounds(handler: Handler) -> tuple[int, float]:
    """The most tries of a handler, and the longest seconds of one try."""
    if isinstance(handler, Bounded):
        return handler.attempts, handler.seconds
    return ATTEMPTS, SECONDS


@dataclass(frozen=True, slots=True)
class Periodic:
    """Work that is due once in each slot of time, however many workers there are.

    Slots are counted from 1970 in UTC, so that every worker cuts time alike. A slot missed while no
    worker ran is not made up for. A turn that fails is tried again only within its slot.
    """

    name: str
    every: timedelta
    kind: str

    def slot(self, now: datetime) -> datetime:
        """The beginning of the slot that `now` lies in."""
        return datetime.fromtimestamp(0, UTC) + (
            (now - datetime.fromtimestamp(0, UTC)) // self.every * self.every
        )


class RetryLater(Exception):
    """The work cannot be done now. Tried again with backoff, not sooner than `after`."""

    def __init__(self, after: timedelta | None = None, reason: str = "") -> None:
        super().__init__(reason or "asked to come later")
        self.after = after or timedelta(0)


class GiveUp(Exception):
    """The work can never succeed: the job is DEAD at once, with this reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
