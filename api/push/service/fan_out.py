"""Telling many people page after page, each page one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import select

from api.db.base import table
from api.db.session import WriteSession
from api.push.models import PushPreference
from api.push.service.notices import PEOPLE_AT_ONCE, enqueue_followers, enqueue_quiet, notify
from api.push.service.wishes import area_tree, wishes_of
from api.push.values import Followers, Notice, People, Topic

_PREFERENCE: Final = table(PushPreference)


async def tell_followers(
    session: WriteSession, notice: Notice, page: Sequence[str], more: Followers, now: datetime
) -> None:
    """Tells a page of those who follow a thing, and asks for the next page when it was full."""
    people = tuple(person for person in page if person not in more.without)
    await notify(session, replace(notice, audience=People(people)), now=now)
    if len(page) == PEOPLE_AT_ONCE:
        await enqueue_followers(session, notice, replace(more, after=page[-1]))


async def tell_quiet(
    session: WriteSession, notice: Notice, topic: Topic, after: str, now: datetime
) -> None:
    """Tells a page of those who keep quiet hours and want to hear of the topic, and goes on.

    Their phones are not in the topic: they are told now, or when their quiet hours end.
    """
    statement = select(_PREFERENCE.c.person_id).where(_PREFERENCE.c.quiet_from.is_not(None))
    if after:
        statement = statement.where(_PREFERENCE.c.person_id > after)
    found = await session.execute(statement.order_by(_PREFERENCE.c.person_id).limit(PEOPLE_AT_ONCE))
    page = found.scalars().all()
    wishes = await wishes_of(session, page)
    areas = await area_tree(session)
    people = tuple(
        person
        for person in page
        if wishes[person][topic.theme].is_on
        and areas.concerns(topic.area_id, wishes[person][topic.theme].areas)
    )
    told = replace(notice, audience=People(people), own_theme=topic.theme)
    await notify(session, told, now=now)
    if len(page) == PEOPLE_AT_ONCE:
        await enqueue_quiet(session, told, topic, page[-1])
