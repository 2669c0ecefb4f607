"""The devices on which people are told."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import column, delete, func, select, update
from sqlalchemy import table as table_of

from api.db.base import insert, table
from api.db.session import WriteSession
from api.identity.service import ensure_person
from api.identity.values import Viewer
from api.jobs.models import JobState
from api.jobs.outbox import JOB
from api.kit import ids
from api.kit.problems import FieldFault, InvalidInput, NotFound, Words
from api.kit.text import clean, fault
from api.push.models import Delivery, Device, PushPreference
from api.push.service import wishes
from api.push.service.device_faults import (
    faults_of_address,
    faults_of_code,
    faults_of_language,
    faults_of_text,
    faults_of_zone,
)
from api.push.service.outgoing import delivery_job
from api.push.service.topics import leave_all, registration_of, rename, settle_topics
from api.push.service.wishes import Choice, Owner
from api.push.values import DeviceState, Platform

_DELIVERY: Final = table(Delivery)
_DEVICE: Final = table(Device)
_PREFERENCE: Final = table(PushPreference)
# The apps are a subject above push, which may not import it: its table is known by name alone.
_APP: Final = table_of("app", column("slug"))
MOST_ON_A_PHONE: Final = 100
"""All 34 apps, each installed anew a few times, and not more: then it is no phone's id."""
_NO_PHONE: Final = re.compile(r"[0-]+|9774d56d682e549c", re.IGNORECASE)
"""What Apple gives where tracking is off, and what some makers gave to every Android."""
_LETTERS_AT_ONCE: Final = 5_000
_NO_DEVICE: Final = Words("Perangkat tidak ditemukan.", "There is no such device.")


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
    phone_id: str | None = None,
    topics: Sequence[Choice] | None = None,
) -> Device:
    """Makes an installation of an app reachable, or refreshes what is known of it.

    It belongs to the viewer from now on, or to nobody when the viewer is anonymous: whoever signs
    out and registers again gets no more of their own notices there. An installation id takes over
    the row that had the same token. `phone_id` is alike for all of the city's apps on one phone;
    only its hash is kept, and not even that of an id that too many give. `topics` are what a
    device of nobody wants to hear of, each theme once; themes not named stay as they were.

    Raises InvalidInput with a fault for each field that cannot be accepted.
    """
    installation_id = clean(installation_id) if installation_id else None
    token = clean(token) if token else None
    phone_id = clean(phone_id) if phone_id else None
    app, app_version = clean(app), clean(app_version)
    faults = [
        *faults_of_address(installation_id, token),
        *faults_of_code("input.phoneId", phone_id, longest=128),
        *await wishes.faults_of(session, "input.topics", topics or ()),
        *faults_of_text("input.appVersion", app_version, longest=40),
        *faults_of_language(locale),
        *faults_of_zone(time_zone),
    ]
    if fault("input.app", app, longest=64, shortest=1) or not await session.scalar(
        select(_APP.c.slug).where(_APP.c.slug == app)
    ):
        faults.append(
            FieldFault(
                "input.app",
                Words(
                    "input.app: tidak ada aplikasi dengan slug itu; kueri `apps` memuat daftarnya.",
                    "input.app: there is no app with this slug; the query `apps` lists them.",
                ),
            )
        )
    if faults:
        raise InvalidInput(*faults)
    person = await ensure_person(session, viewer) if viewer.is_signed_in else None
    has_phone = phone_id is not None and not _NO_PHONE.fullmatch(phone_id)
    phone_key = ids.fingerprint("phone", phone_id or "") if has_phone else None
    await _one_at_a_time(session, phone_key)
    if phone_key and await _is_crowded(session, phone_key, installation_id, token):
        phone_key = None
    values = {
        "person_id": person and person.id,
        "phone_key": phone_key,
        "app_slug": app,
        "platform": platform,
        "app_version": app_version,
        "language": locale,
        "time_zone": time_zone,
        "state": DeviceState.ACTIVE,
        "off_reason": None,
        "seen_at": viewer.now,
    }
    device = await _save_device(session, installation_id, token, values)
    await wishes.choose(session, Owner("device_id", device.id), topics or ())
    if person is not None:
        await session.execute(
            update(_PREFERENCE)
            .where(_PREFERENCE.c.person_id == person.id, _PREFERENCE.c.zone_of_phone)
            .values(time_zone=time_zone)
        )
    await settle_topics(session, [device.id], viewer.now)
    return device


async def _one_at_a_time(session: WriteSession, phone_key: str | None) -> None:
    """Lets apps on one phone register one after the other: each must see the one before.

    SQLite has one writer anyway.
    """
    if phone_key is not None and session.dialect == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(int(phone_key[:15], 16))))


async def _is_crowded(
    session: WriteSession, phone_key: str, installation_id: str | None, token: str | None
) -> bool:
    """Whether more installations than a phone can have, beside this one, give the same phone id.

    They would be told as one phone: the others would hear nothing.
    """
    found = await session.execute(
        select(_DEVICE.c.installation_id, _DEVICE.c.token)
        .where(_DEVICE.c.phone_key == phone_key)
        .limit(MOST_ON_A_PHONE)
    )
    rows = found.all()
    is_known = any(
        (installation_id and row.installation_id == installation_id)
        or (token and row.token == token)
        for row in rows
    )
    return len(rows) == MOST_ON_A_PHONE and not is_known


async def _save_device(
    session: WriteSession, installation_id: str | None, token: str | None, values: dict[str, Any]
) -> Device:
    """Finds or makes the one row of an address.

    Two first registrations of one installation may meet: the second one waits at the unique index,
    makes nothing, and then finds the row of the first.
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
                await rename(session, before, registration_of(device), values["seen_at"])
            for name, value in values.items():
                setattr(device, name, value)
            await session.flush()
            return device
        address = {"installation_id": installation_id, "token": token}
        made = insert(session, _DEVICE).values(
            id=ids.uuid7(), created_at=values["seen_at"], **address, **values
        )
        await session.execute(made.on_conflict_do_nothing())


async def _device_by(session: WriteSession, name: str, value: str | None) -> Device | None:
    if value is None:
        return None
    statement = select(Device).where(_DEVICE.c[name] == value).with_for_update()
    return (
        await session.execute(statement.execution_options(populate_existing=True))
    ).scalar_one_or_none()


async def _merge(session: WriteSession, *, kept: Device, gone: Device, now: datetime) -> None:
    """Lets one row stand for a phone that had two; what was on its way goes on to the kept one."""
    has = select(_DELIVERY.c.notification_id).where(_DELIVERY.c.device_id == kept.id)
    await session.execute(
        update(_DELIVERY)
        .where(_DELIVERY.c.device_id == gone.id, _DELIVERY.c.notification_id.not_in(has))
        .values(device_id=kept.id)
    )
    await rename(session, registration_of(gone), registration_of(kept), now)
    await forget_devices(session, [gone], now)


async def forget_devices(session: WriteSession, devices: Sequence[Device], now: datetime) -> None:
    """Deletes devices with their choices and what was on its way to them; out of topics they go."""
    keys = [device.id for device in devices]
    gone = await session.execute(
        delete(_DELIVERY).where(_DELIVERY.c.device_id.in_(keys)).returning(_DELIVERY.c.id)
    )
    letters = [delivery_job(delivery) for delivery in gone.scalars()]
    for start in range(0, len(letters), _LETTERS_AT_ONCE):
        # What has died is nobody's to look at any more; what is under way ends by itself.
        some = JOB.c.dedupe_key.in_(letters[start : start + _LETTERS_AT_ONCE])
        await session.execute(delete(JOB).where(some, JOB.c.state == JobState.DEAD))
    await wishes.forget(session, keys)
    for device in devices:
        await leave_all(session, registration_of(device), now)
    await session.execute(delete(_DEVICE).where(_DEVICE.c.id.in_(keys)))


async def remove_device(session: WriteSession, viewer: Viewer, device_id: str) -> None:
    """Forgets a device and what was on its way to it.

    Raises NotFound when there is none, or when it belongs to another person. A device that belongs
    to nobody may be removed by whoever knows its id: the app that registered it.
    """
    device = (
        await session.get(Device, device_id, with_for_update=True)
        if ids.is_uuid(device_id)
        else None
    )
    own = viewer.person_id if viewer.is_signed_in else None
    if device is None or device.person_id not in (None, own):
        raise NotFound(_NO_DEVICE)
    neighbours = await _apps_beside(session, device)
    await forget_devices(session, [device], viewer.now)
    await settle_topics(session, neighbours, viewer.now)


async def _apps_beside(session: WriteSession, device: Device) -> list[str]:
    if device.phone_key is None:
        return []
    found = await session.execute(
        select(_DEVICE.c.id).where(
            _DEVICE.c.phone_key == device.phone_key, _DEVICE.c.id != device.id
        )
    )
    return list(found.scalars())
