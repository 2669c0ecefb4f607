"""Telling people: the inbox, and what goes out to their devices."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Table, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from api.db.session import WriteSession
from api.identity.service import require
from api.identity.values import Viewer
from api.jobs import outbox
from api.kit import ids
from api.kit.problems import NotFound, Words, invalid
from api.push.models import Delivery, Device, Notification
from api.push.push_rules import deep_link
from api.push.values import LANES, DeliveryState, DeviceState, Notice

DELIVER: Final = "push.deliver"
_NOTIFICATION: Final[Table] = Notification.metadata.tables["notification"]
_DELIVERY: Final[Table] = Delivery.metadata.tables["delivery"]
_DEVICE: Final[Table] = Device.metadata.tables["device"]
_PEOPLE_AT_ONCE: Final = 500
_MOST_MARKED: Final = 200
_NO_NOTIFICATION: Final = Words("Notifikasi tidak ditemukan.", "There is no such notification.")


async def notify(session: WriteSession, notice: Notice, *, now: datetime) -> None:
    """Puts a notice into each person's inbox and on its way to each of their active devices.

    All in the caller's transaction: what is told and what happened stand or fall together. A notice
    that a person already had (same `dedupe_key`) is left out.
    """
    people = sorted(set(notice.people))  # one order for all, so that two notices never deadlock
    for start in range(0, len(people), _PEOPLE_AT_ONCE):
        await _notify_some(session, notice, people[start : start + _PEOPLE_AT_ONCE], now)


async def _notify_some(
    session: WriteSession, notice: Notice, people: Sequence[str], now: datetime
) -> None:
    make = postgresql.insert if session.dialect == "postgresql" else sqlite.insert
    common = {
        "kind": notice.kind,
        "subject_kind": notice.subject_kind,
        "subject_id": notice.subject_id,
        "title_id": notice.title.id,
        "title_en": notice.title.en,
        "body_id": notice.body.id,
        "body_en": notice.body.en,
        "deep_link": deep_link(notice.subject_kind, notice.subject_id),
        "urgency": notice.urgency,
        "collapse_key": notice.collapse_key,
        "ttl_seconds": notice.ttl_seconds,
        "dedupe_key": notice.dedupe_key,
        "created_at": now,
    }
    told = await session.execute(
        make(_NOTIFICATION)
        .values([{**common, "id": ids.uuid7(), "person_id": person} for person in people])
        .on_conflict_do_nothing(
            index_elements=[_NOTIFICATION.c.person_id, _NOTIFICATION.c.dedupe_key]
        )
        .returning(_NOTIFICATION.c.id, _NOTIFICATION.c.person_id)
    )
    notifications = {row.person_id: row.id for row in told}
    devices = await session.execute(
        select(_DEVICE.c.id, _DEVICE.c.person_id, _DEVICE.c.platform)
        .where(_DEVICE.c.person_id.in_(notifications), _DEVICE.c.state == DeviceState.ACTIVE)
        .order_by(_DEVICE.c.id)
        .with_for_update(read=True, key_share=True)  # none of them vanishes before its delivery
    )
    deliveries = []
    by_lane = defaultdict(list)
    for device in devices:
        delivery = ids.uuid7()
        deliveries.append(
            {
                "id": delivery,
                "notification_id": notifications[device.person_id],
                "device_id": device.id,
                "state": DeliveryState.QUEUED,
                "updated_at": now,
            }
        )
        by_lane[LANES[device.platform]].append(({"delivery": delivery}, delivery_job(delivery)))
    if deliveries:
        await session.execute(insert(_DELIVERY), deliveries)
    for lane, work in by_lane.items():
        await outbox.enqueue_many(session, DELIVER, work, run_at=now, lane=lane)


def delivery_job(delivery_id: str) -> str:
    """The dedupe key of the job that carries a delivery."""
    return f"{DELIVER}:{delivery_id}"


async def mark_notifications_read(
    session: WriteSession, viewer: Viewer, keys: Sequence[str]
) -> list[Notification]:
    """Marks some of the viewer's notifications as read and gives them in the order asked for.

    One that was read before keeps its first time. Raises NotAllowed for an anonymous viewer,
    InvalidInput for no ids or more than 200, NotFound when one is not the viewer's.
    """
    require(viewer)
    wanted = list(dict.fromkeys(keys))
    if not 1 <= len(wanted) <= _MOST_MARKED:
        raise invalid(
            "ids",
            f"ids: {len(wanted)} notifikasi; kirim 1 sampai {_MOST_MARKED}.",
            f"ids: {len(wanted)} notifications; send 1 to {_MOST_MARKED}.",
        )
    found = await session.execute(
        select(Notification)
        .where(
            col(Notification.id).in_([key for key in wanted if ids.is_uuid(key)]),
            col(Notification.person_id) == viewer.person_id,
        )
        .with_for_update()
    )
    rows = {row.id: row for row in found.scalars()}
    if len(rows) < len(wanted):
        raise NotFound(_NO_NOTIFICATION)
    for row in rows.values():
        row.read_at = row.read_at or viewer.now
    await session.flush()
    return [rows[key] for key in wanted]
