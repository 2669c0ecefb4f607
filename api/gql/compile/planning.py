"""The state of one plan in the making: the graph, the request's facts, the functions so far."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from graphql import FieldNode, GraphQLField, GraphQLObjectType
from sqlalchemy.sql.expression import FromClause

from api.gql.compile.arguments import SiteArguments
from api.gql.compile.functions import Module
from api.gql.compile.operation import Inputs
from api.gql.compile.selections import Collector, selection_sets
from api.gql.compile.sql import Slot
from api.gql.schema.graph import Graph
from api.gql.schema.mapping import AnyViewer, Kind

TYPE_KEY: Final = "\0type"
"""Where a dict for the executor keeps its type's name: no response key can collide with it."""


class Planning:
    """The making of one plan. `for_executor` adds the types that the executor needs."""

    def __init__(self, graph: Graph, inputs: Inputs, *, for_executor: bool) -> None:
        self.graph = graph
        self.inputs = inputs
        self.dialect = graph.dialect
        self.for_executor = for_executor
        self.viewer: AnyViewer = inputs.viewer.symbolic(viewer_slot)
        self.module = Module()
        self._aliases = 0
        operation = inputs.operation
        self._collector = Collector(graph.schema, operation.fragments, inputs.variables)

    def alias(self, table: FromClause) -> FromClause:
        """A table under a name of its own in this plan."""
        self._aliases += 1
        return _aliased(table, f"t{self._aliases}")

    def given(self, field: GraphQLField, node: FieldNode) -> SiteArguments:
        """The arguments that a field node is given."""
        return SiteArguments(self.inputs, self.inputs.operation.site(field, node), self.dialect)

    def collect(
        self, type_: GraphQLObjectType, nodes: Sequence[FieldNode]
    ) -> Mapping[str, list[FieldNode]]:
        """The fields below merged nodes, by response key and in order."""
        return self._collector.collect(type_, selection_sets(nodes))

    def roots(self, type_: GraphQLObjectType) -> Mapping[str, list[FieldNode]]:
        """The operation's own fields, by response key and in order."""
        return self._collector.collect(type_, [self.inputs.operation.node.selection_set])


def viewer_slot(attribute: str, kind: Kind) -> Slot:
    """The slot of an attribute of the viewer."""
    return Slot(kind, lambda inputs: getattr(inputs.viewer, attribute))


@lru_cache(maxsize=256)
def _aliased(table: FromClause, name: str) -> FromClause:
    # An alias copies every column of its table, which is half the work of a new plan.
    return table.alias(name)
