"""From lines of the inbox to the phones: which installation gets each, and the work of sending."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, insert, select

from api.db.session import WriteSession
from api.jobs import outbox
from api.kit import ids
from api.push.models import Delivery, Device
from api.push.service.topics import best_device, by_phone, rank_of
from api.push.values import LANES, DeliveryState, DeviceState, Theme

DELIVER: Final = "push.deliver"
_DELIVERY: Final[Table] = Delivery.metadata.tables["delivery"]
_DEVICE: Final[Table] = Device.metadata.tables["device"]


async def send_to_phones(
    session: WriteSession,
    lines: Mapping[str, Sequence[str]],
    theme: Theme,
    now: datetime,
) -> int:
    """Sends lines of the inbox (ids by person) to each phone of their person; how many messages.

    A phone with several of the city's apps is told by the one that suits the theme best.
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
    deliveries = []
    by_lane = defaultdict(list)
    for person, groups in phones.items():
        for phone in groups:
            device = best_device(theme, phone, ranks)
            for line in lines[person]:
                delivery = ids.uuid7()
                deliveries.append(
                    {
                        "id": delivery,
                        "notification_id": line,
                        "device_id": device.id,
                        "state": DeliveryState.QUEUED,
                        "updated_at": now,
                    }
                )
                work = ({"delivery": delivery}, delivery_job(delivery))
                by_lane[LANES[device.platform]].append(work)
    if deliveries:
        await session.execute(insert(_DELIVERY), deliveries)
    for lane, jobs in by_lane.items():
        await outbox.enqueue_many(session, DELIVER, jobs, run_at=now, lane=lane)
    return len(deliveries)


def delivery_job(delivery_id: str) -> str:
    """The dedupe key of the job that carries a delivery."""
    return f"{DELIVER}:{delivery_id}"
