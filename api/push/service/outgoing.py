"""From lines of the inbox to the phones: which installation gets each, and the work of sending."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from api.db.base import insert, table
from api.db.session import WriteSession
from api.jobs import outbox
from api.kit import ids
from api.push.models import Delivery, Device
from api.push.service.topics import best_device, by_phone, rank_of
from api.push.values import LANES, RANKS, DeliveryState, DeviceState, Theme, Urgency

DELIVER: Final = "push.deliver"
_DELIVERY: Final = table(Delivery)
_DEVICE: Final = table(Device)


async def send_to_phones(
    session: WriteSession,
    lines: Mapping[str, Sequence[tuple[str, Urgency]]],
    theme: Theme,
    now: datetime,
    *,
    at_once: bool = False,
    again: bool = False,
) -> None:
    """Sends lines of the inbox (id and urgency, by person) to each phone of their person.

    A phone with several of the city's apps is told by the one that suits the theme best. One that
    has a line already, or was found to be no place for it, gets it no second time. `at_once` goes
    out in quiet hours too. `again` is for lines of which a phone may have been told before, by
    another of its apps maybe.
    """
    found = await session.execute(
        select(_DEVICE)
        .where(_DEVICE.c.person_id.in_(lines), _DEVICE.c.state == DeviceState.ACTIVE)
        .order_by(_DEVICE.c.id)
        .with_for_update(read=True, key_share=True)  # none of them vanishes before its delivery
    )
    people: dict[str, list[Any]] = {}
    for device in found:
        people.setdefault(device.person_id, []).append(device)
    phones = {person: by_phone(devices) for person, devices in people.items()}
    several = {
        device.app_slug
        for groups in phones.values()
        for phone in groups
        if len(phone) > 1
        for device in phone
    }
    ranks = await rank_of(session, several) if several else {}
    told = await _told(session, lines) if again else set()
    deliveries: dict[str, dict[str, Any]] = {}
    queues: dict[str, tuple[str, int]] = {}
    for person, groups in phones.items():
        for phone in groups:
            device = best_device(theme, phone, ranks)
            for line, urgency in lines[person]:
                if (line, device.phone_key or device.id) in told:
                    continue
                delivery = ids.uuid7()
                queues[delivery] = LANES[device.platform], RANKS[urgency]
                deliveries[delivery] = {
                    "id": delivery,
                    "notification_id": line,
                    "device_id": device.id,
                    "state": DeliveryState.QUEUED,
                    "updated_at": now,
                }
    if not deliveries:
        return
    made = await session.execute(
        insert(session, _DELIVERY)
        .on_conflict_do_nothing(index_elements=[_DELIVERY.c.notification_id, _DELIVERY.c.device_id])
        .returning(_DELIVERY.c.id),
        list(deliveries.values()),
    )
    jobs = defaultdict(list)
    more = {"atOnce": True} if at_once else {}
    for delivery in made.scalars():
        jobs[queues[delivery]].append(({"delivery": delivery, **more}, delivery_job(delivery)))
    for (lane, rank), work in jobs.items():
        await outbox.enqueue_many(session, DELIVER, work, run_at=now, lane=lane, rank=rank)


async def _told(
    session: WriteSession, lines: Mapping[str, Sequence[tuple[str, Urgency]]]
) -> set[tuple[str, str]]:
    """Which lines are on which phones, or on their way there."""
    keys = [line for own in lines.values() for line, _ in own]
    found = await session.execute(
        select(_DELIVERY.c.notification_id, _DEVICE.c.phone_key, _DEVICE.c.id)
        .join(_DEVICE, _DEVICE.c.id == _DELIVERY.c.device_id)
        .where(_DELIVERY.c.notification_id.in_(keys), _DELIVERY.c.state != DeliveryState.FAILED)
    )
    return {(line, phone or device) for line, phone, device in found}


def delivery_job(delivery_id: str) -> str:
    """The dedupe key of the job that carries a delivery."""
    return f"{DELIVER}:{delivery_id}"
