"""What is recorded of each camera, and what is deleted."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from api.cctv import service
from api.cctv.models import Camera, Snapshot
from api.cctv.policy import shows_frame
from api.cctv.service import Missed, Taken, due, is_due, prune, record
from api.cctv.values import CameraStatus
from api.db.session import Database
from api.identity.tokens import viewer
from api.kit import clock
from api.storage.images import Processed, Rendition
from api.storage.models import StoredImage
from tests.cctv.street import CODE, add_cameras

NOW = clock.now()
NOBODY = viewer(None, "ID", NOW)


def taken(camera: str, mark: str, at: datetime, captured: datetime | None = None) -> Taken:
    picture = Processed(mark * 64, 960, 540, "hash", (Rendition(960, 540, b"x"),))
    return Taken(camera, picture, captured or at, at)


async def camera_of(database: Database, id: str) -> Camera:
    async with database.read() as reader:
        found = await reader.get(Camera, id)
        assert found is not None
        return found


async def test_only_active_cameras_are_due(database: Database) -> None:
    await add_cameras(database, "B", "A")
    await add_cameras(database, "C", status=CameraStatus.MAINTENANCE)
    await add_cameras(database, "D", status=CameraStatus.RETIRED)
    async with database.read() as reader:
        assert [target.code for target in await due(reader, 1)] == ["A", "B"]


def test_a_failing_camera_is_tried_ever_less_often() -> None:
    def tries(failures: int) -> int:
        return sum(is_due("0190f3c2-0000-7000-8000-000000000000", failures, n) for n in range(80))

    assert [tries(n) for n in (0, 1, 2, 3, 4, 5, 50, 10_000)] == [80, 80, 40, 20, 10, 10, 10, 10]


def test_failing_cameras_are_spread_over_the_rounds() -> None:
    ids = [f"0190f3c2-0000-7000-8000-{n:012d}" for n in range(340)]
    rounds = [sum(is_due(id, 9, cycle) for id in ids) for cycle in range(8)]
    assert sum(rounds) == 340 and max(rounds) < 80


async def test_a_good_frame_is_the_latest_and_is_kept(database: Database) -> None:
    ids = await add_cameras(database, CODE)
    camera = ids[CODE]
    async with database.write() as session:
        await record(session, [Missed(camera, "TIMED_OUT")], "FROZEN")
    async with database.write() as session:
        recorded = await record(session, [taken(camera, "a", NOW)], "FROZEN")
    assert (recorded.fresh, recorded.frozen) == (1, 0)
    found = await camera_of(database, camera)
    assert (found.image_digest, found.captured_at, found.fetched_at) == ("a" * 64, NOW, NOW)
    assert (found.failures, found.last_failure) == (0, None)
    async with database.read() as reader:
        (snapshot,) = (await reader.execute(select(Snapshot))).scalars()
        image = await reader.get(StoredImage, "a" * 64)
        assert image is not None and image.alt_en == f"Image from the camera Kamera {CODE}"
        for digest, shown in (("a" * 64, True), ("b" * 64, False)):
            assert await reader.scalar(select(shows_frame(digest, NOBODY))) == shown
    assert (snapshot.camera_id, snapshot.image_digest) == (camera, "a" * 64)


async def test_failures_are_counted_and_the_frame_stays(database: Database) -> None:
    camera = (await add_cameras(database, CODE))[CODE]
    async with database.write() as session:
        await record(session, [taken(camera, "a", NOW)], "FROZEN")
    for _ in range(3):
        async with database.write() as session:
            await record(session, [Missed(camera, "HTTP_ERROR 500")], "FROZEN")
    found = await camera_of(database, camera)
    assert (found.failures, found.last_failure) == (3, "HTTP_ERROR 500")
    assert (found.image_digest, found.captured_at) == ("a" * 64, NOW)


async def test_a_frozen_frame_becomes_stale(database: Database) -> None:
    camera = (await add_cameras(database, CODE))[CODE]
    later = NOW + timedelta(minutes=1)
    for at in (NOW, later):
        async with database.write() as session:
            recorded = await record(session, [taken(camera, "a", at)], "FROZEN")
    assert (recorded.fresh, recorded.frozen) == (0, 1)
    found = await camera_of(database, camera)
    assert (found.captured_at, found.fetched_at) == (NOW, later)
    assert (found.failures, found.last_failure) == (0, "FROZEN")
    async with database.read() as reader:
        assert await reader.scalar(select(func.count()).select_from(Snapshot)) == 1


async def test_a_new_frame_with_an_old_time_gets_the_time_of_fetching(database: Database) -> None:
    camera = (await add_cameras(database, CODE))[CODE]
    stuck, later = NOW - timedelta(hours=1), NOW + timedelta(minutes=1)
    async with database.write() as session:
        await record(session, [taken(camera, "a", NOW, stuck)], "FROZEN")
    assert (await camera_of(database, camera)).captured_at == stuck
    async with database.write() as session:
        await record(session, [taken(camera, "b", later, stuck)], "FROZEN")
    assert (await camera_of(database, camera)).captured_at == later


async def test_a_camera_that_was_removed_meanwhile_is_ignored(database: Database) -> None:
    async with database.write() as session:
        unknown = "0190f3c2-0000-7000-8000-000000000000"
        recorded = await record(session, [Missed(unknown, "X"), taken(unknown, "a", NOW)], "FROZEN")
    assert (recorded.fresh, recorded.frozen) == (0, 0)


async def test_two_cameras_may_show_the_same(database: Database) -> None:
    ids = await add_cameras(database, "A", "B")
    async with database.write() as session:
        outcomes = [taken(id, "a", NOW) for id in ids.values()]
        assert (await record(session, outcomes, "FROZEN")).fresh == 2


async def test_old_snapshots_are_deleted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "KEPT_SNAPSHOTS", 3)
    ids = await add_cameras(database, "A", "B")
    for minute, mark in enumerate("abcde"):
        async with database.write() as session:
            at = NOW + timedelta(minutes=minute)
            await record(session, [taken(ids["A"], mark, at)], "FROZEN")
    async with database.write() as session:
        await record(session, [taken(ids["B"], "f", NOW)], "FROZEN")
    async with database.write() as session:
        assert await prune(session, NOW) == {"a" * 64, "b" * 64}
    async with database.write() as session:
        assert await prune(session, NOW) == set()
        await session.execute(
            update(Snapshot)
            .where(col(Snapshot.image_digest) == "f" * 64)
            .values(fetched_at=NOW - timedelta(hours=25))
        )
    async with database.write() as session:
        assert await prune(session, NOW) == {"f" * 64}
    async with database.read() as reader:
        kept = await reader.execute(select(col(Snapshot.image_digest)))
        assert {digest[0] for digest in kept.scalars()} == set("cde")
