"""A person chooses what to hear of, and when not to be disturbed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from api.areas.models import City
from api.db.base import insert, table
from api.db.session import WriteSession
from api.identity.service import ensure_person
from api.identity.values import Viewer
from api.kit.problems import FieldFault, InvalidInput, Words
from api.push.models import Device, PushPreference
from api.push.push_rules.quiet import minute_of
from api.push.service import wishes
from api.push.service.device_faults import faults_of_zone
from api.push.service.quiet import release
from api.push.service.topics import settle_topics
from api.push.service.wishes import Choice, Owner

_PREFERENCE: Final = table(PushPreference)
_DEVICE: Final = table(Device)
_CITY: Final = table(City)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet hours as a client asks for them: ``22:00`` to ``06:00``, in a zone or the phone's."""

    start: str
    end: str
    time_zone: str | None = None


async def update_push_preferences(
    session: WriteSession,
    viewer: Viewer,
    *,
    topics: Sequence[Choice] = (),
    quiet: Quiet | None = None,
    ends_quiet: bool = False,
) -> None:
    """Takes a signed-in person's choices; what is not named stays as it is.

    `ends_quiet` lifts quiet hours: what waited for their end goes out at once.

    Raises NotAllowed for an anonymous viewer and InvalidInput with every fault at once.
    """
    person = await ensure_person(session, viewer)
    faults = await wishes.faults_of(session, "input.topics", topics)
    if quiet is not None:
        faults += _quiet_faults(quiet)
    if faults:
        raise InvalidInput(*faults)
    await wishes.choose(session, Owner("person_id", person.id), topics)
    if quiet is not None or ends_quiet:
        await _keep(session, viewer, person.id, quiet)
        await release(session, [person.id], viewer.now)
    devices = await session.execute(select(_DEVICE.c.id).where(_DEVICE.c.person_id == person.id))
    await settle_topics(session, devices.scalars().all(), viewer.now)


def _quiet_faults(quiet: Quiet) -> list[FieldFault]:
    faults = [
        FieldFault(
            path,
            Words(
                f"{path}: tulis jam dan menit seperti 22:00.",
                f"{path}: write hours and minutes like 22:00.",
            ),
        )
        for path, text in (
            ("input.quietHours.from", quiet.start),
            ("input.quietHours.until", quiet.end),
        )
        if minute_of(text) is None
    ]
    if not faults and quiet.start == quiet.end:
        path = "input.quietHours.until"
        faults.append(
            FieldFault(
                path,
                Words(
                    f"{path}: harus berbeda dari `from`; agar hening sepanjang hari, matikan tema.",
                    f"{path}: must differ from `from`; to be left alone all day, turn themes off.",
                ),
            )
        )
    if quiet.time_zone is not None:
        faults += faults_of_zone(quiet.time_zone, "input.quietHours.timeZone")
    return faults


async def _keep(session: WriteSession, viewer: Viewer, person_id: str, quiet: Quiet | None) -> None:
    zone = quiet.time_zone if quiet else None
    values = {
        "quiet_from": quiet and quiet.start,
        "quiet_until": quiet and quiet.end,
        "time_zone": zone or await _phones_zone(session, person_id),
        "zone_of_phone": zone is None,
        "updated_at": viewer.now,
    }
    await session.execute(
        insert(session, _PREFERENCE)
        .values(person_id=person_id, **values)
        .on_conflict_do_update(index_elements=[_PREFERENCE.c.person_id], set_=values)
    )


async def _phones_zone(session: WriteSession, person_id: str) -> str:
    """The zone of the phone that a person used last; the city's before the first one."""
    newest = (
        select(_DEVICE.c.time_zone)
        .where(_DEVICE.c.person_id == person_id)
        .order_by(_DEVICE.c.seen_at.desc())
        .limit(1)
    )
    found = await session.scalar(newest) or await session.scalar(select(_CITY.c.time_zone))
    return str(found or "UTC")
