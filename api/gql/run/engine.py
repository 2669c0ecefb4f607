"""One request, from text to bytes: the compiled door where it can, the executor everywhere else.

Both doors run the same plans over the same rows. The compiled door answers whole queries; what it
does not do (mutations, resolvers, introspection), and every request that meets an error, goes
through graphql-core, which knows all of GraphQL's rules of nulls, paths and partial answers.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from graphql import ExecutionResult, GraphQLError, GraphQLObjectType
from graphql.execution import execute
from graphql.execution.values import VariableValues, get_variable_values

from api.db.session import Database
from api.gql.common.problems import MASKED, BadValue, Unplannable, message_of, user_error
from api.gql.compile.operation import MOST_VARIANTS, Operation, Run
from api.gql.compile.planner import Plan, Planner
from api.gql.run import limits
from api.gql.run.context import Context, Resources
from api.gql.run.documents import Document, Documents, InvalidDocument
from api.gql.run.reader import Reader
from api.gql.schema.graph import Graph
from api.kit.problems import Problem

MOST_INTROSPECTIONS: Final = 16
_NO_VARIABLES: Final = VariableValues({}, {})


@dataclass(slots=True)
class Request:
    """What a client sent, as decoded from its body."""

    query: str
    variables: Mapping[str, Any] | None = None
    operation_name: str | None = None
    base: str = ""
    """What stands before every path in the answer: how this client reaches this server."""


@dataclass(slots=True)
class Answer:
    """A response body, and what the edge needs to know about it."""

    body: bytes
    ok: bool = True
    """False when nothing was executed: the request itself was at fault."""
    compiled: bool = False
    tables: frozenset[str] = frozenset()


@dataclass(slots=True)
class Counters:
    """How many requests each door answered, and why the executor was needed."""

    compiled: int = 0
    executed: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    def fell_back(self, reason: str) -> None:
        self.executed += 1
        if reason in self.reasons or len(self.reasons) < 200:
            self.reasons[reason] = self.reasons.get(reason, 0) + 1


class Engine:
    """Executes requests on one store."""

    def __init__(
        self,
        graph: Graph,
        store: Reader,
        *,
        bounds: limits.Limits,
        cached_documents: int,
        database: Database,
        resources: Resources | None = None,
        on_bug: Callable[[BaseException], str],
    ) -> None:
        self.graph = graph
        self.store = store
        self.documents = Documents(graph.schema, cached_documents)
        self.counters = Counters()
        self._bounds = bounds
        self._database = database
        self._resources = resources or Resources()
        self._on_bug = on_bug
        self._introspections: dict[tuple[str, str | None], bytes] = {}

    async def execute(self, request: Request, viewer: Any, *, compiled_door: bool = True) -> Answer:
        """Answers a request. Bugs and faults of the store are masked, written down and answered."""
        try:
            return await self._answer(request, viewer, compiled_door)
        except Exception as bug:
            return Answer(
                orjson.dumps({"errors": [self._masked(bug, viewer.language)], "data": None})
            )

    async def _answer(self, request: Request, viewer: Any, compiled_door: bool) -> Answer:
        try:
            document = self.documents.get(request.query)
            operation = document.operation(request.operation_name)
            variables = self._variables(operation, request.variables)
            self._check_cost(operation, variables)
        except InvalidDocument as invalid:
            return Answer(_errors(invalid.errors, viewer.language), ok=False)
        except _BadVariables as bad:
            return Answer(_errors(bad.errors, viewer.language), ok=False)
        except GraphQLError as error:
            return Answer(_errors([error], viewer.language), ok=False)

        run = Run(operation, viewer, variables, base=request.base)
        if compiled_door:
            try:
                plan = await self.plan(run)
                data = await self.read(plan, run)
            except Unplannable as reason:
                self.counters.fell_back(str(reason))
            except (BadValue, GraphQLError):
                self.counters.fell_back("error")
            else:
                self.counters.compiled += 1
                return Answer(
                    orjson.dumps({"data": data}),
                    compiled=True,
                    tables=frozenset(plan.tables),
                )
        return await self._execute(document, request, run)

    def _check_cost(self, operation: Operation, variables: VariableValues) -> None:
        """Bounds the operation before anything is executed; the pass is made once for each size.

        Only numbers and the lengths of lists decide the cost, so requests that differ in nothing
        else share it.
        """
        sizes = tuple(map(_size, variables.coerced.items())) if operation.variables else ()
        if sizes not in operation.affordable:
            root = _root_type(self.graph, operation)
            limits.check(operation, root, self.field, variables.coerced, self._bounds)
            if len(operation.affordable) < MOST_VARIANTS:
                operation.affordable.add(sizes)

    def kind(self, request: Request) -> str | None:
        """``query``, ``mutation`` or ``subscription``; None for what is no valid request."""
        try:
            document = self.documents.get(request.query)
            return document.operation(request.operation_name).node.operation.value
        except (InvalidDocument, GraphQLError):
            return None

    def field(self, type_: Any, name: str) -> tuple[Any, Any]:
        """(mapping, GraphQL field) of a field of a type: what the cost pass needs."""
        if type_ is None or not hasattr(type_, "fields"):
            return None, None
        mapped = self.graph.of_name(type_.name)
        found = type_.fields.get(name)
        if mapped is None:
            return None, found
        return mapped.fields.get(name, (None, found))

    async def plan(self, run: Run) -> Plan:
        """The plan for this request's facts: a known one, or a new one, made in small steps."""
        operation = run.operation
        key = operation.key(run)
        plan: Plan | None = operation.variants.get(key)
        if plan is None:
            planner = Planner(self.graph, run, for_executor=False)
            for _ in planner.steps():
                await asyncio.sleep(0)
            plan = planner.finish()
            # Planning may have found new facts: the key is made again with them.
            operation.remember(operation.key(run), plan)
        return plan

    async def read(self, plan: Plan, run: Run) -> dict[str, Any]:
        """Runs a plan's statements and shapes their rows."""
        wanted = [
            (statement.text, statement.text.values(run), statement.slow)
            for step in plan.steps
            for statement in step.statements
        ]
        rows = iter(await self.store.fetch(wanted, run.budget) if wanted else ())
        data: dict[str, Any] = {}
        for step in plan.steps:
            shaped = [statement.shape(next(rows), run) for statement in step.statements]
            data[step.key] = shaped[0] if step.combine is None else step.combine(shaped, run)
        return data

    def _variables(self, operation: Operation, given: Mapping[str, Any] | None) -> VariableValues:
        definitions = operation.node.variable_definitions
        if not definitions:
            return _NO_VARIABLES
        limits.check_lists(given or {})
        coerced = get_variable_values(self.graph.schema, definitions, dict(given or {}), 10)
        if isinstance(coerced, list):
            raise _BadVariables(coerced)
        return coerced

    async def _execute(self, document: Document, request: Request, run: Run) -> Answer:
        operation = run.operation
        key = (request.query, request.operation_name)
        is_fixed = operation.is_introspection and not operation.variables
        if is_fixed and key in self._introspections:
            return Answer(self._introspections[key])
        context = Context(run.viewer, self, run, self._database, self._resources)
        result = execute(
            self.graph.schema,
            document.node,
            context_value=context,
            variable_values=dict(request.variables or {}),
            operation_name=request.operation_name,
        )
        if not isinstance(result, ExecutionResult):
            result = await result
        assert isinstance(result, ExecutionResult)
        body = self._body(result, run)
        if is_fixed and not result.errors:
            self._introspections[key] = body
            if len(self._introspections) > MOST_INTROSPECTIONS:
                del self._introspections[next(iter(self._introspections))]
        return Answer(body)

    def _body(self, result: ExecutionResult, run: Run) -> bytes:
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer = {"errors": [self._shown(error, run) for error in result.errors], **answer}
        return orjson.dumps(answer)

    def _shown(self, error: GraphQLError, run: Run) -> dict[str, Any]:
        """An error as clients see it: what they caused is said, bugs are masked with a number."""
        cause = error.original_error
        if cause is None or isinstance(cause, BadValue | Problem | GraphQLError):
            return _told(error, run.viewer.language)
        return {**self._masked(cause, run.viewer.language), "path": error.path}

    def _masked(self, bug: BaseException, language: str) -> dict[str, Any]:
        """A bug as clients see it: the number under which it was written down."""
        return {
            "message": MASKED.text(language),
            "extensions": {
                "code": "INTERNAL_SERVER_ERROR",
                "correlationId": self._on_bug(bug),
            },
        }


def _size(item: tuple[str, Any]) -> tuple[str, int]:
    name, value = item
    if isinstance(value, int):
        return name, int(value)
    return name, len(value) if isinstance(value, list) else -1


class _BadVariables(Exception):
    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("variables")
        self.errors = [
            GraphQLError(e.message, e.nodes, extensions={"code": "BAD_USER_INPUT"}) for e in errors
        ]


def _root_type(graph: Graph, operation: Operation) -> GraphQLObjectType:
    root = graph.schema.get_root_type(operation.node.operation)
    if root is None:
        kind = operation.node.operation.value
        raise user_error(f"API ini tidak punya {kind}.", f"This API has no {kind}.")
    return root


def _errors(errors: list[GraphQLError], language: str) -> bytes:
    return orjson.dumps({"errors": [_told(error, language) for error in errors]})


def _told(error: GraphQLError, language: str) -> dict[str, Any]:
    """An error of the client's as it is shown."""
    shown: dict[str, Any] = {"extensions": {"code": "BAD_USER_INPUT"}, **error.formatted}
    return {**shown, "message": message_of(error, language)}
