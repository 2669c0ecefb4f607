"""Notifies people: adds to their inboxes and enqueues pushes, in the transaction of the cause.

A personal notice is an entry in each person's inbox, whatever becomes of its push. A notice to a
topic is one message for each language; only people with quiet hours are notified one by one.
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
from api.kit.problems import NotFound, ProblemCode, Words, invalid
from api.push.models import Notification, PushPreference, TopicMessage
from api.push.push_rules import deep_link
from api.push.push_rules.quiet_hours import QuietHours
from api.push.push_rules.topics import LANGUAGES, target_topics
from api.push.service.deliveries import enqueue_deliveries
from api.push.service.theme_choices import area_tree, people_opted_out
from api.push.values import RANKS, TOPIC_LANE, DeliveryStatus, Followers, Notice, Topic

FAN_OUT_FOLLOWERS: Final = "push.fan_out_followers"
FAN_OUT_TOPIC: Final = "push.fan_out_topic"
SEND_TO_TOPIC: Final = "push.send_to_topic"
PEOPLE_AT_ONCE: Final = 500
"""The most people who are notified in one transaction."""
_NOTIFICATION: Final = table(Notification)
_PREFERENCE: Final = table(PushPreference)
_TOPIC_MESSAGE: Final = table(TopicMessage)
_MAX_MARKED: Final = 200
_NO_NOTIFICATION: Final = Words("Notifikasi tidak ditemukan.", "The notification was not found.")


async def notify(
    session: WriteSession, notice: Notice, *, now: datetime, ignore_preferences: bool = False
) -> None:
    """Adds a notice to each person's inbox and enqueues its pushes, or sends it to a topic.

    All in the caller's transaction: either both the cause and its notice are committed, or neither.
    People who had the notice before (same `dedupe_key`) are left out. Those of `People.rest` are
    notified by a job, page by page. `ignore_preferences` overrides what its receivers chose: for an
    editor's own preview.
    """
    if isinstance(notice.audience, Topic):
        await _notify_topic(session, notice, notice.audience, now)
        return
    people = sorted(set(notice.audience.ids))  # one order for all, so that no two notices deadlock
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        page = people[start : start + PEOPLE_AT_ONCE]
        await _notify_people(session, notice, page, now, ignore_preferences)
    if notice.audience.rest is not None:
        await enqueue_followers(session, notice, notice.audience.rest)


async def _notify_people(
    session: WriteSession,
    notice: Notice,
    people: Sequence[str],
    now: datetime,
    ignore_preferences: bool,
) -> None:
    opted_out: set[str] = set()
    deferred: dict[str, datetime] = {}
    if not ignore_preferences:
        opted_out = await people_opted_out(session, people, notice.theme)
        if not notice.passes_quiet_hours:
            deferred = await quiet_hours_ends(session, people, now)
    common = {
        **_common_columns(notice),
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
            "deferred_until": None if person in opted_out else deferred.get(person),
        }
        for person in people
    ]
    inserted = await session.execute(
        insert(session, _NOTIFICATION)
        .on_conflict_do_nothing(
            index_elements=[_NOTIFICATION.c.person_id, _NOTIFICATION.c.dedupe_key]
        )
        .returning(_NOTIFICATION.c.id, _NOTIFICATION.c.person_id),
        rows,
    )
    receivers = {
        row.person_id: [(row.id, notice.urgency)]
        for row in inserted
        if row.person_id not in opted_out and row.person_id not in deferred
    }
    if receivers:
        await enqueue_deliveries(
            session, receivers, notice.theme, now, ignore_preferences=ignore_preferences
        )


def _common_columns(notice: Notice) -> dict[str, Any]:
    """The columns that `notification` and `topic_message` have in common."""
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


async def quiet_hours_ends(
    session: AsyncSession, people: Sequence[str], now: datetime
) -> dict[str, datetime]:
    """Those of these people who are in their quiet hours, and when these end."""
    found = await session.execute(
        select(_PREFERENCE).where(
            _PREFERENCE.c.person_id.in_(people), _PREFERENCE.c.quiet_from.is_not(None)
        )
    )

    @cache  # most people keep the same few hours in the same few zones
    def end_of(*hours: str) -> datetime | None:
        return QuietHours.of(*hours).ends_after(now)

    ends = {row.person_id: end_of(row.quiet_from, row.quiet_until, row.time_zone) for row in found}
    return {person: end for person, end in ends.items() if end is not None}


async def _notify_topic(
    session: WriteSession, notice: Notice, audience: Topic, now: datetime
) -> None:
    areas = await area_tree(session)
    rows = [
        {
            **_common_columns(notice),
            "id": ids.uuid7(),
            "topics": target_topics(
                audience.theme, audience.area_id, areas, language, notice.urgency
            ),
            "language": language,
            "title": notice.title.text(language),
            "body": notice.body.text(language),
            "dedupe_key": f"{notice.dedupe_key}:{language}",
            "status": DeliveryStatus.QUEUED,
            "created_at": now,
            "updated_at": now,
        }
        for language in LANGUAGES
    ]
    inserted = await session.execute(
        insert(session, _TOPIC_MESSAGE)
        .values(rows)
        .on_conflict_do_nothing(index_elements=[_TOPIC_MESSAGE.c.dedupe_key])
        .returning(_TOPIC_MESSAGE.c.id)
    )
    work = [({"message": key}, f"{SEND_TO_TOPIC}:{key}") for key in inserted.scalars()]
    await outbox.enqueue_many(
        session, SEND_TO_TOPIC, work, run_at=now, lane=TOPIC_LANE, rank=RANKS[notice.urgency]
    )
    if work and not notice.passes_quiet_hours:
        await enqueue_people_with_quiet_hours(session, notice, audience, after="")


async def enqueue_followers(session: WriteSession, notice: Notice, rest: Followers) -> None:
    """Enqueues the next page of followers."""
    payload = {
        "notice": notice.payload(),
        "subject_kind": rest.subject_kind,
        "subject_id": rest.subject_id,
        "after": rest.after,
        "excluding": list(rest.excluding),
    }
    key = ids.fingerprint(notice.dedupe_key, rest.after)
    await outbox.enqueue(
        session, FAN_OUT_FOLLOWERS, payload, dedupe_key=f"{FAN_OUT_FOLLOWERS}:{key}",
        rank=RANKS[notice.urgency],
    )  # fmt: skip


async def enqueue_people_with_quiet_hours(
    session: WriteSession, notice: Notice, topic: Topic, after: str
) -> None:
    """Enqueues the next page of people with quiet hours, who are notified one by one."""
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
    """Marks notifications of the viewer as read; returns them in the order of `keys`.

    One that was read before keeps its `read_at`. Raises NotAllowed for an anonymous viewer,
    InvalidInput for no keys or more than 200, NotFound if one is not the viewer's.
    """
    require(viewer)
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise invalid(
            "input.ids",
            "Pilih paling sedikit satu notifikasi.",
            "Choose at least one notification.",
            code=ProblemCode.REQUIRED,
        )
    if len(wanted) > _MAX_MARKED:
        raise invalid(
            "input.ids",
            f"Tandai paling banyak {_MAX_MARKED} notifikasi sekaligus.",
            f"Mark at most {_MAX_MARKED} notifications at a time.",
            code=ProblemCode.TOO_MANY_ITEMS,
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
