"""The only place that executes reads: statements as text, prepared, on the drivers' connections.

asyncpg's Pool resets a connection at each release, which costs half the rate: connections are
handed out here. SQLite statements run on the event loop itself, since rows fetched in a thread meet
the interpreter's lock one by one; slow ones (search) go to a thread with a connection of its own.
"""

import asyncio
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final, Protocol, TypeAlias

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement
from sqlalchemy.engine import make_url

from api.db.connecting import Connection, connect
from api.db.engine import prepare_sqlite, sqlite_path
from api.gql.compile.functions import Rows
from api.gql.compile.statement import SqlText
from api.gql.run.budget import SLOWEST_SECONDS, Budget

MOST_PREPARED: Final = 256
Prepared: TypeAlias = "PreparedStatement[Any]"
Bound = tuple[SqlText, Sequence[object], bool]
"""(text, values of its places, whether it may take long)."""


class Reader(Protocol):
    """Runs the statements of one request, in order, on one connection."""

    dialect: str

    async def fetch(self, statements: Sequence[Bound], budget: Budget | None = None) -> list[Rows]:
        """The rows of each (text, values, slow).

        `budget` is what the request has left, by default all. Raises TimeoutError (or SQLite's
        "interrupted") when it is used up.
        """

    async def explain(self, statement: SqlText, values: Sequence[object]) -> list[str]:
        """The store's plan for a statement, as it would run it here, line by line."""

    async def close(self) -> None:
        """Closes the connections that nobody uses; a later read opens new ones."""


class PostgresReader:
    """Reads on PostgreSQL: read-only connections, prepared statements, generic plans."""

    dialect = "postgresql"

    def __init__(self, url: str, connections: int) -> None:
        parsed = make_url(url)
        self._options: dict[str, Any] = {
            "host": parsed.host or parsed.query.get("host"),
            "port": parsed.port,
            "user": parsed.username,
            "password": parsed.password,
            "database": parsed.database,
            "ssl": parsed.query.get("ssl"),
        }
        self._free: asyncio.LifoQueue[Connection | None] = asyncio.LifoQueue()
        for _ in range(connections):
            self._free.put_nowait(None)
        self._prepared: dict[int, OrderedDict[str, Prepared]] = {}
        # Slow statements never hold all connections: a page must not wait for statistics.
        self._slow = asyncio.Semaphore(max(1, connections // 2))

    async def fetch(self, statements: Sequence[Bound], budget: Budget | None = None) -> list[Rows]:
        async with asyncio.timeout((budget or Budget()).left()):
            if any(slow for _, _, slow in statements):
                async with self._slow:
                    return await self._fetch(statements)
            return await self._fetch(statements)

    async def _fetch(self, statements: Sequence[Bound]) -> list[Rows]:
        connection = await self._free.get()
        try:
            if connection is None or connection.is_closed():
                connection = await self._connect()
            prepared = self._prepared[id(connection)]
            results: list[Rows] = []
            for statement, values, _slow in statements:
                ready = prepared.get(statement.text)
                if ready is None:
                    ready = await self._prepare(connection, prepared, statement.text)
                results.append(await ready.fetch(*values))
        except (asyncio.CancelledError, OSError, asyncpg.InterfaceError, asyncpg.PostgresError):
            # A dropped request leaves its statement running and a failed one may leave the
            # connection broken: neither goes back to the others.
            if connection is not None:
                self._prepared.pop(id(connection), None)
                connection.terminate()
            connection = None
            raise
        finally:
            self._free.put_nowait(connection)
        return results

    async def _connect(self) -> Connection:
        # A cache of our own below: with asyncpg's at 0, prepare() would leave no named statement.
        connection = await connect(
            **self._options,
            timeout=10,
            server_settings={
                "timezone": "UTC",
                "plan_cache_mode": "force_generic_plan",
                "default_transaction_read_only": "on",
                "statement_timeout": str(int(SLOWEST_SECONDS * 1000)),
                "application_name": "kulkul read",
                "jit": "off",
                "datestyle": "ISO",
            },
        )
        self._prepared[id(connection)] = OrderedDict()
        return connection

    @staticmethod
    async def _prepare(
        connection: Connection, prepared: OrderedDict[str, Prepared], text: str
    ) -> Prepared:
        ready = prepared[text] = await connection.prepare(text)
        if len(prepared) > MOST_PREPARED:
            prepared.popitem(last=False)
        return ready

    async def explain(self, statement: SqlText, values: Sequence[object]) -> list[str]:
        connection = await self._free.get()
        try:
            if connection is None or connection.is_closed():
                connection = await self._connect()
            # The generic plan of the prepared statement, which no value changes.
            ready = await connection.prepare(statement.text)
            given = ", ".join("NULL" for _ in ready.get_parameters())
            execute = f'EXECUTE "{ready.get_name()}"' + (f"({given})" if given else "")
            lines = await connection.fetch(f"EXPLAIN {execute}")
        finally:
            self._free.put_nowait(connection)
        return [str(line[0]) for line in lines]

    async def close(self) -> None:
        for _ in range(self._free.qsize()):
            connection = self._free.get_nowait()
            self._free.put_nowait(None)
            if connection is not None:
                self._prepared.pop(id(connection), None)
                if not connection.is_closed():
                    await connection.close(timeout=2)


class SqliteReader:
    """Reads on SQLite: one connection on the event loop, another in a thread for slow ones."""

    dialect = "sqlite"

    def __init__(self, url: str) -> None:
        self._path = sqlite_path(url)
        self._direct: sqlite3.Connection | None = None
        self._deadline = 0.0
        self._threaded: sqlite3.Connection | None = None
        self._turn = asyncio.Lock()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=MOST_PREPARED,
        )
        prepare_sqlite(connection, read_only=True)
        return connection

    def _too_long(self) -> int:
        return time.monotonic() > self._deadline

    async def fetch(self, statements: Sequence[Bound], budget: Budget | None = None) -> list[Rows]:
        budget = budget or Budget()
        results: list[Rows] = []
        for statement, values, slow in statements:
            if slow:
                async with asyncio.timeout(budget.left()):
                    results.append(await self._fetch_apart(statement.text, values))
                continue
            began = time.monotonic()
            self._deadline = min(began + budget.direct, budget.ends)
            if began >= self._deadline:
                raise TimeoutError
            if self._direct is None:
                self._direct = self._open()
                self._direct.set_progress_handler(self._too_long, 20_000)
            try:
                results.append(self._direct.execute(statement.text, values).fetchall())
            finally:
                budget.direct -= time.monotonic() - began
        return results

    async def _fetch_apart(self, text: str, values: Sequence[object]) -> Rows:
        async with self._turn:
            if self._threaded is None:
                self._threaded = self._open()
            connection = self._threaded
            work = asyncio.ensure_future(
                asyncio.to_thread(lambda: connection.execute(text, values).fetchall())
            )
            try:
                return await asyncio.shield(work)
            except asyncio.CancelledError:
                # The next one may have the connection only when the thread has let go of it.
                connection.interrupt()
                await asyncio.wait([work])
                raise

    async def explain(self, statement: SqlText, values: Sequence[object]) -> list[str]:
        async with self._turn:
            if self._threaded is None:
                self._threaded = self._open()
            lines = self._threaded.execute(f"EXPLAIN QUERY PLAN {statement.text}", values)
            depths = {0: -1}
            plan = []
            for number, parent, _, detail in lines.fetchall():
                depths[number] = depths.get(parent, -1) + 1
                plan.append("  " * depths[number] + detail)
        return plan

    async def close(self) -> None:
        async with self._turn:
            for connection in (self._direct, self._threaded):
                if connection is not None:
                    connection.close()
            self._direct = self._threaded = None


def open_reader(url: str, connections: int) -> Reader:
    """The store behind a database URL."""
    if make_url(url).get_backend_name() == "sqlite":
        return SqliteReader(url)
    return PostgresReader(url, connections)
