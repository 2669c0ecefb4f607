"""Engines for both stores, with the settings that keep SQLite from losing anything."""

import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from api.db.connecting import connect

BUSY_SECONDS = 15


def is_sqlite(url: str) -> bool:
    """Whether a database URL names the embedded store."""
    return make_url(url).get_backend_name() == "sqlite"


_CACHE: Final = "PRAGMA cache_size = -65536"
"""Up to 64 MiB of pages for each connection, which takes them as it reads. SQLite's own 2 MiB do
not hold the upper levels of a large store's indexes: each is then fetched again for every row."""


def sqlite_path(url: str) -> Path:
    """The file of an embedded store."""
    return Path(make_url(url).database or "kulkul.sqlite3")


def prepare_sqlite(connection: sqlite3.Connection, *, read_only: bool = False) -> None:
    """Sets what every connection to the embedded store needs.

    WAL lets readers go on beside the one writer; synchronous=FULL keeps an acknowledged commit
    through a power cut; foreign keys are off in SQLite unless asked for.
    """
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA foreign_keys = ON")
    if read_only:
        cursor.execute("PRAGMA query_only = ON")
        cursor.execute("PRAGMA mmap_size = 268435456")
        cursor.execute(_CACHE)
    else:
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def open_engine(url: str, *, writer: bool) -> AsyncEngine:
    """An engine for writers or for readers.

    SQLite has one writer at a time: its engine has one connection, on which writers wait their turn
    in order, and every transaction begins IMMEDIATE: a deferred one would fail, or lose an update,
    when it first writes. Other processes wait at the busy timeout.
    """
    if not is_sqlite(url):
        return create_async_engine(
            url,
            pool_size=5,
            max_overflow=10,
            pool_pre_ping=True,
            hide_parameters=True,  # an error that is logged must not carry what citizens wrote
            connect_args={
                "async_creator_fn": connect,
                "server_settings": {"timezone": "UTC", "application_name": "kulkul"},
            },
        )
    sqlite_path(url).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1 if writer else 2,
        max_overflow=0,
        pool_timeout=60,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
    )
    begin = "BEGIN IMMEDIATE" if writer else "BEGIN"

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(_CACHE)
        if writer:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")
        cursor.close()

    @event.listens_for(engine.sync_engine, "invalidate")
    def on_invalidate(connection: Any, _record: Any, _error: BaseException | None) -> None:
        # A task that is cancelled between a SELECT and the reading of its rows leaves a cursor
        # open. SQLite closes such a connection only when the cursor dies, and until then keeps
        # its transaction and the writer's lock: so it is rolled back first, on its own thread.
        driver = connection.driver_connection
        driver._tx.put_nowait((None, lambda: driver._connection and driver._connection.rollback()))

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
