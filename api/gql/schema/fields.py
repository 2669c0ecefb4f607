"""The functions that subjects write their types with: each field says its column or expression.

A type is mapped with `@table(Model, where=policy.visible, …)`; a type that shares its parent's row
(a point, a provenance) is a `@part`. A field's mapping is the value of its attribute::

    title: str = col(models.Report.title, "What it is about, in the reporter's words.")
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias, TypeVar, dataclass_transform

import strawberry
from sqlalchemy import func
from sqlalchemy.sql.expression import FromClause
from sqlmodel import SQLModel
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from api.gql.schema import mapping as m
from api.gql.schema.mapping import (
    DEFAULT_FIRST,
    LARGEST_FIRST,
    AnyViewer,
    Element,
    Express,
    Filter,
    Join,
    Kind,
    Mapped,
    Order,
    Row,
    Target,
    everyone,
)
from api.gql.schema.marks import ENTITY, METADATA_KEY

T = TypeVar("T")
Attribute: TypeAlias = Any
"""What stands behind a field's annotation: the annotation says the type that clients see."""
ModelColumn: TypeAlias = Any
"""`Model.column`, which SQLModel declares as the column's value; only its `key` is read."""
Args = Sequence[StrawberryArgument]


def table(
    model: type[SQLModel] | FromClause,
    *,
    where: m.Where,
    description: str,
    prefix: str | None = None,
    key: str = "id",
    identity: Express | None = None,
    name: str | None = None,
) -> Callable[[type[T]], type[T]]:
    """Maps a Strawberry type on a table (or any selectable) that `where` guards.

    `prefix` makes its rows readable by `node`, by `key` or by what `identity` gives.
    """

    def decorate(cls: type[T]) -> type[T]:
        made = strawberry.type(cls, description=description, name=name)
        source = model if isinstance(model, FromClause) else _table_of(model)
        entity = m.Entity(source, where, prefix, where is everyone, key, identity)
        setattr(made, ENTITY, entity)
        return made

    return decorate


def _table_of(model: type[SQLModel]) -> FromClause:
    found: FromClause = model.__table__  # type: ignore[attr-defined]
    return found


@dataclass_transform(kw_only_default=True)
def part(description: str, name: str | None = None) -> Callable[[type[T]], type[T]]:
    """Maps a Strawberry type on its parent's row; a resolver may also make one in Python."""

    def decorate(cls: type[T]) -> type[T]:
        made = strawberry.type(cls, description=description, name=name)
        setattr(made, ENTITY, None)
        return made

    return decorate


def arg(
    name: str, type_: object, description: str, default: object = strawberry.UNSET
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
    args: Args = (),
    deprecated: str | None = None,
    name: str | None = None,
) -> Attribute:
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


def col(column: ModelColumn, description: str, *, deprecated: str | None = None) -> Attribute:
    """A field that is a column of the type's table."""
    return _field(m.Column(column.key), description, deprecated=deprecated)


def expr(
    express: Express, description: str, *, kind: Kind = "plain", name: str | None = None
) -> Attribute:
    """A field that the database computes; `name` where clients call it by a word of Python."""
    return _field(m.Expression(express, kind), description, name=name)


def words(id_column: ModelColumn, en_column: ModelColumn, description: str) -> Attribute:
    """A text in the reader's language; Indonesian where there is no English."""
    id_name, en_name = id_column.key, en_column.key

    def express(row: Row, viewer: AnyViewer) -> Element:
        indonesian: Element = row[id_name]
        if viewer.language != "EN":
            return indonesian
        english: Element = row[en_name]
        return func.coalesce(english, indonesian) if english.nullable else english

    return _field(m.Expression(express, "plain"), description)


def gid(description: str, prefix: str | None = None, express: Express | None = None) -> Attribute:
    """A global id; without a prefix, that of the type's own table."""
    return _field(m.GlobalId(prefix, express), description)


def computed(
    columns: Sequence[ModelColumn | Express],
    make: m.Make,
    description: str,
    args: Args = (),
    *,
    takes_base: bool = False,
) -> Attribute:
    """A field made in Python from columns: `make(arguments)` gives the function of their values.

    With `takes_base` the function's first argument is the base of URLs for this client.
    """
    return _field(m.Computed(tuple(map(_express, columns)), make, takes_base), description, args)


def _express(column: ModelColumn | Express) -> Express:
    if not hasattr(column, "key"):
        return column
    name = column.key
    return lambda row, _viewer: row[name]


def one(target: Target, on: ModelColumn | Join, description: str) -> Attribute:
    """A field that is one row of another type; `on` is a foreign key, or a join condition."""
    return _field(m.One(target, _join(on, from_parent=True)), description)


def same(
    target: Target,
    description: str,
    *,
    present: Express | None = None,
    fields: Mapping[str, Mapped] | None = None,
) -> Attribute:
    """A field that is a part of the same row."""
    return _field(m.Part(target, present, fields or {}), description)


def supplied(description: str) -> Attribute:
    """A part's field whose mapping each parent gives."""
    return _field(m.Supplied(), description)


def many(
    target: Target,
    description: str,
    *,
    order: Order,
    limit: int,
    on: ModelColumn | Join | None = None,
    filter: Filter | None = None,
    args: Args = (),
    via: type[SQLModel] | None = None,
    through: ModelColumn | None = None,
    with_parent: bool = False,
) -> Attribute:
    """A field that is a short list; `on` is the target's foreign key to this type.

    With a table between (`via`), `on` and `order` speak of that table, and `through` is its foreign
    key to the target, which must be visible to everybody.
    """
    joins = None if on is None else _join(on, from_parent=False)
    between = None if via is None else _table_of(via)
    name = "" if through is None else through.key
    mapped = m.Many(target, joins, order, limit, filter, between, name, with_parent)
    return _field(mapped, description, args)


def page(
    target: Target,
    description: str,
    *,
    order: Order | m.Choose,
    on: ModelColumn | Join | None = None,
    filter: Filter | None = None,
    args: Args = (),
    with_parent: bool = False,
    split: m.Split | None = None,
) -> Attribute:
    """A field that is a connection; `first` and `after` are added to its arguments."""
    joins = None if on is None else _join(on, from_parent=False)
    choose: m.Choose = (lambda _given: order) if isinstance(order, Order) else order
    mapped = m.Page(target, joins, choose, filter, with_parent, split)
    return _field(mapped, description, [*_PAGE_ARGS, *args])


def lookup(target: Target, description: str, *, by: Filter, args: Args = ()) -> Attribute:
    """A root field that is at most one row."""
    return _field(m.Lookup(target, by), description, args)


def either(
    targets: Mapping[str, Target], *, kind: ModelColumn, id: ModelColumn, description: str
) -> Attribute:
    """A field that is a row of one of several types."""
    return _field(m.Either(targets, kind.key, id.key), description)


def by_global_id(
    targets: Callable[[], Sequence[type]], description: str, *, several: bool = False
) -> Attribute:
    """`node(id:)`, or `nodes(ids:)` where `several`."""
    argument = (
        arg("ids", list[strawberry.ID], f"Ids as the API gave them; at most {LARGEST_FIRST}.")
        if several
        else arg("id", strawberry.ID, "An id as the API gave it.")
    )
    return _field(m.ByGlobalId(targets, several), description, [argument])


def _join(on: ModelColumn | Join, *, from_parent: bool) -> Join:
    if not hasattr(on, "key"):
        return on
    name = on.key
    if from_parent:
        return lambda parent, child, _viewer: parent[name] == child[_key_of(child)]
    return lambda parent, child, _viewer: child[name] == parent[_key_of(parent)]


def _key_of(row: Row) -> str:
    return "id" if "id" in row else "digest"


def sort(column: ModelColumn, kind: Kind, *, descending: bool = False) -> m.Key:
    """A sort key that is a column."""
    name = column.key
    return m.Key(lambda row, _viewer: row[name], kind, descending)


_PAGE_ARGS: Final = (
    arg(
        "first",
        int | None,
        f"How many at most, 1 to {LARGEST_FIRST}; {DEFAULT_FIRST} if absent.",
    ),
    arg("after", str | None, "The cursor behind which to go on: `endCursor` of the page before."),
)
