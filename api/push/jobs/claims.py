"""Which messages this process may send, and for how long.

A message is claimed under a lease and no transaction is open while it is on its way. Once the lease
has expired anybody may claim it again, so a worker that dies loses nothing.
"""

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, literal, select, update

from api.db.base import table
from api.db.session import Database
from api.kit import clock
from api.push.models import PushMessage
from api.push.push_rules import reasons
from api.push.push_rules.lanes import URGENT
from api.push.values import RANKS, MessageState

LEASE: Final = timedelta(seconds=60)
STARVED_AFTER: Final = timedelta(minutes=10)
_STARVED_SHARE: Final = 0.1
"""The share of claims in which messages that have been due for longer than `STARVED_AFTER` go
first, the least urgent before all: otherwise a steady stream of urgent ones would starve them."""
_MESSAGE: Final = table(PushMessage)
_IS_QUEUED: Final = _MESSAGE.c.state == MessageState.QUEUED
_FAILED, _QUEUED = (
    literal(state, _MESSAGE.c.state.type) for state in (MessageState.FAILED, MessageState.QUEUED)
)
_AT_ONCE: Final = 1_000
_chance = random.SystemRandom()

Due = Mapping[str, Mapping[int, datetime]]
"""By lane and rank, when the first message that is queued there is due."""


async def queued(database: Database, *, urgent: bool) -> Due:
    """What is queued in the urgent lane, or in all others.

    It only reads: on SQLite an idle worker never takes the writer's lock. It jumps from lane to
    lane in the index, however many messages there are in each.
    """
    lane: Any
    if urgent:
        lane = select(literal(URGENT).label("lane")).subquery()
    else:
        first = select(func.min(_MESSAGE.c.lane)).where(_IS_QUEUED).scalar_subquery()
        lanes = select(first.label("lane")).cte("lanes", recursive=True)
        following = (
            select(func.min(_MESSAGE.c.lane))
            .where(_IS_QUEUED, _MESSAGE.c.lane > lanes.c.lane)
            .scalar_subquery()
        )
        lane = lanes.union_all(select(following).where(lanes.c.lane.is_not(None)))
    columns = [
        select(func.min(_MESSAGE.c.due_at))
        .where(_IS_QUEUED, _MESSAGE.c.lane == lane.c.lane, _MESSAGE.c.rank == rank)
        .scalar_subquery()
        .label(f"rank_{rank}")
        for rank in sorted(RANKS.values())
    ]
    async with database.read() as reader:
        found = await reader.execute(select(lane.c.lane, *columns).where(lane.c.lane.is_not(None)))
        return {
            row.lane: {
                rank: first
                for rank, first in zip(sorted(RANKS.values()), row[1:], strict=True)
                if first is not None
            }
            for row in found
            if urgent or row.lane != URGENT
        }


async def claim(
    database: Database, due: Due, places: Mapping[str, int], lease: str
) -> dict[str, str]:
    """Claims up to `places` due messages of each lane; returns their lanes by id.

    Within a lane by rank, and within a rank the oldest.
    """
    now = clock.now()
    chosen: dict[str, str] = {}
    async with database.write() as session:
        connection = await session.connection()
        for lane, most in sorted(places.items()):
            taken: list[str] = []
            # Rank by rank, each from the front of its part of the index: messages of an urgent rank
            # that are due later are not read.
            for rank, by in _order(due[lane], now):
                if len(taken) >= most:
                    break
                statement = (
                    select(_MESSAGE.c.id)
                    .where(
                        _IS_QUEUED,
                        _MESSAGE.c.lane == lane,
                        _MESSAGE.c.rank == rank,
                        _MESSAGE.c.due_at <= by,
                    )
                    .order_by(_MESSAGE.c.due_at, _MESSAGE.c.id)
                    .limit(most - len(taken))
                    .with_for_update(skip_locked=True)
                )
                if taken:
                    statement = statement.where(_MESSAGE.c.id.not_in(taken))
                taken += (await connection.execute(statement)).scalars()
            chosen.update(dict.fromkeys(taken, lane))
        if chosen:
            await connection.execute(
                update(_MESSAGE)
                .where(_MESSAGE.c.id.in_(list(chosen)))
                .values(
                    state=MessageState.SENDING,
                    attempts=_MESSAGE.c.attempts + 1,
                    lease=lease,
                    leased_until=clock.now() + LEASE,
                )
            )
    return chosen


def _order(due: Mapping[int, datetime], now: datetime) -> Sequence[tuple[int, datetime]]:
    """(rank, due by) in the order in which a lane's messages are claimed."""
    ranks = [rank for rank, first in sorted(due.items()) if first <= now]
    default = [(rank, now) for rank in ranks]
    if len(ranks) < 2 or _chance.random() >= _STARVED_SHARE:
        return default
    return [*((rank, now - STARVED_AFTER) for rank in reversed(ranks[1:])), *default]


async def extend(database: Database, lease: str, held: Collection[str]) -> None:
    """Extends the lease of messages that are on their way."""
    async with database.write() as session:
        connection, ordered = await session.connection(), sorted(held)
        for start in range(0, len(ordered), _AT_ONCE):
            await connection.execute(
                update(_MESSAGE)
                .where(
                    _MESSAGE.c.id.in_(ordered[start : start + _AT_ONCE]), _MESSAGE.c.lease == lease
                )
                .values(leased_until=clock.now() + LEASE)
            )


async def give_back(database: Database, lease: str, keys: Collection[str]) -> None:
    """Queues messages again that were claimed and certainly not handed to FCM."""
    async with database.write() as session:
        await (await session.connection()).execute(
            update(_MESSAGE)
            .where(
                _MESSAGE.c.id.in_(sorted(keys)),
                _MESSAGE.c.lease == lease,
                _MESSAGE.c.state == MessageState.SENDING,
            )
            .values(
                state=MessageState.QUEUED,
                attempts=_MESSAGE.c.attempts - 1,
                offered_at=None,
                lease=None,
                leased_until=None,
            )
        )


async def release_expired(database: Database) -> int:
    """Queues what a dead worker had claimed; returns how many messages that were.

    A message to a topic that FCM may have is not sent again: nobody can take a second one back from
    a whole city's phones. Only a warning is, since the loss would be worse, and it bears the tag of
    the first.
    """
    expired = and_(_MESSAGE.c.state == MessageState.SENDING, _MESSAGE.c.leased_until <= clock.now())
    async with database.read() as reader:
        if await reader.scalar(select(_MESSAGE.c.id).where(expired).limit(1)) is None:
            return 0
    async with database.write() as session:
        now = clock.now()
        found: Any = await (await session.connection()).execute(
            update(_MESSAGE)
            .where(expired)
            .values(
                state=case((_is_uncertain(), _FAILED), else_=_QUEUED),
                code=case((_is_uncertain(), reasons.UNCERTAIN), else_=_MESSAGE.c.code),
                due_at=case(
                    (_is_uncertain(), _MESSAGE.c.due_at),
                    else_=literal(now, _MESSAGE.c.due_at.type),
                ),
                lease=None,
                leased_until=None,
                updated_at=now,
            )
        )
        session.touch(_MESSAGE.name)
    return int(found.rowcount)


def _is_uncertain() -> ColumnElement[bool]:
    return and_(
        _MESSAGE.c.topic.is_not(None),
        _MESSAGE.c.offered_at.is_not(None),
        _MESSAGE.c.lane != URGENT,
    )
