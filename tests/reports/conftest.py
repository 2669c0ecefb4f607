"""The small city, built once in a run and copied into each test's own store."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.db.session import Database
from tests.reports.scene import Scene, build, open_scene
from tests.stores import EMPTY, STORES, Stores, apart

_CITY = "small_city"


def _build(url: str) -> None:
    async def write() -> None:
        database = Database(url)
        await build(database)
        await database.close()

    apart(lambda: asyncio.run(write()))


@pytest.fixture(params=STORES)
async def database_url(
    request: pytest.FixtureRequest, stores: Stores, tmp_path: Path
) -> AsyncIterator[str]:
    """The URL of a store of this test alone: with the city for tests of a scene, else empty."""
    template = _CITY if "scene" in request.fixturenames else EMPTY
    if template == _CITY:
        stores.template(request.param, _CITY, _build)
    else:
        stores.empty(request.param)
    async with stores.copy(request.param, template, tmp_path) as url:
        yield url


@pytest.fixture
async def scene(database: Database) -> Scene:
    """Agencies, areas and categories to report to."""
    async with database.write() as session:
        return await open_scene(session)
