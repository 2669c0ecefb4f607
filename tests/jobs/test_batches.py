"""Batches and lanes: jobs claimed and recorded together, and lanes that all workers pause."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from api.db.session import Database, WriteSession
from api.jobs import claims, lanes, outbox
from api.jobs.lanes import Pause
from api.jobs.loop import Worker
from api.jobs.models import JobState
from api.jobs.registry import (
    Batched,
    BatchJob,
    BatchResult,
    Dead,
    Done,
    JobResult,
    Postponed,
    Retry,
)
from api.kit import clock
from tests.jobs.waiting import jobs, lapse, running, until

Handler = Callable[[Sequence[BatchJob]], BatchResult]
MINUTE = timedelta(minutes=1)


class StubHandler:
    """A batch handler that keeps the batches it was given and returns scripted results."""

    def __init__(self, respond: Handler | None = None) -> None:
        self.batches: list[Sequence[BatchJob]] = []
        self.respond: Handler = respond or (
            lambda work: BatchResult([Done()] * len(work), succeeded=True)
        )

    async def __call__(self, _database: Database, work: Sequence[BatchJob]) -> BatchResult:
        self.batches.append(work)
        return self.respond(work)

    @property
    def numbers(self) -> list[int]:
        """The numbers of the jobs that it was given, in order."""
        return [one.payload["n"] for batch in self.batches for one in batch]


def worker(database: Database, hand: Any, **options: Any) -> Worker:
    batched = Batched(hand, **{"lanes": ("north", "south"), "size": 10, **options})
    return Worker(database, {"test": batched}, poll_seconds=0.05)


async def ask(database: Database, lane: str = "north", count: int = 1) -> None:
    async with database.write() as session:
        work: list[tuple[dict[str, Any], None]] = [({"n": n}, None) for n in range(count)]
        await outbox.enqueue_many(session, "test", work, lane=lane)


async def states(database: Database) -> list[JobState]:
    return [job.state for job in await jobs(database)]


def all_in(database: Database, state: JobState) -> Callable[[], Any]:
    async def check() -> bool:
        return set(await states(database)) == {state}

    return check


async def pause(database: Database, lane: str, why: Pause, now: datetime | None = None) -> None:
    async with database.write() as session:
        await lanes.pause(session, lane, why, now or clock.now())


async def test_jobs_of_a_lane_come_in_batches_of_the_given_size(database: Database) -> None:
    hand = StubHandler()
    await ask(database, "north", 25)
    await ask(database, "south", 3)
    async with running(worker(database, hand)):
        await until(all_in(database, JobState.DONE))
    assert sorted(len(batch) for batch in hand.batches) == [3, 5, 10, 10]
    assert all(job.lease is None and job.attempts == 1 for job in await jobs(database))


async def test_each_job_of_a_batch_has_its_own_result(database: Database) -> None:
    results: list[JobResult] = [
        Done(),
        Retry("not now", 3 * MINUTE),
        Dead("never"),
        Postponed("not its fault", MINUTE),
    ]
    hand = StubHandler(lambda _work: BatchResult(results))
    await ask(database, count=4)
    began = clock.now()
    async with running(worker(database, hand)):
        await until(lambda: bool(hand.batches))
    done, again, dead, held = await jobs(database)
    assert [j.state for j in (done, again, dead, held)] == [
        JobState.DONE, JobState.READY, JobState.DEAD, JobState.READY,
    ]  # fmt: skip
    assert (again.attempts, held.attempts) == (1, 0)
    assert (again.last_error, dead.last_error) == ("not now", "never")
    assert again.run_at - began >= 3 * MINUTE and held.run_at - began >= MINUTE
    assert done.finished_at and dead.finished_at and not again.finished_at


async def test_what_the_handler_records_and_the_jobs_are_written_in_one_transaction(
    database: Database,
) -> None:
    """The first write fails half way: nothing of it stays, and nothing is done twice."""
    tries = 0

    async def record(session: WriteSession) -> None:
        nonlocal tries
        tries += 1
        await session.execute(text("UPDATE job SET payload = payload || ' '"))
        if tries == 1:
            raise OSError("the disk is full")

    hand = StubHandler(lambda work: BatchResult([Done()] * len(work), record))
    await ask(database, count=3)
    async with running(worker(database, hand)):
        await until(all_in(database, JobState.DONE))
    assert tries == 2 and len(hand.batches) == 1
    async with database.read() as session:
        payloads = (await session.execute(select(outbox.JOB.c.payload))).scalars().all()
    assert all(not payload.endswith("  ") for payload in payloads)


async def test_if_a_handler_raises_its_whole_batch_is_retried(database: Database) -> None:
    def bug(_work: Sequence[BatchJob]) -> BatchResult:
        raise LookupError("a bug")

    hand = StubHandler(bug)
    await ask(database, count=2)
    async with running(worker(database, hand, attempts=2)):
        await until(lambda: len(hand.batches) == 1)
        await until(all_in(database, JobState.READY))
        assert {j.last_error for j in await jobs(database)} == {"LookupError: a bug"}
        await lapse(database)
        await until(all_in(database, JobState.DEAD))
    assert [one.is_last for one in hand.batches[-1]] == [True, True]


async def test_a_worker_that_dies_leaves_its_batch_to_the_next(database: Database) -> None:
    begun = asyncio.Event()

    async def hang(_database: Database, _work: Sequence[BatchJob]) -> BatchResult:
        begun.set()
        await asyncio.sleep(3600)
        raise AssertionError

    await ask(database, count=5)
    dying = asyncio.create_task(worker(database, hang).run())
    await asyncio.wait_for(begun.wait(), 5)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    assert set(await states(database)) == {JobState.RUNNING}
    await lapse(database)
    hand = StubHandler()
    async with running(worker(database, hand)):
        await until(all_in(database, JobState.DONE))
    assert {one.attempt for one in hand.batches[0]} == {2}


async def test_a_worker_that_lost_the_lease_closes_no_jobs(database: Database) -> None:
    await ask(database, count=2)
    mine = await claims.claim(database, ["test"], 10, 60, "north")
    await lapse(database)
    theirs = await claims.claim(database, ["test"], 1, 60, "north")
    from api.jobs.batches import record_results

    batched = Batched(StubHandler(), lanes=("north",))
    async with database.write() as session:
        await record_results(session, mine, BatchResult([Done(), Done()]), batched, clock.now())
    by_id = {job.id: job for job in await jobs(database)}
    assert by_id[theirs[0].id].state is JobState.RUNNING
    assert sorted(j.state.name for j in by_id.values()) == ["DONE", "RUNNING"]


async def test_no_worker_claims_from_a_paused_lane_and_the_other_lane_goes_on(
    database: Database, database_url: str
) -> None:
    await pause(database, "north", Pause(timedelta(hours=1), "QUOTA_EXCEEDED"))
    await ask(database, "north", 2)
    await ask(database, "south", 2)
    other, hand = Database(database_url), StubHandler()
    async with running(worker(database, hand), worker(other, hand)):
        await until(lambda: len(hand.numbers) == 2)
        await asyncio.sleep(0.3)
    await other.close()
    north = [j.state for j in await jobs(database) if j.lane == "north"]
    assert north == [JobState.READY] * 2 and len(hand.numbers) == 2


async def test_after_a_pause_one_job_probes_the_lane_and_its_success_resumes_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = clock.now()
    answers = [
        BatchResult([Postponed("quota")] * 10, pause=Pause(MINUTE, "QUOTA_EXCEEDED")),
        BatchResult([Postponed("quota")], pause=Pause(2 * MINUTE, "QUOTA_EXCEEDED")),
    ]
    well = StubHandler().respond
    hand = StubHandler(lambda work: answers.pop(0) if answers else well(work))
    await ask(database, count=10)

    async def at(offset: timedelta, batches: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: began + offset)
        async with running(worker(database, hand, concurrent_batches=1)):
            await until(lambda: len(hand.batches) >= batches)
            await asyncio.sleep(0.2)
        assert len(hand.batches) == batches

    await at(timedelta(seconds=1), 1)
    await at(timedelta(seconds=60), 1)  # a second too early
    await at(timedelta(seconds=62), 2)  # the probe exceeds the quota again
    assert [len(batch) for batch in hand.batches] == [10, 1]
    await at(timedelta(seconds=181), 2)
    await at(timedelta(seconds=183), 4)  # the second probe succeeds, and the rest follows
    assert [len(batch) for batch in hand.batches] == [10, 1, 1, 9]
    assert await lanes.pauses(database) == {}


async def test_of_two_pauses_the_one_that_ends_later_applies(database: Database) -> None:
    now = clock.now()
    await pause(database, "north", Pause(10 * MINUTE, "THIRD_PARTY_AUTH_ERROR", "x", True), now)
    await pause(database, "north", Pause(MINUTE, "QUOTA_EXCEEDED"), now + MINUTE)
    kept = (await lanes.pauses(database))["north"]
    assert (kept.code, kept.until, kept.needs_operator) == (
        "THIRD_PARTY_AUTH_ERROR", now + 10 * MINUTE, True,
    )  # fmt: skip
    await pause(database, "north", Pause(20 * MINUTE, "QUOTA_EXCEEDED"), now)
    kept = (await lanes.pauses(database))["north"]
    assert (kept.code, kept.until, kept.since) == ("QUOTA_EXCEEDED", now + 20 * MINUTE, now)


async def test_a_success_from_before_the_pause_does_not_remove_it(database: Database) -> None:
    now = clock.now()
    await pause(database, "north", Pause(MINUTE, "QUOTA_EXCEEDED"), now)
    async with database.write() as session:
        assert not await lanes.resume(session, "north", expired_at=now)
        assert await lanes.resume(session, "north", expired_at=now + MINUTE)
        assert not await lanes.resume(session, "north")


async def test_a_batch_that_started_before_the_pause_does_not_remove_it(database: Database) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow(_database: Database, work: Sequence[BatchJob]) -> BatchResult:
        begun.set()
        await go.wait()
        return BatchResult([Done()] * len(work), succeeded=True)

    await ask(database)
    async with running(worker(database, slow)):
        await asyncio.wait_for(begun.wait(), 5)
        await pause(database, "north", Pause(MINUTE, "QUOTA_EXCEEDED"))
        go.set()
        await until(all_in(database, JobState.DONE))
    assert "north" in await lanes.pauses(database)


@given(
    attempt=st.integers(1, 60),
    floor=st.integers(0, 86_400).map(lambda seconds: timedelta(seconds=seconds)),
    first=st.integers(1, 60).map(lambda seconds: timedelta(seconds=seconds)),
)
def test_backoff_stays_above_the_floor_and_within_an_hour_of_it(
    attempt: int, floor: timedelta, first: timedelta
) -> None:
    wait = outbox.backoff(attempt, floor, first)
    span = min(timedelta(hours=1), first * 2 ** min(attempt - 1, 20))
    assert floor <= wait <= floor + span


def test_backoff_is_spread_over_its_whole_span() -> None:
    """Full jitter: jobs that failed together are retried anywhere in the span."""
    waits = [outbox.backoff(5, first=timedelta(seconds=10)).total_seconds() for _ in range(400)]
    assert min(waits) < 16 and max(waits) > 144
