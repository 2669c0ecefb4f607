"""`scripts/bench reads`: the whole run."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from api.kit import clock
from scripts.benchmark import fill, idle, reference, submit, systems
from scripts.benchmark.database import POSTGRES, SQLITE, Postgres, postgres
from scripts.benchmark.load import Spec
from scripts.benchmark.machine import Cores, choose_cores, description
from scripts.benchmark.plan import LEAST_ANSWERED, LOAD_OF_TAILS, Plan
from scripts.benchmark.queries import SUBMIT_NAME, Query, reads
from scripts.benchmark.rounds import (
    Cell,
    Measure,
    Series,
    database_cell,
    http_cell,
    interleaved,
    on_core,
)
from scripts.benchmark.statements import LiteAlone, Statement, Statements, pgbench
from scripts.benchmark.systems import System

DATABASE = "kulkul"
ALONE = "alone"
"""The database without any server: pgbench, or sqlite3 in this process."""
CHECKED = 8
"""Reports that are asked for in turn by id."""


@dataclass(slots=True)
class Findings:
    """Everything that a run found out."""

    machine: dict[str, str]
    cores: str
    series: dict[tuple[str, str], Series] = field(default_factory=dict)
    """By (store, query)."""
    tails: dict[tuple[str, str], Cell] = field(default_factory=dict)
    rests: idle.Rest | None = None
    seconds: float = 0.0


class Bench:
    """One run: what it works with, and what it has found."""

    def __init__(self, plan: Plan, folder: Path, console: Console) -> None:
        self.plan = plan
        self.folder = folder
        self.console = console
        self.cores: Cores = choose_cores()
        self.pack = fill.read_pack()
        self.now = clock.now().replace(microsecond=0)
        self.found = Findings(description(), self.cores.says())

    @contextmanager
    def progress(self, what: str, steps: int) -> Iterator[Callable[[str], None]]:
        """A bar that moves only when it is told to: nothing of it runs beside a measurement."""
        columns = (
            TextColumn("{task.description}"), BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(), TextColumn("{task.fields[now]}"),
        )  # fmt: skip
        with Progress(*columns, console=self.console, auto_refresh=False) as bar:
            task = bar.add_task(what, total=steps, now="")

            def step(now: str) -> None:
                bar.update(task, advance=1, now=now)
                bar.refresh()

            yield step

    # -- stores --------------------------------------------------------------------------------

    def on_postgres(self, server: Postgres) -> None:
        """Everything that is measured on PostgreSQL."""
        self.found.machine["postgresql"] = server.version
        with self.progress("PostgreSQL: rows", 1) as step:
            fill.fill_postgres(server, DATABASE, self.pack, self.plan.size, self.now)
            step("")
        url = server.sqlalchemy_url(DATABASE)
        names = (systems.STOCK, systems.STOCK_CACHED, systems.HAND)
        if self.plan.reads:
            with self._running(url, "postgres", names, cached=True) as running:
                ask = reference.ask_postgres(server, DATABASE)
                queries = self._checked(ask, running)
                statements = Statements("postgresql")

                def alone(query: Query) -> Measure:
                    requests = statements.of(query)
                    return lambda: self._pgbench(server, requests)

                self._measure(POSTGRES, queries, running, alone, server.pid)
        if SUBMIT_NAME in self.plan.queries:

            async def copies(name: str) -> tuple[str, reference.Ask]:
                await server.clone(name, DATABASE)
                return server.sqlalchemy_url(name), reference.ask_postgres(server, name)

            self._submit(POSTGRES, copies, server.pid)

    def on_sqlite(self) -> None:
        """Everything that is measured on SQLite."""
        file = self.folder / "kulkul.sqlite3"
        with self.progress("SQLite: rows", 1) as step:
            fill.fill_sqlite(file, self.pack, self.plan.size, self.now)
            step("")
        url = f"sqlite+aiosqlite:///{file}"
        names = (systems.STOCK, systems.STOCK_CACHED)
        if self.plan.reads:
            with self._running(url, "sqlite", names, cached=False) as running:
                queries = self._checked(reference.ask_sqlite(file), running)
                statements = Statements("sqlite")
                lite = LiteAlone(file)

                def alone(query: Query) -> Measure:
                    requests = statements.of(query)
                    return lambda: self._lite(lite, requests)

                self._measure(SQLITE, queries, running, alone, None)
                lite.close()
        if SUBMIT_NAME in self.plan.queries:

            async def copies(name: str) -> tuple[str, reference.Ask]:
                copy = submit.copy_file(file, self.folder / f"{name}.sqlite3")
                return f"sqlite+aiosqlite:///{copy}", reference.ask_sqlite(copy)

            self._submit(SQLITE, copies, None)

    def at_rest(self) -> None:
        """Memory and start of our server as it is shipped, on the city pack."""
        steps = idle.STARTS + 2
        with self.progress("At rest", steps) as step:
            self.found.rests = idle.measure(
                self.folder / "rest", self.folder / "rest.log", self.plan.idle_seconds, step
            )

    # -- parts ---------------------------------------------------------------------------------

    @contextmanager
    def _running(
        self, url: str, store: str, names: tuple[str, ...], *, cached: bool
    ) -> Iterator[dict[str, System]]:
        data = self.folder / "data"
        core = self.cores.server
        with ExitStack() as stack:
            log = self.folder / f"{store}.log"
            mine = [stack.enter_context(systems.ours(url, data, log, core))]
            if cached:
                mine.append(stack.enter_context(systems.ours(url, data, log, core, cached=True)))
            others = [stack.enter_context(systems.other(n, url, data, log, core)) for n in names]
            yield {system.name: system for system in (*mine, *others)}

    def _checked(self, ask: reference.Ask, running: dict[str, System]) -> dict[str, Query]:
        """The queries, after every system has answered each as plain SQL does."""
        queries = reads(asyncio.run(reference.public_report_ids(ask, CHECKED)))
        wanted = {name: query for name, query in queries.items() if name in self.plan.reads}
        with self.progress("Answers equal to plain SQL", len(wanted)) as step:
            for name, query in wanted.items():
                for variables, body in zip(query.variables, query.bodies(), strict=True):
                    right = asyncio.run(reference.answers(ask, name, variables))
                    for system in running.values():
                        check(system, name, right, system.ask(body))
                step(name)
        return wanted

    def _measure(
        self,
        store: str,
        queries: dict[str, Query],
        running: dict[str, System],
        alone: Callable[[Query], Measure],
        database: int | None,
    ) -> None:
        each = (len(running) + 1) * self.plan.rounds
        with self.progress(f"{store}: rounds", len(queries) * (each + 1)) as step:
            for name, query in queries.items():
                bodies = [body.decode() for body in query.bodies()]
                measures = {
                    system.name: self._http(system, bodies, database) for system in running.values()
                }
                measures[ALONE] = alone(query)
                series = interleaved(name, measures, self.plan.rounds, step)
                self.found.series[store, name] = series
                step(f"{name} · fixed rate")
                rate = LOAD_OF_TAILS * series.rate(systems.OURS)
                self.found.tails[store, name] = self._http(
                    running[systems.OURS], bodies, database, rate=rate
                )()

    def _submit(self, store: str, copies: submit.Copies, database: int | None) -> None:
        names = (systems.OURS, systems.STOCK, systems.STOCK_CACHED)
        data, log = self.folder / "data", self.folder / f"{store}-submit.log"
        bodies = submit.bodies(self.pack)
        token = submit.token(data)
        with ExitStack() as stack:
            running: dict[str, System] = {}
            asks: dict[str, reference.Ask] = {}
            for name in names:
                url, asks[name] = asyncio.run(copies(f"submit_{name}"))
                start = (
                    systems.ours(url, data, log, self.cores.server)
                    if name == systems.OURS
                    else systems.other(name, url, data, log, self.cores.server)
                )
                running[name] = stack.enter_context(start)
            with self.progress("Reports equal to plain SQL", len(names)) as step:
                for name, system in running.items():
                    asyncio.run(submit.check(self.pack, system, asks[name], token))
                    step(name)
            numbers = submit.numbers()
            with self.progress(f"{store}: submit", len(names) * self.plan.rounds + 1) as step:
                measures = {
                    name: self._http(system, bodies, database, token=token, numbers=numbers)
                    for name, system in running.items()
                }
                series = interleaved(SUBMIT_NAME, measures, self.plan.rounds, step)
                self.found.series[store, SUBMIT_NAME] = series
                step("submit · fixed rate")
                self.found.tails[store, SUBMIT_NAME] = self._http(
                    running[systems.OURS], bodies, database, token=token, numbers=numbers,
                    rate=LOAD_OF_TAILS * series.rate(systems.OURS),
                )()  # fmt: skip

    def _http(
        self,
        system: System,
        bodies: list[str],
        database: int | None,
        *,
        token: str = "",
        numbers: Iterator[int] | None = None,
        rate: float = 0.0,
    ) -> Measure:
        def measure() -> Cell:
            spec = Spec(
                port=system.port,
                bodies=bodies,
                # Tails need more requests than a rate does.
                seconds=self.plan.seconds * (2.5 if rate else 1),
                connections=64 if rate else self.plan.connections,
                least=LEAST_ANSWERED,
                rate=rate,
                token=token,
                core=self.cores.client,
                first_number=next(numbers) if numbers else 1,
            )
            return http_cell(system, spec, database)

        return measure

    def _pgbench(self, server: Postgres, requests: list[list[Statement]]) -> Cell:
        with on_core(self.cores.server):
            return database_cell(
                lambda: pgbench(
                    server, DATABASE, requests, self.folder, seconds=self.plan.seconds, clients=4
                ),
                server.pid,
            )

    def _lite(self, lite: LiteAlone, requests: list[list[Statement]]) -> Cell:
        with on_core(self.cores.server):
            return Cell(rate=lite.run(requests, self.plan.seconds / 2).rate)


def check(system: System, name: str, right: Any, answer: Any) -> None:
    """Raises AssertionError when an answer is not the right one."""
    given = reference.normal(answer.get("data"))
    if "errors" in answer or given != right:
        raise AssertionError(
            f"{system.name} answers {name} otherwise than plain SQL:\n"
            f"  {str(answer.get('errors') or given)[:600]}\n  {str(right)[:600]}"
        )


def run(plan: Plan, console: Console) -> Findings:
    """Runs everything that the plan asks for."""
    began = clock.now()
    with tempfile.TemporaryDirectory(prefix="kulkul-bench-") as name:
        bench = Bench(plan, Path(name), console)
        if SQLITE in plan.stores:
            bench.on_sqlite()
        if POSTGRES in plan.stores:
            with postgres(bench.cores.database) as server:
                bench.on_postgres(server)
        bench.at_rest()
    bench.found.seconds = (clock.now() - began).total_seconds()
    return bench.found
