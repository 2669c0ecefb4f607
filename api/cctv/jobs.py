"""The round of all cameras: fetch, re-encode, store, record; then delete old frames."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import structlog

from api.cctv import service
from api.cctv.gateway import CameraGateway, FrameFailed, FrameFault
from api.cctv.service import Missed, Taken, Target
from api.db.session import Database
from api.jobs.registry import Bounded, Handler, JobRun, Periodic
from api.kit import clock
from api.settings import Settings
from api.storage import library
from api.storage.images import FRAME, ImageRefused, ImagesBusy
from api.storage.pool import ImagePool
from api.storage.store import Store

SWEEP: Final = "cctv.sweep"
AT_ONCE: Final = 16
"""Cameras that are fetched from at the same time."""
RENDERED_AT_ONCE: Final = 2
"""Few, so that citizens' photos always find room in the image pool that both share."""
RECORDED_AT_ONCE: Final = 24
_log = structlog.get_logger("cctv")


def handlers(settings: Settings, store: Store, pool: ImagePool) -> dict[str, Handler]:
    """The handler of the round, for the worker."""
    return {SWEEP: Bounded(_Sweep(settings, store, pool), attempts=3, seconds=300.0)}


def periodic(settings: Settings) -> tuple[Periodic, ...]:
    """The round, every `camera_seconds`; none if no cameras are set up (`camera_url`)."""
    if not settings.camera_url:
        return ()
    return (Periodic(SWEEP, timedelta(seconds=settings.camera_seconds), SWEEP),)


class _Sweep:
    """Runs one round; the worker calls it."""

    def __init__(self, settings: Settings, store: Store, pool: ImagePool) -> None:
        self._settings = settings
        self._store = store
        self._pool = pool
        self._rendering = asyncio.Semaphore(RENDERED_AT_ONCE)

    async def __call__(self, run: JobRun, payload: Mapping[str, Any]) -> None:
        began = time.monotonic()
        slot = clock.from_text(payload["slot"])
        cycle = int(slot.timestamp()) // self._settings.camera_seconds
        async with run.database.read() as reader:
            targets = await service.due(reader, cycle)
        counts: Counter[str] = Counter(due=len(targets))
        settings = self._settings
        async with CameraGateway(
            settings.camera_url,
            settings.camera_user,
            settings.camera_password.get_secret_value(),
            settings.camera_networks,
        ) as gateway:
            await self._round(run.database, gateway, targets, counts)
        async with run.database.write() as session:
            dropped = await service.prune(session, clock.now())
        counts["pictures_deleted"] = await library.forget(run.database, self._store, dropped)
        _log.info("cctv.round", seconds=round(time.monotonic() - began, 1), **counts)

    async def _round(
        self,
        database: Database,
        gateway: CameraGateway,
        targets: list[Target],
        counts: Counter[str],
    ) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(target: Target) -> Taken | Missed | None:
            async with gate:
                return await self._take(gateway, target)

        # Recorded as they arrive: a few cameras that hang do not delay the frames of the others.
        tasks = [asyncio.create_task(one(target)) for target in targets]
        try:
            waiting: list[Taken | Missed] = []
            for done in asyncio.as_completed(tasks):
                outcome = await done
                if outcome is None:
                    counts["postponed"] += 1
                    continue
                waiting.append(outcome)
                if len(waiting) == RECORDED_AT_ONCE:
                    await self._record(database, waiting, counts)
                    waiting = []
            await self._record(database, waiting, counts)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _take(self, gateway: CameraGateway, target: Target) -> Taken | Missed | None:
        """The outcome of one camera; None if this server was too busy to render its frame."""
        try:
            frame = await gateway.fetch_frame(target.stream_path)
            async with self._rendering:
                picture = await self._pool.process(frame.data, None, FRAME)
        except FrameFailed as failed:
            return Missed(target.id, str(failed))
        except ImageRefused as refused:
            return Missed(target.id, f"{FrameFault.BROKEN} {refused.code}")
        except ImagesBusy:
            return None
        await library.keep_renditions(self._store, picture)
        return Taken(target.id, picture, frame.captured_at, frame.fetched_at)

    async def _record(
        self, database: Database, outcomes: list[Taken | Missed], counts: Counter[str]
    ) -> None:
        if not outcomes:
            return
        async with database.write() as session:
            recorded = await service.record(session, outcomes, FrameFault.FROZEN)
        for outcome in outcomes:
            if isinstance(outcome, Missed):
                counts[outcome.reason] += 1
            else:
                await library.keep_renditions(self._store, outcome.picture)
        counts["fresh"] += recorded.fresh
        counts["frozen"] += recorded.frozen
