"""`scripts/bench growth`: what a page of reports costs as their number grows, and by which plan."""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson
from rich.console import Console

from api import schema
from api.areas.service import PlacesCache
from api.db import migrate
from api.db.session import Database
from api.gql import door
from api.gql.connection import encode_cursor
from api.gql.context import Resources
from api.gql.engine import Engine, Request
from api.gql.limits import Limits
from api.gql.read import Budget, Rows, Store, open_store
from api.gql.sql import SqlText
from api.identity.values import Role, Viewer, agency_id
from api.kit import clock
from api.kit.ids import named, public_id
from api.seed.pack import Pack
from scripts.benchmark import fill
from scripts.benchmark.database import POSTGRES, SQLITE, Postgres, postgres
from scripts.benchmark.growth_plans import plan_of
from scripts.benchmark.growth_rows import YEARS, grow_postgres, grow_sqlite, person_of
from scripts.benchmark.machine import description

MOST: Final = 1.2
"""How much more a page may cost at the larger number."""
DOCUMENT: Final = """query($after: String, $filter: ReportFilter, $order: ReportOrder) {
  reports(first: 20, after: $after, filter: $filter, order: $order) {
    nodes { id ticket title status submittedAt dueAt isOverdue
            category { name icon } area { name } agency { name } }
    pageInfo { hasNextPage endCursor }
  }
}"""
OWN: Final = """{ viewer { reports(first: 20) {
  nodes { id ticket title status submittedAt category { name icon } }
  pageInfo { hasNextPage endCursor } } } }"""


@dataclass(frozen=True, slots=True)
class Case:
    """One page: what is asked, and by whom."""

    name: str
    filter: Mapping[str, Any] | None = None
    order: str = "NEWEST"
    who: Role = Role.ANONYMOUS
    deep: bool = False
    """Behind a cursor half way through the list."""
    document: str = DOCUMENT


def cases(pack: Pack) -> list[Case]:
    """The pages that apps ask for."""
    village = public_id("area", named("area", "51.03.01.1002"))
    district = public_id("area", named("area", "51.03.01"))
    codes = [category.code for category in pack.categories if not category.sensitive]
    common, rare = (public_id("cat", named("category", code)) for code in (codes[0], codes[-1]))

    def near(metres: int) -> dict[str, Any]:
        return {"near": {"latitude": -8.7177, "longitude": 115.1687}, "radiusMetres": metres}

    street, town, island = (
        {"box": {"south": -8.7177 - half, "north": -8.7177 + half, "west": 115.1687 - half,
                 "east": 115.1687 + half}}
        for half in (0.008, 0.06, 0.8)
    )  # fmt: skip
    return [
        Case("newest"),
        Case("newest, half way", deep=True),
        Case("newest, a citizen", who=Role.CITIZEN),
        Case("recently updated", order="RECENTLY_UPDATED"),
        Case("a district", {"area": district}),
        Case("a village", {"area": village}),
        Case("a village, half way", {"area": village}, deep=True),
        Case("a category", {"category": common}),
        Case("a rare category", {"category": rare}),
        Case("a rare category, a citizen", {"category": rare}, who=Role.CITIZEN),
        Case("waiting", {"status": ["WAITING"]}),
        Case("done", {"status": ["DONE"]}),
        Case("postponed", {"status": ["POSTPONED"]}),
        Case("in progress", {"status": ["IN_PROGRESS"]}),
        Case("within 300 m", near(300)),
        Case("within 300 m, a citizen", near(300), who=Role.CITIZEN),
        Case("within 1 km", near(1_000)),
        Case("within 1 km, half way", near(1_000), deep=True),
        Case("within 1 km, the oldest", near(1_000), order="OLDEST"),
        Case("within 5 km", near(5_000)),
        Case("within 1 km, a category", {**near(1_000), "category": common}),
        Case("a map of 2 km", street),
        Case("a map of 13 km", town),
        Case("a map of the island", island),
        Case("own reports", who=Role.CITIZEN, document=OWN),
        Case("an agency's inbox", {"assignedTo": "MY_AGENCY"}, "DUE_FIRST", Role.OFFICER),
    ]


class Listening:
    """A store that remembers the last statement, to ask for its plan."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.dialect = store.dialect
        self.last: tuple[SqlText, list[Any]] | None = None

    async def fetch(
        self, statements: Sequence[tuple[SqlText, list[Any], bool]], budget: Budget | None = None
    ) -> list[Rows]:
        self.last = statements[-1][:2]
        return await self._store.fetch(statements, budget)

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
        store = Listening(open_store(url, 2))
        graph = schema.graph_of(schema.build(), store.dialect)
        door.hang(graph)
        places = PlacesCache(database)
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
        asked = {} if case.document is OWN else variables
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
    plans: dict[str, str] = field(default_factory=dict)

    def ratio(self, name: str) -> float:
        """The median of the ratios of neighbours: noise of the machine hits both alike."""
        pairs = zip(self.large[name], self.small[name], strict=True)
        return statistics.median(large / small for large, small in pairs)


def run(
    stores: Sequence[str],
    few: int,
    many: int,
    sqlite_many: int,
    rounds: int,
    console: Console,
) -> Iterator[Found]:
    """Fills and measures store after store. With the least priority: it takes long, not much."""
    os.nice(19)
    pack, now = fill.read_pack(), clock.now()
    console.print(", ".join(description().values()), markup=False)
    if POSTGRES in stores:
        with ExitStack() as stack:
            server = stack.enter_context(postgres(None))
            urls = [_postgres(server, pack, number, now, console) for number in (few, many)]
            yield asyncio.run(_measure(POSTGRES, urls, (few, many), pack, rounds, now))
    if SQLITE in stores:
        with tempfile.TemporaryDirectory(prefix="kulkul-growth-") as folder:
            files = [Path(folder) / f"{number}.sqlite3" for number in (few, sqlite_many)]
            for file, number in zip(files, (few, sqlite_many), strict=True):
                _sqlite(file, pack, number, now, console)
            urls = [f"sqlite+aiosqlite:///{file}" for file in files]
            numbers = (few, sqlite_many)
            yield asyncio.run(_measure(SQLITE, urls, numbers, pack, rounds, now))


def _postgres(server: Postgres, pack: Pack, number: int, now: datetime, console: Console) -> str:
    began, name = time.monotonic(), f"growth_{number}"
    asyncio.run(fill.create(server, name))
    url = server.sqlalchemy_url(name)
    migrate.upgrade(url)
    asyncio.run(fill.seed(url, pack))
    asyncio.run(grow_postgres(server.asyncpg_options(name), pack, number, now))
    console.print(f"PostgreSQL, {number:,} reports: {time.monotonic() - began:.0f} s to fill")
    return url


def _sqlite(file: Path, pack: Pack, number: int, now: datetime, console: Console) -> None:
    began, url = time.monotonic(), f"sqlite+aiosqlite:///{file}"
    migrate.upgrade(url)
    asyncio.run(fill.seed(url, pack))
    grow_sqlite(file, pack, number, now)
    size = file.stat().st_size / 1e9
    took = time.monotonic() - began
    console.print(f"SQLite, {number:,} reports: {took:.0f} s to fill, {size:.1f} GB")


async def _measure(
    store: str,
    urls: Sequence[str],
    numbers: tuple[int, int],
    pack: Pack,
    rounds: int,
    now: datetime,
) -> Found:
    sides = [await Side.open(url, n, now) for url, n in zip(urls, numbers, strict=True)]
    found = Found(store, *numbers)
    try:
        for case in cases(pack):
            for side in sides:
                if case.deep:
                    side.cursors[case.name] = _half_way(now)
                for _ in range(3):
                    _, data = await side.ask(case)
                page = data["viewer"]["reports"] if case.document is OWN else data["reports"]
                if len(page["nodes"]) != 20:
                    raise RuntimeError(f"{case.name}: no full page of {side.number:,} reports")
            assert sides[1].store.last is not None
            found.plans[case.name] = await plan_of(urls[1], *sides[1].store.last)
            small, large = (
                found.small.setdefault(case.name, []),
                found.large.setdefault(case.name, []),
            )
            for turn in range(rounds):
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
