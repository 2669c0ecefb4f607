"""Records what became of messages: in groups, so that the database is not asked for each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import bindparam, update

from api.db.base import table
from api.db.session import Database, WriteSession
from api.jobs import outbox
from api.kit import clock
from api.push.gateway import FcmOutcome, Scope, SendResult
from api.push.jobs.look_again import Claimed, Decision, Drop, Wait
from api.push.models import PushMessage
from api.push.push_rules import reasons
from api.push.push_rules.lanes import URGENT, slow_lane
from api.push.push_rules.retries import ATTEMPTS, wait_after
from api.push.service.broadcast_queue import after_dropping, after_sending
from api.push.service.devices import turn_off
from api.push.service.messages import move_to_siblings, requeue_to_new_addresses
from api.push.service.pauses import Pause, pause_lane, resume_lane
from api.push.values import MessageState

_MESSAGE: Final = table(PushMessage)
_SILENT_TARGETS: Final = frozenset({"TIMEOUT"})
_RETRY_FOR_OTHERS: Final = timedelta(minutes=1)
"""A topic that one platform has no valid key for: what Apple rejects, Android may accept."""
_log = structlog.get_logger("push")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is written of one message."""

    claimed: Claimed
    state: MessageState
    code: str | None = None
    error: str | None = None
    message_name: str | None = None
    due_at: datetime | None = None
    lane: str | None = None
    """Another lane in which it goes on."""
    counts: bool = True
    """Whether the attempt counts."""
    address_gone: str | None = None
    """The code by which its address is turned off."""
    holds_target: bool = False
    """Whether all that waits for the same target waits as long."""


@dataclass(slots=True)
class Group:
    """What one transaction records."""

    outcomes: list[Outcome] = field(default_factory=list)
    pauses: dict[str, Pause] = field(default_factory=dict)
    resumed: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.outcomes or self.pauses or self.resumed)


def of_decision(decision: Decision) -> Outcome:
    """The outcome of a message that is not offered."""
    if isinstance(decision, Drop):
        is_death = decision.code == reasons.WORKER_DIED
        state = MessageState.FAILED if is_death else MessageState.DROPPED
        return Outcome(decision.claimed, state, decision.code)
    assert isinstance(decision, Wait)
    return Outcome(
        decision.claimed, MessageState.QUEUED, decision.code, due_at=decision.until, counts=False
    )


def of_result(claimed: Claimed, result: SendResult, now: datetime) -> Outcome:
    """The outcome of a message that was offered."""
    code, reason = result.code, result.reason
    match result.outcome:
        case FcmOutcome.SENT:
            return Outcome(claimed, MessageState.SENT, message_name=result.message_name)
        case FcmOutcome.DEVICE_GONE:
            return Outcome(claimed, MessageState.FAILED, code, reason, address_gone=code)
        case FcmOutcome.REJECTED:
            return Outcome(claimed, MessageState.FAILED, code, reason)
        case FcmOutcome.RETRY if claimed.attempts >= ATTEMPTS:
            return Outcome(claimed, MessageState.FAILED, code, reason)
        case FcmOutcome.RETRY:
            urgent = claimed.lane == URGENT
            asked = result.retry_after
            if claimed.broadcast_id and result.scope is Scope.APP:
                asked = _RETRY_FOR_OTHERS
            wait = wait_after(claimed.attempts, asked, urgent=urgent)
            lane = slow_lane(claimed.lane) if code in _SILENT_TARGETS else None
            return Outcome(
                claimed, MessageState.QUEUED, code, reason, due_at=now + wait, lane=lane,
                holds_target=not urgent,
            )  # fmt: skip


async def record(database: Database, lease: str, group: Group) -> None:
    """Writes a group of outcomes, of messages that this process still holds."""
    now = clock.now()
    async with database.write() as session:
        await _write(session, lease, group.outcomes, now)
        await _hold_targets(session, group.outcomes, now)
        await _turn_off(session, group.outcomes, now)
        sent = [o for o in group.outcomes if o.claimed.broadcast_id and o.message_name]
        if sent:
            await after_sending(session, sorted({str(o.claimed.broadcast_id) for o in sent}), now)
        for lane, pause in sorted(group.pauses.items()):
            await pause_lane(session, lane, pause, now)
        for lane in sorted(group.resumed - group.pauses.keys()):
            await resume_lane(session, lane, expired_at=now)
    ended = {str(o.claimed.broadcast_id) for o in group.outcomes if _is_over(o)}
    if ended:  # by itself: whoever edits a broadcast locks it before its messages
        async with database.write() as session:
            await after_dropping(session, sorted(ended), now)
    for lane, pause in group.pauses.items():
        _log.warning("push.lane_paused", lane=lane, code=pause.code, after=str(pause.after))


def _is_over(one: Outcome) -> bool:
    """Whether it is a message to a topic that will not be sent."""
    is_over = one.state in (MessageState.DROPPED, MessageState.FAILED)
    return is_over and one.claimed.broadcast_id is not None


async def _write(
    session: WriteSession, lease: str, outcomes: Sequence[Outcome], now: datetime
) -> None:
    # Not by the ORM: caches and waiting workers need not wake for this.
    connection = await session.connection()
    rows = [
        {
            "b_id": one.claimed.id,
            "state": one.state,
            "code": one.code,
            "error": outbox.storable_error(one.error),
            "message_name": outbox.storable_error(one.message_name),
            "due_at": one.due_at or now,
            "lane": one.lane or one.claimed.lane,
            "attempts": one.claimed.attempts - (not one.counts),
            # FCM may have it although it did not say so: it is too late to cancel.
            "offered_at": now if one.code in _SILENT_TARGETS else None,
        }
        for one in sorted(outcomes, key=lambda one: one.claimed.id)  # one order: no deadlocks
    ]
    if rows:
        await connection.execute(
            update(_MESSAGE)
            .where(
                _MESSAGE.c.id == bindparam("b_id"),
                _MESSAGE.c.lease == lease,
                _MESSAGE.c.state == MessageState.SENDING,
            )
            .values(
                **{name: bindparam(name) for name in rows[0] if name != "b_id"},
                lease=None,
                leased_until=None,
                updated_at=now,
            ),
            rows,
        )


async def _hold_targets(session: WriteSession, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Has everything else for a device or a topic that FCM refused for now wait as long."""
    until: dict[tuple[str, str], datetime] = {}
    for one in outcomes:
        if one.holds_target and one.due_at is not None:
            column = "topic" if one.claimed.broadcast_id else "device_id"
            key = (column, one.claimed.target)
            until[key] = max(until.get(key, now), one.due_at)
    connection = await session.connection()
    for (column, target), due_at in sorted(until.items()):
        await connection.execute(
            update(_MESSAGE)
            .where(
                _MESSAGE.c[column] == target,
                _MESSAGE.c.state == MessageState.QUEUED,
                _MESSAGE.c.lane != URGENT,
                _MESSAGE.c.due_at < due_at,
            )
            .values(due_at=due_at)
        )


async def _turn_off(session: WriteSession, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Turns dead addresses off; what waited for them goes to another app of the phone."""
    gone = {
        one.claimed.target: (one.claimed.address, one.address_gone)
        for one in outcomes
        if one.address_gone and one.claimed.broadcast_id is None
    }
    unreachable = {one.claimed.target for one in outcomes if one.code == reasons.DEVICE_OFF}
    if gone:
        await turn_off(session, gone, now)
        met = [one.claimed.id for one in outcomes if one.address_gone]
        await requeue_to_new_addresses(session, met, now)
        _log.info("push.devices_off", devices=len(gone))
    devices = {*gone, *unreachable}
    if devices:
        undelivered = [
            one.claimed.id
            for one in outcomes
            if one.claimed.target in devices and one.state is not MessageState.SENT
        ]
        await move_to_siblings(session, devices, now, undelivered=undelivered)
