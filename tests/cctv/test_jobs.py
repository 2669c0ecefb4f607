"""Whole rounds against the twin's street: faults, the store, and what it all costs."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlmodel import col

from api.cctv import jobs
from api.cctv.models import Camera, Snapshot
from api.db.session import Database
from api.jobs.registry import JobRun
from api.kit import clock
from api.settings import Settings
from api.storage import library
from api.storage.models import StoredImage
from api.storage.pool import ImagePool
from api.storage.store import Store
from tests.cctv.street import add_cameras, street

FAULTS = {
    "dead": "UNREACHABLE",
    "hang": "TIMED_OUT",
    "broken": "BROKEN BROKEN",
    "html": "NOT_A_PICTURE",
    "huge": "TOO_LARGE",
    "401": "LOGIN_REFUSED 401",
    "500": "HTTP_ERROR 500",
}


@pytest.fixture
async def pool() -> AsyncIterator[ImagePool]:
    pool = ImagePool(workers=1)
    yield pool
    await pool.close()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.on_disk(tmp_path / "objects")


class Rounds:
    """Calls the handler as the worker would, round after round."""

    def __init__(self, database: Database, store: Store, pool: ImagePool, url: str) -> None:
        self.database = database
        self.settings = Settings(camera_url=url, camera_seconds=60)
        self.handler = jobs.handlers(self.settings, store, pool)[jobs.SWEEP]
        self.slot = jobs.periodic(self.settings)[0].slot(clock.now())

    async def run(self) -> None:
        async def held() -> bool:
            return True

        payload = {
            "slot": clock.to_text(self.slot),
            "until": clock.to_text(self.slot + timedelta(minutes=1)),
        }
        await self.handler(JobRun(self.database, "1", jobs.SWEEP, 1, 3, held), payload)
        self.slot += timedelta(minutes=1)

    async def cameras(self) -> dict[str, Camera]:
        async with self.database.read() as reader:
            return {
                camera.code: camera for camera in (await reader.execute(select(Camera))).scalars()
            }


@pytest.mark.slow
async def test_a_round_keeps_the_good_and_names_the_bad(
    database: Database, store: Store, pool: ImagePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.cctv.gateway.TOTAL_SECONDS", 4.0)
    well = ["KTA-001-A", "KTA-001-B", "SLOW"]
    await add_cameras(database, *well, *FAULTS)
    await add_cameras(database, "STREAM", stream="/mjpeg/{code}")
    async with street(slow_seconds=0.3) as (cameras, url):
        async with httpx.AsyncClient(base_url=url, timeout=30) as client:
            # The first picture of a scene takes the street the longest to draw.
            for code in [*well, "STREAM", "broken"]:
                (await client.get(f"/frames/{code}.jpg")).raise_for_status()
        for kind in FAULTS:
            cameras.break_down(kind, kind)
        cameras.break_down("SLOW", "slow")
        rounds = Rounds(database, store, pool, url)
        await rounds.run()
    found = await rounds.cameras()
    for code in [*well, "STREAM"]:
        camera = found[code]
        assert (camera.failures, camera.last_failure) == (0, None), code
        assert camera.image_digest is not None and camera.captured_at is not None
        assert clock.now() - camera.captured_at < timedelta(seconds=20)
        for width in (320, 960):
            data = await store.get(library.rendition_key(camera.image_digest, width))
            assert data is not None and data[8:12] == b"WEBP"
    for kind, reason in FAULTS.items():
        camera = found[kind]
        assert (camera.failures, camera.last_failure) == (1, reason)
        assert camera.image_digest is None
    assert "127.0.0.1" not in str([camera.last_failure for camera in found.values()])


@pytest.mark.slow
async def test_rounds_go_on_frozen_frames_stay_and_the_old_go(
    database: Database, store: Store, pool: ImagePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.cctv.service.KEPT_SNAPSHOTS", 2)
    moment = [clock.now() - timedelta(minutes=30)]
    await add_cameras(database, "LIVE", "ICE", "DEAD")
    async with street(clock=lambda: moment[0]) as (cameras, url):
        cameras.break_down("ICE", "frozen")
        cameras.break_down("DEAD", "dead")
        rounds = Rounds(database, store, pool, url)
        seen: list[str | None] = []
        for _ in range(4):
            await rounds.run()
            seen.append((await rounds.cameras())["LIVE"].image_digest)
            moment[0] += timedelta(minutes=1)
        found = await rounds.cameras()
        assert len(set(seen)) == 4
        ice = found["ICE"]
        assert ice.last_failure == "FROZEN" and ice.failures == 0
        assert ice.fetched_at is not None and ice.captured_at is not None
        assert ice.fetched_at - ice.captured_at > timedelta(minutes=29)
        assert 2 <= found["DEAD"].failures <= 4
        async with database.read() as reader:
            assert await reader.scalar(select(func.count()).select_from(Snapshot)) == 3
            kept = set((await reader.execute(select(col(StoredImage.digest)))).scalars())
        assert kept == {*seen[2:], ice.image_digest}
        for digest in seen:
            there = await store.exists(library.rendition_key(str(digest), 960))
            assert there is (digest in kept)
        cameras.heal("DEAD")
        for _ in range(4):
            await rounds.run()
        assert (await rounds.cameras())["DEAD"].image_digest is not None


async def test_a_store_that_fails_leaves_no_row_behind(
    database: Database, store: Store, pool: ImagePool, tmp_path: Path
) -> None:
    await add_cameras(database, "A", "B")
    (tmp_path / "objects" / "images").write_text("in the way")
    async with street() as (_, url):
        rounds = Rounds(database, store, pool, url)
        with pytest.raises(Exception, match="could not write object"):
            await rounds.run()
        async with database.read() as reader:
            assert await reader.scalar(select(func.count()).select_from(StoredImage)) == 0
        (tmp_path / "objects" / "images").unlink()
        await rounds.run()
    assert all(camera.image_digest for camera in (await rounds.cameras()).values())


async def test_citizens_photos_go_first(
    database: Database, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = ImagePool(workers=1, pending=0)
    await add_cameras(database, "A")
    async with street() as (_, url):
        rounds = Rounds(database, store, full, url)
        await rounds.run()
    camera = (await rounds.cameras())["A"]
    assert (camera.failures, camera.image_digest) == (0, None)
    await full.close()


def test_without_cameras_there_are_no_rounds(store: Store) -> None:
    pool: Any = None
    assert jobs.periodic(Settings()) == ()
    (periodic,) = jobs.periodic(Settings(camera_url="http://127.0.0.1:1", camera_seconds=30))
    assert periodic.kind in jobs.handlers(Settings(), store, pool)
    assert periodic.every == timedelta(seconds=30)
