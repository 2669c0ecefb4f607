"""Two paths, two stores, one answer: for every document of the corpus and every viewer."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest

from api.gql.compile.planner import Planner
from tests.gql.asking import STORES, Reading
from tests.gql.corpus import CASES, REP, Case
from tests.gql.world import VIEWERS


def operation_of(case: Case) -> str | None:
    """Which operation of a document with several is asked for."""
    return "B" if case.name == "operation of several" else None


def ordered(text: bytes) -> Any:
    """An answer in which objects are lists of pairs: the order of keys counts."""
    return _pairs(orjson.loads(text))


def _pairs(value: Any) -> Any:
    if isinstance(value, dict):
        return [(key, _pairs(part)) for key, part in value.items()]
    if isinstance(value, list):
        return [_pairs(part) for part in value]
    return (type(value).__name__, value)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_paths_and_stores_agree(case: Case, reading: Reading) -> None:
    """What is expected to compile compiles: nothing falls back in silence."""
    operation = operation_of(case)
    for name, viewer in VIEWERS.items():
        answers = {
            (store, compiled): reading.answer(
                store,
                case.document,
                viewer,
                case.variables,
                compiled=compiled,
                operation=operation,
            )
            for store in reading.kernels
            for compiled in (True, False)
        }
        first = next(iter(answers.values())).body
        for (store, compiled), answer in answers.items():
            assert answer.compiled == (compiled and case.path == "compiled"), (name, store)
            if answer.body != first:
                assert ordered(answer.body) == ordered(first), (name, store, compiled)
        parsed = orjson.loads(first)
        assert ("errors" in parsed) == (case.path == "error"), (name, parsed)
        for error in parsed.get("errors", ()):
            assert error["extensions"]["code"] == "BAD_USER_INPUT", error


@pytest.mark.parametrize("store", STORES)
def test_only_queries_without_a_plan_count_as_fallbacks(store: str, reading: Reading) -> None:
    """By the names of known operations; what the executor is there for is no fallback."""
    kernel = reading.kernels[store]
    counters = replace(kernel.engine.counters, known=frozenset({"Known"}), fallbacks=Counter())
    kernel.engine.counters, before = counters, kernel.engine.counters
    mutation = f'mutation Known {{ leaveReport(input: {{report: "{REP[0]}"}}) {{ __typename }} }}'
    for document, path, fallbacks in (
        ("query Known { city { name } reportStatuses { __typename } }", "executor",
         {("Known", "reportStatuses"): 1}),
        ("query Unknown { reportStatuses { __typename } city { code } }", "executor",
         {("other", "reportStatuses"): 1}),
        ("{ reportStatuses { __typename } }", "executor", {("other", "reportStatuses"): 1}),
        ("query Known { __schema { queryType { name } } city { name } }", "executor", {}),
        ('query Known { city { name } camera(by: {id: "x"}) { id } }', "executor", {}),
        ("query Known { reports(first: 0) { nodes { id } } }", "executor", {}),
        (mutation, "executor", {}),
        ("query Known { city { name } }", "compiled", {}),
        ("{ __typename }", "compiled", {}),
        ("{ nothing }", None, {}),
    ):  # fmt: skip
        for _again in range(2):
            compiled, executed = counters.compiled, counters.executed
            counters.fallbacks.clear()
            reading.body(store, document)
            assert counters.compiled - compiled == (path == "compiled"), document
            assert counters.executed - executed == (path == "executor"), document
            assert counters.fallbacks == fallbacks, document
    kernel.engine.counters = before
    fields = {field for _, field in before.fallbacks}
    assert fields <= {"reportStatuses", "areaAt", "emergency"}
    assert {operation for operation, _ in before.fallbacks} <= {"other"}


@pytest.mark.parametrize("store", STORES)
def test_what_has_no_plan_is_planned_once(
    store: str, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query that needs a resolver is remembered as such, by the facts that decide it."""
    planned = 0
    steps = Planner.steps

    def counted(planner: Planner) -> Iterator[None]:
        nonlocal planned
        planned += 1
        return steps(planner)

    monkeypatch.setattr(Planner, "steps", counted)
    document = """query($all: Boolean!) { city { name }
      reportStatuses @include(if: $all) { __typename } }"""
    for _again in range(3):
        for all_ in (True, False):
            answer = reading.answer(store, document, variables={"all": all_})
            assert answer.compiled == (not all_)
    assert planned == 2
    reading.body(
        store, f'mutation {{ leaveReport(input: {{report: "{REP[0]}"}}) {{ __typename }} }}'
    )
    assert planned == 2, "a mutation is never planned as a whole"
