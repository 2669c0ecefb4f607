"""From root fields to their statements and shaping functions. See docs/decisions.md, "Reading"."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from graphql import FieldNode, GraphQLError, GraphQLField, is_non_null_type
from sqlalchemy.sql.elements import True_

from api.gql.compile.arguments import SiteArguments
from api.gql.compile.functions import FirstRow, Function, Returning, Rows
from api.gql.compile.level import Level
from api.gql.compile.lists import level_of_list, short_list
from api.gql.compile.objects import Objects
from api.gql.compile.operation import NO_SITE, Inputs
from api.gql.compile.pages import page
from api.gql.compile.plan import MissingRow, Plan, Statement, Step, Unplannable
from api.gql.compile.planning import Planning
from api.gql.compile.source import Cell, DictOf, Expression, Literal, TupleDisplay
from api.gql.compile.sql import AnySelect, Limit, OneOf, Slot
from api.gql.compile.statement import compile_statement
from api.gql.schema import mapping as m
from api.gql.schema.graph import Graph, MappedType
from api.gql.schema.mapping import LARGEST_FIRST
from api.gql.schema.problems import BadValue
from api.kit import ids

GlobalId = tuple[str, str]
"""The prefix and the key of a row."""


class Planner:
    """Plans for one request's facts. `for_executor` adds the types that the executor needs."""

    def __init__(self, graph: Graph, inputs: Inputs, *, for_executor: bool) -> None:
        self._graph = graph
        self._planning = Planning(graph, inputs, for_executor=for_executor)
        self._objects = Objects(self._planning)
        self._plan = Plan()
        self._pending: list[tuple[Statement, Function]] = []

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
        inputs, query_type = self._planning.inputs, self._graph.schema.query_type
        if not inputs.operation.is_query or query_type is None:
            raise Unplannable(inputs.operation.node.operation.value)
        query = self._graph.of_name(query_type.name)
        assert query is not None
        for key, nodes in self._planning.roots(query.type).items():
            name = nodes[0].name.value
            if name == "__typename":
                self._plan.steps.append(Step(key, [], lambda _results, _inputs: query.name))
                continue
            mapping, _field = query.fields.get(name, (None, None))
            if mapping is None:
                raise Unplannable(name)
            self.root(key, query, nodes)
            yield

    def root(self, key: str, parent: MappedType, nodes: list[FieldNode]) -> None:
        """Adds the step of one root field."""
        mapping, field = parent.fields[nodes[0].name.value]
        given = self._planning.given(field, nodes[0])
        match mapping:
            case m.Page():
                self._page(key, mapping, given, nodes)
            case m.Many():
                target = self._graph.of_class(mapping.target())
                level = level_of_list(self._planning, target, mapping, nested=False)
                self._add(
                    key,
                    *short_list(level, target, mapping, given, nodes, None, self._objects.object),
                )
            case m.Lookup():
                self._lookup(key, mapping, given, field, nodes)
            case m.ByGlobalId():
                self._by_global_id(key, mapping, given, nodes)
            case _:
                raise Unplannable(nodes[0].name.value)

    def reference(self, key: str, targets: Sequence[MappedType], nodes: list[FieldNode]) -> None:
        """Adds the step of rows that a resolver named: `keys` among the arguments at `NO_SITE`."""
        for target in targets:
            level = Level.of(self._planning, target, nested=False)
            wanted = Slot("uuids", lambda inputs: inputs.args(NO_SITE)["keys"])
            cell = self._keyed(level, target, wanted)
            made = self._objects.object(level, level.table, target, nodes)
            self._add(key, level.select(), self._returning(DictOf(cell, made, level.row)))

    def finish(self) -> Plan:
        """Compiles every shaping function and hands out the plan."""
        functions = self._planning.module.compiled()
        for statement, function in self._pending:
            statement.shape = functions[function.name]
        return self._plan

    def _page(
        self, key: str, mapping: m.Page, given: SiteArguments, nodes: list[FieldNode]
    ) -> None:
        target = self._graph.of_class(mapping.target())
        level = Level.of(self._planning, target, nested=False)
        pieces = mapping.split(level.table.c, given) if mapping.split else None
        statement, function = page(
            level, target, mapping, given, nodes, None, self._objects.object, pieces or ()
        )
        unbounded = pieces is not None and (not pieces or isinstance(pieces[0], True_))
        slow = given.has("filter.text") or unbounded
        self._add(key, statement, function, slow=slow)

    def _lookup(
        self,
        key: str,
        mapping: m.Lookup,
        given: SiteArguments,
        field: GraphQLField,
        nodes: list[FieldNode],
    ) -> None:
        target = self._graph.of_class(mapping.target())
        level = Level.of(self._planning, target, nested=False)
        level.where.extend(mapping.by(level.table.c, given, self._planning.viewer))
        made = self._objects.object(level, level.table, target, nodes)
        # Where a null breaks the schema's promise, the executor says so.
        promised = is_non_null_type(field.type) and not self._planning.for_executor
        missing = partial(MissingRow, target.name) if promised else None
        function = self._planning.module.add(FirstRow(made, level.row, missing))
        self._add(key, level.select().suffix_with(Limit(1)), function)

    def _by_global_id(
        self, key: str, mapping: m.ByGlobalId, given: SiteArguments, nodes: list[FieldNode]
    ) -> None:
        site, argument = given.site, "ids" if mapping.several else "id"
        all_ids = self._ids_of(mapping, argument)
        prefixes = given.fact(
            argument, lambda value: tuple(sorted({prefix for prefix, _ in all_ids(value)}))
        )
        statements = []
        for prefix in prefixes:
            target = self._graph.by_prefix[prefix]
            level = Level.of(self._planning, target, nested=False)
            keys = partial(_keys_of, prefix, lambda inputs: all_ids(inputs.args(site)[argument]))
            cell = self._keyed(level, target, Slot("uuids", keys))
            made = self._objects.object(level, level.table, target, nodes)
            name = TupleDisplay([Literal(prefix), cell])
            function = self._returning(DictOf(name, made, level.row))
            statements.append(self._statement(level.select(), function))

        def combine(results: Sequence[Mapping[GlobalId, object]], inputs: Inputs) -> object:
            # By type and key: one key may be that of two rows of different types.
            found = {name: thing for rows in results for name, thing in rows.items()}
            things = [found.get(name) for name in all_ids(inputs.args(site)[argument])]
            return things if mapping.several else things[0]

        self._plan.steps.append(Step(key, statements, combine))

    def _keyed(self, level: Level, target: MappedType, wanted: Slot) -> Cell:
        """Limits a level to the rows with these keys; the cell of a row's key."""
        entity = target.stands_on
        if entity.identity is None:
            level.where.append(OneOf(level.table.c[entity.key], wanted))
            return level.column(level.table, entity.key, "uuid")
        identity = entity.identity(level.table.c, self._planning.viewer)
        level.where.append(OneOf(identity, wanted))
        return level.place("identity", identity, "uuid")

    def _ids_of(
        self, mapping: m.ByGlobalId, argument: str
    ) -> Callable[[object], Sequence[GlobalId]]:
        """The function from the argument's value to ids. It raises BadValue."""
        allowed = {self._graph.of_class(cls).name for cls in mapping.targets()}

        def split(public: object) -> GlobalId:
            parts = ids.split_public_id(str(public))
            known = self._graph.by_prefix.get(parts[0]) if parts else None
            if parts is None or known is None or known.name not in allowed:
                shown = f"{argument}: {str(public)[:80]!r}"
                raise BadValue(
                    f"{shown} bukan id dari API ini; pakai id seperti yang diberikan.",
                    f"{shown} is not an id of this API; use ids as they were given.",
                )
            return parts

        def all_ids(value: object) -> list[GlobalId]:
            if not isinstance(value, list):
                return [split(value)]
            if len(value) > LARGEST_FIRST:
                raise BadValue(
                    f"ids: {len(value)} id; paling banyak {LARGEST_FIRST}.",
                    f"ids: {len(value)} ids; at most {LARGEST_FIRST}.",
                )
            return [split(one) for one in value]

        return all_ids

    def _returning(self, result: Expression) -> Function:
        return self._planning.module.add(Returning(result))

    def _add(
        self, key: str, statement: AnySelect, function: Function, *, slow: bool = False
    ) -> None:
        made = self._statement(statement, function, slow=slow)
        self._plan.steps.append(Step(key, [made]))

    def _statement(
        self, statement: AnySelect, function: Function, *, slow: bool = False
    ) -> Statement:
        text = compile_statement(statement, self._planning.dialect)
        self._plan.tables.update(text.tables)
        made = Statement(text, _unfinished, slow, text.tables)
        self._pending.append((made, function))
        return made


def _keys_of(
    prefix: str, ids_of: Callable[[Inputs], Sequence[GlobalId]], inputs: Inputs
) -> list[str]:
    return [key for found, key in ids_of(inputs) if found == prefix]


def _unfinished(_rows: Rows, _inputs: Inputs) -> object:
    raise GraphQLError("a statement was run before its plan was finished")
