"""The small city, written into each test's own store."""

import pytest

from api.db.session import Database
from tests.reports.scene import Scene, build


@pytest.fixture
async def scene(database: Database) -> Scene:
    """Agencies, areas and categories to report to."""
    return await build(database)
