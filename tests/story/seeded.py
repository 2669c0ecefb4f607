"""Stores that hold the Badung pack: seeded once in a test run on each kind, then copied."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from filelock import FileLock
from rich.console import Console

from api.seed.run import seed
from tests.conftest import STORES, _apart, _sqlalchemy_url
from tests.story.house import settings_of

TEMPLATE = "kulkul_seeded"


@dataclass(frozen=True)
class SeededStore:
    """A store of one test: its data folder with the pack's pictures, and its database."""

    data: Path
    url: str

    @property
    def is_sqlite(self) -> bool:
        return "sqlite" in self.url


def _seed(folder: Path, url: str) -> None:
    with (folder.parent / f"{folder.name}.log").open("w") as log:
        _apart(
            lambda: asyncio.run(
                seed(
                    settings_of(folder, url),
                    only=None,
                    dry_run=False,
                    console=Console(file=log),
                )
            )
        )


@pytest.fixture(scope="session")
def seeded_sqlite(shared_folder: Path, sqlite_template: Path) -> Path:
    """A data folder with a seeded SQLite file, to be copied."""
    folder = shared_folder / "seeded-sqlite"
    with FileLock(shared_folder / "seeded-sqlite.lock"):
        if not folder.exists():
            making = _fresh(shared_folder / "seeding-sqlite")
            shutil.copy(sqlite_template, making / "kulkul.sqlite3")
            _seed(making, "")
            with closing(sqlite3.connect(making / "kulkul.sqlite3")) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            making.rename(folder)
    return folder


@pytest.fixture(scope="session")
def seeded_postgres(shared_folder: Path, postgres_url: str) -> Path:
    """A data folder without a database; the seeded one is the template `kulkul_seeded`."""
    folder = shared_folder / "seeded-postgresql"
    with FileLock(shared_folder / "seeded-postgresql.lock"):
        if not folder.exists():
            _apart(lambda: asyncio.run(_create(postgres_url, TEMPLATE, "kulkul_template")))
            making = _fresh(shared_folder / "seeding-postgresql")
            _seed(making, _sqlalchemy_url(postgres_url, TEMPLATE))
            making.rename(folder)
    return folder


async def _create(server: str, name: str, template: str) -> None:
    connection = await asyncpg.connect(server)
    await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    await connection.close()


def _fresh(folder: Path) -> Path:
    """An empty folder, also where an earlier try was left behind."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


@pytest.fixture(params=STORES)
async def seeded(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SeededStore]:
    """A seeded store of this test alone; each test runs on both kinds."""
    data = tmp_path / "data"
    if request.param == "sqlite":
        source: Path = request.getfixturevalue("seeded_sqlite")
        shutil.copytree(source, data, copy_function=_linked)
        yield SeededStore(data, f"sqlite+aiosqlite:///{data / 'kulkul.sqlite3'}")
        return
    shutil.copytree(request.getfixturevalue("seeded_postgres"), data, copy_function=_linked)
    server: str = request.getfixturevalue("postgres_url")
    name = f"s_{uuid4().hex}"
    await _create(server, name, TEMPLATE)
    yield SeededStore(data, _sqlalchemy_url(server, name))
    connection = await asyncpg.connect(server)
    await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    await connection.close()


def _linked(source: str, target: str) -> None:
    """Pictures never change and are shared; everything else is copied."""
    if source.endswith(".webp"):
        os.link(source, target)
    else:
        shutil.copy2(source, target)
