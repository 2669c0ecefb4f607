"""Ends what has had its time: inactive phones, and notifications in inboxes."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from api.db.base import table
from api.db.session import Database
from api.push.models import Device, Notification, PushMessage
from api.push.service.devices import delete_devices
from api.push.service.memberships import membership_changes, sync_topics, wanted_topics

DELETED_AFTER: Final = timedelta(days=270)
"""FCM itself considers a token dead by then."""
NOTIFICATIONS_KEPT_FOR: Final = timedelta(days=365)
"""What happened to a report stays with the report; the notification of it ends after a year."""
_DEVICE: Final = table(Device)
_MESSAGE: Final = table(PushMessage)
_NOTIFICATION: Final = table(Notification)
_AT_ONCE: Final = 500


async def delete_inactive_devices(database: Database, now: datetime) -> int:
    """Deletes the devices that have not registered for 270 days; returns how many."""
    deleted = 0
    while True:
        async with database.write() as session:
            found = await session.execute(
                select(Device)
                .where(_DEVICE.c.seen_at < now - DELETED_AFTER)
                .order_by(_DEVICE.c.seen_at, _DEVICE.c.id)
                .limit(_AT_ONCE)
                .with_for_update(skip_locked=True)
            )
            devices = found.scalars().all()
            if devices:
                await delete_devices(session, devices, now)
        deleted += len(devices)
        if len(devices) < _AT_ONCE:
            return deleted


async def delete_old_notifications(database: Database, now: datetime) -> int:
    """Deletes notifications, with their messages, a year after they came; returns how many.

    Numbers of broadcasts that were sent to people by themselves shrink by them.
    """
    old = (
        select(_NOTIFICATION.c.id)
        .where(_NOTIFICATION.c.created_at < now - NOTIFICATIONS_KEPT_FOR)
        .order_by(_NOTIFICATION.c.created_at)
        .limit(_AT_ONCE)
    )
    deleted = 0
    while True:
        async with database.read() as reader:
            keys = (await reader.execute(old)).scalars().all()
        if not keys:
            return deleted
        async with database.write() as session:
            await session.execute(delete(_MESSAGE).where(_MESSAGE.c.notification_id.in_(keys)))
            await session.execute(delete(_NOTIFICATION).where(_NOTIFICATION.c.id.in_(keys)))
        deleted += len(keys)


async def sync_all_devices(database: Database, now: datetime) -> int:
    """Corrects the wanted topics of all devices; returns how many devices were checked.

    This removes phones that became inactive or were turned off since, and applies changed rules. It
    reads first: chunks in which nothing is to be changed do not wait for the writer's lock.
    """
    after, checked = "", 0
    while True:
        async with database.read() as reader:
            statement = select(_DEVICE.c.id).order_by(_DEVICE.c.id).limit(_AT_ONCE)
            if after:
                statement = statement.where(_DEVICE.c.id > after)
            keys = (await reader.execute(statement)).scalars().all()
            join, leave = await membership_changes(reader, await wanted_topics(reader, keys, now))
        if join or leave:
            async with database.write() as session:
                await sync_topics(session, keys, now)
        checked += len(keys)
        if len(keys) < _AT_ONCE:
            return checked
        after = keys[-1]
