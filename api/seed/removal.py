"""Removes the rows that a pack has no more, unless something still refers to them."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Column, delete, func, select

from api.db import search
from api.db.base import metadata, table
from api.seed.entries.entry import Entry
from api.seed.messages import message
from api.seed.plan import Verb
from api.seed.upkeep import Upkeep, chunks, target_of

_SOFT_REFERENCES: Final = {
    "app": (("device", "app_slug", "slug"),),
    "article": (("notification", "subject_id", "id"), ("broadcast", "article_id", "id")),
}
"""Columns that name a row of a table without a foreign key: (table, its column, what it holds)."""


async def remove(upkeep: Upkeep, kind: type[Entry], candidates: Mapping[str, str]) -> None:
    """Removes rows (names by ids) that nothing refers to.

    The others stay, and the report says what refers to them.
    """
    left = dict(candidates)
    target = target_of(kind)
    referrers: dict[str, list[str]] = {}
    while left:  # children go first: a district can go once its villages have gone
        referrers = await _referrers(upkeep, kind, left)
        free = [id for id in left if id not in referrers]
        if not free:
            break
        for chunk in chunks(free):
            for column in (*_owned(kind), target.table.c.id):
                await upkeep.session.execute(delete(column.table).where(column.in_(chunk)))
            if upkeep.session.dialect == "sqlite" and target.table.name in search.SOURCES:
                words = search.WORDS
                await upkeep.session.execute(
                    delete(words).where(words.c.subject == target.table.name, words.c.id.in_(chunk))
                )
        for id in free:
            upkeep.note(target, {kind.NAME: left.pop(id)}, Verb.REMOVED)
    for id, name in left.items():
        reason = message("still_referred_to", tables=", ".join(referrers[id]))
        upkeep.note(target, {kind.NAME: name}, Verb.KEPT, reason=reason)


async def _referrers(
    upkeep: Upkeep, kind: type[Entry], ids: Mapping[str, str]
) -> dict[str, list[str]]:
    """For each row that something refers to, what does, with how many rows."""
    mine, owned = table(kind.SOURCE.model), _owned(kind)
    references: list[tuple[Column[Any], Mapping[str, str]]] = [
        (key.parent, {id: id for id in ids})
        for other in metadata.sorted_tables
        for key in other.foreign_keys
        if key.column.table is mine and key.parent not in owned
    ]
    for name, column, holds in _SOFT_REFERENCES.get(mine.name, ()):
        values = {id if holds == "id" else value: id for id, value in ids.items()}
        references.append((metadata.tables[name].c[column], values))
    found: dict[str, list[str]] = {}
    for parent, by_value in references:
        for chunk in chunks(by_value):
            counted = await upkeep.session.execute(
                select(parent, func.count()).where(parent.in_(chunk)).group_by(parent)
            )
            for value, count in counted:
                found.setdefault(by_value[value], []).append(f"{parent.table.name} ({count})")
    return found


def _owned(kind: type[Entry]) -> set[Column[Any]]:
    return {table(model).c[column] for model, column in kind.SOURCE.owned}
