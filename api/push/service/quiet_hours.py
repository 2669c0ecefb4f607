"""Defers pushes to the end of quiet hours and sends them then: the latest about each subject."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.base import table
from api.db.session import WriteSession
from api.push.models import Delivery, Notification
from api.push.service.deliveries import enqueue_deliveries
from api.push.service.notices import quiet_hours_ends
from api.push.service.theme_choices import people_opted_out
from api.push.values import PASSES_QUIET_HOURS, DeliveryStatus, Theme, Urgency

_DELIVERY: Final = table(Delivery)
_NOTIFICATION: Final = table(Notification)
_IS_DEFERRED: Final = _NOTIFICATION.c.deferred_until.is_not(None)


async def people_in_quiet_hours(
    session: AsyncSession, receivers: Iterable[tuple[str, Urgency]], now: datetime
) -> set[str]:
    """Those of these people whom a push of this urgency would disturb in their quiet hours."""
    people = sorted({person for person, urgency in receivers if urgency not in PASSES_QUIET_HOURS})
    return set(await quiet_hours_ends(session, people, now)) if people else set()


async def defer(session: WriteSession, deliveries: Mapping[str, str], now: datetime) -> None:
    """Takes pushes back that were queued, and defers them to the end of quiet hours.

    `deliveries` has the notification of each delivery. If a person's quiet hours have ended in the
    meantime, the next run of the job that releases deferred pushes sends it.
    """
    keys = sorted(set(deliveries.values()))
    found = await session.execute(
        select(_NOTIFICATION.c.id, _NOTIFICATION.c.person_id)
        .where(_NOTIFICATION.c.id.in_(keys))
        .order_by(_NOTIFICATION.c.id)
        .with_for_update()
    )
    by_person: dict[str, list[str]] = {}
    for row in found:
        by_person.setdefault(row.person_id, []).append(row.id)
    ends = await quiet_hours_ends(session, list(by_person), now)
    for person, own in by_person.items():
        await session.execute(
            update(_NOTIFICATION)
            .where(_NOTIFICATION.c.id.in_(own))
            .values(deferred_until=ends.get(person, now))
        )
    await session.execute(
        delete(_DELIVERY).where(
            _DELIVERY.c.id.in_(sorted(deliveries)), _DELIVERY.c.status != DeliveryStatus.SENT
        )
    )


async def release_some(session: WriteSession, now: datetime, most: int) -> int:
    """Sends the deferred pushes of up to `most` people whose quiet hours have ended.

    Returns the number of these people.
    """
    found = await session.execute(
        select(_NOTIFICATION.c.person_id)
        .where(_NOTIFICATION.c.deferred_until <= now)
        .order_by(_NOTIFICATION.c.deferred_until)
        .limit(most)
    )
    people = sorted(set(found.scalars()))
    await release(session, people, now)
    return len(people)


async def release(session: WriteSession, people: Collection[str], now: datetime) -> None:
    """Sends the deferred pushes of these people, except of those who are in quiet hours (again).

    Of several about one subject only the latest is sent, and none that was read meanwhile or has
    expired. All of them stay in the inbox.
    """
    if not people:
        return
    found = await session.execute(
        select(_NOTIFICATION)
        .where(_NOTIFICATION.c.person_id.in_(people), _IS_DEFERRED)
        .order_by(_NOTIFICATION.c.created_at, _NOTIFICATION.c.id)
        .with_for_update()
    )
    deferred = found.all()
    ends = await quiet_hours_ends(session, list(people), now)
    for person, end in ends.items():
        await session.execute(
            update(_NOTIFICATION)
            .where(_NOTIFICATION.c.person_id == person, _IS_DEFERRED)
            .values(deferred_until=end)
        )
    due = [row for row in deferred if row.person_id not in ends]
    if not due:
        return
    await session.execute(
        update(_NOTIFICATION)
        .where(_NOTIFICATION.c.id.in_([row.id for row in due]))
        .values(deferred_until=None)
    )
    latest: dict[tuple[str, str, str], Any] = {}
    for row in due:
        latest[row.person_id, row.subject_kind, row.subject_id] = row
    by_theme: dict[Theme, dict[str, list[tuple[str, Urgency]]]] = {}
    for row in latest.values():
        if row.read_at is None and now < row.created_at + timedelta(seconds=row.ttl_seconds):
            by_person = by_theme.setdefault(row.theme, {})
            by_person.setdefault(row.person_id, []).append((row.id, row.urgency))
    for theme, by_person in by_theme.items():
        opted_out = await people_opted_out(session, by_person, theme)
        wanted = {person: some for person, some in by_person.items() if person not in opted_out}
        if wanted:
            await enqueue_deliveries(session, wanted, theme, now, skip_delivered=True)
