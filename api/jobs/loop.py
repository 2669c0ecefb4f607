"""The worker: claims jobs, lets handlers do them, records how they ended.

It runs inside the server or alone, in any number. It outlives a database that goes away.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, Final

import orjson
import structlog
from sqlalchemy.exc import StatementError

from api.db.session import Database
from api.jobs import outbox
from api.jobs.batches import Batches
from api.jobs.outbox import Claimed
from api.jobs.registry import Batched, GiveUp, Handler, JobRun, Periodic, RetryLater, bounds
from api.kit import clock

PURGE: Final = Periodic("jobs.purge", timedelta(hours=1), "jobs.purge")
_LONGEST_OUTAGE_PAUSE: Final = 30.0
_log = structlog.get_logger("jobs")


async def _purge(run: JobRun, _payload: Mapping[str, Any]) -> None:
    await outbox.purge(run.database, clock.now())


class Worker:
    """Does the jobs of the kinds that it has handlers for, at most `concurrency` at a time.

    Kinds with a `Batched` handler are claimed by the lane instead, many at once. A commit in this
    process that adds jobs is noticed at once; one elsewhere within `poll_seconds`.
    """

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler | Batched],
        periodic: Sequence[Periodic] = (),
        *,
        concurrency: int = 8,
        poll_seconds: float = 1.0,
        lease_seconds: float = 60.0,
        drain_seconds: float = 10.0,
    ) -> None:
        self._database = database
        batched = {k: h for k, h in handlers.items() if isinstance(h, Batched)}
        singles = {k: h for k, h in handlers.items() if not isinstance(h, Batched)}
        self._handlers: dict[str, Handler] = {PURGE.kind: _purge, **singles}
        self._batches = Batches(database, batched, lease_seconds)
        self._periodic = (PURGE, *periodic)
        unknown = {p.kind for p in self._periodic} - self._handlers.keys()
        if unknown:
            raise ValueError(f"no handler for the periodic kinds {', '.join(sorted(unknown))}")
        self._concurrency = concurrency
        self._poll_seconds = poll_seconds
        self._lease_seconds = lease_seconds
        self._drain_seconds = drain_seconds
        self._running: dict[tuple[str, str], tuple[Claimed, asyncio.Task[None]]] = {}
        self._settling: set[tuple[str, str]] = set()
        self._slots: dict[str, Any] = {}
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()
        self._failures = 0
        self._kinds = sorted((*self._handlers, *batched))
        database.on_commit(self._on_commit)

    def wake(self) -> None:
        """Has the worker look for jobs now. To be called on its event loop."""
        self._woken.set()

    def stop(self) -> None:
        """Has `run` take no more jobs, wait for those at work, and end."""
        self._stopping.set()
        self._woken.set()

    def _on_commit(self, tables: frozenset[str]) -> None:
        if "job" in tables:
            self.wake()

    async def run(self) -> None:
        """Works until `stop`. What is still at work 10 s after that is left to its lease.

        When the task itself is cancelled it drops everything at once, as a killed process would.
        """
        heart = asyncio.create_task(self._beat(), name="jobs-heart")
        _log.info("worker.started", kinds=self._kinds, concurrency=self._concurrency)
        try:
            while not self._stopping.is_set():
                self._woken.clear()
                await self._pause(await self._turn())
            await self._drain()
        finally:
            tasks = self._at_work()
            for task in (heart, *tasks):
                task.cancel()
            await asyncio.gather(heart, *tasks, return_exceptions=True)
            _log.info("worker.stopped", left_to_their_lease=len(tasks))

    def _at_work(self) -> list[asyncio.Task[None]]:
        return [*(task for _, task in self._running.values()), *self._batches.tasks]

    async def _pause(self, seconds: float) -> None:
        if seconds > 0 and not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._woken.wait()

    async def _turn(self) -> float:
        """Starts what is due; gives the seconds until the next look."""
        free = self._concurrency - len(self._running)
        try:
            await self._make_slots()
            more = await self._batches.start(self._woken)
            jobs = (
                await outbox.claim(self._database, list(self._handlers), free, self._lease_seconds)
                if free
                else []
            )
        except Exception as error:
            self._failures += 1
            pause = min(_LONGEST_OUTAGE_PAUSE, self._poll_seconds * (1 << min(self._failures, 10)))
            _log.error("worker.no_database", error=_told(error), next_try_in_seconds=pause)
            return pause
        if self._failures:
            _log.info("worker.database_back", failures=self._failures)
            self._failures = 0
        for job in jobs:
            task = asyncio.create_task(self._work(job), name=f"job-{job.kind}-{job.id}")
            key = (job.id, job.lease)
            self._running[key] = (job, task)
            task.add_done_callback(partial(self._done, key))
        return 0 if more or (free and len(jobs) == free) else self._poll_seconds

    def _done(self, key: tuple[str, str], _task: asyncio.Task[None]) -> None:
        if len(self._running) == self._concurrency:
            self._woken.set()
        self._running.pop(key, None)
        self._settling.discard(key)

    async def _make_slots(self) -> None:
        now = clock.now()
        for periodic in self._periodic:
            slot = periodic.slot(now)
            if self._slots.get(periodic.name) != slot:
                async with self._database.write() as session:
                    await outbox.enqueue_slot(
                        session, periodic.name, periodic.kind, slot, slot + periodic.every
                    )
                self._slots[periodic.name] = slot

    async def _work(self, job: Claimed) -> None:
        handler = self._handlers[job.kind]
        attempts, seconds = bounds(handler)
        log = _log.bind(kind=job.kind, job=job.id, attempt=job.attempt)
        if job.attempt > attempts:
            # Only a job that takes its worker down with it comes here again and again.
            told = f"its worker died or was stopped in each of {attempts} tries"
            log.error("job.dead", error=told)
            await self._settle(job, outbox.bury, told)
            return
        run = JobRun(
            self._database, job.id, job.kind, job.attempt, attempts, lambda: self._extend(job)
        )
        try:
            payload = orjson.loads(job.payload)
            async with asyncio.timeout(seconds):
                await handler(run, payload)
        except GiveUp as error:
            reason = str(error)
            log.error("job.dead", error=reason)
            await self._settle(job, outbox.bury, reason)
        except Exception as error:
            await self._failed(job, error, run, log)
        else:
            await self._settle(job, outbox.finish)

    async def _failed(self, job: Claimed, error: Exception, run: JobRun, log: Any) -> None:
        if isinstance(error, RetryLater):
            told, floor = str(error), error.after
        else:
            told, floor = _told(error), timedelta(0)
            log.warning("job.failed", error=told, exc_info=error)
        if run.is_last:
            log.error("job.dead", error=told)
            await self._settle(job, outbox.bury, told)
            return
        after = outbox.backoff(job.attempt, floor)
        if self._belongs_to_the_next_slot(job, after):
            log.error("job.slot_failed", error=told)
            await self._settle(job, outbox.finish, told)
            return
        log.info("job.again", error=told, after_seconds=round(after.total_seconds(), 1))
        await self._settle(job, outbox.retry_later, told, after)

    def _belongs_to_the_next_slot(self, job: Claimed, after: timedelta) -> bool:
        if not any(periodic.kind == job.kind for periodic in self._periodic):
            return False
        until = orjson.loads(job.payload).get("until")
        return until is not None and clock.now() + after >= clock.from_text(until)

    async def _settle(
        self, job: Claimed, record: Callable[..., Awaitable[bool]], *how: Any
    ) -> None:
        """Records how a job ended, and goes on trying while the database is away."""
        self._settling.add((job.id, job.lease))
        pause = 0.1
        while True:
            try:
                if not await record(self._database, job, *how):
                    _log.warning("job.lease_lost", kind=job.kind, job=job.id)
                return
            except Exception as error:
                _log.error("job.not_recorded", kind=job.kind, job=job.id, error=_told(error))
            await asyncio.sleep(pause)
            pause = min(_LONGEST_OUTAGE_PAUSE, pause * 2)

    async def _extend(self, job: Claimed) -> bool:
        return bool(await outbox.heartbeat(self._database, [job], self._lease_seconds))

    async def _beat(self) -> None:
        """Extends the leases of all that is at work; stops work whose lease another has taken."""
        while True:
            await asyncio.sleep(self._lease_seconds / 3)
            before = dict(self._running)
            try:
                held = await outbox.heartbeat(
                    self._database, [job for job, _ in before.values()], self._lease_seconds
                )
                await self._batches.beat()
            except Exception as error:
                _log.error("worker.no_heartbeat", error=_told(error))
                continue
            for key, (job, task) in before.items():
                # A job that is being recorded has given its lease up: only one at work can lose it.
                if key not in held and key in self._running and key not in self._settling:
                    _log.warning("job.lease_lost", kind=job.kind, job=job.id)
                    task.cancel()

    async def _drain(self) -> None:
        tasks = self._at_work()
        if tasks:
            _log.info("worker.draining", jobs=len(tasks))
            await asyncio.wait(tasks, timeout=self._drain_seconds)


def _told(error: BaseException) -> str:
    """An error in one line: its kind and its own words, without a statement's values."""
    if isinstance(error, StatementError) and error.orig is not None:
        error = error.orig
    words = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
