"""Reaches large audiences page by page, and cleans up."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.jobs.registry import Bounded, Handler, JobRun, Periodic
from api.kit import clock
from api.push.service import PEOPLE_AT_ONCE, IsPublic
from api.push.service.broadcast_queue import COUNT_REACH, FAN_OUT_BROADCAST
from api.push.service.broadcast_reach import count_reach
from api.push.service.fan_out import notify_followers, notify_people_with_quiet_hours
from api.push.service.notices import FAN_OUT_FOLLOWERS
from api.push.service.openings import summarise_openings
from api.push.service.upkeep import (
    delete_inactive_devices,
    delete_old_notifications,
    sync_all_devices,
)
from api.push.values import Followers, Notice, People

UPKEEP: Final = "push.devices"
"""It runs as soon as a worker of this version starts: topics may have changed with it."""
PERIODIC: Final = (Periodic(UPKEEP, timedelta(days=1), UPKEEP),)
_log = structlog.get_logger("push")

FollowersPage = Callable[[AsyncSession, str, str, int], Awaitable[Sequence[str]]]
"""(session, id of a subject, last person, limit) → the next people who follow it, in order."""


def handlers(followers: Mapping[str, FollowersPage], is_public: IsPublic) -> dict[str, Handler]:
    """The handlers of these jobs; `followers` finds, by kind of subject, who follows it."""

    async def to_people_with_quiet_hours(run: JobRun, payload: Mapping[str, Any]) -> None:
        async with run.database.write() as session:
            await notify_people_with_quiet_hours(
                session, payload["broadcast"], payload["after"], is_public, clock.now()
            )

    async def to_followers(run: JobRun, payload: Mapping[str, Any]) -> None:
        excluding = tuple(payload["excluding"])
        rest = Followers(
            payload["subject_kind"], payload["subject_id"], payload["after"], excluding
        )
        notice = Notice.of(payload["notice"], People(()))
        async with run.database.write() as session:
            page = await followers[rest.subject_kind](
                session, rest.subject_id, rest.after, PEOPLE_AT_ONCE
            )
            await notify_followers(session, notice, page, rest, clock.now())

    return {
        FAN_OUT_FOLLOWERS: to_followers,
        COUNT_REACH: _count_reach,
        FAN_OUT_BROADCAST: to_people_with_quiet_hours,
        UPKEEP: Bounded(_upkeep, seconds=6 * 3_600),
    }


async def _count_reach(run: JobRun, payload: Mapping[str, Any]) -> None:
    await count_reach(run.database, payload["broadcast"])


async def _upkeep(run: JobRun, _payload: Mapping[str, Any]) -> None:
    now = clock.now()
    deleted = await delete_inactive_devices(run.database, now)
    checked = await sync_all_devices(run.database, now)
    _log.info("push.devices_checked", deleted=deleted, checked=checked)
    ended = await delete_old_notifications(run.database, now)
    _log.info("push.notifications_ended", notifications=ended)
    summarised = await summarise_openings(run.database, now)
    _log.info("push.openings_summarised", summarised=summarised)
