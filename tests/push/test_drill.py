"""A short `scripts/drill push`: the real worker is killed while it sends."""

import asyncio
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from api.worker import NICE
from scripts.drills import push as drill

pytestmark = pytest.mark.slow


async def test_after_kill_9_every_phone_ends_on_the_latest_and_shows_nothing_twice(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    start = drill.start_worker

    def starting(*given: Any) -> "subprocess.Popen[bytes]":
        process = start(*given)
        started.append(process.pid)
        return process

    monkeypatch.setattr(drill, "start_worker", starting)
    steps: set[int] = set()
    until = drill._until

    async def working(*given: Any) -> None:
        await until(*given)
        steps.add(os.getpriority(os.PRIO_PROCESS, started[-1]))

    monkeypatch.setattr(drill, "_until", working)
    async with asyncio.timeout(400):
        found = await drill.on("store", database_url, tmp_path, phones=100, kills=4, seed=4)
    assert (found.latest, found.warned, found.crowded, found.open) == (100, 100, 0, 0)
    assert found.is_well
    assert found.killed_at_work > 0, "no kill met a message on its way: nothing was tested"
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert steps == {min(own + NICE, 19)}, "the worker does not lower its priority"
