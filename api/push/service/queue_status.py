"""The queues of push, the outcomes of its deliveries and its devices, for operators and metrics."""

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
from api.push.values import ALL_LANES, DeliveryStatus, DeviceStatus

COUNT_LIMIT: Final = 100_000
"""The largest number that is counted: counting millions takes longer than anyone will wait."""
_DELIVERY: Final = table(Delivery)
_DEVICE: Final = table(Device)
_TOPIC_MESSAGE: Final = table(TopicMessage)


@dataclass(frozen=True, slots=True)
class LaneStatus:
    """The numbers of jobs in one lane, each at most `COUNT_LIMIT`."""

    due: int
    waiting: int
    """Scheduled for later, because of backoff."""
    running: int
    dead: int
    oldest_due: datetime | None
    """Since when the oldest of the due jobs has been due; None if none is."""


@dataclass(frozen=True, slots=True)
class AppDevices:
    """The devices of one version of an app."""

    app: str
    version: str
    devices: int
    dead: int
    """Those of them that are turned off."""

    @property
    def dead_share(self) -> float:
        """The share of dead devices, 0 to 1."""
        return self.dead / self.devices if self.devices else 0.0


async def lane_statuses(session: AsyncSession, now: datetime) -> dict[str, LaneStatus]:
    """The status of every lane of push, by its name."""
    statuses = {}
    for lane in ALL_LANES:
        ready = (JOB.c.state == JobState.READY, JOB.c.lane == lane)
        due = await _capped_count(session, *ready, JOB.c.run_at <= now)
        statuses[lane] = LaneStatus(
            due=due,
            waiting=await _capped_count(session, *ready, JOB.c.run_at > now),
            running=await _capped_count(
                session, JOB.c.state == JobState.RUNNING, JOB.c.lane == lane
            ),
            dead=await _capped_count(session, JOB.c.state == JobState.DEAD, JOB.c.lane == lane),
            oldest_due=await _oldest_due(session, lane) if due else None,
        )
    return statuses


async def _oldest_due(session: AsyncSession, lane: str) -> datetime | None:
    oldest = [
        await session.scalar(
            select(func.min(JOB.c.run_at)).where(
                JOB.c.state == JobState.READY, JOB.c.lane == lane, JOB.c.rank == rank
            )
        )
        for rank in RANKS
    ]
    return min((instant for instant in oldest if instant is not None), default=None)


async def _capped_count(session: AsyncSession, *conditions: Any) -> int:
    capped: Select[Any] = select(JOB.c.id).where(*conditions).limit(COUNT_LIMIT)
    return await session.scalar(select(func.count()).select_from(capped.subquery())) or 0


async def outcomes_since(session: AsyncSession, since: datetime) -> dict[str, int]:
    """The numbers of pushes that were updated since then, by status; failed ones by
    ``FAILED: code``.

    Messages to topics count once, however many people receive them, under ``topic SENT`` and so on.
    """
    counted: Counter[str] = Counter()
    for counted_in, prefix in ((_DELIVERY, ""), (_TOPIC_MESSAGE, "topic ")):
        found = await session.execute(
            select(counted_in.c.status, counted_in.c.code, func.count())
            .where(counted_in.c.updated_at >= since)
            .group_by(counted_in.c.status, counted_in.c.code)
        )
        for status, code, number in found:
            failed = status is DeliveryStatus.FAILED
            outcome = f"{status.value}: {code or 'UNKNOWN'}" if failed else status.value
            counted[f"{prefix}{outcome}"] += number
    return dict(sorted(counted.items()))


async def app_devices(session: AsyncSession) -> list[AppDevices]:
    """The numbers of devices, and of dead ones, by app and version."""
    dead = func.sum(case((_DEVICE.c.status == DeviceStatus.OFF, 1), else_=0))
    columns = (_DEVICE.c.app_slug, _DEVICE.c.app_version)
    found = await session.execute(
        select(*columns, func.count(), dead).group_by(*columns).order_by(*columns)
    )
    return [AppDevices(app, version, number, int(off)) for app, version, number, off in found]
