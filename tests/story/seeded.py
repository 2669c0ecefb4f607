"""Stores that hold the Badung pack: seeded once in a test run on each kind, then copied."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock
from rich.console import Console

from api.seed.run import seed
from api.settings import Settings
from tests.stores import STORES, Stores, apart

TEMPLATE = "seeded"


@dataclass(frozen=True)
class SeededStore:
    """A store of one test: its data folder with the pack's pictures, and its database."""

    data: Path
    url: str

    @property
    def is_sqlite(self) -> bool:
        return "sqlite" in self.url


def _pictures(stores: Stores) -> Path:
    """The data folder that both kinds of store share: a picture is worked on once."""
    return stores.folder / "seeded"


def _seed(stores: Stores, url: str) -> None:
    folder = _pictures(stores)
    with (
        FileLock(folder.with_suffix(".lock")),
        folder.with_suffix(".log").open("a") as log,
    ):
        apart(
            lambda: asyncio.run(
                seed(
                    Settings(data=folder, database_url=url),
                    only=None,
                    dry_run=False,
                    console=Console(file=log),
                )
            )
        )


@pytest.fixture(params=STORES)
async def seeded(
    request: pytest.FixtureRequest, stores: Stores, tmp_path: Path
) -> AsyncIterator[SeededStore]:
    """A seeded store of this test alone; each test runs on both kinds."""
    stores.template(request.param, TEMPLATE, partial(_seed, stores))
    data = tmp_path / "data"
    # Pictures never change and are shared; everything else is copied.
    shutil.copytree(_pictures(stores), data, copy_function=_linked)
    async with stores.copy(request.param, TEMPLATE, data) as url:
        yield SeededStore(data, url)


def _linked(source: str, target: str) -> None:
    if source.endswith(".webp"):
        os.link(source, target)
    else:
        shutil.copy2(source, target)
