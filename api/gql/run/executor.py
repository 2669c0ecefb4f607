"""The executor's door: the same plans feed graphql-core field by field.

A root field that is mapped, or a resolver that answers with a `Ref`, gets one plan for everything
selected below it. The result is a plain dict by response key; every field below takes its value out
of it. Dicts for the executor carry their type under a key that no response key can be.
"""

import asyncio
import inspect
from collections.abc import Callable, Sequence
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLUnionType,
)

from api.gql.compile.operation import Run
from api.gql.compile.planner import Plan, Planner
from api.gql.compile.source import TYPE_KEY
from api.gql.schema.graph import Graph, MappedType
from api.gql.schema.mapping import Ref

Resolve = Callable[..., Any]


def attach(graph: Graph) -> None:
    """Prepares a schema's resolvers and type checks for dicts, plans and references."""
    roots = {graph.schema.query_type, graph.schema.mutation_type, graph.schema.subscription_type}
    for type_ in graph.schema.type_map.values():
        if type_.name.startswith("__"):
            continue
        if isinstance(type_, GraphQLObjectType):
            mapped = graph.of_name(type_.name)
            for name, field in type_.fields.items():
                mapping = mapped.fields[name][0] if mapped and name in mapped.fields else None
                if type_ in roots and mapping is not None:
                    field.resolve = _root(graph, mapped)
                else:
                    field.resolve = _inner(graph, field)
            _accept_dicts(type_)
        elif isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            _resolve_by_key(type_)
        elif isinstance(type_, GraphQLEnumType):
            _accept_names(type_)


def _root(graph: Graph, mapped: MappedType | None) -> Resolve:
    assert mapped is not None

    async def resolve(_source: Any, info: GraphQLResolveInfo[Any], **_args: Any) -> Any:
        run: Run = info.context.run
        key = str(info.path.key)
        nodes = list(info.field_nodes)

        def make(planner: Planner) -> None:
            planner.root(key, mapped, nodes)

        plan = _plan(graph, run, ("root", *map(id, nodes)), make)
        return (await info.context.engine.read(plan, run))[key]

    return resolve


def _inner(graph: Graph, field: GraphQLField) -> Resolve:
    original = field.resolve
    targets = graph.object_types(field.type)
    assert original is not None

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **args: Any) -> Any:
        if type(source) is dict:
            return source[info.path.key]
        found = original(source, info, **args)
        if not targets:
            return found
        if inspect.isawaitable(found):

            async def later() -> Any:
                made = _dereferenced(graph, targets, await found, info)
                return await made if inspect.isawaitable(made) else made

            return later()
        return _dereferenced(graph, targets, found, info)

    return resolve


def _dereferenced(
    graph: Graph, targets: list[MappedType], found: Any, info: GraphQLResolveInfo[Any]
) -> Any:
    """What a resolver answered, with rows in the place of references; an awaitable if needed."""
    several = isinstance(found, list)
    refs = [thing for thing in (found if several else [found]) if isinstance(thing, Ref)]
    if not refs:
        return found

    async def read() -> Any:
        run: Run = info.context.run
        nodes = list(info.field_nodes)
        wanted = {ref.target for ref in refs}
        chosen = [t for t in targets if wanted == {None} or _class_of(t) in wanted]

        def make(planner: Planner) -> None:
            planner.reference("found", chosen, nodes)

        names = tuple(t.name for t in chosen)
        plan = _plan(graph, run, ("ref", names, *map(id, nodes)), make)
        # A run of its own: the keys are arguments of this reference alone; the time is shared.
        own = Run(run.operation, run.viewer, run.variables, run.budget, run.base)
        among = refs[0].among
        if among is None:
            rows = await _rows_of(info, plan, own, [ref.key for ref in refs])
        else:
            name = ("ref", names, *map(id, nodes))
            if name not in among.reads:
                among.reads[name] = asyncio.ensure_future(_rows_of(info, plan, own, among.keys))
            rows = await among.reads[name]
        if several:
            return [rows.get(t.key) if isinstance(t, Ref) else t for t in found]
        return rows.get(found.key)

    return read()


async def _rows_of(
    info: GraphQLResolveInfo[Any], plan: Plan, own: Run, keys: Sequence[str]
) -> dict[str, Any]:
    own.give(-1, {"keys": keys})
    rows: dict[str, Any] = {}
    for statement in (s for step in plan.steps for s in step.statements):
        (fetched,) = await info.context.engine.store.fetch(
            [(statement.text, statement.text.values(own), statement.slow)], own.budget
        )
        rows.update(statement.shape(fetched, own))
    return rows


def _class_of(mapped: MappedType) -> type | None:
    definition = mapped.type.extensions.get("strawberry-definition")
    return getattr(definition, "origin", None)


def _plan(graph: Graph, run: Run, name: tuple[Any, ...], make: Callable[[Planner], None]) -> Plan:
    operation = run.operation
    plan: Plan | None = operation.variants.get((name, operation.key(run)))
    if plan is None:
        planner = Planner(graph, run, for_executor=True)
        make(planner)
        plan = planner.finish()
        operation.remember((name, operation.key(run)), plan)
    return plan


def _accept_dicts(type_: GraphQLObjectType) -> None:
    original = type_.is_type_of
    if original is not None:

        def is_type_of(value: Any, info: GraphQLResolveInfo[Any]) -> Any:
            if type(value) is dict:
                return value.get(TYPE_KEY) == type_.name
            return original(value, info)

        type_.is_type_of = is_type_of


def _resolve_by_key(type_: GraphQLInterfaceType | GraphQLUnionType) -> None:
    original = type_.resolve_type

    def resolve_type(value: Any, info: GraphQLResolveInfo[Any], abstract: Any) -> Any:
        if type(value) is dict:
            return value.get(TYPE_KEY)
        assert original is not None
        return original(value, info, abstract)

    type_.resolve_type = resolve_type


def _accept_names(type_: GraphQLEnumType) -> None:
    original = type_.coerce_output_value

    def coerce(output_value: Any) -> str:
        value = output_value
        if isinstance(value, str) and value in type_.values:
            return value
        return original(value)

    type_.serialize = type_.coerce_output_value = coerce  # type: ignore[method-assign]
