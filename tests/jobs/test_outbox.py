"""The outbox: one transaction with its cause, one holder of a job at a time."""

import asyncio
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import event, text, update

from api.db.session import Database
from api.jobs import claims, outbox
from api.jobs.models import JobState
from api.kit import clock
from scripts.benchmark.devices_plans import explain
from tests.jobs.waiting import ask, job, jobs, lapse

KINDS: Sequence[str] = ["test"]


async def test_a_job_is_added_only_if_its_cause_is_committed(database: Database) -> None:
    with pytest.raises(LookupError):
        async with database.write() as session:
            await outbox.enqueue(session, "test", {"n": 1})
            raise LookupError
    assert await jobs(database) == []


async def test_the_same_dedupe_key_makes_one_job(database: Database) -> None:
    async with database.write() as session:
        for n in range(3):
            await outbox.enqueue(session, "test", {"n": n}, dedupe_key="once")
        await outbox.enqueue(session, "test", {"n": 9})
        await outbox.enqueue(session, "test", {"n": 9})
    assert [j.payload for j in await jobs(database)] == ['{"n":0}', '{"n":9}', '{"n":9}']


async def test_concurrent_enqueues_of_one_key_make_one_job(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(3)]

    async def enqueue(database: Database) -> None:
        async with database.write() as session:
            await outbox.enqueue(session, "test", {}, dedupe_key="once")

    await asyncio.gather(*(enqueue(d) for d in databases for _ in range(4)))
    assert len(await jobs(databases[0])) == 1
    for database in databases:
        await database.close()


async def test_a_commit_announces_new_jobs_but_bookkeeping_does_not(
    database: Database,
) -> None:
    heard: list[frozenset[str]] = []
    database.on_commit(heard.append)
    await ask(database)
    assert heard == [frozenset({"job"})]
    (claimed,) = await claims.claim(database, KINDS, 1, 60)
    await claims.heartbeat(database, [claimed], 60)
    await claims.finish(database, claimed)
    assert len(heard) == 1


async def test_claims_take_due_jobs_of_their_kinds_in_order(database: Database) -> None:
    now = clock.now()
    async with database.write() as session:
        await outbox.enqueue(session, "test", {"n": 2}, run_at=now - timedelta(seconds=1))
        await outbox.enqueue(session, "test", {"n": 1}, run_at=now - timedelta(seconds=2))
        await outbox.enqueue(session, "test", {"n": 3}, run_at=now)
        await outbox.enqueue(session, "test", {"n": 4}, run_at=now + timedelta(hours=1))
        await outbox.enqueue(session, "other", {})
    first = await claims.claim(database, KINDS, 2, 60)
    second = await claims.claim(database, KINDS, 9, 60)
    assert [c.payload for c in first] == ['{"n":1}', '{"n":2}']
    assert [c.payload for c in second] == ['{"n":3}']
    assert {c.attempt for c in first + second} == {1}
    assert await claims.claim(database, KINDS, 9, 60) == []


async def test_a_low_rank_goes_first_and_then_age(database: Database) -> None:
    now = clock.now()
    async with database.write() as session:
        for rank in (4, 3, 0):
            for n, seconds in enumerate((1, 2)):
                await outbox.enqueue(
                    session, "test", {"rank": rank, "n": n}, rank=rank,
                    run_at=now - timedelta(seconds=seconds),
                )  # fmt: skip
        await outbox.enqueue(session, "test", {}, rank=0, run_at=now + timedelta(hours=1))
        await outbox.enqueue(session, "test", {"usual": True}, run_at=now)
    first = await claims.claim(database, KINDS, 3, 60)
    second = await claims.claim(database, KINDS, 9, 60)
    assert [orjson.loads(c.payload) for c in first + second] == [
        {"rank": 0, "n": 1}, {"rank": 0, "n": 0}, {"rank": 3, "n": 1},
        {"rank": 3, "n": 0}, {"usual": True}, {"rank": 4, "n": 1}, {"rank": 4, "n": 0},
    ]  # fmt: skip
    assert await claims.due(database, KINDS, [outbox.DEFAULT_LANE]) == {}
    await lapse(database)
    assert (await claims.due(database, KINDS, [outbox.DEFAULT_LANE]))[outbox.DEFAULT_LANE] == [
        None,
        0,
    ]


class _Dice:
    def __init__(self, *throws: float) -> None:
        self.throws = list(throws)

    def random(self) -> float:
        return self.throws.pop(0)


async def test_a_steady_stream_of_urgent_jobs_does_not_starve_the_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    async with database.write() as session:
        for n in range(9):
            await outbox.enqueue(session, "test", {"urgent": n}, rank=0, run_at=now)
        for minutes, rank in ((11, 4), (9, 4), (12, 3)):
            await outbox.enqueue(
                session, "test", {"rank": rank, "minutes": minutes}, rank=rank,
                run_at=now - timedelta(minutes=minutes),
            )  # fmt: skip
    monkeypatch.setattr(claims, "_chance", _Dice(0.2, 0.05, 0.05, 0.05))

    async def claimed(limit: int) -> list[Any]:
        found = await claims.claim(database, KINDS, limit, 60)
        assert len({c.id for c in found}) == len(found)
        return [orjson.loads(c.payload) for c in found]

    assert await claimed(1) == [{"urgent": 0}]
    assert await claimed(1) == [{"rank": 4, "minutes": 11}]
    assert await claimed(3) == [{"rank": 3, "minutes": 12}, {"urgent": 1}, {"urgent": 2}]
    assert await claimed(1) == [{"urgent": 3}], "nine minutes are not long"


async def test_a_claim_reads_the_front_of_the_index_and_does_not_sort(
    database: Database, database_url: str
) -> None:
    """With a long queue of one rank, and a more urgent one that is scheduled for later."""
    now = clock.now()
    async with database.write() as session:
        for rank, run_at in ((4, now), (0, now + timedelta(hours=1))):
            work = [({"n": n}, None) for n in range(3_000)]
            await outbox.enqueue_many(session, "test", work, run_at=run_at, rank=rank)
    if not database.is_sqlite:
        async with database.write() as session:
            await session.execute(text("ANALYZE job"))
    heard: list[tuple[str, Any]] = []

    def hear(_c: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith("SELECT"):
            heard.append((statement, parameters))

    for engine in {database._writer, database._reader}:
        event.listen(engine.sync_engine, "before_cursor_execute", hear)
    assert len(await claims.claim(database, KINDS, 500, 60)) == 500
    for statement, parameters in heard:
        plan = await explain(database_url, statement, parameters)
        assert "ix_job_claim" in plan, plan
        assert not re.search(r"Seq Scan|Sort|SCAN job|TEMP B-TREE", plan), plan
    assert len(heard) == 2


async def test_claims_of_several_processes_never_overlap(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(3)]
    await ask(databases[0], "test", *({"n": n} for n in range(30)))

    async def drain(database: Database) -> list[str]:
        mine: list[str] = []
        while claimed := await claims.claim(database, KINDS, 4, 60):
            mine += [c.id for c in claimed]
        return mine

    taken = await asyncio.gather(*(drain(d) for d in databases))
    everything = [id for mine in taken for id in mine]
    assert len(everything) == len(set(everything)) == 30
    for database in databases:
        await database.close()


async def test_an_idle_poll_does_not_wait_for_a_writer(database_url: str) -> None:
    writer, idle = Database(database_url), Database(database_url)
    async with writer.write() as session:
        await outbox.enqueue(session, "test", {})
        async with asyncio.timeout(2):
            assert await claims.claim(idle, KINDS, 1, 60) == []
    assert len(await claims.claim(idle, KINDS, 1, 60)) == 1
    await writer.close()
    await idle.close()


async def test_after_an_expired_lease_another_may_claim_and_the_first_cannot_record(
    database: Database,
) -> None:
    await ask(database)
    (first,) = await claims.claim(database, KINDS, 1, 60)
    assert await claims.claim(database, KINDS, 1, 60) == []
    await lapse(database)
    (second,) = await claims.claim(database, KINDS, 1, 60)
    assert (second.id, second.attempt) == (first.id, 2)

    assert not await claims.finish(database, first)
    assert not await claims.retry_later(database, first, "late", timedelta(0))
    assert not await claims.mark_dead(database, first, "late")
    assert (await job(database)).state is JobState.RUNNING
    assert await claims.finish(database, second)
    assert not await claims.finish(database, second)
    assert (await job(database)).state is JobState.DONE


async def test_a_heartbeat_extends_only_what_is_still_held(database: Database) -> None:
    await ask(database, "test", {}, {})
    lost, kept = await claims.claim(database, KINDS, 2, 60)
    async with database.write() as session:
        await session.execute(
            update(outbox.JOB).where(outbox.JOB.c.id == lost.id).values(lease="another's")
        )
    assert await claims.heartbeat(database, [lost, kept], 3600) == {(kept.id, kept.lease)}
    leases = {j.id: j.leased_until for j in await jobs(database)}
    assert leases[kept.id] - clock.now() > timedelta(minutes=50)  # type: ignore[operator]
    assert leases[lost.id] - clock.now() < timedelta(minutes=2)  # type: ignore[operator]


async def test_a_released_job_waits_and_a_dead_one_stays(database: Database) -> None:
    await ask(database)
    (claimed,) = await claims.claim(database, KINDS, 1, 60)
    await claims.retry_later(database, claimed, "busy\x00 line", timedelta(hours=1))
    back = await job(database)
    assert (back.state, back.last_error, back.lease) == (JobState.READY, "busy line", None)
    assert await claims.claim(database, KINDS, 1, 60) == []

    await lapse(database)
    (again,) = await claims.claim(database, KINDS, 1, 60)
    await claims.mark_dead(database, again, "x" * 9_999)
    dead = await job(database)
    assert dead.state is JobState.DEAD and len(dead.last_error or "") == 2_000
    await lapse(database)
    assert await claims.claim(database, KINDS, 1, 60) == []


def test_backoff_has_full_jitter_between_the_floor_and_the_cap() -> None:
    floor = timedelta(seconds=60)
    for attempt in (1, 2, 5, 12, 24, 5_000):
        span = min(timedelta(minutes=60), timedelta(seconds=2 ** min(attempt, 40)))
        waits = [outbox.backoff(attempt, floor) for _ in range(200)]
        assert all(floor <= wait <= floor + span for wait in waits)
        assert min(waits) < floor + span / 4 and max(waits) > floor + span * 3 / 4


async def test_done_jobs_are_purged_after_a_week_and_dead_ones_kept(database: Database) -> None:
    await ask(database, "test", {}, {}, {})
    done, dead, fresh = await claims.claim(database, KINDS, 3, 60)
    await claims.finish(database, done)
    await claims.mark_dead(database, dead, "no")
    async with database.write() as session:
        old = clock.now() - timedelta(days=8)
        await session.execute(
            update(outbox.JOB)
            .where(outbox.JOB.c.id != fresh.id)
            .values(finished_at=old, run_at=old)
        )
    await claims.finish(database, fresh)
    assert await outbox.purge(database, clock.now()) == 1
    assert {j.id for j in await jobs(database)} == {dead.id, fresh.id}
