"""The outbox: work is written in the transaction of its cause, and done at least once afterwards.

A worker claims jobs under a lease and lets go of the database while it works. Whoever still holds
the lease may say how the work ended; a lease that runs out makes the job claimable again, so a
worker that dies loses nothing. Leases are measured by the machines' clocks: with several machines
these may differ by a small part of a lease, as any time service keeps them.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, and_, delete, select, update

from api.db.base import insert, lite_instant, table
from api.db.session import Database, WriteSession
from api.jobs.models import RANKS, USUAL_RANK, Job, JobState
from api.kit import clock, ids

JOB: Final = table(Job)
COMMON: Final = ""
"""The lane of all that has no lane of its own; it is never paused."""
FIRST_BACKOFF: Final = timedelta(seconds=2)
LONGEST_BACKOFF: Final = timedelta(minutes=60)
KEPT_WHEN_DONE: Final = timedelta(days=7)
PATIENCE: Final = timedelta(minutes=10)
_TURNS_OF_THE_PATIENT: Final = 0.1
"""The share of claims in which what is due for longer than `PATIENCE` goes first, lowest rank
before all: else an endless stream of urgent work would leave it where it is."""
_LONGEST_ERROR: Final = 2_000
_PURGED_AT_ONCE: Final = 1_000
_chance = random.SystemRandom()

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that this process may work on as long as it holds the lease."""

    id: str
    kind: str
    payload: str
    attempt: int
    """1 for the first try; tries that ended with the worker's death count too."""
    lease: str


async def enqueue(
    session: WriteSession,
    kind: str,
    payload: Payload,
    *,
    dedupe_key: str | None = None,
    run_at: datetime | None = None,
    lane: str = COMMON,
    rank: int = USUAL_RANK,
) -> None:
    """Asks for work in the caller's transaction; it is done when that has committed.

    The payload must be JSON. A second job with the same `dedupe_key` is quietly left out, also when
    the first one is done already, as long as its row is kept (`KEPT_WHEN_DONE`).
    """
    work = [(payload, dedupe_key)]
    await enqueue_many(session, kind, work, run_at=run_at, lane=lane, rank=rank)


async def enqueue_many(
    session: WriteSession,
    kind: str,
    work: Iterable[tuple[Payload, str | None]],
    *,
    run_at: datetime | None = None,
    lane: str = COMMON,
    rank: int = USUAL_RANK,
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
    """Asks for one turn of a periodic job: whoever comes first makes it.

    A turn is left out while an earlier one, of the last day, is unfinished: slow turns do not pile
    up. The payload tells the handler its `slot` and, in `until`, when the next one begins.
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


async def due(
    database: Database, kinds: Sequence[str], lanes: Sequence[str]
) -> dict[str, Sequence[int | None]]:
    """Those of these lanes in which a job of these kinds can be claimed now, with the ranks that
    are due; None stands for lapsed leases.

    It only reads: on SQLite an idle worker never takes the writer's lock.
    """
    now = clock.now()
    asked = [(lane, rank) for lane in lanes for rank in (None, *RANKS)]
    # Not by EXISTS: where many rows look alike, PostgreSQL would look for one through the table.
    columns = [
        select(JOB.c.id)
        .where(_due(kinds, *one, now))
        .order_by(JOB.c.rank, JOB.c.run_at)
        .limit(1)
        .scalar_subquery()
        .is_not(None)
        for one in asked
    ]
    async with database.read() as reader:
        answers = (await reader.execute(select(*columns))).one()
    found: dict[str, list[int | None]] = {}
    for (lane, rank), is_due in zip(asked, answers, strict=True):
        if is_due:
            found.setdefault(lane, []).append(rank)
    return dict(found)


async def claim(
    database: Database,
    kinds: Sequence[str],
    limit: int,
    lease_seconds: float,
    lane: str = COMMON,
) -> list[Claimed]:
    """Takes up to `limit` due jobs of these kinds in a lane: those with a lapsed lease first, then
    by rank, and of one rank the oldest.

    One claim in ten is the turn of those that have waited long. They share one lease, for which
    they are recorded one by one all the same.
    """
    ranks = (await due(database, kinds, [lane])).get(lane)
    if not ranks:
        return []
    now = clock.now()
    lease = ids.uuid7()
    columns = (JOB.c.id, JOB.c.kind, JOB.c.payload, JOB.c.attempts, JOB.c.rank)
    async with database.write() as session:
        connection = await session.connection()
        chosen: list[Any] = []
        # Rank by rank, each from the front of its part of the index: what a high rank has waiting
        # for later is not walked through.
        for rank, by in _turns(ranks, now):
            if len(chosen) < limit:
                statement = select(*columns).where(_due(kinds, lane, rank, by))
                if had := [row.id for row in chosen if row.rank == rank]:
                    statement = statement.where(JOB.c.id.not_in(had))
                order = JOB.c.leased_until if rank is None else JOB.c.run_at
                statement = statement.order_by(order, JOB.c.id)
                statement = statement.limit(limit - len(chosen)).with_for_update(skip_locked=True)
                chosen += (await connection.execute(statement)).all()
        if chosen:
            await connection.execute(
                update(JOB)
                .where(JOB.c.id.in_([row.id for row in chosen]))
                .values(
                    state=JobState.RUNNING,
                    attempts=JOB.c.attempts + 1,
                    lease=lease,
                    leased_until=clock.now() + timedelta(seconds=lease_seconds),
                )
            )
    return [Claimed(row.id, row.kind, row.payload, row.attempts + 1, lease) for row in chosen]


def _turns(ranks: Sequence[int | None], now: datetime) -> list[tuple[int | None, datetime]]:
    """In which order ranks are taken from, each with the time at which its jobs were due."""
    usual = [(rank, now) for rank in ranks]
    lower = [rank for rank in ranks if rank is not None][1:]
    if not lower or _chance.random() >= _TURNS_OF_THE_PATIENT:
        return usual
    lapsed = int(ranks[0] is None)
    patient = [(rank, now - PATIENCE) for rank in reversed(lower)]
    return [*usual[:lapsed], *patient, *usual[lapsed:]]


def _due(kinds: Sequence[str], lane: str, rank: int | None, now: datetime) -> ColumnElement[bool]:
    there = (JOB.c.lane == lane, JOB.c.kind.in_(kinds))
    if rank is None:
        return and_(JOB.c.state == JobState.RUNNING, JOB.c.leased_until <= now, *there)
    return and_(JOB.c.state == JobState.READY, JOB.c.rank == rank, JOB.c.run_at <= now, *there)


async def heartbeat(
    database: Database, jobs: Sequence[Claimed], lease_seconds: float
) -> set[tuple[str, str]]:
    """Extends the leases of these jobs; gives (id, lease) of those that are still held."""
    if not jobs:
        return set()
    async with database.write() as session:
        extended = await (await session.connection()).execute(
            update(JOB)
            .where(
                JOB.c.id.in_([job.id for job in jobs]),
                JOB.c.lease.in_({job.lease for job in jobs}),
                JOB.c.state == JobState.RUNNING,
            )
            .values(leased_until=clock.now() + timedelta(seconds=lease_seconds))
            .returning(JOB.c.id, JOB.c.lease)
        )
        return {(row.id, row.lease) for row in extended}


async def finish(database: Database, job: Claimed, error: str | None = None) -> bool:
    """Closes a job as done; False when the lease was lost. `error` is kept for those who look."""
    return await _release(
        database, job, state=JobState.DONE, last_error=short(error), finished_at=clock.now()
    )


async def retry_later(database: Database, job: Claimed, error: str, after: timedelta) -> bool:
    """Gives a job back to be tried again after that time; False when the lease was lost."""
    return await _release(
        database, job, state=JobState.READY, last_error=short(error), run_at=clock.now() + after
    )


async def bury(database: Database, job: Claimed, error: str) -> bool:
    """Sets a job aside as DEAD, for a person to look at; False when the lease was lost."""
    return await _release(
        database, job, state=JobState.DEAD, last_error=short(error), finished_at=clock.now()
    )


async def _release(database: Database, job: Claimed, **values: Any) -> bool:
    # The worker's bookkeeping goes past the ORM: it must not wake those who wait for new work.
    async with database.write() as session:
        released = await (await session.connection()).execute(
            update(JOB)
            .where(JOB.c.id == job.id, JOB.c.lease == job.lease, JOB.c.state == JobState.RUNNING)
            .values(lease=None, leased_until=None, **values)
        )
        return released.rowcount == 1


def short(error: str | None) -> str | None:
    """An error as it is kept: without NUL, which PostgreSQL refuses, and not endless."""
    return None if error is None else error.replace("\x00", "").strip()[:_LONGEST_ERROR]


def backoff(
    attempt: int, floor: timedelta = timedelta(0), first: timedelta | None = None
) -> timedelta:
    """How long to wait after the attempt of this number failed: full jitter above the floor.

    The span doubles from `first` (2 s) to 60 min; a time at random within it keeps many jobs that
    failed together from coming back together. `floor` is what the other side asked for
    (Retry-After).
    """
    span = min(LONGEST_BACKOFF, (first or FIRST_BACKOFF) * (1 << min(attempt - 1, 20)))
    return floor + span * _chance.random()


async def purge(database: Database, now: datetime) -> int:
    """Deletes jobs that have been done for longer than they are kept; gives their number."""
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
