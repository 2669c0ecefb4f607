"""Telling people: the inbox, and what goes out to their devices, in the transaction of its cause.

A personal notice is a line in each person's inbox, whatever becomes of its push. A notice to a
topic is one message for each language; only those who keep quiet hours are told one by one.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from api.db.base import insert, table
from api.db.session import WriteSession
from api.identity.service import require
from api.identity.values import Viewer
from api.jobs import outbox
from api.kit import ids
from api.kit.problems import NotFound, Words, invalid
from api.push.models import Notification, PushPreference, TopicMessage
from api.push.push_rules import deep_link
from api.push.push_rules.quiet import QuietHours
from api.push.push_rules.topics import LANGUAGES, topics_for
from api.push.service.outgoing import send_to_phones
from api.push.service.wishes import area_tree, silent_people
from api.push.values import RANKS, TOPIC_LANE, DeliveryState, Followers, Notice, Topic

FAN_OUT_FOLLOWERS: Final = "push.fan_out_followers"
FAN_OUT_TOPIC: Final = "push.fan_out_topic"
SEND_TO_TOPIC: Final = "push.send_to_topic"
PEOPLE_AT_ONCE: Final = 500
"""How many persons one transaction tells."""
_NOTIFICATION: Final = table(Notification)
_PREFERENCE: Final = table(PushPreference)
_TOPIC_MESSAGE: Final = table(TopicMessage)
_MOST_MARKED: Final = 200
_NO_NOTIFICATION: Final = Words("Notifikasi tidak ditemukan.", "There is no such notification.")


async def notify(
    session: WriteSession, notice: Notice, *, now: datetime, at_once: bool = False
) -> None:
    """Puts a notice into each person's inbox and on its way to their phones, or to a topic.

    All in the caller's transaction: what is told and what happened stand or fall together. A notice
    that a person already had (same `dedupe_key`) is left out. Those of `People.more` are told by a
    job, page after page. `at_once` disregards what its receivers chose: for an editor's own trial.
    """
    if isinstance(notice.audience, Topic):
        await _tell_topic(session, notice, notice.audience, now)
        return
    people = sorted(set(notice.audience.ids))  # one order for all, so that no two notices deadlock
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        await _tell_some(session, notice, people[start : start + PEOPLE_AT_ONCE], now, at_once)
    if notice.audience.more is not None:
        await enqueue_followers(session, notice, notice.audience.more)


async def _tell_some(
    session: WriteSession, notice: Notice, people: Sequence[str], now: datetime, at_once: bool
) -> None:
    silent: set[str] = set()
    waiting: dict[str, datetime] = {}
    if not at_once:
        silent = await silent_people(session, people, notice.theme)
        if not notice.passes_quiet_hours:
            waiting = await quiet_ends(session, people, now)
    common = {
        **_told(notice),
        "theme": notice.theme,
        "title_id": notice.title.id,
        "title_en": notice.title.en,
        "body_id": notice.body.id,
        "body_en": notice.body.en,
        "dedupe_key": notice.dedupe_key,
        "created_at": now,
    }
    rows = [
        {
            **common,
            "id": ids.uuid7(),
            "person_id": person,
            "deferred_until": None if person in silent else waiting.get(person),
        }
        for person in people
    ]
    told = await session.execute(
        insert(session, _NOTIFICATION)
        .on_conflict_do_nothing(
            index_elements=[_NOTIFICATION.c.person_id, _NOTIFICATION.c.dedupe_key]
        )
        .returning(_NOTIFICATION.c.id, _NOTIFICATION.c.person_id),
        rows,
    )
    lines = {
        row.person_id: [(row.id, notice.urgency)]
        for row in told
        if row.person_id not in silent and row.person_id not in waiting
    }
    if lines:
        await send_to_phones(session, lines, notice.theme, now, at_once=at_once)


def _told(notice: Notice) -> dict[str, Any]:
    return {
        "kind": notice.kind,
        "subject_kind": notice.subject_kind,
        "subject_id": notice.subject_id,
        "deep_link": deep_link(notice.subject_kind, notice.subject_id),
        "urgency": notice.urgency,
        "collapse_key": notice.collapse_key,
        "ttl_seconds": notice.ttl_seconds,
        "broadcast_id": notice.broadcast_id,
    }


async def quiet_ends(
    session: AsyncSession, people: Sequence[str], now: datetime
) -> dict[str, datetime]:
    """Those of these people who are in their quiet hours, and when these end."""
    found = await session.execute(
        select(_PREFERENCE).where(
            _PREFERENCE.c.person_id.in_(people), _PREFERENCE.c.quiet_from.is_not(None)
        )
    )

    @cache  # most people keep the same few hours in the same few zones
    def ends(*hours: str) -> datetime | None:
        return QuietHours.of(*hours).ends_after(now)

    kept = {row.person_id: ends(row.quiet_from, row.quiet_until, row.time_zone) for row in found}
    return {person: end for person, end in kept.items() if end is not None}


async def _tell_topic(
    session: WriteSession, notice: Notice, audience: Topic, now: datetime
) -> None:
    areas = await area_tree(session)
    rows = [
        {
            **_told(notice),
            "id": ids.uuid7(),
            "topics": topics_for(audience.theme, audience.area_id, areas, language, notice.urgency),
            "language": language,
            "title": notice.title.text(language),
            "body": notice.body.text(language),
            "dedupe_key": f"{notice.dedupe_key}:{language}",
            "state": DeliveryState.QUEUED,
            "created_at": now,
            "updated_at": now,
        }
        for language in LANGUAGES
    ]
    told = await session.execute(
        insert(session, _TOPIC_MESSAGE)
        .values(rows)
        .on_conflict_do_nothing(index_elements=[_TOPIC_MESSAGE.c.dedupe_key])
        .returning(_TOPIC_MESSAGE.c.id)
    )
    work = [({"message": key}, f"{SEND_TO_TOPIC}:{key}") for key in told.scalars()]
    await outbox.enqueue_many(
        session, SEND_TO_TOPIC, work, run_at=now, lane=TOPIC_LANE, rank=RANKS[notice.urgency]
    )
    if work and not notice.passes_quiet_hours:
        await enqueue_quiet(session, notice, audience, after="")


async def enqueue_followers(session: WriteSession, notice: Notice, more: Followers) -> None:
    """Asks for the next page of followers to be told."""
    payload = {
        "notice": notice.payload(),
        "subject_kind": more.subject_kind,
        "subject_id": more.subject_id,
        "after": more.after,
        "without": list(more.without),
    }
    key = ids.fingerprint(notice.dedupe_key, more.after)
    await outbox.enqueue(
        session, FAN_OUT_FOLLOWERS, payload, dedupe_key=f"{FAN_OUT_FOLLOWERS}:{key}",
        rank=RANKS[notice.urgency],
    )  # fmt: skip


async def enqueue_quiet(session: WriteSession, notice: Notice, topic: Topic, after: str) -> None:
    """Asks for the next page of those who keep quiet hours to be told, one by one."""
    payload = {
        "notice": notice.payload(),
        "theme": topic.theme.name,
        "area_id": topic.area_id,
        "after": after,
    }
    key = ids.fingerprint(notice.dedupe_key, after)
    await outbox.enqueue(
        session, FAN_OUT_TOPIC, payload, dedupe_key=f"{FAN_OUT_TOPIC}:{key}",
        rank=RANKS[notice.urgency],
    )  # fmt: skip


async def mark_notifications_read(
    session: WriteSession, viewer: Viewer, keys: Sequence[str]
) -> list[Notification]:
    """Marks some of the viewer's notifications as read and gives them in the order asked for.

    One that was read before keeps its first time. Raises NotAllowed for an anonymous viewer,
    InvalidInput for no ids or more than 200, NotFound when one is not the viewer's.
    """
    require(viewer)
    wanted = list(dict.fromkeys(keys))
    if not 1 <= len(wanted) <= _MOST_MARKED:
        raise invalid(
            "input.ids",
            f"input.ids: {len(wanted)} notifikasi; kirim 1 sampai {_MOST_MARKED}.",
            f"input.ids: {len(wanted)} notifications; send 1 to {_MOST_MARKED}.",
        )
    found = await session.execute(
        select(Notification)
        .where(
            col(Notification.id).in_([key for key in wanted if ids.is_uuid(key)]),
            col(Notification.person_id) == viewer.person_id,
        )
        .with_for_update()
    )
    rows = {row.id: row for row in found.scalars()}
    if len(rows) < len(wanted):
        raise NotFound(_NO_NOTIFICATION)
    for row in rows.values():
        row.read_at = row.read_at or viewer.now
    await session.flush()
    return [rows[key] for key in wanted]
