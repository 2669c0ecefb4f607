"""The rules of valid documents: GraphQL's own, and two that this API needs beside them."""

from typing import Final

from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    NonNullTypeNode,
    OperationDefinitionNode,
    ValidationRule,
    ValueNode,
    ValuesOfCorrectTypeRule,
    VisitorAction,
    get_nullable_type,
    is_non_null_type,
)
from graphql.validation import recommended_rules, specified_rules
from graphql.validation.rules import overlapping_fields_can_be_merged

# Comparing fields that may have to be merged is quadratic. The documents of the tests spend less
# than 200 of this; graphql-core's own bound lets one document hold the event loop for a second.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 10_000


class _Values(ValuesOfCorrectTypeRule):
    """A value at fault has one code, whether it stands in the document or in the variables."""

    def is_valid_value_node(
        self, node: ValueNode, input_type: GraphQLInputType | None
    ) -> VisitorAction:
        self._node = node
        return super().is_valid_value_node(node, input_type)

    def report_error(self, error: GraphQLError) -> None:
        # What a scalar of ours raises does not say where.
        super().report_error(
            GraphQLError(
                error.message,
                error.nodes or self._node,
                extensions={"code": "BAD_USER_INPUT"},
            )
        )


class OneOfVariables(ValidationRule):
    """A variable in a `@oneOf` input must not be nullable.

    graphql-core asks so itself (VariablesInAllowedPositionRule), but where the input is required it
    takes the wrapping type for another one.
    """

    def leave_operation_definition(
        self, operation: OperationDefinitionNode, *_: object
    ) -> VisitorAction:
        types = {d.variable.name.value: d.type for d in operation.variable_definitions or ()}
        for usage in self.context.get_recursive_variable_usages(operation):
            input_type = get_nullable_type(usage.parent_type) if usage.parent_type else None
            name = usage.node.name.value
            if (
                is_non_null_type(usage.parent_type)
                and isinstance(input_type, GraphQLInputObjectType)
                and input_type.is_one_of
                and name in types
                and not isinstance(types[name], NonNullTypeNode)
            ):
                message = f"Variable '${name}' must be non-nullable to be used for '{input_type}'."
                self.report_error(GraphQLError(message, [types[name], usage.node]))
        return None


RULES: Final = tuple(
    _Values if rule is ValuesOfCorrectTypeRule else rule
    for rule in dict.fromkeys((*specified_rules, *recommended_rules, OneOfVariables))
)
