"""The kernel against the reference: the paths share a planner and cannot find its mistakes."""

from typing import Any

import orjson
import pytest

from api import schema
from tests.gql.asking import Reading
from tests.gql.corpus import CASES, Case
from tests.gql.reference import Reference, Tables
from tests.gql.reference_fields import A
from tests.gql.test_paths import operation_of, ordered
from tests.gql.world import VIEWERS

RESOLVED = ("areaAt", "emergency", "reportStatuses", "__schema")
"""Roots that resolvers answer, which have tests of their own."""


@pytest.fixture(scope="session")
def reference(reading: Reading) -> Reference:
    """The reference over the rows that the kernel reads."""
    file = reading.kernels["sqlite"].url.partition("///")[2]
    return Reference(schema.printed(), Tables(file), A)


def expected(
    reference: Reference, document: str, viewer: Any, variables: Any, operation: str | None
) -> tuple[Any, list[Any]]:
    """(data, paths of errors) of the reference."""
    result = reference.execute(document, viewer, variables, operation)
    for error in result.errors or ():
        if (
            error.original_error is not None
            and not type(error.original_error).__name__ == "GraphQLError"
        ):
            raise AssertionError(f"the reference is at fault: {document}") from error
    return result.data, [error.path for error in result.errors or ()]


def assert_equal(body: bytes, data: Any, paths: list[Any], which: Any) -> None:
    """That an answer is the reference's.

    The kernel binds all arguments below a root field in one statement, so it says of a bad one
    that the root field failed: its paths begin those of the reference.
    """
    answer = orjson.loads(body)
    errors = answer.get("errors", [])
    assert bool(errors) == bool(paths), (which, errors, paths)
    for error in errors:
        assert error["extensions"]["code"] == "BAD_USER_INPUT", (which, error)
        assert any(path[: len(error["path"])] == error["path"] for path in paths), (which, paths)
    if all(len(path) == 1 for path in paths):
        assert ordered(orjson.dumps(answer["data"])) == ordered(orjson.dumps(data)), which


WRITTEN = [c for c in CASES if not any(name in c.document for name in RESOLVED)]


@pytest.mark.parametrize("case", WRITTEN, ids=str)
def test_the_kernel_answers_as_the_reference(
    case: Case, reading: Reading, reference: Reference
) -> None:
    operation = operation_of(case)
    for name, viewer in VIEWERS.items():
        wanted, paths = expected(reference, case.document, viewer, case.variables, operation)
        for store in reading.kernels:
            body = reading.body(store, case.document, viewer, case.variables, operation=operation)
            assert_equal(body, wanted, paths, (name, store))
