"""The world on both stores: one pair to read from, and copies for tests that change it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, Phase, settings

from api.db.session import Database
from tests.conftest import _sqlalchemy_url
from tests.gql import world
from tests.gql.asking import STORES, Kernel, Reading, open_kernel

_TEMPLATE = "kulkul_world"

settings.register_profile(
    "kernel",
    max_examples=int(os.environ.get("KERNEL_EXAMPLES", "50")),
    # Everybody's run tries the same documents; who asks for a number looks for new ones.
    derandomize="KERNEL_EXAMPLES" not in os.environ,
    deadline=None,
    print_blob=True,
    database=None,
    # A document shrinks slowly and is read well as it is.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def _apart(work: Callable[[], None]) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


async def _build(url: str) -> None:
    database = Database(url)
    await world.build(database)
    await database.close()


async def _statement(server: str, text: str) -> None:
    connection = await asyncpg.connect(server)
    await connection.execute(text)
    await connection.close()


@pytest.fixture(scope="session")
def world_file(shared_folder: Path, sqlite_template: Path) -> Path:
    """The world as a SQLite file to copy."""
    file = shared_folder / "world.sqlite3"
    with FileLock(shared_folder / "world.lock"):
        if not file.exists():
            fresh = shared_folder / "world-new.sqlite3"
            shutil.copy(sqlite_template, fresh)
            _apart(lambda: asyncio.run(_build(f"sqlite+aiosqlite:///{fresh}")))
            fresh.rename(file)
    return file


@pytest.fixture(scope="session")
def world_database(shared_folder: Path, postgres_url: str) -> str:
    """The name of the world as a PostgreSQL database to copy."""
    with FileLock(shared_folder / "world-postgres.lock"):
        ready = shared_folder / "world-postgres.ready"
        if not ready.exists():
            create = f"CREATE DATABASE {_TEMPLATE} TEMPLATE kulkul_template"
            _apart(lambda: asyncio.run(_statement(postgres_url, create)))
            url = _sqlalchemy_url(postgres_url, _TEMPLATE)
            _apart(lambda: asyncio.run(_build(url)))
            ready.touch()
    return _TEMPLATE


@pytest.fixture(scope="session")
def reading(
    world_file: Path,
    world_database: str,
    postgres_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Reading]:
    """Both stores for tests that only read."""
    folder = tmp_path_factory.mktemp("reading")
    file = folder / "world.sqlite3"
    shutil.copy(world_file, file)
    name = f"reading_{uuid4().hex}"
    create = f"CREATE DATABASE {name} TEMPLATE {world_database}"
    _apart(lambda: asyncio.run(_statement(postgres_url, create)))
    urls = {
        "sqlite": f"sqlite+aiosqlite:///{file}",
        "postgresql": _sqlalchemy_url(postgres_url, name),
    }
    with asyncio.Runner() as runner:
        kernels: dict[str, Kernel] = {}

        async def begin() -> None:
            kernels.update(
                {store: open_kernel(urls[store], folder, cost=10**9, depth=40) for store in STORES}
            )

        runner.run(begin())
        yield Reading(runner, kernels)
        for kernel in kernels.values():
            runner.run(kernel.close())
    drop = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    _apart(lambda: asyncio.run(_statement(postgres_url, drop)))


@pytest.fixture(params=STORES)
async def world_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a copy of the world for one test, which may change it."""
    if request.param == "sqlite":
        file = tmp_path / "world.sqlite3"
        shutil.copy(request.getfixturevalue("world_file"), file)
        yield f"sqlite+aiosqlite:///{file}"
        return
    server = request.getfixturevalue("postgres_url")
    template = request.getfixturevalue("world_database")
    name = f"w_{uuid4().hex}"
    await _statement(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _sqlalchemy_url(server, name)
    await _statement(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
async def kernel(world_url: str, tmp_path: Path) -> AsyncIterator[Kernel]:
    """The kernel on a copy of the world of this test alone."""
    opened = open_kernel(world_url, tmp_path)
    yield opened
    await opened.close()
