"""The records that map types of the graph on tables, and their fields on columns and relations.

A type with rows of its own has an `Entity`, which cannot be made without a predicate: no query can
forget the viewer. A field is one of the records in `Mapped`; `schema.fields` has the functions that
write them beside a Strawberry annotation.

Expressions are written against `row`, the columns of an aliased table, and `viewer`, in which what
differs from request to request is a place in the statement.
"""

from asyncio import Future
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol, TypeAlias

from sqlalchemy import ColumnElement, true
from sqlalchemy.sql.expression import FromClause

DEFAULT_FIRST: Final = 20
LARGEST_FIRST: Final = 100

Element: TypeAlias = ColumnElement[Any]
"""An expression of SQL, of whatever type."""
Row: TypeAlias = Any
"""The columns of an aliased table: `row.title` is an `Element`."""
AnyViewer: TypeAlias = Any
"""The subjects' own viewer. It satisfies `schema.viewer.Viewer`, all that the kernel needs of it;
policies need more, so a function that takes it would not fit a parameter of that protocol."""
Arguments: TypeAlias = Mapping[str, Any]
"""The coerced arguments of a field, by the names that clients write."""

Kind = Literal[
    "plain", "text", "uuid", "instant", "day", "int", "float", "bool", "json", "texts", "uuids",
    "ints", "rows",
]  # fmt: skip
"""How a value travels between the graph and the stores; `plain` leaves it to the column's type."""


class Given(Protocol):
    """The arguments of a field as a mapping sees them: which are there, and places for values.

    A path is an argument's name, dotted for the parts of an input.
    """

    @property
    def dialect(self) -> str:
        """The store's SQLAlchemy dialect: `sqlite` or `postgresql`."""

    def has(self, path: str) -> bool:
        """Whether the argument is there and not null."""

    def slot(
        self, path: str, kind: Kind, convert: Callable[[Any], object] | None = None
    ) -> Element:
        """A place in the statement for the argument's value, through `convert`."""

    def fact(self, path: str, of: Callable[[Any], Hashable] = ...) -> Any:
        """The argument's value (or what `of` makes of it), which then shapes the plan."""


Where = Callable[[Row, AnyViewer], ColumnElement[bool]]
Express = Callable[[Row, AnyViewer], Element]
Target = Callable[[], type]
Join = Callable[[Row, Row, AnyViewer], ColumnElement[bool]]
"""(parent's row, child's row, viewer) → the condition that joins them."""
Filter = Callable[[Row, Given, AnyViewer], Sequence[ColumnElement[bool]]]
"""(row, given arguments, viewer) → conditions."""
Choose = Callable[[Given], "Order"]
"""given arguments → the order of a list."""
Split = Callable[[Row, Given], "Sequence[ColumnElement[bool]] | None"]
"""(row, given arguments) → the pieces of which a list is merged: disjoint conditions, for each of
which an index gives its rows in the list's order. None when the arguments ask for nothing that
splits it; no piece when they do, and no index does. One piece `true()` is the whole list in order:
sound for what most rows have, and slow for what few have."""
Make = Callable[[Arguments], Callable[..., object]]
"""arguments → the function of the columns' values that makes a field's value."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A type that stands on rows of its own."""

    table: FromClause
    where: Where
    prefix: str | None
    always: bool
    """Every row is visible to everybody: only such a type may stand behind a non-null relation."""
    key: str = "id"
    identity: Express | None = None
    """The key in the global id where it is not a column: each viewer then has one row."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the type's own table."""

    name: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A value computed by the database."""

    express: Express
    kind: Kind


@dataclass(frozen=True, slots=True)
class GlobalId:
    """The id that clients see: the type's prefix and the row's key, or what `express` gives."""

    prefix: str | None = None
    express: Express | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """A value made in Python from a few columns; arguments decide at planning which function."""

    columns: tuple[Express, ...]
    make: Make
    takes_base: bool = False
    """Whether the function takes the base of URLs as its first argument."""


@dataclass(frozen=True, slots=True)
class One:
    """A relation to at most one row: a left join that carries the target's own predicate."""

    target: Target
    on: Join


@dataclass(frozen=True, slots=True)
class Part:
    """A nested object on the same row; null where `present` is not true."""

    target: Target
    present: Express | None
    fields: "Mapping[str, Mapped]" = field(default_factory=dict)
    """The mappings of the part's `Supplied` fields, by their names in the graph."""


@dataclass(frozen=True, slots=True)
class Supplied:
    """A part's field whose mapping each parent gives (`Part.fields`)."""


@dataclass(frozen=True, slots=True)
class Key:
    """One part of a sort order. The column or expression must never be null."""

    express: Express
    kind: Kind
    descending: bool


@dataclass(frozen=True, slots=True)
class Order:
    """A total order: its keys and then the row's id, in the direction of the last key."""

    name: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """A short list, whole up to `limit`."""

    target: Target
    on: Join | None
    order: Order
    limit: int
    filter: Filter | None = None
    via: FromClause | None = None
    """A table between: its rows are listed and ordered, `through` names the key of the target."""
    through: str = ""
    with_parent: bool = False
    """Whoever sees the parent sees these rows: their own predicate would only ask it again."""


@dataclass(frozen=True, slots=True)
class Page:
    """A growing list as a keyset connection."""

    target: Target
    on: Join | None
    order: Choose
    filter: Filter | None = None
    with_parent: bool = False
    split: Split | None = None
    """For lists of the root. `filter` must say all that is asked, pieces or not."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """At most one row, found by the arguments."""

    target: Target
    by: Filter


@dataclass(frozen=True, slots=True)
class Either:
    """A relation to one of several types: `kind` says which, `id` which row."""

    targets: Mapping[str, Target]
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class ByGlobalId:
    """`node(id:)` and `nodes(ids:)`: the prefix of an id says the type."""

    targets: Callable[[], Sequence[type]]
    several: bool


Mapped = (
    Supplied
    | Column
    | Expression
    | GlobalId
    | Computed
    | One
    | Part
    | Many
    | Page
    | Lookup
    | Either
    | ByGlobalId
)


@dataclass(frozen=True, slots=True)
class Ref:
    """A row that a resolver names by its key: the kernel reads the fields that were selected."""

    key: str
    target: type | None = None
    among: "Among | None" = None


class Among:
    """The keys that the references of one long answer name: all their rows are read at once."""

    __slots__ = ("keys", "reads")

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys
        self.reads: dict[Hashable, Future[dict[str, object]]] = {}


def everyone(_row: Row, _viewer: AnyViewer) -> ColumnElement[bool]:
    """The predicate of a type whose rows everybody may see."""
    return true()
