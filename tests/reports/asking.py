"""Asks the city's real graph on a test's own store, as one viewer."""

from collections.abc import Mapping
from typing import Any

import orjson

from api import schema
from api.areas.service import AreaIndexCache
from api.db.session import Database
from api.gql.run.context import Resources
from api.gql.run.cost import Limits
from api.gql.run.engine import Engine, Request
from api.gql.run.reader import open_reader
from api.identity.values import Viewer


def _raise(error: BaseException) -> str:
    raise error


async def ask(
    database: Database, viewer: Viewer, query: str, variables: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The whole answer: `data`, and `errors` if there are any. Bugs are raised."""
    store = open_reader(database.url, 1)
    engine = Engine(
        schema.graph_of(store.dialect),
        store,
        bounds=Limits(5_000, 12),
        cached_documents=10,
        database=database,
        resources=Resources(AreaIndexCache(database)),
        on_bug=_raise,
    )
    try:
        answer = await engine.execute(Request(query, dict(variables or {})), viewer)
    finally:
        await store.close()
    found: dict[str, Any] = orjson.loads(answer.body)
    return found
