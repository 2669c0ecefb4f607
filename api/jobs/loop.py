"""The worker: claims jobs, runs their handlers, records the results.

It runs inside the server or as a process of its own, in any number. It survives an outage of the
database.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, Final

import orjson
import structlog

from api.db.session import Database
from api.jobs import claims, outbox
from api.jobs.claims import ClaimedJob
from api.jobs.outbox import error_summary
from api.jobs.registry import GiveUp, Handler, JobRun, Periodic, RetryLater, bounds
from api.kit import clock

PURGE: Final = Periodic("jobs.purge", timedelta(hours=1), "jobs.purge")
_LONGEST_OUTAGE_PAUSE: Final = 30.0
_log = structlog.get_logger("jobs")


async def _purge(run: JobRun, _payload: Mapping[str, Any]) -> None:
    await outbox.purge(run.database, clock.now())


class Worker:
    """Does the jobs of the kinds that it has handlers for, at most `concurrency` at a time.

    Jobs committed by this process are noticed at once, those of others within `poll_seconds`.
    """

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        periodic: Sequence[Periodic] = (),
        *,
        concurrency: int = 8,
        poll_seconds: float = 1.0,
        lease_seconds: float = 60.0,
        drain_seconds: float = 10.0,
    ) -> None:
        self._database = database
        self._handlers: dict[str, Handler] = {PURGE.kind: _purge, **handlers}
        self._periodic = (PURGE, *periodic)
        unknown = {p.kind for p in self._periodic} - self._handlers.keys()
        if unknown:
            raise ValueError(f"no handler for the periodic kinds {', '.join(sorted(unknown))}")
        self._concurrency = concurrency
        self._poll_seconds = poll_seconds
        self._lease_seconds = lease_seconds
        self._drain_seconds = drain_seconds
        self._running: dict[tuple[str, str], tuple[ClaimedJob, asyncio.Task[None]]] = {}
        self._recording: set[tuple[str, str]] = set()
        self._slots: dict[str, Any] = {}
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()
        self._failures = 0
        self._kinds = sorted(self._handlers)
        database.on_commit(self._on_commit)

    def wake(self) -> None:
        """Makes the worker poll for jobs now. To be called on its event loop."""
        self._woken.set()

    def stop(self) -> None:
        """Makes `run` claim no more jobs, wait for the running ones, and return."""
        self._stopping.set()
        self._woken.set()

    def _on_commit(self, tables: frozenset[str]) -> None:
        if "job" in tables:
            self.wake()

    async def run(self) -> None:
        """Works until `stop`. Jobs that still run `drain_seconds` later are cancelled; another
        worker claims them when their leases expire.

        If the task itself is cancelled, it drops everything at once, as a killed process would.
        """
        heartbeats = asyncio.create_task(self._send_heartbeats(), name="jobs-heartbeats")
        _log.info("worker.started", kinds=self._kinds, concurrency=self._concurrency)
        try:
            while not self._stopping.is_set():
                self._woken.clear()
                await self._sleep(await self._poll())
            await self._drain()
        finally:
            tasks = self._running_tasks()
            for task in (heartbeats, *tasks):
                task.cancel()
            await asyncio.gather(heartbeats, *tasks, return_exceptions=True)
            _log.info("worker.stopped", cancelled=len(tasks))

    def _running_tasks(self) -> list[asyncio.Task[None]]:
        return [task for _, task in self._running.values()]

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0 and not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._woken.wait()

    async def _poll(self) -> float:
        """Starts what is due; returns the seconds until the next poll."""
        free = self._concurrency - len(self._running)
        try:
            await self._enqueue_slots()
            jobs = (
                await claims.claim(self._database, list(self._handlers), free, self._lease_seconds)
                if free
                else []
            )
        except Exception as error:
            self._failures += 1
            pause = min(_LONGEST_OUTAGE_PAUSE, self._poll_seconds * (1 << min(self._failures, 10)))
            _log.error("worker.no_database", error=error_summary(error), next_try_in_seconds=pause)
            return pause
        if self._failures:
            _log.info("worker.database_back", failures=self._failures)
            self._failures = 0
        for job in jobs:
            task = asyncio.create_task(self._work(job), name=f"job-{job.kind}-{job.id}")
            key = (job.id, job.lease)
            self._running[key] = (job, task)
            task.add_done_callback(partial(self._done, key))
        return 0 if free and len(jobs) == free else self._poll_seconds

    def _done(self, key: tuple[str, str], _task: asyncio.Task[None]) -> None:
        if len(self._running) == self._concurrency:
            self._woken.set()
        self._running.pop(key, None)
        self._recording.discard(key)

    async def _enqueue_slots(self) -> None:
        now = clock.now()
        for periodic in self._periodic:
            slot = periodic.slot(now)
            if self._slots.get(periodic.name) != slot:
                async with self._database.write() as session:
                    await outbox.enqueue_slot(
                        session, periodic.name, periodic.kind, slot, slot + periodic.every
                    )
                self._slots[periodic.name] = slot

    async def _work(self, job: ClaimedJob) -> None:
        handler = self._handlers[job.kind]
        attempts, seconds = bounds(handler)
        log = _log.bind(kind=job.kind, job=job.id, attempt=job.attempt)
        if job.attempt > attempts:
            # Only a job that takes its worker down with it is claimed that often.
            reason = f"its worker died or was stopped in each of {attempts} attempts"
            log.error("job.dead", error=reason)
            await self._record(job, claims.mark_dead, reason)
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
            await self._record(job, claims.mark_dead, reason)
        except Exception as error:
            await self._handle_failure(job, error, run, log)
        else:
            await self._record(job, claims.finish)

    async def _handle_failure(
        self, job: ClaimedJob, error: Exception, run: JobRun, log: Any
    ) -> None:
        if isinstance(error, RetryLater):
            reason, floor = str(error), error.after
        else:
            reason, floor = error_summary(error), timedelta(0)
            log.warning("job.failed", error=reason, exc_info=error)
        if run.is_last:
            log.error("job.dead", error=reason)
            await self._record(job, claims.mark_dead, reason)
            return
        after = outbox.backoff(job.attempt, floor)
        if self._outlasts_slot(job, after):
            log.error("job.slot_failed", error=reason)
            await self._record(job, claims.finish, reason)
            return
        log.info("job.retry", error=reason, after_seconds=round(after.total_seconds(), 1))
        await self._record(job, claims.retry_later, reason, after)

    def _outlasts_slot(self, job: ClaimedJob, after: timedelta) -> bool:
        if not any(periodic.kind == job.kind for periodic in self._periodic):
            return False
        until = orjson.loads(job.payload).get("until")
        return until is not None and clock.now() + after >= clock.from_text(until)

    async def _record(
        self, job: ClaimedJob, record: Callable[..., Awaitable[bool]], *details: Any
    ) -> None:
        """Records how a job ended, and keeps trying while the database is away."""
        self._recording.add((job.id, job.lease))
        pause = 0.1
        while True:
            try:
                if not await record(self._database, job, *details):
                    _log.warning("job.lease_lost", kind=job.kind, job=job.id)
                return
            except Exception as error:
                _log.error(
                    "job.not_recorded", kind=job.kind, job=job.id, error=error_summary(error)
                )
            await asyncio.sleep(pause)
            pause = min(_LONGEST_OUTAGE_PAUSE, pause * 2)

    async def _extend(self, job: ClaimedJob) -> bool:
        return bool(await claims.heartbeat(self._database, [job], self._lease_seconds))

    async def _send_heartbeats(self) -> None:
        """Extends the leases of all running jobs; cancels one whose lease another worker took."""
        while True:
            await asyncio.sleep(self._lease_seconds / 3)
            before = dict(self._running)
            try:
                held = await claims.heartbeat(
                    self._database, [job for job, _ in before.values()], self._lease_seconds
                )
            except Exception as error:
                _log.error("worker.no_heartbeat", error=error_summary(error))
                continue
            for key, (job, task) in before.items():
                # A job that is being recorded has released its lease: it cannot lose it.
                if key not in held and key in self._running and key not in self._recording:
                    _log.warning("job.lease_lost", kind=job.kind, job=job.id)
                    task.cancel()

    async def _drain(self) -> None:
        tasks = self._running_tasks()
        if tasks:
            _log.info("worker.draining", jobs=len(tasks))
            await asyncio.wait(tasks, timeout=self._drain_seconds)
