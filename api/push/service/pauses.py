"""Pauses of lanes: a row each, which survives restarts and applies to every worker.

When it expires, one message is let through as a probe; if it is accepted the lane is resumed,
otherwise it is paused again, for longer.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import case, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.base import insert, table
from api.db.session import WriteSession
from api.push.models import LanePause

_PAUSE: Final = table(LanePause)


@dataclass(frozen=True, slots=True)
class Pause:
    """For how long a lane is paused, and why."""

    after: timedelta
    code: str
    detail: str = ""
    needs_operator: bool = False
    """Whether an operator must fix something first: waiting alone does not help."""


async def pause_lane(session: WriteSession, lane: str, pause: Pause, now: datetime) -> None:
    """Pauses a lane; of two pauses the one that ends later applies."""
    values: dict[str, Any] = {
        "until": now + pause.after,
        "code": pause.code,
        "detail": pause.detail,
        "needs_operator": pause.needs_operator,
    }
    upsert = insert(session, _PAUSE).values(lane=lane, since=now, **values)
    later = upsert.excluded.until > _PAUSE.c.until
    await session.execute(
        upsert.on_conflict_do_update(
            index_elements=[_PAUSE.c.lane],
            set_={
                name: case((later, upsert.excluded[name]), else_=_PAUSE.c[name]) for name in values
            },
        )
    )


async def resume_lane(
    session: WriteSession, lane: str, *, expired_at: datetime | None = None
) -> bool:
    """Removes the pause of a lane; False if there was none.

    With `expired_at`, only a pause that had expired by then: a success may have been sent before
    another worker ran into the problem.
    """
    removed = delete(_PAUSE).where(_PAUSE.c.lane == lane)
    if expired_at is not None:
        removed = removed.where(_PAUSE.c.until <= expired_at)
    return (await session.execute(removed.returning(_PAUSE.c.lane))).scalar() is not None


async def pauses(session: AsyncSession) -> dict[str, LanePause]:
    """All pauses by lane, expired ones included."""
    return {pause.lane: pause for pause in (await session.execute(select(LanePause))).scalars()}
