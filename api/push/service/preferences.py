"""A person chooses what to be notified about, and when not to be disturbed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from api.areas.models import City
from api.db.base import insert, table
from api.db.session import WriteSession
from api.identity.service import ensure_person
from api.identity.values import Viewer
from api.kit.problems import FieldFault, InvalidInput, ProblemCode, Words
from api.push.models import Device, PushPreference
from api.push.push_rules.quiet_hours import minute_of
from api.push.service import theme_choices
from api.push.service.device_faults import time_zone_faults
from api.push.service.memberships import sync_topics
from api.push.service.quiet_hours import release_waiting
from api.push.service.theme_choices import Owner, ThemeRequest

_PREFERENCE: Final = table(PushPreference)
_DEVICE: Final = table(Device)
_CITY: Final = table(City)


@dataclass(frozen=True, slots=True)
class QuietHoursRequest:
    """Quiet hours as a client asks for them: ``22:00`` to ``06:00``, in a zone or the phone's."""

    start: str
    end: str
    time_zone: str | None = None


async def update_push_preferences(
    session: WriteSession,
    viewer: Viewer,
    *,
    topics: Sequence[ThemeRequest] = (),
    quiet_hours: QuietHoursRequest | None = None,
    remove_quiet_hours: bool = False,
) -> str:
    """Saves a signed-in person's choices, returns their key; what is not given stays unchanged.

    `remove_quiet_hours` removes quiet hours: pushes that were deferred are sent at once.

    Raises NotAllowed for an anonymous viewer, and InvalidInput with every fault at once.
    """
    person = await ensure_person(session, viewer)
    faults = await theme_choices.choice_faults(session, "input.topics", topics)
    if quiet_hours is not None:
        faults += _quiet_hours_faults(quiet_hours)
    if faults:
        raise InvalidInput(*faults)
    await theme_choices.save_choices(session, Owner("person_id", person.id), topics)
    if quiet_hours is not None or remove_quiet_hours:
        await _save_quiet_hours(session, viewer, person.id, quiet_hours)
        await release_waiting(session, viewer.now, people=[person.id])
    devices = await session.execute(select(_DEVICE.c.id).where(_DEVICE.c.person_id == person.id))
    await sync_topics(session, devices.scalars().all(), viewer.now)
    return person.id


def _quiet_hours_faults(quiet_hours: QuietHoursRequest) -> list[FieldFault]:
    faults = [
        FieldFault(
            path,
            Words("Tulis jam dan menit, misalnya 22:00.", "Write hours and minutes, as in 22:00."),
            ProblemCode.WRONG_FORMAT,
        )
        for path, text in (
            ("input.quietHours.from", quiet_hours.start),
            ("input.quietHours.until", quiet_hours.end),
        )
        if minute_of(text) is None
    ]
    if not faults and quiet_hours.start == quiet_hours.end:
        faults.append(
            FieldFault(
                "input.quietHours.until",
                Words(
                    "Waktu selesai harus berbeda dari waktu mulai. Agar tidak diganggu sepanjang"
                    " hari, nonaktifkan topiknya.",
                    "The end must differ from the start. To be left alone all day, turn the topics"
                    " off.",
                ),
                ProblemCode.NOT_APPLICABLE,
            )
        )
    if quiet_hours.time_zone is not None:
        faults += time_zone_faults(quiet_hours.time_zone, "input.quietHours.timeZone")
    return faults


async def _save_quiet_hours(
    session: WriteSession, viewer: Viewer, person_id: str, quiet_hours: QuietHoursRequest | None
) -> None:
    time_zone = quiet_hours.time_zone if quiet_hours else None
    values = {
        "quiet_from": quiet_hours and quiet_hours.start,
        "quiet_until": quiet_hours and quiet_hours.end,
        "time_zone": time_zone or await _phone_time_zone(session, person_id),
        "follows_phone_zone": time_zone is None,
        "updated_at": viewer.now,
    }
    await session.execute(
        insert(session, _PREFERENCE)
        .values(person_id=person_id, **values)
        .on_conflict_do_update(index_elements=[_PREFERENCE.c.person_id], set_=values)
    )


async def _phone_time_zone(session: WriteSession, person_id: str) -> str:
    """The time zone of the phone that a person used last; without a phone, the city's."""
    newest = (
        select(_DEVICE.c.time_zone)
        .where(_DEVICE.c.person_id == person_id)
        .order_by(_DEVICE.c.seen_at.desc())
        .limit(1)
    )
    found = await session.scalar(newest) or await session.scalar(select(_CITY.c.time_zone))
    return str(found or "UTC")
