"""Editors tell everybody who wants to hear of a theme in an area.

An article that is published disturbs nobody by itself. Whether it is worth a push, to whom and in
which words is an editor's decision: a broadcast that names the article.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Text, cast, func, select

from api.db import idempotency
from api.db.base import table
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Viewer
from api.jobs import outbox
from api.kit import ids
from api.kit.problems import Conflict, NotFound, Words
from api.push.models import Broadcast, Device, PushPreference, TopicMembership
from api.push.policy import EDITORS
from api.push.push_rules.topics import LANGUAGES, topics_for
from api.push.service.broadcast_words import NewBroadcast, check, is_out
from api.push.service.notices import notify
from api.push.service.wishes import area_tree
from api.push.values import (
    PASSES_QUIET_HOURS,
    RANKS,
    BroadcastState,
    DeviceState,
    People,
    Topic,
)

SEND_BROADCAST: Final = "push.broadcast"
_DEVICE: Final = table(Device)
_MEMBER: Final = table(TopicMembership)
_PREFERENCE: Final = table(PushPreference)
_NO_BROADCAST: Final = Words("Siaran tidak ditemukan.", "There is no such broadcast.")
_TOO_LATE: Final = Words(
    "Siaran ini sudah dikirim atau sudah dibatalkan.",
    "This broadcast was sent, or cancelled, before.",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """The words of one language, and how many phones are in its topics."""

    language: str
    title: str
    body: str
    phones: int


@dataclass(frozen=True, slots=True)
class Preview:
    """How a broadcast would look, and whom it would reach."""

    shown: Sequence[Shown]
    with_quiet_hours: int
    """At most so many people more, who keep quiet hours and are told one by one."""
    tried_on: int
    """To how many of the editor's own phones it was sent."""


async def preview_broadcast(
    session: WriteSession, viewer: Viewer, wanted: NewBroadcast, *, on_own_phones: bool
) -> Preview:
    """Shows an editor a broadcast and counts its audience; nobody else is told anything.

    With `on_own_phones` it goes to the editor's own phones as everybody would see it. Raises
    NotAllowed, and InvalidInput with every fault at once.
    """
    require(viewer, *EDITORS)
    wanted = wanted.cleaned()
    await check(session, wanted, viewer.now)
    areas = await area_tree(session)
    shown = [
        Shown(
            language,
            wanted.title_en if language == "EN" else wanted.title_id,
            wanted.body_en if language == "EN" else wanted.body_id,
            await _members(
                session, topics_for(wanted.theme, wanted.area_id, areas, language, wanted.urgency)
            ),
        )
        for language in LANGUAGES
    ]
    quiet = 0
    if wanted.urgency not in PASSES_QUIET_HOURS:
        keeping = _PREFERENCE.c.quiet_from.is_not(None)
        statement = select(func.count()).select_from(_PREFERENCE).where(keeping)
        quiet = int(await session.scalar(statement) or 0)
    tried_on = await _try(session, viewer, wanted) if on_own_phones else 0
    return Preview(shown, quiet, tried_on)


async def _members(session: WriteSession, topics: Sequence[str]) -> int:
    registration = _MEMBER.c.registration
    counted = func.count() if len(topics) == 1 else func.count(registration.distinct())
    statement = select(counted).where(_MEMBER.c.topic.in_(topics), _MEMBER.c.wanted)
    return int(await session.scalar(statement) or 0)


async def _try(session: WriteSession, viewer: Viewer, wanted: NewBroadcast) -> int:
    editor = await ensure_person(session, viewer)
    trial = ids.uuid7()
    notice = wanted.notice(trial, People((editor.id,)), f"broadcast-trial:{trial}")
    await notify(session, notice, now=viewer.now, at_once=True)
    own = (_DEVICE.c.person_id == editor.id) & (_DEVICE.c.state == DeviceState.ACTIVE)
    phone = func.coalesce(_DEVICE.c.phone_key, cast(_DEVICE.c.id, Text))
    return int(await session.scalar(select(func.count(phone.distinct())).where(own)) or 0)


async def broadcast(
    session: WriteSession, viewer: Viewer, wanted: NewBroadcast, idempotency_key: str
) -> str:
    """Takes a broadcast from an editor; gives its key. It goes out at its time, by a job.

    A retry with the same idempotency key gives the same broadcast. Raises NotAllowed, Conflict when
    the key belongs to another request, and InvalidInput with every fault at once.
    """
    require(viewer, *EDITORS)
    author = await ensure_person(session, viewer)
    broadcast_id = ids.uuid7()
    key_fault = idempotency.key_fault("input.idempotencyKey", idempotency_key)
    if key_fault is None:
        earlier = await idempotency.claim(
            session, person_id=author.id, operation="broadcast", key=idempotency_key,
            request=wanted.fingerprint(), result_id=broadcast_id, now=viewer.now,
        )  # fmt: skip
        if earlier is not None:
            return earlier
    wanted = wanted.cleaned()
    await check(session, wanted, viewer.now, key_fault)
    send_at = max(wanted.send_at or viewer.now, viewer.now)
    session.add(
        Broadcast(
            id=broadcast_id, author_id=author.id, theme=wanted.theme, area_id=wanted.area_id,
            urgency=wanted.urgency, title_id=wanted.title_id, title_en=wanted.title_en,
            body_id=wanted.body_id, body_en=wanted.body_en, article_id=wanted.article_id,
            send_at=send_at, created_at=viewer.now,
        )
    )  # fmt: skip
    await session.flush()
    await outbox.enqueue(
        session, SEND_BROADCAST, {"broadcast": broadcast_id},
        dedupe_key=f"{SEND_BROADCAST}:{broadcast_id}", run_at=send_at,
        rank=RANKS[wanted.urgency],
    )  # fmt: skip
    return broadcast_id


async def cancel_broadcast(session: WriteSession, viewer: Viewer, broadcast_id: str) -> str:
    """Stops a broadcast that has not been sent; gives its key.

    Raises NotAllowed, NotFound, and Conflict when it was sent or cancelled before.
    """
    require(viewer, *EDITORS)
    row = await _locked(session, broadcast_id)
    if row is None:
        raise NotFound(_NO_BROADCAST)
    if row.state is not BroadcastState.SCHEDULED:
        raise Conflict(_TOO_LATE)
    row.state, row.ended_at = BroadcastState.CANCELLED, viewer.now
    await session.flush()
    return row.id


async def send_broadcast(session: WriteSession, broadcast_id: str, now: datetime) -> None:
    """Sends a broadcast whose time has come, once, unless it was cancelled.

    One whose article was withdrawn since, or is not out yet, is cancelled instead.
    """
    row = await _locked(session, broadcast_id)
    if row is None or row.state is not BroadcastState.SCHEDULED:
        return
    row.ended_at = now
    if row.article_id and not await is_out(session, row.article_id, now):
        row.state = BroadcastState.CANCELLED
    else:
        row.state = BroadcastState.SENT
        said = NewBroadcast(
            theme=row.theme, urgency=row.urgency, title_id=row.title_id, title_en=row.title_en,
            body_id=row.body_id, body_en=row.body_en, area_id=row.area_id,
            article_id=row.article_id,
        )  # fmt: skip
        notice = said.notice(row.id, Topic(row.theme, row.area_id), f"broadcast:{row.id}")
        await notify(session, replace(notice, broadcast_id=row.id), now=now)
    await session.flush()


async def _locked(session: WriteSession, broadcast_id: str) -> Broadcast | None:
    return await session.get(Broadcast, broadcast_id, with_for_update=True, populate_existing=True)
