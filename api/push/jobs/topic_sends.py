"""Notices to topics go out: one message to FCM for each language, in a lane of their own.

The lane pauses and is tried again as those of the platforms. It does not stand still with one of
them: what Apple does not take, Android does.
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
from api.jobs.registry import Batched, Done, Ended, Work
from api.kit import clock, ids
from api.push.gateway import Answer, Message, Outcome, Sender
from api.push.jobs.outcomes import (
    ATTEMPTS,
    LEAST_BACKOFF,
    Result,
    ended,
    pause_of,
    result_of,
    why_of,
)
from api.push.models import TopicMessage
from api.push.push_rules import MANNERS, TOPIC_MESSAGE_PREFIX, public_subject
from api.push.push_rules.topics import condition_of
from api.push.values import TOPIC_LANE, DeliveryState

_AT_ONCE: Final = 20
"""FCM fans few topics out at the same time."""
_KEYS_AGAIN: Final = timedelta(minutes=1)
_MESSAGE: Final = table(TopicMessage)
_log = structlog.get_logger("push")


def sending(sender: Sender) -> Batched:
    """The handler of sends to topics, with who carries them."""

    async def send(database: Database, work: Sequence[Work]) -> Ended:
        return await _send(database, sender, work)

    return Batched(
        send,
        lanes=(TOPIC_LANE,),
        size=_AT_ONCE,
        attempts=ATTEMPTS,
        seconds=120,
        first_backoff=LEAST_BACKOFF,
        least_backoff=LEAST_BACKOFF,
    )


async def _send(database: Database, sender: Sender, work: Sequence[Work]) -> Ended:
    now = clock.now()
    keys = [str(one.payload["message"]) for one in work]
    async with database.read() as session:
        found = await session.execute(select(_MESSAGE).where(_MESSAGE.c.id.in_(keys)))
        told = {row.id: row for row in found}
    results: dict[str, Result] = {}
    offered: list[tuple[Work, Any]] = []
    for one, key in zip(work, keys, strict=True):
        row = told.get(key)
        if row is None or row.state is DeliveryState.SENT:
            results[one.id] = Result(Done())
        elif one.attempt > one.attempts:
            results[one.id] = ended("WORKER_DIED")
        elif now >= _expiry(row):
            results[one.id] = ended("EXPIRED")
        else:
            offered.append((one, row))
    # No transaction is open here: Google may take its time.
    outcomes = await sender.send_many([_message(row) for _, row in offered]) if offered else []
    outcomes = [_of_topic(outcome) for outcome in outcomes]
    pause = pause_of(outcomes)
    for (one, _), outcome in zip(offered, outcomes, strict=True):
        results[one.id] = result_of(one, outcome, pause)

    async def record(session: WriteSession) -> None:
        await _record(session, {key: results[w.id] for w, key in zip(work, keys, strict=True)})

    return Ended(
        [results[one.id].ending for one in work],
        record,
        pause,
        went_well=any(outcome.answer is Answer.SENT for outcome in outcomes),
    )


def _of_topic(outcome: Outcome) -> Outcome:
    """The answer about an app's key for Apple or the web, given to a send to all platforms.

    It says nothing of the other topics, so the lane stays open, and what was not offered after it
    goes at once. This message is tried again soon, for those with Android.
    """
    if outcome.answer is not Answer.PAUSE or not outcome.of_app or not outcome.offered:
        return outcome
    _log.error("push.operator_must_act", code=outcome.code, error=why_of(outcome))
    return replace(outcome, answer=Answer.LATER, after=_KEYS_AGAIN)


def _expiry(row: Any) -> datetime:
    expiry: datetime = row.created_at + timedelta(seconds=row.ttl_seconds)
    return expiry


def _message(row: Any) -> Message:
    several = len(row.topics) > 1
    return Message(
        id=ids.public_id(TOPIC_MESSAGE_PREFIX, row.id),
        kind=row.kind.value,
        subject=public_subject(row.subject_kind, row.subject_id),
        deep_link=row.deep_link,
        title=row.title,
        body=row.body,
        manner=MANNERS[row.urgency],
        collapse_key=row.collapse_key,
        expires_at=_expiry(row),
        topic=None if several else row.topics[0],
        condition=condition_of(row.topics) if several else None,
    )


async def _record(session: WriteSession, results: dict[str, Result]) -> None:
    """Past the ORM, so that caches and sleepers are not woken for it."""
    connection = await session.connection()
    for key, result in sorted(results.items()):  # one order for all: no two workers deadlock
        if result.state is None and result.error is None:
            continue
        await connection.execute(
            update(_MESSAGE)
            .where(_MESSAGE.c.id == key, _MESSAGE.c.state != DeliveryState.SENT)
            .values(
                state=result.state or DeliveryState.QUEUED,
                message_name=result.name,
                code=result.code,
                error=outbox.short(result.error),
                updated_at=clock.now(),
            )
        )
