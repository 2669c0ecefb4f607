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
from api.db.session import Database
from api.jobs.outbox import backoff
from api.jobs.registry import Bounded, Handler, JobRun, Periodic
from api.kit import clock
from api.push.gateway import MAX_MEMBERS, FcmOutcome, Sender, SendResult
from api.push.models import Device, TopicMembership
from api.push.values import DeviceStatus

MEMBERSHIPS: Final = "push.memberships"
PERIODIC: Final = (Periodic(MEMBERSHIPS, timedelta(minutes=1), MEMBERSHIPS),)
_CONCURRENT_CALLS: Final = 2
"""The SDK makes a hundred concurrent requests for each."""
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
        calls = await _claim(database, lease, MAX_MEMBERS * _CONCURRENT_CALLS)
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
        _Call(topic, join, members[start : start + MAX_MEMBERS], lease)
        for (topic, join), members in sorted(groups.items())
        for start in range(0, len(members), MAX_MEMBERS)
    ]


async def _call(database: Database, sender: Sender, call: _Call, slots: asyncio.Semaphore) -> None:
    async with slots:
        registrations = [registration for registration, _ in call.members]
        results = await sender.change_members(registrations, call.topic, join=call.join)
    by_outcome: dict[FcmOutcome, list[int]] = {}
    for index, result in enumerate(results):
        by_outcome.setdefault(result.outcome, []).append(index)
    async with database.write() as session:
        keys = call.keys()
        for outcome, indexes in sorted(by_outcome.items(), key=lambda item: item[0].value):
            own = _KEY.in_([keys[i] for i in indexes]) & (_MEMBER.c.due_at == call.lease)
            if outcome in (FcmOutcome.RETRY, FcmOutcome.PAUSE_LANE):
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
            else:
                await session.execute(delete(_MEMBER).where(own))
                code = results[indexes[0]].code
                _log.info("push.member_rejected", topic=call.topic, code=code, devices=len(indexes))
                if outcome is FcmOutcome.DEVICE_GONE:
                    await _turn_off_devices(session, [keys[i][0] for i in indexes], code)
        if not call.join:
            await session.execute(
                delete(_MEMBER).where(_KEY.in_(keys), _MEMBER.c.due_at.is_(None), ~_MEMBER.c.wanted)
            )


async def _reschedule(
    session: Any, call: _Call, indexes: Sequence[int], results: Sequence[SendResult]
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
    _log.warning(
        "push.members_rescheduled",
        topic=call.topic,
        code=results[indexes[0]].code,
        devices=len(indexes),
    )


async def _turn_off_devices(session: Any, registrations: Sequence[str], code: str) -> None:
    await session.execute(
        update(_DEVICE)
        .where(
            or_(
                _DEVICE.c.installation_id.in_(registrations),
                _DEVICE.c.installation_id.is_(None) & _DEVICE.c.token.in_(registrations),
            )
        )
        .values(status=DeviceStatus.OFF, off_reason=code)
    )
