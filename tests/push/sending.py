"""Sends what is queued, as a worker does, until nothing is due any more."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.base import table
from api.db.session import Database
from api.kit import clock
from api.push.gateway import Sender
from api.push.jobs.dispatcher import Dispatcher
from api.push.models import LanePause, PushMessage
from api.push.values import MessageState

MESSAGE = table(PushMessage)


async def public(_session: AsyncSession, _article: str, _now: datetime) -> bool:
    """Every article is public."""
    return True


async def messages(database: Database) -> Sequence[PushMessage]:
    """All outgoing messages, oldest first."""
    async with database.read() as session:
        found = await session.execute(select(PushMessage).order_by(MESSAGE.c.id))
        return found.scalars().all()


async def make_due(database: Database) -> None:
    """Time passes: what waits is due, leases and pauses run out."""
    past = clock.now() - timedelta(seconds=1)
    async with database.write() as session:
        await session.execute(
            update(MESSAGE)
            .where(MESSAGE.c.state == MessageState.QUEUED, MESSAGE.c.due_at > past)
            .values(due_at=past)
        )
        await session.execute(
            update(MESSAGE).where(MESSAGE.c.state == MessageState.SENDING).values(leased_until=past)
        )
        await session.execute(update(LanePause).values(until=past))


@asynccontextmanager
async def dispatching(
    database: Database, sender: Sender, **options: Any
) -> AsyncIterator[Dispatcher]:
    """A dispatcher at work; stopped in order when the block ends."""
    dispatcher = Dispatcher(database, sender, options.pop("is_public", public), **options)
    running = asyncio.create_task(dispatcher.run())
    try:
        yield dispatcher
    finally:
        dispatcher.stop()
        await running


async def send_due(
    database: Database, sender: Sender, seconds: float = 10.0, **options: Any
) -> None:
    """Sends until nothing is due and nothing is on its way."""
    async with asyncio.timeout(seconds), dispatching(database, sender, **options):
        while await _open(database):
            await asyncio.sleep(0.02)


async def _open(database: Database) -> int:
    async with database.read() as session:
        busy = or_(
            MESSAGE.c.state == MessageState.SENDING,
            (MESSAGE.c.state == MessageState.QUEUED) & (MESSAGE.c.due_at <= clock.now()),
        )
        paused = select(LanePause.__table__.c.lane)  # type: ignore[attr-defined]
        counted = (
            select(func.count()).select_from(MESSAGE).where(busy, MESSAGE.c.lane.not_in(paused))
        )
        return await session.scalar(counted) or 0
