"""`scripts/bench devices`: what push costs with a million devices, and by which plans.

Each case is a service in a transaction of its own, as the server and the worker run it. Every
statement that it made is explained afterwards on the same store; one that reads a big table without
an index is named as a fault.
"""

import asyncio
import os
import re
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from sqlalchemy import event

from api.db import migrate
from api.db.session import Database
from api.identity.values import Role, Viewer
from api.kit import clock, ids
from api.kit.problems import Words
from api.news.service import is_public
from api.push.jobs import claims
from api.push.jobs.memberships import _claim
from api.push.models import Broadcast, PushMessage
from api.push.service import (
    BroadcastContent,
    broadcast,
    mark_topic_message_opened,
    preview_broadcast,
    register_device,
)
from api.push.service.fan_out import notify_followers, notify_people_with_quiet_hours
from api.push.service.memberships import membership_changes, wanted_topics
from api.push.service.quiet_hours import release_waiting
from api.push.values import (
    BroadcastStatus,
    Followers,
    MessageState,
    Notice,
    NotificationKind,
    People,
    Platform,
    Theme,
    Urgency,
)
from api.reports.service import followers_page
from scripts.benchmark import fill
from scripts.benchmark.database import POSTGRES, SQLITE, postgres
from scripts.benchmark.devices_plans import explain, is_big, scanned
from scripts.benchmark.devices_rows import (
    APP,
    LANE,
    REPORT,
    fill_postgres,
    fill_sqlite,
    person,
    registration,
)
from scripts.benchmark.machine import description

COUNTED: Final = "preview: the audience of the whole city"
"""The one case that must look at a whole topic: it counts it, in the index."""


@dataclass(slots=True)
class Found:
    """What one store's run found out."""

    store: str
    devices: int
    medians: dict[str, float] = field(default_factory=dict)
    """Milliseconds by case."""
    plans: dict[str, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


Case = Callable[[int], Awaitable[Any]]


class Bench:
    """The cases on one store."""

    def __init__(self, database: Database, devices: int, now: datetime) -> None:
        self.database, self.devices, self.now = database, devices, now
        self.night = now.replace(hour=15, minute=0)
        """23:00 where the people of this benchmark live."""
        self.editor = Viewer(Role.EDITOR, "ID", person(1), None, None, now, "bench|1", "Editor")

    def cases(self) -> dict[str, tuple[Case, int]]:
        """Each case with how often it is measured."""
        return {
            "register: a device that comes back": (self._register, 200),
            "register: a new device on a phone with others": (self._register_new, 200),
            "broadcast to topics: queued": (self._broadcast, 100),
            COUNTED: (self._preview, 5),
            "a page of 500 who keep quiet hours": (self._quiet, 20),
            "50,000 followers: a page of ids": (self._page, 100),
            "50,000 followers: a page of 500 notified": (self._followers, 20),
            "memberships: 1,000 claimed": (self._members, 10),
            "quiet hours that change: what waits is due": (self._release, 50),
            "a lane is full: 500 claimed, a warning first": (self._claimed, 5),
            "opened: a phone of nobody reports": (self._opened, 100),
            "upkeep: a chunk of 500 devices looked at": (self._look, 50),
        }

    def _anybody(self, turn: int) -> int:
        return turn * 7919 % (self.devices // 2) + 1

    async def _register(self, turn: int) -> None:
        number = self._anybody(turn)
        own = number % 10 < 7
        role = Role.CITIZEN if own else Role.ANONYMOUS
        who = person(number) if own else None
        subject = f"bench|{number}" if own else None
        viewer = Viewer(role, "ID", who, None, None, clock.now(), subject, None)
        await self._registered(viewer, registration(number), None)

    async def _register_new(self, turn: int) -> None:
        nobody = Viewer(Role.ANONYMOUS, "ID", None, None, None, clock.now())
        await self._registered(nobody, f"new-{ids.uuid7()}", f"phone-{turn // 3}")

    async def _registered(self, viewer: Viewer, fid: str, phone: str | None) -> None:
        async with self.database.write() as session:
            await register_device(
                session, viewer, installation_id=fid, token=None, app=APP,
                platform=Platform.ANDROID, app_version="1.1", locale="ID",
                time_zone="Asia/Makassar", phone_id=phone,
            )  # fmt: skip

    def _content(self) -> BroadcastContent:
        return BroadcastContent(
            Theme.ANNOUNCEMENTS, Urgency.NORMAL, "Kabar kota", "City news", "Buka aplikasi.",
            "Open the app.",
        )  # fmt: skip

    async def _broadcast(self, _turn: int) -> None:
        async with self.database.write() as session:
            await broadcast(session, self.editor, self._content(), is_public, ids.uuid7())

    async def _preview(self, _turn: int) -> None:
        async with self.database.write() as session:
            found = await preview_broadcast(
                session, self.editor, self._content(), is_public, send_to_own_devices=False
            )
        assert sum(one.subscribed_devices for one in found.previews) > self.devices // 2

    def _notice(self, turn: int) -> Notice:
        return Notice(
            kind=NotificationKind.REPORT_UPDATED, subject_kind="report", subject_id=REPORT,
            audience=People(()), title=Words("Kabar", "News"), body=Words("Buka.", "Open."),
            dedupe_key=f"bench:{turn}:{ids.uuid7()}",
        )  # fmt: skip

    async def _quiet(self, turn: int) -> None:
        after = person(turn * 1_000)
        async with self.database.write() as session:
            await notify_people_with_quiet_hours(
                session, self.broadcast, after, is_public, self.night
            )

    async def _page(self, turn: int) -> list[str]:
        async with self.database.read() as session:
            return await followers_page(session, REPORT, after=person(turn * 400))

    async def _followers(self, turn: int) -> None:
        page = await self._page(turn)
        assert len(page) == 500
        async with self.database.write() as session:
            more = Followers("report", REPORT, page[0])
            await notify_followers(session, self._notice(turn), page, more, clock.now())

    async def _members(self, _turn: int) -> None:
        await _claim(self.database, clock.now(), 1_000)

    async def _release(self, turn: int) -> None:
        async with self.database.write() as session:
            await release_waiting(session, self.night, people=[person(self._anybody(turn))])

    async def _claimed(self, turn: int) -> None:
        first = PushMessage(
            broadcast_id=self.broadcast, topic=f"urgent-{turn}", language="ID", lane=LANE, rank=0,
            state=MessageState.QUEUED, due_at=self.now,
        )  # fmt: skip
        async with self.database.write() as session:
            session.add(first)
        due = await claims.queued(self.database, urgent=False)
        claimed = await claims.claim(self.database, due, {LANE: 500}, ids.uuid7())
        assert len(claimed) == 500 and next(iter(claimed)) == first.id

    async def _opened(self, turn: int) -> None:
        number = self._anybody(turn) // 10 * 10 + 7  # nobody's
        nobody = Viewer(Role.ANONYMOUS, "ID", None, None, None, clock.now())
        device = person(number).replace("00000000-", "00000001-", 1)
        async with self.database.write() as session:
            await mark_topic_message_opened(session, nobody, self.message, device)

    async def prepare(self) -> None:
        """A broadcast with one message to everybody's topic, for phones to report."""
        sent = Broadcast(
            author_id=person(1), theme=Theme.ANNOUNCEMENTS, urgency=Urgency.NORMAL,
            title_id="Kabar", title_en="News", body_id="Buka.", body_en="Open.",
            status=BroadcastStatus.SENT, send_at=self.now, ended_at=self.now,
        )  # fmt: skip
        message = PushMessage(
            broadcast_id=sent.id, topic="announcements_in_city_id", language="ID",
            lane="topics/announcements", rank=3, state=MessageState.SENT, due_at=self.now,
        )  # fmt: skip
        self.broadcast, self.message = sent.id, message.id
        async with self.database.write() as session:
            session.add(sent)
            await session.flush()
            session.add(message)

    async def _look(self, turn: int) -> None:
        async with self.database.read() as session:
            keys = [person(n).replace("00000000-", "00000001-", 1)
                    for n in range(turn * 500 + 1, turn * 500 + 501)]  # fmt: skip
            await membership_changes(session, await wanted_topics(session, keys, self.now))


def run(stores: Sequence[str], devices: int, followers: int, console: Console) -> Iterator[Found]:
    """Fills and measures store after store. With the least priority: it takes long, not much."""
    os.nice(19)
    now = clock.now()
    console.print(", ".join(description().values()), markup=False)
    if POSTGRES in stores:
        with postgres(None) as server:
            began = time.monotonic()
            asyncio.run(fill.create(server, "devices"))
            url = server.sqlalchemy_url("devices")
            migrate.upgrade(url)
            asyncio.run(fill_postgres(server.asyncpg_options("devices"), devices, followers, now))
            console.print(f"PostgreSQL: {time.monotonic() - began:.0f} s to fill")
            yield asyncio.run(_measure(POSTGRES, url, devices, now))
    if SQLITE in stores:
        with tempfile.TemporaryDirectory(prefix="kulkul-devices-") as folder:
            began = time.monotonic()
            file = Path(folder) / "devices.sqlite3"
            url = f"sqlite+aiosqlite:///{file}"
            migrate.upgrade(url)
            fill_sqlite(file, devices, followers, now)
            size = file.stat().st_size / 1e9
            console.print(f"SQLite: {time.monotonic() - began:.0f} s to fill, {size:.1f} GB")
            yield asyncio.run(_measure(SQLITE, url, devices, now))


async def _measure(store: str, url: str, devices: int, now: datetime) -> Found:
    database = Database(url)
    bench, found = Bench(database, devices, now), Found(store, devices)
    await bench.prepare()
    heard: dict[str, Any] = {}
    listening = False

    def hear(_c: Any, _cursor: Any, statement: str, parameters: Any, _x: Any, many: bool) -> None:
        if listening and not many and re.match(r"(SELECT|UPDATE|DELETE)", statement):
            heard.setdefault(statement, parameters)

    for engine in {database._writer, database._reader}:
        event.listen(engine.sync_engine, "before_cursor_execute", hear)
    for name, (case, times) in bench.cases().items():
        heard.clear()
        listening = True
        await case(0)
        listening = False
        statements = dict(heard)
        took = []
        for turn in range(1, times + 1):
            began = time.perf_counter()
            await case(turn)
            took.append((time.perf_counter() - began) * 1_000)
        found.medians[name] = statistics.median(took)
        for statement, parameters in statements.items():
            if not is_big(statement):
                continue
            plan = await explain(url, statement, parameters)
            short = " ".join(statement.split())[:150]
            found.plans.setdefault(name, []).append(f"{short}\n{plan}")
            if name != COUNTED:
                found.faults += [
                    f"{name}: {table} is read without an index: {short}" for table in scanned(plan)
                ]
    await database.close()
    return found


def lines(found: Found) -> list[str]:
    """The plans, the medians and the faults, as lines."""
    lines = [f"{found.store}, {found.devices:,} devices", ""]
    for name, plans in found.plans.items():
        lines += [name, *plans, ""]
    lines += [f"{name:48s} {median:9.2f} ms" for name, median in found.medians.items()]
    return [*lines, "", *(found.faults or ["Every big table is read by an index."])]
