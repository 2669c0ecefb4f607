"""Both stores for every test that asks for one: SQLite, and a PostgreSQL that comes as a wheel."""

import gc
import multiprocessing
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import structlog
from google.auth.crypt import RSASigner

from api.db.session import Database
from api.storage import pool
from tests import dialects, run_folder
from tests.stores import EMPTY, STORES, Stores

# The processes of a run, a hundred or more, keep what they compile: they start in half the time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

dialects.share()
_FOLDER = pytest.StashKey[Path]()
_SLOWEST = 10


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--store",
        choices=(*STORES, "both"),
        default="both",
        help="the store on which tests run that need one (default: both)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """A worker uses the folder of the process that started it, which ends after all workers."""
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        gc.disable()  # until all is imported: it is a half of the time that this takes
    shared = getattr(config, "workerinput", {}).get("run_folder")
    if shared:
        config.stash[_FOLDER] = Path(shared)
        return
    stack = ExitStack()
    folder = stack.enter_context(run_folder.owned())
    config.add_cleanup(stack.close)
    config.stash[_FOLDER] = folder
    if config.option.basetemp is None:
        config.option.basetemp = folder / "tmp"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tells a worker of pytest-xdist the run's folder."""
    node.workerinput["run_folder"] = str(node.config.stash[_FOLDER])


def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector of garbage need not look at it again."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--store`, tests made once for each store are made for one, and none for both."""
    chosen = config.option.store
    others = {store for store in STORES if chosen not in (store, "both")}
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        callspec = getattr(item, "callspec", None)
        values = callspec.params.values() if callspec else ()
        not_here = any(isinstance(v, str) and v in others for v in values)
        if others and item.get_closest_marker("both_stores"):
            not_here = True
        (left if not_here else kept).append(item)
    items[:] = kept
    if left:
        config.hook.pytest_deselected(items=left)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How long the run took and its slowest tests, set-up included: a slow one is seen at once."""
    seconds: dict[str, float] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[report.nodeid] = seconds.get(report.nodeid, 0.0) + report.duration
    if len(seconds) <= _SLOWEST:
        return
    took = time.time() - terminalreporter._session_start.time
    terminalreporter.section(f"{len(seconds)} tests in {took:.0f} s; the slowest")
    for name in sorted(seconds, key=seconds.__getitem__, reverse=True)[:_SLOWEST]:
        terminalreporter.write_line(f"{seconds[name]:7.1f} s  {name}")


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """A command that ran in this process leaves the logs on a stream that is closed by now."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session", autouse=True)
def image_workers_start_at_once() -> None:
    """Hundreds of tests need one for a moment: it is forked from a process that has Pillow."""
    forked = multiprocessing.get_context("forkserver")
    forked.set_forkserver_preload(
        [
            "api.storage.renditions",
            "PIL.JpegImagePlugin",
            "PIL.PngImagePlugin",
            "PIL.WebPImagePlugin",
        ]
    )
    pool.PROCESSES = forked


@pytest.fixture(scope="session", autouse=True)
def keys_are_read_once() -> Iterator[None]:
    """Reading a service account's RSA key checks it, which takes longer than most tests."""
    with pytest.MonkeyPatch.context() as patch:
        read = RSASigner.from_string
        patch.setattr(RSASigner, "from_string", staticmethod(cache(read)))
        yield


@pytest.fixture(scope="session")
def shared_folder(pytestconfig: pytest.Config) -> Path:
    """One folder for all workers of a test run."""
    return pytestconfig.stash[_FOLDER]


@pytest.fixture(scope="session")
def chosen_stores(pytestconfig: pytest.Config) -> tuple[str, ...]:
    """The kinds of store that this run is about."""
    return tuple(store for store in STORES if pytestconfig.option.store in (store, "both"))


@pytest.fixture(scope="session")
def stores(shared_folder: Path) -> Iterator[Stores]:
    """Templates of stores and their copies."""
    stores = Stores(shared_folder)
    yield stores
    stores.close()


@pytest.fixture(scope="session")
def postgres_url(stores: Stores) -> str:
    """The URL of the run's PostgreSQL, for asyncpg."""
    return stores.postgres.url


@pytest.fixture(params=STORES)
async def database_url(
    request: pytest.FixtureRequest, stores: Stores, tmp_path: Path
) -> AsyncIterator[str]:
    """The URL of a migrated, empty store of this test alone; each test runs on both kinds."""
    stores.empty(request.param)
    async with stores.copy(request.param, EMPTY, tmp_path) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, migrated, empty store."""
    database = Database(database_url)
    yield database
    await database.close()
