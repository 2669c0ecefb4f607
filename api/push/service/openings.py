"""What the apps report back: that a push was opened.

A push to a person is theirs alone to report. One to a topic is reported by phones, those of nobody
too: only by phones that are in the topic, as FCM itself has confirmed, and once by each. So a count
ends at the number of true installations, whoever reports and however often.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Table, select, update
from sqlalchemy.dialects import postgresql, sqlite

from api.db.session import WriteSession
from api.identity.service import require
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import NotFound, Words
from api.push.models import (
    Delivery,
    Device,
    Notification,
    TopicMembership,
    TopicMessage,
    TopicOpening,
)
from api.push.service.topics import registration_of

_DELIVERY: Final[Table] = Delivery.metadata.tables["delivery"]
_DEVICE: Final[Table] = Device.metadata.tables["device"]
_MEMBER: Final[Table] = TopicMembership.metadata.tables["topic_membership"]
_NOTIFICATION: Final[Table] = Notification.metadata.tables["notification"]
_OPENING: Final[Table] = TopicOpening.metadata.tables["topic_opening"]
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


async def report_topic_opened(
    session: WriteSession, viewer: Viewer, message_id: str, device_id: str
) -> None:
    """Notes that a push to a topic was opened on a phone, which may be nobody's; a second report
    changes nothing.

    Raises NotFound when the phone is another person's, was not there when the push went out, or is
    not in its topic.
    """
    known = ids.is_uuid(message_id) and ids.is_uuid(device_id)
    message = await session.get(TopicMessage, message_id) if known else None
    device = await session.get(Device, device_id) if known else None
    own = viewer.person_id if viewer.is_signed_in else None
    if (
        message is None
        or device is None
        or device.person_id not in (None, own)
        or device.created_at > message.created_at
        or not await _is_in(session, registration_of(device), message.topics)
    ):
        raise NotFound(_NO_PUSH)
    make = postgresql.insert if session.dialect == "postgresql" else sqlite.insert
    phone = ids.fingerprint("opened", message.id, device.id)
    await session.execute(
        make(_OPENING).values(message_id=message.id, phone=phone).on_conflict_do_nothing()
    )


async def _is_in(session: WriteSession, registration: str, topics: Sequence[str]) -> bool:
    found = select(_MEMBER.c.topic).where(
        _MEMBER.c.registration == registration, _MEMBER.c.topic.in_(topics), _MEMBER.c.held
    )
    return await session.scalar(found.limit(1)) is not None
