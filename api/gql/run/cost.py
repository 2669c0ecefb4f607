"""The cost of an operation, and when it is too high: that is refused before anything is executed.

It is counted in one pass, each fragment once, however often it is spread.
Cost counts objects: a list multiplies what is below it by its page's size, and a variable counts by
its value. Strawberry's own limiters walk nested fragments exponentially often and are not used.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

from api.gql.compile.operation import Operation
from api.gql.schema.mapping import DEFAULT_FIRST, LARGEST_FIRST, Many, Mapped, Page
from api.gql.schema.problems import user_error

MOST_FIELDS: Final = 600
MOST_ALIASES: Final = 40
MOST_ROOTS: Final = 20
MOST_DIRECTIVES: Final = 60
MOST_INTROSPECTED: Final = 250_000
"""The whole schema may be asked for, with every description, but not several times at once."""

_MOST_SHOWN: Final = 1_000_000_000
"""Nested fragments can multiply a cost past every number that JSON can say."""

_INTROSPECTION_SIZES: Final = {
    "types": 160, "fields": 8, "inputFields": 5, "enumValues": 4, "args": 2, "possibleTypes": 3,
    "directives": 6,
}  # fmt: skip
"""About how long the lists of introspection are."""

MappingOf = Callable[[GraphQLNamedType | None, str], tuple[Mapped | None, GraphQLField | None]]
"""(GraphQL type, field name) → (mapping, GraphQL field or None)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The size of one selection."""

    objects: int = 0
    fields: int = 0
    depth: int = 0
    aliases: int = 0
    directives: int = 0
    introspected: int = 0
    """Fields of the schema's own description, about."""
    roots: int = 0
    """Fields of the operation itself; only known of a whole one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of a request's cost that settings allow: objects, and levels of selections."""

    cost: int
    depth: int


def bounded(cost: Cost, limits: Limits) -> list[tuple[str, int, int]]:
    """(what, how much of it, at most how much) for everything that is bounded."""
    return [
        ("cost", cost.objects, limits.cost),
        ("fields", cost.fields, MOST_FIELDS),
        ("depth", cost.depth, limits.depth),
        ("aliases", cost.aliases, MOST_ALIASES),
        ("directives", cost.directives, MOST_DIRECTIVES),
        ("introspection", cost.introspected, MOST_INTROSPECTED),
        ("root fields", cost.roots, MOST_ROOTS),
    ]


def check_cost(cost: Cost, limits: Limits) -> None:
    """Raises a GraphQLError (TOO_COMPLEX) that names the bound that a cost passes."""
    for what, value, most in bounded(cost, limits):
        if value > most:
            raise user_error(
                f"Dokumen terlalu besar: {what} {min(value, _MOST_SHOWN)}, paling banyak {most}."
                " Minta halaman yang lebih kecil atau kolom yang lebih sedikit.",
                f"The document is too large: {what} {min(value, _MOST_SHOWN)}, at most {most}."
                " Ask for smaller pages or fewer fields.",
                code="TOO_COMPLEX",
                bound=what,
                value=min(value, _MOST_SHOWN),
                most=most,
            )


def cost_of(
    operation: Operation,
    root: GraphQLObjectType,
    mapping_of: MappingOf,
    variables: Mapping[str, object],
) -> Cost:
    """The cost of an operation with these variables."""
    counter = _Counter(operation, mapping_of, variables)
    selections = operation.node.selection_set
    return replace(
        counter.selections(selections, root), roots=len(counter.roots(selections, set()))
    )


class _Counter:
    def __init__(
        self, operation: Operation, mapping_of: MappingOf, variables: Mapping[str, object]
    ) -> None:
        self.operation = operation
        self.mapping_of = mapping_of
        self.variables = variables
        self.known: dict[tuple[str, str], Cost] = {}
        self.open: set[str] = set()
        self.looked: dict[str, int] = {}

    def roots(self, selections: SelectionSetNode, seen: set[str]) -> set[str]:
        """The response keys of the root, also of those in fragments."""
        keys: set[str] = set()
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                keys.add((selection.alias or selection.name).value)
            elif isinstance(selection, InlineFragmentNode):
                keys |= self.roots(selection.selection_set, seen)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                seen.add(selection.name.value)
                fragment = self.operation.fragments[selection.name.value]
                keys |= self.roots(fragment.selection_set, seen)
        return keys

    def selections(
        self, selections: SelectionSetNode | None, type_: GraphQLNamedType | None
    ) -> Cost:
        objects = fields = depth = aliases = directives = introspected = 0
        for selection in selections.selections if selections else ():
            part = self._selection(selection, type_)
            objects += part.objects
            fields += part.fields
            depth = max(depth, part.depth)
            aliases += part.aliases
            directives += part.directives + len(selection.directives or ())
            introspected += part.introspected
        return Cost(objects, fields, depth, aliases, directives, introspected)

    def _selection(self, selection: SelectionNode, type_: GraphQLNamedType | None) -> Cost:
        if isinstance(selection, FragmentSpreadNode):
            return self._fragment(selection.name.value, type_)
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition
            inner = self._named(condition.name.value) if condition else type_
            return self.selections(selection.selection_set, inner)
        assert isinstance(selection, FieldNode)
        if selection.name.value.startswith("__"):
            # Its depth is bounded by a rule of validation.
            introspected = self._introspected(selection.selection_set)
            return Cost(0, 1, 1, 1 if selection.alias else 0, 0, introspected)
        mapping, field = self.mapping_of(type_, selection.name.value)
        inner_type = None if field is None else get_named_type(field.type)
        below = self.selections(selection.selection_set, inner_type)
        objects = (1 if selection.selection_set else 0) + below.objects
        return Cost(
            objects * self._size(mapping, selection),
            below.fields + 1,
            below.depth + 1,
            below.aliases + (1 if selection.alias else 0),
            below.directives,
            below.introspected,
        )

    def _introspected(self, selections: SelectionSetNode | None) -> int:
        """How many fields of the schema's own description a selection asks for, about."""
        count = 0
        for selection in selections.selections if selections else ():
            if isinstance(selection, FragmentSpreadNode):
                count += self._introspected_fragment(selection.name.value)
            elif isinstance(selection, InlineFragmentNode):
                count += self._introspected(selection.selection_set)
            elif isinstance(selection, FieldNode):
                size = _INTROSPECTION_SIZES.get(selection.name.value, 1)
                count += size * (1 + self._introspected(selection.selection_set))
        return count

    def _introspected_fragment(self, name: str) -> int:
        if name not in self.looked:
            self.looked[name] = 0
            self.looked[name] = self._introspected(self.operation.fragments[name].selection_set)
        return self.looked[name]

    def _fragment(self, name: str, type_: GraphQLNamedType | None) -> Cost:
        fragment = self.operation.fragments.get(name)
        if fragment is None or name in self.open:
            return Cost()
        key = (name, str(type_))
        if key not in self.known:
            self.open.add(name)
            inner = self._named(fragment.type_condition.name.value)
            self.known[key] = self.selections(fragment.selection_set, inner)
            self.open.discard(name)
        return self.known[key]

    def _named(self, name: str) -> GraphQLNamedType | None:
        return self.operation.schema.type_map.get(name)

    def _size(self, mapping: Mapped | None, node: FieldNode) -> int:
        if isinstance(mapping, Many):
            # Short lists are mostly shorter than their bound; half of it is a fair price.
            return max(1, mapping.limit // 2) if mapping.limit <= LARGEST_FIRST else LARGEST_FIRST
        arguments = {a.name.value: a.value for a in node.arguments or ()}
        if "ids" in arguments:
            return max(1, self._length(arguments["ids"]))
        if isinstance(mapping, Page):
            return self._first(arguments.get("first"))
        return 1

    def _first(self, node: ValueNode | None) -> int:
        value: object = DEFAULT_FIRST
        if isinstance(node, VariableNode):
            value = self.variables.get(node.name.value)
        elif isinstance(node, IntValueNode):
            value = int(node.value)
        # Out of range is refused when it is bound; here it must only not be cheap.
        return min(max(value, 1), 10_000) if isinstance(value, int) else DEFAULT_FIRST

    def _length(self, node: ValueNode) -> int:
        if isinstance(node, VariableNode):
            value = self.variables.get(node.name.value)
            return len(value) if isinstance(value, list) else 1
        return len(node.values) if isinstance(node, ListValueNode) else 1
