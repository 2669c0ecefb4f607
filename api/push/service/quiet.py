"""What waited for the end of quiet hours goes out: of each thing, only the latest word."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Table, select, update

from api.db.session import WriteSession
from api.push.models import Notification
from api.push.service.notices import quiet_ends
from api.push.service.outgoing import send_to_phones
from api.push.service.wishes import silent_people
from api.push.values import Theme

_NOTIFICATION: Final[Table] = Notification.metadata.tables["notification"]
_WAITING: Final = _NOTIFICATION.c.deferred_until.is_not(None)


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
    themes: dict[Theme, dict[str, list[str]]] = {}
    for line in latest.values():
        if line.read_at is None and now < line.created_at + timedelta(seconds=line.ttl_seconds):
            themes.setdefault(line.theme, {}).setdefault(line.person_id, []).append(line.id)
    for theme, waiting in themes.items():
        silent = await silent_people(session, waiting, theme)
        wanted = {person: ids for person, ids in waiting.items() if person not in silent}
        if wanted:
            await send_to_phones(session, wanted, theme, now)
