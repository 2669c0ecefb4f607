"""Notifies many people page by page, each page in a transaction of its own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import select

from api.db.base import table
from api.db.session import WriteSession
from api.push.models import Broadcast, PushPreference
from api.push.service.broadcast_content import BroadcastContent, IsPublic
from api.push.service.broadcast_queue import enqueue_fan_out
from api.push.service.notices import PEOPLE_AT_ONCE, enqueue_followers, notify
from api.push.service.theme_choices import area_tree, preferences_of
from api.push.values import BroadcastStatus, Followers, Notice, People

_PREFERENCE: Final = table(PushPreference)
_GOING_OUT: Final = (BroadcastStatus.SCHEDULED, BroadcastStatus.SENT)


async def notify_followers(
    session: WriteSession, notice: Notice, page: Sequence[str], rest: Followers, now: datetime
) -> None:
    """Notifies a page of followers, and enqueues the next page if this one was full."""
    people = tuple(person for person in page if person not in rest.excluding)
    await notify(session, replace(notice, audience=People(people)), now=now)
    if len(page) == PEOPLE_AT_ONCE:
        await enqueue_followers(session, notice, replace(rest, after=page[-1]))


async def notify_people_with_quiet_hours(
    session: WriteSession, broadcast_id: str, after: str, is_public: IsPublic, now: datetime
) -> None:
    """Notifies a page of the people who keep quiet hours of a broadcast; enqueues the next page.

    Their phones do not subscribe to its topic. Nobody is notified of a broadcast that was cancelled
    or put off meanwhile, or whose article is not public.
    """
    # Locked: it is not cancelled while people are being notified of it.
    row = await session.get(Broadcast, broadcast_id, with_for_update=True)
    if row is None or row.status not in _GOING_OUT or row.send_at > now or row.replaced_at:
        return
    if row.article_id and not await is_public(session, row.article_id, now):
        return
    statement = select(_PREFERENCE.c.person_id).where(_PREFERENCE.c.quiet_from.is_not(None))
    if after:
        statement = statement.where(_PREFERENCE.c.person_id > after)
    found = await session.execute(statement.order_by(_PREFERENCE.c.person_id).limit(PEOPLE_AT_ONCE))
    page = found.scalars().all()
    preferences = await preferences_of(session, page)
    areas = await area_tree(session)
    people = tuple(
        person
        for person in page
        if preferences[person][row.theme].enabled
        and areas.concerns(row.area_id, preferences[person][row.theme].areas)
    )
    notice = BroadcastContent.of(row).notice(
        row.id, People(people), f"broadcast:{row.id}", root_id=row.root_id
    )
    await notify(session, replace(notice, broadcast_id=row.id), now=now)
    if len(page) == PEOPLE_AT_ONCE:
        await enqueue_fan_out(session, row, page[-1])
