"""Personal notices through the whole house, against firebase-admin alone on the same server.

Rounds of both take turns: the worker as it is shipped delivers some waiting notices, then the SDK
alone sends a part as many. FCM's twin speaks HTTP/2 over TLS in a process of its own. Beside them
the API is asked at a steady rate: while nothing goes out, while the worker works, and while the SDK
alone does, which shows what any work on the other core costs the API on this machine. The server
and the load generator have one core, all others the other one, where only PostgreSQL does not step
back.
"""

import asyncio
import json
import subprocess
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlalchemy import func, select, update

from api.db import migrate
from api.db.base import table
from api.db.session import Database
from api.kit import clock
from api.push.models import PushMessage
from api.push.values import MessageState
from scripts.benchmark.database import SQLITE, postgres
from scripts.benchmark.machine import choose_cores, cpu_of_tree, cpu_seconds, resident_bytes
from scripts.benchmark.push_parts import QUERY, alone, finish, load, twin, worker
from scripts.benchmark.push_rows import fill
from scripts.benchmark.systems import ours

_MESSAGE: Final = table(PushMessage)


_WARMING: Final = 50
_IDLE_SECONDS: Final = 10.0
_PART_ALONE: Final = 5
"""The SDK alone sends one in five as many: a rate shows sooner than a queue is empty."""
_LEAST_ALONE: Final = 2_000


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
    """Of the API while the worker delivers, milliseconds."""
    alone_p99: list[float] = field(default_factory=list)
    """Of the API while the SDK alone sends, milliseconds."""
    twin_cpu: list[float] = field(default_factory=list)
    """Milliseconds of the twin's CPU for a message of the worker."""
    database_cpu: list[float] = field(default_factory=list)
    """Milliseconds of PostgreSQL's CPU for a message of the worker; it serves the API too."""
    asking_cpu: list[float] = field(default_factory=list)
    """Milliseconds of the load generator's CPU for a request to the API."""
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
        url, database = f"sqlite+aiosqlite:///{data / 'kulkul.sqlite3'}", None
        if store != SQLITE:
            server = stack.enter_context(postgres(cores.database))
            url, database = server.sqlalchemy_url("postgres"), server.pid
        migrate.upgrade(url)  # the server listens before its store is made
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        progress = stack.enter_context(Progress(*columns, console=console))
        api = stack.enter_context(ours(url, data, log, cores.server))
        written = progress.add_task("notices written", total=notices)
        asyncio.run(_fill(url, notices, lambda done: progress.advance(written, done)))
        fcm = stack.enter_context(twin(data, log, cores.client))
        worker_ = stack.enter_context(worker(url, data, log, fcm, cores.client))
        alone_ = stack.enter_context(alone(log, fcm, cores.client))
        for _ in range(_WARMING):  # it listens before it is ready
            api.ask(QUERY.encode())
        found, each = Found(store, notices), notices // rounds
        some = max(each // _PART_ALONE, min(each, _LEAST_ALONE))
        sending = progress.add_task("rounds", total=rounds)
        for _ in range(rounds):
            asked = finish(load(api.port, cores.server, _IDLE_SECONDS), now=False)
            found.idle_p99.append(asked.p99)
            found.asking_cpu.append(asked.client_cpu / asked.answered * 1e3)
            before = _cpu(worker_.pid, int(fcm["pid"]), database)
            asyncio.run(_round(url, each, found, api.port, cores.server))
            spent = [
                (after - was) / each * 1e3
                for after, was in zip(
                    _cpu(worker_.pid, int(fcm["pid"]), database), before, strict=True
                )
            ]
            for column, cost in zip(
                (found.ours_cpu, found.twin_cpu, found.database_cpu), spent, strict=True
            ):
                column.append(cost)
            found.resident.append(resident_bytes(worker_.pid))
            _send_alone(alone_, some, found, log, api.port, cores.server)
            progress.advance(sending)
        found.sent = asyncio.run(_sent(url))
        counts = httpx.get(f"{fcm['url']}/counts", verify=_trusting(fcm["authority"])).json()
        found.shown = counts["shown"] - some * rounds
    return found


def _cpu(worker: int, twin: int, database: int | None) -> list[float]:
    return [cpu_seconds(worker), cpu_seconds(twin), cpu_of_tree(database) if database else 0.0]


def _send_alone(
    process: "subprocess.Popen[bytes]", number: int, found: Found, log: Path, port: int,
    core: int | None,
) -> None:  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    asking = load(port, core)
    before = cpu_seconds(process.pid)
    process.stdin.write(f"{number}\n".encode())
    process.stdin.flush()
    seconds, taken = json.loads(process.stdout.readline())
    if taken != number:
        raise RuntimeError(f"the SDK alone sent {taken} of {number}: {log.read_text()[-800:]}")
    found.alone.append(number / seconds)
    found.alone_cpu.append((cpu_seconds(process.pid) - before) / number * 1e3)
    found.alone_p99.append(finish(asking).p99)


async def _fill(url: str, notices: int, step: Any) -> None:
    database = Database(url)
    await fill(database, notices, step)
    async with database.write() as session:
        # They wait until their round.
        later = clock.now().replace(year=clock.now().year + 1)
        await session.execute(update(_MESSAGE).values(due_at=later))
    await database.close()


async def _round(url: str, number: int, found: Found, port: int, core: int | None) -> None:
    """Lets some notices go and waits until every one is written down."""
    database = Database(url)
    waiting = select(_MESSAGE.c.id).where(_MESSAGE.c.state == MessageState.QUEUED)
    now = clock.now()
    async with database.write() as session:
        some = waiting.order_by(_MESSAGE.c.id).limit(number)
        await session.execute(update(_MESSAGE).where(_MESSAGE.c.id.in_(some)).values(due_at=now))
    asking = load(port, core)
    sending = _MESSAGE.c.state == MessageState.SENDING
    at_work = select(func.count()).select_from(_MESSAGE).where(sending)
    left = waiting.where(_MESSAGE.c.due_at <= now).limit(1)
    began: float | None = None
    while True:
        async with database.read() as session:
            running = await session.scalar(at_work)
            is_left = await session.scalar(left) is not None
        if running and began is None:
            began = time.monotonic()
        if began is not None and not running and not is_left:
            break
        # Looking costs the store something: seldom, and while nothing is seen to run, often.
        await asyncio.sleep(0.05 if began is None else 0.25)
    assert began is not None
    found.ours.append(number / (time.monotonic() - began))
    found.busy_p99.append(finish(asking).p99)
    await database.close()


async def _sent(url: str) -> int:
    database = Database(url)
    async with database.read() as session:
        counted = select(func.count()).select_from(_MESSAGE)
        sent = await session.scalar(counted.where(_MESSAGE.c.state == MessageState.SENT))
    await database.close()
    return sent or 0


def _trusting(authority: str) -> Any:
    import ssl

    return ssl.create_default_context(cafile=authority)


def lines(found: Found) -> list[str]:
    """The result in lines."""
    megabytes = ", ".join(f"{size / 1e6:.0f}" for size in found.resident)
    tails = list(zip(found.idle_p99, found.busy_p99, found.alone_p99, strict=True))
    rates = ", ".join(f"{a:.0f}/{b:.0f}" for a, b in zip(found.ours, found.alone, strict=True))
    p99 = ", ".join("/".join(f"{one:.1f}" for one in tail) for tail in tails)
    return [
        f"{found.store}: {found.notices} notices in {len(found.ours)} rounds",
        f"messages a second, ours/alone: {rates}",
        f"ours to firebase-admin alone: {found.ratio:.2f}",
        f"CPU for a message, ms, medians: worker {median(found.ours_cpu):.2f}, FCM's twin"
        f" {median(found.twin_cpu):.2f}, PostgreSQL {median(found.database_cpu):.2f};"
        f" firebase-admin alone {median(found.alone_cpu):.2f};"
        f" the load generator, for a request, {median(found.asking_cpu):.2f}",
        f"memory of the worker after each round, MB: {megabytes}",
        f"API p99, ms, idle/while the worker delivers/while the SDK alone sends: {p99}",
        f"API p99 to idle: the worker {median(busy / idle for idle, busy, _ in tails):.2f},"
        f" the SDK alone {median(sdk / idle for idle, _, sdk in tails):.2f}",
        f"written down as sent: {found.sent}; shown on phones: {found.shown}",
    ]
