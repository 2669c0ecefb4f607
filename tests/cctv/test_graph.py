"""Cameras in the graph: a frame is one thing for a cache, wherever it is listed."""

from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from api.cctv.service import Taken, record
from api.db.session import Database
from api.kit import clock
from api.storage.images import Processed, Rendition
from tests.cctv.street import CODE, add_cameras
from tests.gql.asking import open_kernel

NOW = clock.now()
DOCUMENT = """{ cameras { nodes {
  id snapshot { id capturedAt } history { nodes { id capturedAt } } } } }"""


@pytest.mark.parametrize("compiled", [True, False])
async def test_the_latest_frame_has_the_same_id_in_the_history(
    database: Database, tmp_path: Path, compiled: bool
) -> None:
    camera = (await add_cameras(database, CODE))[CODE]
    for minute, mark in enumerate("abc"):
        at = NOW + timedelta(minutes=minute)
        picture = Processed(mark * 64, 960, 540, "hash", (Rendition(960, 540, b"x"),))
        async with database.write() as session:
            await record(session, [Taken(camera, picture, at, at)], "FROZEN")
    kernel = open_kernel(database.url, tmp_path)
    answer = await kernel.answer(DOCUMENT, compiled=compiled)
    assert answer.compiled is compiled
    (found,) = orjson.loads(answer.body)["data"]["cameras"]["nodes"]
    history = found["history"]["nodes"]
    assert found["snapshot"] == history[0]
    assert len({frame["id"] for frame in history}) == 3
    assert all(frame["id"].startswith("snap_") for frame in history)
    await kernel.close()
