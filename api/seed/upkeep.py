"""Keeps the rows of a table as a pack wants them, within one transaction.

A row is the pack's own when its id is the one that follows from its code: such rows are added
and changed. Rows that anybody else made are never touched.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import Column, Table, delete, insert, select, update
from sqlmodel import SQLModel

from api.db.base import metadata
from api.db.session import WriteSession
from api.kit.problems import Conflict, Words
from api.seed.plan import Change, Difference, Part, SeedReport, Verb, compare, key_of
from api.seed.rows import Row

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
class Kind:
    """A table that follows the pack.

    `name` is the column that people know a row by, and `id_of` the id of the pack's own row of that
    name. `owned` are columns of rows that go with a row that is removed.
    """

    part: Part
    model: type[SQLModel]
    name: str
    id_of: Callable[[str], str]
    owned: tuple[tuple[type[SQLModel], str], ...] = ()

    @property
    def table(self) -> Table:
        """The table itself."""
        return table_of(self.model)


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model."""
    return metadata.tables[str(model.__tablename__)]


Removals = list[tuple[Kind, Mapping[str, str]]]
"""Rows that their pack has no more (names by ids), in the order in which tables were seeded."""


class Upkeep:
    """Changes rows in one transaction, and tells a report what it did."""

    def __init__(self, session: WriteSession, report: SeedReport, parts: Collection[Part]) -> None:
        """`parts` are those that this run seeds: the others must be there already."""
        self.session = session
        self.report = report
        self._outside = {name: part for name, part in _SHARED.items() if part not in parts}

    async def stored(self, table: Table, column: Column[Any], values: Iterable[Any]) -> list[Row]:
        """The stored rows that have one of these values in a column."""
        rows: list[Row] = []
        for chunk in chunks(values):
            found = await self.session.execute(select(table).where(column.in_(chunk)))
            rows += [dict(row) for row in found.mappings()]
        return rows

    async def insert(self, model: type[SQLModel], rows: Sequence[Row]) -> None:
        """Adds rows; columns that they lack get the model's defaults."""
        if not rows:
            return
        lacking = [name for name in model.model_fields if name not in rows[0]]
        complete = [
            row
            | {
                name: model.model_fields[name].get_default(call_default_factory=True)
                for name in lacking
            }
            for row in rows
        ]
        await self.session.execute(insert(table_of(model)), complete)

    async def master(self, kind: Kind, wanted: Sequence[Row]) -> Difference:
        """Adds and changes the pack's own rows of a table.

        Raises Conflict when somebody else's row has the name of one of them.
        """
        table = kind.table
        names = await self.names(kind)
        self._refuse_strangers(kind, wanted, names)
        rows = await self.stored(table, table.c.id, [row["id"] for row in wanted])
        difference = compare(wanted, {(row["id"],): row for row in rows}, ("id",))
        await self.write(kind.part, kind.model, difference, lambda row: str(row[kind.name]))
        self.report.rows[kind.part, table.name] = len(wanted)
        return difference

    async def write(
        self,
        part: Part,
        model: type[SQLModel],
        difference: Difference,
        name_of: Callable[[Row], str],
    ) -> None:
        """Adds and changes rows; what the pack lacks stays."""
        table = table_of(model)
        keys = [column.name for column in table.primary_key]
        await self._check_needs(
            part, table, [*difference.added, *(row for row, _ in difference.changed)]
        )
        await self.insert(model, difference.added)
        for row in difference.added:
            self.tell(part, table, name_of(row), Verb.ADDED)
        for row, fields in difference.changed:
            await self.session.execute(
                update(table)
                .where(*(table.c[key] == row[key] for key in keys))
                .values({name: new for name, (_, new) in fields.items()})
            )
            self.tell(part, table, name_of(row), Verb.CHANGED, fields)

    async def once(
        self,
        part: Part,
        model: type[SQLModel],
        wanted: Sequence[Row],
        name_of: Callable[[Row], str],
    ) -> Sequence[Row]:
        """Adds the rows that are not there yet, and leaves the others alone; the added ones."""
        table = table_of(model)
        keys = [column.name for column in table.primary_key]
        first = table.c[keys[0]]
        rows = await self.stored(table, first, {row[keys[0]] for row in wanted})
        there = {key_of(row, keys) for row in rows}
        added = [row for row in wanted if key_of(row, keys) not in there]
        await self.write(part, model, Difference(added, (), ()), name_of)
        self.report.rows[part, table.name] = len(wanted)
        return added

    async def owned(
        self,
        part: Part,
        model: type[SQLModel],
        wanted: Sequence[Row],
        owner: str,
        owners: Iterable[str],
        name_of: Callable[[Row], str],
    ) -> None:
        """Makes the rows that belong to these owners exactly the wanted ones."""
        table = table_of(model)
        keys = [column.name for column in table.primary_key]
        mine = set(owners)
        rows = await self.stored(table, table.c[owner], mine)
        stored = {key_of(row, keys): row for row in rows}
        difference = compare([row for row in wanted if row[owner] in mine], stored, keys)
        # First out, then in: a row may take the place (article, position) of another.
        for key in difference.left:
            conditions = (table.c[name] == value for name, value in zip(keys, key, strict=True))
            await self.session.execute(delete(table).where(*conditions))
            self.tell(part, table, name_of(stored[key]), Verb.REMOVED)
        await self.write(part, model, difference, name_of)
        self.report.rows[part, table.name] = len(wanted)

    async def left(self, kind: Kind, wanted: Sequence[Row]) -> dict[str, str]:
        """The pack's own rows that the pack has no more: their names by their ids."""
        ours = {row["id"] for row in wanted}
        names = await self.names(kind)
        return {id: name for id, name in names.items() if id not in ours and id == kind.id_of(name)}

    def keep(self, part: Part, table: str, name: str, reason: Words) -> None:
        """Tells that a row is left as it is, and why."""
        self.report.changes.append(Change(part, table, name, Verb.KEPT, reason=reason))

    async def _check_needs(self, part: Part, table: Table, rows: Sequence[Row]) -> None:
        """What the rows refer to in parts that are not seeded now must be there."""
        for key in table.foreign_keys:
            target = key.column.table
            if target.name not in self._outside:
                continue
            wanted = {row[key.parent.name] for row in rows if row.get(key.parent.name)}
            there = {row[key.column.name] for row in await self.stored(target, key.column, wanted)}
            if wanted - there:
                needed = self._outside[target.name].value
                raise Conflict(
                    Words(
                        f"Bagian {part.value} memerlukan {len(wanted - there)} baris bagian"
                        f" {needed} yang belum ada. Muat bagian {needed} dahulu, atau semuanya.",
                        f"The part {part.value} needs {len(wanted - there)} rows of the part"
                        f" {needed} that are not there. Seed the part {needed} first, or"
                        " everything.",
                    )
                )

    def tell(
        self,
        part: Part,
        table: Table,
        name: str,
        verb: Verb,
        fields: Mapping[str, tuple[Any, Any]] | None = None,
    ) -> None:
        """Tells that a row is added, changed or removed."""
        self.report.changes.append(Change(part, table.name, name, verb, fields or {}))

    async def names(self, kind: Kind) -> dict[str, str]:
        """The name of each row of a table, by its id."""
        table = kind.table
        found = await self.session.execute(select(table.c.id, table.c[kind.name]))
        return {row.id: row[1] for row in found}

    def _refuse_strangers(
        self, kind: Kind, wanted: Sequence[Row], names: Mapping[str, str]
    ) -> None:
        ids = {name: id for id, name in names.items()}
        taken = sorted(
            row[kind.name] for row in wanted if ids.get(row[kind.name], row["id"]) != row["id"]
        )
        if taken:
            raise taken_by_others(kind.table.name, kind.name, taken)


def taken_by_others(table: str, column: str, names: Sequence[str]) -> Conflict:
    """Rows that the pack wants to add exist already, made by somebody else."""
    shown = ", ".join(names[:20])
    return Conflict(
        Words(
            f"Di tabel {table} sudah ada {column} buatan orang lain: {shown}. Pakai nama lain dalam"
            " paket.",
            f"The table {table} already has a {column} that somebody else made: {shown}. Use"
            " another one in the pack.",
        )
    )


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists that one statement can bind."""
    rest = list(values)
    for start in range(0, len(rest), _AT_ONCE):
        yield rest[start : start + _AT_ONCE]
