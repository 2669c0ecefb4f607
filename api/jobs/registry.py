"""What a worker knows: a handler for each kind of job, and what has to happen again and again."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from api.db.session import Database, WriteSession
from api.jobs.lanes import Pause

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


@dataclass(frozen=True, slots=True)
class Work:
    """One job of a batch, as its handler sees it."""

    id: str
    payload: Mapping[str, Any]
    attempt: int
    attempts: int

    @property
    def is_last(self) -> bool:
        """Whether a failure now must be the end: the handler answers Dead instead of Again."""
        return self.attempt >= self.attempts


@dataclass(frozen=True, slots=True)
class Done:
    """It is done."""


@dataclass(frozen=True, slots=True)
class Again:
    """It failed; it is tried again with backoff, not sooner than `after`."""

    reason: str
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Dead:
    """It can never succeed: a person may look at it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """It was not to blame: it waits `after` and this try does not count."""

    reason: str
    after: timedelta = timedelta(0)


Ending = Done | Again | Dead | Held


@dataclass(frozen=True, slots=True)
class Ended:
    """How a batch ended."""

    endings: Sequence[Ending]
    """One for each job, in their order."""
    record: Callable[[WriteSession], Awaitable[None]] | None = None
    """Writes down what the handler learned, in the transaction that closes the jobs. It may be
    called again when that transaction fails."""
    pause: Pause | None = None
    """Has every worker leave the lane alone."""
    went_well: bool = False
    """Something went through: a pause whose time is over is lifted."""


BatchHandler = Callable[[Database, Sequence[Work]], Awaitable[Ended]]
"""Does the jobs of one batch. No transaction is open. What it raises is tried again for each."""


@dataclass(frozen=True, slots=True)
class Batched:
    """A handler that takes many jobs of one lane at once."""

    handler: BatchHandler
    lanes: tuple[str, ...]
    size: int = 500
    side_by_side: int = 2
    """Batches of a lane at work in one worker: one is sent while another is written down."""
    attempts: int = ATTEMPTS
    seconds: float = SECONDS
    first_backoff: timedelta = timedelta(seconds=2)
    least_backoff: timedelta = timedelta(0)


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
