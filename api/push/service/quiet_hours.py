"""Has pushes that wait for the end of quiet hours looked at again, when the hours have changed."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, select, update

from api.db.base import table
from api.db.session import WriteSession
from api.push.models import Device, PushMessage
from api.push.push_rules import reasons
from api.push.values import MessageState

_DEVICE: Final = table(Device)
_MESSAGE: Final = table(PushMessage)


async def release_waiting(
    session: WriteSession,
    now: datetime,
    *,
    people: Collection[str] = (),
    devices: Collection[str] = (),
) -> None:
    """Makes the waiting pushes to these devices, or to all devices of these people, due now.

    Other hours or another zone may hold: whoever sends them looks again.
    """
    own: ColumnElement[bool] = _MESSAGE.c.device_id.in_(devices)
    if people:
        own |= _MESSAGE.c.device_id.in_(select(_DEVICE.c.id).where(_DEVICE.c.person_id.in_(people)))
    await session.execute(
        update(_MESSAGE)
        .where(
            own,
            _MESSAGE.c.state == MessageState.QUEUED,
            _MESSAGE.c.code == reasons.QUIET_HOURS,
            _MESSAGE.c.due_at > now,
        )
        .values(due_at=now)
    )
