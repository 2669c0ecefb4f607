"""A broadcast can be cancelled until FCM has it."""

import asyncio
from datetime import timedelta

import pytest

from api.db.session import Database
from api.kit import clock
from api.kit.problems import Conflict, NotFound
from api.push.gateway import Sender
from api.push.push_rules import reasons
from api.push.service import (
    cancel_broadcast,
)
from api.push.service.broadcast_queue import offer_to_topics
from api.push.values import BroadcastStatus, MessageState
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import until
from tests.push.broadcasting import (
    EDITOR,
    messages_of,
    send,
    status_of,
    work,
)
from tests.push.conftest import Town
from tests.push.sending import MESSAGE, dispatching, make_due


async def cancel(database: Database, key: str) -> None:
    async with database.write() as session:
        assert await cancel_broadcast(session, EDITOR, key) == key


async def test_a_scheduled_broadcast_can_be_cancelled_until_it_is_sent(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    later = clock.now() + timedelta(hours=3)
    key = await send(town, send_at=later)
    assert await send(town, send_at=later) == key  # a retry
    with pytest.raises(Conflict):
        await send(town, send_at=later, title_en="Another title")
    assert {m.due_at for m in await messages_of(town, key)} == {later}
    await cancel(town.database, key)
    await make_due(town.database)
    await work(town, sender)
    assert await status_of(town, key) is BroadcastStatus.CANCELLED
    found = await messages_of(town, key)
    assert {(m.state, m.code) for m in found} == {(MessageState.DROPPED, reasons.CANCELLED)}
    assert not twin.sent
    with pytest.raises(Conflict):
        await cancel(town.database, key)
    with pytest.raises(NotFound):
        await cancel(town.database, "0190a000-0000-7000-8000-000000000001")


async def claim(town: Town, key: str, lease: str) -> dict[str, str]:
    """Takes its messages as a worker does; returns them with their broadcast."""
    async with town.database.write() as session:
        await session.execute(
            MESSAGE.update()
            .where(MESSAGE.c.broadcast_id == key)
            .values(
                state=MessageState.SENDING,
                lease=lease,
                leased_until=clock.now() + timedelta(minutes=1),
            )
        )
    return {message.id: key for message in await messages_of(town, key)}


async def test_of_concurrent_cancelling_and_sending_one_wins(town: Town, database_url: str) -> None:
    other = Database(database_url)
    winners = set()
    for number in range(12):
        key = await send(town, key=f"key-000000{number:02}")
        taken = await claim(town, key, "lease-1")
        offered: set[str] = set()

        async def withdraw(key: str = key, number: int = number) -> bool:
            await asyncio.sleep(0.5 if number == 0 else 0.002 * (number % 3))
            try:
                await cancel(other, key)
            except Conflict:
                return False
            return True

        async def go(
            taken: dict[str, str] = taken, offered: set[str] = offered, number: int = number
        ) -> None:
            await asyncio.sleep(0.5 if number == 1 else 0.002 * (number % 2))
            offered |= await offer_to_topics(town.database, taken, "lease-1", clock.now())

        cancelled, _, _ = await asyncio.gather(withdraw(), go(), go())
        assert offered == (set() if cancelled else set(taken))
        status = BroadcastStatus.CANCELLED if cancelled else BroadcastStatus.SENT
        assert await status_of(town, key) is status
        states = {m.state for m in await messages_of(town, key)}
        assert states == ({MessageState.DROPPED} if cancelled else {MessageState.SENDING})
        winners.add(cancelled)
    await other.close()
    assert winners == {True, False}


async def test_what_fcm_has_refused_for_now_can_still_be_cancelled(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    for language in ("id", "en"):
        twin.script(f"announcements_in_city_{language}", Fault.UNAVAILABLE)
    key = await send(town)

    async def waits() -> bool:
        found = await messages_of(town, key)
        return all(m.code == "UNAVAILABLE" and m.state is MessageState.QUEUED for m in found)

    async with dispatching(town.database, sender):
        await until(waits)
    assert await status_of(town, key) is BroadcastStatus.SENT
    await cancel(town.database, key)
    assert await status_of(town, key) is BroadcastStatus.CANCELLED
    twin.reset()
    await make_due(town.database)
    await work(town, sender)
    assert not twin.accepted()
