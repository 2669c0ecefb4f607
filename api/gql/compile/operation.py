"""One operation of a document, and which facts of a request shape its plan.

A plan depends on the kind of viewer, on the variables in @skip and @include, on which arguments are
null or absent, and on the few values that change the statement (an order, the type behind an id).
These facts are found while planning; a request with the same facts reuses the plan.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import VariableValues

from api.gql.compile.arguments import Site
from api.gql.compile.plan import NotCompiled, Plan
from api.gql.compile.selections import switching_variables
from api.gql.schema.mapping import AnyViewer, Arguments

MOST_VARIANTS: Final = 64
MOST_PLANS: Final = 2_000
"""Plans of all operations together: one takes about 35 kB."""

Fact = Callable[["Inputs"], Hashable]
NO_SITE: Final = -1
"""Where arguments stand that no client wrote."""


def pattern(value: object) -> Hashable:
    """The shape of a value: which of its parts are present, without the values themselves."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        return tuple((key, pattern(part)) for key, part in sorted(value.items()))
    return True


class Inputs:
    """The inputs of one request to the plans of its operation: the viewer and the variables."""

    __slots__ = ("_args", "base", "operation", "variables", "viewer")

    def __init__(
        self,
        operation: "Operation",
        viewer: AnyViewer,
        variables: VariableValues,
        base: str = "",
    ) -> None:
        """`base` is put before each path in the response: scheme, host and port of this server."""
        self.operation = operation
        self.viewer = viewer
        self.variables = variables
        self.base = base
        self._args: dict[int, Arguments] = {}

    def with_arguments(self, values: Arguments) -> "Inputs":
        """The same with arguments that no client wrote, at `NO_SITE`."""
        made = Inputs(self.operation, self.viewer, self.variables, self.base)
        made._args[NO_SITE] = values
        return made

    def args(self, site: int) -> Arguments:
        """The coerced arguments at a site of the operation."""
        found = self._args.get(site)
        if found is None:
            found = self._args[site] = self.operation.sites[site].values(self.variables)
        return found


class Plans:
    """Whose plans are kept, oldest first: all operations' together are bounded."""

    def __init__(self, most: int = MOST_PLANS) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[int, Hashable], Operation] = OrderedDict()

    def add(self, operation: "Operation", key: Hashable) -> None:
        """Notes a plan that an operation keeps now; the oldest of too many is dropped."""
        self._kept[id(operation), key] = operation
        if len(self._kept) > self._most:
            (_, oldest), owner = self._kept.popitem(last=False)
            owner.variants.pop(oldest, None)

    def forget(self, operation: "Operation", keys: Iterable[Hashable]) -> None:
        """Notes that an operation keeps these plans no more."""
        for key in keys:
            self._kept.pop((id(operation), key), None)

    def __len__(self) -> int:
        return len(self._kept)


class Operation:
    """An operation, its fragments, its sites, and the plans made for it so far."""

    def __init__(
        self,
        schema: GraphQLSchema,
        node: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        plans: Plans,
    ) -> None:
        self._plans = plans
        self.schema = schema
        self.node = node
        self.fragments = fragments
        self.sites: list[Site] = []
        self._site_of: dict[int, int] = {}
        self._facts: dict[Hashable, Fact] = {}
        self.variants: OrderedDict[Hashable, Plan | NotCompiled] = OrderedDict()
        self.affordable: set[Hashable] = set()
        self.variables = [d.variable.name.value for d in node.variable_definitions or ()]
        self._switches = switching_variables(node, *fragments.values())
        self.name = node.name.value if node.name else ""
        self.is_query = node.operation is OperationType.QUERY
        self.is_introspection = all(
            isinstance(s, FieldNode) and s.name.value.startswith("__")
            for s in node.selection_set.selections
        )

    def site(self, field: GraphQLField, node: FieldNode) -> int:
        """The number of the site of a field node."""
        number = self._site_of.get(id(node))
        if number is None:
            self.sites.append(Site(field, node))
            number = self._site_of[id(node)] = len(self.sites) - 1
        return number

    def add_fact(self, name: Hashable, fact: Fact) -> None:
        """Makes a value shape plans from now on; plans made without it are forgotten."""
        if name not in self._facts:
            self._facts[name] = fact
            self.forget()

    def key(self, inputs: Inputs) -> Hashable:
        """The facts of a request that shape its plan."""
        if not self.variables:
            kind: Hashable = inputs.viewer.kind
            return kind
        coerced = inputs.variables.coerced
        parts: list[Hashable] = [inputs.viewer.kind]
        for name in self.variables:
            found = coerced.get(name)
            if name in self._switches:
                parts.append(found)
            elif found is None:
                parts.append(None)
            else:
                parts.append(pattern(found))
        for fact in self._facts.values():
            try:
                parts.append(fact(inputs))
            except Exception:
                # The field may be skipped in this request; if not, planning raises it properly.
                parts.append("?")
        return tuple(parts)

    def remember(self, key: Hashable, plan: Plan | NotCompiled) -> None:
        """Keeps a plan, or that there is none; the oldest of too many is dropped."""
        self.variants[key] = plan
        self._plans.add(self, key)
        if len(self.variants) > MOST_VARIANTS:
            oldest, _ = self.variants.popitem(last=False)
            self._plans.forget(self, (oldest,))

    def forget(self) -> None:
        """Drops every plan."""
        self._plans.forget(self, self.variants)
        self.variants.clear()
