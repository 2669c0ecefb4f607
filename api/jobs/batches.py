"""The batches of a worker: many jobs of one lane, done together and recorded together."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson
import structlog
from sqlalchemy import bindparam, select, update

from api.db.session import Database, WriteSession
from api.jobs import lanes, outbox
from api.jobs.models import JobState
from api.jobs.outbox import JOB, Claimed
from api.jobs.registry import Again, Batched, Dead, Done, Ended, Held, Work
from api.kit import clock

_LONGEST_OUTAGE_PAUSE: Final = 30.0
_log = structlog.get_logger("jobs")


class Batches:
    """Claims, hands over and records; the worker that owns it decides when."""

    def __init__(
        self, database: Database, handlers: Mapping[str, Batched], lease_seconds: float
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._lease_seconds = lease_seconds
        self._kind_of = {lane: kind for kind, batched in handlers.items() for lane in batched.lanes}
        self._running: dict[str, tuple[str, list[Claimed], asyncio.Task[None]]] = {}
        self._settling: set[str] = set()

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """Those at work."""
        return [task for _, _, task in self._running.values()]

    async def start(self, done: asyncio.Event) -> bool:
        """Claims what is due in lanes with room; True when more may be due at once.

        `done` is set whenever a batch ends, since its lane has room then.
        """
        free = {
            lane: self._handlers[kind].side_by_side - self._at_work(lane)
            for lane, kind in self._kind_of.items()
        }
        wanted = [lane for lane, places in free.items() if places > 0]
        if not wanted:
            return False
        due = await outbox.due(self._database, list(self._handlers), wanted)
        if not due:
            return False
        more = False
        paused = await lanes.pauses(self._database, sorted(due))
        for lane in wanted:
            if lane not in due:
                continue
            pause = paused.get(lane)
            if pause is not None and (pause.until > clock.now() or self._at_work(lane)):
                continue
            kind = self._kind_of[lane]
            size = self._handlers[kind].size if pause is None else 1
            jobs = await outbox.claim(self._database, [kind], size, self._lease_seconds, lane)
            if jobs:
                self._begin(lane, kind, jobs, done)
                more = more or (len(jobs) == size and pause is None and free[lane] > 1)
        return more

    def _at_work(self, lane: str) -> int:
        return sum(at == lane for at, _, _ in self._running.values())

    def _begin(self, lane: str, kind: str, jobs: list[Claimed], done: asyncio.Event) -> None:
        lease = jobs[0].lease
        task = asyncio.create_task(self._work(lane, kind, jobs), name=f"batch-{lane}-{lease}")
        self._running[lease] = (lane, jobs, task)

        def ended(_task: asyncio.Task[None]) -> None:
            self._running.pop(lease, None)
            self._settling.discard(lease)
            done.set()

        task.add_done_callback(ended)

    async def beat(self) -> None:
        """Extends the leases of all batches; stops one that has lost every lease."""
        for lease, (lane, jobs, task) in list(self._running.items()):
            held = await outbox.heartbeat(self._database, jobs, self._lease_seconds)
            if not held and lease in self._running and lease not in self._settling:
                _log.warning("batch.lease_lost", lane=lane, jobs=len(jobs))
                task.cancel()

    async def _work(self, lane: str, kind: str, jobs: list[Claimed]) -> None:
        batched = self._handlers[kind]
        work = [
            Work(job.id, orjson.loads(job.payload), job.attempt, batched.attempts) for job in jobs
        ]
        try:
            async with asyncio.timeout(batched.seconds):
                ended = await batched.handler(self._database, work)
        except Exception as error:
            told = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
            _log.warning("batch.failed", lane=lane, jobs=len(jobs), exc_info=error)
            ended = Ended([Dead(told) if one.is_last else Again(told) for one in work])
        self._settling.add(jobs[0].lease)
        pause = 0.1
        while True:
            try:
                await self._record(lane, batched, jobs, ended)
            except Exception as error:
                # What was sent is sent: it is written down as soon as the database is back.
                _log.error("batch.not_recorded", lane=lane, jobs=len(jobs), error=str(error))
            else:
                return
            await asyncio.sleep(pause)
            pause = min(_LONGEST_OUTAGE_PAUSE, pause * 2)

    async def _record(self, lane: str, batched: Batched, jobs: list[Claimed], ended: Ended) -> None:
        now = clock.now()
        async with self._database.write() as session:
            if ended.record is not None:
                await ended.record(session)
            await settle(session, jobs, ended, batched, now)
            until = ended.pause and await lanes.lay(session, lane, ended.pause, now)
            lifted = ended.went_well and await lanes.lift(session, lane, over_at=now)
        if ended.pause is not None:
            _log.warning("lane.paused", lane=lane, code=ended.pause.code, until=str(until))
        elif lifted:
            _log.info("lane.open", lane=lane)


async def settle(
    session: WriteSession, jobs: Sequence[Claimed], ended: Ended, batched: Batched, now: datetime
) -> None:
    """Closes the jobs of a batch, each in its way, as far as their lease is still held."""
    if len(ended.endings) != len(jobs):
        raise ValueError(f"{len(ended.endings)} endings for {len(jobs)} jobs")
    # Past the ORM: the worker's bookkeeping must not wake those who wait for new work.
    connection = await session.connection()
    lease = jobs[0].lease
    # Locked in one order, as claims do: two workers that meet over a lapsed lease never deadlock.
    locked = select(JOB.c.id).where(JOB.c.id.in_([job.id for job in jobs]), JOB.c.lease == lease)
    held = set((await connection.execute(locked.order_by(JOB.c.id).with_for_update())).scalars())
    if len(held) < len(jobs):
        _log.warning("batch.leases_lost", lost=len(jobs) - len(held))
    done: list[str] = []
    others: list[dict[str, Any]] = []
    for job, ending in zip(jobs, ended.endings, strict=True):
        if job.id not in held:
            continue
        if isinstance(ending, Done):
            done.append(job.id)
            continue
        row = {
            "b_id": job.id,
            "state": JobState.READY,
            "run_at": now,
            "attempts": job.attempt,
            "last_error": outbox.short(ending.reason),
            "finished_at": None,
        }
        if isinstance(ending, Again):
            floor = max(ending.after, batched.least_backoff)
            row["run_at"] = now + outbox.backoff(job.attempt, floor, batched.first_backoff)
        elif isinstance(ending, Held):
            row |= {"run_at": now + ending.after, "attempts": job.attempt - 1}
        else:
            row |= {"state": JobState.DEAD, "finished_at": now}
        others.append(row)
    freed = {"lease": None, "leased_until": None}
    if done:
        await connection.execute(
            update(JOB)
            .where(JOB.c.id.in_(done))
            .values(state=JobState.DONE, last_error=None, finished_at=now, **freed)
        )
    if others:
        names = ("state", "run_at", "attempts", "last_error", "finished_at")
        await connection.execute(
            update(JOB)
            .where(JOB.c.id == bindparam("b_id"))
            .values(**{name: bindparam(name) for name in names}, **freed),
            others,
        )
