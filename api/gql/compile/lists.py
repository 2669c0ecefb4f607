"""Short lists, and the conditions and orders that they share with pages."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from graphql import FieldNode
from sqlalchemy import asc, desc
from sqlalchemy.sql.expression import FromClause

from api.gql.compile.arguments import SiteArguments
from api.gql.compile.functions import Function, Returning
from api.gql.compile.level import Level
from api.gql.compile.planning import Planning
from api.gql.compile.source import Expression, ListOf
from api.gql.compile.sql import AnySelect, Limit
from api.gql.schema.graph import MappedType
from api.gql.schema.mapping import Element, Kind, Many, Order, Page

ObjectOf = Callable[[Level, FromClause, MappedType, Sequence[FieldNode]], Expression]
"""(level, table of the row, its type, the nodes that select of it) → the object's expression."""


class SortKey(NamedTuple):
    """One key of a list's order; the last of a list is the row's own key."""

    column: Element
    kind: Kind
    descending: bool

    @property
    def order(self) -> Element:
        """The key as ORDER BY takes it."""
        return ordered(self.column, descending=self.descending)


def ordered(column: Element, *, descending: bool) -> Element:
    """A column as ORDER BY takes it."""
    return desc(column) if descending else asc(column)


def sort_keys(level: Level, order: Order, key: str) -> list[SortKey]:
    """The keys of a list on this level, ending with the column `key`."""
    columns, viewer = level.table.c, level.planning.viewer
    keys = [SortKey(k.express(columns, viewer), k.kind, k.descending) for k in order.keys]
    last = keys[-1].descending if keys else False
    return [*keys, SortKey(columns[key], "uuid", last)]


def restrict(
    level: Level, mapping: Many | Page, given: SiteArguments, parent: FromClause | None
) -> None:
    """Limits a level to the rows of its parent that the arguments ask for."""
    viewer = level.planning.viewer
    if parent is not None and mapping.on is not None:
        level.where.insert(0, mapping.on(parent.c, level.table.c, viewer))
    if mapping.filter is not None:
        level.where.extend(mapping.filter(level.table.c, given, viewer))


def level_of_list(planning: Planning, target: MappedType, mapping: Many, *, nested: bool) -> Level:
    """The level on which a short list is read: that of its target, or of the table between."""
    if mapping.via is not None:
        return Level(planning, mapping.via, nested=nested)
    return Level.of(planning, target, nested=nested, guarded=mapping.with_parent)


def short_list(
    level: Level,
    target: MappedType,
    mapping: Many,
    given: SiteArguments,
    nodes: Sequence[FieldNode],
    parent: FromClause | None,
    object_of: ObjectOf,
) -> tuple[AnySelect, Function]:
    """The statement of a short list and the function that makes its items."""
    restrict(level, mapping, given, parent)
    row, key = level.table, target.stands_on.key
    if mapping.via is not None:
        assert target.stands_on.always
        through, target_key, key = mapping.through, key, "id"
        row = level.join(
            "via",
            target,
            lambda between, child, _viewer: between[through] == child[target_key],
            level.table,
        )
    made = object_of(level, row, target, nodes)
    level.ensure_column(key)
    function = level.planning.module.add(Returning(ListOf(made, level.row)))
    keys = sort_keys(level, mapping.order, key)
    statement = level.select().order_by(*(one.order for one in keys))
    return statement.suffix_with(Limit(mapping.limit)), function
