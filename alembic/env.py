"""Runs migrations over the async engines of `api.db.engine`, on both stores."""

import asyncio
from typing import Any

from sqlalchemy import Connection, event, inspect
from sqlalchemy.schema import SchemaItem
from sqlmodel.sql.sqltypes import AutoString

from alembic import context
from api import settings
from api.db import checks as _checks  # noqa: F401  has CHECKs compared
from api.db import migrate
from api.db.engine import is_sqlite, open_engine
from api.tables import metadata

_OURS_BY_HAND = {"search"}
"""Columns and tables of the full-text search, which differ by store (`api.db.search`)."""


_RETIRED = {"delivery", "topic_message", "topic_opening"}
"""Tables of 0.1.0 whose rows were copied to others. Nothing reads them; a release after next drops
them, so that a server of the version before can still run while this one migrates."""
_RETIRED_COLUMNS = {("notification", "deferred_until")}


def _is_compared(
    _item: SchemaItem, name: str | None, kind: str, _reflected: bool, _other: SchemaItem | None
) -> bool:
    table = getattr(getattr(_item, "table", None), "name", None)
    if kind == "table":
        return not (name or "").startswith("search_words") and name not in _RETIRED
    if kind == "column":
        return name not in _OURS_BY_HAND and (table, name) not in _RETIRED_COLUMNS
    if kind == "index":
        return not (name or "").endswith(("_search", "_deferred", "_waiting"))
    return True


def _render(kind: str, item: Any, autogen: Any) -> str | bool:
    if kind == "type" and type(item).__module__ == "api.db.base":
        autogen.imports.add("from api.db import base")
        return f"base.{type(item).__name__}()"
    if kind == "type" and type(item) is AutoString:
        return "sa.String()"
    return False


def _refuse_unknown(connection: Connection) -> None:
    found = set(inspect(connection).get_table_names())
    revisions = (
        connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
        if "alembic_version" in found
        else ()
    )
    migrate.refuse_unknown(revisions, found & metadata.tables.keys())


def _run(connection: Connection) -> None:
    # Several servers may start at once: on PostgreSQL one migrates and the others wait here.
    # SQLite's BEGIN IMMEDIATE does the same.
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(5103)")
    _refuse_unknown(connection)
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        include_object=_is_compared,
        render_item=_render,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def _migrate(url: str) -> None:
    engine = open_engine(url, writer=True)
    if is_sqlite(url):
        # SQLite changes a table by making it anew, and dropping the old one would take along the
        # rows that refer to it. The references are checked once all is done.
        event.listen(engine.sync_engine, "connect", _without_foreign_keys)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_run)
            if is_sqlite(url):
                await connection.run_sync(_check_foreign_keys)
            await connection.commit()
    finally:
        await engine.dispose()


def _without_foreign_keys(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
    if broken:
        raise RuntimeError(f"the migration breaks references, so it was undone: {broken}")


asyncio.run(_migrate(context.config.attributes.get("url") or settings.load().url))
