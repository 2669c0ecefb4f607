"""The world on both stores: one pair to read from, and copies for tests that change it."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from api.db.session import Database
from tests.gql import world
from tests.gql.asking import STORES, Kernel, Reading, open_kernel
from tests.stores import Stores, apart

_WORLD = "world"

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


def _build(url: str) -> None:
    async def build() -> None:
        database = Database(url)
        await world.build(database)
        await database.close()

    apart(lambda: asyncio.run(build()))


@pytest.fixture(scope="session")
def reading(
    stores: Stores, chosen_stores: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reading]:
    """The stores for tests that only read."""
    folder = tmp_path_factory.mktemp("reading")
    with asyncio.Runner() as runner:
        kernels: dict[str, Kernel] = {}
        stack = AsyncExitStack()

        async def begin() -> None:
            for store in chosen_stores:
                stores.template(store, _WORLD, _build)
                url = await stack.enter_async_context(stores.copy(store, _WORLD, folder))
                kernels[store] = open_kernel(url, folder, cost=10**9, depth=40)
                stack.push_async_callback(kernels[store].close)

        runner.run(begin())
        yield Reading(runner, kernels)
        runner.run(stack.aclose())


@pytest.fixture(params=STORES)
async def world_url(
    request: pytest.FixtureRequest, stores: Stores, tmp_path: Path
) -> AsyncIterator[str]:
    """The URL of a copy of the world for one test, which may change it."""
    stores.template(request.param, _WORLD, _build)
    async with stores.copy(request.param, _WORLD, tmp_path) as url:
        yield url


@pytest.fixture
async def kernel(world_url: str, tmp_path: Path) -> AsyncIterator[Kernel]:
    """The kernel on a copy of the world of this test alone."""
    opened = open_kernel(world_url, tmp_path)
    yield opened
    await opened.close()
