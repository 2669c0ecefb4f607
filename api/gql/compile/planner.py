"""From a selection to one statement per root field and one shaping function.

A `Level` is one SELECT in the making. To-one relations are joined into it, nested lists become JSON
columns of it, parts share its row. See docs/decisions.md, "Reading".
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, Final

from graphql import FieldNode, GraphQLError, is_non_null_type
from sqlalchemy import ColumnElement, and_, asc, desc, literal_column, or_, select, tuple_
from sqlalchemy.sql import Select, TableClause
from sqlalchemy.sql.elements import False_, True_
from sqlalchemy.sql.expression import FromClause
from sqlalchemy.sql.visitors import iterate

from api.gql.common.connection import decode_cursor
from api.gql.common.problems import BadValue, Unplannable, user_error
from api.gql.compile import source as shape
from api.gql.compile import sql
from api.gql.compile.merge import merge
from api.gql.compile.operation import Given, Run, collect, selection_sets
from api.gql.schema import mapping as m
from api.gql.schema.graph import Graph, MappedType
from api.kit import ids

_NEVER: Final[ColumnElement[bool]] = literal_column("1 = 0")
MOST_COLUMNS_NESTED: Final = 90
MOST_JOINS: Final = 40
"""SQLite joins at most 64 tables, and PostgreSQL passes at most 100 arguments to a function."""


@dataclass(slots=True)
class Statement:
    """A compiled statement and the function that shapes its rows."""

    text: sql.SqlText
    shape: shape.Shape
    slow: bool


@dataclass(slots=True)
class Step:
    """What answers one root field. `combine` joins several statements' results, or none's."""

    key: str
    statements: list[Statement]
    combine: Callable[[list[Any], Run], Any] | None = None


@dataclass(slots=True)
class Plan:
    """What answers a selection, and which tables it reads."""

    steps: list[Step] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)


class Level:
    """One SELECT in the making, with the places of its columns in a row."""

    def __init__(self, table: FromClause, nested: bool) -> None:
        self.table = table
        self.frm: Any = table
        self.nested = nested
        self.columns: list[ColumnElement[Any]] = []
        self.kinds: list[str] = []
        self.where: list[ColumnElement[bool]] = []
        self.joins: dict[Any, FromClause] = {}
        self.froms: list[FromClause] = [table]
        self._places: dict[Any, int] = {}

    def place(self, name: Any, column: ColumnElement[Any], kind: str) -> int:
        """The place of a column in the row; the same column is selected once."""
        found = self._places.get(name)
        if found is None:
            self.columns.append(column)
            self.kinds.append(kind)
            found = self._places[name] = len(self.columns) - 1
            if self.nested and found >= MOST_COLUMNS_NESTED:
                raise user_error(
                    f"Lebih dari {MOST_COLUMNS_NESTED} kolom dalam satu daftar di dalam daftar;"
                    " minta lebih sedikit.",
                    f"More than {MOST_COLUMNS_NESTED} fields in one nested list; ask for fewer.",
                    code="TOO_COMPLEX",
                )
        return found


class Planner:
    """Plans for one request's facts. `for_executor` adds the types that the executor needs."""

    def __init__(self, graph: Graph, run: Run, *, for_executor: bool) -> None:
        self.graph = graph
        self.run = run
        self.dialect = graph.dialect
        self.for_executor = for_executor
        self.viewer = graph.symbolic(run.viewer)
        self.source = shape.Source()
        self.plan = Plan()
        self._aliases = 0
        self._pending: list[tuple[Statement, str]] = []

    # -- roots ---------------------------------------------------------------------------------

    def operation(self) -> Plan:
        """The plan of a whole query. Raises Unplannable where a resolver is needed."""
        for _ in self.steps():
            pass
        return self.finish()

    def steps(self) -> Iterator[None]:
        """Plans a whole query, one root field at a time; `finish` then hands out the plan.

        A root with a search takes some milliseconds: between two of them others may have a turn.
        Raises Unplannable where a resolver is needed.
        """
        schema, node = self.graph.schema, self.run.operation.node
        if node.operation.value != "query" or schema.query_type is None:
            raise Unplannable(node.operation.value)
        query = self.graph.of_name(schema.query_type.name)
        assert query is not None
        for key, nodes in collect(self.run, query.type, [node.selection_set]).items():
            name = nodes[0].name.value
            if name == "__typename":
                self.plan.steps.append(Step(key, [], lambda _results, _run: query.name))
                continue
            mapping, _field = query.fields.get(name, (None, None))
            if mapping is None:
                raise Unplannable(name)
            self.root(key, query, nodes)
            yield

    def root(self, key: str, parent: MappedType, nodes: list[FieldNode]) -> None:
        """Adds the step of one root field."""
        mapping, field_ = parent.fields[nodes[0].name.value]
        given = self._given(field_, nodes[0])
        match mapping:
            case m.Page():
                level = self._level(self.graph.of_class(mapping.target()), nested=False)
                pieces = mapping.split(level.table.c, given) if mapping.split else None
                statement, body = self._page(level, mapping, given, nodes, None, pieces or ())
                unbounded = pieces is not None and (not pieces or isinstance(pieces[0], True_))
                slow = given.has("filter.text") or unbounded
                self._add(key, statement, body, slow=slow)
            case m.Many():
                target = self.graph.of_class(mapping.target())
                level = self._level(target, nested=False)
                statement, body = self._many(level, target, mapping, given, nodes, None)
                self._add(key, statement, body)
            case m.Lookup():
                target = self.graph.of_class(mapping.target())
                level = self._level(target, nested=False)
                level.where.extend(mapping.by(level.table.c, given, self.viewer))
                self._single(key, level, target, nodes, is_non_null_type(field_.type))
            case m.ByGlobalId():
                self._by_global_id(key, mapping, given, nodes)
            case _:
                raise Unplannable(nodes[0].name.value)

    def reference(self, key: str, targets: Sequence[MappedType], nodes: list[FieldNode]) -> None:
        """Adds the step of rows that a resolver named: the run's `args(-1)` holds their keys."""
        for target in targets:
            assert target.entity is not None
            level = self._level(target, nested=False)
            wanted = sql.Slot("uuids", lambda run: run.args(-1)["keys"])
            level.where.append(sql.OneOf(level.table.c[target.entity.key], wanted))
            self._keyed(key, level, target, nodes)

    def finish(self) -> Plan:
        """Compiles every shaping function and hands out the plan."""
        names = self.source.compile()
        for statement, name in self._pending:
            statement.shape = names[name]
        return self.plan

    def _add(self, key: str, statement: Select[Any], body: str, *, slow: bool = False) -> None:
        self.plan.steps.append(Step(key, [self._statement(statement, body, slow)]))

    def _statement(self, statement: Select[Any], function: str, slow: bool = False) -> Statement:
        # Also what predicates and filters look into: a cached answer depends on all of it.
        self.plan.tables.update(t.name for t in iterate(statement) if isinstance(t, TableClause))
        made = Statement(sql.compile_statement(statement, self.dialect), _no_shape, slow)
        self._pending.append((made, function))
        return made

    def _single(
        self, key: str, level: Level, target: MappedType, nodes: list[FieldNode], required: bool
    ) -> None:
        made = self._object(level, level.table, target, nodes)
        # Where a null breaks the schema's promise, the executor says so.
        missing = self.source.name(Unplannable)
        body = self.source.function(
            f"for {shape.unpack(len(level.columns) or 1)} in rows:",
            f"    return {made}",
            f"raise {missing}('no {target.name}')"
            if required and not self.for_executor
            else "return None",
        )
        self._add(key, self._select(level).suffix_with(sql.Limit(1)), body)

    def _keyed(self, key: str, level: Level, target: MappedType, nodes: list[FieldNode]) -> None:
        assert target.entity is not None
        made = self._object(level, level.table, target, nodes)
        place = self._column(level, level.table, target.entity.key, "uuid")
        body = self.source.function(
            f"return {{r{place}: {made} for {shape.unpack(len(level.columns))} in rows}}"
        )
        self.plan.steps.append(Step(key, [self._statement(self._select(level), body)]))

    def _by_global_id(
        self, key: str, mapping: m.ByGlobalId, given: Given, nodes: list[FieldNode]
    ) -> None:
        site = given.number
        argument = "ids" if mapping.several else "id"
        allowed = {self.graph.of_class(cls).name for cls in mapping.targets()}

        def split(public: Any) -> tuple[str, str]:
            parts = ids.split_public_id(str(public))
            known = self.graph.by_prefix.get(parts[0]) if parts else None
            if parts is None or known is None or known.name not in allowed:
                shown = f"{argument}: {str(public)[:80]!r}"
                raise BadValue(
                    f"{shown} bukan id dari API ini; pakai id seperti yang diberikan.",
                    f"{shown} is no id of this API; use ids as they were given.",
                )
            return parts

        def all_ids(value: Any) -> list[tuple[str, str]]:
            if not mapping.several:
                return [split(value)]
            if len(value) > m.LARGEST_FIRST:
                raise BadValue(
                    f"ids: {len(value)} id; paling banyak {m.LARGEST_FIRST}.",
                    f"ids: {len(value)} ids; at most {m.LARGEST_FIRST}.",
                )
            return [split(one) for one in value]

        prefixes = given.fact(
            argument, lambda value: tuple(sorted({prefix for prefix, _ in all_ids(value)}))
        )
        statements = []
        for prefix in prefixes:
            target = self.graph.by_prefix[prefix]
            assert target.entity is not None
            level = self._level(target, nested=False)
            wanted = sql.Slot(
                "uuids",
                partial(_keys_of, prefix, lambda run: all_ids(run.args(site)[argument])),
            )
            level.where.append(sql.OneOf(level.table.c[target.entity.key], wanted))
            made = self._object(level, level.table, target, nodes)
            place = self._column(level, level.table, target.entity.key, "uuid")
            body = self.source.function(
                f"return {{({prefix!r}, r{place}): {made}"
                f" for {shape.unpack(len(level.columns))} in rows}}"
            )
            statements.append(self._statement(self._select(level), body))

        def combine(results: list[Any], run: Run) -> Any:
            # By type and key: one key may be that of two rows of different types.
            found = {name: thing for rows in results for name, thing in rows.items()}
            things = [found.get(name) for name in all_ids(run.args(site)[argument])]
            return things if mapping.several else things[0]

        self.plan.steps.append(Step(key, statements, combine))

    # -- levels --------------------------------------------------------------------------------

    def _alias(self, target: MappedType) -> FromClause:
        assert target.entity is not None
        self._aliases += 1
        return _aliased(target.entity.table, f"t{self._aliases}")

    def _between(self, mapping: m.Many) -> Level:
        self._aliases += 1
        return Level(_aliased(mapping.via, f"t{self._aliases}"), nested=True)

    def _level(self, target: MappedType, *, nested: bool, guarded: bool = False) -> Level:
        assert target.entity is not None
        alias = self._alias(target)
        level = Level(alias, nested)
        if not target.entity.always and not guarded:
            level.where.append(target.entity.where(alias.c, self.viewer))
        return level

    def _select(self, level: Level) -> Select[Any]:
        columns = [
            sql.travelling(column, kind, self.dialect, nested=level.nested).label(f"c{i}")
            for i, (column, kind) in enumerate(zip(level.columns, level.kinds, strict=True))
        ]
        if not columns:
            columns = [literal_column("1").label("c0")]
        # A constant false would swallow its neighbours, and with them their binds: a bad cursor
        # beside a condition that nobody meets would not be told.
        where = [_NEVER if isinstance(one, False_) else one for one in level.where]
        return select(*columns).select_from(level.frm).where(*where)

    def _column(self, level: Level, table: FromClause, name: str, kind: str | None = None) -> int:
        column = table.c[name]
        return level.place((table, name), column, kind or sql.conversion(column))

    @staticmethod
    def _put(
        level: Level, table: FromClause, column: ColumnElement[Any], kind: str, name: Any
    ) -> int:
        """The place of an expression; a plain column of the table is selected once, by its name."""
        if getattr(column, "table", None) is table:
            name = (table, column.key)
            kind = sql.conversion(column) if kind in ("uuid", "text", "int", "float") else kind
        return level.place(name, column, kind)

    def _given(self, field_: Any, node: FieldNode) -> Given:
        return Given(self.run, self.run.operation.site(field_, node), self.dialect)

    # -- objects -------------------------------------------------------------------------------

    def _object(
        self,
        level: Level,
        table: FromClause,
        target: MappedType,
        nodes: Sequence[FieldNode],
        said: Mapping[str, m.Mapped] = MappingProxyType({}),
    ) -> str:
        """The expression of an object on a row of this level."""
        pairs: list[tuple[str, str]] = []
        if self.for_executor:
            pairs.append((shape.TYPE_KEY, repr(target.name)))
        for key, merged in collect(self.run, target.type, selection_sets(nodes)).items():
            name = merged[0].name.value
            if name == "__typename":
                pairs.append((key, repr(target.name)))
                continue
            mapping, field_ = target.fields[name]
            mapping = said.get(name, mapping)
            if mapping is None:
                raise Unplannable(f"{target.name}.{name}")
            pairs.append((key, self._value(level, table, target, mapping, field_, merged)))
        return shape.mapping(pairs)

    def _value(
        self,
        level: Level,
        table: FromClause,
        target: MappedType,
        mapping: m.Mapped,
        field_: Any,
        nodes: list[FieldNode],
    ) -> str:
        match mapping:
            case m.Column():
                column = table.c[mapping.name]
                kind = sql.conversion(column)
                place = self._column(level, table, mapping.name)
                return shape.value(f"r{place}", kind, self.dialect, bool(column.nullable))
            case m.Expression():
                return self._express(level, table, mapping.express, mapping.kind, mapping)
            case m.GlobalId():
                return self._global_id(level, table, target, mapping)
            case m.Computed():
                given = self._given(field_, nodes[0])
                arguments = {name: given.fact(name) for name in field_.args}
                make = self.source.name(mapping.make(arguments))
                values = ["run"] if mapping.with_run else []
                values += [
                    self._express(level, table, column, "plain", (mapping, i))
                    for i, column in enumerate(mapping.columns)
                ]
                return f"{make}({', '.join(values)})"
            case m.Part():
                inner_type = self.graph.of_class(mapping.target())
                made = self._object(level, table, inner_type, nodes, mapping.fields)
                if mapping.present is None:
                    return made
                there = self._express(level, table, mapping.present, "bool", mapping)
                return f"({made} if {there} else None)"
            case m.One():
                other = self.graph.of_class(mapping.target())
                alias = self._join(level, (table, _Same(mapping)), other, mapping.on, table)
                return self._guarded(level, alias, other, nodes, "None")
            case m.Either():
                return self._either(level, table, mapping, nodes)
            case m.Many():
                other = self.graph.of_class(mapping.target())
                given = self._given(field_, nodes[0])
                if mapping.via is None:
                    inner = self._level(other, nested=True, guarded=mapping.with_parent)
                else:
                    inner = self._between(mapping)
                statement, body = self._many(inner, other, mapping, given, nodes, table)
                return self._nested(level, inner, statement, body)
            case m.Page():
                other = self.graph.of_class(mapping.target())
                inner = self._level(other, nested=True, guarded=mapping.with_parent)
                given = self._given(field_, nodes[0])
                statement, body = self._page(inner, mapping, given, nodes, table)
                return self._nested(level, inner, statement, body)
            case _:
                raise Unplannable(type(mapping).__name__)

    def _express(
        self, level: Level, table: FromClause, express: m.Express, kind: str, name: Any
    ) -> str:
        column = express(table.c, self.viewer)
        kind = sql.conversion(column, kind)
        place = self._put(level, table, column, kind, (table, _Same(name)))
        nullable = bool(getattr(column, "nullable", True))
        return shape.value(f"r{place}", kind, self.dialect, nullable)

    def _global_id(
        self, level: Level, table: FromClause, target: MappedType, mapping: m.GlobalId
    ) -> str:
        if mapping.express is not None:
            column = mapping.express(table.c, self.viewer)
            place = level.place((table, _Same(mapping)), column, "uuid")
            return f"(None if r{place} is None else '{mapping.prefix}_' + r{place})"
        assert target.entity is not None
        place = self._column(level, table, target.entity.key, "uuid")
        return f"'{mapping.prefix or target.entity.prefix}_' + r{place}"

    def _join(
        self, level: Level, name: Any, other: MappedType, on: Any, table: FromClause
    ) -> FromClause:
        assert other.entity is not None
        found = level.joins.get(name)
        if found is None:
            if len(level.joins) >= MOST_JOINS:
                raise user_error(
                    "Terlalu banyak hubungan dalam satu daftar; minta lebih sedikit.",
                    "Too many relations in one list; ask for fewer.",
                    code="TOO_COMPLEX",
                )
            found = level.joins[name] = self._alias(other)
            condition = on(table.c, found.c, self.viewer)
            if not other.entity.always:
                condition = and_(condition, other.entity.where(found.c, self.viewer))
            level.frm = level.frm.outerjoin(found, condition)
            level.froms.append(found)
        return found

    def _guarded(
        self,
        level: Level,
        alias: FromClause,
        other: MappedType,
        nodes: Sequence[FieldNode],
        otherwise: str,
    ) -> str:
        assert other.entity is not None
        made = self._object(level, alias, other, nodes)
        place = self._column(level, alias, other.entity.key)
        return f"({made} if r{place} is not None else {otherwise})"

    def _either(
        self, level: Level, table: FromClause, mapping: m.Either, nodes: list[FieldNode]
    ) -> str:
        made = "None"
        for kind, target in mapping.targets.items():
            other = self.graph.of_class(target())
            assert other.entity is not None
            key = other.entity.key

            def on(parent: Any, child: Any, _viewer: Any, kind: str = kind, key: str = key) -> Any:
                return and_(parent[mapping.kind] == kind, parent[mapping.id] == child[key])

            alias = self._join(level, (table, _Same(mapping), kind), other, on, table)
            made = self._guarded(level, alias, other, nodes, made)
        return made

    def _nested(self, level: Level, inner: Level, statement: Select[Any], body: str) -> str:
        correlated = statement.correlate(*level.froms)
        column = sql.rows_as_json(correlated, inner.kinds, self.dialect)
        place = level.place(object(), column, "rows")
        return f"{body}(loads(r{place}), run)"

    # -- lists ---------------------------------------------------------------------------------

    def _many(
        self,
        level: Level,
        target: MappedType,
        mapping: m.Many,
        given: Given,
        nodes: list[FieldNode],
        parent: FromClause | None,
    ) -> tuple[Select[Any], str]:
        self._restrict(level, mapping, given, parent)
        row = level.table
        if mapping.via is not None:
            assert target.entity is not None and target.entity.always
            key = target.entity.key
            row = self._join(
                level,
                "via",
                target,
                lambda between, child, _viewer: between[mapping.through] == child[key],
                level.table,
            )
        made = self._object(level, row, target, nodes)
        if not level.columns and mapping.via is not None:
            level.place("one", literal_column("1"), "plain")
        elif not level.columns:
            self._column(level, level.table, self._key(target), "uuid")
        body = self.source.function(
            f"return [{made} for {shape.unpack(len(level.columns))} in rows]"
        )
        key = "id" if mapping.via is not None else self._key(target)
        ordering, _ = self._ordering(level, key, mapping.order)
        statement = self._select(level).order_by(*ordering).suffix_with(sql.Limit(mapping.limit))
        return statement, body

    def _restrict(
        self, level: Level, mapping: m.Many | m.Page, given: Given, parent: FromClause | None
    ) -> None:
        if parent is not None and mapping.on is not None:
            level.where.insert(0, mapping.on(parent.c, level.table.c, self.viewer))
        if mapping.filter is not None:
            level.where.extend(mapping.filter(level.table.c, given, self.viewer))

    @staticmethod
    def _key(target: MappedType) -> str:
        assert target.entity is not None
        return target.entity.key

    def _ordering(
        self, level: Level, key: str, order: m.Order
    ) -> tuple[list[Any], list[tuple[ColumnElement[Any], str, bool]]]:
        keys = [(k.express(level.table.c, self.viewer), k.kind, k.descending) for k in order.keys]
        keys.append((level.table.c[key], "uuid", keys[-1][2] if keys else False))
        return [desc(c) if down else asc(c) for c, _, down in keys], keys

    def _page(
        self,
        level: Level,
        mapping: m.Page,
        given: Given,
        nodes: list[FieldNode],
        parent: FromClause | None,
        pieces: Sequence[ColumnElement[bool]] = (),
    ) -> tuple[Select[Any], str]:
        target = self.graph.of_class(mapping.target())
        self._restrict(level, mapping, given, parent)
        order = mapping.order(given)
        ordering, keys = self._ordering(level, self._key(target), order)
        behind = self._behind(order, keys, given) if given.has("after") else []
        if pieces:
            level.frm, ordering = merge(level.table, keys, pieces, behind, self.dialect)
        else:
            level.where.extend(behind)
        body = self._page_body(level, target, order, keys, given, nodes)
        if not level.columns:
            self._column(level, level.table, self._key(target), "uuid")
            body = self._page_body(level, target, order, keys, given, nodes)
        limit = given.whole("int", lambda args: first_of(args) + 1)
        return self._select(level).order_by(*ordering).suffix_with(sql.Limit(limit)), body

    @staticmethod
    def _behind(
        order: m.Order, keys: list[tuple[ColumnElement[Any], str, bool]], given: Given
    ) -> list[ColumnElement[bool]]:
        """What lies behind the cursor: by row comparison, which an index serves."""
        length = len(keys)
        slots = [
            given.slot(
                "after",
                kind,
                partial(_cursor_part, order.name, length, i, kind),
            )
            for i, (_, kind, _) in enumerate(keys)
        ]
        directions = {down for _, _, down in keys}
        if len(directions) == 1:
            here, there = tuple_(*(c for c, _, _ in keys)), tuple_(*slots)
            return [here < there if directions == {True} else here > there]
        behind = [
            and_(
                *(keys[j][0] == slots[j] for j in range(i)),
                keys[i][0] < slots[i] if keys[i][2] else keys[i][0] > slots[i],
            )
            for i in range(length)
        ]
        return [or_(*behind)]

    def _page_body(
        self,
        level: Level,
        target: MappedType,
        order: m.Order,
        keys: list[tuple[ColumnElement[Any], str, bool]],
        given: Given,
        nodes: list[FieldNode],
    ) -> str:
        connection = self.graph.schema.type_map[f"{target.name}Connection"]
        edge = self.graph.schema.type_map[f"{target.name}Edge"]
        info = self.graph.schema.type_map["PageInfo"]

        def cursor() -> str:
            parts = [repr(order.name)]
            for i, (column, kind, _) in enumerate(keys):
                place = self._put(level, level.table, column, kind, ("sort", i))
                exact = "exact_instant" if kind == "instant" else kind
                parts.append(shape.value(f"r{place}", exact, self.dialect, nullable=False))
            return f"encode({', '.join(parts)})"

        pairs, end = [], False
        for key, merged in self._collect(connection, nodes).items():
            match merged[0].name.value:
                case "__typename":
                    pairs.append((key, repr(connection.name)))
                case "nodes":
                    made = self._object(level, level.table, target, merged)
                    pairs.append((key, f"[{made} for ROW in rows]"))
                case "edges":
                    edge_pairs = []
                    for edge_key, edge_nodes in self._collect(edge, merged).items():
                        match edge_nodes[0].name.value:
                            case "__typename":
                                edge_pairs.append((edge_key, repr(edge.name)))
                            case "cursor":
                                edge_pairs.append((edge_key, cursor()))
                            case _:
                                made = self._object(level, level.table, target, edge_nodes)
                                edge_pairs.append((edge_key, made))
                    pairs.append((key, f"[{shape.mapping(edge_pairs)} for ROW in rows]"))
                case _:
                    info_pairs = []
                    for info_key, info_nodes in self._collect(info, merged).items():
                        match info_nodes[0].name.value:
                            case "__typename":
                                info_pairs.append((info_key, repr(info.name)))
                            case "hasNextPage":
                                info_pairs.append((info_key, "more"))
                            case _:
                                end = True
                                info_pairs.append((info_key, "end"))
                    pairs.append((key, shape.mapping(info_pairs)))
        last = cursor() if end else ""
        row = shape.unpack(len(level.columns) or 1)
        first = self.source.name(first_of)
        lines = [f"n = {first}(run.args({given.number}))", "more = len(rows) > n"]
        lines += ["if more: rows = rows[:n]"]
        if end:
            lines += ["end = None", f"if rows: {row} = rows[-1]; end = {last}"]
        # A mark and not a name: response keys are repr'd strings and never hold the bare word.
        made = shape.mapping(pairs).replace(" for ROW in rows]", f" for {row} in rows]")
        return self.source.function(*lines, f"return {made}")

    def _collect(self, type_: Any, nodes: Sequence[FieldNode]) -> dict[str, list[FieldNode]]:
        return collect(self.run, type_, selection_sets(nodes))


@lru_cache(maxsize=256)
def _aliased(table: FromClause, name: str) -> FromClause:
    # An alias copies every column of its table, which is half the work of a new plan.
    return table.alias(name)


class _Same:
    """Names a mapping by identity: mappings hold functions and are not hashable by value."""

    __slots__ = ("_parts",)

    def __init__(self, thing: Any) -> None:
        self._parts = thing if isinstance(thing, tuple) else (thing,)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Same)
            and len(self._parts) == len(other._parts)
            and all(
                a is b or (isinstance(a, int) and a == b)
                for a, b in zip(self._parts, other._parts, strict=True)
            )
        )

    def __hash__(self) -> int:
        return hash(tuple(p if isinstance(p, int) else id(p) for p in self._parts))


def _keys_of(prefix: str, ids_of: Callable[[Run], list[tuple[str, str]]], run: Run) -> list[str]:
    return [key for found, key in ids_of(run) if found == prefix]


def _cursor_part(order: str, length: int, place: int, kind: str, cursor: Any) -> Any:
    return sql.key_value(kind, decode_cursor(cursor, order, length)[place])


def first_of(args: dict[str, Any]) -> int:
    """A page's size from its arguments. Raises BadValue when it is out of range."""
    first = args.get("first")
    if first is None:
        return m.DEFAULT_FIRST
    if not 1 <= first <= m.LARGEST_FIRST:
        raise BadValue(
            f"first: {first} di luar batas; minta 1 sampai {m.LARGEST_FIRST}.",
            f"first: {first} is out of range; ask for 1 to {m.LARGEST_FIRST}.",
        )
    return int(first)


def _no_shape(_rows: Any, _run: Run) -> Any:
    raise GraphQLError("a statement was run before its plan was finished")
