"""How delivery stands, for operators and metrics."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.base import table
from api.jobs.models import RANKS, JobState
from api.jobs.outbox import JOB
from api.push.models import Delivery, Device, TopicMessage
from api.push.values import EVERY_LANE, DeliveryState, DeviceState

MOST_COUNTED: Final = 100_000
"""A longer queue is shown as this many: to count millions takes longer than anybody waits."""
_DELIVERY: Final = table(Delivery)
_DEVICE: Final = table(Device)
_TOPIC_MESSAGE: Final = table(TopicMessage)


@dataclass(frozen=True, slots=True)
class LaneStanding:
    """One lane's queue. Numbers end at `MOST_COUNTED`."""

    due: int
    waiting: int
    """Put off: backoff, or quiet hours."""
    running: int
    dead: int
    oldest_due: datetime | None


@dataclass(frozen=True, slots=True)
class AppStanding:
    """The devices of one version of an app."""

    app: str
    version: str
    devices: int
    dead: int
    """Turned off, by FCM's answers or since nothing is heard of them."""

    @property
    def dead_share(self) -> float:
        """Of all of them, 0 to 1."""
        return self.dead / self.devices if self.devices else 0.0


async def lanes_standing(session: AsyncSession, now: datetime) -> dict[str, LaneStanding]:
    """The queue of every lane of push."""
    standing = {}
    for lane in EVERY_LANE:
        ready = (JOB.c.state == JobState.READY, JOB.c.lane == lane)
        due = await _few(session, *ready, JOB.c.run_at <= now)
        standing[lane] = LaneStanding(
            due=due,
            waiting=await _few(session, *ready, JOB.c.run_at > now),
            running=await _few(session, JOB.c.state == JobState.RUNNING, JOB.c.lane == lane),
            dead=await _few(session, JOB.c.state == JobState.DEAD, JOB.c.lane == lane),
            oldest_due=await _oldest(session, lane) if due else None,
        )
    return standing


async def _oldest(session: AsyncSession, lane: str) -> datetime | None:
    firsts = [
        await session.scalar(
            select(func.min(JOB.c.run_at)).where(
                JOB.c.state == JobState.READY, JOB.c.lane == lane, JOB.c.rank == rank
            )
        )
        for rank in RANKS
    ]
    return min((first for first in firsts if first is not None), default=None)


async def _few(session: AsyncSession, *conditions: Any) -> int:
    few: Select[Any] = select(JOB.c.id).where(*conditions).limit(MOST_COUNTED)
    return await session.scalar(select(func.count()).select_from(few.subquery())) or 0


async def settled_since(session: AsyncSession, since: datetime) -> dict[str, int]:
    """Pushes that changed since then, by state, and failed ones by ``FAILED: code``.

    Those to topics, each one message however many receive it, are told apart: ``topic SENT``.
    """
    counted: Counter[str] = Counter()
    for source, prefix in ((_DELIVERY, ""), (_TOPIC_MESSAGE, "topic ")):
        found = await session.execute(
            select(source.c.state, source.c.code, func.count())
            .where(source.c.updated_at >= since)
            .group_by(source.c.state, source.c.code)
        )
        for state, why, number in found:
            failed = state is DeliveryState.FAILED
            outcome = f"{state.value}: {why or 'UNKNOWN'}" if failed else state.value
            counted[f"{prefix}{outcome}"] += number
    return dict(sorted(counted.items()))


async def apps_standing(session: AsyncSession) -> list[AppStanding]:
    """The devices of each app and version, and how many of them are dead; by app and version."""
    dead = func.sum(case((_DEVICE.c.state == DeviceState.OFF, 1), else_=0))
    columns = (_DEVICE.c.app_slug, _DEVICE.c.app_version)
    found = await session.execute(
        select(*columns, func.count(), dead).group_by(*columns).order_by(*columns)
    )
    return [AppStanding(app, version, number, int(off)) for app, version, number, off in found]
