"""Fills the stores: migrated, seeded with the city's master data, then rows by the bulk."""

import asyncio
import json
import sqlite3
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from io import StringIO
from pathlib import Path
from typing import Any, Final

import asyncpg
from rich.console import Console
from sqlmodel import SQLModel

from api.db import migrate
from api.db.base import lite_instant, table
from api.db.engine import prepare_sqlite
from api.db.session import Database
from api.seed.pack import Pack, load_pack
from api.seed.plan import Part
from api.seed.run import seed_pack
from api.settings import PACKS
from api.storage.store import Store
from scripts.benchmark.database import Postgres
from scripts.benchmark.rows import Size, batches, camera_frames

_MASTER: Final = (Part.AREAS, Part.AGENCIES, Part.CATEGORIES, Part.CAMERAS)
_FRAME: Final = (
    "UPDATE camera SET image_digest = {}, captured_at = {}, fetched_at = {} WHERE id = {}"
)


def read_pack() -> Pack:
    """The pack whose places and words are used."""
    return load_pack(PACKS / "badung")


def fill_postgres(server: Postgres, database: str, pack: Pack, size: Size, now: datetime) -> None:
    """Makes and fills a database."""
    asyncio.run(create(server, database))
    url = server.sqlalchemy_url(database)
    migrate.upgrade(url)
    asyncio.run(seed(url, pack))
    asyncio.run(_copy(server, database, pack, size, now))


def fill_sqlite(file: Path, pack: Pack, size: Size, now: datetime) -> None:
    """Makes and fills a file; the search index alone stays empty, since nothing here searches."""
    url = f"sqlite+aiosqlite:///{file}"
    migrate.upgrade(url)
    asyncio.run(seed(url, pack))
    connection = sqlite3.connect(file, isolation_level=None)
    prepare_sqlite(connection)
    # A file that is made anew after a power cut needs no care while it is made.
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN")
    for model, rows in batches(pack, size, now):
        names = _columns(model)
        places = ", ".join("?" * len(names))
        connection.executemany(
            f"INSERT INTO {_table(model)} ({', '.join(names)}) VALUES ({places})",
            _records(model, names, rows, lite=True),
        )
    for camera, digest, taken in camera_frames(pack, now):
        moment = lite_instant(taken)
        connection.execute(_FRAME.format("?", "?", "?", "?"), (digest, moment, moment, camera))
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    connection.close()
    if broken is not None:
        raise RuntimeError(f"a filled row refers to nothing: {broken}")


async def create(server: Postgres, database: str) -> None:
    """Makes an empty database, in place of what an ended run left."""
    connection = await asyncpg.connect(**server.asyncpg_options("postgres"))
    await connection.execute(f"DROP DATABASE IF EXISTS {database}")
    await connection.execute(f"CREATE DATABASE {database}")
    await connection.close()


async def seed(url: str, pack: Pack) -> None:
    """Seeds the pack's places, offices, categories and cameras."""
    database = Database(url)
    with tempfile.TemporaryDirectory() as folder:
        await seed_pack(
            database, Store.on_disk(Path(folder)), pack, _MASTER, console=Console(file=StringIO())
        )
    await database.close()


async def _copy(server: Postgres, database: str, pack: Pack, size: Size, now: datetime) -> None:
    connection = await asyncpg.connect(**server.asyncpg_options(database))
    for model, rows in batches(pack, size, now):
        names = _columns(model)
        await connection.copy_records_to_table(
            _table(model), records=_records(model, names, rows, lite=False), columns=names
        )
    await connection.executemany(
        _FRAME.format("$1", "$2", "$3", "$4"),
        [(digest, taken, taken, camera) for camera, digest, taken in camera_frames(pack, now)],
    )
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


def _table(model: type[SQLModel]) -> str:
    return str(table(model).name)


def _columns(model: type[SQLModel]) -> list[str]:
    return [column.name for column in table(model).columns]


def _records(
    model: type[SQLModel], names: list[str], rows: Iterable[dict[str, Any]], *, lite: bool
) -> Iterable[tuple[Any, ...]]:
    """Rows as the driver takes them; what a row does not say is the model's default."""
    defaults = {
        name: field.get_default(call_default_factory=True)
        for name, field in model.model_fields.items()
        if not field.is_required()
    }
    for row in rows:
        yield tuple(
            _stored(row[name] if name in row else defaults[name], lite=lite) for name in names
        )


def _stored(value: Any, *, lite: bool) -> Any:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if lite and isinstance(value, datetime):
        return lite_instant(value)
    if lite and isinstance(value, date):
        return value.isoformat()
    return value
