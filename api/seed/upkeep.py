"""Keeps the rows of a table as a pack wants them, within one transaction.

A row is the pack's own if its id is the one that follows from its name: such rows are added and
changed. Rows that anybody else made are never touched.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import Column, Table, select
from sqlmodel import SQLModel

from api.db.base import table
from api.db.session import WriteSession
from api.kit.problems import Conflict
from api.seed.entries.entry import Entry
from api.seed.messages import message
from api.seed.plan import Change, Part, Row, SeedReport, Verb

T = TypeVar("T")

_AT_ONCE: Final = 500
"""Keys in one statement: both stores bind many more."""

_SHARED: Final = {
    "area": Part.AREAS,
    "agency": Part.AGENCIES,
    "report_category": Part.CATEGORIES,
}
"""The tables that rows of other parts refer to."""


@dataclass(frozen=True, slots=True)
class Target:
    """A table that a part of the pack fills, and what people call one of its rows."""

    part: Part
    model: type[SQLModel]
    name_of: Callable[[Row], str]

    @property
    def table(self) -> Table:
        """The model's table."""
        return table(self.model)


class Upkeep:
    """Changes rows in one transaction, and notes in a report what it did."""

    def __init__(self, session: WriteSession, report: SeedReport, parts: Collection[Part]) -> None:
        """`parts` are those that this run seeds: the others must be there already."""
        self.session = session
        self.report = report
        self._outside = {name: part for name, part in _SHARED.items() if part not in parts}

    async def stored(self, target: Target, column: str, values: Iterable[Any]) -> list[SQLModel]:
        """The stored rows that have one of these values in a column."""
        found: list[SQLModel] = []
        for chunk in chunks(values):
            statement = select(target.model).where(target.table.c[column].in_(chunk))
            found += (await self.session.execute(statement)).scalars()
        return found

    async def sync(
        self,
        target: Target,
        wanted: Sequence[Row],
        *,
        change: bool = True,
        owned: tuple[str, Collection[str]] | None = None,
    ) -> Sequence[Row]:
        """Adds the rows that are not there yet and changes those that differ; both are returned.

        With `change` False, stored rows are left as they are. `owned` is a column and its values:
        all other rows that have one of these are removed. Raises Conflict if rows refer to what an
        earlier part should have brought.
        """
        keys = [column.name for column in target.table.primary_key]
        by, values = owned or (keys[0], {row[keys[0]] for row in wanted})
        stored = {
            tuple(getattr(one, key) for key in keys): one
            for one in await self.stored(target, by, values)
        }
        pairs = [(row, stored.pop(tuple(row[key] for key in keys), None)) for row in wanted]
        new = [row for row, one in pairs if one is None]
        changed = [(row, one, difference(one, row)) for row, one in pairs if one and change]
        changed = [(row, one, fields) for row, one, fields in changed if fields]
        # First out, then in: a row may take the place (article, position) of another.
        for gone in stored.values() if owned else ():
            self.note(target, gone.model_dump(), Verb.REMOVED)
            await self.session.delete(gone)
        await self.session.flush()
        await self._check_needs(target, [*new, *(row for row, _, _ in changed)])
        for row in new:
            self.note(target, row, Verb.ADDED)
            self.session.add(target.model(**row))
        for row, one, fields in changed:
            self.note(target, row, Verb.CHANGED, fields=fields)
            one.sqlmodel_update(row)
        await self.session.flush()
        self.report.rows[target.part, target.table.name] = len(wanted)
        return [*new, *(row for row, _, _ in changed)]

    async def sync_own(
        self, kind: type[Entry], wanted: Sequence[Row]
    ) -> tuple[Sequence[Row], dict[str, str]]:
        """Adds and changes the pack's own rows of a kind: these, and those that the pack has no
        more (names by ids). Raises Conflict if somebody else's row has the name of a wanted one.
        """
        target, names = target_of(kind), await self.names(kind)
        wanted_ids = {row[kind.NAME]: row["id"] for row in wanted}
        taken = [name for id, name in names.items() if wanted_ids.get(name, id) != id]
        if taken:
            raise taken_by_others(target, kind.NAME, taken)
        left = names.keys() - set(wanted_ids.values())
        own = {id: names[id] for id in left if id == kind.id_of(names[id])}
        return await self.sync(target, wanted), own

    async def names(self, kind: type[Entry]) -> dict[str, str]:
        """The name of each row of a kind's table, by its id."""
        columns = table(kind.SOURCE.model).c
        found = await self.session.execute(select(columns.id, columns[kind.NAME]))
        return {row[0]: row[1] for row in found}

    def note(self, target: Target, row: Row, verb: Verb, **more: Any) -> None:
        """Notes what becomes of a row: which `fields` change, or for what `reason` it is kept."""
        name = target.name_of(row)
        self.report.changes.append(Change(target.part, target.table.name, name, verb, **more))

    async def _check_needs(self, target: Target, rows: Sequence[Row]) -> None:
        """Raises Conflict if rows refer to rows that are missing from parts not seeded now."""
        for key in target.table.foreign_keys:
            if part := self._outside.get(key.column.table.name):
                wanted = {row[key.parent.name] for row in rows if row.get(key.parent.name)}
                missing = len(wanted - await self._there(key.column, wanted))
                if missing:
                    names = {"part": target.part.value, "needed": part.value}
                    raise Conflict(message("part_needed", n=missing, **names))

    async def _there(self, column: Column[Any], values: Iterable[Any]) -> set[Any]:
        found: set[Any] = set()
        for chunk in chunks(values):
            found |= set(await self.session.scalars(select(column).where(column.in_(chunk))))
        return found


def difference(stored: SQLModel, row: Row) -> Mapping[str, tuple[Any, Any]]:
    """The columns in which a stored row differs from the wanted one: (before, after)."""
    return {name: (old, new) for name, new in row.items() if (old := getattr(stored, name)) != new}


def target_of(kind: type[Entry]) -> Target:
    """The table of a kind of entries."""
    return Target(kind.SOURCE.part, kind.SOURCE.model, lambda row: str(row[kind.NAME]))


def taken_by_others(target: Target, column: str, names: Iterable[str]) -> Conflict:
    """Rows that the pack wants to add exist already, made by somebody else."""
    shown = ", ".join(sorted(names)[:20])
    return Conflict(message("taken_by_others", table=target.table.name, column=column, names=shown))


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists that one statement can bind."""
    rest = list(values)
    for start in range(0, len(rest), _AT_ONCE):
        yield rest[start : start + _AT_ONCE]
