"""The messages of a broadcast: queued when it is scheduled, taken when it is due, read then.

Since the words are read when a message leaves, a scheduled broadcast can be edited until it is
taken; since lanes read these rows, it can be cancelled until FCM has it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, delete, exists, or_, select, update

from api.db.base import table
from api.db.session import Database, WriteSession
from api.jobs import outbox
from api.kit import ids
from api.push.models import Broadcast, Notification, PushMessage
from api.push.push_rules import reasons
from api.push.push_rules.lanes import URGENT, topic_lane
from api.push.push_rules.topics import LANGUAGES, is_loud, target_topic
from api.push.service.broadcast_content import loudness_of
from api.push.service.theme_choices import area_tree
from api.push.values import PASSES_QUIET_HOURS, RANKS, BroadcastStatus, MessageState, Urgency

FAN_OUT_BROADCAST: Final = "push.fan_out_broadcast"
COUNT_REACH: Final = "push.count_reach"
_BROADCAST: Final = table(Broadcast)
_MESSAGE: Final = table(PushMessage)
_NOTIFICATION: Final = table(Notification)


async def queue_broadcast(session: WriteSession, row: Broadcast, now: datetime) -> None:
    """Queues the messages of a broadcast for its time, in place of those queued before.

    A correction goes to the topics to which the broadcast went that it replaces; one that may wake
    people to those of warnings, whose members are among them. The caller has locked the broadcast.
    """
    await unqueue_broadcast(session, row)
    urgency = loudness_of(row)
    topics = await _topics(session, row)
    loud = any(map(is_loud, topics))
    lane = URGENT if loud else topic_lane(row.theme, urgency)
    await session.execute(
        _MESSAGE.insert(),
        [
            {
                "id": ids.uuid7(),
                "broadcast_id": row.id,
                "topic": topic,
                "language": language,
                "ignore_preferences": False,
                "lane": lane,
                "rank": RANKS[Urgency.EXTREME if loud else urgency],
                "state": MessageState.QUEUED,
                "due_at": row.send_at,
                "attempts": 0,
                "opened_before": 0,
                "created_at": now,
                "updated_at": now,
            }
            for topic, language in sorted(topics.items())
        ],
    )
    if not loud:
        await enqueue_fan_out(session, row)


async def unqueue_broadcast(session: WriteSession, row: Broadcast) -> None:
    """Takes back the messages of a broadcast of which FCM has none.

    Also those that a worker has claimed with the words of before: it must ask whether it may offer
    them, and then they are gone.
    """
    await session.flush()
    await session.execute(delete(_MESSAGE).where(_MESSAGE.c.broadcast_id == row.id))


async def _topics(session: WriteSession, row: Broadcast) -> dict[str, str]:
    """The languages of the broadcast's topics, by topic."""
    if row.replaces_id is not None:
        found = await session.execute(
            select(_MESSAGE.c.topic, _MESSAGE.c.language).where(
                _MESSAGE.c.broadcast_id == row.replaces_id
            )
        )
        topics = {message.topic: message.language for message in found}
        wakes = loudness_of(row) in PASSES_QUIET_HOURS
        if topics and (not wakes or any(map(is_loud, topics))):
            return topics
    areas = await area_tree(session)
    return {
        target_topic(row.theme, row.area_id, areas, language, loudness_of(row)): language
        for language in LANGUAGES
    }


async def enqueue_fan_out(session: WriteSession, row: Broadcast, after: str = "") -> None:
    """Enqueues the next page of people with quiet hours, who are notified one by one."""
    key = ids.fingerprint(row.id, row.send_at.isoformat(), after)
    await outbox.enqueue(
        session, FAN_OUT_BROADCAST, {"broadcast": row.id, "after": after},
        dedupe_key=f"{FAN_OUT_BROADCAST}:{key}", run_at=row.send_at, rank=RANKS[loudness_of(row)],
    )  # fmt: skip


async def offer_to_topics(
    database: Database, messages: Mapping[str, str], lease: str, now: datetime
) -> set[str]:
    """Writes down that FCM may have these messages from now on; returns those that may go.

    `messages` has the broadcast of each. From here on it is too late to cancel or edit: both lock
    the broadcast's row, as this does, after that of what it replaces.
    """
    keys = sorted(set(messages.values()))
    replaced = select(_BROADCAST.c.replaces_id).where(_BROADCAST.c.id.in_(keys))
    async with database.write() as session:
        locked = await session.execute(
            select(
                _BROADCAST.c.id, _BROADCAST.c.status, _BROADCAST.c.send_at,
                _BROADCAST.c.replaces_id, _BROADCAST.c.replaced_at,
            )
            .where(_BROADCAST.c.id.in_(keys) | _BROADCAST.c.id.in_(replaced))
            .order_by(_BROADCAST.c.id)
            .with_for_update()
        )  # fmt: skip
        due = [
            row
            for row in locked
            if row.id in keys
            and row.status in (BroadcastStatus.SCHEDULED, BroadcastStatus.SENT)
            and row.send_at <= now
            and row.replaced_at is None
        ]
        # What waited with its own correction does not leave beside it.
        going = {row.id for row in due} - {row.replaces_id for row in due}
        offered = await session.execute(
            update(_MESSAGE)
            .where(
                _MESSAGE.c.id.in_(sorted(key for key, own in messages.items() if own in going)),
                _MESSAGE.c.lease == lease,
                _MESSAGE.c.state == MessageState.SENDING,
            )
            .values(offered_at=now)
            .returning(_MESSAGE.c.id)
        )
        taken = set(offered.scalars())
        await _mark_sent(session, {messages[key] for key in taken}, now)
        return taken


async def _mark_sent(session: WriteSession, broadcasts: set[str], now: datetime) -> None:
    """Marks broadcasts as sent as soon as FCM may have one of their messages."""
    if not broadcasts:
        return
    marked = await session.execute(
        update(_BROADCAST)
        .where(
            _BROADCAST.c.id.in_(sorted(broadcasts)),
            _BROADCAST.c.status == BroadcastStatus.SCHEDULED,
        )
        .values(status=BroadcastStatus.SENT, ended_at=now)
        .returning(_BROADCAST.c.replaces_id)
    )
    replaced = [key for key in marked.scalars() if key]
    if replaced:
        await withdraw(session, replaced, now, reasons.SUPERSEDED)
        await session.execute(
            update(_BROADCAST).where(_BROADCAST.c.id.in_(replaced)).values(replaced_at=now)
        )


async def withdraw(
    session: WriteSession, broadcasts: list[str], now: datetime, reason: str
) -> None:
    """Drops what FCM does not have of broadcasts, and takes them out of all inboxes.

    The caller has locked the broadcasts: what a worker has claimed it cannot offer any more.
    """
    entries = select(_NOTIFICATION.c.id).where(_NOTIFICATION.c.broadcast_id.in_(broadcasts))
    own = _MESSAGE.c.broadcast_id.in_(broadcasts) | _MESSAGE.c.notification_id.in_(entries)
    is_claimed = and_(
        _MESSAGE.c.state == MessageState.SENDING,
        _MESSAGE.c.topic.is_not(None),
        _MESSAGE.c.offered_at.is_(None),
    )
    await session.execute(
        update(_MESSAGE)
        .where(own, or_(_MESSAGE.c.state == MessageState.QUEUED, is_claimed))
        .values(
            state=MessageState.DROPPED, code=reason, lease=None, leased_until=None, updated_at=now
        )
    )
    await session.execute(
        update(_NOTIFICATION)
        .where(_NOTIFICATION.c.broadcast_id.in_(broadcasts), _NOTIFICATION.c.replaced_at.is_(None))
        .values(replaced_at=now)
    )


async def is_with_fcm(session: WriteSession, broadcast_id: str) -> bool:
    """Whether FCM has, or may have, a message of a broadcast to a topic."""
    found: Any = await session.scalar(
        select(
            exists().where(
                _MESSAGE.c.broadcast_id == broadcast_id,
                (_MESSAGE.c.state == MessageState.SENT) | _MESSAGE.c.offered_at.is_not(None),
            )
        )
    )
    return bool(found)


async def after_dropping(session: WriteSession, broadcasts: list[str], now: datetime) -> None:
    """Ends broadcasts of which nothing was sent, and nothing will be."""
    locked = await session.execute(
        select(_BROADCAST.c.id)
        .where(_BROADCAST.c.id.in_(broadcasts), _BROADCAST.c.status == BroadcastStatus.SCHEDULED)
        .order_by(_BROADCAST.c.id)
        .with_for_update()
    )
    is_open = exists().where(
        _MESSAGE.c.broadcast_id == _BROADCAST.c.id,
        _MESSAGE.c.state.in_([MessageState.QUEUED, MessageState.SENDING]),
    )
    # A statement of its own, which sees what was queued anew before the lock was free.
    await session.execute(
        update(_BROADCAST)
        .where(_BROADCAST.c.id.in_(locked.scalars().all()), ~is_open)
        .values(status=BroadcastStatus.CANCELLED, ended_at=now)
    )


async def after_sending(session: WriteSession, broadcasts: list[str], now: datetime) -> None:
    """Has the phones counted that broadcasts reached, once FCM has accepted a message of them."""
    for key in broadcasts:
        await outbox.enqueue(
            session, COUNT_REACH, {"broadcast": key}, dedupe_key=f"{COUNT_REACH}:{key}", run_at=now
        )
