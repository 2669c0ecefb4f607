"""From SQLAlchemy expressions to the text that the drivers run.

Every value of a request is a `Slot`: a numbered place in the text, with the function that finds its
value. Everything else becomes a literal, so that partial indexes are seen under generic plans.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Self

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Dialect,
    Float,
    Integer,
    String,
    Text,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from api.db.base import Day, Id, Instant, Strings, lite_instant
from api.gql.common.problems import BadValue
from api.kit import clock, ids

POSTGRES: Final = "postgresql"
SQLITE: Final = "sqlite"

_POSTGRES_CASTS: Final = {
    "text": "text",
    "uuid": "uuid",
    "instant": "timestamptz",
    "day": "date",
    "int": "bigint",
    "float": "float8",
    "bool": "boolean",
    "texts": "text[]",
    "uuids": "uuid[]",
    "ints": "bigint[]",
}
_TYPES: Final[dict[str, TypeEngine[Any]]] = {
    "text": Text(),
    "uuid": Id(),
    "instant": Instant(),
    "day": Day(),
    "int": Integer(),
    "float": Float(),
    "bool": Boolean(),
    "texts": Text(),
    "uuids": Text(),
    "ints": Text(),
}

Getter = Callable[[Any], Any]
"""run → the value of a slot, before it is converted for the driver."""


class Slot(ColumnElement[Any]):
    """A value of the request in a statement. One slot may stand in several places."""

    inherit_cache = False

    def __init__(self, kind: str, get: Getter) -> None:
        self.kind = kind
        self.get = get
        self.type = _TYPES[kind]

    def mapped(self, convert: Callable[[Any], Any], kind: str | None = None) -> "Slot":
        """A slot whose value is made from this one's."""
        get = self.get
        return Slot(kind or self.kind, lambda run: convert(get(run)))


@compiles(Slot)
def _compile_slot(slot: Slot, compiler: SQLCompiler, **_kw: Any) -> str:
    slots: list[Slot] = compiler.dialect.slots  # type: ignore[attr-defined]
    number = next((i for i, known in enumerate(slots, 1) if known is slot), 0)
    if not number:
        slots.append(slot)
        number = len(slots)
    if compiler.dialect.name == POSTGRES:
        return f"${number}::{_POSTGRES_CASTS[slot.kind]}"
    return f"?{number}"


class OneOf(ColumnElement[bool]):
    """`column` is among the values of a list slot."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: ColumnElement[Any], values: Slot) -> None:
        self.column = column
        self.values = values

    def self_group(self, against: Any = None) -> Self:
        """Itself: SQLAlchemy would write `= 1` behind it for SQLite, which then uses no index."""
        return self


@compiles(OneOf)
def _compile_one_of(element: OneOf, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    values = compiler.process(element.values, **kw)
    if compiler.dialect.name == POSTGRES:
        return f"{column} = ANY({values})"
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - compiled parts


class ItemOf(ColumnElement[Any]):
    """The item of a list slot at a place, counted from 0; NULL behind its end."""

    inherit_cache = False

    def __init__(self, values: Slot, place: int) -> None:
        self.values = values
        self.place = place
        self.type = Integer()


@compiles(ItemOf)
def _compile_item_of(element: ItemOf, compiler: SQLCompiler, **kw: Any) -> str:
    values = compiler.process(element.values, **kw)
    if compiler.dialect.name == POSTGRES:
        return f"({values})[{element.place + 1}]"
    return f"json_extract({values}, '$[{element.place}]')"


class Limit(ColumnElement[Any]):
    """LIMIT as a suffix: SQLAlchemy's own adds OFFSET on SQLite and types it twice."""

    inherit_cache = False

    def __init__(self, count: Slot | int) -> None:
        self.count = count


@compiles(Limit)
def _compile_limit(limit: Limit, compiler: SQLCompiler, **kw: Any) -> str:
    count = limit.count
    return f"LIMIT {count if isinstance(count, int) else compiler.process(count, **kw)}"


def ago(moment: Any, span: timedelta) -> Any:
    """The instant `span` before a moment, be it a slot or a datetime."""
    if isinstance(moment, Slot):
        return moment.mapped(lambda value: value - span)
    return moment - span


class _Configuration(postgresql.REGCONFIG):
    """The name of a text search configuration; SQLAlchemy's own cannot be a literal."""

    def literal_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        return lambda name: "'" + str(name).replace("'", "''") + "'"


class _Postgres(PGDialect_asyncpg):
    colspecs = {**PGDialect_asyncpg.colspecs, postgresql.REGCONFIG: _Configuration}


class SqlText:
    """A statement's text and its binders."""

    __slots__ = ("binders", "text")

    def __init__(self, text: str, binders: Sequence[Getter]) -> None:
        self.text = text
        self.binders = binders

    def values(self, run: Any) -> list[Any]:
        """The values of one request, in the order of the text's places."""
        return [bind(run) for bind in self.binders]


def compile_statement(statement: Select[Any], dialect_name: str) -> SqlText:
    """The text of a statement for one store's driver, and what to bind."""
    dialect: Dialect = (
        _Postgres() if dialect_name == POSTGRES else sqlite.dialect()  # type: ignore[no-untyped-call]
    )
    slots: list[Slot] = []
    dialect.slots = slots  # type: ignore[attr-defined]
    text = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    return SqlText(text, [_binder(slot, dialect_name) for slot in slots])


def _binder(slot: Slot, dialect: str) -> Getter:
    get, convert = slot.get, _converter(slot.kind, dialect)
    return get if convert is None else lambda run: convert(get(run))


def _storable(text: str | None) -> str | None:
    if text is not None and "\0" in text:
        raise BadValue(
            "Ada teks dengan karakter NUL; hilangkan.",
            "A text holds a NUL character; leave it out.",
        )
    return text


def _converter(kind: str, dialect: str) -> Callable[[Any], Any] | None:
    if kind == "text":
        return _storable
    if dialect == POSTGRES:
        return None
    if kind == "instant":
        return lite_instant
    if kind in ("texts", "uuids", "ints"):
        return lambda values: json.dumps(list(values))
    if kind == "bool":
        return int
    if kind == "day":
        return lambda day: day.isoformat()
    return None


def conversion(column: ColumnElement[Any], kind: str = "plain") -> str:
    """How a column's value becomes a value of the graph; `kind` decides where the type cannot."""
    if kind != "plain":
        return kind
    type_ = column.type
    if isinstance(type_, Instant):
        return "instant"
    if isinstance(type_, Id):
        return "uuid"
    if isinstance(type_, Day):
        return "day"
    if isinstance(type_, Strings):
        return "json"
    if isinstance(type_, Boolean):
        return "bool"
    if isinstance(type_, Float):
        return "float"
    return "plain"


def travelling(
    column: ColumnElement[Any], kind: str, dialect: str, *, nested: bool
) -> ColumnElement[Any]:
    """A column in the form in which it leaves the database: the same text on both stores.

    SQLite writes 15 digits of a number into JSON, and a double needs up to 17.
    """
    if dialect == POSTGRES and kind in ("instant", "uuid", "day"):
        return cast(column, String())
    if dialect == SQLITE and kind == "float" and nested:
        return case((column.is_not(None), func.printf("%!.17g", column)))
    return column


def rows_as_json(rows: Select[Any], kinds: Sequence[str], dialect: str) -> ColumnElement[Any]:
    """All rows of a correlated statement as one JSON array of arrays, never null.

    JSON inside JSON must be said to be JSON: columns that hold text get a cast on PostgreSQL, and
    SQLite forgets at the border of a subquery that a text came from a JSON function.
    """
    inner = rows.subquery("k")
    values: list[ColumnElement[Any]] = []
    for column, kind in zip(inner.c, kinds, strict=True):
        if dialect == SQLITE and kind in ("json", "rows", "float"):
            values.append(func.json(column))
        elif kind in ("json", "rows"):
            values.append(cast(column, postgresql.JSON()))
        else:
            values.append(column)
    array: ColumnElement[Any]
    if dialect == POSTGRES:
        array = func.coalesce(
            func.json_agg(func.json_build_array(*values)), literal_column("'[]'::json")
        )
    else:
        array = func.json_group_array(func.json_array(*values))
    return select(array).select_from(inner).scalar_subquery()


def instant_value(text: Any) -> datetime:
    """A sort key's instant out of a cursor."""
    try:
        return clock.from_text(text)
    except (TypeError, ValueError, OverflowError):
        raise _unfit() from None


def key_value(kind: str, value: Any) -> Any:
    """A cursor's value as the slot of its kind wants it. Raises BadValue when it cannot be one."""
    if kind == "instant":
        return instant_value(value)
    wanted = {"int": (int,), "float": (int, float)}.get(kind, (str,))
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise _unfit()
    if kind == "uuid" and not ids.is_uuid(str(value)):
        raise _unfit()
    if kind == "text" and "\0" in str(value):
        raise _unfit()
    # Whole numbers reach further in JSON than in SQLite.
    return float(value) if kind == "float" else value


def _unfit() -> BadValue:
    return BadValue(
        "after: kursor ini tidak cocok dengan daftar ini; pakai endCursor seperti yang diberikan.",
        "after: the cursor does not fit this list; use endCursor as it was given.",
    )
