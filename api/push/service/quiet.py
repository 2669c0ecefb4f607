"""What waited for the end of quiet hours goes out: of each thing, only the latest word."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.base import table
from api.db.session import WriteSession
from api.push.models import Delivery, Notification
from api.push.service.notices import quiet_ends
from api.push.service.outgoing import send_to_phones
from api.push.service.wishes import silent_people
from api.push.values import PASSES_QUIET_HOURS, DeliveryState, Theme, Urgency

_DELIVERY: Final = table(Delivery)
_NOTIFICATION: Final = table(Notification)
_WAITING: Final = _NOTIFICATION.c.deferred_until.is_not(None)


async def people_asleep(
    session: AsyncSession, told: Iterable[tuple[str, Urgency]], now: datetime
) -> set[str]:
    """Those of these persons whom something of this urgency would disturb now."""
    people = sorted({person for person, urgency in told if urgency not in PASSES_QUIET_HOURS})
    return set(await quiet_ends(session, people, now)) if people else set()


async def put_off(session: WriteSession, deliveries: Mapping[str, str], now: datetime) -> None:
    """Has pushes that were on their way wait for the end of quiet hours, as new ones would.

    `deliveries` are those to be taken back, each with its line of the inbox. One whose person is
    not asleep any more waits for the next turn of the job that looks after the others.
    """
    keys = sorted(set(deliveries.values()))
    found = await session.execute(
        select(_NOTIFICATION.c.id, _NOTIFICATION.c.person_id)
        .where(_NOTIFICATION.c.id.in_(keys))
        .order_by(_NOTIFICATION.c.id)
        .with_for_update()
    )
    lines: dict[str, list[str]] = {}
    for row in found:
        lines.setdefault(row.person_id, []).append(row.id)
    ends = await quiet_ends(session, list(lines), now)
    for person, own in lines.items():
        await session.execute(
            update(_NOTIFICATION)
            .where(_NOTIFICATION.c.id.in_(own))
            .values(deferred_until=ends.get(person, now))
        )
    await session.execute(
        delete(_DELIVERY).where(
            _DELIVERY.c.id.in_(sorted(deliveries)), _DELIVERY.c.state != DeliveryState.SENT
        )
    )


async def release_some(session: WriteSession, now: datetime, most: int) -> int:
    """Sends what waits for up to so many persons whose quiet hours have ended; how many persons."""
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
    """Sends what waits for these people, unless they are in quiet hours (again).

    Of several lines about one thing the latest goes out; one that was read meanwhile, or is out of
    date, does not. All of them stay in the inbox.
    """
    if not people:
        return
    found = await session.execute(
        select(_NOTIFICATION)
        .where(_NOTIFICATION.c.person_id.in_(people), _WAITING)
        .order_by(_NOTIFICATION.c.created_at, _NOTIFICATION.c.id)
        .with_for_update()
    )
    lines = found.all()
    ends = await quiet_ends(session, list(people), now)
    for person, end in ends.items():
        await session.execute(
            update(_NOTIFICATION)
            .where(_NOTIFICATION.c.person_id == person, _WAITING)
            .values(deferred_until=end)
        )
    due = [line for line in lines if line.person_id not in ends]
    if not due:
        return
    await session.execute(
        update(_NOTIFICATION)
        .where(_NOTIFICATION.c.id.in_([line.id for line in due]))
        .values(deferred_until=None)
    )
    latest: dict[tuple[str, str, str], Any] = {}
    for line in due:
        latest[line.person_id, line.subject_kind, line.subject_id] = line
    themes: dict[Theme, dict[str, list[tuple[str, Urgency]]]] = {}
    for line in latest.values():
        if line.read_at is None and now < line.created_at + timedelta(seconds=line.ttl_seconds):
            waiting = themes.setdefault(line.theme, {})
            waiting.setdefault(line.person_id, []).append((line.id, line.urgency))
    for theme, waiting in themes.items():
        silent = await silent_people(session, waiting, theme)
        wanted = {person: some for person, some in waiting.items() if person not in silent}
        if wanted:
            await send_to_phones(session, wanted, theme, now, again=True)
