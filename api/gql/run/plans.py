"""Plans of requests: made once for all requests with the same facts, and run."""

import asyncio
from collections.abc import Callable, Hashable

from api.gql.compile.operation import Inputs
from api.gql.compile.plan import NotCompiled, Plan, Unplannable
from api.gql.compile.planner import Planner
from api.gql.run.budget import Budget
from api.gql.run.reader import Reader
from api.gql.schema.graph import Graph


async def plan_of(graph: Graph, inputs: Inputs) -> Plan | NotCompiled:
    """The plan of a whole operation, or why it has none; made in small steps if it is new."""
    operation = inputs.operation
    plan = operation.variants.get(operation.key(inputs))
    if plan is None:
        planner = Planner(graph, inputs, for_executor=False)
        try:
            for _ in planner.steps():
                await asyncio.sleep(0)
            plan = planner.finish()
        except Unplannable as reason:
            plan = NotCompiled(str(reason))
        # Planning may have found new facts: the key is made again with them.
        operation.remember(operation.key(inputs), plan)
    return plan


def plan_for_executor(
    graph: Graph, inputs: Inputs, name: Hashable, make: Callable[[Planner], None]
) -> Plan:
    """The plan of a part of an operation, of which `name` says which; `make` makes it."""
    operation = inputs.operation
    plan = operation.variants.get((name, operation.key(inputs)))
    if not isinstance(plan, Plan):
        planner = Planner(graph, inputs, for_executor=True)
        make(planner)
        plan = planner.finish()
        operation.remember((name, operation.key(inputs)), plan)
    return plan


async def run_plan(reader: Reader, plan: Plan, inputs: Inputs, budget: Budget) -> dict[str, object]:
    """Runs a plan's statements and shapes their rows: the value of each of its steps, by key."""
    wanted = [
        (statement.text, statement.text.values(inputs), statement.slow)
        for step in plan.steps
        for statement in step.statements
    ]
    rows = iter(await reader.fetch(wanted, budget) if wanted else ())
    data: dict[str, object] = {}
    for step in plan.steps:
        shaped = [statement.shape(next(rows), inputs) for statement in step.statements]
        data[step.key] = shaped[0] if step.combine is None else step.combine(shaped, inputs)
    return data


async def rows_by_key(
    reader: Reader, plan: Plan, inputs: Inputs, budget: Budget
) -> dict[str, object]:
    """Runs a plan of references: each row's selected fields, by its key."""
    found: dict[str, object] = {}
    for statement in (s for step in plan.steps for s in step.statements):
        (rows,) = await reader.fetch(
            [(statement.text, statement.text.values(inputs), statement.slow)], budget
        )
        found.update(statement.shape(rows, inputs))
    return found
