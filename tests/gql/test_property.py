# ruff: noqa: E501 - documents
"""Generated documents by both paths on both stores, and through the reference.

`KERNEL_EXAMPLES` says how many (50 without it). A failure prints a blob that repeats it.
"""

from typing import Any

import orjson
import pytest
from graphql import GraphQLSchema, build_schema, parse, validate
from hypothesis import given, note, settings
from hypothesis import strategies as st

from api import schema
from tests.gql.asking import Reading
from tests.gql.generated import Generated, documents
from tests.gql.reference import Reference
from tests.gql.test_paths import ordered
from tests.gql.test_reference import assert_equal, expected, reference  # noqa: F401
from tests.gql.world import VIEWERS

pytestmark = pytest.mark.slow

SDL = schema.printed()
SCHEMA: GraphQLSchema = build_schema(SDL)
MAPPED = [
    "node", "nodes", "viewer", "city", "areas", "apps", "app", "reportCategories", "reports",
    "report", "articles", "article", "cameras", "camera", "cameraSites",
]  # fmt: skip
"""The roots that have plans."""
CURSORS: dict[str, list[str]] = {}

_PAGES = """{
  a: reports(first: 30) { edges { cursor } } b: reports(first: 30, order: OLDEST) { edges { cursor } }
  c: reports(first: 30, order: RECENTLY_UPDATED) { edges { cursor } }
  articles(first: 30) { edges { cursor } } cameras(first: 30) { edges { cursor } }
  near: cameras(first: 30, filter: {near: {latitude: -8.74, longitude: 115.16}}) { edges { cursor } }
  report(by: {ticket: "BDG2611230004"}) { updates(first: 30) { edges { cursor } } }
  camera(by: {code: "CAM-010"}) { history(first: 30) { edges { cursor } } }
  viewer { reports(first: 30) { edges { cursor } } notifications(first: 30) { edges { cursor } } }
}"""


@pytest.fixture(scope="session")
def real_cursors(reading: Reading) -> dict[str, list[str]]:
    """Cursors of every list, as clients get them."""
    found = orjson.loads(reading.body("sqlite", _PAGES, VIEWERS["sari"]))["data"]
    reports = [e["cursor"] for name in "abc" for e in found[name]["edges"]]
    cameras = [e["cursor"] for name in ("cameras", "near") for e in found[name]["edges"]]
    CURSORS.update(
        {
            "Query.reports": reports,
            "Query.articles": [e["cursor"] for e in found["articles"]["edges"]],
            "Query.cameras": cameras,
            "Report.updates": [e["cursor"] for e in found["report"]["updates"]["edges"]],
            "Camera.history": [e["cursor"] for e in found["camera"]["history"]["edges"]],
            "Viewer.reports": [e["cursor"] for e in found["viewer"]["reports"]["edges"]],
            "Viewer.notifications": [
                e["cursor"] for e in found["viewer"]["notifications"]["edges"]
            ],
        }
    )
    return CURSORS


def all_answers(reading: Reading, made: Generated) -> dict[tuple[str, bool], bytes]:
    """The answer by each path of each store."""
    return {
        (store, compiled): reading.body(
            store, made.document, VIEWERS[made.viewer], made.variables, compiled=compiled
        )
        for store in reading.kernels
        for compiled in (True, False)
    }


def assert_one_answer(answers: dict[tuple[str, bool], bytes]) -> bytes:
    """That all answers are the same, keys in the same order; gives it."""
    first, *others = answers.values()
    for other in others:
        assert other == first or ordered(other) == ordered(first), answers
    return first


@pytest.mark.usefixtures("real_cursors")
@settings(settings.get_profile("kernel"))
@given(data=st.data())
def test_every_way_gives_the_same_answer(
    data: st.DataObject,
    reading: Reading,
    reference: Reference,  # noqa: F811
) -> None:
    made = data.draw(documents(SDL, SCHEMA, MAPPED, reference.knows, CURSORS))
    note(f"{made.viewer}\n{made.document}\n{made.variables}")
    assert not validate(SCHEMA, parse(made.document)), "the generator made an invalid document"
    body = assert_one_answer(all_answers(reading, made))
    answer: dict[str, Any] = orjson.loads(body)
    if "data" not in answer:
        codes = {error["extensions"]["code"] for error in answer["errors"]}
        assert codes <= {"TOO_COMPLEX", "BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED"}, answer
        return
    wanted, paths = expected(reference, made.document, VIEWERS[made.viewer], made.variables, None)
    assert_equal(body, wanted, paths, made.viewer)


@pytest.mark.usefixtures("real_cursors")
@settings(
    settings.get_profile("kernel"), max_examples=settings.get_profile("kernel").max_examples // 2
)
@given(data=st.data())
def test_paths_agree_on_everything(data: st.DataObject, reading: Reading) -> None:
    """Every root and field there is, resolvers included."""
    assert SCHEMA.query_type is not None
    made = data.draw(
        documents(SDL, SCHEMA, sorted(SCHEMA.query_type.fields), lambda *_: True, CURSORS)
    )
    note(f"{made.viewer}\n{made.document}\n{made.variables}")
    assert_one_answer(all_answers(reading, made))
