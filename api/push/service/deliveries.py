"""Chooses the device of each phone that shows a notification, and enqueues the deliveries."""

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
from api.push.service.memberships import app_ranks, best_device, group_by_phone
from api.push.values import LANES, RANKS, DeliveryStatus, DeviceStatus, Theme, Urgency

DELIVER: Final = "push.deliver"
_DELIVERY: Final = table(Delivery)
_DEVICE: Final = table(Device)

Receivers = Mapping[str, Sequence[tuple[str, Urgency]]]
"""By person, the notifications (id and urgency) to be pushed to them."""


async def enqueue_deliveries(
    session: WriteSession,
    receivers: Receivers,
    theme: Theme,
    now: datetime,
    *,
    ignore_preferences: bool = False,
    skip_delivered: bool = False,
) -> None:
    """Enqueues the delivery of notifications to each phone of their receivers.

    A phone with several of the city's apps gets them in the app that suits the theme best. No
    device gets a notification twice. With `ignore_preferences` they are sent in quiet hours too.
    With `skip_delivered`, phones are left out that may have got a notification before, perhaps in
    another of their apps.
    """
    found = await session.execute(
        select(_DEVICE)
        .where(_DEVICE.c.person_id.in_(receivers), _DEVICE.c.status == DeviceStatus.ACTIVE)
        .order_by(_DEVICE.c.id)
        .with_for_update(read=True, key_share=True)  # none is deleted before its delivery is there
    )
    devices_of: dict[str, list[Any]] = {}
    for device in found:
        devices_of.setdefault(device.person_id, []).append(device)
    phones_of = {person: group_by_phone(devices) for person, devices in devices_of.items()}
    competing = {
        device.app_slug
        for phones in phones_of.values()
        for phone in phones
        if len(phone) > 1
        for device in phone
    }
    ranks = await app_ranks(session, competing) if competing else {}
    delivered = await _delivered(session, receivers) if skip_delivered else set()
    deliveries: dict[str, dict[str, Any]] = {}
    queues: dict[str, tuple[str, int]] = {}
    for person, phones in phones_of.items():
        for phone in phones:
            device = best_device(theme, phone, ranks)
            for notification, urgency in receivers[person]:
                if (notification, device.phone_key or device.id) in delivered:
                    continue
                delivery = ids.uuid7()
                queues[delivery] = LANES[device.platform], RANKS[urgency]
                deliveries[delivery] = {
                    "id": delivery,
                    "notification_id": notification,
                    "device_id": device.id,
                    "status": DeliveryStatus.QUEUED,
                    "updated_at": now,
                }
    if not deliveries:
        return
    inserted = await session.execute(
        insert(session, _DELIVERY)
        .on_conflict_do_nothing(index_elements=[_DELIVERY.c.notification_id, _DELIVERY.c.device_id])
        .returning(_DELIVERY.c.id),
        list(deliveries.values()),
    )
    jobs = defaultdict(list)
    option = {"ignorePreferences": True} if ignore_preferences else {}
    for delivery in inserted.scalars():
        payload = {"delivery": delivery, **option}
        jobs[queues[delivery]].append((payload, delivery_job_key(delivery)))
    for (lane, rank), work in jobs.items():
        await outbox.enqueue_many(session, DELIVER, work, run_at=now, lane=lane, rank=rank)


async def _delivered(session: WriteSession, receivers: Receivers) -> set[tuple[str, str]]:
    """(notification, phone) of the deliveries that were sent, or are queued."""
    keys = [notification for own in receivers.values() for notification, _ in own]
    found = await session.execute(
        select(_DELIVERY.c.notification_id, _DEVICE.c.phone_key, _DEVICE.c.id)
        .join(_DEVICE, _DEVICE.c.id == _DELIVERY.c.device_id)
        .where(_DELIVERY.c.notification_id.in_(keys), _DELIVERY.c.status != DeliveryStatus.FAILED)
    )
    return {(notification, phone or device) for notification, phone, device in found}


def delivery_job_key(delivery_id: str) -> str:
    """The dedupe key of the job that carries a delivery."""
    return f"{DELIVER}:{delivery_id}"
