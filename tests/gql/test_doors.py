"""Two doors, two stores, one answer: for every document of the corpus and every viewer."""

from typing import Any

import orjson
import pytest

from tests.gql.asking import STORES, Reading
from tests.gql.corpus import CASES, Case
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


@pytest.mark.parametrize("case", CASES, ids=str)
def test_doors_and_stores_agree(case: Case, reading: Reading) -> None:
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
            assert answer.compiled == (compiled and case.door == "compiled"), (name, store)
            if answer.body != first:
                assert ordered(answer.body) == ordered(first), (name, store, compiled)
        parsed = orjson.loads(first)
        assert ("errors" in parsed) == (case.door == "error"), (name, parsed)
        for error in parsed.get("errors", ()):
            assert error["extensions"]["code"] == "BAD_USER_INPUT", error


@pytest.mark.parametrize("store", STORES)
def test_what_falls_back_is_counted_with_its_reason(store: str, reading: Reading) -> None:
    counters = reading.kernels[store].engine.counters
    for document, reason in (
        ("{ city { name } reportStatuses { status } }", "reportStatuses"),
        ("{ __schema { queryType { name } } city { name } }", "__schema"),
        ('{ city { name } camera(by: {id: "x"}) { id } }', "error"),
        ("{ city { name } }", None),
    ):
        compiled, executed = counters.compiled, counters.executed
        counted = counters.reasons.get(reason or "", 0)
        reading.body(store, document)
        assert counters.executed - executed == (reason is not None)
        assert counters.compiled - compiled == (reason is None)
        if reason:
            assert counters.reasons[reason] == counted + 1
    allowed = {"error", "reportStatuses", "areaAt", "emergency", "__schema", "__type", "mutation"}
    assert set(counters.reasons) <= allowed
