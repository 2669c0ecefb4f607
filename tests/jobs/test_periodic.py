"""Periodic jobs: once in each slot, however many workers there are."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.db.session import Database
from api.jobs import outbox
from api.jobs.loop import PURGE, Worker
from api.jobs.models import JobState
from api.jobs.registry import JobRun, Periodic
from api.kit import clock
from tests.jobs.waiting import job, jobs, running, until

Payload = Mapping[str, Any]


def tick(seconds: float) -> Periodic:
    return Periodic("tick", timedelta(seconds=seconds), "tick")


async def test_three_workers_run_each_slot_once(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(3)]
    slots: list[str] = []

    async def handler(_run: JobRun, payload: Payload) -> None:
        slots.append(payload["slot"])

    workers = [Worker(d, {"tick": handler}, [tick(0.4)], poll_seconds=0.05) for d in databases]
    async with running(*workers):
        await until(lambda: len(slots) >= 4)
    made = await jobs(databases[0])
    assert len(slots) == len(set(slots))
    assert {orjson.loads(j.payload)["slot"] for j in made} >= set(slots)
    for database in databases:
        await database.close()


@pytest.mark.slow
async def test_the_next_slots_wait_for_a_slow_run(database: Database) -> None:
    now = most = turns = 0

    async def handler(_run: JobRun, _payload: Payload) -> None:
        nonlocal now, most, turns
        now, turns = now + 1, turns + 1
        most = max(most, now)
        await asyncio.sleep(0.5)
        now -= 1

    async with running(Worker(database, {"tick": handler}, [tick(0.2)], poll_seconds=0.02)):
        await until(lambda: turns == 3)
    assert most == 1
    unfinished = [j for j in await jobs(database) if j.state is not JobState.DONE]
    assert len(unfinished) <= 1  # a slot that began as the worker stopped


async def test_a_failed_run_is_left_to_the_next_slot(database: Database) -> None:
    turns = 0

    async def handler(_run: JobRun, _payload: Payload) -> None:
        nonlocal turns
        turns += 1
        if turns == 1:
            await asyncio.sleep(0.31)  # no time is left in the slot for another attempt
            raise ConnectionResetError("camera server")

    async with running(Worker(database, {"tick": handler}, [tick(0.3)], poll_seconds=0.02)):
        await until(lambda: turns >= 3)
    first = (await jobs(database))[0]
    assert (first.state, first.attempts) == (JobState.DONE, 1)
    assert first.last_error == "ConnectionResetError: camera server"


async def test_a_slot_names_itself_and_its_end(database: Database) -> None:
    begin = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    for _ in range(2):
        async with database.write() as session:
            end = begin + timedelta(hours=1)
            await outbox.enqueue_slot(session, "tick", "tick", begin, end)
    only = await job(database)
    assert only.dedupe_key == "tick@2026-11-24T03:00:00.000000Z"
    assert only.payload == '{"slot":"2026-11-24T03:00:00.000Z","until":"2026-11-24T04:00:00.000Z"}'


async def test_the_worker_purges_by_itself(database: Database) -> None:
    async def purged() -> bool:
        async with database.read() as session:
            state = await session.scalar(
                outbox.JOB.select()
                .with_only_columns(outbox.JOB.c.state)
                .where(outbox.JOB.c.kind == PURGE.kind)
            )
        return state is JobState.DONE

    async with running(Worker(database, {}, poll_seconds=0.05)):
        await until(purged)


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 86_400 * 7),
)
def test_all_workers_agree_on_the_slots(moment: datetime, seconds: int) -> None:
    every = Periodic("tick", timedelta(seconds=seconds), "tick")
    slot = every.slot(moment)
    assert slot <= moment < slot + every.every
    assert every.slot(slot) == slot
    assert clock.from_text(clock.to_text(slot)) == slot
