"""What the apps report back: that a push was opened."""

from typing import Final

from sqlalchemy import Table, select, update

from api.db.session import WriteSession
from api.identity.service import require
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import NotFound, Words
from api.push.models import Delivery, Device, Notification

_DELIVERY: Final[Table] = Delivery.metadata.tables["delivery"]
_DEVICE: Final[Table] = Device.metadata.tables["device"]
_NOTIFICATION: Final[Table] = Notification.metadata.tables["notification"]
_NO_PUSH: Final = Words(
    "Notifikasi itu tidak dikirim ke perangkat itu.",
    "This notification did not go to that device.",
)


async def report_opened(
    session: WriteSession, viewer: Viewer, notification_id: str, device_id: str
) -> None:
    """Notes that a push was opened on a device; a second report changes nothing.

    Raises NotAllowed for an anonymous viewer, NotFound when the push or the device is not theirs.
    """
    require(viewer)
    mine = (
        select(_DELIVERY.c.id)
        .join(_NOTIFICATION, _NOTIFICATION.c.id == _DELIVERY.c.notification_id)
        .join(_DEVICE, _DEVICE.c.id == _DELIVERY.c.device_id)
        .where(
            _DELIVERY.c.notification_id == notification_id,
            _DELIVERY.c.device_id == device_id,
            _NOTIFICATION.c.person_id == viewer.person_id,
            _DEVICE.c.person_id == viewer.person_id,
        )
    )
    found = (
        await session.scalar(mine)
        if ids.is_uuid(notification_id) and ids.is_uuid(device_id)
        else None
    )
    if found is None:
        raise NotFound(_NO_PUSH)
    await session.execute(
        update(_DELIVERY)
        .where(_DELIVERY.c.id == found, _DELIVERY.c.opened_at.is_(None))
        .values(opened_at=viewer.now)
    )
