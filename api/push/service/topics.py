"""Which topics each phone should be in: written down here, brought to FCM by a job.

A phone with several of the city's apps is in each topic once, with the app that suits it best.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import column, delete, func, literal, select, update
from sqlalchemy import table as table_of
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.base import insert, table
from api.db.session import WriteSession
from api.push.models import Device, PushPreference, TopicMembership
from api.push.push_rules.topics import AppRank, Areas, best_first, topics_of
from api.push.service.wishes import area_tree, wishes_of
from api.push.values import CITY_THEMES, DeviceState, Theme

SILENT_AFTER: Final = timedelta(days=60)
"""A phone that has not been seen for so long is in no topic until it registers again."""
_DEVICE: Final = table(Device)
_MEMBER: Final = table(TopicMembership)
_PREFERENCE: Final = table(PushPreference)
# The apps are a subject above push, which may not import it: its table is known by name alone.
_APP: Final = table_of("app", column("slug"), column("category"), column("position"))

Memberships = dict[str, set[str]]
"""Topics by registration: an installation id, or a token where there is none."""


def registration_of(device: Any) -> str:
    """The address by which FCM knows an installation."""
    return str(device.installation_id or device.token)


async def rank_of(session: AsyncSession, slugs: Collection[str]) -> dict[str, AppRank]:
    """What decides between these apps."""
    found = await session.execute(select(_APP).where(_APP.c.slug.in_(slugs)))
    return {row.slug: AppRank(row.category, row.position) for row in found}


def best_device(theme: Theme, devices: Sequence[Any], ranks: dict[str, AppRank]) -> Any:
    """The one of several apps on a phone that tells of a theme; of one app, what was seen last."""
    order = best_first(theme, [device.app_slug for device in devices], ranks)
    newest = sorted(devices, key=lambda device: (device.seen_at, device.id), reverse=True)
    return min(newest, key=lambda device: order.index(device.app_slug))


def by_phone(devices: Iterable[Any]) -> list[list[Any]]:
    """Devices that are apps on one phone, together."""
    groups: dict[str, list[Any]] = {}
    for device in devices:
        groups.setdefault(device.phone_key or device.id, []).append(device)
    return list(groups.values())


async def wanted_topics(
    session: AsyncSession, device_ids: Collection[str], now: datetime
) -> Memberships:
    """The topics in which each app on the phones of these devices should be."""
    found = await session.execute(select(_DEVICE).where(_DEVICE.c.id.in_(device_ids)))
    devices = list(found)
    phones = {device.phone_key for device in devices if device.phone_key}
    if phones:  # asked apart: no index answers for either of two columns
        known = {device.id for device in devices}
        found = await session.execute(select(_DEVICE).where(_DEVICE.c.phone_key.in_(phones)))
        devices += [device for device in found if device.id not in known]
    wanted: Memberships = {registration_of(device): set() for device in devices}
    reachable = [
        device
        for device in devices
        if device.state is DeviceState.ACTIVE and device.seen_at > now - SILENT_AFTER
    ]
    people = {device.person_id for device in reachable if device.person_id}
    nobodys = {device.id for device in reachable if device.person_id is None}
    wishes = await wishes_of(session, people, nobodys)
    quiet = set()
    if people:
        found_quiet = await session.execute(
            select(_PREFERENCE.c.person_id).where(
                _PREFERENCE.c.person_id.in_(people), _PREFERENCE.c.quiet_from.is_not(None)
            )
        )
        quiet = set(found_quiet.scalars())
    follows = any(wish.areas for own in wishes.values() for wish in own.values())
    areas = await area_tree(session) if follows else Areas({}, {})
    phones_found = by_phone(reachable)
    several = {d.app_slug for phone in phones_found if len(phone) > 1 for d in phone}
    ranks = await rank_of(session, several) if several else {}
    for phone in phones_found:
        for theme in CITY_THEMES:
            willing = [d for d in phone if wishes[d.person_id or d.id][theme].is_on]
            if not willing:
                continue
            best = best_device(theme, willing, ranks)
            wish = wishes[best.person_id or best.id][theme]
            wanted[registration_of(best)] |= topics_of(
                {theme: wish}, areas, best.language, quiet=best.person_id in quiet
            )
    return wanted


async def differences(
    session: AsyncSession, wanted: Memberships
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(to join, to leave): the pairs of registration and topic that are not as wanted."""
    found = await session.execute(
        select(_MEMBER.c.registration, _MEMBER.c.topic).where(
            _MEMBER.c.registration.in_(wanted), _MEMBER.c.wanted
        )
    )
    held = {(row.registration, row.topic) for row in found}
    should = {(registration, topic) for registration, topics in wanted.items() for topic in topics}
    return sorted(should - held), sorted(held - should)


async def settle_topics(session: WriteSession, device_ids: Collection[str], now: datetime) -> None:
    """Writes down in which topics the phones of these devices should be from now on."""
    join, leave = await differences(session, await wanted_topics(session, device_ids, now))
    await _join(session, join, now)
    for registration in {pair[0] for pair in leave}:
        topics = [topic for address, topic in leave if address == registration]
        await _leave(session, registration, now, topics)


async def leave_all(session: WriteSession, registration: str, now: datetime) -> None:
    """Takes an address out of all topics: its device is about to go."""
    await _leave(session, registration, now)


async def rename(session: WriteSession, old: str, new: str, now: datetime) -> None:
    """Lets an installation's memberships go on under another address of the same installation.

    That both are the same is only said by who registers: FCM is asked again, and until it has
    confirmed the new address nothing is believed of it.
    """
    has = select(_MEMBER.c.topic).where(_MEMBER.c.registration == new).scalar_subquery()
    await session.execute(
        update(_MEMBER)
        .where(_MEMBER.c.registration == old, _MEMBER.c.topic.not_in(has))
        .values(registration=new, held=False, due_at=now, attempts=0)
        .execution_options(synchronize_session=False)
    )
    await session.execute(delete(_MEMBER).where(_MEMBER.c.registration == old))


async def _join(session: WriteSession, pairs: list[tuple[str, str]], now: datetime) -> None:
    if not pairs:
        return
    joined = insert(session, _MEMBER).on_conflict_do_update(
        index_elements=[_MEMBER.c.registration, _MEMBER.c.topic],
        # A job that has it in hand keeps it until it has said how that went.
        set_={"wanted": True, "due_at": _due(now)},
    )
    rows = [
        {
            "registration": registration,
            "topic": topic,
            "wanted": True,
            "held": False,
            "due_at": now,
            "attempts": 0,
        }
        for registration, topic in pairs
    ]
    await session.execute(joined, rows)


async def _leave(
    session: WriteSession, registration: str, now: datetime, topics: Sequence[str] | None = None
) -> None:
    statement = update(_MEMBER).where(_MEMBER.c.registration == registration, _MEMBER.c.wanted)
    if topics is not None:
        statement = statement.where(_MEMBER.c.topic.in_(topics))
    await session.execute(statement.values(wanted=False, due_at=_due(now)))


def _due(now: datetime) -> Any:
    return func.coalesce(_MEMBER.c.due_at, literal(now, _MEMBER.c.due_at.type))
