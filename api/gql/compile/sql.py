"""Elements of statements that SQLAlchemy does not have.

Every value of a request is a `Slot`: a numbered place in the text, with the function that finds its
value. Everything else becomes a literal, so that partial indexes are seen under generic plans.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias, TypeVar

from sqlalchemy import Boolean, ColumnElement, Float, Integer, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from api.db.base import Day, Id, Instant
from api.gql.schema.mapping import Element, Kind

if TYPE_CHECKING:
    from api.gql.compile.operation import Inputs

POSTGRES: Final = "postgresql"
SQLITE: Final = "sqlite"

_POSTGRES_CASTS: Final[dict[Kind, str]] = {
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
_TYPES: Final[dict[Kind, "TypeEngine[Any]"]] = {
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

AnySelect: TypeAlias = Select[Any]
"""A SELECT of whatever columns."""
Getter = Callable[["Inputs"], Any]
"""One request's inputs → the value of a slot, before it is converted for the driver."""
Moment = TypeVar("Moment", bound=Element | datetime)


class Slot(Element):
    """A value of the request in a statement. One slot may stand in several places."""

    inherit_cache = False

    def __init__(self, kind: Kind, get: Getter) -> None:
        self.kind = kind
        self.get = get
        self.type = _TYPES[kind]

    def mapped(self, convert: Callable[[Any], object]) -> "Slot":
        """A slot of the same kind whose value is made from this one's."""
        get = self.get
        return Slot(self.kind, lambda inputs: convert(get(inputs)))


@compiles(Slot)
def _compile_slot(slot: Slot, compiler: SQLCompiler, **_kw: object) -> str:
    slots: list[Slot] = compiler.slots  # type: ignore[attr-defined]
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

    def __init__(self, column: Element, values: Element) -> None:
        self.column = column
        self.values = values

    def self_group(self, against: object = None) -> Self:
        """Itself: SQLAlchemy would write `= 1` behind it for SQLite, which then uses no index."""
        return self


@compiles(OneOf)
def _compile_one_of(element: OneOf, compiler: SQLCompiler, **kw: object) -> str:
    column = compiler.process(element.column, **kw)
    values = compiler.process(element.values, **kw)
    if compiler.dialect.name == POSTGRES:
        return f"{column} = ANY({values})"
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - compiled parts


class ItemOf(ColumnElement[int]):
    """The item of a list slot at a place, counted from 0; NULL behind its end."""

    inherit_cache = False

    def __init__(self, values: Element, place: int) -> None:
        self.values = values
        self.place = place
        self.type = Integer()


@compiles(ItemOf)
def _compile_item_of(element: ItemOf, compiler: SQLCompiler, **kw: object) -> str:
    values = compiler.process(element.values, **kw)
    if compiler.dialect.name == POSTGRES:
        return f"({values})[{element.place + 1}]"
    return f"json_extract({values}, '$[{element.place}]')"


class Limit(Element):
    """LIMIT as a suffix: SQLAlchemy's own adds OFFSET on SQLite and types it twice."""

    inherit_cache = False

    def __init__(self, count: Slot | int) -> None:
        self.count = count


@compiles(Limit)
def _compile_limit(limit: Limit, compiler: SQLCompiler, **kw: object) -> str:
    count = limit.count
    return f"LIMIT {count if isinstance(count, int) else compiler.process(count, **kw)}"


def ago(moment: Moment, span: timedelta) -> Moment | Slot | datetime:
    """The instant `span` before a moment, be it a slot or a datetime."""
    if isinstance(moment, Slot):
        return moment.mapped(lambda value: value - span)
    assert isinstance(moment, datetime)
    return moment - span
