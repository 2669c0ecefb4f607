"""Stores full of completion photos, as `service.reuse` finds them.

The drawn ones are true; the many more, for which drawing would take a day, take each band of each
hash from a drawn one at random: every band's values are then as frequent as among drawn pictures,
which is what a lookup's cost depends on. They share the drawn pictures' greys.
"""

import random
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex

from api.db.base import lite_instant
from api.reports.service import reuse
from api.storage.likeness import Likeness

_HASH: Final = ("photo_id", "position", "hash", "band_0", "band_1", "band_2")
_PHOTO: Final = (
    "id", "report_id", "shown_on_id", "update_id", "image_digest", "position", "from_reporter",
    "added_at",
)  # fmt: skip
_IMAGE: Final = (
    "digest", "width", "height", "thumbhash", "byte_size", "created_at", "likeness",
)  # fmt: skip
_BANDS: Final = ("band_0", "band_1", "band_2")
_AT_ONCE: Final = 20_000


def photo_id(number: int) -> str:
    """The id of a stored photo."""
    return str(UUID(int=number + 1))


def drawing_of(photo: str, drawn: int) -> int:
    """The scene whose picture a stored photo shows."""
    return (UUID(photo).int - 1) % drawn


def images(drawn: Sequence[bytes], now: Any) -> Iterator[tuple[Any, ...]]:
    """The pictures' rows."""
    for number, likeness in enumerate(drawn):
        yield _digest(number), 400, 300, "3OcRJYB4d3h", 9, now, likeness


def photos(drawn: int, number: int, now: Any, key: Any) -> Iterator[tuple[Any, ...]]:
    """The photos' rows; `key` makes an id what the store's driver takes."""
    report = key(photo_id(1 << 64))
    for place in range(number):
        picture = _digest(place % drawn)
        yield key(photo_id(place)), report, report, None, picture, place % 10, False, now


def hashes(drawn: Sequence[bytes], number: int, key: Any) -> Iterator[tuple[Any, ...]]:
    """The hashes' rows: those of the drawn, then mixtures."""
    true: list[list[tuple[int, ...]]] = [
        [] for _ in reuse.rows_of("", Likeness.from_bytes(drawn[0]))
    ]
    for place, packed in enumerate(drawn):
        for row in reuse.rows_of(photo_id(place), Likeness.from_bytes(packed)):
            yield key(photo_id(place)), *(row[name] for name in _HASH[1:])
            true[int(str(row["position"]))].append(tuple(int(str(row[name])) for name in _BANDS))
    chance = random.Random("mixtures")
    for place in range(len(drawn), number):
        photo = key(photo_id(place))
        for position, known in enumerate(true):
            a, b, c = (chance.choice(known)[n] for n in range(3))
            value = 0
            for band, (first, size) in zip((a, b, c), reuse.BANDS, strict=True):
                value |= (band & ((1 << size) - 1)) << first
            yield photo, position, value - (1 << 64) if value >> 63 else value, a, b, c


def fill_sqlite(file: Path, drawn: Sequence[bytes], number: int, now: datetime) -> None:
    """Fills a migrated, empty store."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    indexes = list(_indexes(lite=True))
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    for table, names, rows in _tables(drawn, number, lite_instant(now), str):
        marks = ", ".join("?" * len(names))
        connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)
    for _, create in indexes:
        connection.execute(create)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


async def fill_postgres(
    options: dict[str, Any], drawn: Sequence[bytes], number: int, now: datetime
) -> None:
    """Fills a migrated, empty database."""
    connection = await asyncpg.connect(**options)
    await connection.execute("SET session_replication_role = replica")  # no foreign keys
    indexes = list(_indexes(lite=False))
    for name, _ in indexes:
        await connection.execute(f"DROP INDEX {name}")
    for table, names, rows in _tables(drawn, number, now, UUID):
        for batch in _batches(rows):
            await connection.copy_records_to_table(table, records=batch, columns=names, timeout=600)
    for _, create in indexes:
        await connection.execute(create, timeout=600)
    await connection.execute("VACUUM ANALYZE", timeout=600)
    await connection.close()


def _indexes(*, lite: bool) -> Iterator[tuple[str, str]]:
    dialect = sqlite.dialect() if lite else postgresql.dialect()  # type: ignore[no-untyped-call]
    for index in reuse.HASHES.indexes:
        yield str(index.name), str(CreateIndex(index).compile(dialect=dialect))


def _tables(
    drawn: Sequence[bytes], number: int, now: Any, key: Any
) -> Iterator[tuple[str, tuple[str, ...], Iterable[tuple[Any, ...]]]]:
    yield "image", _IMAGE, images(drawn, now)
    yield "report_photo", _PHOTO, photos(len(drawn), number, now, key)
    yield "completion_hash", _HASH, hashes(drawn, number, key)


def _batches(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _digest(number: int) -> str:
    return sha256(f"drawn {number}".encode()).hexdigest()
