"""The queues of push, the outcomes of its messages and its devices, for operators and metrics."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.base import table
from api.push.models import Device, PushMessage
from api.push.push_rules.lanes import URGENT
from api.push.service.dead_letters import IS_DEAD
from api.push.values import DeviceStatus, MessageState

COUNT_LIMIT: Final = 100_000
"""The largest number that is counted: counting millions takes longer than anyone will wait."""
_DEVICE: Final = table(Device)
_MESSAGE: Final = table(PushMessage)
_IS_OPEN: Final = or_(_MESSAGE.c.state.in_([MessageState.QUEUED, MessageState.SENDING]), IS_DEAD)


@dataclass(frozen=True, slots=True)
class LaneStatus:
    """The numbers of messages in one lane, each at most `COUNT_LIMIT`."""

    due: int
    waiting: int
    """For later: quiet hours, a time to send, or a wait after a failure."""
    running: int
    dead: int
    oldest_due: datetime | None
    """Since when the oldest of the due messages has been due; None if none is."""


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
    """The status of every lane of push in which something is open or dead, by its name."""
    found = await session.execute(select(_MESSAGE.c.lane).where(_IS_OPEN).distinct())
    statuses = {}
    for lane in sorted({URGENT, *found.scalars()}):
        own = _MESSAGE.c.lane == lane
        queued = (own, _MESSAGE.c.state == MessageState.QUEUED)
        statuses[lane] = LaneStatus(
            due=await _capped_count(session, *queued, _MESSAGE.c.due_at <= now),
            waiting=await _capped_count(session, *queued, _MESSAGE.c.due_at > now),
            running=await _capped_count(session, own, _MESSAGE.c.state == MessageState.SENDING),
            dead=await _capped_count(session, own, IS_DEAD),
            oldest_due=await session.scalar(
                select(func.min(_MESSAGE.c.due_at)).where(*queued, _MESSAGE.c.due_at <= now)
            ),
        )
    return statuses


async def _capped_count(session: AsyncSession, *conditions: Any) -> int:
    capped: Select[Any] = select(_MESSAGE.c.id).where(*conditions).limit(COUNT_LIMIT)
    return await session.scalar(select(func.count()).select_from(capped.subquery())) or 0


async def outcomes_since(session: AsyncSession, since: datetime) -> dict[str, int]:
    """The numbers of messages that were updated since then, by state; those not sent by
    ``FAILED: code`` or ``DROPPED: reason``.

    Messages to topics count once, however many people receive them, under ``topic SENT`` and so on.
    """
    to_topic = _MESSAGE.c.topic.is_not(None).label("to_topic")
    counted: Counter[str] = Counter()
    found = await session.execute(
        select(to_topic, _MESSAGE.c.state, _MESSAGE.c.code, func.count())
        .where(_MESSAGE.c.updated_at >= since)
        .group_by(to_topic, _MESSAGE.c.state, _MESSAGE.c.code)
    )
    for is_topic, state, code, number in found:
        has_reason = state in (MessageState.FAILED, MessageState.DROPPED)
        outcome = f"{state.value}: {code or 'UNKNOWN'}" if has_reason else state.value
        counted[f"{'topic ' if is_topic else ''}{outcome}"] += number
    return dict(sorted(counted.items()))


async def app_devices(session: AsyncSession) -> list[AppDevices]:
    """The numbers of devices, and of dead ones, by app and version."""
    dead = func.sum(case((_DEVICE.c.status == DeviceStatus.OFF, 1), else_=0))
    columns = (_DEVICE.c.app_slug, _DEVICE.c.app_version)
    found = await session.execute(
        select(*columns, func.count(), dead).group_by(*columns).order_by(*columns)
    )
    return [AppDevices(app, version, number, int(off)) for app, version, number, off in found]
