"""Chooses the device of each phone that shows a notification, and queues the messages to them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select, update

from api.db.base import insert, table
from api.db.session import WriteSession
from api.kit import ids
from api.push.models import Device, Notification, PushMessage
from api.push.push_rules.lanes import device_lane
from api.push.service.memberships import app_ranks, best_device, group_by_phone
from api.push.values import (
    RANKS,
    DeviceStatus,
    MessageState,
    Permission,
    Theme,
    Urgency,
)

_DEVICE: Final = table(Device)
_MESSAGE: Final = table(PushMessage)
_NOTIFICATION: Final = table(Notification)
_IS_OPEN: Final = _MESSAGE.c.state.in_([MessageState.QUEUED, MessageState.SENDING])

Receivers = Mapping[str, Sequence[tuple[str, Urgency]]]
"""By person, the notifications (id and urgency) to be pushed to them."""


async def queue_messages(
    session: WriteSession,
    receivers: Receivers,
    theme: Theme,
    now: datetime,
    *,
    ignore_preferences: bool = False,
) -> None:
    """Queues notifications for each phone of their receivers.

    A phone with several of the city's apps gets them in the app that suits the theme best, of those
    that may show something. No device gets a notification twice. With `ignore_preferences` they
    are sent in quiet hours too.
    """
    found = await session.execute(
        select(_DEVICE)
        .where(_DEVICE.c.person_id.in_(receivers), _is_reachable())
        .order_by(_DEVICE.c.id)
        .with_for_update(read=True, key_share=True)  # none is deleted before its message is there
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
    rows = [
        {
            "id": ids.uuid7(),
            "notification_id": notification,
            "device_id": device.id,
            "ignore_preferences": ignore_preferences,
            "lane": device_lane(device.platform, device.app_slug, urgency),
            # In the urgent lane a topic, with its many phones, goes before single devices.
            "rank": max(RANKS[urgency], RANKS[Urgency.SEVERE]),
            "state": MessageState.QUEUED,
            "due_at": now,
            "attempts": 0,
            "opened_before": 0,
            "created_at": now,
            "updated_at": now,
        }
        for person, phones in phones_of.items()
        for device in (best_device(theme, phone, ranks) for phone in phones)
        for notification, urgency in receivers[person]
    ]
    if rows:
        await session.execute(
            insert(session, _MESSAGE).on_conflict_do_nothing(
                index_elements=[_MESSAGE.c.notification_id, _MESSAGE.c.device_id]
            ),
            rows,
        )


async def requeue_to_new_addresses(
    session: WriteSession, undelivered: Collection[str], now: datetime
) -> None:
    """Queues messages again that met a dead address whose device has registered another one."""
    reachable = select(_DEVICE.c.id).where(_is_reachable())
    await session.execute(
        update(_MESSAGE)
        .where(
            _MESSAGE.c.id.in_(undelivered),
            _MESSAGE.c.state == MessageState.FAILED,
            _MESSAGE.c.device_id.in_(reachable),
        )
        .values(state=MessageState.QUEUED, due_at=now, code=None, error=None, updated_at=now)
    )


def _is_reachable() -> ColumnElement[bool]:
    return and_(_DEVICE.c.status == DeviceStatus.ACTIVE, _DEVICE.c.permission != Permission.DENIED)


async def move_to_siblings(
    session: WriteSession,
    device_ids: Collection[str],
    now: datetime,
    *,
    undelivered: Collection[str] = (),
) -> None:
    """Moves what waits for devices that receive nothing any more to another app of their phones.

    Another app of the same person on the same phone, the best one for each theme; what has no such
    app stays, and is dropped when its turn comes. What the other app got before is not sent again.
    `undelivered` are messages that such a device was to get just now.
    """
    gone = (
        await session.execute(
            select(_DEVICE.c.id, _DEVICE.c.phone_key, _DEVICE.c.person_id).where(
                _DEVICE.c.id.in_(device_ids), _DEVICE.c.phone_key.is_not(None), ~_is_reachable()
            )
        )
    ).all()
    if not gone:
        return
    found = await session.execute(
        select(_DEVICE)
        .where(
            _DEVICE.c.phone_key.in_({row.phone_key for row in gone}),
            _is_reachable(),
        )
        .order_by(_DEVICE.c.id)
        .with_for_update(read=True, key_share=True)
    )
    living: dict[tuple[str, str | None], list[Any]] = {}
    for device in found:
        living.setdefault((device.phone_key, device.person_id), []).append(device)
    if not living:
        return
    ranks = await app_ranks(session, {d.app_slug for some in living.values() for d in some})
    siblings = {row.id: living.get((row.phone_key, row.person_id)) for row in gone}
    waiting = await session.execute(
        select(
            _MESSAGE.c.id, _MESSAGE.c.device_id, _MESSAGE.c.notification_id,
            _NOTIFICATION.c.theme, _NOTIFICATION.c.urgency,
        )
        .join(_NOTIFICATION, _NOTIFICATION.c.id == _MESSAGE.c.notification_id)
        .where(
            _MESSAGE.c.device_id.in_(sorted(siblings)),
            or_(_IS_OPEN, _MESSAGE.c.id.in_(undelivered)),
        )
        .order_by(_MESSAGE.c.id)
    )  # fmt: skip
    for row in waiting.all():
        if some := siblings[row.device_id]:
            await _move(session, row, best_device(row.theme, some, ranks), now, undelivered)


async def _move(
    session: WriteSession, row: Any, sibling: Any, now: datetime, undelivered: Collection[str]
) -> None:
    has = _MESSAGE.alias()
    got_it = (
        select(has.c.id)
        .where(
            has.c.notification_id == row.notification_id,
            has.c.device_id == sibling.id,
        )
        .exists()
    )
    await session.execute(
        update(_MESSAGE)
        .where(_MESSAGE.c.id == row.id, or_(_IS_OPEN, _MESSAGE.c.id.in_(undelivered)), ~got_it)
        .values(
            device_id=sibling.id,
            lane=device_lane(sibling.platform, sibling.app_slug, row.urgency),
            state=MessageState.QUEUED,
            due_at=now,
            attempts=0,
            code=None,
            error=None,
            lease=None,
            leased_until=None,
            updated_at=now,
        )
    )
