"""Notifies many people page by page, each page in a transaction of its own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import select

from api.db.base import table
from api.db.session import WriteSession
from api.push.models import PushPreference
from api.push.service.notices import (
    PEOPLE_AT_ONCE,
    enqueue_followers,
    enqueue_people_with_quiet_hours,
    notify,
)
from api.push.service.theme_choices import area_tree, preferences_of
from api.push.values import Followers, Notice, People, Topic

_PREFERENCE: Final = table(PushPreference)


async def notify_followers(
    session: WriteSession, notice: Notice, page: Sequence[str], rest: Followers, now: datetime
) -> None:
    """Notifies a page of followers, and enqueues the next page if this one was full."""
    people = tuple(person for person in page if person not in rest.excluding)
    await notify(session, replace(notice, audience=People(people)), now=now)
    if len(page) == PEOPLE_AT_ONCE:
        await enqueue_followers(session, notice, replace(rest, after=page[-1]))


async def notify_people_with_quiet_hours(
    session: WriteSession, notice: Notice, topic: Topic, after: str, now: datetime
) -> None:
    """Notifies a page of the people who keep quiet hours and chose this topic; enqueues the next.

    Their phones do not subscribe to the topic: they are pushed to now, or when their quiet hours
    end.
    """
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
        if preferences[person][topic.theme].enabled
        and areas.concerns(topic.area_id, preferences[person][topic.theme].areas)
    )
    personal = replace(notice, audience=People(people), theme_override=topic.theme)
    await notify(session, personal, now=now)
    if len(page) == PEOPLE_AT_ONCE:
        await enqueue_people_with_quiet_hours(session, personal, topic, page[-1])
