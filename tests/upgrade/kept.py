"""Kept stores: what a release left behind, as files, and how they are read and brought back."""

import gzip
import shutil
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg

from api.db.engine import is_sqlite, sqlite_path
from tests.stores import programs

DATA = Path(__file__).parents[1] / "data"
SQLITE, DUMP = "kulkul.sqlite3.gz", "kulkul.sql"
_REVISION = "alembic_version"
_GROWING = frozenset({"job"})
"""Tables to which a migration may add: work that follows from it."""

Row = tuple[tuple[str, Any], ...]
Rows = dict[str, Counter[Row]]


def kept() -> list[Path]:
    """The folders of all releases whose stores are kept, the oldest first."""
    return sorted(DATA.glob("store-*"))


def program(name: str, url: str, *arguments: str) -> str:
    """What one of PostgreSQL's own programs prints about the database at a URL."""
    place = f"--dbname={url.replace('+asyncpg', '')}"
    done = subprocess.run(
        [programs() / name, place, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr.strip()}")
    return done.stdout


def restore_sqlite(folder: Path, file: Path) -> None:
    """Writes the kept SQLite store into a file."""
    with gzip.open(folder / SQLITE) as source, file.open("wb") as target:
        shutil.copyfileobj(source, target)


def restore_postgres(folder: Path, url: str) -> None:
    """Writes the kept PostgreSQL store into an empty database, all of it or nothing."""
    program(
        "psql", url, "--quiet", "--no-psqlrc", "--single-transaction",
        "--set=ON_ERROR_STOP=1", f"--file={folder / DUMP}",
    )  # fmt: skip


async def rows_of(url: str) -> Rows:
    """All rows of all tables, as the database itself gives them."""
    if is_sqlite(url):
        return _sqlite_rows(sqlite_path(url))
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        tables = await connection.fetch(
            "SELECT relname FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> $1",
            _REVISION,
        )
        return {
            name: Counter(
                _row(dict(row)) for row in await connection.fetch(f'SELECT * FROM "{name}"')
            )
            for (name,) in tables
        }
    finally:
        await connection.close()


def _sqlite_rows(file: Path) -> Rows:
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> ?", (_REVISION,)
        )
        return {
            name: Counter(_row(dict(row)) for row in connection.execute(f'SELECT * FROM "{name}"'))
            for (name,) in tables.fetchall()
        }


def _row(values: dict[str, Any]) -> Row:
    return tuple(
        (column, tuple(value) if isinstance(value, list) else value)
        for column, value in sorted(values.items())
    )


def assert_intact(before: Rows, after: Rows) -> None:
    """That every row is there once more with each of its values, whatever columns came to it."""
    for table, rows in before.items():
        columns = {column for row in rows for column, _ in row}
        found: Counter[Row] = Counter()
        for row, count in after.get(table, Counter()).items():
            found[tuple(part for part in row if part[0] in columns)] += count
        extra = found - rows if table in _GROWING else Counter[Row]()
        assert found - extra == rows, f"{table}: {rows - found} became {found - rows}"
