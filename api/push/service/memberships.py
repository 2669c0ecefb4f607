"""Which topics each phone should be in: recorded here, brought to FCM by a job.

A phone with several of the city's apps is in each topic once, with the app that suits it best. For
warnings that may wake people every app is in: should one of them be gone, the others still warn.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.apps.models import App
from api.db.base import insert, table
from api.db.session import WriteSession
from api.push.models import Device, PushPreference, TopicMembership
from api.push.push_rules.topics import AppRank, Areas, is_loud, rank_apps, subscribed_topics
from api.push.service.theme_choices import area_tree, preferences_of
from api.push.values import CITY_THEMES, DeviceStatus, Permission, Theme

INACTIVE_AFTER: Final = timedelta(days=60)
"""A phone that has not registered for so long is in no topic but those of warnings."""
_APP: Final = table(App)
_DEVICE: Final = table(Device)
_MEMBER: Final = table(TopicMembership)
_PREFERENCE: Final = table(PushPreference)

Memberships = dict[str, set[str]]
"""Topics by registration: an installation id, or a token where there is none."""


def registration_of(device: Any) -> str:
    """The address by which FCM knows an installation."""
    return str(device.installation_id or device.token)


async def app_ranks(session: AsyncSession, slugs: Collection[str]) -> dict[str, AppRank]:
    """The ranks of these apps; an unknown slug is left out."""
    found = await session.execute(
        select(_APP.c.slug, _APP.c.category, _APP.c.position).where(_APP.c.slug.in_(slugs))
    )
    return {row.slug: AppRank(row.category, row.position) for row in found}


def best_device(theme: Theme, devices: Sequence[Any], ranks: dict[str, AppRank]) -> Any:
    """The device, of several apps on a phone, that shows a theme; of one app, the newest."""
    order = rank_apps(theme, [device.app_slug for device in devices], ranks)
    newest = sorted(devices, key=lambda device: (device.seen_at, device.id), reverse=True)
    return min(newest, key=lambda device: order.index(device.app_slug))


def group_by_phone(devices: Iterable[Any]) -> list[list[Any]]:
    """The devices, grouped by the phone that they are apps on."""
    groups: dict[str, list[Any]] = {}
    for device in devices:
        groups.setdefault(device.phone_key or device.id, []).append(device)
    return list(groups.values())


async def wanted_topics(
    session: AsyncSession, device_ids: Collection[str], now: datetime
) -> Memberships:
    """The topics that each app on the phones of these devices should be in."""
    found = await session.execute(select(_DEVICE).where(_DEVICE.c.id.in_(device_ids)))
    devices = list(found)
    phones = {device.phone_key for device in devices if device.phone_key}
    if phones:  # a second query: no index serves a condition on either of two columns
        known = {device.id for device in devices}
        found = await session.execute(select(_DEVICE).where(_DEVICE.c.phone_key.in_(phones)))
        devices += [device for device in found if device.id not in known]
    wanted: Memberships = {registration_of(device): set() for device in devices}
    reachable = [
        device
        for device in devices
        if device.status is DeviceStatus.ACTIVE and device.permission is not Permission.DENIED
    ]
    people = {device.person_id for device in reachable if device.person_id}
    signed_out = {device.id for device in reachable if device.person_id is None}
    preferences = await preferences_of(session, people, signed_out)
    with_quiet_hours = await _with_quiet_hours(session, people)
    has_areas = any(one.areas for own in preferences.values() for one in own.values())
    areas = await area_tree(session) if has_areas else Areas({}, {})
    ranks = await _ranks_of_competing(session, group_by_phone(reachable))
    for phone in group_by_phone(reachable):
        for theme in CITY_THEMES:
            enabled = [d for d in phone if preferences[d.person_id or d.id][theme].enabled]
            active = [d for d in enabled if d.seen_at > now - INACTIVE_AFTER]
            best = best_device(theme, active, ranks) if active else None
            for device in enabled:
                topics = subscribed_topics(
                    {theme: preferences[device.person_id or device.id][theme]},
                    areas,
                    device.language,
                    has_quiet_hours=device.person_id in with_quiet_hours,
                )
                wanted[registration_of(device)] |= {
                    topic for topic in topics if device is best or is_loud(topic)
                }
    return wanted


async def _ranks_of_competing(
    session: AsyncSession, phones: Sequence[Sequence[Any]]
) -> dict[str, AppRank]:
    competing = {device.app_slug for phone in phones if len(phone) > 1 for device in phone}
    return await app_ranks(session, competing) if competing else {}


async def _with_quiet_hours(session: AsyncSession, people: Collection[str]) -> set[str]:
    if not people:
        return set()
    found = await session.execute(
        select(_PREFERENCE.c.person_id).where(
            _PREFERENCE.c.person_id.in_(people), _PREFERENCE.c.quiet_from.is_not(None)
        )
    )
    return set(found.scalars())


async def membership_changes(
    session: AsyncSession, wanted: Memberships
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(to join, to leave): pairs of registration and topic whose membership is to change."""
    found = await session.execute(
        select(_MEMBER.c.registration, _MEMBER.c.topic).where(
            _MEMBER.c.registration.in_(wanted), _MEMBER.c.wanted
        )
    )
    before = {(row.registration, row.topic) for row in found}
    after = {(registration, topic) for registration, topics in wanted.items() for topic in topics}
    return sorted(after - before), sorted(before - after)


async def sync_topics(session: WriteSession, device_ids: Collection[str], now: datetime) -> None:
    """Records which topics the phones of these devices should be in from now on."""
    join, leave = await membership_changes(session, await wanted_topics(session, device_ids, now))
    await _join(session, join, now)
    for registration in sorted({pair[0] for pair in leave}):
        topics = [topic for address, topic in leave if address == registration]
        await _leave(session, registration, now, topics)


async def leave_all_topics(session: WriteSession, registration: str, now: datetime) -> None:
    """Removes an address from all topics: its device is about to be deleted."""
    await _leave(session, registration, now)


async def rename_registration(session: WriteSession, old: str, new: str, now: datetime) -> None:
    """Moves an installation's memberships to another address of the same installation.

    Only the client claims that both addresses belong to one installation: FCM is called again, and
    the memberships of the new address count only once it has confirmed them.
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
    upsert = insert(session, _MEMBER).on_conflict_do_update(
        index_elements=[_MEMBER.c.registration, _MEMBER.c.topic],
        # A job that has claimed it keeps the claim until it has recorded the result.
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
    await session.execute(upsert, rows)


async def _leave(
    session: WriteSession, registration: str, now: datetime, topics: Sequence[str] | None = None
) -> None:
    statement = update(_MEMBER).where(_MEMBER.c.registration == registration, _MEMBER.c.wanted)
    if topics is not None:
        statement = statement.where(_MEMBER.c.topic.in_(topics))
    await session.execute(statement.values(wanted=False, due_at=_due(now)))


def _due(now: datetime) -> Any:
    return func.coalesce(_MEMBER.c.due_at, literal(now, _MEMBER.c.due_at.type))
