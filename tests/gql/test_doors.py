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
    operation = operation_of(case)
    for name, viewer in VIEWERS.items():
        answers = {
            (store, compiled): reading.body(
                store,
                case.document,
                viewer,
                case.variables,
                compiled=compiled,
                operation=operation,
            )
            for store in STORES
            for compiled in (True, False)
        }
        first = answers["sqlite", True]
        for which, answer in answers.items():
            if answer != first:
                assert ordered(answer) == ordered(first), (name, which)
        parsed = orjson.loads(first)
        assert ("errors" in parsed) == (case.door == "error"), (name, parsed)
        for error in parsed.get("errors", ()):
            assert error["extensions"]["code"] == "BAD_USER_INPUT", error


@pytest.mark.parametrize("store", STORES)
def test_nothing_falls_back_in_silence(store: str, reading: Reading) -> None:
    """What is expected to compile compiles; the others are counted with their reason."""
    counters = reading.kernels[store].engine.counters
    compiled, executed = counters.compiled, counters.executed
    expected = {"compiled": 0, "executor": 0, "error": 0}
    for case in CASES:
        for viewer in VIEWERS.values():
            before = counters.compiled
            reading.body(store, case.document, viewer, case.variables, operation=operation_of(case))
            assert (counters.compiled > before) == (case.door == "compiled"), case.name
            expected[case.door] += 1
    assert counters.compiled - compiled == expected["compiled"]
    assert counters.executed - executed == expected["executor"] + expected["error"]
    assert set(counters.reasons) <= {
        "error", "reportStatuses", "areaAt", "emergency", "__schema", "__type"
    }  # fmt: skip
