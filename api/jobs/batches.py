"""A worker's batches: many jobs of one lane, run together and recorded together."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson
import structlog
from sqlalchemy import bindparam, select, update

from api.db.session import Database, WriteSession
from api.jobs import claims, lanes, outbox
from api.jobs.claims import ClaimedJob
from api.jobs.models import JobState
from api.jobs.outbox import JOB
from api.jobs.registry import Batched, BatchJob, BatchResult, Dead, Done, Postponed, Retry
from api.kit import clock

_LONGEST_OUTAGE_PAUSE: Final = 30.0
_log = structlog.get_logger("jobs")


class Batches:
    """Claims batches, runs their handlers and records the results; its worker decides when."""

    def __init__(
        self, database: Database, handlers: Mapping[str, Batched], lease_seconds: float
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._lease_seconds = lease_seconds
        self._kind_of = {lane: kind for kind, batched in handlers.items() for lane in batched.lanes}
        self._running: dict[str, tuple[str, list[ClaimedJob], asyncio.Task[None]]] = {}
        self._recording: set[str] = set()

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """The tasks of the batches that are running."""
        return [task for _, _, task in self._running.values()]

    async def start(self, done: asyncio.Event) -> bool:
        """Claims what is due in the lanes with a free slot; True if more may be due already.

        `done` is set whenever a batch ends and so frees a slot of its lane.
        """
        free = {
            lane: self._handlers[kind].concurrent_batches - self._running_in(lane)
            for lane, kind in self._kind_of.items()
        }
        wanted = [lane for lane, slots in free.items() if slots > 0]
        if not wanted:
            return False
        due = await claims.due(self._database, list(self._handlers), wanted)
        if not due:
            return False
        more = False
        paused = await lanes.pauses(self._database, sorted(due))
        for lane in wanted:
            if lane not in due:
                continue
            pause = paused.get(lane)
            if pause is not None and (pause.until > clock.now() or self._running_in(lane)):
                continue
            kind = self._kind_of[lane]
            size = self._handlers[kind].size if pause is None else 1
            jobs = await claims.claim(self._database, [kind], size, self._lease_seconds, lane)
            if jobs:
                self._launch(lane, kind, jobs, done)
                more = more or (len(jobs) == size and pause is None and free[lane] > 1)
        return more

    def _running_in(self, lane: str) -> int:
        return sum(own == lane for own, _, _ in self._running.values())

    def _launch(self, lane: str, kind: str, jobs: list[ClaimedJob], done: asyncio.Event) -> None:
        lease = jobs[0].lease
        task = asyncio.create_task(self._work(lane, kind, jobs), name=f"batch-{lane}-{lease}")
        self._running[lease] = (lane, jobs, task)

        def forget(_task: asyncio.Task[None]) -> None:
            self._running.pop(lease, None)
            self._recording.discard(lease)
            done.set()

        task.add_done_callback(forget)

    async def heartbeat(self) -> None:
        """Extends the leases of all running batches; cancels one that has lost every lease."""
        for lease, (lane, jobs, task) in list(self._running.items()):
            held = await claims.heartbeat(self._database, jobs, self._lease_seconds)
            if not held and lease in self._running and lease not in self._recording:
                _log.warning("batch.lease_lost", lane=lane, jobs=len(jobs))
                task.cancel()

    async def _work(self, lane: str, kind: str, jobs: list[ClaimedJob]) -> None:
        batched = self._handlers[kind]
        work = [
            BatchJob(job.id, orjson.loads(job.payload), job.attempt, batched.attempts)
            for job in jobs
        ]
        try:
            async with asyncio.timeout(batched.seconds):
                result = await batched.handler(self._database, work)
        except Exception as error:
            reason = outbox.error_summary(error)
            _log.warning("batch.failed", lane=lane, jobs=len(jobs), exc_info=error)
            result = BatchResult([Dead(reason) if one.is_last else Retry(reason) for one in work])
        self._recording.add(jobs[0].lease)
        pause = 0.1
        while True:
            try:
                await self._record(lane, batched, jobs, result)
            except Exception as error:
                # What was sent cannot be unsent: it is recorded as soon as the database is back.
                _log.error("batch.not_recorded", lane=lane, jobs=len(jobs), error=str(error))
            else:
                return
            await asyncio.sleep(pause)
            pause = min(_LONGEST_OUTAGE_PAUSE, pause * 2)

    async def _record(
        self, lane: str, batched: Batched, jobs: list[ClaimedJob], result: BatchResult
    ) -> None:
        now = clock.now()
        async with self._database.write() as session:
            if result.record is not None:
                await result.record(session)
            await record_results(session, jobs, result, batched, now)
            until = result.pause and await lanes.pause(session, lane, result.pause, now)
            resumed = result.succeeded and await lanes.resume(session, lane, expired_at=now)
        if result.pause is not None:
            _log.warning("lane.paused", lane=lane, code=result.pause.code, until=str(until))
        elif resumed:
            _log.info("lane.resumed", lane=lane)


async def record_results(
    session: WriteSession,
    jobs: Sequence[ClaimedJob],
    batch: BatchResult,
    batched: Batched,
    now: datetime,
) -> None:
    """Closes or reschedules each job of a batch by its result; skips those with a lost lease."""
    if len(batch.results) != len(jobs):
        raise ValueError(f"{len(batch.results)} results for {len(jobs)} jobs")
    # Not by the ORM: the worker's bookkeeping must not wake those who wait for new jobs.
    connection = await session.connection()
    lease = jobs[0].lease
    # Locked in the order of claims: two workers that compete for an expired lease never deadlock.
    locked = select(JOB.c.id).where(JOB.c.id.in_([job.id for job in jobs]), JOB.c.lease == lease)
    held = set((await connection.execute(locked.order_by(JOB.c.id).with_for_update())).scalars())
    if len(held) < len(jobs):
        _log.warning("batch.leases_lost", lost=len(jobs) - len(held))
    done: list[str] = []
    others: list[dict[str, Any]] = []
    for job, result in zip(jobs, batch.results, strict=True):
        if job.id not in held:
            continue
        if isinstance(result, Done):
            done.append(job.id)
            continue
        row = {
            "b_id": job.id,
            "state": JobState.READY,
            "run_at": now,
            "attempts": job.attempt,
            "last_error": outbox.storable_error(result.reason),
            "finished_at": None,
        }
        if isinstance(result, Retry):
            floor = max(result.after, batched.least_backoff)
            row["run_at"] = now + outbox.backoff(job.attempt, floor, batched.first_backoff)
        elif isinstance(result, Postponed):
            row |= {"run_at": now + result.after, "attempts": job.attempt - 1}
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
