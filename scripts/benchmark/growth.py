"""`scripts/bench growth`: what a page of reports costs as their number grows, and by which plan."""

import asyncio
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import orjson
from rich.console import Console

from api import schema
from api.areas.service import AreaIndexCache
from api.db import migrate
from api.db.session import Database
from api.gql.compile.cursors import encode_cursor
from api.gql.compile.functions import Rows
from api.gql.compile.statement import SqlText
from api.gql.run.budget import Budget
from api.gql.run.context import Resources
from api.gql.run.cost import Limits
from api.gql.run.engine import Engine, Request
from api.gql.run.reader import Bound, Reader, open_reader
from api.identity.values import Role, Viewer, agency_id
from api.kit import clock
from api.kit.ids import named
from api.seed.pack import Pack
from scripts.benchmark import fill
from scripts.benchmark.database import POSTGRES, SQLITE, Postgres, postgres
from scripts.benchmark.growth_cases import Case, cases
from scripts.benchmark.growth_plans import plan_of
from scripts.benchmark.growth_rows import YEARS, grow_postgres, grow_sqlite, person_of
from scripts.benchmark.machine import description

MOST: Final = 1.2
"""How much more a page may cost at the larger number."""


class Listening:
    """A store that remembers the last statement, to ask for its plan."""

    def __init__(self, store: Reader) -> None:
        self._store = store
        self.dialect = store.dialect
        self.last: tuple[SqlText, Sequence[object]] | None = None

    async def fetch(self, statements: Sequence[Bound], budget: Budget | None = None) -> list[Rows]:
        self.last = statements[-1][:2]
        return await self._store.fetch(statements, budget)

    async def explain(self, statement: SqlText, values: Sequence[object]) -> list[str]:
        return await self._store.explain(statement, values)

    async def close(self) -> None:
        await self._store.close()


@dataclass(slots=True)
class Side:
    """One store with one number of reports."""

    url: str
    number: int
    engine: Engine
    store: Listening
    database: Database
    now: datetime
    cursors: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def open(cls, url: str, number: int, now: datetime) -> "Side":
        """Wires the kernel as the server does."""
        database = Database(url)
        store = Listening(open_reader(url, 2))
        graph = schema.graph_of(store.dialect)
        places = AreaIndexCache(database)
        await places.get()
        engine = Engine(
            graph,
            store,
            bounds=Limits(5_000, 12),
            cached_documents=100,
            database=database,
            resources=Resources(places),
            on_bug=_raise,
        )
        return cls(url, number, engine, store, database, now)

    async def ask(self, case: Case) -> tuple[float, Any]:
        """(milliseconds, data) of one page."""
        variables = {
            "filter": case.filter,
            "order": case.order,
            "after": self.cursors.get(case.name),
        }
        asked = {} if case.own else variables
        request, viewer = Request(case.document, asked), _viewer(case.who, self.now)
        began = time.perf_counter()
        answer = await self.engine.execute(request, viewer)
        took = (time.perf_counter() - began) * 1_000
        found = orjson.loads(answer.body)
        if "errors" in found or not answer.compiled:
            raise RuntimeError(f"{case.name}: {found}")
        return took, found["data"]

    async def close(self) -> None:
        await self.store.close()
        await self.database.close()


def _raise(error: BaseException) -> str:
    raise error


def _viewer(role: Role, now: datetime) -> Viewer:
    person = person_of(7) if role is not Role.ANONYMOUS else None
    agency = "pupr" if role is Role.OFFICER else None
    return Viewer(role, "ID", person, agency and agency_id(agency), agency, now, "bench|7", "Made")


@dataclass(slots=True)
class Found:
    """What one store's run found out, by case."""

    store: str
    few: int
    many: int
    small: dict[str, list[float]] = field(default_factory=dict)
    large: dict[str, list[float]] = field(default_factory=dict)
    shown: dict[str, list[int]] = field(default_factory=dict)
    """How many reports the page has, at the smaller and at the larger number."""
    plans: dict[str, str] = field(default_factory=dict)

    def ratio(self, name: str) -> float:
        """The median of the ratios of neighbours: noise of the machine hits both alike."""
        pairs = zip(self.large[name], self.small[name], strict=True)
        return statistics.median(large / small for large, small in pairs)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure: on which stores, at which sizes, how often, and of which pages."""

    stores: Sequence[str]
    few: int
    many: int
    sqlite_many: int
    rounds: int
    only: str = ""
    """A part of the pages' names."""
    kept: Path | None = None
    """A folder in which filled stores are kept for a later run."""


def run(wanted: Wanted, console: Console) -> Iterator[Found]:
    """Fills and measures store after store. With the least priority: it takes long, not much."""
    os.nice(19)
    pack = fill.read_pack()
    console.print(", ".join(description().values()), markup=False)
    if POSTGRES in wanted.stores:
        yield _of_postgres(wanted, pack, console)
    if SQLITE in wanted.stores:
        yield _of_sqlite(wanted, pack, console)


def _of_postgres(wanted: Wanted, pack: Pack, console: Console) -> Found:
    numbers = (wanted.few, wanted.many)
    folder = None if wanted.kept is None else wanted.kept / f"postgres-{_schema()}"
    now = _moment(folder)
    with postgres(None, folder) as server:
        urls = [_postgres(server, pack, number, now, console) for number in numbers]
        return asyncio.run(_measure(POSTGRES, urls, numbers, pack, wanted, now))


def _of_sqlite(wanted: Wanted, pack: Pack, console: Console) -> Found:
    numbers = (wanted.few, wanted.sqlite_many)
    with ExitStack() as stack:
        if wanted.kept is None:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="kulkul-growth-")))
        else:
            folder = wanted.kept / f"sqlite-{_schema()}"
        now = _moment(folder)
        files = [folder / f"{number}.sqlite3" for number in numbers]
        for file, number in zip(files, numbers, strict=True):
            _sqlite(file, pack, number, now, console)
        urls = [f"sqlite+aiosqlite:///{file}" for file in files]
        return asyncio.run(_measure(SQLITE, urls, numbers, pack, wanted, now))


def _schema() -> str:
    """A name for the tables as they are now: what was kept of others is of no use."""
    files = sorted((migrate.ROOT / "alembic" / "versions").glob("*.py"))
    texts = [file.read_bytes() for file in files]
    return sha256(b"".join(texts)).hexdigest()[:8]


def _moment(folder: Path | None) -> datetime:
    """When the reports of a folder were made: their clock stands still."""
    now = clock.now()
    if folder is None:
        return now
    folder.mkdir(parents=True, exist_ok=True)
    file = folder.with_suffix(".made")
    if not file.exists():
        file.write_text(clock.to_text(now))
    return clock.from_text(file.read_text())


def _postgres(server: Postgres, pack: Pack, number: int, now: datetime, console: Console) -> str:
    began, name = time.monotonic(), f"growth_{number}"
    url = server.sqlalchemy_url(name)
    if asyncio.run(server.has(name)):
        return url
    filling = f"{name}_filling"
    asyncio.run(fill.create(server, filling))
    migrate.upgrade(server.sqlalchemy_url(filling))
    asyncio.run(fill.seed(server.sqlalchemy_url(filling), pack))
    asyncio.run(grow_postgres(server.asyncpg_options(filling), pack, number, now))
    asyncio.run(server.rename(filling, name))
    console.print(f"PostgreSQL, {number:,} reports: {time.monotonic() - began:.0f} s to fill")
    return url


def _sqlite(file: Path, pack: Pack, number: int, now: datetime, console: Console) -> None:
    if file.exists():
        return
    began, filling = time.monotonic(), file.with_suffix(".filling")
    filling.unlink(missing_ok=True)
    url = f"sqlite+aiosqlite:///{filling}"
    migrate.upgrade(url)
    asyncio.run(fill.seed(url, pack))
    grow_sqlite(filling, pack, number, now)
    filling.rename(file)
    size = file.stat().st_size / 1e9
    took = time.monotonic() - began
    console.print(f"SQLite, {number:,} reports: {took:.0f} s to fill, {size:.1f} GB")


async def _measure(
    store: str,
    urls: Sequence[str],
    numbers: tuple[int, int],
    pack: Pack,
    wanted: Wanted,
    now: datetime,
) -> Found:
    sides = [await Side.open(url, n, now) for url, n in zip(urls, numbers, strict=True)]
    found = Found(store, *numbers)
    try:
        for case in (one for one in cases(pack) if wanted.only in one.name):
            for side in sides:
                if case.deep:
                    side.cursors[case.name] = _half_way(now)
                for _ in range(3):
                    _, data = await side.ask(case)
                page = data["viewer"]["reports"] if case.own else data["reports"]
                found.shown.setdefault(case.name, []).append(len(page["nodes"]))
            assert sides[1].store.last is not None
            found.plans[case.name] = await plan_of(urls[1], *sides[1].store.last)
            small, large = (
                found.small.setdefault(case.name, []),
                found.large.setdefault(case.name, []),
            )
            for turn in range(wanted.rounds):
                for side in sides if turn % 2 else reversed(sides):
                    times = [(await side.ask(case))[0] for _ in range(5)]
                    (small if side is sides[0] else large).append(statistics.median(times))
    finally:
        for side in sides:
            await side.close()
    return found


def _half_way(now: datetime) -> str:
    """A cursor in the middle of the two years."""
    moment = clock.to_text(now - YEARS / 2)
    return str(encode_cursor("newest", moment, named("bench", "middle")))
