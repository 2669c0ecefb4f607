"""One request, from text to bytes: compiled where it can be, by graphql-core's executor elsewhere.

Both paths run the same plans over the same rows. The compiled path answers queries. Mutations,
resolvers and introspection, like every request that meets an error, go through graphql-core, which
knows all of the rules of nulls, paths and partial responses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson
from graphql import ExecutionResult, GraphQLError, GraphQLField, GraphQLNamedType, GraphQLObjectType
from graphql.execution import execute
from graphql.execution.values import VariableValues, get_variable_values

from api.db.session import Database
from api.gql.compile.operation import MOST_VARIANTS, Inputs, Operation
from api.gql.compile.plan import MissingRow, Plan
from api.gql.run import errors, limits
from api.gql.run.budget import Budget
from api.gql.run.context import Context, Resources
from api.gql.run.cost import Cost, Limits, check_cost, cost_of
from api.gql.run.counters import Counters
from api.gql.run.documents import Document, Documents, InvalidDocument
from api.gql.run.plans import plan_of, run_plan
from api.gql.run.reader import Reader
from api.gql.schema.graph import Graph
from api.gql.schema.mapping import AnyViewer, Mapped
from api.gql.schema.problems import BadValue, user_error

MOST_INTROSPECTIONS: Final = 16
_INTROSPECTION_FIELDS: Final = frozenset({"__schema", "__type"})
_NO_VARIABLES: Final = VariableValues({}, {})


@dataclass(slots=True)
class Request:
    """What a client sent, as decoded from its body."""

    query: str
    variables: Mapping[str, object] | None = None
    operation_name: str | None = None
    base: str = ""
    """What stands before every path in the answer: how this client reaches this server."""


@dataclass(slots=True)
class Response:
    """A response body, and the facts about it that the edge needs."""

    body: bytes
    ok: bool = True
    """False when nothing was executed: the request itself was at fault."""
    compiled: bool = False
    tables: frozenset[str] = frozenset()
    """The tables that a compiled response depends on."""


class Engine:
    """Executes requests on one store."""

    def __init__(
        self,
        graph: Graph,
        reader: Reader,
        *,
        bounds: Limits,
        cached_documents: int,
        database: Database,
        resources: Resources | None = None,
        on_bug: errors.ReportBug,
        known_operations: frozenset[str] = frozenset(),
    ) -> None:
        self.graph = graph
        self.reader = reader
        self.bounds = bounds
        self.documents = Documents(graph.schema, cached_documents)
        self.counters = Counters(known=known_operations)
        self._database = database
        self._resources = resources or Resources()
        self._on_bug = on_bug
        self._introspections: dict[tuple[str, str | None], bytes] = {}

    async def execute(
        self, request: Request, viewer: AnyViewer, *, compiled: bool = True
    ) -> Response:
        """Answers a request. Bugs and faults of the store are masked, written down and answered.

        Without `compiled` the executor answers whatever is asked.
        """
        try:
            return await self._respond(request, viewer, compiled)
        except Exception as bug:
            return Response(errors.bug_body(bug, viewer.language, self._on_bug))

    async def _respond(self, request: Request, viewer: AnyViewer, compiled: bool) -> Response:
        try:
            document, operation, variables = self.prepare(request)
        except (InvalidDocument, errors.BadVariables) as fault:
            body = errors.request_error_body(fault.errors, viewer.language)
            return Response(body, ok=False)
        except GraphQLError as error:
            return Response(errors.request_error_body([error], viewer.language), ok=False)
        inputs, budget = Inputs(operation, viewer, variables, request.base), Budget()
        if compiled and operation.is_query:
            response = await self._compiled(inputs, budget)
            if response is not None:
                self.counters.compiled += 1
                return response
        self.counters.executed += 1
        return await self._executed(document, request, inputs, budget)

    def prepare(self, request: Request) -> tuple[Document, Operation, VariableValues]:
        """The parts of a request that may be executed.

        Raises InvalidDocument, BadVariables or GraphQLError for a request that may not.
        """
        document = self.documents.get(request.query)
        operation = document.operation(request.operation_name)
        variables = self._variables(operation, request.variables)
        self._check_cost(operation, variables)
        return document, operation, variables

    async def _compiled(self, inputs: Inputs, budget: Budget) -> Response | None:
        """The response by a plan; None where the executor must answer."""
        operation = inputs.operation
        try:
            plan = await plan_of(self.graph, inputs)
            if isinstance(plan, Plan):
                data = await run_plan(self.reader, plan, inputs, budget)
                return Response(
                    orjson.dumps({"data": data}), compiled=True, tables=frozenset(plan.tables)
                )
            if plan.reason not in _INTROSPECTION_FIELDS:
                self.counters.fell_back(operation.name, plan.reason)
        except (BadValue, GraphQLError, MissingRow):
            pass  # the executor meets it again, and says at which field
        return None

    def _check_cost(self, operation: Operation, variables: VariableValues) -> None:
        """Bounds the operation before anything is executed; the pass is made once for each size.

        Only numbers and the lengths of lists decide the cost, so requests that differ in nothing
        else share it.
        """
        sizes = tuple(map(_size, variables.coerced.items())) if operation.variables else ()
        if sizes not in operation.affordable:
            check_cost(self.cost(operation, variables), self.bounds)
            if len(operation.affordable) < MOST_VARIANTS:
                operation.affordable.add(sizes)

    def cost(self, operation: Operation, variables: VariableValues) -> Cost:
        """The cost of an operation with these variables."""
        root = _root_type(self.graph, operation)
        return cost_of(operation, root, self.field, variables.coerced)

    def kind(self, request: Request) -> str | None:
        """``query``, ``mutation`` or ``subscription``; None for an invalid request."""
        try:
            document = self.documents.get(request.query)
            return document.operation(request.operation_name).node.operation.value
        except (InvalidDocument, GraphQLError):
            return None

    def field(
        self, type_: GraphQLNamedType | None, name: str
    ) -> tuple[Mapped | None, GraphQLField | None]:
        """(mapping, GraphQL field) of a field of a type, for the cost pass."""
        found: GraphQLField | None = getattr(type_, "fields", {}).get(name)
        mapped = self.graph.of_name(type_.name) if type_ is not None else None
        if mapped is None:
            return None, found
        return mapped.fields.get(name, (None, found))

    def _variables(
        self, operation: Operation, given: Mapping[str, object] | None
    ) -> VariableValues:
        definitions = operation.node.variable_definitions
        if not definitions:
            return _NO_VARIABLES
        limits.check_lists(given or {})
        coerced = get_variable_values(self.graph.schema, definitions, dict(given or {}), 10)
        if isinstance(coerced, list):
            raise errors.BadVariables(coerced)
        return coerced

    async def _executed(
        self, document: Document, request: Request, inputs: Inputs, budget: Budget
    ) -> Response:
        operation = inputs.operation
        key = (request.query, request.operation_name)
        is_fixed = operation.is_introspection and not operation.variables
        if is_fixed and key in self._introspections:
            return Response(self._introspections[key])
        context = Context(
            inputs.viewer, inputs, budget, self.graph, self.reader, self._database, self._resources
        )
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
        body = self._body(result, inputs.viewer.language)
        if is_fixed and not result.errors:
            self._introspections[key] = body
            if len(self._introspections) > MOST_INTROSPECTIONS:
                del self._introspections[next(iter(self._introspections))]
        return Response(body)

    def _body(self, result: ExecutionResult, language: str) -> bytes:
        response: dict[str, object] = {"data": result.data}
        if result.errors:
            shown = [errors.field_error(error, language, self._on_bug) for error in result.errors]
            response = {"errors": shown, **response}
        return orjson.dumps(response)


def _size(item: tuple[str, object]) -> tuple[str, int]:
    name, value = item
    if isinstance(value, int):
        return name, int(value)
    return name, len(value) if isinstance(value, list) else -1


def _root_type(graph: Graph, operation: Operation) -> GraphQLObjectType:
    root = graph.schema.get_root_type(operation.node.operation)
    if root is None:
        kind = operation.node.operation.value
        raise user_error(f"API ini tidak punya {kind}.", f"This API has no {kind}.")
    return root
