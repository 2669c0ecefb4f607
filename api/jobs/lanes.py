"""Lanes: jobs that go to the same place, claimed together and paused together.

A pause is a row: it survives restarts and holds for every worker. When its time is over one job is
let through as a trial; when that goes well the pause is lifted, else it is laid down anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import case, delete, select

from api.db.base import insert, table
from api.db.session import Database, WriteSession
from api.jobs.models import LanePause

_PAUSE: Final = table(LanePause)


@dataclass(frozen=True, slots=True)
class Pause:
    """Why and how long a lane is to be left alone."""

    after: timedelta
    code: str
    detail: str = ""
    needs_operator: bool = False
    """Whether a person must mend something; time alone will not."""


async def lay(session: WriteSession, lane: str, pause: Pause, now: datetime) -> datetime:
    """Pauses a lane and gives the time until when. Of two pauses the one that ends later holds."""
    values: dict[str, Any] = {
        "until": now + pause.after,
        "code": pause.code,
        "detail": pause.detail,
        "needs_operator": pause.needs_operator,
    }
    laid = insert(session, _PAUSE).values(lane=lane, since=now, **values)
    later = laid.excluded.until > _PAUSE.c.until
    laid = laid.on_conflict_do_update(
        index_elements=[_PAUSE.c.lane],
        set_={name: case((later, laid.excluded[name]), else_=_PAUSE.c[name]) for name in values},
    )
    until = (await session.execute(laid.returning(_PAUSE.c.until))).scalar_one()
    return until if isinstance(until, datetime) else now + pause.after


async def lift(session: WriteSession, lane: str, *, over_at: datetime | None = None) -> bool:
    """Opens a lane again; False when it was open. With `over_at` only a pause that was over then:
    what went well may have been sent before another worker met the trouble."""
    lifted = delete(_PAUSE).where(_PAUSE.c.lane == lane)
    if over_at is not None:
        lifted = lifted.where(_PAUSE.c.until <= over_at)
    return (await session.execute(lifted.returning(_PAUSE.c.lane))).scalar() is not None


async def pauses(database: Database, lanes: Sequence[str] | None = None) -> dict[str, LanePause]:
    """The pauses of these lanes or of all, by lane; also those whose time is over."""
    wanted = select(LanePause)
    if lanes is not None:
        wanted = wanted.where(_PAUSE.c.lane.in_(lanes))
    async with database.read() as reader:
        return {pause.lane: pause for pause in (await reader.execute(wanted)).scalars()}
