"""Claims: which worker may do a job, for how long, and how the job ended.

A worker claims jobs under a lease and holds no transaction while it works. Only the holder of the
lease may record how a job ended; once the lease has expired anybody may claim the job again, so a
worker that dies loses nothing. Leases are measured by the machines' clocks: on several machines
these may differ by a small part of a lease, as any time service ensures.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, select, update

from api.db.session import Database
from api.jobs.models import RANKS, JobState
from api.jobs.outbox import DEFAULT_LANE, JOB, storable_error
from api.kit import clock, ids

STARVED_AFTER: Final = timedelta(minutes=10)
_STARVED_SHARE: Final = 0.1
"""The share of claims in which jobs that have been due for longer than `STARVED_AFTER` go first,
the least urgent before all: otherwise a steady stream of urgent jobs would starve them."""
_chance = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job that this process may work on for as long as it holds the lease."""

    id: str
    kind: str
    payload: str
    attempt: int
    """1 for the first attempt; attempts that ended with the death of the worker count too."""
    lease: str


async def due(
    database: Database, kinds: Sequence[str], lanes: Sequence[str]
) -> dict[str, Sequence[int | None]]:
    """By lane, the ranks of which a job of these kinds can be claimed now; None: expired leases.

    Lanes with nothing to claim are left out. It only reads: on SQLite an idle worker never takes
    the writer's lock.
    """
    candidates, statement = _question(tuple(kinds), tuple(lanes))
    async with database.read() as reader:
        row = (await reader.execute(statement, {"now": clock.now()})).one()
    found: dict[str, list[int | None]] = {}
    for (lane, rank), is_due in zip(candidates, row, strict=True):
        if is_due:
            found.setdefault(lane, []).append(rank)
    return dict(found)


@lru_cache(maxsize=256)
def _question(
    kinds: tuple[str, ...], lanes: tuple[str, ...]
) -> tuple[list[tuple[str, int | None]], Select[*tuple[Any, ...]]]:
    """(the lanes and ranks, whether each has something to claim at `now`).

    Kept, since an idle worker asks again and again, and building it takes longer than running it.
    """
    now = bindparam("now", type_=JOB.c.run_at.type)
    candidates: list[tuple[str, int | None]] = [
        (lane, rank) for lane in lanes for rank in (None, *RANKS)
    ]
    # Not by EXISTS: where many rows look alike, PostgreSQL would search the whole table for one.
    columns = [
        select(JOB.c.id)
        .where(_due(kinds, lane, rank, now))
        .order_by(JOB.c.rank, JOB.c.run_at)
        .limit(1)
        .scalar_subquery()
        .is_not(None)
        for lane, rank in candidates
    ]
    return candidates, select(*columns)


async def claim(
    database: Database,
    kinds: Sequence[str],
    limit: int,
    lease_seconds: float,
    lane: str = DEFAULT_LANE,
) -> list[ClaimedJob]:
    """Claims up to `limit` due jobs of these kinds in a lane: those with an expired lease first,
    then by rank, and within a rank the oldest.

    One claim in ten starts with the jobs that have waited long. The claimed jobs share one lease,
    and are recorded one by one all the same.
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
        # Rank by rank, each from the front of its part of the index: jobs of an urgent rank that
        # are scheduled for later are not read.
        for rank, by in _claim_order(ranks, now):
            if len(chosen) < limit:
                statement = select(*columns).where(_due(kinds, lane, rank, by))
                if taken := [row.id for row in chosen if row.rank == rank]:
                    statement = statement.where(JOB.c.id.not_in(taken))
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
    return [ClaimedJob(row.id, row.kind, row.payload, row.attempts + 1, lease) for row in chosen]


def _claim_order(ranks: Sequence[int | None], now: datetime) -> list[tuple[int | None, datetime]]:
    """(rank, due by) in the order in which jobs are claimed."""
    default = [(rank, now) for rank in ranks]
    less_urgent = [rank for rank in ranks if rank is not None][1:]
    if not less_urgent or _chance.random() >= _STARVED_SHARE:
        return default
    expired = int(ranks[0] is None)
    starved = [(rank, now - STARVED_AFTER) for rank in reversed(less_urgent)]
    return [*default[:expired], *starved, *default[expired:]]


def _due(
    kinds: Sequence[str], lane: str, rank: int | None, now: datetime | BindParameter[datetime]
) -> ColumnElement[bool]:
    own = (JOB.c.lane == lane, JOB.c.kind.in_(kinds))
    if rank is None:
        return and_(JOB.c.state == JobState.RUNNING, JOB.c.leased_until <= now, *own)
    return and_(JOB.c.state == JobState.READY, JOB.c.rank == rank, JOB.c.run_at <= now, *own)


async def heartbeat(
    database: Database, jobs: Sequence[ClaimedJob], lease_seconds: float
) -> set[tuple[str, str]]:
    """Extends the leases of these jobs; returns (id, lease) of those that are still held."""
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


async def finish(database: Database, job: ClaimedJob, error: str | None = None) -> bool:
    """Closes a job as DONE; False if the lease was lost. `error` is kept in its row."""
    return await _release(
        database,
        job,
        state=JobState.DONE,
        last_error=storable_error(error),
        finished_at=clock.now(),
    )


async def retry_later(database: Database, job: ClaimedJob, error: str, after: timedelta) -> bool:
    """Releases a job for another attempt after that time; False if the lease was lost."""
    return await _release(
        database,
        job,
        state=JobState.READY,
        last_error=storable_error(error),
        run_at=clock.now() + after,
    )


async def mark_dead(database: Database, job: ClaimedJob, error: str) -> bool:
    """Closes a job as DEAD, for an operator to look at; False if the lease was lost."""
    return await _release(
        database,
        job,
        state=JobState.DEAD,
        last_error=storable_error(error),
        finished_at=clock.now(),
    )


async def _release(database: Database, job: ClaimedJob, **values: Any) -> bool:
    # Not by the ORM: the worker's bookkeeping must not wake those who wait for new jobs.
    async with database.write() as session:
        released = await (await session.connection()).execute(
            update(JOB)
            .where(JOB.c.id == job.id, JOB.c.lease == job.lease, JOB.c.state == JobState.RUNNING)
            .values(lease=None, leased_until=None, **values)
        )
        return released.rowcount == 1
