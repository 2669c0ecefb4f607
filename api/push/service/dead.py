"""Dead letters: pushes that nobody tries any more, and how an operator has them tried again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.base import Id
from api.db.session import WriteSession
from api.jobs.models import JobState
from api.jobs.outbox import JOB
from api.push.models import Delivery, Device
from api.push.service.outgoing import DELIVER, delivery_job
from api.push.values import DeliveryState

_DELIVERY: Final[Table] = Delivery.metadata.tables["delivery"]
_DEVICE: Final[Table] = Device.metadata.tables["device"]


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """Those of one app and version that died of one thing."""

    lane: str
    code: str
    app: str
    version: str
    number: int
    latest: datetime
    example: str
    """FCM's words about one of them."""


async def dead_letters(session: AsyncSession, *, lane: str | None = None) -> list[DeadLetters]:
    """All dead letters of push, the most frequent first."""
    columns = (JOB.c.lane, _DELIVERY.c.code, _DEVICE.c.app_slug, _DEVICE.c.app_version)
    number = func.count()
    found = await session.execute(
        _dead(*columns, number, func.max(JOB.c.finished_at), func.min(_DELIVERY.c.error), lane=lane)
        .group_by(*columns)
        .order_by(number.desc(), *columns)
    )
    return [
        DeadLetters(at, code or "", app, version, many, latest, words or "")
        for at, code, app, version, many, latest, words in found
    ]


async def some_dead(
    session: AsyncSession, *, lane: str | None, code: str | None, limit: int
) -> list[str]:
    """The deliveries of some dead letters, oldest first."""
    wanted = _dead(_DELIVERY.c.id, lane=lane).order_by(_DELIVERY.c.id).limit(limit)
    if code is not None:
        wanted = wanted.where(_DELIVERY.c.code == code)
    return list((await session.execute(wanted)).scalars())


def _dead(*columns: Any, lane: str | None) -> Any:
    # From the few dead jobs to their deliveries by the key, and not the other way round.
    carried = cast(func.substr(JOB.c.dedupe_key, len(delivery_job("")) + 1), Id)
    return (
        select(*columns)
        .select_from(JOB)
        .join(_DELIVERY, _DELIVERY.c.id == carried)
        .join(_DEVICE, _DEVICE.c.id == _DELIVERY.c.device_id)
        .where(JOB.c.state == JobState.DEAD, JOB.c.kind == DELIVER)
        .where(*([] if lane is None else [JOB.c.lane == lane]))
    )


async def revive(session: WriteSession, deliveries: Sequence[str], now: datetime) -> int:
    """Has dead letters tried again at once, with all their tries; gives their number.

    One whose time is over ends as EXPIRED: nobody is told of last week's flood.
    """
    revived = await session.execute(
        update(JOB)
        .where(
            JOB.c.dedupe_key.in_([delivery_job(key) for key in deliveries]),
            JOB.c.state == JobState.DEAD,
        )
        .values(state=JobState.READY, attempts=0, run_at=now, finished_at=None)
        .returning(JOB.c.dedupe_key)
    )
    keys = [str(key).removeprefix(delivery_job("")) for key in revived.scalars()]
    await session.execute(
        update(_DELIVERY)
        .where(_DELIVERY.c.id.in_(keys), _DELIVERY.c.state == DeliveryState.FAILED)
        .values(state=DeliveryState.QUEUED, updated_at=now)
    )
    return len(keys)
