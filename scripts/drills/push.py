"""kill -9 the worker again and again while news go out, and look at what the phones show.

The worker is `python -m api worker`, as it is shipped, and FCM's twin stands at the wire. Behind it
phones draw as Android does: a later push of the same tag takes the place of the earlier one. Some
are offline and get what FCM kept for them at the end, some have two of the city's apps and lose the
better one meanwhile. Three words of one report go out one after another, a broadcast and a warning.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
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
from api.kit import clock
from api.push.models import PushMessage
from api.push.values import MessageState, Urgency
from scripts.benchmark.database import POSTGRES, SQLITE, STORES
from scripts.drills.push_city import BROADCAST, WARNING, WORDS, City
from scripts.twins.fcm import FcmTwin

ROOT: Final = Path(__file__).parents[2]
_MESSAGE: Final = table(PushMessage)
_SECONDS_A_MESSAGE: Final = 0.02
"""The twin's thinking time: without it all were sent before the worker can be killed."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was left on one store."""

    store: str
    phones: int
    kills: int
    killed_at_work: int
    """Kills that met a message on its way."""
    latest: int
    """Phones that end on the last word of the report; each should."""
    warned: int
    """Phones that show the warning; each should."""
    announced: int
    """Phones that show the broadcast: all, or those of the languages whose fate is certain."""
    uninstalled: int
    """Phones that lost their better app about then, and may have missed the broadcast with it."""
    crowded: int
    """Phones with more lines than there were subjects: something is shown twice."""
    rung_again: int
    """Times that a phone drew the same again, in the place of the first: it may have rung."""
    uncertain: int
    """Broadcasts to a topic, of two, that were not sent again since FCM may have had them."""
    open: int
    """Messages that are neither sent nor given up."""
    seconds: float

    @property
    def is_well(self) -> bool:
        """Whether every phone shows what it should, once."""
        everybody = self.latest == self.warned == self.phones
        return everybody and not self.crowded and not self.open and self.is_announced

    @property
    def is_announced(self) -> bool:
        """Whether the broadcast came to all phones that had the app, unless it is uncertain."""
        return self.announced + self.uninstalled >= self.phones or self.uncertain > 0


def push(
    phones: Annotated[int, typer.Option(min=20, help="How many phones there are.")] = 1_000,
    kills: Annotated[int, typer.Option(min=0, help="How often the worker is killed.")] = 20,
    store: Annotated[str, typer.Option(help=f"{', '.join(STORES)} or both.")] = "both",
    seed: Annotated[int | None, typer.Option(help="Repeats the moments of another run.")] = None,
) -> None:
    """Kills the worker at random moments while news go out, and counts what phones show."""
    if store not in (*STORES, "both"):
        raise typer.BadParameter(f"{store!r} is not a store; choose {', '.join(STORES)} or both.")
    console = Console(highlight=False)
    seed = random.SystemRandom().randrange(1 << 32) if seed is None else seed
    found = [
        asyncio.run(run(one, phones, kills, seed, console))
        for one in (STORES if store == "both" else (store,))
    ]
    shown = Table("store", title=f"kill -9, seed {seed}", title_justify="left")
    names = ("phones", "kills", "killed_at_work", "latest", "warned", "announced", "uninstalled",
             "crowded", "rung_again", "uncertain", "open")  # fmt: skip
    for name in (*names, "s"):
        shown.add_column(name.replace("_", " "), justify="right")
    for one in found:
        cells = (str(getattr(one, name)) for name in names)
        shown.add_row(one.store, *cells, f"{one.seconds:.0f}")
    console.print(shown)
    if not all(one.is_well for one in found):
        raise typer.Exit(1)


async def run(
    store: str, phones: int, kills: int, seed: int, console: Console | None = None
) -> Found:
    """The drill on a new store."""
    with tempfile.TemporaryDirectory(prefix="kulkul-drill-") as folder:
        async with AsyncExitStack() as stack:
            url = await stack.enter_async_context(store_at(store, Path(folder)))
            await asyncio.to_thread(migrate.upgrade, url)
            return await on(store, url, Path(folder), phones, kills, seed, console)


@asynccontextmanager
async def store_at(store: str, folder: Path) -> AsyncIterator[str]:
    """The URL of a new, empty store."""
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
    phones: int,
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
        city = City(database, twin, phones, chance)
        await city.build()
        task = progress.add_task(f"{store}: lives of the worker", total=kills + 1)
        for number in range(kills + 1):
            await _happen(city, number, kills)
            worker = start_worker(url, folder, twin)
            is_last = number == kills
            try:
                left = await _count(database, MessageState.QUEUED)
                goal = max(1, round(chance.uniform(0.1, 1.0) * left / (kills - number + 1)))
                await _until(database, twin, worker, None if is_last else len(twin.sent) + goal)
            finally:
                running = await _count(database, MessageState.SENDING)
                worker.send_signal(signal.SIGTERM if is_last else signal.SIGKILL)
                await asyncio.to_thread(worker.wait)
            at_work += bool(running) and not is_last
            await _lapse(database)
            progress.advance(task)
        for phone in city.phones:
            phone.come_online()
        found = await _found(store, city, kills, at_work, time.monotonic() - began)
        await database.close()
        return found


async def _happen(city: City, number: int, kills: int) -> None:
    """What the city says before this life of the worker, in ten parts of the whole."""
    part = number * 10 // max(kills, 1)
    for word, when in enumerate((0, 3, 6)):
        if part >= when:
            await city.tell(word)
    if part >= 4:
        await city.broadcast(Urgency.NORMAL)
        city.uninstall_some()
    if part >= 7:
        await city.broadcast(Urgency.EXTREME)


async def _found(store: str, city: City, kills: int, at_work: int, seconds: float) -> Found:
    drawers = [phone.titles() for phone in city.phones]
    again = sum(
        times - 1
        for phone in city.phones
        for times in Counter((drawn.app, drawn.id) for drawn in phone.drawn).values()
    )
    async with city.database.read() as session:
        uncertain = await session.scalar(
            select(func.count()).where(_MESSAGE.c.code == "UNCERTAIN").select_from(_MESSAGE)
        )
    still_open = [
        await _count(city.database, state) for state in (MessageState.QUEUED, MessageState.SENDING)
    ]
    return Found(
        store, len(drawers), kills, at_work,
        latest=sum(WORDS[-1] in titles and not {*WORDS[:-1]} & {*titles} for titles in drawers),
        warned=sum(WARNING in titles for titles in drawers),
        announced=sum(BROADCAST in titles for titles in drawers),
        uninstalled=city.uninstalled,
        crowded=sum(
            max(Counter((drawn.app, drawn.subject) for drawn in phone.drawer.values()).values()) > 1
            for phone in city.phones
        ),
        rung_again=again, uncertain=uncertain or 0, open=sum(still_open), seconds=seconds,
    )  # fmt: skip


def start_worker(url: str, folder: Path, twin: FcmTwin) -> "subprocess.Popen[bytes]":
    """A worker on this store that sends to the twin."""
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
    database: Database, twin: FcmTwin, worker: "subprocess.Popen[bytes]", goal: int | None
) -> None:
    """Until FCM has been given that many, or, without a goal, until nothing is left."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if worker.poll() is not None:
            raise RuntimeError(f"the worker ended by itself with code {worker.returncode}")
        is_idle = not (
            await _count(database, MessageState.QUEUED)
            or await _count(database, MessageState.SENDING)
        )
        if is_idle or (goal is not None and len(twin.sent) >= goal):
            return
        await asyncio.sleep(0.01 if goal is not None else 0.1)
    raise RuntimeError("the worker did not get on within two minutes")


async def _count(database: Database, state: MessageState) -> int:
    async with database.read() as session:
        counted = select(func.count()).select_from(_MESSAGE).where(_MESSAGE.c.state == state)
        return await session.scalar(counted) or 0


async def _lapse(database: Database) -> None:
    """Time passes: leases of the dead run out, and what was put off is due."""
    past = clock.now() - timedelta(seconds=1)
    async with database.write() as session:
        await session.execute(
            update(_MESSAGE)
            .where(_MESSAGE.c.state == MessageState.SENDING)
            .values(leased_until=past)
        )
        await session.execute(
            update(_MESSAGE)
            .where(_MESSAGE.c.state == MessageState.QUEUED, _MESSAGE.c.due_at > past)
            .values(due_at=past)
        )
