"""The machine: which core does what, who used how much of it, and what to call it."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cores:
    """Who runs where. None: wherever the kernel likes."""

    server: int | None
    database: int | None
    client: int | None

    def says(self) -> str:
        """What shares a core with what, in words."""
        if self.server is None:
            return "one core: server, PostgreSQL and load generator share it"
        if self.client == self.database:
            return (
                f"server alone on core {self.server}; PostgreSQL and the load generator share core"
                f" {self.database}; pgbench runs on core {self.server}, where the server else is"
            )
        return (
            f"server or pgbench on core {self.server}, PostgreSQL on core {self.database},"
            f" load generator on core {self.client}"
        )


def choose_cores() -> Cores:
    """Server and PostgreSQL apart; the load generator beside PostgreSQL unless a third is free."""
    free = sorted(os.sched_getaffinity(0))
    if len(free) < 2:
        return Cores(None, None, None)
    return Cores(free[0], free[1], free[2] if len(free) > 2 else free[1])


def pin(pid: int, core: int | None) -> None:
    """Keeps a process, its threads and its later children on one core."""
    if core is None:
        return
    for thread in psutil.Process(pid).threads():
        os.sched_setaffinity(thread.id, {core})


def cpu_seconds(pid: int) -> float:
    """CPU used so far by a process and by those of its children that have ended, seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(fields[place]) for place in (11, 12, 13, 14)) / _TICKS


def cpu_of_tree(pid: int) -> float:
    """The same of a process and all that it started."""
    total = cpu_seconds(pid)
    for child in psutil.Process(pid).children(recursive=True):
        try:
            total += cpu_seconds(child.pid)
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total


def resident_bytes(pid: int) -> int:
    """Resident memory of a process and all that it started."""
    process = psutil.Process(pid)
    return sum(p.memory_info().rss for p in (process, *process.children(recursive=True)))


def stolen_share(before: float, after: float, seconds: float) -> float:
    """The share of all cores' time that the hypervisor gave to others between two readings."""
    return max(0.0, after - before) / (seconds * (os.cpu_count() or 1))


def stolen_seconds() -> float:
    """Time that the hypervisor gave to others so far, over all cores, seconds."""
    return float(getattr(psutil.cpu_times(), "steal", 0.0))


def busy_seconds() -> float:
    """Time that all cores spent at work so far, whoever's, seconds."""
    spent = psutil.cpu_times()
    return float(spent.user + spent.nice + spent.system + getattr(spent, "softirq", 0.0))


def description() -> dict[str, str]:
    """What the numbers were measured on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return {
        "cpu": model,
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "python": platform.python_version(),
        "kernel": platform.release(),
    }
