"""What the apps report back: that a push was opened.

A push to a person is theirs alone to report. One to a topic is reported by phones, those of nobody
too: only by phones that are in the topic, as FCM itself has confirmed, and once by each. So a count
ends at the number of true installations, whoever reports and however often.
"""

from collections.abc import Sequence
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
    Delivery,
    Device,
    Notification,
    TopicMembership,
    TopicMessage,
    TopicOpening,
)
from api.push.service.topics import registration_of

COUNTED_FOR: Final = timedelta(days=60)
"""FCM keeps a message for four weeks at most; what is opened a month after that counts no more."""
_DROPPED_AT_ONCE: Final = 5_000
_DELIVERY: Final = table(Delivery)
_DEVICE: Final = table(Device)
_MEMBER: Final = table(TopicMembership)
_MESSAGE: Final = table(TopicMessage)
_NOTIFICATION: Final = table(Notification)
_OPENING: Final = table(TopicOpening)
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
    not in its topic, and when the push went out more than 60 days ago.
    """
    known = ids.is_uuid(message_id) and ids.is_uuid(device_id)
    # Locked against `drop_openings`: a phone whose row is gone would count a second time.
    shared = {"read": True, "key_share": False}
    message = await session.get(TopicMessage, message_id, with_for_update=shared) if known else None
    device = await session.get(Device, device_id) if known else None
    own = viewer.person_id if viewer.is_signed_in else None
    if (
        message is None
        or device is None
        or device.person_id not in (None, own)
        or device.created_at > message.created_at
        or message.created_at <= viewer.now - COUNTED_FOR
        or not await _is_in(session, registration_of(device), message.topics)
    ):
        raise NotFound(_NO_PUSH)
    phone = ids.fingerprint("opened", message.id, device.id)
    await session.execute(
        insert(session, _OPENING)
        .values(message_id=message.id, phone=phone)
        .on_conflict_do_nothing()
    )


async def _is_in(session: WriteSession, registration: str, topics: Sequence[str]) -> bool:
    found = select(_MEMBER.c.topic).where(
        _MEMBER.c.registration == registration, _MEMBER.c.topic.in_(topics), _MEMBER.c.held
    )
    return await session.scalar(found.limit(1)) is not None


async def drop_openings(database: Database, now: datetime) -> int:
    """Turns the openings of messages that are counted no more into numbers; how many there were.

    Nothing is left of the phones. It goes in steps, lest others wait long for the writer.
    """
    old = (
        select(_OPENING.c.message_id)
        .join(_MESSAGE, _MESSAGE.c.id == _OPENING.c.message_id)
        .where(_MESSAGE.c.created_at <= now - COUNTED_FOR)
        .limit(1)
    )
    dropped = 0
    while True:
        async with database.read() as reader:
            message = await reader.scalar(old)
        if message is None:
            return dropped
        some = select(_OPENING.c.phone).where(_OPENING.c.message_id == message)
        async with database.write() as session:
            gone: Any = await session.execute(
                delete(_OPENING).where(
                    _OPENING.c.message_id == message,
                    _OPENING.c.phone.in_(some.limit(_DROPPED_AT_ONCE)),
                )
            )
            await session.execute(
                update(_MESSAGE)
                .where(_MESSAGE.c.id == message)
                .values(opened_before=_MESSAGE.c.opened_before + gone.rowcount)
            )
        dropped += gone.rowcount
