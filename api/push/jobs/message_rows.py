"""What is read of claimed messages before they are sent: their words, receivers and rivals."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.base import table
from api.push.models import (
    Broadcast,
    Device,
    Notification,
    PushMessage,
    PushPreference,
    ThemeChoice,
)
from api.push.values import PASSES_QUIET_HOURS, MessageState

BADGE_COUNTED: Final = 100
_BROADCAST: Final = table(Broadcast)
_CHOICE: Final = table(ThemeChoice)
_DEVICE: Final = table(Device)
_MESSAGE: Final = table(PushMessage)
_NOTIFICATION: Final = table(Notification)
_PREFERENCE: Final = table(PushPreference)


def device_messages(keys: Sequence[str]) -> Any:
    """The statement for messages to devices, a row each."""
    message, entry, device = _MESSAGE.c, _NOTIFICATION.c, _DEVICE.c
    newer, unread = _NOTIFICATION.alias(), _NOTIFICATION.alias()
    # Quieter news, or of a theme that may be muted, do not stand for a warning that was not shown.
    stands_for_it = or_(
        newer.c.urgency.in_(PASSES_QUIET_HOURS), entry.urgency.not_in(PASSES_QUIET_HOURS)
    )
    is_superseded = (
        select(newer.c.id)
        .where(
            stands_for_it,
            newer.c.theme == entry.theme,
            newer.c.person_id == entry.person_id,
            newer.c.subject_id == entry.subject_id,
            newer.c.subject_kind == entry.subject_kind,
            newer.c.id > entry.id,
        )
        .exists()
    )
    counted = (
        select(unread.c.id)
        .where(
            unread.c.person_id == entry.person_id,
            unread.c.read_at.is_(None),
            unread.c.replaced_at.is_(None),
        )
        .limit(BADGE_COUNTED)
        .correlate(_NOTIFICATION)
        .subquery()
    )
    return (
        select(
            message.id, message.attempts, message.ignore_preferences,
            entry.id.label("notification_id"), entry.person_id, entry.kind, entry.theme,
            entry.subject_kind, entry.subject_id, entry.title_id, entry.title_en, entry.body_id,
            entry.body_en, entry.deep_link, entry.urgency, entry.collapse_key, entry.ttl_seconds,
            entry.created_at, entry.read_at, entry.replaced_at, entry.broadcast_id,
            device.id.label("device_id"), device.person_id.label("owner_id"), device.status,
            device.permission, device.installation_id, device.token, device.language,
            device.platform, device.time_zone,
            _CHOICE.c.enabled,
            _PREFERENCE.c.quiet_from, _PREFERENCE.c.quiet_until,
            _PREFERENCE.c.time_zone.label("chosen_zone"), _PREFERENCE.c.follows_phone_zone,
            is_superseded.label("is_superseded"),
            select(func.count()).select_from(counted).scalar_subquery().label("unread"),
        )
        .join(_NOTIFICATION, entry.id == message.notification_id)
        .join(_DEVICE, device.id == message.device_id)
        .outerjoin(
            _CHOICE,
            and_(_CHOICE.c.person_id == entry.person_id, _CHOICE.c.theme == entry.theme),
        )
        .outerjoin(_PREFERENCE, _PREFERENCE.c.person_id == entry.person_id)
        .where(message.id.in_(keys))
        .order_by(message.id)
    )  # fmt: skip


def topic_messages(keys: Sequence[str]) -> Any:
    """The statement for messages to topics, a row each."""
    earlier = _MESSAGE.alias()
    is_overtaking = (
        select(earlier.c.id)
        .where(
            earlier.c.broadcast_id == _BROADCAST.c.replaces_id,
            earlier.c.topic == _MESSAGE.c.topic,
            earlier.c.state == MessageState.SENDING,
            earlier.c.offered_at.is_not(None),
        )
        .exists()
    )
    return (
        select(
            _MESSAGE.c.id, _MESSAGE.c.attempts, _MESSAGE.c.topic,
            _MESSAGE.c.language.label("topic_language"),
            _BROADCAST.c.id.label("broadcast_id"), is_overtaking.label("is_overtaking"),
            *(column for column in _BROADCAST.c if column.name != "id"),
        )
        .join(_BROADCAST, _BROADCAST.c.id == _MESSAGE.c.broadcast_id)
        .where(_MESSAGE.c.id.in_(keys))
        .order_by(_MESSAGE.c.id)
    )  # fmt: skip


async def overtaking_messages(session: AsyncSession, keys: Sequence[str]) -> set[str]:
    """Those of these messages that earlier news of their subject, on its way, may come after."""
    if not keys:
        return set()
    message, entry = _MESSAGE.alias(), _NOTIFICATION.alias()
    earlier, before = _MESSAGE.alias(), _NOTIFICATION.alias()
    found = await session.execute(
        select(message.c.id, earlier.c.id.label("earlier"))
        .join(entry, entry.c.id == message.c.notification_id)
        .join(earlier, earlier.c.device_id == message.c.device_id)
        .join(before, before.c.id == earlier.c.notification_id)
        .where(
            message.c.id.in_(keys),
            earlier.c.state == MessageState.SENDING,
            before.c.subject_id == entry.c.subject_id,
            before.c.subject_kind == entry.c.subject_kind,
            before.c.id < entry.c.id,
        )
    )
    together = set(keys)  # of those that are looked at now only the latest goes out
    return {row.id for row in found if row.earlier not in together}
