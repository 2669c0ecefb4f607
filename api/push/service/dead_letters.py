"""Dead letters: pushes that are not retried any more, until an operator has them requeued."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, cast, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.base import Id, table
from api.db.session import WriteSession
from api.jobs.models import JobState
from api.jobs.outbox import DEFAULT_LANE, JOB
from api.push.models import Delivery, Device, TopicMessage
from api.push.service.broadcasts import SEND_BROADCAST
from api.push.service.deliveries import DELIVER
from api.push.service.notices import FAN_OUT_FOLLOWERS, FAN_OUT_TOPIC, SEND_TO_TOPIC
from api.push.values import DeliveryStatus

_DELIVERY: Final = table(Delivery)
_DEVICE: Final = table(Device)
_CARRIED: Final[dict[str, Table]] = {
    DELIVER: _DELIVERY,
    SEND_TO_TOPIC: table(TopicMessage),
}
"""The table of what a job of a kind carries; its dedupe key is ``kind:id of the row``."""
_FANNING_OUT: Final = (SEND_BROADCAST, FAN_OUT_FOLLOWERS, FAN_OUT_TOPIC)
"""Jobs that create pushes: if one dies, people are not notified at all."""


@dataclass(frozen=True, slots=True)
class DeadLetterGroup:
    """The dead letters of one lane, code, app and version."""

    lane: str
    code: str
    app: str
    version: str
    count: int
    latest: datetime
    example: str
    """FCM's message about one of them."""


async def dead_letter_groups(
    session: AsyncSession, *, lane: str | None = None
) -> list[DeadLetterGroup]:
    """All dead letters of push, the largest group first.

    Those to topics have no app. Jobs that died before they created pushes are listed by their kind
    instead of a lane.
    """
    count, latest, nothing = func.count(), func.max(JOB.c.finished_at), literal("")
    found: list[Any] = []
    for kind, app in (
        (DELIVER, (_DEVICE.c.app_slug, _DEVICE.c.app_version)),
        (SEND_TO_TOPIC, (nothing, nothing)),
    ):
        carried = _CARRIED[kind].c
        by_app = app if kind == DELIVER else ()
        columns = (JOB.c.lane, carried.code)
        wanted = _dead(kind, *columns, *app, count, latest, func.min(carried.error), lane=lane)
        found += (await session.execute(wanted.group_by(*columns, *by_app))).all()
    if lane is None:
        error = func.min(JOB.c.last_error)
        wanted = _dead_fan_out(JOB.c.kind, nothing, nothing, nothing, count, latest, error)
        found += (await session.execute(wanted.group_by(JOB.c.kind))).all()
    groups = [
        DeadLetterGroup(lane_or_kind, code or "", app, version, number, last, example or "")
        for lane_or_kind, code, app, version, number, last, example in found
    ]
    return sorted(groups, key=lambda g: (-g.count, g.lane, g.code, g.app, g.version))


async def dead_letter_keys(
    session: AsyncSession, *, lane: str | None, code: str | None, limit: int
) -> list[str]:
    """The dedupe keys of the jobs of some dead letters, oldest first."""
    keys: list[str] = []
    for kind, carrier in _CARRIED.items():
        wanted = _dead(kind, JOB.c.dedupe_key, lane=lane).order_by(carrier.c.id)
        if code is not None:
            wanted = wanted.where(carrier.c.code == code)
        keys += (await session.execute(wanted.limit(limit - len(keys)))).scalars()
    if lane is None and code is None:
        wanted = _dead_fan_out(JOB.c.dedupe_key).order_by(JOB.c.id)
        keys += (await session.execute(wanted.limit(limit - len(keys)))).scalars()
    return keys


def _dead_fan_out(*columns: Any) -> Any:
    return select(*columns).where(
        JOB.c.state == JobState.DEAD, JOB.c.lane == DEFAULT_LANE, JOB.c.kind.in_(_FANNING_OUT)
    )


def _dead(kind: str, *columns: Any, lane: str | None) -> Any:
    # From the few dead jobs to what they carried, by key, and not the other way round.
    carrier = _CARRIED[kind]
    carried = cast(func.substr(JOB.c.dedupe_key, len(kind) + 2), Id)
    wanted = select(*columns).select_from(JOB).join(carrier, carrier.c.id == carried)
    if kind == DELIVER:
        wanted = wanted.join(_DEVICE, _DEVICE.c.id == carrier.c.device_id)
    wanted = wanted.where(JOB.c.state == JobState.DEAD, JOB.c.kind == kind)
    return wanted if lane is None else wanted.where(JOB.c.lane == lane)


async def requeue(session: WriteSession, keys: Sequence[str], now: datetime) -> int:
    """Requeues dead letters at once, with all their attempts; returns how many.

    One that has expired in the meantime fails as EXPIRED: nobody is notified of last week's flood.
    """
    requeued = await session.execute(
        update(JOB)
        .where(JOB.c.dedupe_key.in_(keys), JOB.c.state == JobState.DEAD)
        .values(state=JobState.READY, attempts=0, run_at=now, finished_at=None)
        .returning(JOB.c.kind, JOB.c.dedupe_key)
    )
    carried: dict[str, list[str]] = {}
    for kind, key in requeued:
        carried.setdefault(kind, []).append(key.removeprefix(f"{kind}:"))
    for kind, carrier in _CARRIED.items():
        own = carried.get(kind, [])
        await session.execute(
            update(carrier)
            .where(carrier.c.id.in_(own), carrier.c.status == DeliveryStatus.FAILED)
            .values(status=DeliveryStatus.QUEUED, updated_at=now)
        )
    return sum(map(len, carried.values()))
