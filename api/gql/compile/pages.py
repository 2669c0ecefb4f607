"""Pages of growing lists: keyset connections, and the selections on them."""

from collections.abc import Sequence
from functools import partial

from graphql import FieldNode
from sqlalchemy import ColumnElement, and_, or_, tuple_
from sqlalchemy.sql.expression import FromClause

from api.gql.compile import functions
from api.gql.compile.arguments import SiteArguments
from api.gql.compile.cursors import decode_cursor, encode_cursor, key_of
from api.gql.compile.functions import Function
from api.gql.compile.level import Level, exact_value
from api.gql.compile.lists import ObjectOf, SortKey, restrict, sort_keys
from api.gql.compile.merge import merge
from api.gql.compile.source import Call, DictDisplay, Expression, ListOf, Literal
from api.gql.compile.sql import AnySelect, Limit
from api.gql.schema.graph import MappedType
from api.gql.schema.mapping import DEFAULT_FIRST, LARGEST_FIRST, Arguments, Kind, Order
from api.gql.schema.mapping import Page as PageOf
from api.gql.schema.problems import BadValue


def page(
    level: Level,
    target: MappedType,
    mapping: PageOf,
    given: SiteArguments,
    nodes: Sequence[FieldNode],
    parent: FromClause | None,
    object_of: ObjectOf,
    pieces: Sequence[ColumnElement[bool]] = (),
) -> tuple[AnySelect, Function]:
    """The statement of a page and the function that makes its connection."""
    restrict(level, mapping, given, parent)
    order, key = mapping.order(given), target.stands_on.key
    keys = sort_keys(level, order, key)
    ordering = [one.order for one in keys]
    behind = _behind(order, keys, given) if given.has("after") else []
    if pieces:
        level.frm, ordering = merge(level.table, keys, pieces, behind, level.planning.dialect)
    else:
        level.where.extend(behind)
    shape = _Connection(level, target, order, keys, given, object_of).function(nodes)
    level.ensure_column(key)
    limit = given.whole("int", lambda arguments: first_of(arguments) + 1)
    statement = level.select().order_by(*ordering).suffix_with(Limit(limit))
    return statement, level.planning.module.add(shape)


def first_of(arguments: Arguments) -> int:
    """A page's size from its arguments. Raises BadValue when it is out of range."""
    first: int | None = arguments.get("first")
    if first is None:
        return DEFAULT_FIRST
    if not 1 <= first <= LARGEST_FIRST:
        raise BadValue(
            f"first: {first} di luar batas; minta 1 sampai {LARGEST_FIRST}.",
            f"first: {first} is out of range; ask for 1 to {LARGEST_FIRST}.",
        )
    return first


def _behind(
    order: Order, keys: Sequence[SortKey], given: SiteArguments
) -> list[ColumnElement[bool]]:
    """The condition of lying behind the cursor: a row comparison, which an index serves."""
    length = len(keys)
    slots = [
        given.slot("after", key.kind, partial(_cursor_part, order.name, length, place, key.kind))
        for place, key in enumerate(keys)
    ]
    directions = {key.descending for key in keys}
    if len(directions) == 1:
        here, there = tuple_(*(key.column for key in keys)), tuple_(*slots)
        return [here < there if directions == {True} else here > there]
    behind = [
        and_(
            *(keys[j].column == slots[j] for j in range(i)),
            key.column < slots[i] if key.descending else key.column > slots[i],
        )
        for i, key in enumerate(keys)
    ]
    return [or_(*behind)]


def _cursor_part(order: str, length: int, place: int, kind: Kind, cursor: str) -> object:
    return key_of(kind, decode_cursor(cursor, order, length)[place])


class _Connection:
    """The selection on one connection: edges, nodes and page info, over the same rows."""

    def __init__(
        self,
        level: Level,
        target: MappedType,
        order: Order,
        keys: Sequence[SortKey],
        given: SiteArguments,
        object_of: ObjectOf,
    ) -> None:
        self._level = level
        self._target = target
        self._order = order
        self._keys = keys
        self._given = given
        self._object_of = object_of
        self._planning = level.planning
        self._start: Expression | None = None
        self._end: Expression | None = None

    def function(self, nodes: Sequence[FieldNode]) -> functions.Page:
        """The function that makes the connection."""
        made = DictDisplay(self._connection(nodes))
        return functions.Page(
            made, self._level.row, first_of, self._given.site, self._start, self._end
        )

    def _connection(self, nodes: Sequence[FieldNode]) -> list[tuple[str, Expression]]:
        type_ = self._planning.graph.object_type(f"{self._target.name}Connection")
        pairs: list[tuple[str, Expression]] = []
        for key, merged in self._planning.collect(type_, nodes).items():
            match merged[0].name.value:
                case "__typename":
                    pairs.append((key, Literal(type_.name)))
                case "nodes":
                    pairs.append((key, ListOf(self._node(merged), self._level.row)))
                case "edges":
                    pairs.append((key, ListOf(self._edge(merged), self._level.row)))
                case _:
                    pairs.append((key, self._page_info(merged)))
        return pairs

    def _node(self, nodes: Sequence[FieldNode]) -> Expression:
        return self._object_of(self._level, self._level.table, self._target, nodes)

    def _edge(self, nodes: Sequence[FieldNode]) -> Expression:
        type_ = self._planning.graph.object_type(f"{self._target.name}Edge")
        pairs: list[tuple[str, Expression]] = []
        for key, merged in self._planning.collect(type_, nodes).items():
            match merged[0].name.value:
                case "__typename":
                    pairs.append((key, Literal(type_.name)))
                case "cursor":
                    pairs.append((key, self._cursor()))
                case _:
                    pairs.append((key, self._node(merged)))
        return DictDisplay(pairs)

    def _page_info(self, nodes: Sequence[FieldNode]) -> Expression:
        type_ = self._planning.graph.object_type("PageInfo")
        pairs: list[tuple[str, Expression]] = []
        for key, merged in self._planning.collect(type_, nodes).items():
            match merged[0].name.value:
                case "__typename":
                    pairs.append((key, Literal(type_.name)))
                case "hasNextPage":
                    pairs.append((key, functions.HAS_NEXT))
                case "hasPreviousPage":
                    # Whether there is an `after` shapes the plan, and a bad one is refused.
                    pairs.append((key, Literal(self._given.has("after"))))
                case "startCursor":
                    self._start = self._start or self._cursor()
                    pairs.append((key, functions.START_CURSOR))
                case _:
                    self._end = self._end or self._cursor()
                    pairs.append((key, functions.END_CURSOR))
        return DictDisplay(pairs)

    def _cursor(self) -> Expression:
        level = self._level
        parts: list[Expression] = [Literal(self._order.name)]
        for place, key in enumerate(self._keys):
            cell = level.expression(level.table, key.column, key.kind, ("sort", place))
            parts.append(exact_value(cell, key.kind, self._planning.dialect))
        return Call(encode_cursor, parts)
