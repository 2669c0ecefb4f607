"""The values of a field's arguments: the short ways give what graphql-core gives."""

from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    OperationDefinitionNode,
    get_argument_values,
    get_variable_values,
    parse,
)
from graphql.execution.values import VariableValues

from api import schema
from api.gql.compile import arguments
from api.gql.compile.arguments import Site

Asked = tuple[GraphQLField, FieldNode, VariableValues]


def asked(document: str, given: dict[str, Any]) -> Asked:
    """The first field of a document, and the variables of a request, coerced."""
    built = schema.graph_of("sqlite").schema
    operation = parse(document).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    node = operation.selection_set.selections[0]
    assert isinstance(node, FieldNode)
    assert built.query_type is not None
    variables = get_variable_values(built, operation.variable_definitions or (), given)
    assert isinstance(variables, VariableValues)
    return built.query_type.fields[node.name.value], node, variables


SHORT = [
    ("query ($id: ID!) { report(by: {id: $id}) { id } }", {"id": "rep_1"}),
    ("query ($t: String!) { report(by: {ticket: $t}) { id } }", {"t": ""}),
    ('query ($c: String! = "KTA") { camera(by: {code: $c}) { id } }', {}),
    ("query ($by: ArticleKey!) { article(by: $by) { id } }", {"by": {"slug": "kabar"}}),
    ("query ($n: Int, $f: ReportFilter) { reports(first: $n, filter: $f) { nodes { id } } }",
     {"n": 3, "f": None}),
    ("query ($n: Int) { reports(first: $n) { nodes { id } } }", {}),
    ('{ article(by: {slug: "kabar"}) { id } }', {}),
]  # fmt: skip
LONG = [
    ("query ($a: ID) { reports(filter: {area: $a}) { nodes { id } } }", {"a": "area_1"}),
    ("query ($a: ID) { reports(filter: {area: $a}) { nodes { id } } }", {}),
    ("query ($n: Int, $a: ID) { reports(first: $n, filter: {area: $a}) { nodes { id } } }",
     {"n": 3, "a": None}),
]  # fmt: skip


@pytest.mark.parametrize(("document", "given"), [*SHORT, *LONG])
def test_values_are_those_of_graphql_core(document: str, given: dict[str, Any]) -> None:
    field, node, variables = asked(document, given)
    values = Site(field, node).values(variables)
    right = get_argument_values(field, node, variables)
    assert values == right
    assert list(map(type, values.values())) == list(map(type, right.values()))


@pytest.mark.parametrize(("document", "given"), SHORT)
def test_lookups_by_a_variable_need_no_pass_of_graphql_core(
    document: str, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """That pass took a tenth of what one report costs."""
    field, node, variables = asked(document, given)
    site = Site(field, node)

    def never(*_: object) -> None:
        raise AssertionError("graphql-core went through the arguments again")

    monkeypatch.setattr(arguments, "get_argument_values", never)
    assert site.values(variables) == get_argument_values(field, node, variables)


@pytest.mark.parametrize("given", [{}, {"id": None}])
def test_a_key_of_null_is_refused_as_graphql_core_does(given: dict[str, Any]) -> None:
    """Validation refuses the nullable variable before; nothing is looked up without a key."""
    field, node, variables = asked("query ($id: ID) { report(by: {id: $id}) { id } }", given)
    with pytest.raises(GraphQLError) as ours:
        Site(field, node).values(variables)
    with pytest.raises(GraphQLError) as theirs:
        get_argument_values(field, node, variables)
    assert ours.value.formatted == theirs.value.formatted
