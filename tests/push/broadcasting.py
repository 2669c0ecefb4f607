"""What the tests of broadcasts share: editors, content, and time that passes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from api.identity.values import Role, Viewer
from api.jobs.loop import Worker
from api.jobs.models import JobState
from api.kit import clock
from api.news.service import is_public
from api.push.gateway import Sender
from api.push.jobs import handlers
from api.push.models import Broadcast, PushMessage
from api.push.service import BroadcastContent, approve_broadcast, broadcast
from api.push.values import BroadcastStatus, Theme, Urgency
from tests.jobs.waiting import jobs, running, until
from tests.push.conftest import Town, citizen
from tests.push.sending import MESSAGE, messages, send_due

CONTENT = BroadcastContent(
    theme=Theme.ANNOUNCEMENTS,
    urgency=Urgency.NORMAL,
    title_id="Jadwal   libur\nkantor",
    title_en="Office holidays",
    body_id="Kantor tutup besok.",
    body_en="Offices are closed tomorrow.",
)
WARNING: dict[str, Any] = {
    "theme": Theme.ALERTS,
    "urgency": Urgency.EXTREME,
    "title_id": "Banjir besar",
    "title_en": "Large flood",
}
EDITOR = replace(citizen("editor"), role=Role.EDITOR)
SECOND = replace(citizen("second"), role=Role.EDITOR)
ADMIN = replace(citizen("admin"), role=Role.ADMIN)


def now(viewer: Viewer) -> Viewer:
    """The same viewer, asking now."""
    return replace(viewer, now=clock.now())


async def send(town: Town, who: Viewer = EDITOR, key: str = "key-00000001", **changes: Any) -> str:
    """Has an editor broadcast CONTENT with changes; returns the broadcast's key."""
    async with town.database.write() as session:
        return await broadcast(session, now(who), replace(CONTENT, **changes), is_public, key)


async def approve(town: Town, key: str, who: Viewer = SECOND, version: int = 1) -> None:
    """Has a second editor approve it."""
    async with town.database.write() as session:
        await approve_broadcast(session, now(who), key, version)


async def stored(town: Town, key: str) -> Broadcast:
    """The row of a broadcast."""
    async with town.database.read() as session:
        row = await session.get(Broadcast, key)
        assert row is not None
        return row


async def status_of(town: Town, key: str) -> BroadcastStatus:
    return (await stored(town, key)).status


async def messages_of(town: Town, key: str) -> Sequence[PushMessage]:
    """The messages of a broadcast to topics, by language."""
    own = [one for one in await messages(town.database) if one.broadcast_id == key]
    return sorted(own, key=lambda one: str(one.language))


async def let_pass(town: Town, key: str) -> None:
    """Its time to be sent comes."""
    past = clock.now() - timedelta(seconds=1)
    async with town.database.write() as session:
        await session.execute(update(Broadcast).where(Broadcast.id == key).values(send_at=past))  # type: ignore[arg-type]
        await session.execute(
            update(MESSAGE).where(MESSAGE.c.broadcast_id == key).values(due_at=past)
        )


async def work(town: Town, sender: Sender, **followers: Any) -> None:
    """Sends what is due and runs a worker until every job is done, then sends what came of them."""

    async def done() -> bool:
        ended = (JobState.DONE, JobState.DEAD)
        return all(
            job.state in ended or job.run_at > clock.now() for job in await jobs(town.database)
        )

    await send_due(town.database, sender, is_public=is_public)
    worker = Worker(town.database, handlers(sender, followers, is_public), poll_seconds=0.05)
    async with running(worker):
        await until(done, 20)
    await send_due(town.database, sender, is_public=is_public)


async def all_broadcasts(town: Town) -> Sequence[Broadcast]:
    async with town.database.read() as session:
        return (await session.execute(select(Broadcast))).scalars().all()
