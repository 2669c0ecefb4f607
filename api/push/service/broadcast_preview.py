"""Shows an editor how a broadcast would look, and counts its audience."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Text, cast, func, select

from api.db.base import table
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Viewer
from api.kit import ids
from api.push.models import Device, PushPreference, TopicMembership
from api.push.policy import EDITORS
from api.push.push_rules.topics import LANGUAGES, target_topic
from api.push.service.broadcast_content import BroadcastContent, IsPublic, loudness_of, validate
from api.push.service.notices import notify
from api.push.service.theme_choices import area_tree
from api.push.values import DeviceStatus, People

_DEVICE: Final = table(Device)
_MEMBER: Final = table(TopicMembership)
_PREFERENCE: Final = table(PushPreference)


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
            content.title.text(language),
            content.body_en if language == "EN" else content.body_id,
            await _count_members(
                session,
                target_topic(content.theme, content.area_id, areas, language, loudness_of(content)),
            ),
        )
        for language in LANGUAGES
    ]
    with_quiet_hours = 0
    if not content.needs_approval:
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
