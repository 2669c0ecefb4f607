"""Who is told, and when: many in pages, after quiet hours, by broadcasts; and silent phones."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.jobs.registry import Bounded, Handler, JobRun, Periodic
from api.kit import clock
from api.push.service import PEOPLE_AT_ONCE
from api.push.service.broadcasts import SEND_BROADCAST, send_broadcast
from api.push.service.fan_out import tell_followers, tell_quiet
from api.push.service.notices import FAN_OUT_FOLLOWERS, FAN_OUT_TOPIC
from api.push.service.openings import drop_openings
from api.push.service.quiet import release_some
from api.push.service.upkeep import forget_silent, settle_all
from api.push.values import Followers, Notice, People, Theme, Topic

QUIET: Final = "push.quiet"
UPKEEP: Final = "push.upkeep"
PERIODIC: Final = (
    Periodic(QUIET, timedelta(minutes=1), QUIET),
    Periodic(UPKEEP, timedelta(days=1), UPKEEP),
)
_log = structlog.get_logger("push")

FollowersPage = Callable[[AsyncSession, str, str, int], Awaitable[Sequence[str]]]
"""(session, a thing's id, the last person, how many) → the next persons who follow it, in order."""


def handlers(followers: Mapping[str, FollowersPage]) -> dict[str, Handler]:
    """The handlers for a worker; `followers` gives, by kind of thing, who follows it."""

    async def to_followers(run: JobRun, payload: Mapping[str, Any]) -> None:
        without = tuple(payload["without"])
        more = Followers(payload["subject_kind"], payload["subject_id"], payload["after"], without)
        notice = Notice.of(payload["notice"], People(()))
        async with run.database.write() as session:
            page = await followers[more.subject_kind](
                session, more.subject_id, more.after, PEOPLE_AT_ONCE
            )
            await tell_followers(session, notice, page, more, clock.now())

    return {
        FAN_OUT_FOLLOWERS: to_followers,
        FAN_OUT_TOPIC: _to_quiet,
        SEND_BROADCAST: _broadcast,
        QUIET: _quiet,
        UPKEEP: Bounded(_upkeep, seconds=6 * 3_600),
    }


async def _to_quiet(run: JobRun, payload: Mapping[str, Any]) -> None:
    topic = Topic(Theme[payload["theme"]], payload["area_id"])
    notice = Notice.of(payload["notice"], topic)
    async with run.database.write() as session:
        await tell_quiet(session, notice, topic, payload["after"], clock.now())


async def _broadcast(run: JobRun, payload: Mapping[str, Any]) -> None:
    async with run.database.write() as session:
        await send_broadcast(session, payload["broadcast"], clock.now())


async def _quiet(run: JobRun, _payload: Mapping[str, Any]) -> None:
    released = PEOPLE_AT_ONCE
    while released:
        async with run.database.write() as session:
            released = await release_some(session, clock.now(), PEOPLE_AT_ONCE)


async def _upkeep(run: JobRun, _payload: Mapping[str, Any]) -> None:
    now = clock.now()
    forgotten = await forget_silent(run.database, now)
    seen = await settle_all(run.database, now)
    _log.info("push.devices_looked_at", forgotten=forgotten, seen=seen)
    dropped = await drop_openings(run.database, now)
    _log.info("push.openings_dropped", dropped=dropped)
