"""A task that is cancelled in the middle of its transaction leaves no lock behind."""

import asyncio
import random

import pytest
from sqlalchemy import select, update

import api.db.engine
from api.db.session import Database
from api.reports.models import TicketDay


@pytest.mark.slow
async def test_cancelled_writers_leave_the_store_writable(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.db.engine, "BUSY_SECONDS", 2)
    other = Database(database_url)
    table = TicketDay.metadata.tables["ticket_day"]
    async with other.write() as session:
        session.add_all(TicketDay(day=f"{n:06}", last=0) for n in range(200))

    async def write_for_ever(database: Database) -> None:
        while True:
            async with database.write() as session:
                (await session.execute(select(table.c.day, table.c.last))).all()
                await session.execute(update(table).values(last=1))

    for _ in range(40):
        database = Database(database_url)
        task = asyncio.create_task(write_for_ever(database))
        await asyncio.sleep(0.03 + random.random() * 0.03)
        task.cancel()
        kept = await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(5), other.write() as session:
            await session.execute(update(table).values(last=2))
        await database.close()
        assert isinstance(kept[0], asyncio.CancelledError)  # its traceback still holds the cursor
    await other.close()
