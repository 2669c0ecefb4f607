"""Dead letters: pushes that nobody tries any more, and how an operator has them tried again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, cast, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.base import Id, table
from api.db.session import WriteSession
from api.jobs.models import JobState
from api.jobs.outbox import COMMON, JOB
from api.push.models import Delivery, Device, TopicMessage
from api.push.service.broadcasts import SEND_BROADCAST
from api.push.service.notices import FAN_OUT_FOLLOWERS, FAN_OUT_TOPIC, SEND_TO_TOPIC
from api.push.service.outgoing import DELIVER
from api.push.values import DeliveryState

_DELIVERY: Final = table(Delivery)
_DEVICE: Final = table(Device)
_CARRIED: Final[dict[str, Table]] = {
    DELIVER: _DELIVERY,
    SEND_TO_TOPIC: table(TopicMessage),
}
"""What a job of a kind carries; its dedupe key is the kind and, after a colon, the row's id."""
_TELLING: Final = (SEND_BROADCAST, FAN_OUT_FOLLOWERS, FAN_OUT_TOPIC)
"""Jobs from which pushes come: when one dies, people are told nothing."""


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
    """All dead letters of push, the most frequent first. Those to topics are of no one app; what
    died before it came to a lane is under its job's kind."""
    number, latest, nothing = func.count(), func.max(JOB.c.finished_at), literal("")
    found: list[Any] = []
    for kind, app in (
        (DELIVER, (_DEVICE.c.app_slug, _DEVICE.c.app_version)),
        (SEND_TO_TOPIC, (nothing, nothing)),
    ):
        told = _CARRIED[kind].c
        of_app = app if kind == DELIVER else ()
        columns = (JOB.c.lane, told.code)
        wanted = _dead(kind, *columns, *app, number, latest, func.min(told.error), lane=lane)
        found += (await session.execute(wanted.group_by(*columns, *of_app))).all()
    if lane is None:
        telling = (
            JOB.c.kind,
            nothing,
            nothing,
            nothing,
            number,
            latest,
            func.min(JOB.c.last_error),
        )
        found += (await session.execute(_of_telling(*telling).group_by(JOB.c.kind))).all()
    letters = [
        DeadLetters(at, code or "", app, version, many, last, words or "")
        for at, code, app, version, many, last, words in found
    ]
    return sorted(letters, key=lambda row: (-row.number, row.lane, row.code, row.app, row.version))


async def some_dead(
    session: AsyncSession, *, lane: str | None, code: str | None, limit: int
) -> list[str]:
    """The jobs (by their dedupe keys) of some dead letters, oldest first."""
    keys: list[str] = []
    for kind, carrier in _CARRIED.items():
        wanted = _dead(kind, JOB.c.dedupe_key, lane=lane).order_by(carrier.c.id)
        if code is not None:
            wanted = wanted.where(carrier.c.code == code)
        keys += (await session.execute(wanted.limit(limit - len(keys)))).scalars()
    if lane is None and code is None:
        wanted = _of_telling(JOB.c.dedupe_key).order_by(JOB.c.id)
        keys += (await session.execute(wanted.limit(limit - len(keys)))).scalars()
    return keys


def _of_telling(*columns: Any) -> Any:
    return select(*columns).where(
        JOB.c.state == JobState.DEAD, JOB.c.lane == COMMON, JOB.c.kind.in_(_TELLING)
    )


def _dead(kind: str, *columns: Any, lane: str | None) -> Any:
    # From the few dead jobs to what they carried by the key, and not the other way round.
    carrier = _CARRIED[kind]
    carried = cast(func.substr(JOB.c.dedupe_key, len(kind) + 2), Id)
    wanted = select(*columns).select_from(JOB).join(carrier, carrier.c.id == carried)
    if kind == DELIVER:
        wanted = wanted.join(_DEVICE, _DEVICE.c.id == carrier.c.device_id)
    wanted = wanted.where(JOB.c.state == JobState.DEAD, JOB.c.kind == kind)
    return wanted if lane is None else wanted.where(JOB.c.lane == lane)


async def revive(session: WriteSession, keys: Sequence[str], now: datetime) -> int:
    """Has dead letters tried again at once, with all their tries; gives their number.

    One whose time is over ends as EXPIRED: nobody is told of last week's flood.
    """
    revived = await session.execute(
        update(JOB)
        .where(JOB.c.dedupe_key.in_(keys), JOB.c.state == JobState.DEAD)
        .values(state=JobState.READY, attempts=0, run_at=now, finished_at=None)
        .returning(JOB.c.kind, JOB.c.dedupe_key)
    )
    carried: dict[str, list[str]] = {}
    for kind, key in revived:
        carried.setdefault(kind, []).append(key.removeprefix(f"{kind}:"))
    for kind, carrier in _CARRIED.items():
        own = carried.get(kind, [])
        await session.execute(
            update(carrier)
            .where(carrier.c.id.in_(own), carrier.c.state == DeliveryState.FAILED)
            .values(state=DeliveryState.QUEUED, updated_at=now)
        )
    return sum(map(len, carried.values()))
