"""Editors send broadcasts to everyone who has a theme enabled, in an area or the whole city.

Publishing an article disturbs nobody by itself. Whether it is worth a push, to whom and in which
words is an editor's decision: a broadcast that names the article.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Text, cast, func, select

from api.db import idempotency
from api.db.base import table
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import Conflict, FieldFault, NotFound, ProblemCode, Words
from api.push.models import Broadcast, Device, PushPreference, TopicMembership
from api.push.policy import EDITORS
from api.push.push_rules import reasons
from api.push.push_rules.topics import LANGUAGES, target_topic
from api.push.service.broadcast_content import BroadcastContent, IsPublic, loudness_of, validate
from api.push.service.broadcast_queue import is_with_fcm, queue_broadcast, withdraw
from api.push.service.notices import notify
from api.push.service.theme_choices import area_tree
from api.push.values import (
    PASSES_QUIET_HOURS,
    BroadcastStatus,
    DeviceStatus,
    People,
)

_DEVICE: Final = table(Device)
_MEMBER: Final = table(TopicMembership)
_PREFERENCE: Final = table(PushPreference)
_NOT_OUT_YET: Final = frozenset(
    {BroadcastStatus.DRAFT, BroadcastStatus.AWAITING_APPROVAL, BroadcastStatus.SCHEDULED}
)
_NO_BROADCAST: Final = Words("Siaran tidak ditemukan.", "The broadcast was not found.")
_TOO_LATE: Final = Words(
    "Siaran ini sudah dikirim atau sudah dibatalkan.",
    "This broadcast has already been sent or cancelled.",
)


@dataclass(frozen=True, slots=True)
class LanguagePreview:
    """A broadcast in one language, and the number of phones that subscribe to its topics."""

    language: str
    title: str
    body: str
    subscribed_devices: int


@dataclass(frozen=True, slots=True)
class Preview:
    """How a broadcast would look, and how many it would reach."""

    previews: Sequence[LanguagePreview]
    people_with_quiet_hours: int
    """The most people that it may reach in addition: they keep quiet hours, and are notified one
    by one."""
    sent_to_devices: int
    """The number of the editor's own phones that it was sent to."""


async def preview_broadcast(
    session: WriteSession,
    viewer: Viewer,
    content: BroadcastContent,
    is_public: IsPublic,
    *,
    send_to_own_devices: bool,
) -> Preview:
    """Shows an editor a broadcast and counts its audience; nobody else is notified.

    With `send_to_own_devices` it is pushed to the editor's own phones as everyone would see it.
    Raises NotAllowed, and InvalidInput with every fault at once.
    """
    require(viewer, *EDITORS)
    content = content.cleaned()
    await validate(session, content, viewer.now, is_public)
    areas = await area_tree(session)
    previews = [
        LanguagePreview(
            language,
            content.title_en if language == "EN" else content.title_id,
            content.body_en if language == "EN" else content.body_id,
            await _count_members(
                session,
                target_topic(content.theme, content.area_id, areas, language, loudness_of(content)),
            ),
        )
        for language in LANGUAGES
    ]
    with_quiet_hours = 0
    if content.urgency not in PASSES_QUIET_HOURS:
        keeping = _PREFERENCE.c.quiet_from.is_not(None)
        statement = select(func.count()).select_from(_PREFERENCE).where(keeping)
        with_quiet_hours = int(await session.scalar(statement) or 0)
    sent = await _send_to_own_devices(session, viewer, content) if send_to_own_devices else 0
    return Preview(previews, with_quiet_hours, sent)


async def _count_members(session: WriteSession, topic: str) -> int:
    statement = select(func.count()).where(_MEMBER.c.topic == topic, _MEMBER.c.wanted)
    return int(await session.scalar(statement) or 0)


async def _send_to_own_devices(
    session: WriteSession, viewer: Viewer, content: BroadcastContent
) -> int:
    editor = await ensure_person(session, viewer)
    preview_id = ids.uuid7()
    notice = content.notice(preview_id, People((editor.id,)), f"broadcast-preview:{preview_id}")
    await notify(session, notice, now=viewer.now, ignore_preferences=True)
    own = (_DEVICE.c.person_id == editor.id) & (_DEVICE.c.status == DeviceStatus.ACTIVE)
    phone = func.coalesce(_DEVICE.c.phone_key, cast(_DEVICE.c.id, Text))
    return int(await session.scalar(select(func.count(phone.distinct())).where(own)) or 0)


async def broadcast(
    session: WriteSession,
    viewer: Viewer,
    content: BroadcastContent,
    is_public: IsPublic,
    idempotency_key: str,
) -> str:
    """Accepts a broadcast from an editor; returns its key. It is sent at its time.

    A retry with the same idempotency key returns the same broadcast. Raises NotAllowed, Conflict if
    the key belongs to another request, and InvalidInput with every fault at once.
    """
    require(viewer, *EDITORS)
    author = await ensure_person(session, viewer)
    broadcast_id = ids.uuid7()
    faults: list[FieldFault] = []
    earlier = await idempotency.replayed(
        session, person_id=author.id, operation="broadcast", key=idempotency_key,
        request=content.fingerprint(), result_id=broadcast_id, now=viewer.now, faults=faults,
    )  # fmt: skip
    if earlier is not None:
        return earlier
    content = content.cleaned()
    await validate(session, content, viewer.now, is_public, faults)
    row = Broadcast(
        id=broadcast_id, author_id=author.id, theme=content.theme, area_id=content.area_id,
        urgency=content.urgency, title_id=content.title_id, title_en=content.title_en,
        body_id=content.body_id, body_en=content.body_en, article_id=content.article_id,
        is_exercise=content.is_exercise, expires_at=content.expires_at,
        send_at=max(content.send_at or viewer.now, viewer.now), created_at=viewer.now,
    )  # fmt: skip
    session.add(row)
    await queue_broadcast(session, row, viewer.now)
    return broadcast_id


async def cancel_broadcast(session: WriteSession, viewer: Viewer, broadcast_id: str) -> str:
    """Cancels a broadcast that FCM does not have yet; returns its key.

    Raises NotAllowed, NotFound, and Conflict if it has already been sent or cancelled.
    """
    require(viewer, *EDITORS)
    row = await _locked(session, broadcast_id)
    if row is None:
        raise NotFound(_NO_BROADCAST)
    can_cancel = row.status in _NOT_OUT_YET or row.status is BroadcastStatus.SENT
    if not can_cancel or await is_with_fcm(session, row.id):
        raise Conflict(_TOO_LATE, ProblemCode.WRONG_STATUS)
    row.status, row.ended_at = BroadcastStatus.CANCELLED, viewer.now
    await session.flush()
    await withdraw(session, [row.id], viewer.now, reasons.CANCELLED)
    return row.id


async def _locked(session: WriteSession, broadcast_id: str) -> Broadcast | None:
    return await session.get(Broadcast, broadcast_id, with_for_update=True, populate_existing=True)
