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


async def test_after_kill_9_everyone_is_notified_and_nobody_twice(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    start = drill._start

    def starting(*given: Any) -> "subprocess.Popen[bytes]":
        process = start(*given)
        started.append(process.pid)
        return process

    monkeypatch.setattr(drill, "_start", starting)
    steps: set[int] = set()
    until = drill._until

    async def working(*given: Any) -> None:
        await until(*given)
        steps.add(os.getpriority(os.PRIO_PROCESS, started[-1]))

    monkeypatch.setattr(drill, "_until", working)
    async with asyncio.timeout(240):
        found = await drill.on("store", database_url, tmp_path, notices=150, kills=2, seed=4)
    assert (found.lost, found.doubled, found.sent) == (0, 0, 150)
    assert found.killed_at_work == 2, "no kill hit a batch that was under way: nothing was tested"
    assert found.resent > 0, "no push went out twice: the kills came too late"
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert steps == {min(own + NICE, 19)}, "the worker does not lower its priority"
