"""A warning leaves at once, whatever else is wrong: its delay from commit to FCM, by trouble.

The worker is `python -m api worker`, as it is shipped, and FCM's twin stands at the wire. Meanwhile
other pushes wait, of ten apps, and FCM is slow, silent or wrong for them.
"""

import asyncio
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from rich.console import Console
from sqlalchemy import select

from api.db import migrate
from api.db.base import table as table_of
from api.db.session import Database
from api.identity.models import Person
from api.kit import clock, ids
from api.push.models import Broadcast
from api.push.service.broadcast_queue import queue_broadcast
from api.push.values import Theme, Urgency
from scripts.benchmark.push_rows import app_slug, fill
from scripts.drills.push import start_worker, store_at
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault

BAR: Final = 2.0
"""Seconds from commit to FCM."""
_APPS: Final = 10
_WARNINGS: Final = 5
_MORE: Final = 1_200
"""Pushes for an idle worker, so that each kind of trouble has somebody to meet."""
_PERSON: Final = table_of(Person)

Trouble = Callable[[FcmTwin], None]


def _hang(twin: FcmTwin) -> None:
    for app in range(_APPS):
        twin.faults.script(Fault.HANG, app=app_slug(app))


def _wrong_key(twin: FcmTwin) -> None:
    for app in range(_APPS // 2):
        twin.faults.script(Fault.THIRD_PARTY_AUTH_ERROR, app=app_slug(app))


def _over_quota(twin: FcmTwin) -> None:
    for app in range(_APPS):
        twin.faults.script(Fault.QUOTA_EXCEEDED, app=app_slug(app), retry_after=3600)


def _unavailable(twin: FcmTwin) -> None:
    for app in range(_APPS):
        twin.faults.script(Fault.UNAVAILABLE, app=app_slug(app))


TROUBLES: Final[dict[str, Trouble]] = {
    "none": lambda _twin: None,
    "2 s a message": lambda twin: twin.faults.slow(2.0),
    "1,000 hang": _hang,
    "a platform's key": _wrong_key,
    "429 for an hour": _over_quota,
    "503": _unavailable,
}


@dataclass(slots=True)
class Found:
    """The delays on one store with so many pushes waiting, in seconds."""

    store: str
    waiting: int
    delays: dict[str, float] = field(default_factory=dict)
    """The longest of a few warnings, by trouble."""
    medians: dict[str, float] = field(default_factory=dict)


async def run(store: str, waiting: int, console: Console) -> Found:
    """All kinds of trouble, one after another, on a new store each."""
    found = Found(store, waiting)
    for name, trouble in TROUBLES.items():
        delays = await _delays(store, waiting, trouble)
        found.delays[name], found.medians[name] = max(delays), median(delays)
        console.print(f"{store}, {waiting} waiting, {name}: {max(delays):.2f} s", markup=False)
    return found


async def _delays(store: str, waiting: int, trouble: Trouble) -> list[float]:
    with tempfile.TemporaryDirectory(prefix="kulkul-drill-") as folder:
        async with AsyncExitStack() as stack:
            url = await stack.enter_async_context(store_at(store, Path(folder)))
            await asyncio.to_thread(migrate.upgrade, url)
            database = Database(url)
            stack.push_async_callback(database.close)
            people = waiting or _MORE
            await fill(database, people, apps=_APPS)
            twin = stack.enter_context(FcmTwin(http2=True))
            for number in range(people):
                key = ids.named("bench", str(number))
                twin.faults.belongs(f"bench-{key}", app_slug(number % 5_000 % _APPS))
            trouble(twin)
            worker = start_worker(url, Path(folder), twin)
            try:
                if waiting:
                    await _until(lambda: len(twin.sent) >= _APPS, 60)
                    await asyncio.sleep(3)  # all places are taken by now
                else:
                    await _until(lambda: twin.token_requests > 0, 60)
                    await asyncio.sleep(15)  # its own few are sent, or wait
                return [await _warn(database, twin, number) for number in range(_WARNINGS)]
            finally:
                worker.send_signal(signal.SIGKILL)
                await asyncio.to_thread(worker.wait)


async def _warn(database: Database, twin: FcmTwin, number: int) -> float:
    """Seconds from the commit of a warning until FCM has it in both languages."""
    async with database.write() as session:
        author = await session.scalar(select(_PERSON.c.id).limit(1))
        row = Broadcast(
            id=ids.uuid7(), author_id=author or "", theme=Theme.ALERTS, urgency=Urgency.EXTREME,
            title_id=f"Banjir {number}", title_en=f"Flood {number}", body_id="Jauhi sungai.",
            body_en="Stay away from the river.", send_at=clock.now(),
        )  # fmt: skip
        session.add(row)
        await queue_broadcast(session, row, clock.now())
    began = time.monotonic()
    titles = {row.title_id, row.title_en}

    def arrived() -> bool:
        got = {sent.message["notification"]["title"] for sent in twin.accepted()}
        return titles <= got

    await _until(arrived, 120)
    return time.monotonic() - began


async def _until(holds: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError(f"it did not happen within {seconds:g} s")
        await asyncio.sleep(0.02)


def _line(found: Found) -> str:
    """One line of the table."""
    cells = " | ".join(f"{found.delays[name]:.2f}" for name in TROUBLES)
    return f"| {found.store} | {found.waiting} | {cells} |"


def table(found: list[Found]) -> list[str]:
    """The table of the longest delays, in seconds."""
    return [
        f"| store | waiting | {' | '.join(TROUBLES)} |",
        f"|{'---|' * (len(TROUBLES) + 2)}",
        *map(_line, found),
    ]
