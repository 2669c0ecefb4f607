"""Notices as the subjects post them, and readers of what became of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from api.db.session import Database
from api.identity.models import Person
from api.identity.values import Role
from api.kit import clock, ids
from api.kit.problems import Words
from api.push.models import Broadcast, Device, Notification
from api.push.service import notify
from api.push.service.broadcast_queue import queue_broadcast
from api.push.values import Notice, NotificationKind, People, Theme, Urgency

REPORT = "0190a000-0000-7000-8000-000000000001"


def notice(*people: str | None, key: str | None = None, **changes: Any) -> Notice:
    """A notice that a report was updated."""
    values: dict[str, Any] = {
        "kind": NotificationKind.REPORT_UPDATED,
        "subject_kind": "report",
        "subject_id": REPORT,
        "audience": People(tuple(p for p in people if p)),
        "title": Words("Laporan Anda berlanjut", "Your report moved on"),
        "body": Words("Petugas mulai bekerja.", "Officers have started to work."),
        "dedupe_key": key or ids.uuid7(),
        "urgency": Urgency.NORMAL,
    }
    values |= {"collapse_key": f"report:{changes.get('subject_id', REPORT)}", **changes}
    return Notice(**values)


async def post(database: Database, posted: Notice) -> None:
    """Commits a notice."""
    async with database.write() as session:
        await notify(session, posted, now=clock.now())


async def announce(database: Database, theme: Theme = Theme.NEWS, **changes: Any) -> str:
    """Commits a broadcast that is due now; returns its key."""
    now = clock.now()
    author = Person(id=ids.uuid7(), subject=ids.uuid7(), role=Role.EDITOR, synthetic=True)
    values: dict[str, Any] = {
        "author_id": author.id,
        "theme": theme,
        "urgency": Urgency.NORMAL,
        "title_id": "Kabar kota",
        "title_en": "City news",
        "body_id": "Buka aplikasi.",
        "body_en": "Open the app.",
        "send_at": now,
    }
    row = Broadcast(**{**values, **changes})
    async with database.write() as session:
        session.add(author)
        await session.flush()
        session.add(row)
        await queue_broadcast(session, row, now)
    return row.id


async def warn(database: Database, urgency: Urgency = Urgency.EXTREME, **changes: Any) -> str:
    """Commits a broadcast that may wake people; returns its key."""
    return await announce(database, Theme.ALERTS, urgency=urgency, **changes)


async def inbox(database: Database) -> Sequence[Notification]:
    """Every notification, oldest first."""
    async with database.read() as session:
        statement = select(Notification).order_by(Notification.__table__.c.id)  # type: ignore[attr-defined]
        return (await session.execute(statement)).scalars().all()


async def devices(database: Database) -> Sequence[Device]:
    """Every device, oldest first."""
    async with database.read() as session:
        statement = select(Device).order_by(Device.__table__.c.id)  # type: ignore[attr-defined]
        return (await session.execute(statement)).scalars().all()
