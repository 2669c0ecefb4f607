"""Nothing is lost when many write to one row."""

import asyncio

import pytest
from sqlalchemy import select
from sqlmodel import col

from api.db.session import Database
from api.reports.models import TicketDay


@pytest.mark.slow
async def test_eight_clients_times_forty_changes_of_one_row_lose_nothing(
    database: Database,
) -> None:
    async with database.write() as session:
        session.add(TicketDay(day="261123", last=0))

    async def client() -> None:
        for _ in range(40):
            async with database.write() as session:
                row = (
                    await session.execute(
                        select(TicketDay).where(col(TicketDay.day) == "261123").with_for_update()
                    )
                ).scalar_one()
                await asyncio.sleep(0)
                row.last += 1

    await asyncio.gather(*(client() for _ in range(8)))

    async with database.read() as reader:
        kept = await reader.get(TicketDay, "261123")
    assert kept is not None and kept.last == 320


async def test_two_processes_worth_of_engines_lose_nothing_either(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(4)]
    async with databases[0].write() as session:
        session.add(TicketDay(day="261123", last=0))

    async def client(database: Database) -> None:
        for _ in range(20):
            async with database.write() as session:
                row = (
                    await session.execute(
                        select(TicketDay).where(col(TicketDay.day) == "261123").with_for_update()
                    )
                ).scalar_one()
                row.last += 1

    await asyncio.gather(*(client(database) for database in databases))
    async with databases[0].read() as reader:
        kept = await reader.get(TicketDay, "261123")
    assert kept is not None and kept.last == 80
    for database in databases:
        await database.close()


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    try:
        async with database.write() as session:
            session.add(TicketDay(day="261124", last=1))
            await session.flush()
            raise LookupError
    except LookupError:
        pass
    async with database.read() as session:
        assert await session.get(TicketDay, "261124") is None


async def test_listeners_hear_which_tables_a_commit_touched(database: Database) -> None:
    heard: list[frozenset[str]] = []
    database.on_commit(heard.append)
    async with database.write() as session:
        session.add(TicketDay(day="261125", last=1))
    assert heard == [frozenset({"ticket_day"})]
