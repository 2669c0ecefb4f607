"""How a request is answered: by which path, with which statements, plans and cost."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from graphql import FieldNode
from graphql.execution.values import VariableValues

from api.gql.compile.operation import Inputs, Operation
from api.gql.compile.plan import NotCompiled, Plan, Statement, Step, Unplannable
from api.gql.compile.planner import Planner
from api.gql.compile.planning import Planning
from api.gql.run.budget import Budget
from api.gql.run.cost import bounded
from api.gql.run.engine import Engine, Request
from api.gql.run.plans import plan_of
from api.gql.schema.mapping import AnyViewer


@dataclass(frozen=True, slots=True)
class Timing:
    """A statement that was run: how many rows it gave, and how long it took."""

    rows: int
    first_ms: float
    again_ms: float
    """Once more, when everything that it reads lies in memory."""


@dataclass(frozen=True, slots=True)
class ExplainedStatement:
    """One statement of a request, as the driver gets it."""

    sql: str
    values: Sequence[object]
    slow: bool
    """Whether it runs where it holds up nobody else."""
    tables: frozenset[str]
    plan: Sequence[str]
    """The store's own plan, line by line."""
    timing: Timing | None


@dataclass(frozen=True, slots=True)
class ExplainedField:
    """One root field of a request."""

    key: str
    name: str
    statements: Sequence[ExplainedStatement]
    resolver: str | None
    """The field that only a resolver answers; None where a plan answers it all."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one request is answered."""

    kind: str
    """`query`, `mutation` or `subscription`."""
    operation: str
    cost: Sequence[tuple[str, int, int]]
    """(what, how much of it, at most how much)"""
    fields: Sequence[ExplainedField]
    is_compiled: bool
    reason: str | None
    """The field because of which the executor answers a query."""

    @property
    def tables(self) -> frozenset[str]:
        """Every table that the statements read."""
        found = [s.tables for field in self.fields for s in field.statements]
        return frozenset().union(*found)


async def explain(
    engine: Engine, request: Request, viewer: AnyViewer, *, run: bool = False
) -> Explanation:
    """Explains a request; with `run` its statements are run twice to be timed.

    Raises InvalidDocument, BadVariables, GraphQLError or BadValue for a request at fault.
    """
    _, operation, variables = engine.prepare(request)
    inputs = Inputs(operation, viewer, variables)
    plan = await plan_of(engine.graph, inputs) if operation.is_query else None
    whole = {step.key: step for step in plan.steps} if isinstance(plan, Plan) else {}
    fields = []
    for key, nodes in _roots(engine, inputs).items():
        step = whole.get(key) or _step_for_executor(engine, inputs, key, nodes)
        if isinstance(step, Step):
            made = [await _statement(engine, inputs, one, run) for one in step.statements]
            fields.append(ExplainedField(key, nodes[0].name.value, made, None))
        else:
            fields.append(ExplainedField(key, nodes[0].name.value, (), step))
    return Explanation(
        kind=operation.node.operation.value,
        operation=operation.name,
        cost=_cost(engine, operation, variables),
        fields=fields,
        is_compiled=isinstance(plan, Plan),
        reason=plan.reason if isinstance(plan, NotCompiled) else None,
    )


def _cost(
    engine: Engine, operation: Operation, variables: VariableValues
) -> list[tuple[str, int, int]]:
    return bounded(engine.cost(operation, variables), engine.bounds)


def _roots(engine: Engine, inputs: Inputs) -> dict[str, list[FieldNode]]:
    root = engine.graph.schema.get_root_type(inputs.operation.node.operation)
    assert root is not None, "checked with the cost"
    planning = Planning(engine.graph, inputs, for_executor=True)
    return dict(planning.roots(root))


def _step_for_executor(
    engine: Engine, inputs: Inputs, key: str, nodes: list[FieldNode]
) -> Step | str:
    """The step that answers one root field under the executor, or the field without a plan."""
    name = nodes[0].name.value
    query_type = engine.graph.schema.query_type
    query = None if query_type is None else engine.graph.of_name(query_type.name)
    if query is None or not inputs.operation.is_query or query.fields.get(name, (None,))[0] is None:
        return name
    planner = Planner(engine.graph, inputs, for_executor=True)
    try:
        planner.root(key, query, nodes)
    except Unplannable as reason:
        return str(reason)
    return planner.finish().steps[0]


async def _statement(
    engine: Engine, inputs: Inputs, statement: Statement, run: bool
) -> ExplainedStatement:
    values = statement.text.values(inputs)
    return ExplainedStatement(
        sql=statement.text.text,
        values=values,
        slow=statement.slow,
        tables=statement.tables,
        plan=await engine.reader.explain(statement.text, values),
        timing=await _timing(engine, statement, values) if run else None,
    )


async def _timing(engine: Engine, statement: Statement, values: Sequence[object]) -> Timing:
    took, number = [], 0
    for _ in range(2):
        began = time.perf_counter()
        (rows,) = await engine.reader.fetch([(statement.text, values, statement.slow)], Budget())
        took.append((time.perf_counter() - began) * 1_000)
        number = len(rows)
    return Timing(number, *took)
