"""Brings the topic memberships at FCM in line with those that are wanted.

A job claims memberships that are due, for a few minutes, and calls FCM without an open transaction.
What it learns is stored only while the claim is still its own; whatever is cut short is due again
when the claim expires, and FCM accepts joining or leaving twice. So it converges after any crash.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import case, delete, or_, select, tuple_, update

from api.db.base import table
from api.db.session import Database, WriteSession
from api.jobs.outbox import backoff
from api.jobs.registry import Bounded, Handler, JobRun, Periodic
from api.kit import clock
from api.push.gateway import FcmOutcome, Scope, Sender, SendResult
from api.push.models import Device, TopicMembership
from api.push.service.devices import turn_off
from api.push.service.messages import move_to_siblings

MEMBERSHIPS: Final = "push.memberships"
PERIODIC: Final = (Periodic(MEMBERSHIPS, timedelta(minutes=1), MEMBERSHIPS),)
_MAX_MEMBERS: Final = 1_000
"""Registrations that join or leave a topic together."""
_CONCURRENT_CALLS: Final = 2
_CLAIMED_FOR: Final = timedelta(minutes=5)
_LEAST_WAIT: Final = timedelta(seconds=10)
"""After a failure; otherwise one run would call FCM again and again."""
_MEMBER: Final = table(TopicMembership)
_DEVICE: Final = table(Device)
_KEY: Final = tuple_(_MEMBER.c.registration, _MEMBER.c.topic)
_log = structlog.get_logger("push")


def handlers(sender: Sender) -> dict[str, Handler]:
    """The handler of the periodic job, which calls FCM with this sender."""

    async def memberships(run: JobRun, _payload: Mapping[str, Any]) -> None:
        await sync_memberships(run.database, sender)

    return {MEMBERSHIPS: Bounded(memberships, seconds=3_600)}


async def sync_memberships(database: Database, sender: Sender) -> int:
    """Calls FCM for every membership that is due, until none is; returns how many there were."""
    total = 0
    while True:
        lease = clock.now() + _CLAIMED_FOR
        calls = await _claim(database, lease, _MAX_MEMBERS * _CONCURRENT_CALLS)
        if not calls:
            return total
        slots = asyncio.Semaphore(_CONCURRENT_CALLS)
        await asyncio.gather(*(_call(database, sender, call, slots) for call in calls))
        total += sum(len(call.members) for call in calls)


@dataclass(frozen=True, slots=True)
class _Call:
    """Members that join or leave a topic together, under one claim."""

    topic: str
    join: bool
    members: Sequence[tuple[str, int]]
    """(registration, failed attempts so far)"""
    lease: datetime

    def keys(self) -> list[tuple[str, str]]:
        return [(registration, self.topic) for registration, _ in self.members]


async def _claim(database: Database, lease: datetime, most: int) -> list[_Call]:
    due = (
        select(_MEMBER.c.registration, _MEMBER.c.topic)
        .where(_MEMBER.c.due_at <= clock.now())
        .order_by(_MEMBER.c.due_at)
        .limit(most)
    )
    async with database.read() as reader:
        if (await reader.execute(due.limit(1))).first() is None:
            return []
    async with database.write() as session:
        claimed = await session.execute(
            update(_MEMBER)
            .where(_KEY.in_(due.with_for_update(skip_locked=True)))
            .values(due_at=lease)
            .returning(
                _MEMBER.c.registration, _MEMBER.c.topic, _MEMBER.c.wanted, _MEMBER.c.attempts
            )
        )
        groups: dict[tuple[str, bool], list[tuple[str, int]]] = {}
        for row in claimed:
            groups.setdefault((row.topic, row.wanted), []).append((row.registration, row.attempts))
    return [
        _Call(topic, join, members[start : start + _MAX_MEMBERS], lease)
        for (topic, join), members in sorted(groups.items())
        for start in range(0, len(members), _MAX_MEMBERS)
    ]


async def _call(database: Database, sender: Sender, call: _Call, slots: asyncio.Semaphore) -> None:
    async with slots:
        registrations = [registration for registration, _ in call.members]
        results = await sender.change_members(registrations, call.topic, join=call.join)
    by_outcome: dict[FcmOutcome, list[int]] = {}
    for index, result in enumerate(results):
        by_outcome.setdefault(result.outcome, []).append(index)
    if gone := by_outcome.get(FcmOutcome.DEVICE_GONE):
        # First, and apart: it locks the devices before their memberships, as registering does, and
        # if this process dies now the memberships are still there to be looked at again.
        async with database.write() as session:
            await _turn_off_devices(session, call, gone, results)
    async with database.write() as session:
        keys = call.keys()
        for outcome, indexes in sorted(by_outcome.items(), key=lambda item: item[0].value):
            own = _KEY.in_([keys[i] for i in indexes]) & (_MEMBER.c.due_at == call.lease)
            if outcome is FcmOutcome.RETRY:
                await _reschedule(session, call, indexes, results)
            elif outcome is FcmOutcome.SENT:
                # What is wanted may have changed meanwhile: then it is due again at once.
                is_as_wanted = _MEMBER.c.wanted == call.join
                await session.execute(
                    update(_MEMBER)
                    .where(own)
                    .values(
                        held=call.join,
                        attempts=0,
                        due_at=case((is_as_wanted, None), else_=clock.now()),
                    )
                )
            elif outcome is FcmOutcome.DEVICE_GONE:
                await session.execute(delete(_MEMBER).where(own))
            else:
                # Kept as wanted, and not asked for again: an operator must see why it is refused.
                await session.execute(update(_MEMBER).where(own).values(due_at=None, held=False))
                _log.error(
                    "push.operator_must_act",
                    topic=call.topic,
                    code=results[indexes[0]].code,
                    devices=len(indexes),
                )
        if not call.join:
            await session.execute(
                delete(_MEMBER).where(_KEY.in_(keys), _MEMBER.c.due_at.is_(None), ~_MEMBER.c.wanted)
            )


async def _reschedule(
    session: WriteSession, call: _Call, indexes: Sequence[int], results: Sequence[SendResult]
) -> None:
    """Each member of a failed call gets a wait of its own, so that they do not all come back at
    once."""
    now = clock.now()
    by_attempts: dict[int, list[int]] = {}
    for index in indexes:
        by_attempts.setdefault(call.members[index][1], []).append(index)
    keys = call.keys()
    for attempts, some in by_attempts.items():
        floor = max(results[i].retry_after or _LEAST_WAIT for i in some)
        await session.execute(
            update(_MEMBER)
            .where(_KEY.in_([keys[i] for i in some]), _MEMBER.c.due_at == call.lease)
            .values(attempts=attempts + 1, due_at=now + backoff(attempts + 1, floor))
        )
    alarming = [i for i in indexes if results[i].scope is not Scope.TARGET]
    log = _log.error if alarming else _log.warning
    log(
        "push.operator_must_act" if alarming else "push.members_rescheduled",
        topic=call.topic,
        code=results[(alarming or indexes)[0]].code,
        devices=len(indexes),
    )


async def _turn_off_devices(
    session: WriteSession, call: _Call, indexes: Sequence[int], results: Sequence[SendResult]
) -> None:
    """Turns the devices off that FCM does not know; what waits for them goes to other apps."""
    registrations = [call.members[i][0] for i in indexes]
    code = results[indexes[0]].code
    found = await session.execute(
        select(_DEVICE.c.id, _DEVICE.c.installation_id, _DEVICE.c.token).where(
            or_(
                _DEVICE.c.installation_id.in_(registrations),
                _DEVICE.c.installation_id.is_(None) & _DEVICE.c.token.in_(registrations),
            )
        )
    )
    gone = {row.id: ((row.installation_id, row.token), code) for row in found}
    _log.info("push.devices_off", devices=len(gone), topic=call.topic, code=code)
    await turn_off(session, gone, clock.now())
    await move_to_siblings(session, gone, clock.now())
