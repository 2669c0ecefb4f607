"""One SELECT in the making: its columns with their places in a row, its joins and its conditions.

To-one relations are joined into it, nested lists become JSON columns of it, parts share its row.
"""

from collections.abc import Hashable
from typing import Final

import orjson
from graphql import GraphQLError
from sqlalchemy import ColumnElement, and_, literal_column, select
from sqlalchemy.sql.elements import False_
from sqlalchemy.sql.expression import FromClause

from api.gql.compile.conversion import conversion, rows_as_json, travelling
from api.gql.compile.functions import Function, Nested, Rows
from api.gql.compile.planning import Planning
from api.gql.compile.source import Call, Cell, Expression, OrNone, Row, Template
from api.gql.compile.sql import POSTGRES, SQLITE, AnySelect
from api.gql.schema.graph import MappedType
from api.gql.schema.mapping import Element, Express, Join, Kind
from api.gql.schema.problems import user_error

_NEVER: Final[ColumnElement[bool]] = literal_column("1 = 0")
MOST_COLUMNS_NESTED: Final = 90
MOST_JOINS: Final = 40
"""SQLite joins at most 64 tables, and PostgreSQL passes at most 100 arguments to a function."""

_TEMPLATES: Final[dict[tuple[Kind, str], str]] = {
    # In UTC PostgreSQL writes as many fraction digits as are not zero, or none and no point. The
    # usual lengths come first: three or more digits are cut, whole seconds get three.
    ("instant", POSTGRES): (
        "f'{{{0}[:10]}}T{{{0}[11:23]}}Z' if len({0}) > 25"
        " else f'{{{0}[:10]}}T{{{0}[11:19]}}.000Z' if len({0}) == 22"
        " else {0}[:10] + 'T' + ({0}[11:-3] + '00')[:12] + 'Z'"
    ),
    ("instant", SQLITE): "{0}[:23] + 'Z'",
    ("bool", SQLITE): "{0} == 1",
    # JSON made by PostgreSQL says 115 for 115.0.
    ("float", POSTGRES): "float({0})",
}


def _short_instant(text: str) -> str:
    """SQLite's instant of six fraction digits with no more of them than it needs."""
    return text[:19] + text[19:26].rstrip(".0") + "Z"


def parsed(value: str | bytes | Rows) -> Rows:
    """The rows in JSON text, or those that the parsing of an outer document has already made."""
    found: Rows = orjson.loads(value) if isinstance(value, str | bytes) else value
    return found


def value(cell: Cell, kind: Kind, dialect: str, *, nullable: bool) -> Expression:
    """The expression that turns a column's travelling form into the graph's value."""
    made: Expression = cell
    if template := _TEMPLATES.get((kind, dialect)):
        made = Template(template, cell)
    elif kind == "json":
        made = Call(parsed, [cell])
    return OrNone(cell, made) if nullable and made is not cell else made


def exact_value(cell: Cell, kind: Kind, dialect: str) -> Expression:
    """The same for a sort key in a cursor, with all the digits of an instant.

    Without them a cursor would stand before or behind its own row.
    """
    if kind == "instant" and dialect == POSTGRES:
        return Template("{0}[:10] + 'T' + {0}[11:-3] + 'Z'", cell)
    if kind == "instant":
        return Call(_short_instant, [cell])
    return value(cell, kind, dialect, nullable=False)


def too_many(id: str, en: str) -> GraphQLError:
    """The error of a document that asks for more than one statement can say."""
    return user_error(id, en, code="TOO_COMPLEX")


class Level:
    """One SELECT in the making, with the places of its columns in a row."""

    def __init__(self, planning: Planning, table: FromClause, *, nested: bool) -> None:
        self.planning = planning
        self.table = planning.alias(table)
        self.frm: FromClause = self.table
        self.where: list[ColumnElement[bool]] = []
        self._nested = nested
        self._froms: list[FromClause] = [self.table]
        self._columns: list[Element] = []
        self._kinds: list[Kind] = []
        self._places: dict[Hashable, int] = {}
        self._joins: dict[Hashable, FromClause] = {}
        self.row = Row(self._columns)

    @classmethod
    def of(
        cls, planning: Planning, target: MappedType, *, nested: bool, guarded: bool = False
    ) -> "Level":
        """A level on a type's table, under its predicate unless something else guards it."""
        entity = target.stands_on
        level = cls(planning, entity.table, nested=nested)
        if not entity.always and not guarded:
            level.where.append(entity.where(level.table.c, planning.viewer))
        return level

    # -- columns -------------------------------------------------------------------------------

    def place(self, name: Hashable, column: Element, kind: Kind) -> Cell:
        """The cell of a column under a name of ours; the same name is selected once."""
        found = self._places.get(name)
        if found is None:
            self._columns.append(column)
            self._kinds.append(kind)
            found = self._places[name] = len(self._columns) - 1
            if self._nested and found >= MOST_COLUMNS_NESTED:
                raise too_many(
                    f"Lebih dari {MOST_COLUMNS_NESTED} kolom dalam satu daftar di dalam daftar;"
                    " minta lebih sedikit.",
                    f"More than {MOST_COLUMNS_NESTED} fields in one nested list; ask for fewer.",
                )
        return Cell(found)

    def column(self, table: FromClause, name: str, kind: Kind | None = None) -> Cell:
        """The cell of a column of one of the level's tables."""
        column = table.c[name]
        return self.place((table, name), column, kind or conversion(column))

    def expression(self, table: FromClause, column: Element, kind: Kind, name: Hashable) -> Cell:
        """The cell of an expression; a plain column of the table is selected once, by its name."""
        if getattr(column, "table", None) is table:
            name = (table, column.key)
            kind = conversion(column) if kind in ("uuid", "text", "int", "float") else kind
        return self.place(name, column, kind)

    def express(
        self, table: FromClause, express: Express, kind: Kind, name: Hashable
    ) -> Expression:
        """The value of a mapping's expression; `name` identifies the mapping."""
        column = express(table.c, self.planning.viewer)
        kind = conversion(column, kind)
        cell = self.expression(table, column, kind, (table, name))
        nullable = bool(getattr(column, "nullable", True))
        return value(cell, kind, self.planning.dialect, nullable=nullable)

    def ensure_column(self, name: str) -> None:
        """Selects a column where a list shows nothing of its rows: they are still counted."""
        if not self._columns:
            self.column(self.table, name, "uuid")

    # -- relations -----------------------------------------------------------------------------

    def join(self, name: Hashable, other: MappedType, on: Join, table: FromClause) -> FromClause:
        """The joined table of a relation, under the target's own predicate; joined once."""
        entity = other.stands_on
        found = self._joins.get(name)
        if found is None:
            if len(self._joins) >= MOST_JOINS:
                raise too_many(
                    "Terlalu banyak hubungan dalam satu daftar; minta lebih sedikit.",
                    "Too many relations in one list; ask for fewer.",
                )
            viewer = self.planning.viewer
            found = self._joins[name] = self.planning.alias(entity.table)
            condition = on(table.c, found.c, viewer)
            if not entity.always:
                condition = and_(condition, entity.where(found.c, viewer))
            self.frm = self.frm.outerjoin(found, condition)
            self._froms.append(found)
        return found

    def nest(self, inner: "Level", statement: AnySelect, function: Function) -> Expression:
        """The result of a function over the rows of an inner level, which become a JSON column."""
        correlated = statement.correlate(*self._froms)
        column = rows_as_json(correlated, inner._kinds, self.planning.dialect)
        return Nested(function, self.place(object(), column, "rows"), parsed)

    # -- the statement -------------------------------------------------------------------------

    def select(self) -> AnySelect:
        """The statement so far, without order and limit."""
        dialect = self.planning.dialect
        columns = [
            travelling(column, kind, dialect, nested=self._nested).label(f"c{i}")
            for i, (column, kind) in enumerate(zip(self._columns, self._kinds, strict=True))
        ]
        if not columns:
            columns = [literal_column("1").label("c0")]
        # A constant false would swallow its neighbours, and with them their binds: a bad cursor
        # beside a condition that nobody meets would go unnoticed.
        where = [_NEVER if isinstance(one, False_) else one for one in self.where]
        return select(*columns).select_from(self.frm).where(*where)
