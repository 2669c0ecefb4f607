"""The state of each camera: its latest good frame, earlier frames, and its failures."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.cctv.models import Camera, Snapshot
from api.cctv.values import CameraStatus
from api.db.session import WriteSession
from api.kit.problems import Words
from api.storage import library
from api.storage.images import Processed

KEPT_SNAPSHOTS: Final = 50
KEPT_FOR: Final = timedelta(hours=24)
LONGEST_WAIT: Final = 8
"""Rounds at most between two attempts at a camera that keeps failing."""


@dataclass(frozen=True, slots=True)
class Target:
    """A camera to fetch from in this round."""

    id: str
    code: str
    stream_path: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A good frame of a camera."""

    camera_id: str
    picture: Processed
    captured_at: datetime
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Missed:
    """A camera gave no frame; `reason` is short and never names an address."""

    camera_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many frames were new, and how many were identical to the one before."""

    fresh: int
    frozen: int


def is_due(camera_id: str, failures: int, cycle: int) -> bool:
    """Whether a camera is tried in this round: a failing one every 1, 1, 2, 4, then 8 rounds.

    It depends on the numbers alone, so any worker decides alike, also after a restart; the id
    spreads failing cameras over the rounds.
    """
    period = min(LONGEST_WAIT, 1 << min(max(failures - 1, 0), 30))
    return (cycle + zlib.crc32(camera_id.encode())) % period == 0


async def due(session: AsyncSession, cycle: int) -> list[Target]:
    """The cameras to fetch from in the round with this number, by code."""
    rows = await session.execute(
        select(col(Camera.id), col(Camera.code), col(Camera.stream_path), col(Camera.failures))
        .where(col(Camera.status) == CameraStatus.ACTIVE)
        .order_by(col(Camera.code))
    )
    return [
        Target(id, code, path) for id, code, path, failures in rows if is_due(id, failures, cycle)
    ]


async def record(
    session: WriteSession, outcomes: Sequence[Taken | Missed], frozen_reason: str
) -> Recorded:
    """Records the outcomes of some cameras.

    A frame with the same bytes as the one before means that the camera hangs. Since it responds, it
    is tried again in the next round, but `captured_at` stays, and the frame becomes stale.
    Renditions must be in the store already (`library.keep_renditions`).
    """
    rows = await session.execute(
        select(Camera)
        .where(col(Camera.id).in_([outcome.camera_id for outcome in outcomes]))
        .order_by(col(Camera.id))
        .with_for_update()
    )
    cameras = {camera.id: camera for camera in rows.scalars()}
    fresh = frozen = 0
    for outcome in outcomes:
        camera = cameras.get(outcome.camera_id)
        if camera is None:
            continue
        if isinstance(outcome, Missed):
            camera.failures += 1
            camera.last_failure = outcome.reason
            continue
        camera.failures = 0
        if outcome.picture.digest == camera.image_digest:
            camera.fetched_at = outcome.fetched_at
            camera.last_failure = frozen_reason
            frozen += 1
            continue
        # A changed image with an old time comes from a camera whose clock has stopped.
        known = camera.captured_at
        credible = known is None or outcome.captured_at > known
        captured_at = outcome.captured_at if credible else outcome.fetched_at
        alt = Words(f"Gambar dari kamera {camera.name}", f"Image from the camera {camera.name}")
        await library.keep_row(session, outcome.picture, alt)
        camera.image_digest = outcome.picture.digest
        camera.captured_at = captured_at
        camera.fetched_at = outcome.fetched_at
        camera.last_failure = None
        session.add(
            Snapshot(
                camera_id=camera.id,
                image_digest=outcome.picture.digest,
                captured_at=captured_at,
                fetched_at=outcome.fetched_at,
            )
        )
        fresh += 1
    await session.flush()
    return Recorded(fresh, frozen)


async def prune(session: WriteSession, now: datetime) -> set[str]:
    """Deletes snapshots beyond a camera's newest 50, and those older than a day.

    Returns the digests of their images, which may still be in use elsewhere.
    """
    ranked = select(
        col(Snapshot.id),
        col(Snapshot.fetched_at),
        func.row_number()
        .over(
            partition_by=col(Snapshot.camera_id),
            order_by=(col(Snapshot.captured_at).desc(), col(Snapshot.id).desc()),
        )
        .label("place"),
    ).subquery()
    dropped = await session.execute(
        delete(Snapshot)
        .where(
            col(Snapshot.id).in_(
                select(ranked.c.id).where(
                    or_(ranked.c.place > KEPT_SNAPSHOTS, ranked.c.fetched_at < now - KEPT_FOR)
                )
            )
        )
        .returning(col(Snapshot.image_digest))
        .execution_options(synchronize_session=False)
    )
    return set(dropped.scalars())
