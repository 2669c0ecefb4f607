"""Removes the rows that a pack has no more, unless something still refers to them."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Column, Table, delete, func, select

from api.db import search
from api.db.base import metadata
from api.kit.problems import Words
from api.seed.plan import Verb
from api.seed.upkeep import Kind, Upkeep, chunks, table_of

_SOFT_REFERENCES: Final = {
    "app": (("device", "app_slug", "slug"),),
    "article": (("notification", "subject_id", "id"), ("broadcast", "article_id", "id")),
}
"""Columns that name a row of a table without a foreign key: (table, its column, what it holds)."""


async def remove(upkeep: Upkeep, kind: Kind, candidates: Mapping[str, str]) -> None:
    """Removes rows (names by ids) that nothing refers to.

    The others stay, and the report says what refers to them.
    """
    left = dict(candidates)
    referrers: dict[str, list[str]] = {}
    while left:  # children go first: a district can go once its villages have gone
        referrers = await _referrers(upkeep, kind, left)
        free = [id for id in left if id not in referrers]
        if not free:
            break
        for chunk in chunks(free):
            for column in _owned(kind):
                await upkeep.session.execute(delete(column.table).where(column.in_(chunk)))
            await upkeep.session.execute(delete(kind.table).where(kind.table.c.id.in_(chunk)))
            await _forget_words(upkeep, kind.table, chunk)
        for id in free:
            upkeep.tell(kind.part, kind.table, left.pop(id), Verb.REMOVED)
    for id, name in left.items():
        tables = ", ".join(referrers[id])
        upkeep.keep(
            kind.part,
            kind.table.name,
            name,
            Words(f"masih dirujuk oleh: {tables}", f"still referred to by: {tables}"),
        )


async def _referrers(upkeep: Upkeep, kind: Kind, ids: Mapping[str, str]) -> dict[str, list[str]]:
    """For each row that something refers to, what does, with how many rows."""
    found: dict[str, list[str]] = {}
    owned = _owned(kind)
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is kind.table and key.parent not in owned:
                await _count(upkeep, key.parent, {id: id for id in ids}, found)
    for name, column, holds in _SOFT_REFERENCES.get(kind.table.name, ()):
        values = {id if holds == "id" else value: id for id, value in ids.items()}
        await _count(upkeep, metadata.tables[name].c[column], values, found)
    return found


async def _count(
    upkeep: Upkeep, column: Column[Any], values: Mapping[str, str], found: dict[str, list[str]]
) -> None:
    for chunk in chunks(values):
        counted = await upkeep.session.execute(
            select(column, func.count()).where(column.in_(chunk)).group_by(column)
        )
        for value, count in counted:
            found.setdefault(values[value], []).append(f"{column.table.name} ({count})")


async def _forget_words(upkeep: Upkeep, table: Table, ids: list[str]) -> None:
    if upkeep.session.dialect == "sqlite" and table.name in search.SOURCES:
        words = search.WORDS
        await upkeep.session.execute(
            delete(words).where(words.c.subject == table.name, words.c.id.in_(ids))
        )


def _owned(kind: Kind) -> set[Column[Any]]:
    return {table_of(model).c[column] for model, column in kind.owned}
