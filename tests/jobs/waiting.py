"""Waits for what a worker does, and reads its jobs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from api.db.session import Database
from api.jobs import outbox
from api.jobs.loop import PURGE, Worker
from api.jobs.models import Job
from api.kit import clock


async def until(true: Callable[[], bool | Awaitable[bool]], seconds: float = 30.0) -> None:
    """Returns when the condition holds; fails when it does not within that time."""
    async with asyncio.timeout(seconds):
        while True:
            answer = true()
            if not isinstance(answer, bool):
                answer = await answer
            if answer:
                return
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(*workers: Worker) -> AsyncIterator[None]:
    """Runs workers for the length of the block, then stops them in order."""
    tasks = [asyncio.create_task(worker.run()) for worker in workers]
    try:
        yield
    finally:
        for worker in workers:
            worker.stop()
        await asyncio.gather(*tasks)


async def jobs(database: Database) -> Sequence[Job]:
    """All jobs except the worker's own purge, oldest first."""
    async with database.read() as session:
        found = await session.execute(select(Job).order_by(outbox.JOB.c.id))
        return [job for job in found.scalars() if job.kind != PURGE.kind]


async def job(database: Database) -> Job:
    """The only job."""
    (only,) = await jobs(database)
    return only


async def ask(database: Database, kind: str = "test", *payloads: dict[str, Any]) -> None:
    """Commits one job for each payload; without payloads, one job with an empty payload."""
    async with database.write() as session:
        for payload in payloads or ({},):
            await outbox.enqueue(session, kind, payload)


async def lapse(database: Database) -> None:
    """Expires every lease now, and makes every waiting job due."""
    past = clock.now() - timedelta(seconds=1)
    async with database.write() as session:
        await session.execute(
            update(outbox.JOB).where(outbox.JOB.c.lease.is_not(None)).values(leased_until=past)
        )
        await session.execute(update(outbox.JOB).values(run_at=past))
