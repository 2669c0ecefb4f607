"""How many phones a broadcast reached: those that were in its topics when it was sent."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Text, and_, cast, exists, func, or_, select

from api.db.base import insert, table
from api.db.session import Database, ReadSession
from api.kit import ids
from api.push.models import (
    AreaChoice,
    Broadcast,
    BroadcastReach,
    Device,
    PushMessage,
    TopicMembership,
)
from api.push.push_rules.topics import CITY
from api.push.service.theme_choices import area_tree

_BROADCAST: Final = table(Broadcast)
_CHOICE: Final = table(AreaChoice)
_DEVICE: Final = table(Device)
_MEMBER: Final = table(TopicMembership)
_MESSAGE: Final = table(PushMessage)
_REACH: Final = table(BroadcastReach)
_PHONES: Final = func.count(func.coalesce(_DEVICE.c.phone_key, cast(_DEVICE.c.id, Text)).distinct())
"""Phones, not apps: one phone may be in a topic with several of them."""


async def count_reach(database: Database, broadcast_id: str) -> None:
    """Counts the phones of a broadcast by platform, app and area, and keeps the numbers.

    A phone counts with the areas that its owner chose, of those that the broadcast concerns; with
    the city if they chose none. Counted before, it is not counted again. Nobody waits for the
    counting: only what was counted is written.
    """
    async with database.read() as session:
        rows = await _counted(session, broadcast_id)
    if rows:
        async with database.write() as session:
            await session.execute(insert(session, _REACH).on_conflict_do_nothing(), rows)


async def _counted(session: ReadSession, broadcast_id: str) -> list[dict[str, Any]]:
    row = (
        await session.execute(select(_BROADCAST).where(_BROADCAST.c.id == broadcast_id))
    ).one_or_none()
    if row is None:
        return []
    in_topics = and_(
        _MEMBER.c.registration == func.coalesce(_DEVICE.c.installation_id, _DEVICE.c.token),
        _MEMBER.c.held,
        _MEMBER.c.topic.in_(
            select(_MESSAGE.c.topic).where(_MESSAGE.c.broadcast_id == broadcast_id)
        ),
    )
    joined = _DEVICE.join(_MEMBER, in_topics)
    chose = and_(
        _CHOICE.c.theme == row.theme,
        or_(
            _CHOICE.c.person_id == _DEVICE.c.person_id,
            and_(_DEVICE.c.person_id.is_(None), _CHOICE.c.device_id == _DEVICE.c.id),
        ),
    )

    async def by(column: Any, source: Any = joined) -> Mapping[Any, int]:
        statement = select(column, _PHONES).select_from(source).group_by(column)
        return {row[0]: row[1] for row in await session.execute(statement)}

    areas = await area_tree(session)
    chosen = await by(_CHOICE.c.area_id, joined.join(_CHOICE, chose))
    elsewhere = select(_PHONES).select_from(joined).where(~exists().where(chose))
    counted = {
        "total": {"": await session.scalar(select(_PHONES).select_from(joined)) or 0},
        "platform": {
            value.name: phones for value, phones in (await by(_DEVICE.c.platform)).items()
        },
        "app": await by(_DEVICE.c.app_slug),
        "area": {
            **{
                areas.codes[area]: phones
                for area, phones in chosen.items()
                if area in areas.codes and areas.concerns(row.area_id, {area})
            },
            CITY: await session.scalar(elsewhere) or 0,
        },
    }
    return [
        {
            "id": ids.uuid7(),
            "broadcast_id": broadcast_id,
            "by": by_what,
            "value": value,
            "phones": phones,
        }
        for by_what, numbers in counted.items()
        for value, phones in numbers.items()
        if phones or by_what == "total"
    ]
