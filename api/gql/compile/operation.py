"""One operation of a document: its arguments, and which facts of a request shape its plan.

A plan depends on the kind of viewer, on the variables in @skip and @include, on which arguments are
null or absent, and on the few values that change the statement (an order, the type behind an id).
These facts are found while planning; a request with the same facts reuses the plan.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues, get_argument_values, get_directive_values
from graphql.utilities import type_from_ast

from api.gql.compile.sql import Slot
from api.gql.run.reader import Budget

MOST_VARIANTS: Final = 64
MOST_PLANS: Final = 2_000
"""Plans of all operations together: one takes about 35 kB."""

Fact = Callable[["Run"], Hashable]


def variables_in(node: Node) -> Iterator[str]:
    """The names of the variables used below a syntax node."""
    stack: list[Any] = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, VariableNode):
            yield current.name.value
        elif isinstance(current, Node):
            stack.extend(getattr(current, key) for key in current.keys if key != "loc")
        elif isinstance(current, list | tuple):
            stack.extend(current)


def pattern(value: Any) -> Hashable:
    """Which parts of a value are there: what decides conditions, without the values themselves."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        return tuple((key, pattern(part)) for key, part in sorted(value.items()))
    return True


class Site:
    """One place where a field is given arguments."""

    __slots__ = ("_plain", "constant", "field", "node")

    def __init__(self, field: GraphQLField, node: FieldNode) -> None:
        self.field = field
        self.node = node
        used = set(variables_in(node)) if node.arguments else set()
        self.constant: dict[str, Any] | None = None
        self._plain: list[tuple[str, str, Any, bool]] | None = None
        if not used:
            self.constant = get_argument_values(field, node)
        elif all(isinstance(a.value, VariableNode) for a in node.arguments or ()):
            given = {
                a.name.value: a.value.name.value
                for a in node.arguments or ()
                if isinstance(a.value, VariableNode)
            }
            bare = get_argument_values(
                _without_required(field), FieldNode(name=node.name, arguments=())
            )
            self._plain = [
                (name, given.get(name, ""), bare.get(name, _ABSENT), is_non_null_type(a.type))
                for name, a in field.args.items()
            ]

    def values(self, variables: VariableValues) -> dict[str, Any]:
        """The coerced arguments. Raises GraphQLError as the executor would."""
        if self.constant is not None:
            return self.constant
        if self._plain is not None:
            coerced, values = variables.coerced, {}
            for name, variable, default, required in self._plain:
                value = coerced.get(variable, default) if variable else default
                if value is None and required:
                    break
                if value is not _ABSENT:
                    values[name] = value
            else:
                return values
        return get_argument_values(self.field, self.node, variables)


_ABSENT: Final = object()


def _without_required(field: GraphQLField) -> GraphQLField:
    from graphql import Undefined

    kept = {
        name: a
        for name, a in field.args.items()
        if not (is_non_null_type(a.type) and a.default_value is Undefined)
    }
    return GraphQLField(field.type, args=kept)


class Run:
    """One request on its way through a plan."""

    __slots__ = ("_args", "base", "budget", "operation", "variables", "viewer")

    def __init__(
        self,
        operation: "Operation",
        viewer: Any,
        variables: VariableValues,
        budget: Budget | None = None,
        base: str = "",
    ) -> None:
        """`base` stands before every path in the answer: scheme, host and port of this server."""
        self.operation = operation
        self.viewer = viewer
        self.variables = variables
        self.budget = budget or Budget()
        self.base = base
        self._args: dict[int, dict[str, Any]] = {}

    def give(self, site: int, values: dict[str, Any]) -> None:
        """Sets arguments that no client wrote: the keys of a reference."""
        self._args[site] = values

    def args(self, site: int) -> dict[str, Any]:
        """The coerced arguments at a site of the operation."""
        found = self._args.get(site)
        if found is None:
            found = self._args[site] = self.operation.sites[site].values(self.variables)
        return found


class Given:
    """A field's arguments as a planner sees them: what is there, and slots for the values."""

    def __init__(self, run: Run, site: int, dialect: str) -> None:
        self._run = run
        self.number = self._site = site
        self.dialect = dialect

    def has(self, path: str) -> bool:
        """Whether the argument (dotted for parts of inputs) is there and not null."""
        return _dig(self._run.args(self._site), path) is not None

    def slot(self, path: str, kind: str, convert: Callable[[Any], Any] | None = None) -> Slot:
        """A place in the statement for the argument's value, through `convert`."""
        site = self._site

        def get(run: Run) -> Any:
            found = _dig(run.args(site), path)
            if isinstance(found, Enum):
                found = found.name
            return found if convert is None or found is None else convert(found)

        return Slot(kind, get)

    def whole(self, kind: str, make: Callable[[dict[str, Any]], Any]) -> Slot:
        """A place for a value that is made of several arguments."""
        site = self._site
        return Slot(kind, lambda run: make(run.args(site)))

    def fact(self, path: str, of: Callable[[Any], Hashable] = lambda value: value) -> Any:
        """The argument's value (or what `of` makes of it), which then shapes the plan."""
        site = self._site
        self._run.operation.add_fact((site, path), lambda run: of(_dig(run.args(site), path)))
        return of(_dig(self._run.args(site), path))


def _dig(values: Any, path: str) -> Any:
    for name in path.split("."):
        if not isinstance(values, Mapping):
            return None
        values = values.get(name)
    return values


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
        self.variants: OrderedDict[Hashable, Any] = OrderedDict()
        self.affordable: set[Hashable] = set()
        self.variables = [d.variable.name.value for d in node.variable_definitions or ()]
        self._switches = self._directive_variables()
        self.is_introspection = all(
            isinstance(s, FieldNode) and s.name.value.startswith("__")
            for s in node.selection_set.selections
        )

    def _directive_variables(self) -> frozenset[str]:
        found: set[str] = set()
        stack: list[Any] = [self.node, *self.fragments.values()]
        while stack:
            current = stack.pop()
            for directive in getattr(current, "directives", None) or ():
                found.update(variables_in(directive))
            selections = getattr(current, "selection_set", None)
            if selections is not None:
                stack.extend(selections.selections)
        return frozenset(found)

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

    def key(self, run: Run) -> Hashable:
        """What of this request shapes its plan."""
        if not self.variables:
            kind: Hashable = run.viewer.kind
            return kind
        coerced = run.variables.coerced
        parts: list[Hashable] = [run.viewer.kind]
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
                parts.append(fact(run))
            except Exception:
                # The field may be skipped in this request; if not, planning raises it properly.
                parts.append("?")
        return tuple(parts)

    def remember(self, key: Hashable, plan: Any) -> None:
        """Keeps a plan; the least used of too many is dropped."""
        self.variants[key] = plan
        self._plans.add(self, key)
        if len(self.variants) > MOST_VARIANTS:
            oldest, _ = self.variants.popitem(last=False)
            self._plans.forget(self, (oldest,))

    def forget(self) -> None:
        """Drops every plan."""
        self._plans.forget(self, self.variants)
        self.variants.clear()


def collect(
    run: Run, type_: GraphQLObjectType, selection_sets: Sequence[SelectionSetNode]
) -> dict[str, list[FieldNode]]:
    """The fields to answer on an object, by response key and in order (GraphQL §6.3.2)."""
    grouped: dict[str, list[FieldNode]] = {}
    operation, seen = run.operation, set[str]()

    def applies(condition: Any) -> bool:
        if condition is None:
            return True
        conditional = type_from_ast(operation.schema, condition)
        if conditional is type_:
            return True
        return is_abstract_type(conditional) and operation.schema.is_sub_type(conditional, type_)

    def visit(selections: SelectionSetNode) -> None:
        for selection in selections.selections:
            if selection.directives and not _included(selection, run.variables):
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                grouped.setdefault(key, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                if applies(selection.type_condition):
                    visit(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode):
                name = selection.name.value
                if name not in seen:
                    seen.add(name)
                    fragment = operation.fragments[name]
                    if applies(fragment.type_condition):
                        visit(fragment.selection_set)

    for selection_set in selection_sets:
        visit(selection_set)
    return grouped


def _included(node: Any, variables: VariableValues) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, variables)
    if skip and skip["if"]:
        return False
    include = get_directive_values(GraphQLIncludeDirective, node, variables)
    return not (include and not include["if"])


def selection_sets(nodes: Sequence[FieldNode]) -> list[SelectionSetNode]:
    """The selection sets of merged field nodes."""
    return [node.selection_set for node in nodes if node.selection_set is not None]
