"""Personal notices through the whole house, against firebase-admin alone on the same server.

Rounds of both take turns: the worker as it is shipped delivers some waiting notices, then the SDK
alone sends as many. FCM's twin speaks HTTP/2 over TLS in a process of its own. Beside them the
API is asked at a steady rate, first while nothing goes out, then while the worker works.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlalchemy import func, select, update

from api.db.session import Database
from api.jobs.models import JobState
from api.jobs.outbox import JOB
from api.kit import clock
from api.push.models import Delivery
from api.push.service import DELIVER
from api.push.values import DeliveryState
from scripts.benchmark.database import SQLITE, postgres
from scripts.benchmark.load import Result, Spec
from scripts.benchmark.machine import choose_cores, cpu_seconds, pin, resident_bytes
from scripts.benchmark.push_rows import fill
from scripts.benchmark.systems import ROOT, clean_environment, free_port, ours, stop

_DELIVERY: Final = Delivery.metadata.tables["delivery"]
_QUERY: Final = json.dumps(
    {"query": "{ reports(first: 20) { nodes { id ticket title status createdAt } } }"}
)
_RATE: Final = 25.0
"""Requests a second beside the pushes: a quiet city, so that the tail is the worker's doing."""


@dataclass(slots=True)
class Found:
    """What a run gave. Rates are messages a second."""

    store: str
    notices: int
    ours: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    ours_cpu: list[float] = field(default_factory=list)
    """Milliseconds of the worker's CPU for a message, round by round."""
    alone_cpu: list[float] = field(default_factory=list)
    resident: list[int] = field(default_factory=list)
    """Bytes of the worker, after each round."""
    idle_p99: list[float] = field(default_factory=list)
    """Of the API just before each round, milliseconds."""
    busy_p99: list[float] = field(default_factory=list)
    """Of the API during each round, milliseconds."""
    sent: int = 0
    shown: int = 0

    @property
    def ratio(self) -> float:
        """Our rate to that of the SDK alone: the median of the rounds' pairs."""
        return median(ours / alone for ours, alone in zip(self.ours, self.alone, strict=True))


def run(store: str, notices: int, rounds: int, console: Console) -> Found:
    """Fills a new store, measures, and leaves nothing behind."""
    cores = choose_cores()
    with tempfile.TemporaryDirectory(prefix="kulkul-bench-") as folder, ExitStack() as stack:
        data = Path(folder)
        log = data / "log"
        url = f"sqlite+aiosqlite:///{data / 'kulkul.sqlite3'}"
        if store != SQLITE:
            url = stack.enter_context(postgres(cores.server)).sqlalchemy_url("postgres")
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        progress = stack.enter_context(Progress(*columns, console=console))
        api = stack.enter_context(ours(url, data, log, cores.server))
        told = progress.add_task("notices written", total=notices)
        asyncio.run(_fill(url, notices, lambda done: progress.advance(told, done)))
        fcm = stack.enter_context(_twin(data, log, cores.client))
        worker = stack.enter_context(_worker(url, data, log, fcm, cores.client))
        alone = stack.enter_context(_alone(log, fcm, cores.client))
        found = Found(store, notices)
        each = notices // rounds
        sending = progress.add_task("rounds", total=rounds)
        for _ in range(rounds):
            found.idle_p99.append(_finish(_load(api.port, 10.0, cores.server)).p99)
            before = cpu_seconds(worker.pid)
            asyncio.run(_round(url, each, found, api.port, cores.server))
            found.ours_cpu.append((cpu_seconds(worker.pid) - before) / each * 1e3)
            found.resident.append(resident_bytes(worker.pid))
            assert alone.stdin is not None and alone.stdout is not None
            before = cpu_seconds(alone.pid)
            alone.stdin.write(f"{each}\n".encode())
            alone.stdin.flush()
            seconds, taken = json.loads(alone.stdout.readline())
            if taken != each:
                raise RuntimeError(
                    f"the SDK alone sent {taken} of {each}: {log.read_text()[-800:]}"
                )
            found.alone.append(each / seconds)
            found.alone_cpu.append((cpu_seconds(alone.pid) - before) / each * 1e3)
            progress.advance(sending)
        found.sent = asyncio.run(_sent(url))
        counts = httpx.get(f"{fcm['url']}/counts", verify=_trusting(fcm["authority"])).json()
        found.shown = counts["shown"] - each * rounds
    return found


async def _fill(url: str, notices: int, step: Any) -> None:
    database = Database(url)
    await fill(database, notices, step)
    async with database.write() as session:
        # They wait until their round.
        later = clock.now().replace(year=clock.now().year + 1)
        await session.execute(update(JOB).where(JOB.c.kind == DELIVER).values(run_at=later))
    await database.close()


async def _round(url: str, number: int, found: Found, port: int, core: int | None) -> None:
    """Lets some notices go and waits until every one is written down."""
    database = Database(url)
    waiting = select(JOB.c.id).where(JOB.c.kind == DELIVER, JOB.c.state == JobState.READY)
    now = clock.now()
    async with database.write() as session:
        some = waiting.order_by(JOB.c.id).limit(number)
        await session.execute(update(JOB).where(JOB.c.id.in_(some)).values(run_at=now))
    load = _load(port, 10.0, core)
    at_work = select(func.count()).select_from(JOB).where(
        JOB.c.kind == DELIVER, JOB.c.state == JobState.RUNNING
    )  # fmt: skip
    left = waiting.where(JOB.c.run_at <= now).limit(1)
    began: float | None = None
    while True:
        async with database.read() as session:
            running = await session.scalar(at_work)
            is_left = await session.scalar(left) is not None
        if running and began is None:
            began = time.monotonic()
        if began is not None and not running and not is_left:
            break
        await asyncio.sleep(0.05)
    assert began is not None
    found.ours.append(number / (time.monotonic() - began))
    found.busy_p99.append(_finish(load).p99)
    await database.close()


async def _sent(url: str) -> int:
    database = Database(url)
    async with database.read() as session:
        counted = select(func.count()).select_from(_DELIVERY)
        sent = await session.scalar(counted.where(_DELIVERY.c.state == DeliveryState.SENT))
    await database.close()
    return sent or 0


def _load(port: int, seconds: float, core: int | None) -> "subprocess.Popen[bytes]":
    spec = Spec(port, [_QUERY], seconds, connections=4, rate=_RATE, core=core, warm_seconds=1.0)
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.benchmark.load"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(json.dumps(asdict(spec)).encode())
    process.stdin.close()
    return process


def _finish(process: "subprocess.Popen[bytes]") -> Result:
    assert process.stdout is not None
    told = process.stdout.read()
    process.wait()
    return Result(**json.loads(told))


@contextmanager
def _twin(data: Path, log: Path, core: int | None) -> Iterator[dict[str, str]]:
    port, file = free_port(), data / "firebase.json"
    command = [
        sys.executable, "-m", "scripts.twins.fcm", "--http2", "--quiet",
        "--port", str(port), "--credentials", str(file),
    ]  # fmt: skip
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=output)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        told = dict(word.split("=", 1) for word in line.split())
        pin(process.pid, core)
        yield {
            "url": told["KULKUL_FCM_URL"],
            "authority": told["KULKUL_FCM_AUTHORITY"],
            "file": str(file),
        }
    finally:
        stop(process)


@contextmanager
def _worker(
    url: str, data: Path, log: Path, fcm: dict[str, str], core: int | None
) -> Iterator["subprocess.Popen[bytes]"]:
    settings = {
        "KULKUL_DATA": str(data),
        "KULKUL_DATABASE_URL": url,
        "KULKUL_FIREBASE_CREDENTIALS": fcm["file"],
        "KULKUL_FCM_URL": fcm["url"],
        "KULKUL_FCM_AUTHORITY": fcm["authority"],
    }
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "api", "worker"],
            cwd=ROOT, env={**clean_environment(), **settings}, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        pin(process.pid, core)
        yield process
    finally:
        stop(process)


@contextmanager
def _alone(log: Path, fcm: dict[str, str], core: int | None) -> Iterator["subprocess.Popen[bytes]"]:
    # The SDK has no setting for a certificate; its libraries look into the environment.
    trust = {"SSL_CERT_FILE": fcm["authority"], "REQUESTS_CA_BUNDLE": fcm["authority"]}
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.benchmark.push_alone", fcm["file"], fcm["url"]],
            cwd=ROOT, env={**os.environ, **trust},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=output,
        )  # fmt: skip
    try:
        pin(process.pid, core)
        yield process
    finally:
        stop(process)


def _trusting(authority: str) -> Any:
    import ssl

    return ssl.create_default_context(cafile=authority)


def told(found: Found) -> list[str]:
    """The result in lines."""
    megabytes = [size / 1e6 for size in found.resident]
    tails = list(zip(found.idle_p99, found.busy_p99, strict=True))
    rates = ", ".join(f"{a:.0f}/{b:.0f}" for a, b in zip(found.ours, found.alone, strict=True))
    return [
        f"{found.store}: {found.notices} notices in {len(found.ours)} rounds",
        f"messages a second, ours/alone: {rates}",
        f"ours to firebase-admin alone: {found.ratio:.2f}",
        f"CPU for a message, ms, medians: worker {median(found.ours_cpu):.2f},"
        f" firebase-admin alone {median(found.alone_cpu):.2f}",
        f"memory of the worker after each round, MB: {', '.join(f'{m:.0f}' for m in megabytes)}",
        f"API p99, ms, idle/while pushes go out: {', '.join(f'{a:.1f}/{b:.1f}' for a, b in tails)};"
        f" {median(busy / idle for idle, busy in tails):.2f} of idle",
        f"written down as sent: {found.sent}; shown on phones: {found.shown}",
    ]
