"""Dead letters: messages that are not retried any more, until an operator has them queued again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.base import table
from api.db.session import WriteSession
from api.jobs.models import JobState
from api.jobs.outbox import JOB
from api.push.models import Device, PushMessage
from api.push.service.broadcast_queue import FAN_OUT_BROADCAST
from api.push.service.notices import FAN_OUT_FOLLOWERS
from api.push.values import MessageState

_DEVICE: Final = table(Device)
_MESSAGE: Final = table(PushMessage)
_FANNING_OUT: Final = (FAN_OUT_BROADCAST, FAN_OUT_FOLLOWERS)
"""Jobs that create messages: if one dies, people are not notified at all."""
_GONE: Final = ("UNREGISTERED", "SENDER_ID_MISMATCH")
"""An everyday event, about which an operator can do nothing."""
IS_DEAD: Final = and_(_MESSAGE.c.state == MessageState.FAILED, _MESSAGE.c.code.not_in(_GONE))


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


def _dead(lane: str | None, code: str | None = None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [IS_DEAD]
    if lane is not None:
        conditions.append(_MESSAGE.c.lane == lane)
    if code is not None:
        conditions.append(_MESSAGE.c.code == code)
    return conditions


def _dead_fan_out() -> list[ColumnElement[bool]]:
    return [JOB.c.state == JobState.DEAD, JOB.c.kind.in_(_FANNING_OUT)]


async def dead_letter_groups(
    session: AsyncSession, *, lane: str | None = None
) -> list[DeadLetterGroup]:
    """All dead letters of push, the largest group first.

    Those to topics have no app. Jobs that died before they created messages are listed by their
    kind instead of a lane.
    """
    app, version = (func.coalesce(c, "") for c in (_DEVICE.c.app_slug, _DEVICE.c.app_version))
    columns = (_MESSAGE.c.lane, _MESSAGE.c.code, app, version)
    count = func.count()
    found: list[Any] = list(
        await session.execute(
            select(*columns, count, func.max(_MESSAGE.c.updated_at), func.min(_MESSAGE.c.error))
            .select_from(_MESSAGE.outerjoin(_DEVICE, _DEVICE.c.id == _MESSAGE.c.device_id))
            .where(*_dead(lane))
            .group_by(*columns)
        )
    )
    if lane is None:
        nothing = literal("")
        found += await session.execute(
            select(
                JOB.c.kind, nothing, nothing, nothing, count, func.max(JOB.c.finished_at),
                func.min(JOB.c.last_error),
            )
            .where(*_dead_fan_out())
            .group_by(JOB.c.kind)
        )  # fmt: skip
    groups = [
        DeadLetterGroup(own_lane, code or "", app, version, number, last, example or "")
        for own_lane, code, app, version, number, last, example in found
    ]
    return sorted(groups, key=lambda g: (-g.count, g.lane, g.code, g.app, g.version))


async def hasten(session: WriteSession, *, lane: str | None, now: datetime) -> None:
    """Makes messages due now that wait because FCM did not accept them."""
    waiting = [_MESSAGE.c.state == MessageState.QUEUED, _MESSAGE.c.error.is_not(None)]
    if lane is not None:
        waiting.append(_MESSAGE.c.lane == lane)
    await session.execute(
        update(_MESSAGE).where(*waiting, _MESSAGE.c.due_at > now).values(due_at=now)
    )


async def requeue(
    session: WriteSession, *, lane: str | None, code: str | None, most: int, now: datetime
) -> int:
    """Queues some dead letters again, the oldest first, with all their attempts; returns how many.

    Each is looked at again before it is sent: nobody is notified of last week's flood.
    """
    oldest = select(_MESSAGE.c.id).where(*_dead(lane, code)).order_by(_MESSAGE.c.id).limit(most)
    queued: Any = await session.execute(
        update(_MESSAGE)
        .where(_MESSAGE.c.id.in_(oldest))
        .values(state=MessageState.QUEUED, attempts=0, due_at=now, updated_at=now)
        .returning(_MESSAGE.c.id)
    )
    number = len(queued.all())
    if number or lane is not None or code is not None:
        return number
    jobs: Sequence[Any] = (
        await session.execute(
            update(JOB)
            .where(*_dead_fan_out())
            .values(state=JobState.READY, attempts=0, run_at=now, finished_at=None)
            .returning(JOB.c.id)
        )
    ).all()
    return len(jobs)
