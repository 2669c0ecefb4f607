"""Notifies people: adds to their inboxes and queues pushes, in the transaction of the cause.

A notice is an entry in each person's inbox, whatever becomes of its push. Whether it disturbs its
receiver now is decided when the push leaves.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlmodel import col

from api.db.base import insert, table
from api.db.session import WriteSession
from api.identity.service import require
from api.identity.values import Viewer
from api.jobs import outbox
from api.kit import ids
from api.kit.problems import ProblemCode, invalid
from api.push.models import Notification
from api.push.push_rules import deep_link
from api.push.service.messages import queue_messages
from api.push.service.theme_choices import people_opted_out
from api.push.values import RANKS, Followers, Notice

FAN_OUT_FOLLOWERS: Final = "push.fan_out_followers"
PEOPLE_AT_ONCE: Final = 500
"""The most people who are notified in one transaction."""
_NOTIFICATION: Final = table(Notification)
_MAX_MARKED: Final = 200


async def notify(
    session: WriteSession, notice: Notice, *, now: datetime, ignore_preferences: bool = False
) -> None:
    """Adds a notice to each person's inbox and queues its pushes.

    All in the caller's transaction: either both the cause and its notice are committed, or neither.
    People who had the notice before (same `dedupe_key`) are left out. Those of `People.rest` are
    notified by a job, page by page. `ignore_preferences` overrides what its receivers chose: for an
    editor's own preview.
    """
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
    opted_out = (
        set() if ignore_preferences else await people_opted_out(session, people, notice.theme)
    )
    common = {
        "kind": notice.kind,
        "theme": notice.theme,
        "subject_kind": notice.subject_kind,
        "subject_id": notice.subject_id,
        "title_id": notice.title.id,
        "title_en": notice.title.en,
        "body_id": notice.body.id,
        "body_en": notice.body.en,
        "deep_link": deep_link(notice.subject_kind, notice.subject_id),
        "urgency": notice.urgency,
        "collapse_key": notice.collapse_key,
        "ttl_seconds": notice.shown_for_seconds,
        "broadcast_id": notice.broadcast_id,
        "dedupe_key": notice.dedupe_key,
        "created_at": now,
    }
    inserted = await session.execute(
        insert(session, _NOTIFICATION)
        .on_conflict_do_nothing(
            index_elements=[_NOTIFICATION.c.person_id, _NOTIFICATION.c.dedupe_key]
        )
        .returning(_NOTIFICATION.c.id, _NOTIFICATION.c.person_id),
        [{**common, "id": ids.uuid7(), "person_id": person} for person in people],
    )
    receivers = {
        row.person_id: [(row.id, notice.urgency)]
        for row in inserted
        if row.person_id not in opted_out
    }
    if receivers:
        await queue_messages(
            session, receivers, notice.theme, now, ignore_preferences=ignore_preferences
        )


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


async def mark_notifications_read(
    session: WriteSession, viewer: Viewer, keys: Sequence[str]
) -> list[Notification]:
    """Marks notifications of the viewer as read; returns them in the order of `keys`.

    One that was read before keeps its `read_at`; keys that are not the viewer's (any more) are left
    out. Raises NotAllowed for an anonymous viewer, InvalidInput for no keys or more than 200.
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
    for row in rows.values():
        row.read_at = row.read_at or viewer.now
    await session.flush()
    return [rows[key] for key in wanted if key in rows]
