"""How the graph's types lie on tables: each field says its column, expression or relation.

A type is mapped with `@table(Model, where=policy.visible, …)`: a type without a predicate cannot be
made, so no query can forget the viewer. A type that shares its parent's row (a point, a provenance)
is a `@part`. A field's mapping is the value of its attribute::

    title: str = col(models.Report.title, "What it is about, in the reporter's words.")

Expressions are written against `row`, the columns of an aliased table, and `viewer`, in which what
differs from request to request is a bind.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, dataclass_transform

import strawberry
from sqlalchemy import ColumnElement, func, true
from sqlalchemy.sql.expression import FromClause
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

METADATA_KEY: Final = "kulkul"
DEFAULT_FIRST: Final = 20
LARGEST_FIRST: Final = 100

T = TypeVar("T")
Row = Any
"""The columns of an aliased table: `row.title` is a ColumnElement."""
Where = Callable[[Row, Any], ColumnElement[bool]]
Express = Callable[[Row, Any], ColumnElement[Any]]
Target = Callable[[], type]
Join = Callable[[Row, Row, Any], Any]
"""(parent's row, child's row, viewer) → the condition that joins them."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A type that stands on rows of its own."""

    table: FromClause
    where: Where
    prefix: str | None
    always: bool
    """Every row is visible to everybody: only such a type may stand behind a non-null relation."""
    key: str = "id"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the type's own table."""

    name: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A value computed by the database. `kind` names its conversion (see `gql.sql.KINDS`)."""

    express: Express
    kind: str


@dataclass(frozen=True, slots=True)
class GlobalId:
    """The id that clients see: the type's prefix and the row's key."""

    prefix: str | None = None
    express: Express | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """A value made in Python from a few columns; arguments decide at planning which function."""

    columns: tuple[Express, ...]
    make: Callable[[Mapping[str, Any]], Callable[..., Any]]
    with_run: bool = False
    """Whether the function takes the request's run before the columns' values."""


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
    """What the parent says of the part's fields, by their names in the graph."""


@dataclass(frozen=True, slots=True)
class Supplied:
    """A part's field that each parent must say (`Part.fields`)."""


@dataclass(frozen=True, slots=True)
class Key:
    """One part of a sort order. The column or expression must never be null."""

    express: Express
    kind: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Order:
    """A total order: its keys and then the row's id, in the direction of the last key."""

    name: str
    keys: tuple[Key, ...]


Filter = Callable[[Row, "Any", Any], Sequence[ColumnElement[bool]]]
"""(row, given arguments, viewer) → conditions. `given` is a `gql.plan.Given`."""
Choose = Callable[["Any"], Order]
"""given arguments → the order of a list."""
Split = Callable[[Row, "Any"], "Sequence[ColumnElement[bool]] | None"]
"""(row, given arguments) → the pieces of which a list is merged: disjoint conditions, for each of
which an index gives its rows in the list's order. None when the arguments ask for nothing that
splits it; no piece when they do, and no index does. One piece `true()` is the whole list in order:
sound for what most rows have, and slow for what few have."""


@dataclass(frozen=True, slots=True)
class Many:
    """A short list, whole up to `limit`."""

    target: Target
    on: Join | None
    order: Order
    limit: int
    filter: Filter | None = None
    via: Any = None
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
    """A row that a resolver answers with by its key: the kernel reads what was selected of it."""

    key: str
    target: type | None = field(default=None)
    among: "Among | None" = field(default=None)


class Among:
    """The keys that the references of one long answer name: all their rows are read at once."""

    __slots__ = ("keys", "reads")

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys
        self.reads: dict[Any, Any] = {}


def everyone(_row: Row, _viewer: Any) -> ColumnElement[bool]:
    """The predicate of what is nobody's secret."""
    return true()


def table(
    model: Any,
    *,
    where: Where,
    description: str,
    prefix: str | None = None,
    key: str = "id",
    name: str | None = None,
) -> Callable[[type[T]], type[T]]:
    """Maps a Strawberry type on a table (or any selectable) that `where` guards."""

    def decorate(cls: type[T]) -> type[T]:
        made = strawberry.type(cls, description=description, name=name)
        source: FromClause = getattr(model, "__table__", model)
        entity = Entity(source, where, prefix, where is everyone, key)
        made.__kulkul__ = entity  # type: ignore[attr-defined]
        return made

    return decorate


@dataclass_transform(kw_only_default=True)
def part(description: str, name: str | None = None) -> Callable[[type[T]], type[T]]:
    """Maps a Strawberry type on its parent's row; a resolver may also make one in Python."""

    def decorate(cls: type[T]) -> type[T]:
        made = strawberry.type(cls, description=description, name=name)
        made.__kulkul__ = None  # type: ignore[attr-defined]
        return made

    return decorate


def arg(
    name: str, type_: Any, description: str, default: object = strawberry.UNSET
) -> StrawberryArgument:
    """An argument of a mapped field; `name` as clients write it."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(type_),
        description=description,
        default=default,
    )


def _field(
    mapped: Mapped,
    description: str,
    args: Sequence[StrawberryArgument] = (),
    deprecated: str | None = None,
    name: str | None = None,
) -> Any:
    made = StrawberryField(
        python_name=None,
        graphql_name=name,
        description=description,
        metadata={METADATA_KEY: mapped},
        deprecation_reason=deprecated,
    )
    if args:
        made.arguments = list(args)
    return made


def col(column: Any, description: str, *, deprecated: str | None = None) -> Any:
    """A field that is a column of the type's table."""
    return _field(Column(column.key), description, deprecated=deprecated)


def expr(
    express: Express, description: str, *, kind: str = "plain", name: str | None = None
) -> Any:
    """A field that the database computes; `name` where clients call it by a word of Python."""
    return _field(Expression(express, kind), description, name=name)


def words(id_column: Any, en_column: Any, description: str) -> Any:
    """A text in the reader's language; Indonesian where there is no English."""
    id_name, en_name = id_column.key, en_column.key

    def express(row: Row, viewer: Any) -> ColumnElement[Any]:
        if viewer.language != "EN":
            return row[id_name]  # type: ignore[no-any-return]
        english = row[en_name]
        return func.coalesce(english, row[id_name]) if english.nullable else english

    return _field(Expression(express, "plain"), description)


def gid(description: str, prefix: str | None = None, express: Express | None = None) -> Any:
    """A global id; without a prefix, that of the type's own table."""
    return _field(GlobalId(prefix, express), description)


def computed(
    columns: Sequence[Any],
    make: Callable[[Mapping[str, Any]], Callable[..., Any]],
    description: str,
    args: Sequence[StrawberryArgument] = (),
    *,
    with_run: bool = False,
) -> Any:
    """A field made in Python from columns: `make(arguments)` gives the function of their values.

    `with_run`: the function takes the request's run first, for what the request itself decides.
    """

    def getter(column: Any) -> Express:
        if callable(column) and not hasattr(column, "key"):
            return column  # type: ignore[no-any-return]
        name = column.key
        return lambda row, _viewer: row[name]

    return _field(Computed(tuple(getter(c) for c in columns), make, with_run), description, args)


def one(target: Target, on: Any, description: str) -> Any:
    """A field that is one row of another type; `on` is a foreign key, or a join condition."""
    return _field(One(target, _joins(on, from_parent=True)), description)


def same(
    target: Target,
    description: str,
    *,
    present: Express | None = None,
    fields: Mapping[str, Mapped] | None = None,
) -> Any:
    """A field that is a part of the same row."""
    return _field(Part(target, present, fields or {}), description)


def supplied(description: str) -> Any:
    """A part's field whose mapping each parent gives."""
    return _field(Supplied(), description)


def many(
    target: Target,
    description: str,
    *,
    order: Order,
    limit: int,
    on: Any = None,
    filter: Filter | None = None,
    args: Sequence[StrawberryArgument] = (),
    via: Any = None,
    through: Any = None,
    with_parent: bool = False,
) -> Any:
    """A field that is a short list; `on` is the target's foreign key to this type.

    With a table between (`via`), `on` and `order` speak of that table, and `through` is its foreign
    key to the target, which must be visible to everybody.
    """
    joins = None if on is None else _joins(on, from_parent=False)
    table_between = getattr(via, "__table__", None)
    return _field(
        Many(
            target,
            joins,
            order,
            limit,
            filter,
            table_between,
            through.key if via else "",
            with_parent,
        ),
        description,
        args,
    )


def page(
    target: Target,
    description: str,
    *,
    order: Order | Choose,
    on: Any = None,
    filter: Filter | None = None,
    args: Sequence[StrawberryArgument] = (),
    with_parent: bool = False,
    split: Split | None = None,
) -> Any:
    """A field that is a connection; `first` and `after` are added to its arguments."""
    joins = None if on is None else _joins(on, from_parent=False)
    choose: Choose = (lambda _given: order) if isinstance(order, Order) else order
    mapped = Page(target, joins, choose, filter, with_parent, split)
    return _field(mapped, description, [*PAGE_ARGS, *args])


def lookup(
    target: Target, description: str, *, by: Filter, args: Sequence[StrawberryArgument] = ()
) -> Any:
    """A root field that is at most one row."""
    return _field(Lookup(target, by), description, args)


def either(targets: Mapping[str, Target], *, kind: Any, id: Any, description: str) -> Any:
    """A field that is a row of one of several types."""
    return _field(Either(targets, kind.key, id.key), description)


def by_global_id(
    targets: Callable[[], Sequence[type]], description: str, *, several: bool = False
) -> Any:
    """`node(id:)`, or `nodes(ids:)` where `several`."""
    argument = (
        arg("ids", list[strawberry.ID], "Ids as the API gave them; at most 100.")
        if several
        else arg("id", strawberry.ID, "An id as the API gave it.")
    )
    return _field(ByGlobalId(targets, several), description, [argument])


def _joins(on: Any, *, from_parent: bool) -> Join:
    if hasattr(on, "key"):
        name = on.key
        if from_parent:
            return lambda parent, child, _viewer: parent[name] == child[_key_of(child)]
        return lambda parent, child, _viewer: child[name] == parent[_key_of(parent)]
    return on  # type: ignore[no-any-return]


def _key_of(row: Row) -> str:
    return "id" if "id" in row else "digest"


def sort(column: Any, kind: str, *, descending: bool = False) -> Key:
    """A sort key that is a column; `kind` names its conversion."""
    name = column.key
    return Key(lambda row, _viewer: row[name], kind, descending)


PAGE_ARGS: Final = (
    arg(
        "first",
        int | None,
        f"How many at most, 1 to {LARGEST_FIRST}; {DEFAULT_FIRST} if absent.",
    ),
    arg("after", str | None, "The cursor behind which to go on: `endCursor` of the page before."),
)


def mapping_of(strawberry_field: Any) -> Mapped | None:
    """The mapping of a Strawberry field, or None when a resolver answers it."""
    found: Mapped | None = (strawberry_field.metadata or {}).get(METADATA_KEY)
    return found
