"""The devices on which people are told."""

import re
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Table, column, delete, select, update
from sqlalchemy import table as table_of
from sqlalchemy.dialects import postgresql, sqlite

from api.db.session import WriteSession
from api.identity.service import ensure_person
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import FieldFault, InvalidInput, NotFound, Words
from api.kit.text import clean, fault
from api.push.models import Delivery, Device
from api.push.values import DeviceState, Platform

_DELIVERY: Final[Table] = Delivery.metadata.tables["delivery"]
_DEVICE: Final[Table] = Device.metadata.tables["device"]
# The apps are a subject above push, which may not import it: its table is known by name alone.
_APP: Final = table_of("app", column("slug"))
# An index entry of PostgreSQL holds 2,704 bytes; real tokens have less than 300.
_LONGEST_TOKEN: Final = 2_048
_UNREADABLE: Final = re.compile(r"[^\x21-\x7e]")
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
) -> Device:
    """Makes an installation of an app reachable, or refreshes what is known of it.

    It belongs to the viewer from now on, or to nobody when the viewer is anonymous: whoever signs
    out and registers again gets no more of their own notices there. An installation id takes over
    the row that had the same token.

    Raises InvalidInput with a fault for each field that cannot be accepted.
    """
    installation_id = clean(installation_id) if installation_id else None
    token = clean(token) if token else None
    app, app_version = clean(app), clean(app_version)
    faults = [
        *_address_faults(installation_id, token),
        *_faults_of("input.appVersion", app_version, longest=40),
        *_language_faults(locale),
        *_zone_faults(time_zone),
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
    values = {
        "person_id": person and person.id,
        "app_slug": app,
        "platform": platform,
        "app_version": app_version,
        "language": locale,
        "time_zone": time_zone,
        "state": DeviceState.ACTIVE,
        "off_reason": None,
        "seen_at": viewer.now,
    }
    return await _save_device(session, installation_id, token, values)


async def _save_device(
    session: WriteSession, installation_id: str | None, token: str | None, values: dict[str, Any]
) -> Device:
    """Finds or makes the one row of an address.

    Two first registrations of one installation may meet: the second one waits at the unique index,
    makes nothing, and then finds the row of the first.
    """
    make = postgresql.insert if session.dialect == "postgresql" else sqlite.insert
    while True:
        known = await _device_by(session, "installation_id", installation_id)
        twin = await _device_by(session, "token", token)
        if known is not None and twin is not None and known.id != twin.id:
            await _merge(session, kept=known, gone=twin)
        device = known or twin
        if device is not None:
            device.installation_id = installation_id or device.installation_id
            device.token = token or (None if installation_id else device.token)
            for name, value in values.items():
                setattr(device, name, value)
            await session.flush()
            return device
        address = {"installation_id": installation_id, "token": token}
        made = make(_DEVICE).values(
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


async def _merge(session: WriteSession, *, kept: Device, gone: Device) -> None:
    """Lets one row stand for a phone that had two; what was on its way goes on to the kept one."""
    has = select(_DELIVERY.c.notification_id).where(_DELIVERY.c.device_id == kept.id)
    await session.execute(
        update(_DELIVERY)
        .where(_DELIVERY.c.device_id == gone.id, _DELIVERY.c.notification_id.not_in(has))
        .values(device_id=kept.id)
    )
    await _forget(session, gone)


async def _forget(session: WriteSession, device: Device) -> None:
    await session.execute(delete(_DELIVERY).where(_DELIVERY.c.device_id == device.id))
    await session.delete(device)
    await session.flush()


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
    await _forget(session, device)


def _address_faults(installation_id: str | None, token: str | None) -> list[FieldFault]:
    if installation_id is None and token is None:
        return [
            FieldFault(
                "input.installationId",
                Words(
                    "input.installationId: kirim id instalasi Firebase, atau token pada `token`.",
                    "input.installationId: send the Firebase installation id, or a `token`.",
                ),
            )
        ]
    return [
        *_code_faults("input.installationId", installation_id, longest=255),
        *_code_faults("input.token", token, longest=_LONGEST_TOKEN),
    ]


def _code_faults(path: str, text: str | None, *, longest: int) -> list[FieldFault]:
    if text is None:
        return []
    if len(text) <= longest and _UNREADABLE.search(text):
        return [
            FieldFault(
                path,
                Words(
                    f"{path}: hanya boleh huruf, angka dan tanda ASCII tanpa spasi.",
                    f"{path}: only ASCII letters, digits and signs without spaces.",
                ),
            )
        ]
    return _faults_of(path, text, longest=longest)


def _faults_of(path: str, text: str, *, longest: int) -> list[FieldFault]:
    found = fault(path, text, longest=longest, shortest=1)
    return [found] if found else []


def _language_faults(locale: str) -> list[FieldFault]:
    if locale in ("ID", "EN"):
        return []
    words = Words("input.locale: pilih ID atau EN.", "input.locale: choose ID or EN.")
    return [FieldFault("input.locale", words)]


def _zone_faults(time_zone: str) -> list[FieldFault]:
    try:
        if time_zone and len(time_zone) <= 64:
            ZoneInfo(time_zone)
            return []
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    return [
        FieldFault(
            "input.timeZone",
            Words(
                "input.timeZone: bukan zona waktu IANA, misalnya Asia/Makassar.",
                "input.timeZone: this is no IANA time zone, such as Asia/Makassar.",
            ),
        )
    ]
