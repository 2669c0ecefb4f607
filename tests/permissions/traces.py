"""Whether anything at all was written to a store."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager

from sqlalchemy import text

from api.db.base import metadata
from api.db.engine import is_sqlite, sqlite_path
from api.db.session import Database

Traces = Callable[[], Awaitable[object]]


@contextmanager
def watching(database: Database, url: str) -> Iterator[Traces]:
    """What differs from one call to the next when anybody has committed a change between them."""
    if not is_sqlite(url):
        yield lambda: _newest_rows(database)
        return
    with closing(sqlite3.connect(sqlite_path(url))) as watcher:

        async def version() -> object:
            return watcher.execute("PRAGMA data_version").fetchone()

        yield version


async def _newest_rows(database: Database) -> object:
    # A row that is written bears the number of its writer, and one that is deleted is missing.
    counted = " UNION ALL ".join(
        f"SELECT '{table.name}', count(*), max(xmin::text::bigint) FROM \"{table.name}\""
        for table in metadata.sorted_tables
    )
    async with database.read() as session:
        return (await session.execute(text(counted))).all()
