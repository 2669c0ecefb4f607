"""What a worker is given: a handler for each kind of job, and the periodic jobs."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from api.db.session import Database, WriteSession
from api.jobs.lanes import Pause

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


@dataclass(frozen=True, slots=True)
class BatchJob:
    """One job of a batch, as its handler sees it."""

    id: str
    payload: Mapping[str, Any]
    attempt: int
    attempts: int

    @property
    def is_last(self) -> bool:
        """Whether a failure now is final: the handler returns Dead instead of Retry."""
        return self.attempt >= self.attempts


@dataclass(frozen=True, slots=True)
class Done:
    """The work is finished, or is not needed any more: the job is closed."""


@dataclass(frozen=True, slots=True)
class Retry:
    """The attempt failed; the next one follows with backoff, not sooner than `after`."""

    reason: str
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Dead:
    """The job can never succeed: it is kept as a dead letter for an operator."""

    reason: str


@dataclass(frozen=True, slots=True)
class Postponed:
    """The job itself is not at fault: it waits `after`, and this attempt does not count."""

    reason: str
    after: timedelta = timedelta(0)


JobResult = Done | Retry | Dead | Postponed


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The results of a batch, and what follows from it for its lane."""

    results: Sequence[JobResult]
    """One for each job, in the order of the jobs."""
    record: Callable[[WriteSession], Awaitable[None]] | None = None
    """Stores what the handler learned, in the transaction that closes the jobs. It is called again
    if that transaction fails."""
    pause: Pause | None = None
    """Pauses the lane for every worker."""
    succeeded: bool = False
    """Whether anything went through: an expired pause of the lane is then removed."""


BatchHandler = Callable[[Database, Sequence[BatchJob]], Awaitable[BatchResult]]
"""Does the jobs of one batch. No transaction is open. If it raises, each job is retried."""


@dataclass(frozen=True, slots=True)
class Batched:
    """A handler that takes up to `size` jobs of one lane at once, and its limits."""

    handler: BatchHandler
    lanes: tuple[str, ...]
    size: int = 500
    concurrent_batches: int = 2
    """Batches of one lane that a worker runs at a time: one is sent while another is recorded."""
    attempts: int = ATTEMPTS
    seconds: float = SECONDS
    first_backoff: timedelta = timedelta(seconds=2)
    least_backoff: timedelta = timedelta(0)


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
