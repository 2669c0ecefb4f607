"""Topics at FCM: memberships follow what is wanted of them.

A job claims memberships that are not as wanted, for a few minutes, and tells FCM without an open
transaction. What it learns counts only while the claim is its own; whatever is cut short comes due
again when the claim ends, and joining or leaving twice is well. So it converges after any crash.
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
from api.push.gateway import Answer, Outcome, Sender
from api.push.models import Device, TopicMembership
from api.push.values import DeviceState

MEMBERSHIPS: Final = "push.memberships"
PERIODIC: Final = (Periodic(MEMBERSHIPS, timedelta(minutes=1), MEMBERSHIPS),)
MOST_IN_A_CALL: Final = 1_000
_CALLS_AT_ONCE: Final = 2
"""Each is a hundred requests side by side."""
_CLAIMED_FOR: Final = timedelta(minutes=5)
_LEAST_WAIT: Final = timedelta(seconds=10)
"""After a failure; else a job would ask again and again within one turn."""
_MEMBER: Final = table(TopicMembership)
_DEVICE: Final = table(Device)
_PLACE: Final = tuple_(_MEMBER.c.registration, _MEMBER.c.topic)
_log = structlog.get_logger("push")


def handlers(sender: Sender) -> dict[str, Handler]:
    """The handler of memberships for a worker, with who talks to FCM."""

    async def memberships(run: JobRun, _payload: Mapping[str, Any]) -> None:
        await settle_memberships(run.database, sender)

    return {MEMBERSHIPS: Bounded(memberships, seconds=3_600)}


async def settle_memberships(database: Database, sender: Sender) -> int:
    """Tells FCM of every membership that is due, until none is; how many it was told of."""
    told = 0
    while True:
        lease = clock.now() + _CLAIMED_FOR
        calls = await _claim(database, lease, MOST_IN_A_CALL * _CALLS_AT_ONCE)
        if not calls:
            return told
        lanes = asyncio.Semaphore(_CALLS_AT_ONCE)
        await asyncio.gather(*(_call(database, sender, call, lanes) for call in calls))
        told += sum(len(call.members) for call in calls)


@dataclass(frozen=True, slots=True)
class _Call:
    """Members that join or leave a topic together, under one claim."""

    topic: str
    join: bool
    members: Sequence[tuple[str, int]]
    """(registration, attempts so far)"""
    lease: datetime

    def places(self) -> list[tuple[str, str]]:
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
            .where(_PLACE.in_(due.with_for_update(skip_locked=True)))
            .values(due_at=lease)
            .returning(
                _MEMBER.c.registration, _MEMBER.c.topic, _MEMBER.c.wanted, _MEMBER.c.attempts
            )
        )
        groups: dict[tuple[str, bool], list[tuple[str, int]]] = {}
        for row in claimed:
            groups.setdefault((row.topic, row.wanted), []).append((row.registration, row.attempts))
    return [
        _Call(topic, join, members[start : start + MOST_IN_A_CALL], lease)
        for (topic, join), members in sorted(groups.items())
        for start in range(0, len(members), MOST_IN_A_CALL)
    ]


async def _call(database: Database, sender: Sender, call: _Call, lanes: asyncio.Semaphore) -> None:
    async with lanes:
        registrations = [registration for registration, _ in call.members]
        outcomes = await sender.change_members(registrations, call.topic, join=call.join)
    told: dict[Answer, list[int]] = {}
    for place, outcome in enumerate(outcomes):
        told.setdefault(outcome.answer, []).append(place)
    async with database.write() as session:
        places = call.places()
        for answer, which in sorted(told.items(), key=lambda item: item[0].value):
            own = _PLACE.in_([places[i] for i in which]) & (_MEMBER.c.due_at == call.lease)
            if answer in (Answer.LATER, Answer.PAUSE):
                await _again(session, call, which, outcomes)
            elif answer is Answer.SENT:
                # What is wanted may have changed meanwhile: then it is due again at once.
                settled = _MEMBER.c.wanted == call.join
                await session.execute(
                    update(_MEMBER)
                    .where(own)
                    .values(
                        held=call.join,
                        attempts=0,
                        due_at=case((settled, None), else_=clock.now()),
                    )
                )
            else:
                await session.execute(delete(_MEMBER).where(own))
                _log.info(
                    "push.member_refused", topic=call.topic, code=outcomes[which[0]].code,
                    devices=len(which),
                )  # fmt: skip
                if answer is Answer.GONE:
                    await _off(session, [places[i][0] for i in which], outcomes[which[0]].code)
        if not call.join:
            await session.execute(
                delete(_MEMBER).where(
                    _PLACE.in_(places), _MEMBER.c.due_at.is_(None), ~_MEMBER.c.wanted
                )
            )


async def _again(
    session: Any, call: _Call, which: Sequence[int], outcomes: Sequence[Outcome]
) -> None:
    """Each member of a failed call waits for itself, lest all come back together."""
    now = clock.now()
    waits: dict[int, list[int]] = {}
    for place in which:
        waits.setdefault(call.members[place][1], []).append(place)
    for attempts, places in waits.items():
        floor = max(outcomes[i].after or _LEAST_WAIT for i in places)
        await session.execute(
            update(_MEMBER)
            .where(_PLACE.in_([call.places()[i] for i in places]), _MEMBER.c.due_at == call.lease)
            .values(attempts=attempts + 1, due_at=now + backoff(attempts + 1, floor))
        )
    _log.warning(
        "push.members_later", topic=call.topic, code=outcomes[which[0]].code, devices=len(which)
    )


async def _off(session: Any, registrations: Sequence[str], code: str) -> None:
    await session.execute(
        update(_DEVICE)
        .where(
            or_(
                _DEVICE.c.installation_id.in_(registrations),
                _DEVICE.c.installation_id.is_(None) & _DEVICE.c.token.in_(registrations),
            )
        )
        .values(state=DeviceState.OFF, off_reason=code)
    )
