"""The fields that a selection asks for on an object: GraphQL's rules of fragments and switches."""

from collections.abc import Iterator, Mapping, Sequence

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    NamedTypeNode,
    Node,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)
from graphql.execution.values import VariableValues, get_directive_values
from graphql.utilities import type_from_ast


def variables_in(node: Node) -> Iterator[str]:
    """The names of the variables used below a syntax node."""
    stack: list[object] = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, VariableNode):
            yield current.name.value
        elif isinstance(current, Node):
            stack.extend(getattr(current, key) for key in current.keys if key != "loc")
        elif isinstance(current, list | tuple):
            stack.extend(current)


def switching_variables(*roots: Node) -> frozenset[str]:
    """The names of the variables that stand in directives below these nodes."""
    found: set[str] = set()
    stack: list[Node] = [*roots]
    while stack:
        current = stack.pop()
        for directive in getattr(current, "directives", None) or ():
            found.update(variables_in(directive))
        selections: SelectionSetNode | None = getattr(current, "selection_set", None)
        if selections is not None:
            stack.extend(selections.selections)
    return frozenset(found)


class Collector:
    """Collects the fields of one object for one request (GraphQL §6.3.2)."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables

    def collect(
        self, type_: GraphQLObjectType, selection_sets: Sequence[SelectionSetNode]
    ) -> dict[str, list[FieldNode]]:
        """The fields to answer on an object of this type, by response key and in order."""
        grouped: dict[str, list[FieldNode]] = {}
        seen = set[str]()

        def visit(selections: SelectionSetNode) -> None:
            for selection in selections.selections:
                if selection.directives and not self._is_included(selection):
                    continue
                if isinstance(selection, FieldNode):
                    key = selection.alias.value if selection.alias else selection.name.value
                    grouped.setdefault(key, []).append(selection)
                elif isinstance(selection, InlineFragmentNode):
                    if self._applies(selection.type_condition, type_):
                        visit(selection.selection_set)
                elif isinstance(selection, FragmentSpreadNode):
                    name = selection.name.value
                    if name not in seen:
                        seen.add(name)
                        fragment = self._fragments[name]
                        if self._applies(fragment.type_condition, type_):
                            visit(fragment.selection_set)

        for selection_set in selection_sets:
            visit(selection_set)
        return grouped

    def _applies(self, condition: NamedTypeNode | None, type_: GraphQLObjectType) -> bool:
        if condition is None:
            return True
        conditional = type_from_ast(self._schema, condition)
        if conditional is type_:
            return True
        return is_abstract_type(conditional) and self._schema.is_sub_type(conditional, type_)

    def _is_included(self, node: SelectionNode) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        if skip and skip["if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return not (include and not include["if"])


def selection_sets(nodes: Sequence[FieldNode]) -> list[SelectionSetNode]:
    """The selection sets of merged field nodes."""
    return [node.selection_set for node in nodes if node.selection_set is not None]
