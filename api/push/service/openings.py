"""The apps report that a push was opened.

Only its receiver may report a push to a person. A push to a topic is reported by phones, even if
nobody is signed in: only by phones that are in the topic, as FCM itself has confirmed, and once by
each. So a count never exceeds the number of real installations, whoever reports and however often.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update

from api.db.base import insert, table
from api.db.session import Database, WriteSession
from api.identity.service import require
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import NotFound, Words
from api.push.models import (
    Device,
    Notification,
    PushMessage,
    PushOpening,
    TopicMembership,
)
from api.push.service.memberships import registration_of

COUNTED_FOR: Final = timedelta(days=60)
"""FCM keeps a message for four weeks at most; openings a month after that are not counted."""
_SUMMARISED_AT_ONCE: Final = 5_000
_DEVICE: Final = table(Device)
_MEMBER: Final = table(TopicMembership)
_MESSAGE: Final = table(PushMessage)
_NOTIFICATION: Final = table(Notification)
_OPENING: Final = table(PushOpening)
_NO_PUSH: Final = Words(
    "Notifikasi ini tidak dikirim ke perangkat ini.",
    "This notification was not sent to this device.",
)


async def mark_notification_opened(
    session: WriteSession, viewer: Viewer, notification_id: str, device_id: str
) -> None:
    """Records that a notification was opened on a device; a second report has no effect.

    Raises NotAllowed for an anonymous viewer, NotFound if the notification or the device is not the
    viewer's, or if that device did not get it.
    """
    require(viewer)
    own = (
        select(_MESSAGE.c.id)
        .join(_NOTIFICATION, _NOTIFICATION.c.id == _MESSAGE.c.notification_id)
        .join(_DEVICE, _DEVICE.c.id == _MESSAGE.c.device_id)
        .where(
            _MESSAGE.c.notification_id == notification_id,
            _MESSAGE.c.device_id == device_id,
            _NOTIFICATION.c.person_id == viewer.person_id,
            _DEVICE.c.person_id == viewer.person_id,
        )
    )
    found = (
        await session.scalar(own)
        if ids.is_uuid(notification_id) and ids.is_uuid(device_id)
        else None
    )
    if found is None:
        raise NotFound(_NO_PUSH)
    await session.execute(
        update(_MESSAGE)
        .where(_MESSAGE.c.id == found, _MESSAGE.c.opened_at.is_(None))
        .values(opened_at=viewer.now)
    )


async def mark_topic_message_opened(
    session: WriteSession, viewer: Viewer, message_id: str, device_id: str
) -> None:
    """Records that a push to a topic was opened on a phone; a second report has no effect.

    Raises NotFound if the phone is another person's, was registered after the push was sent, or is
    not in its topic, and if the push was sent more than 60 days ago.
    """
    known = ids.is_uuid(message_id) and ids.is_uuid(device_id)
    # Locked against `summarise_openings`: a phone whose row is deleted would count a second time.
    shared = {"read": True, "key_share": False}
    message = await session.get(PushMessage, message_id, with_for_update=shared) if known else None
    device = await session.get(Device, device_id) if known else None
    own = viewer.person_id if viewer.is_signed_in else None
    if (
        message is None
        or message.topic is None
        or device is None
        or device.person_id not in (None, own)
        or device.created_at > message.created_at
        or message.created_at <= viewer.now - COUNTED_FOR
        or not await _is_member(session, registration_of(device), message.topic)
    ):
        raise NotFound(_NO_PUSH)
    phone = ids.fingerprint("opened", message.id, device.id)
    await session.execute(
        insert(session, _OPENING)
        .values(message_id=message.id, phone=phone)
        .on_conflict_do_nothing()
    )


async def _is_member(session: WriteSession, registration: str, topic: str) -> bool:
    found = select(_MEMBER.c.topic).where(
        _MEMBER.c.registration == registration, _MEMBER.c.topic == topic, _MEMBER.c.held
    )
    return await session.scalar(found.limit(1)) is not None


async def summarise_openings(database: Database, now: datetime) -> int:
    """Replaces the rows of old openings by their number; returns how many rows were deleted.

    No trace of the phones is left. It works in small steps, so that others need not wait long for
    the writer's lock.
    """
    old = (
        select(_OPENING.c.message_id)
        .join(_MESSAGE, _MESSAGE.c.id == _OPENING.c.message_id)
        .where(_MESSAGE.c.created_at <= now - COUNTED_FOR)
        .limit(1)
    )
    deleted = 0
    while True:
        async with database.read() as reader:
            message = await reader.scalar(old)
        if message is None:
            return deleted
        some = select(_OPENING.c.phone).where(_OPENING.c.message_id == message)
        async with database.write() as session:
            removed: Any = await session.execute(
                delete(_OPENING).where(
                    _OPENING.c.message_id == message,
                    _OPENING.c.phone.in_(some.limit(_SUMMARISED_AT_ONCE)),
                )
            )
            await session.execute(
                update(_MESSAGE)
                .where(_MESSAGE.c.id == message)
                .values(opened_before=_MESSAGE.c.opened_before + removed.rowcount)
            )
        deleted += removed.rowcount
