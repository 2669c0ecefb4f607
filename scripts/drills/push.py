"""kill -9 the worker again and again while notices go out: nothing is lost, nothing shown twice.

The worker is `python -m api worker`, as it is shipped, and FCM's twin stands at the wire. Between
two lives the leases of the dead worker are let run out, as a minute of waiting would.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from sqlalchemy import func, select, update

from api.db import migrate
from api.db.base import table
from api.db.session import Database
from api.jobs.models import JobState
from api.jobs.outbox import JOB
from api.kit import clock
from api.push.models import Delivery
from api.push.service import DELIVER
from api.push.values import DeliveryStatus
from scripts.benchmark.database import POSTGRES, SQLITE, STORES
from scripts.benchmark.push_rows import fill
from scripts.twins.fcm import FcmTwin

ROOT: Final = Path(__file__).parents[2]
_DELIVERY: Final = table(Delivery)
_SECONDS_A_MESSAGE: Final = 0.02
"""The twin's thinking time: without it all were sent before the worker can be killed."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was left on one store."""

    store: str
    notices: int
    kills: int
    killed_at_work: int
    """Kills that met a batch on its way."""
    accepted: int
    """What FCM was given, the same message counted each time."""
    shown: int
    """What citizens see: an app drops an id that it had before."""
    phones: int
    """Those that show it; each has one notice to show."""
    sent: int
    """Deliveries that are written down as sent."""
    seconds: float

    @property
    def lost(self) -> int:
        """Notices that nobody sees."""
        return self.notices - self.phones

    @property
    def doubled(self) -> int:
        """Notices that a phone shows a second time: under another id."""
        return self.shown - self.phones

    @property
    def resent(self) -> int:
        """Repetitions on the wire with the same id: apps drop them."""
        return self.accepted - self.shown

    @property
    def is_well(self) -> bool:
        """Whether all are shown, once, and written down."""
        return self.lost == self.doubled == 0 and self.sent == self.notices


def push(
    notices: Annotated[int, typer.Option(min=1, help="How many notices go out.")] = 2_000,
    kills: Annotated[int, typer.Option(min=0, help="How often the worker is killed.")] = 20,
    store: Annotated[str, typer.Option(help=f"{', '.join(STORES)} or both.")] = "both",
    seed: Annotated[int | None, typer.Option(help="Repeats the moments of another run.")] = None,
) -> None:
    """Kills the worker at random moments while notices go out, and counts what arrives."""
    if store not in (*STORES, "both"):
        raise typer.BadParameter(f"{store!r} is not a store; choose {', '.join(STORES)} or both.")
    console = Console(highlight=False)
    seed = random.SystemRandom().randrange(1 << 32) if seed is None else seed
    found = [
        asyncio.run(run(one, notices, kills, seed, console))
        for one in (STORES if store == "both" else (store,))
    ]
    table = Table("store", title=f"kill -9, seed {seed}", title_justify="left")
    for heading in (
        "notices",
        "kills",
        "at work",
        "shown",
        "lost",
        "doubled",
        "resent, same id",
        "s",
    ):
        table.add_column(heading, justify="right")
    for one in found:
        table.add_row(
            one.store, str(one.notices), str(one.kills), str(one.killed_at_work), str(one.shown),
            str(one.lost), str(one.doubled), str(one.resent), f"{one.seconds:.0f}",
        )  # fmt: skip
    console.print(table)
    if not all(one.is_well for one in found):
        raise typer.Exit(1)


async def run(
    store: str, notices: int, kills: int, seed: int, console: Console | None = None
) -> Found:
    """The drill on a new store."""
    with tempfile.TemporaryDirectory(prefix="kulkul-drill-") as folder:
        async with AsyncExitStack() as stack:
            url = await stack.enter_async_context(_store(store, Path(folder)))
            await asyncio.to_thread(migrate.upgrade, url)
            return await on(store, url, Path(folder), notices, kills, seed, console)


@asynccontextmanager
async def _store(store: str, folder: Path) -> AsyncIterator[str]:
    if store == SQLITE:
        yield f"sqlite+aiosqlite:///{folder / 'kulkul.sqlite3'}"
        return
    from scripts.benchmark.database import postgres

    assert store == POSTGRES
    with postgres(None) as server:
        yield server.sqlalchemy_url("postgres")


async def on(
    store: str,
    url: str,
    folder: Path,
    notices: int,
    kills: int,
    seed: int,
    console: Console | None = None,
) -> Found:
    """The drill on a store that is migrated and empty."""
    chance, began, at_work = random.Random(seed), time.monotonic(), 0
    database = Database(url)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with (
        FcmTwin(http2=True) as twin,
        Progress(*columns, console=console, disable=console is None) as progress,
    ):
        twin.faults.message_seconds = _SECONDS_A_MESSAGE
        await fill(database, notices)
        task = progress.add_task(f"{store}: shown", total=notices)
        for number in range(kills + 1):
            is_last = number == kills
            worker = _start(url, folder, twin)
            try:
                before = len(twin.sent)
                # Of what is left each life may take its part, so that all kills meet work.
                share = (notices - len(twin.shown())) / (kills - number + 1)
                goal = before + max(1, round(chance.uniform(0.1, 1.0) * share))
                await _until(database, twin, worker, None if is_last else goal, notices)
                progress.update(task, completed=len(twin.shown()))
            finally:
                running = await _running(database)
                worker.send_signal(signal.SIGTERM if is_last else signal.SIGKILL)
                await asyncio.to_thread(worker.wait)
            at_work += bool(running) and not is_last
            await _lapse(database)
        sent = await _count(database, _DELIVERY.c.status == DeliveryStatus.SENT)
        await database.close()
        return Found(
            store, notices, kills, at_work, len(twin.accepted()), len(twin.shown()),
            len({target for target, _ in twin.shown()}), sent,
            time.monotonic() - began,
        )  # fmt: skip


def _start(url: str, folder: Path, twin: FcmTwin) -> "subprocess.Popen[bytes]":
    ours = {k: v for k, v in os.environ.items() if not k.startswith("KULKUL_")}
    settings = {
        "KULKUL_DATA": str(folder),
        "KULKUL_DATABASE_URL": "" if "sqlite" in url else url,
        "KULKUL_FIREBASE_CREDENTIALS": str(twin.credentials(folder / "firebase.json")),
        "KULKUL_FCM_URL": twin.url,
        "KULKUL_FCM_AUTHORITY": str(twin.authority),
    }
    with (folder / "worker.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "api", "worker"],
            cwd=ROOT, env={**ours, **settings}, stdout=log, stderr=log,
        )  # fmt: skip


async def _until(
    database: Database,
    twin: FcmTwin,
    worker: "subprocess.Popen[bytes]",
    goal: int | None,
    notices: int,
) -> None:
    """Until FCM has been given that many, or, without a goal, until all is written down."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if worker.poll() is not None:
            raise RuntimeError(f"the worker ended by itself with code {worker.returncode}")
        if goal is not None and len(twin.sent) >= goal:
            return
        if goal is None:
            sent = await _count(database, _DELIVERY.c.status == DeliveryStatus.SENT)
            if sent == notices:
                return
        await asyncio.sleep(0.005 if goal is not None else 0.1)
    raise RuntimeError("the worker did not get on within two minutes")


async def _running(database: Database) -> int:
    async with database.read() as session:
        running = select(func.count()).where(JOB.c.state == JobState.RUNNING, JOB.c.kind == DELIVER)
        return await session.scalar(running.select_from(JOB)) or 0


async def _count(database: Database, condition: object) -> int:
    async with database.read() as session:
        counted = select(func.count()).select_from(_DELIVERY).where(condition)  # type: ignore[arg-type]
        return await session.scalar(counted) or 0


async def _lapse(database: Database) -> None:
    """Time passes: leases of the dead run out, and what was put off is due."""
    past = clock.now() - timedelta(seconds=1)
    async with database.write() as session:
        await session.execute(
            update(JOB).where(JOB.c.state == JobState.RUNNING).values(leased_until=past)
        )
        await session.execute(
            update(JOB)
            .where(JOB.c.state == JobState.READY, JOB.c.run_at > past)
            .values(run_at=past)
        )
