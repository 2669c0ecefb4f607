"""The executor's path: the same plans feed graphql-core field by field.

A root field that is mapped, or a resolver that answers with a `Ref`, gets one plan for everything
selected below it. The result is a plain dict by response key; every field below takes its value out
of it. Dicts for the executor carry their type under a key that no response key can be.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLUnionType,
)

from api.gql.compile.plan import Plan
from api.gql.compile.planner import Planner
from api.gql.compile.planning import TYPE_KEY
from api.gql.run.context import Context
from api.gql.run.plans import plan_for_executor, rows_by_key, run_plan
from api.gql.schema.graph import Graph, MappedType
from api.gql.schema.mapping import Among, Ref

Info = GraphQLResolveInfo[Context]
Resolve = Callable[..., object]


def attach(graph: Graph) -> None:
    """Prepares a schema's resolvers and type checks for dicts, plans and references."""
    roots = {graph.schema.query_type, graph.schema.mutation_type, graph.schema.subscription_type}
    for type_ in graph.schema.type_map.values():
        if type_.name.startswith("__"):
            continue
        if isinstance(type_, GraphQLObjectType):
            mapped = graph.of_name(type_.name)
            for name, field in type_.fields.items():
                if mapped and type_ in roots and mapped.fields.get(name, (None,))[0] is not None:
                    field.resolve = _root(graph, mapped)
                else:
                    field.resolve = _inner(graph, field)
            _accept_dicts(type_)
        elif isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            _resolve_by_key(type_)
        elif isinstance(type_, GraphQLEnumType):
            _accept_names(type_)


def _root(graph: Graph, mapped: MappedType) -> Resolve:
    async def resolve(_source: object, info: Info, **_args: object) -> object:
        context = info.context
        key, nodes = str(info.path.key), list(info.field_nodes)

        def make(planner: Planner) -> None:
            planner.root(key, mapped, nodes)

        plan = plan_for_executor(graph, context.inputs, ("root", *map(id, nodes)), make)
        return (await run_plan(context.reader, plan, context.inputs, context.budget))[key]

    return resolve


def _inner(graph: Graph, field: GraphQLField) -> Resolve:
    original = field.resolve
    targets = graph.possible_types(field.type)
    assert original is not None

    def resolve(source: object, info: Info, **args: object) -> object:
        if type(source) is dict:
            return source[info.path.key]
        found = original(source, info, **args)
        if not targets:
            return found
        if inspect.isawaitable(found):

            async def later() -> object:
                made = _dereferenced(graph, targets, await found, info)
                return await made if inspect.isawaitable(made) else made

            return later()
        return _dereferenced(graph, targets, found, info)

    return resolve


def _dereferenced(
    graph: Graph, targets: list[MappedType], found: object, info: Info
) -> object | Awaitable[object]:
    """What a resolver answered, with rows in the place of references; an awaitable if needed."""
    refs = [thing for thing in (found if isinstance(found, list) else [found])
            if isinstance(thing, Ref)]  # fmt: skip
    if not refs:
        return found

    async def read() -> object:
        nodes = list(info.field_nodes)
        wanted = {ref.target for ref in refs}
        chosen = [t for t in targets if wanted == {None} or t.origin in wanted]

        def make(planner: Planner) -> None:
            planner.reference("found", chosen, nodes)

        name = ("ref", tuple(t.name for t in chosen), *map(id, nodes))
        plan = plan_for_executor(graph, info.context.inputs, name, make)
        among = refs[0].among
        if among is None:
            rows = await _rows(info.context, plan, [ref.key for ref in refs])
        else:
            rows = await _shared_rows(info.context, plan, among, name)
        if isinstance(found, list):
            return [rows.get(t.key) if isinstance(t, Ref) else t for t in found]
        return rows.get(refs[0].key)

    return read()


async def _rows(context: Context, plan: Plan, keys: Sequence[str]) -> dict[str, object]:
    # Inputs of its own: the keys are arguments of this reference alone; the time is shared.
    inputs = context.inputs.with_arguments({"keys": keys})
    return await rows_by_key(context.reader, plan, inputs, context.budget)


async def _shared_rows(
    context: Context, plan: Plan, among: Among, name: tuple[object, ...]
) -> dict[str, object]:
    if name not in among.reads:
        among.reads[name] = asyncio.ensure_future(_rows(context, plan, among.keys))
    return await among.reads[name]


def _accept_dicts(type_: GraphQLObjectType) -> None:
    original = type_.is_type_of
    if original is not None:

        def is_type_of(value: object, info: Info) -> Any:
            if type(value) is dict:
                return value.get(TYPE_KEY) == type_.name
            return original(value, info)

        type_.is_type_of = is_type_of


def _resolve_by_key(type_: GraphQLInterfaceType | GraphQLUnionType) -> None:
    original = type_.resolve_type

    def resolve_type(value: object, info: Info, abstract: GraphQLAbstractType) -> Any:
        if type(value) is dict:
            return value.get(TYPE_KEY)
        assert original is not None
        return original(value, info, abstract)

    type_.resolve_type = resolve_type


def _accept_names(type_: GraphQLEnumType) -> None:
    original = type_.coerce_output_value

    def coerce(output_value: object) -> str:
        if isinstance(output_value, str) and output_value in type_.values:
            return output_value
        return original(output_value)

    type_.serialize = type_.coerce_output_value = coerce  # type: ignore[method-assign]
