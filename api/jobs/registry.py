"""What a worker is given: a handler for each kind of job, and the periodic jobs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from api.db.session import Database

ATTEMPTS: Final = 12
"""Attempts before a job is marked DEAD: about an hour of backoff."""
SECONDS: Final = 600.0
"""The time limit of one attempt."""


@dataclass(frozen=True, slots=True)
class JobRun:
    """One attempt at one job, as its handler sees it. No transaction is open."""

    database: Database
    id: str
    kind: str
    attempt: int
    """1 for the first attempt."""
    attempts: int
    """The most attempts that there can be."""
    extend: Callable[[], Awaitable[bool]]

    @property
    def is_last(self) -> bool:
        """Whether a failure now leaves the job DEAD."""
        return self.attempt >= self.attempts

    async def heartbeat(self) -> bool:
        """Extends the lease at once; False if another worker has claimed the job by now.

        The worker extends leases by itself. A handler calls this to make sure that it still holds
        the job before it does something that should not happen twice.
        """
        return await self.extend()


Handler = Callable[[JobRun, Mapping[str, Any]], Awaitable[None]]
"""Does one job. Returns on success; raises RetryLater, GiveUp, or anything else (retried)."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """A handler with limits other than the default ones."""

    handler: Handler
    attempts: int = ATTEMPTS
    seconds: float = SECONDS

    async def __call__(self, run: JobRun, payload: Mapping[str, Any]) -> None:
        await self.handler(run, payload)


def bounds(handler: Handler) -> tuple[int, float]:
    """(most attempts, time limit of one attempt in seconds) of a handler."""
    if isinstance(handler, Bounded):
        return handler.attempts, handler.seconds
    return ATTEMPTS, SECONDS


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that is due once in each time slot, however many workers there are.

    Slots are counted from 1970 in UTC, so that all workers agree on them. A slot that passed while
    no worker was running is skipped. A failed run is retried only within its slot.
    """

    name: str
    every: timedelta
    kind: str

    def slot(self, now: datetime) -> datetime:
        """The start of the slot that contains `now`."""
        return datetime.fromtimestamp(0, UTC) + (
            (now - datetime.fromtimestamp(0, UTC)) // self.every * self.every
        )


class RetryLater(Exception):
    """The work cannot be done now: retried with backoff, not sooner than `after`."""

    def __init__(self, after: timedelta | None = None, reason: str = "") -> None:
        super().__init__(reason or "asked to retry later")
        self.after = after or timedelta(0)


class GiveUp(Exception):
    """The work can never succeed: the job becomes DEAD at once, with this reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
