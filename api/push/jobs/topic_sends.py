"""Sends notices to topics: one message to FCM for each language, in a lane of their own.

The lane is paused and probed like those of the platforms. It does not stop when one of them does:
what Apple rejects, Android may accept.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import select, update

from api.db.base import table
from api.db.session import Database, WriteSession
from api.jobs import outbox
from api.jobs.registry import Batched, BatchJob, BatchResult, Done
from api.kit import clock, ids
from api.push.gateway import FcmOutcome, Message, Sender, SendResult
from api.push.jobs.outcomes import (
    ATTEMPTS,
    LEAST_BACKOFF,
    DeliveryUpdate,
    not_sendable,
    pause_after,
    reason_of,
    update_for,
)
from api.push.models import TopicMessage
from api.push.push_rules import PRESENTATIONS, TOPIC_MESSAGE_PREFIX, subject_public_id
from api.push.push_rules.topics import fcm_condition
from api.push.values import TOPIC_LANE, DeliveryStatus

_BATCH: Final = 20
"""FCM fans only a few topics out at the same time."""
_RETRY_FOR_ANDROID: Final = timedelta(minutes=1)
_MESSAGE: Final = table(TopicMessage)
_log = structlog.get_logger("push")


def sending_to_topics(sender: Sender) -> Batched:
    """The handler of `SEND_TO_TOPIC` jobs, which sends with this sender."""

    async def send(database: Database, work: Sequence[BatchJob]) -> BatchResult:
        return await _send(database, sender, work)

    return Batched(
        send,
        lanes=(TOPIC_LANE,),
        size=_BATCH,
        attempts=ATTEMPTS,
        seconds=120,
        first_backoff=LEAST_BACKOFF,
        least_backoff=LEAST_BACKOFF,
    )


async def _send(database: Database, sender: Sender, work: Sequence[BatchJob]) -> BatchResult:
    now = clock.now()
    keys = [str(job.payload["message"]) for job in work]
    async with database.read() as session:
        found = await session.execute(select(_MESSAGE).where(_MESSAGE.c.id.in_(keys)))
        pending = {row.id: row for row in found}
    updates: dict[str, DeliveryUpdate] = {}
    to_send: list[tuple[BatchJob, Any]] = []
    for job, key in zip(work, keys, strict=True):
        row = pending.get(key)
        if row is None or row.status is DeliveryStatus.SENT:
            updates[job.id] = DeliveryUpdate(Done())
        elif job.attempt > job.attempts:
            updates[job.id] = not_sendable("WORKER_DIED")
        elif now >= _expiry(row):
            updates[job.id] = not_sendable("EXPIRED")
        else:
            to_send.append((job, row))
    # No transaction is open here: FCM may take its time.
    results = await sender.send_many([_message(row) for _, row in to_send]) if to_send else []
    results = [_without_app_pause(result) for result in results]
    pause = pause_after(results)
    for (job, _), result in zip(to_send, results, strict=True):
        updates[job.id] = update_for(job, result, pause)

    async def record(session: WriteSession) -> None:
        await _record(session, {key: updates[job.id] for job, key in zip(work, keys, strict=True)})

    return BatchResult(
        [updates[job.id].job for job in work],
        record,
        pause,
        succeeded=any(result.outcome is FcmOutcome.SENT for result in results),
    )


def _without_app_pause(result: SendResult) -> SendResult:
    """Turns a pause because of one app's key for Apple or the web into a retry of this message.

    A topic has members on all platforms, and the error says nothing about other topics: the lane
    stays open, what was not attempted goes at once, and this message soon, for those with Android.
    """
    if result.outcome is not FcmOutcome.PAUSE_LANE or not result.app_only or not result.attempted:
        return result
    _log.error("push.operator_must_act", code=result.code, error=reason_of(result))
    return replace(result, outcome=FcmOutcome.RETRY, retry_after=_RETRY_FOR_ANDROID)


def _expiry(row: Any) -> datetime:
    expiry: datetime = row.created_at + timedelta(seconds=row.ttl_seconds)
    return expiry


def _message(row: Any) -> Message:
    several = len(row.topics) > 1
    return Message(
        id=ids.public_id(TOPIC_MESSAGE_PREFIX, row.id),
        kind=row.kind.value,
        subject=subject_public_id(row.subject_kind, row.subject_id),
        deep_link=row.deep_link,
        title=row.title,
        body=row.body,
        presentation=PRESENTATIONS[row.urgency],
        collapse_key=row.collapse_key,
        expires_at=_expiry(row),
        topic=None if several else row.topics[0],
        condition=fcm_condition(row.topics) if several else None,
    )


async def _record(session: WriteSession, updates: dict[str, DeliveryUpdate]) -> None:
    """Stores the updates. Not by the ORM: caches and waiting workers need not wake for them."""
    connection = await session.connection()
    for key, one in sorted(updates.items()):  # one order for all: no two workers deadlock
        if one.status is None and one.error is None:
            continue
        await connection.execute(
            update(_MESSAGE)
            .where(_MESSAGE.c.id == key, _MESSAGE.c.status != DeliveryStatus.SENT)
            .values(
                status=one.status or DeliveryStatus.QUEUED,
                message_name=one.message_name,
                code=one.code,
                error=outbox.storable_error(one.error),
                updated_at=clock.now(),
            )
        )
