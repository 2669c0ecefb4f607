"""A place with one camera, and the twin's street behind a free port."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from api.areas.models import Area
from api.areas.values import AreaLevel
from api.cctv.models import Camera, CameraSite
from api.cctv.values import CameraOwner, CameraStatus
from api.db.session import Database
from api.kit import clock
from scripts.twins.street import Street, create_app
from tests.http.serving import serving

CODE = "KTA-001-A"


async def add_cameras(
    database: Database,
    *codes: str,
    digest: str | None = None,
    captured_at: datetime | None = None,
    status: CameraStatus = CameraStatus.ACTIVE,
    stream: str = "/frames/{code}.jpg",
) -> dict[str, str]:
    """Writes cameras of one new place; gives their ids by code."""
    moment = (captured_at or clock.now()) if digest else None
    async with database.write() as session:
        area = (await session.execute(select(Area).limit(1))).scalar_one_or_none()
        if area is None:
            area = Area(
                code="51.03.01", level=AreaLevel.DISTRICT, kind="kecamatan", name="Kuta",
                latitude=-8.72, longitude=115.17,
            )  # fmt: skip
            session.add(area)
            await session.flush()
        site = CameraSite(
            code=f"site {codes[0]}", name="Gerbang Pantai Kuta", village_id=area.id,
            district_id=area.id, latitude=-8.7181, longitude=115.1693,
        )  # fmt: skip
        session.add(site)
        await session.flush()
        cameras = [
            Camera(
                code=code, name=f"Kamera {code}", site_id=site.id, status=status,
                owner=CameraOwner.CITY, stream_path=stream.format(code=code),
                image_digest=digest, captured_at=moment, fetched_at=moment,
            )
            for code in codes
        ]  # fmt: skip
        session.add_all(cameras)
    return {camera.code: camera.id for camera in cameras}


@contextlib.asynccontextmanager
async def street(
    names: Mapping[str, str] | None = None, **options: Any
) -> AsyncIterator[tuple[Street, str]]:
    """The twin with these cameras, and its base URL."""
    app = create_app(names or {}, **options)
    async with serving(app) as url:
        yield app, url
