"""The drill of `scripts/drill push`, short: the real worker is killed while notices go out."""

import asyncio
from pathlib import Path

from scripts.drills import push as drill


async def test_after_kill_9_all_are_told_and_nobody_twice(
    database_url: str, tmp_path: Path
) -> None:
    async with asyncio.timeout(240):
        found = await drill.on("store", database_url, tmp_path, notices=150, kills=2, seed=4)
    assert (found.lost, found.doubled, found.sent) == (0, 0, 150)
    assert found.killed_at_work == 2, "no kill met a batch on its way: nothing was tried"
    assert found.resent > 0, "no push went out twice: the kills came too late"
