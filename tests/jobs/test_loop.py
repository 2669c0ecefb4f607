"""The worker: every job at least once, a few at a time, whatever fails in the meantime."""

import asyncio
import gc
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

import api.db.engine
from api.db.engine import sqlite_path
from api.db.session import Database
from api.jobs import claims, outbox
from api.jobs.loop import Worker
from api.jobs.models import JobState
from api.jobs.registry import Bounded, GiveUp, Handler, JobRun, Periodic, RetryLater
from api.kit import clock
from tests.jobs.waiting import ask, job, jobs, lapse, running, until

Payload = Mapping[str, Any]


def worker(database: Database, handler: Handler, **options: Any) -> Worker:
    return Worker(database, {"test": handler}, **{"poll_seconds": 0.05, **options})


def in_state(database: Database, state: JobState, count: int = 1) -> Callable[[], Any]:
    async def check() -> bool:
        found = await jobs(database)
        return len(found) == count and all(j.state is state for j in found)

    return check


async def test_a_commit_wakes_the_worker_long_before_it_polls(database: Database) -> None:
    seen: list[Payload] = []

    async def handler(run: JobRun, payload: Payload) -> None:
        assert (run.kind, run.attempt, run.is_last) == ("test", 1, False)
        seen.append(payload)

    async with running(worker(database, handler, poll_seconds=60)):
        await asyncio.sleep(0.3)
        await ask(database, "test", {"n": 1})
        await until(lambda: seen == [{"n": 1}], 3)
        await until(in_state(database, JobState.DONE), 3)


async def test_jobs_of_another_process_are_found_by_polling(database_url: str) -> None:
    here, there = Database(database_url), Database(database_url)
    done = asyncio.Event()

    async def handler(_run: JobRun, _payload: Payload) -> None:
        done.set()

    async with running(worker(here, handler, poll_seconds=0.1)):
        await ask(there)
        await asyncio.wait_for(done.wait(), 3)
    await here.close()
    await there.close()


async def test_at_most_the_allowed_number_runs_at_a_time_and_all_run(database: Database) -> None:
    now, most, total = 0, 0, 0

    async def handler(_run: JobRun, _payload: Payload) -> None:
        nonlocal now, most, total
        now, total = now + 1, total + 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1

    await ask(database, "test", *({} for _ in range(20)))
    async with running(worker(database, handler, concurrency=3, poll_seconds=60)):
        await until(in_state(database, JobState.DONE, 20))
    assert (most, total) == (3, 20)


async def test_no_transaction_is_open_while_a_handler_works(database_url: str) -> None:
    database, other = Database(database_url), Database(database_url)
    finished = False

    async def handler(_run: JobRun, _payload: Payload) -> None:
        nonlocal finished
        async with asyncio.timeout(2), other.write() as session:
            await outbox.enqueue(session, "other", {})
        if not database.is_sqlite:
            async with other.read() as session:
                idle = await session.scalar(
                    text(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        " AND state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()"
                    )
                )
            assert idle == 0
        finished = True

    await ask(database)
    async with running(worker(database, handler)):
        await until(lambda: finished)
    await database.close()
    await other.close()


async def test_failures_are_retried_and_end_as_dead(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "FIRST_BACKOFF", timedelta(milliseconds=1))
    tries: list[tuple[int, bool]] = []

    async def handler(run: JobRun, _payload: Payload) -> None:
        tries.append((run.attempt, run.is_last))
        raise ConnectionRefusedError("nobody home")

    await ask(database)
    async with running(worker(database, Bounded(handler, attempts=3))):
        await until(in_state(database, JobState.DEAD))
    assert tries == [(1, False), (2, False), (3, True)]
    assert (await job(database)).last_error == "ConnectionRefusedError: nobody home"


async def test_retry_later_is_not_earlier_than_asked(database: Database) -> None:
    async def handler(_run: JobRun, _payload: Payload) -> None:
        raise RetryLater(timedelta(minutes=5), "quota")

    await ask(database)
    before = clock.now()

    async def given_back() -> bool:
        return (await job(database)).last_error == "quota"

    async with running(worker(database, handler)):
        await until(given_back)
    back = await job(database)
    assert back.state is JobState.READY
    assert timedelta(minutes=5) <= back.run_at - before < timedelta(minutes=5, seconds=10)


async def test_giving_up_makes_the_job_dead_at_once(database: Database) -> None:
    async def handler(_run: JobRun, _payload: Payload) -> None:
        raise GiveUp("the payload makes no sense")

    await ask(database)
    async with running(worker(database, handler)):
        await until(in_state(database, JobState.DEAD))
    dead = await job(database)
    assert (dead.last_error, dead.attempts) == ("the payload makes no sense", 1)


async def test_an_attempt_that_takes_too_long_fails(database: Database) -> None:
    async def handler(_run: JobRun, _payload: Payload) -> None:
        await asyncio.sleep(60)

    await ask(database)
    async with running(worker(database, Bounded(handler, attempts=1, seconds=0.05))):
        await until(in_state(database, JobState.DEAD))
    assert (await job(database)).last_error == "TimeoutError"


@pytest.mark.slow
async def test_a_long_job_keeps_its_lease_so_that_two_workers_do_it_once(database_url: str) -> None:
    databases = [Database(database_url), Database(database_url)]
    started = 0

    async def handler(run: JobRun, _payload: Payload) -> None:
        nonlocal started
        started += 1
        await asyncio.sleep(1.5)
        assert await run.heartbeat()

    await ask(databases[0])
    async with running(*(worker(d, handler, lease_seconds=0.6) for d in databases)):
        await until(in_state(databases[0], JobState.DONE))
    assert started == 1
    for database in databases:
        await database.close()


async def test_a_job_whose_lease_was_taken_is_cancelled(database: Database) -> None:
    stopped = asyncio.Event()

    async def handler(run: JobRun, _payload: Payload) -> None:
        async with database.write() as session:
            await session.execute(outbox.JOB.update().values(lease="another's"))
        assert not await run.heartbeat()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            stopped.set()
            raise

    await ask(database)
    async with running(worker(database, handler, lease_seconds=0.3)):
        await asyncio.wait_for(stopped.wait(), 3)
    assert (await job(database)).state is JobState.RUNNING


async def test_stopping_waits_for_running_jobs_and_claims_no_more(
    database: Database,
) -> None:
    started, finished = asyncio.Event(), 0

    async def handler(_run: JobRun, _payload: Payload) -> None:
        nonlocal finished
        started.set()
        await asyncio.sleep(0.3)
        finished += 1

    await ask(database, "test", {}, {})
    one = worker(database, handler, concurrency=1)
    running_one = asyncio.create_task(one.run())
    await started.wait()
    one.stop()
    await asyncio.wait_for(running_one, 5)
    assert finished == 1
    assert [j.state for j in await jobs(database)] == [JobState.DONE, JobState.READY]


async def test_a_job_that_outlasts_the_drain_is_claimed_again_after_its_lease(
    database: Database,
) -> None:
    started, runs = asyncio.Event(), 0

    async def handler(_run: JobRun, _payload: Payload) -> None:
        nonlocal runs
        runs += 1
        started.set()
        if runs == 1:
            await asyncio.sleep(60)

    await ask(database)
    first = worker(database, handler, drain_seconds=0.2)
    task = asyncio.create_task(first.run())
    await started.wait()
    first.stop()
    await asyncio.wait_for(task, 3)
    left = await job(database)
    assert left.state is JobState.RUNNING and left.lease is not None

    await lapse(database)
    async with running(worker(database, handler)):
        await until(in_state(database, JobState.DONE))
    assert runs == 2


async def killed_after(seconds: float, database_url: str, handler: Handler) -> None:
    database = Database(database_url)
    task = asyncio.create_task(worker(database, handler, concurrency=4).run())
    await asyncio.sleep(seconds)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await database.close()


@pytest.mark.slow
async def test_a_killed_worker_loses_nothing(database_url: str) -> None:
    done: set[int] = set()

    async def handler(_run: JobRun, payload: Payload) -> None:
        await asyncio.sleep(0.002)
        done.add(payload["n"])

    setting_up = Database(database_url)
    await ask(setting_up, "test", *({"n": n} for n in range(40)))
    for _ in range(4):
        await killed_after(0.12, database_url, handler)
        gc.collect()  # a dead process holds no cursor, and so no lock
        await lapse(setting_up)
    async with running(worker(setting_up, handler)):
        await until(in_state(setting_up, JobState.DONE, 40))
    assert done == set(range(40))
    await setting_up.close()


async def test_a_job_that_takes_its_worker_down_each_time_ends_as_dead(database: Database) -> None:
    async def handler(_run: JobRun, _payload: Payload) -> None:
        raise AssertionError("it is not attempted again")

    await ask(database)
    for _ in range(2):
        await claims.claim(database, ["test"], 1, 60)
        await lapse(database)
    async with running(worker(database, Bounded(handler, attempts=2))):
        await until(in_state(database, JobState.DEAD))
    assert "each of 2 attempts" in ((await job(database)).last_error or "")


@asynccontextmanager
async def outage(database_url: str) -> AsyncIterator[None]:
    """PostgreSQL drops every connection and accepts no new one; SQLite's writer lock is held."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        holder = sqlite3.connect(sqlite_path(database_url), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")
        holder.close()
        return
    server = url.set(drivername="postgresql", database="postgres")
    admin = await asyncpg.connect(server.render_as_string(hide_password=False))
    await admin.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false")
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", url.database
    )
    yield
    await admin.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true")
    await admin.close()


async def test_the_worker_survives_an_outage_of_the_database(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.db.engine, "BUSY_SECONDS", 0)
    database = Database(database_url)
    started, go_on = asyncio.Event(), asyncio.Event()
    done: list[int] = []

    async def handler(_run: JobRun, payload: Payload) -> None:
        started.set()
        await go_on.wait()
        done.append(payload["n"])

    await ask(database, "test", {"n": 1}, {"n": 2})
    one = worker(database, handler, concurrency=1, lease_seconds=30)
    async with running(one):
        await started.wait()
        async with outage(database_url):
            go_on.set()  # the first job ends while nothing can be recorded, or claimed
            await asyncio.sleep(0.7)
        await until(in_state(database, JobState.DONE, 2))
    assert done == [1, 2]
    await database.close()


async def test_an_outage_while_polling_is_waited_out(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.db.engine, "BUSY_SECONDS", 0)
    database = Database(database_url)
    done = asyncio.Event()

    async def handler(_run: JobRun, _payload: Payload) -> None:
        done.set()

    await ask(database)
    async with outage(database_url):
        one = worker(database, handler, poll_seconds=0.02)
        task = asyncio.create_task(one.run())
        await asyncio.sleep(0.3)
        assert not done.is_set() and not task.done()
    await asyncio.wait_for(done.wait(), 5)
    one.stop()
    await task
    await database.close()


def test_a_periodic_kind_needs_a_handler() -> None:
    with pytest.raises(ValueError, match="no handler"):
        Worker(
            Database("sqlite+aiosqlite:///:memory:"),
            {},
            [Periodic("tick", timedelta(seconds=1), "tick")],
        )
