"""Sends what is queued, as a worker does, until nothing is due any more."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.base import table
from api.db.session import Database
from api.kit import clock
from api.push.gateway import Message, Sender, SendResult
from api.push.jobs.dispatcher import Dispatcher
from api.push.models import LanePause, PushMessage
from api.push.push_rules.lanes import pauses_of
from api.push.service.pauses import pauses
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


async def paused(database: Database) -> dict[str, LanePause]:
    """All pauses by lane, expired ones included."""
    async with database.read() as session:
        return await pauses(session)


async def states(database: Database) -> list[tuple[str, str | None]]:
    """The state of each message and its code, oldest first."""
    return [(message.state.name, message.code) for message in await messages(database)]


class Wrapped:
    """A sender around another one, to interfere before or after it has sent."""

    description = "wrapped"

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def send(self, lane: str, message: Message) -> SendResult:
        return await self._sender.send(lane, message)

    async def change_members(
        self, registrations: Sequence[str], topic: str, *, join: bool
    ) -> list[SendResult]:
        return await self._sender.change_members(registrations, topic, join=join)

    async def close(self) -> None: ...


class Killed(Wrapped):
    """A sender whose process dies after FCM has taken a message and before that is recorded."""

    def __init__(self, sender: Sender) -> None:
        super().__init__(sender)
        self.sent = asyncio.Event()

    async def send(self, lane: str, message: Message) -> SendResult:
        await super().send(lane, message)
        self.sent.set()
        await asyncio.sleep(3600)
        raise AssertionError


async def die_sending(database: Database, sender: Sender) -> None:
    """A worker takes what is due, FCM takes it, and the worker is killed before it knows."""
    killed = Killed(sender)
    dying = asyncio.create_task(Dispatcher(database, killed, public).run())
    await asyncio.wait_for(killed.sent.wait(), 10)
    await asyncio.sleep(0.1)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)


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
    database: Database, sender: Sender, seconds: float = 30.0, **options: Any
) -> None:
    """Sends until nothing is due and nothing is on its way."""
    async with asyncio.timeout(seconds), dispatching(database, sender, **options):
        while await _open(database):
            await asyncio.sleep(0.02)


async def _open(database: Database) -> bool:
    now = clock.now()
    busy = or_(
        MESSAGE.c.state == MessageState.SENDING,
        (MESSAGE.c.state == MessageState.QUEUED) & (MESSAGE.c.due_at <= now),
    )
    async with database.read() as session:
        found = await session.execute(select(MESSAGE.c.lane, MESSAGE.c.state).where(busy))
        paused = {lane for lane, pause in (await pauses(session)).items() if pause.until > now}
    return any(
        row.state is MessageState.SENDING or not paused.intersection(pauses_of(row.lane))
        for row in found
    )
