"""Rounds: every system in turn, there and back, so that a slow minute falls on all of them."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from scripts.benchmark.load import Result, Spec
from scripts.benchmark.machine import (
    busy_seconds,
    cpu_of_tree,
    cpu_seconds,
    stolen_seconds,
    stolen_share,
)
from scripts.benchmark.systems import ROOT, System


@dataclass(frozen=True, slots=True)
class Cell:
    """One system, one query, one round."""

    rate: float
    """Requests a second."""
    server_us: float = 0.0
    """CPU of the server for a request, microseconds."""
    database_us: float = 0.0
    client_share: float = 0.0
    """How much of a core the load generator used: near 1 it, not the server, is measured."""
    stolen: float = 0.0
    """The share of the machine that the hypervisor gave to others."""
    others: float = 0.0
    """Cores that processes outside the benchmark kept busy."""
    p50: float = 0.0
    p99: float = 0.0


Measure = Callable[[], Cell]


@dataclass(slots=True)
class Series:
    """All rounds of one query: the cells of each system."""

    query: str
    cells: dict[str, list[Cell]] = field(default_factory=dict)

    def rate(self, system: str) -> float:
        """The median rate of a system."""
        return statistics.median(cell.rate for cell in self.cells[system])

    def median(self, system: str, what: str) -> float:
        """The median of one number of a system's cells."""
        return float(statistics.median(getattr(cell, what) for cell in self.cells[system]))

    def ratio(self, system: str, other: str) -> tuple[float, float, float]:
        """(median, least, most) of the ratios within rounds."""
        pairs = zip(self.cells[system], self.cells[other], strict=True)
        ratios = [mine.rate / theirs.rate for mine, theirs in pairs]
        return statistics.median(ratios), min(ratios), max(ratios)

    def as_json(self) -> dict[str, Any]:
        """Every number."""
        return {name: [asdict(cell) for cell in cells] for name, cells in self.cells.items()}


def interleaved(
    query: str, measures: Mapping[str, Measure], rounds: int, step: Callable[[str], None]
) -> Series:
    """Measures all systems in each round, in the order of every second round turned about."""
    series = Series(query, {name: [] for name in measures})
    for number in range(rounds):
        names = list(measures)
        for name in names if number % 2 == 0 else reversed(names):
            step(f"{query} · {name}")
            series.cells[name].append(measures[name]())
    return series


def http_cell(system: System, spec: Spec, database_pid: int | None) -> Cell:
    """Lets the load generator loose on a server, and says what it did and what it cost."""
    server_before = cpu_of_tree(system.pid)
    database_before = 0.0 if database_pid is None else cpu_of_tree(database_pid)
    stolen_before, busy_before, began = stolen_seconds(), busy_seconds(), time.monotonic()
    result = generate(spec)
    seconds = time.monotonic() - began
    server = cpu_of_tree(system.pid) - server_before
    database = 0.0 if database_pid is None else cpu_of_tree(database_pid) - database_before
    busy = busy_seconds() - busy_before
    if result.failed:
        raise RuntimeError(f"{system.name}: {result.failed} of {result.sent} requests failed")
    return Cell(
        rate=result.rate,
        server_us=server / result.sent * 1e6,
        database_us=database / result.sent * 1e6,
        client_share=result.client_cpu / result.seconds,
        stolen=stolen_share(stolen_before, stolen_seconds(), seconds),
        others=max(0.0, busy - server - database - result.process_cpu) / seconds,
        p50=result.p50,
        p99=result.p99,
    )


def generate(spec: Spec) -> Result:
    """Runs the load generator in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.benchmark.load"],
        input=json.dumps(asdict(spec)).encode(),
        cwd=ROOT,
        capture_output=True,
        timeout=spec.seconds * 8 + 90,
    )
    if done.returncode:
        raise RuntimeError(f"the load generator failed: {done.stderr.decode()[-1500:]}")
    return Result(**json.loads(done.stdout))


@contextmanager
def on_core(core: int | None) -> Iterator[None]:
    """Runs what is inside, and the processes that it starts, on one core."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def database_cell(run: Callable[[], Any], database_pid: int) -> Cell:
    """The same for pgbench: `run` gives a `Timed`."""
    before = cpu_seconds(database_pid)
    timed = run()
    # Its connections have ended, so the server has counted their time as its own.
    used = cpu_seconds(database_pid) - before
    return Cell(rate=timed.rate, database_us=used / max(timed.done, 1) * 1e6)


def warm(measures: Sequence[Callable[[], Any]]) -> None:
    """Runs everything once, untimed."""
    for measure in measures:
        measure()
