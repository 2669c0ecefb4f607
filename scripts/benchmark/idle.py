"""Our server as it is shipped, on the Badung pack, when nobody asks: memory, and time to start."""

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.benchmark.machine import resident_bytes
from scripts.benchmark.systems import ROOT, ask, clean_environment, free_port, stop

STARTS: Final = 3
_QUESTION: Final = b'{"query": "{ city { name } }"}'


@dataclass(frozen=True, slots=True)
class Rest:
    """What was found."""

    start_seconds: list[float]
    """From `python -m api serve` to the first answer, on a store that is ready."""
    resident_bytes: int
    """Server and worker in one process, SQLite, some seconds after the start."""
    idle_seconds: float


def measure(data: Path, log: Path, idle_seconds: float, step: Callable[[str], None]) -> Rest:
    """Seeds a city, starts it a few times, and leaves it alone for a while."""
    with log.open("ab") as output:
        step("seeding a city")
        subprocess.run(
            [sys.executable, "-m", "api", "seed", "--city", "badung", "--data", str(data)],
            cwd=ROOT,
            env=clean_environment(),
            stdout=output,
            stderr=output,
            check=True,
        )
        starts = []
        resident = 0
        for number in range(STARTS):
            step("starting")
            port = free_port()
            began = time.monotonic()
            process = subprocess.Popen(
                # Not scripts/serve: it may change the environment that this runs in.
                [sys.executable, "-m", "api", "serve", "--port", str(port), "--data", str(data)],
                cwd=ROOT,
                env=clean_environment(),
                stdout=output,
                stderr=output,
            )
            try:
                _wait_for_answer(process, port, log)
                starts.append(time.monotonic() - began)
                if number == STARTS - 1:
                    step("idle")
                    time.sleep(idle_seconds)
                    resident = resident_bytes(process.pid)
            finally:
                stop(process)
    return Rest(starts, resident, idle_seconds)


def _wait_for_answer(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError):
            answer = ask(port, _QUESTION, timeout=10)
            if answer["data"]["city"] is None:
                raise RuntimeError("the seeded city is not there")
            return
        time.sleep(0.01)
    raise RuntimeError(f"the server did not start: {log.read_text()[-1500:]}")
