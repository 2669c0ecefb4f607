"""The operations of installed apps: phones in pockets do not upgrade when the server does.

Each stays valid, is answered on both stores, and asks the database no more often than it did.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    NonNullTypeNode,
    OperationType,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    get_named_type,
    get_operation_ast,
    parse,
    validate,
    visit,
)

from api.db.migrate import ROOT
from api.gql.compile.plan import Plan
from tests.clients.trials import TRIALS, Trial
from tests.story.house import ANONYMOUS, House, open_house, settings_of
from tests.story.seeded import SeededStore

DOCUMENTS = {file.stem: file.read_text("utf-8") for file in Path(__file__).parent.glob("*.graphql")}


@pytest.fixture(scope="module")
def committed() -> GraphQLSchema:
    """What the apps' developers were given."""
    return build_schema((ROOT / "schema.graphql").read_text("utf-8"))


@pytest.fixture
async def house(seeded: SeededStore) -> AsyncIterator[House]:
    settings = settings_of(seeded.data, seeded.url, worker=False, answer_cache=False)
    async with open_house(settings) as house:
        yield house


def test_each_operation_is_tried() -> None:
    assert DOCUMENTS.keys() == TRIALS.keys(), "an operation without a trial, or the other way round"


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_valid(committed: GraphQLSchema, name: str) -> None:
    """It is valid against the committed schema, and what may fail shows its words."""
    document = parse(DOCUMENTS[name])
    assert validate(committed, document) == []
    operation = get_operation_ast(document)
    assert operation is not None and operation.name is not None
    assert operation.name.value.lower() == name.replace("_", "")
    if operation.operation is OperationType.MUTATION:
        assert "... on Problem { message code }" in DOCUMENTS[name]


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_ids_are_selected(committed: GraphQLSchema, name: str) -> None:
    """Wherever a thing has an id it is asked for, so that a cache keeps one copy of it."""
    document = parse(DOCUMENTS[name])
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    types = TypeInfo(committed)

    def selected(selections: SelectionSetNode) -> set[str]:
        names: set[str] = set()
        for one in selections.selections:
            if isinstance(one, FieldNode):
                names.add(one.name.value)
            elif isinstance(one, FragmentSpreadNode):
                names |= selected(fragments[one.name.value].selection_set)
        return names

    class Ids(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            inner = get_named_type(types.get_type())
            if not isinstance(inner, GraphQLObjectType | GraphQLInterfaceType):
                return
            if node.selection_set and "id" in inner.fields:
                assert "id" in selected(node.selection_set), (node.name.value, inner.name)

    visit(document, TypeInfoVisitor(types, Ids()))


@pytest.mark.slow
async def test_answered(house: House) -> None:
    """All of them, in one house: no errors, something in it, by the path that it should take."""
    assert house.app is not None
    counters = house.app.engine.counters
    for name, trial in TRIALS.items():
        document = DOCUMENTS[name]
        variables = await trial.variables(house)
        for language in ("id", "en"):
            before = counters.compiled, counters.executed
            answer = (await house.post(document, variables, trial.who, language)).json()
            assert "errors" not in answer, (name, answer["errors"])
            data = answer["data"]
            assert _at(data, trial.holds), (name, data)
            (payload,) = data.values() if trial.statements is None and not trial.executed else ({},)
            assert payload.get("__typename", "Success").endswith("Success"), (name, data)
            if trial.statements is None:
                assert counters.executed == before[1] + 1, name
                if trial.executed is None:
                    break  # a mutation: the same input again is another question
            else:
                assert counters.compiled == before[0] + 1, (name, counters.fallbacks)
        _check_statements(house, name, trial)
        if trial.is_query:
            await _check_opening(house, name, trial, variables)


async def _check_opening(house: House, name: str, trial: Trial, variables: dict[str, Any]) -> None:
    """A screen opens without a token and before it knows a position, a filter or a page."""
    operation = get_operation_ast(parse(DOCUMENTS[name]))
    assert operation is not None
    needed = {
        definition.variable.name.value
        for definition in operation.variable_definitions or ()
        if isinstance(definition.type, NonNullTypeNode)
    }
    known = {name: value for name, value in variables.items() if name in needed}
    for who in {trial.who, ANONYMOUS}:
        answer = (await house.post(DOCUMENTS[name], known, who)).json()
        assert "errors" not in answer, (name, who.role, answer["errors"])


def _check_statements(house: House, name: str, trial: Trial) -> None:
    """No plan that was made for the operation asks more often than the trial says."""
    assert house.app is not None
    if trial.statements is None:
        return
    operation = house.app.engine.documents.get(DOCUMENTS[name]).operation(None)
    plans = [plan for plan in operation.variants.values() if isinstance(plan, Plan)]
    most = max(sum(len(step.statements) for step in plan.steps) for plan in plans)
    assert most <= trial.statements, f"{name} asks the database {most} times"


def _at(data: Any, path: str) -> Any:
    for step in path.split("."):
        data = data[step]
    return data
