"""The outbox: jobs are added in the transaction of their cause, and done at least once afterwards.

Workers claim them from here (`claims`).
"""

import random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import delete, select
from sqlalchemy.exc import StatementError

from api.db.base import insert, lite_instant, table
from api.db.session import Database, WriteSession
from api.jobs.models import DEFAULT_RANK, Job, JobState
from api.kit import clock, ids

JOB: Final = table(Job)
DEFAULT_LANE: Final = ""
"""The lane of jobs that have no other; it is never paused."""
FIRST_BACKOFF: Final = timedelta(seconds=2)
LONGEST_BACKOFF: Final = timedelta(minutes=60)
KEPT_WHEN_DONE: Final = timedelta(days=7)

_LONGEST_ERROR: Final = 2_000
_PURGED_AT_ONCE: Final = 1_000
_chance = random.SystemRandom()

Payload = Mapping[str, Any]


async def enqueue(
    session: WriteSession,
    kind: str,
    payload: Payload,
    *,
    dedupe_key: str | None = None,
    run_at: datetime | None = None,
    lane: str = DEFAULT_LANE,
    rank: int = DEFAULT_RANK,
) -> None:
    """Adds a job in the caller's transaction; it can be claimed once that has committed.

    The payload must be JSON. A second job with the same `dedupe_key` is ignored, even if the first
    one is done already, for as long as the row of that is kept (`KEPT_WHEN_DONE`).
    """
    work = [(payload, dedupe_key)]
    await enqueue_many(session, kind, work, run_at=run_at, lane=lane, rank=rank)


async def enqueue_many(
    session: WriteSession,
    kind: str,
    work: Iterable[tuple[Payload, str | None]],
    *,
    run_at: datetime | None = None,
    lane: str = DEFAULT_LANE,
    rank: int = DEFAULT_RANK,
) -> None:
    """`enqueue` for many pairs of payload and dedupe key in one statement."""
    now = clock.now()
    rows = [
        {
            "id": ids.uuid7(),
            "kind": kind,
            "lane": lane,
            "rank": rank,
            "payload": orjson.dumps(dict(payload)).decode(),
            "dedupe_key": dedupe_key,
            "state": JobState.READY,
            "run_at": run_at or now,
            "attempts": 0,
            "created_at": now,
        }
        for payload, dedupe_key in work
    ]
    if not rows:
        return
    await session.execute(
        insert(session, JOB).on_conflict_do_nothing(index_elements=[JOB.c.dedupe_key]), rows
    )


async def enqueue_slot(
    session: WriteSession, name: str, kind: str, slot: datetime, until: datetime
) -> None:
    """Adds the run of a periodic job for one slot, unless another worker has added it.

    A slot is skipped while the run of an earlier one, of the last day, is unfinished: slow runs do
    not pile up. The payload has the `slot` and, as `until`, the start of the next one.
    """
    earlier = select(JOB.c.id).where(
        JOB.c.dedupe_key >= _slot_key(name, slot - timedelta(days=1)),
        JOB.c.dedupe_key < _slot_key(name, slot),
        JOB.c.state.in_([JobState.READY, JobState.RUNNING]),
    )
    if await session.scalar(earlier.limit(1)) is None:
        payload = {"slot": clock.to_text(slot), "until": clock.to_text(until)}
        await enqueue(session, kind, payload, dedupe_key=_slot_key(name, slot))


def _slot_key(name: str, slot: datetime) -> str:
    return f"{name}@{lite_instant(slot)}"  # of one width, so that text order is time order


def storable_error(error: str | None) -> str | None:
    """An error as it is stored: without NUL, which PostgreSQL rejects, and at most 2,000 long."""
    return None if error is None else error.replace("\x00", "").strip()[:_LONGEST_ERROR]


def error_summary(error: BaseException) -> str:
    """An exception in one line: its class and message, without the values of a statement."""
    if isinstance(error, StatementError) and error.orig is not None:
        error = error.orig
    message = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def backoff(
    attempt: int, floor: timedelta = timedelta(0), first: timedelta | None = None
) -> timedelta:
    """How long to wait after the attempt with this number failed: full jitter above `floor`.

    The span doubles from `first` (2 s) to 60 min; a random wait within it keeps many jobs that
    failed together from coming back together. `floor` is what the other side asked for
    (Retry-After).
    """
    span = min(LONGEST_BACKOFF, (first or FIRST_BACKOFF) * (1 << min(attempt - 1, 20)))
    return floor + span * _chance.random()


async def purge(database: Database, now: datetime) -> int:
    """Deletes jobs that were done more than `KEPT_WHEN_DONE` ago; returns how many."""
    before, purged = now - KEPT_WHEN_DONE, 0
    old = select(JOB.c.id).where(
        JOB.c.state == JobState.DONE, JOB.c.run_at < before, JOB.c.finished_at < before
    )
    while True:
        async with database.write() as session:
            connection = await session.connection()
            gone = await connection.execute(
                delete(JOB).where(JOB.c.id.in_(old.limit(_PURGED_AT_ONCE)))
            )
        purged += gone.rowcount
        if gone.rowcount < _PURGED_AT_ONCE:
            return purged
