"""Engines over the world, and how tests ask them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import orjson

from api import schema
from api.areas.service import AreaIndexCache
from api.db.session import Database
from api.emergency.service import PackCache
from api.gql.run.context import Resources
from api.gql.run.cost import Limits
from api.gql.run.engine import Engine, Request, Response
from api.gql.run.reader import Reader, open_reader
from api.identity.values import Viewer
from tests.gql.world import ANYBODY, BASE

T = TypeVar("T")
STORES = ("sqlite", "postgresql")


@dataclass
class Kernel:
    """The read kernel on one store."""

    url: str
    database: Database
    reader: Reader
    engine: Engine
    bugs: list[BaseException] = field(default_factory=list)

    async def answer(
        self,
        document: str,
        viewer: Viewer = ANYBODY,
        variables: Mapping[str, Any] | None = None,
        *,
        operation: str | None = None,
        compiled: bool = True,
    ) -> Response:
        """What the engine answers; by the executor alone if not `compiled`."""
        request = Request(document, variables, operation, base=BASE)
        return await self.engine.execute(request, viewer, compiled=compiled)

    async def data(
        self, document: str, viewer: Viewer = ANYBODY, variables: Mapping[str, Any] | None = None
    ) -> Any:
        """The data of an answer that must have no errors."""
        answer = orjson.loads((await self.answer(document, viewer, variables)).body)
        assert "errors" not in answer, answer
        return answer["data"]

    async def close(self) -> None:
        """Closes every connection."""
        await self.reader.close()
        await self.database.close()


def open_kernel(
    url: str,
    folder: Path,
    *,
    cost: int = 5_000,
    depth: int = 12,
    documents: int = 1_000,
    connections: int = 2,
) -> Kernel:
    """The kernel as the server wires it, with bounds of the test's own."""
    bugs: list[BaseException] = []
    database = Database(url)
    reader = open_reader(url, connections)
    graph = schema.graph_of(reader.dialect)

    def on_bug(error: BaseException) -> str:
        bugs.append(error)
        return f"bug-{len(bugs)}"

    engine = Engine(
        graph,
        reader,
        bounds=Limits(cost, depth),
        cached_documents=documents,
        database=database,
        resources=Resources(
            AreaIndexCache(database), PackCache(database, folder / "emergency.json")
        ),
        on_bug=on_bug,
    )
    return Kernel(url, database, reader, engine, bugs)


@dataclass
class Reading:
    """Both stores with the same world, on one event loop for tests that are no coroutines."""

    runner: asyncio.Runner
    kernels: Mapping[str, Kernel]

    def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Runs a coroutine on the stores' loop."""

        async def wrapped() -> T:
            return await work()

        return self.runner.run(wrapped())

    def answer(
        self,
        store: str,
        document: str,
        viewer: Viewer = ANYBODY,
        variables: Mapping[str, Any] | None = None,
        *,
        compiled: bool = True,
        operation: str | None = None,
    ) -> Response:
        """What one store answers by one path; bugs fail the test."""
        kernel = self.kernels[store]
        answer = self.run(
            lambda: kernel.answer(
                document, viewer, variables, compiled=compiled, operation=operation
            )
        )
        if kernel.bugs:
            raise AssertionError(f"a bug on {store}: {document}") from kernel.bugs.pop()
        return answer

    def body(self, store: str, document: str, *given: Any, **more: Any) -> bytes:
        """The bytes of an answer."""
        return self.answer(store, document, *given, **more).body
