"""Phones that fall silent leave the topics, and in the end are forgotten."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from api.db.base import table
from api.db.session import Database
from api.push.models import Device
from api.push.service.devices import forget_devices
from api.push.service.topics import differences, settle_topics, wanted_topics

FORGOTTEN_AFTER: Final = timedelta(days=270)
"""FCM itself takes a token for dead by then."""
_DEVICE: Final = table(Device)
_AT_ONCE: Final = 500


async def forget_silent(database: Database, now: datetime) -> int:
    """Deletes the devices that have not been seen for 270 days; how many."""
    gone = 0
    while True:
        async with database.write() as session:
            found = await session.execute(
                select(Device)
                .where(_DEVICE.c.seen_at < now - FORGOTTEN_AFTER)
                .order_by(_DEVICE.c.seen_at, _DEVICE.c.id)
                .limit(_AT_ONCE)
                .with_for_update(skip_locked=True)
            )
            devices = found.scalars().all()
            if devices:
                await forget_devices(session, devices, now)
        gone += len(devices)
        if len(devices) < _AT_ONCE:
            return gone


async def settle_all(database: Database, now: datetime) -> int:
    """Goes through all devices and mends what is not as it should be; how many were looked at.

    This takes phones out of topics that fell silent or were turned off since, and follows a change
    of the rules. It reads first: chunks in which all is well do not wait for a writer.
    """
    after, seen = "", 0
    while True:
        async with database.read() as reader:
            statement = select(_DEVICE.c.id).order_by(_DEVICE.c.id).limit(_AT_ONCE)
            if after:
                statement = statement.where(_DEVICE.c.id > after)
            keys = (await reader.execute(statement)).scalars().all()
            join, leave = await differences(reader, await wanted_topics(reader, keys, now))
        if join or leave:
            async with database.write() as session:
                await settle_topics(session, keys, now)
        seen += len(keys)
        if len(keys) < _AT_ONCE:
            return seen
        after = keys[-1]
