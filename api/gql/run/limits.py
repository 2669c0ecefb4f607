"""What a document may cost: one pass, each fragment once, however often it is spread.

Cost counts objects: a list multiplies what is below it by its page's size, and a variable counts by
its value. Strawberry's own limiters walk nested fragments exponentially often and are not used.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    SelectionSetNode,
    VariableNode,
)

from api.gql.common.problems import user_error
from api.gql.compile.operation import Operation
from api.gql.schema.mapping import DEFAULT_FIRST, LARGEST_FIRST, Many, Mapped, Page

MOST_FIELDS: Final = 600
MOST_ALIASES: Final = 40
MOST_ROOTS: Final = 20
MOST_DIRECTIVES: Final = 60
MOST_TOKENS: Final = 1_500
MOST_ITEMS: Final = 1_000
"""Items of one list in the variables; no field takes more than 200 of anything."""
MOST_INTROSPECTED: Final = 250_000
"""The whole schema may be asked for, with every description, but not several times at once."""

_MOST_SHOWN: Final = 1_000_000_000
"""Nested fragments can multiply a cost past every number that JSON can say."""

_INTROSPECTION_SIZES: Final = {
    "types": 160, "fields": 8, "inputFields": 5, "enumValues": 4, "args": 2, "possibleTypes": 3,
    "directives": 6,
}  # fmt: skip
"""About how long the lists of introspection are."""

MappingOf = Callable[[Any, str], tuple[Mapped | None, Any]]
"""(GraphQL type, field name) → (mapping, GraphQL field or None)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one selection asks for."""

    objects: int
    fields: int
    depth: int
    aliases: int
    directives: int
    introspected: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds that settings allow."""

    cost: int
    depth: int


def check(
    operation: Operation,
    root: Any,
    mapping_of: MappingOf,
    variables: Mapping[str, Any],
    limits: Limits,
) -> Cost:
    """The cost of an operation. Raises a GraphQLError (TOO_COMPLEX) that names the bound passed."""
    counter = _Counter(operation, mapping_of, variables)
    cost = counter.selections(operation.node.selection_set, root)
    roots = len(counter.roots(operation.node.selection_set, set()))
    for what, value, most in (
        ("cost", cost.objects, limits.cost),
        ("fields", cost.fields, MOST_FIELDS),
        ("depth", cost.depth, limits.depth),
        ("aliases", cost.aliases, MOST_ALIASES),
        ("directives", cost.directives, MOST_DIRECTIVES),
        ("introspection", cost.introspected, MOST_INTROSPECTED),
        ("root fields", roots, MOST_ROOTS),
    ):
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
    return cost


def check_lists(variables: Mapping[str, Any]) -> None:
    """Refuses lists in variables before they are walked item by item, which costs far more.

    Raises a GraphQLError (TOO_COMPLEX) that names the variable.
    """
    waiting = [(name, value) for name, value in variables.items() if isinstance(value, list | dict)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, list) and len(value) > MOST_ITEMS:
            raise user_error(
                f"Variabel ${name} berisi daftar {len(value)} butir, paling banyak {MOST_ITEMS}."
                " Kirim dalam beberapa permintaan.",
                f"The variable ${name} holds a list of {len(value)} items, at most {MOST_ITEMS}."
                " Send them in several requests.",
                code="TOO_COMPLEX",
                bound="items",
                value=len(value),
                most=MOST_ITEMS,
            )
        inner = value.values() if isinstance(value, dict) else value
        waiting += [(name, part) for part in inner if isinstance(part, list | dict)]


class _Counter:
    def __init__(
        self, operation: Operation, mapping_of: MappingOf, variables: Mapping[str, Any]
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

    def selections(self, selections: SelectionSetNode | None, type_: Any) -> Cost:
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

    def _selection(self, selection: Any, type_: Any) -> Cost:
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
        inner_type = None
        if field is not None:
            inner_type = field.type
            while hasattr(inner_type, "of_type"):
                inner_type = inner_type.of_type
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

    def _fragment(self, name: str, type_: Any) -> Cost:
        fragment = self.operation.fragments.get(name)
        if fragment is None or name in self.open:
            return Cost(0, 0, 0, 0, 0)
        key = (name, str(type_))
        if key not in self.known:
            self.open.add(name)
            inner = self._named(fragment.type_condition.name.value)
            self.known[key] = self.selections(fragment.selection_set, inner)
            self.open.discard(name)
        return self.known[key]

    def _named(self, name: str) -> Any:
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

    def _first(self, node: Any) -> int:
        value: Any = DEFAULT_FIRST
        if isinstance(node, VariableNode):
            value = self.variables.get(node.name.value)
        elif isinstance(node, IntValueNode):
            value = int(node.value)
        # Out of range is refused when it is bound; here it must only not be cheap.
        return min(max(value, 1), 10_000) if isinstance(value, int) else DEFAULT_FIRST

    def _length(self, node: Any) -> int:
        if isinstance(node, VariableNode):
            value = self.variables.get(node.name.value)
            return len(value) if isinstance(value, list) else 1
        return len(node.values) if isinstance(node, ListValueNode) else 1
