"""The devices to which pushes are sent: registered, merged, removed."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, select, update

from api.apps.models import App
from api.db.base import insert, table
from api.db.session import WriteSession
from api.identity.service import ensure_person
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import InvalidInput, NotFound, Words
from api.kit.text import clean
from api.push.models import Device, PushMessage, PushPreference
from api.push.service import theme_choices
from api.push.service.device_faults import (
    address_faults,
    code_faults,
    language_faults,
    text_faults,
    time_zone_faults,
    unknown_app,
)
from api.push.service.memberships import (
    leave_all_topics,
    registration_of,
    rename_registration,
    sync_topics,
)
from api.push.service.messages import move_to_siblings
from api.push.service.quiet_hours import release_waiting
from api.push.service.theme_choices import Owner, ThemeRequest
from api.push.values import DeviceStatus, Permission, Platform

_APP: Final = table(App)
_DEVICE: Final = table(Device)
_MESSAGE: Final = table(PushMessage)
_PREFERENCE: Final = table(PushPreference)
MAX_APPS_PER_PHONE: Final = 100
"""All 34 apps, each reinstalled a few times. An id with more installations is not one phone's."""
_PLACEHOLDER_PHONE_ID: Final = re.compile(r"[0-]+|9774d56d682e549c", re.IGNORECASE)
"""What Apple returns where tracking is off, and what some makers gave to every Android phone."""
_NO_DEVICE: Final = Words("Perangkat tidak ditemukan.", "The device was not found.")


async def register_device(
    session: WriteSession,
    viewer: Viewer,
    *,
    installation_id: str | None,
    token: str | None,
    app: str,
    platform: Platform,
    app_version: str,
    locale: str,
    time_zone: str,
    previous_token: str | None = None,
    phone_id: str | None = None,
    topics: Sequence[ThemeRequest] | None = None,
    permission: Permission = Permission.UNKNOWN,
) -> Device:
    """Registers an installation of an app for pushes, or refreshes what is known about it.

    Its address is an installation id or a token. From now on it belongs to the viewer, or to nobody
    if the viewer is anonymous: after signing out and registering again, a person gets no more of
    their own notifications there. An installation id takes over the row of its `previous_token`.
    `phone_id` is the same for all of the city's apps on one phone; only its hash is kept, and not
    even that if too many installations give the same.
    `topics` are the choices of a device on which nobody is signed in; other themes stay unchanged.
    An app whose `permission` is denied is passed over; another app of the phone shows its pushes.

    Raises InvalidInput with a fault for each field that is not valid.
    """
    installation_id, token, previous_token = (
        None if text is None else clean(text) for text in (installation_id, token, previous_token)
    )
    phone_id = clean(phone_id) if phone_id else None
    app, app_version = clean(app), clean(app_version)
    faults = [
        *address_faults(installation_id, token, previous_token),
        *code_faults("input.phoneId", phone_id, longest=128),
        *await theme_choices.choice_faults(session, "input.topics", topics or ()),
        *text_faults("input.appVersion", app_version, longest=40),
        *language_faults(locale),
        *time_zone_faults(time_zone),
    ]
    if code_faults("input.app", app, longest=64) or not await session.scalar(
        select(_APP.c.slug).where(_APP.c.slug == app)
    ):
        faults.append(unknown_app())
    if faults:
        raise InvalidInput(*faults)
    person = await ensure_person(session, viewer) if viewer.is_signed_in else None
    has_phone = phone_id is not None and not _PLACEHOLDER_PHONE_ID.fullmatch(phone_id)
    phone_key = ids.fingerprint("phone", phone_id or "") if has_phone else None
    await _lock_phone(session, phone_key)
    token = token or previous_token
    if phone_key and await _is_shared(session, phone_key, installation_id, token):
        phone_key = None
    values = {
        "person_id": person and person.id,
        "phone_key": phone_key,
        "app_slug": app,
        "platform": platform,
        "app_version": app_version,
        "language": locale,
        "time_zone": time_zone,
        "status": DeviceStatus.ACTIVE,
        "off_reason": None,
        "permission": permission,
        "seen_at": viewer.now,
    }
    device = await _save_device(session, installation_id, token, values)
    await theme_choices.save_choices(session, Owner("device_id", device.id), topics or ())
    if person is not None:
        await session.execute(
            update(_PREFERENCE)
            .where(_PREFERENCE.c.person_id == person.id, _PREFERENCE.c.follows_phone_zone)
            .values(time_zone=time_zone)
        )
    await sync_topics(session, [device.id], viewer.now)
    if permission is Permission.DENIED:
        await move_to_siblings(session, [device.id], viewer.now)
    await release_waiting(session, viewer.now, devices=[device.id])  # the zone may be another one
    return device


async def _lock_phone(session: WriteSession, phone_key: str | None) -> None:
    """Makes apps on one phone register one after another: each must see the one before.

    SQLite has one writer anyway.
    """
    if phone_key is not None and session.dialect == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(int(phone_key[:15], 16))))


async def _is_shared(
    session: WriteSession, phone_key: str, installation_id: str | None, token: str | None
) -> bool:
    """Whether more installations than one phone can have, beside this one, give the same phone id.

    They would be treated as one phone: only one of them would receive anything.
    """
    found = await session.execute(
        select(_DEVICE.c.installation_id, _DEVICE.c.token)
        .where(_DEVICE.c.phone_key == phone_key)
        .limit(MAX_APPS_PER_PHONE)
    )
    rows = found.all()
    is_known = any(
        (installation_id and row.installation_id == installation_id)
        or (token and row.token == token)
        for row in rows
    )
    return len(rows) == MAX_APPS_PER_PHONE and not is_known


async def _save_device(
    session: WriteSession, installation_id: str | None, token: str | None, values: dict[str, Any]
) -> Device:
    """Updates or inserts the one row of an address.

    Two first registrations of one installation may race: the second one waits at the unique index,
    inserts nothing, and then finds the row of the first.
    """
    while True:
        known = await _device_by(session, "installation_id", installation_id)
        twin = await _device_by(session, "token", token)
        if known is not None and twin is not None and known.id != twin.id:
            await _merge(session, kept=known, gone=twin, now=values["seen_at"])
        device = known or twin
        if device is not None:
            before = registration_of(device)
            device.installation_id = installation_id or device.installation_id
            device.token = token or (None if installation_id else device.token)
            if registration_of(device) != before:
                await rename_registration(
                    session, before, registration_of(device), values["seen_at"]
                )
            for name, value in values.items():
                setattr(device, name, value)
            await session.flush()
            return device
        address = {"installation_id": installation_id, "token": token}
        new = insert(session, _DEVICE).values(
            id=ids.uuid7(), created_at=values["seen_at"], **address, **values
        )
        await session.execute(new.on_conflict_do_nothing())


async def _device_by(session: WriteSession, name: str, value: str | None) -> Device | None:
    if value is None:
        return None
    statement = select(Device).where(_DEVICE.c[name] == value).with_for_update()
    return (
        await session.execute(statement.execution_options(populate_existing=True))
    ).scalar_one_or_none()


async def _merge(session: WriteSession, *, kept: Device, gone: Device, now: datetime) -> None:
    """Merges two rows of one installation; queued messages move to the kept one."""
    has = select(_MESSAGE.c.notification_id).where(_MESSAGE.c.device_id == kept.id)
    await session.execute(
        update(_MESSAGE)
        .where(_MESSAGE.c.device_id == gone.id, _MESSAGE.c.notification_id.not_in(has))
        .values(device_id=kept.id)
    )
    await rename_registration(session, registration_of(gone), registration_of(kept), now)
    await delete_devices(session, [gone], now)


async def delete_devices(session: WriteSession, devices: Sequence[Device], now: datetime) -> None:
    """Deletes devices with their choices and messages, and removes them from their topics."""
    keys = [device.id for device in devices]
    await session.execute(delete(_MESSAGE).where(_MESSAGE.c.device_id.in_(keys)))
    await theme_choices.delete_choices_of_devices(session, keys)
    for device in devices:
        await leave_all_topics(session, registration_of(device), now)
    await session.execute(delete(_DEVICE).where(_DEVICE.c.id.in_(keys)))


async def turn_off(
    session: WriteSession,
    gone: Mapping[str, tuple[tuple[str | None, str | None], str | None]],
    now: datetime,
) -> None:
    """Turns devices off whose address FCM does not know any more; their topics move on.

    `gone` has, by device, the installation id and token that were tried, and FCM's code. A device
    that has registered another address meanwhile stays on.
    """
    for device, ((installation_id, token), code) in sorted(gone.items()):
        await session.execute(
            update(_DEVICE)
            .where(
                _DEVICE.c.id == device,
                _DEVICE.c.installation_id.is_not_distinct_from(installation_id),
                _DEVICE.c.token.is_not_distinct_from(token),
            )
            .values(status=DeviceStatus.OFF, off_reason=code)
        )
    await sync_topics(session, list(gone), now)


async def remove_device(session: WriteSession, viewer: Viewer, device_id: str) -> None:
    """Deletes a device and its queued messages.

    Raises NotFound if there is none, or if it belongs to another person. A device that belongs to
    nobody can be removed by anyone who knows its id: the app that registered it.
    """
    device = (
        await session.get(Device, device_id, with_for_update=True)
        if ids.is_uuid(device_id)
        else None
    )
    own = viewer.person_id if viewer.is_signed_in else None
    if device is None or device.person_id not in (None, own):
        raise NotFound(_NO_DEVICE)
    others = await _other_apps(session, device)
    await delete_devices(session, [device], viewer.now)
    await sync_topics(session, others, viewer.now)


async def _other_apps(session: WriteSession, device: Device) -> list[str]:
    if device.phone_key is None:
        return []
    found = await session.execute(
        select(_DEVICE.c.id).where(
            _DEVICE.c.phone_key == device.phone_key, _DEVICE.c.id != device.id
        )
    )
    return list(found.scalars())
