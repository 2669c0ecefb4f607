# ruff: noqa: E501 - documents
"""What is wrong with a request is said with a code, and nothing that a client sends is a bug."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import asyncpg
import orjson
import pytest
from sqlalchemy import text

from api.gql.compile.statement import SqlText
from api.gql.run import budget as budgets
from api.gql.run.reader import Bound
from tests.gql import world
from tests.gql.asking import STORES, Kernel, Reading
from tests.gql.corpus import ART, REP

PARSE, INVALID, USER = "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"
PAGE = "query($n: Int) { reports(first: $n) { nodes { id } } }"
FILTER = "query($f: ReportFilter) { reports(filter: $f) { nodes { id } } }"
WRONG_FILTERS: list[Any] = [
    [], {"nothing": 1}, {"status": ["X"]}, {"text": 1},
    {"near": {"latitude": "x", "longitude": 1}}, {"near": {"latitude": 1}},
    {"submittedAfter": "2026-13-01T00:00:00Z"}, {"submittedAfter": 5},
    {"submittedAfter": "9999-12-31T23:59:59-14:00"},
    {"submittedAfter": "0999-12-31T23:59:59Z"}, {"submittedBefore": "1899-12-31T23:59:59Z"},
    {"submittedAfter": "2200-01-01T00:00:00Z"},
]  # fmt: skip
NODES = "query($i: [ID!]!) { nodes(ids: $i) { id } }"


def refused(reading: Reading, store: str, document: str, **more: Any) -> dict[str, Any]:
    """The first error of a request of which nothing is executed."""
    answer = orjson.loads(reading.body(store, document, **more))
    assert "data" not in answer, answer
    error: dict[str, Any] = answer["errors"][0]
    return error


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize(
    ("document", "code"),
    [
        *((document, PARSE) for document in (
            "", " \n\t", "#", "{",  "}", "query", "{ city { name } } }", "\0",
            "{ city { name\0 } }", "\ud800", '{ app(slug: "\\uD800") { name } }',
            '{ app(slug: "\\uDC00\\uD800") { name } }', '{ app(slug: "\\u{110000}") { name } }',
            '{ app(slug: "a\nb") { name } }', "{ city { name @skip(if: ) } }",
        )),
        *((document, USER) for document in (
            '{ reports(first: "1") { nodes { id } } }',
            "{ reports(first: 2147483648) { nodes { id } } }",
            "{ reports(first: 1.0) { nodes { id } } }",
            "{ reports(order: UPWARDS) { nodes { id } } }",
            '{ reports(order: "NEWEST") { nodes { id } } }',
            "{ reports(filter: {status: [OPEN]}) { nodes { id } } }",
            "{ reports(filter: {nothing: 1}) { nodes { id } } }",
            "{ reports(filter: {box: {south: 1}}) { nodes { id } } }",
            '{ reports(filter: {submittedAfter: "yesterday"}) { nodes { id } } }',
            '{ reports(filter: {submittedAfter: "2026-11-24T00:00:00"}) { nodes { id } } }',
            '{ reports(filter: {submittedAfter: "0001-01-01T00:00:00+14:00"}) { nodes { id } } }',
            "{ node(id: null) { id } }",
            "{ city { name @skip(if: 1) } }",
        )),
        *((document, INVALID) for document in (
            "fragment f on City { name }",
            "fragment f on City { ...f }",
            "{ city { ...f } } fragment f on City { area { ...g } } fragment g on Area { parent { ...g } }",
            "{ city { ...none } }",
            "{ city }",
            "{ city { name { x } } }",
            "{ nothing }",
            "{ city { name } } { city { name } }",
            "query a { city { name } } query a { city { name } }",
            "query($a: Nothing) { city { name } }",
            "query($a: Int) { city { name } }",
            "{ reports(first: $a) { nodes { id } } }",
            "query($a: Report) { city { name } }",
            "{ node { id } }",
            "{ city { name @skip } }",
            "{ city { name @nothing } }",
            "{ city { a: name a: code } }",
            "{ reports(first: 1) { nodes { id } } reports(first: 2) { nodes { id } } }",
            "{ city { ... on Report { id } } }",
            "type A { a: Int }",
            "schema { query: Query }",
            "{ __schema { nothing } }",
        )),
    ],
)  # fmt: skip
def test_documents_at_fault(store: str, document: str, code: str, reading: Reading) -> None:
    error = refused(reading, store, document)
    assert error["extensions"]["code"] == code, error
    assert error["message"]
    assert code != USER or error["locations"]


@pytest.mark.parametrize("store", STORES)
def test_each_fault_has_its_own_code(store: str, reading: Reading) -> None:
    document = "{ nothing reports(order: UPWARDS) { nodes { id } } }"
    errors = orjson.loads(reading.body(store, document))["errors"]
    assert {error["extensions"]["code"] for error in errors} == {INVALID, USER}


@pytest.mark.parametrize("store", STORES)
def test_what_this_api_does_not_have(store: str, reading: Reading) -> None:
    error = refused(reading, store, "subscription { reports { nodes { id } } }")
    assert error["extensions"]["code"] in (INVALID, USER)


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("query($n: Int!) { reports(first: $n) { nodes { id } } }", {}),
        ("query($n: Int!) { reports(first: $n) { nodes { id } } }", {"n": None}),
        *((PAGE, {"n": n})
          for n in ("1", 1.5, 2**31, -(2**31) - 1, 2**63, True, [1], {"a": 1}, 1e400)),
        ("query($o: ReportOrder) { reports(order: $o) { nodes { id } } }", {"o": "UPWARDS"}),
        ("query($o: ReportOrder) { reports(order: $o) { nodes { id } } }", {"o": 1}),
        *((FILTER, {"f": wrong}) for wrong in WRONG_FILTERS),
        (NODES, {"i": [None]}),
        (NODES, {"i": [{}]}),
        (NODES, {"i": [[REP[0]]]}),
        ("query($b: Boolean!) { city { name @skip(if: $b) } }", {"b": "true"}),
    ],
)  # fmt: skip
def test_variables_at_fault(
    store: str, document: str, variables: dict[str, Any], reading: Reading
) -> None:
    error = refused(reading, store, document, variables=variables)
    assert error["extensions"]["code"] == USER, error


@pytest.mark.parametrize("store", STORES)
def test_what_is_left_of_a_partly_bad_request(store: str, reading: Reading) -> None:
    """A nullable root field at fault is null; the others are answered."""
    document = """query($c: String) { bad: report(by: {ticket: "x\\u0000"}) { id } camera(by: {id: "x"}) { id }
      articles(first: 1) { nodes { id } } viewer { reports(after: $c) { nodes { id } } } }"""
    answer = orjson.loads(reading.body(store, document, world.SARI, {"c": "x"}))
    assert answer["data"]["bad"] is answer["data"]["camera"] is answer["data"]["viewer"] is None
    assert len(answer["data"]["articles"]["nodes"]) == 1
    assert {error["path"][0] for error in answer["errors"]} == {"bad", "camera", "viewer"}
    assert all(e["extensions"]["code"] == USER and e["locations"] for e in answer["errors"])


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("{ camera { id } }", {}),
        ("{ camera(by: null) { id } }", {}),
        ("{ camera(by: {}) { id } }", {}),
        ("{ camera(by: {code: null}) { id } }", {}),
        ('{ camera(by: {code: "CAM-001", id: "x"}) { id } }', {}),
        ('{ camera(by: {code: "CAM-001", id: null}) { id } }', {}),
        ("query($c: String) { camera(by: {code: $c}) { id } }", {"c": "CAM-001"}),
        ("query($k: CameraKey!) { camera(by: $k) { id } }", {"k": {}}),
        ("query($k: CameraKey!) { camera(by: $k) { id } }", {"k": {"code": None}}),
        ("query($k: CameraKey!) { camera(by: $k) { id } }", {"k": {"code": "CAM-001", "id": "x"}}),
        ("query($k: CameraKey!) { camera(by: $k) { id } }", {"k": {"code": "CAM-001", "id": None}}),
        ("query($k: CameraKey!) { camera(by: $k) { id } }", {"k": {"slug": "CAM-001"}}),
    ],
)
def test_exactly_one_key(
    document: str, variables: dict[str, object], store: str, reading: Reading
) -> None:
    """Nothing, null, two keys and what may be null are refused before anything is executed."""
    error = refused(reading, store, document, variables=variables)
    assert error["extensions"]["code"] in (USER, "GRAPHQL_VALIDATION_FAILED"), error
    assert error["locations"]


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("field", ["reports", "cameras"])
def test_a_radius_around_nothing(store: str, field: str, reading: Reading) -> None:
    document = f"{{ {field}(filter: {{radiusMetres: 5}}) {{ nodes {{ id }} }} }}"
    (error,) = orjson.loads(reading.body(store, document))["errors"]
    assert error["extensions"]["code"] == USER and error["path"] == [field]
    assert error["message"] == (
        "filter.radiusMetres: memerlukan near; beri keduanya atau tidak sama sekali."
    )
    english = reading.body(store, document, replace(world.SARI, language="EN"))
    assert b"filter.radiusMetres: needs near; give both or neither." in english


@pytest.mark.parametrize("store", STORES)
def test_operations_by_name(store: str, reading: Reading) -> None:
    two = "query A { city { name } } query B { viewer { role } }"
    assert orjson.loads(reading.body(store, two, operation="B")) == {"data": {"viewer": None}}
    for name, word in ((None, "A, B"), ("C", "'C'"), ("a", "'a'"), ("\0", "A, B"), ("💥", "A, B")):
        error = refused(reading, store, two, operation=name)
        assert error["extensions"]["code"] == USER and word in error["message"], error
    one = "query A { city { name } }"
    assert b'"data"' in reading.body(store, one)
    assert refused(reading, store, one, operation="B")["extensions"]["code"] == USER


@pytest.mark.parametrize("store", STORES)
def test_unknown_and_foreign_ids_are_null_and_not_errors(store: str, reading: Reading) -> None:
    """An id that could be ours and is not to be seen is null by every path: both answer alike."""
    document = """query($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id }
      report(by: {id: $id}) { id } }"""
    for id_ in (f"rep_{world.key('report', 'gone')}", REP[3]):
        answer = orjson.loads(
            reading.body(store, document, world.SARI, {"id": id_, "ids": [id_, ART[0], id_]})
        )
        assert answer == {
            "data": {"node": None, "nodes": [None, {"id": ART[0]}, None], "report": None}
        }


@pytest.mark.parametrize("store", STORES)
def test_one_key_in_two_types(store: str, reading: Reading) -> None:
    """The prefix is part of an id: a key says nothing without it."""
    ids = [REP[0], REP[0].replace("rep_", "art_"), REP[0].replace("rep_", "cam_"), REP[0]]
    answer = orjson.loads(reading.body(store, NODES, variables={"i": ids}))
    assert answer["data"]["nodes"] == [{"id": REP[0]}, None, None, {"id": REP[0]}]


@pytest.mark.parametrize("store", STORES)
def test_strings_that_cannot_be_stored(store: str, reading: Reading) -> None:
    """A NUL, wherever a text may stand, by a variable and by a literal."""
    places = [
        ("String!", "app(slug: %s) { id }"),
        ("String!", "report(by: {ticket: %s}) { id }"),
        ("String!", "article(by: {slug: %s}) { id }"),
        ("String!", "camera(by: {code: %s}) { id }"),
        ("ID!", "node(id: %s) { id }"),
        ("ID", "areas(within: %s) { id }"),
        ("String", "reports(after: %s) { nodes { id } }"),
        ("String", "reports(filter: {text: %s}) { nodes { id } }"),
        ("String", "articles(filter: {topic: %s}) { nodes { id } }"),
    ]
    for type_, field in places:
        for value in ("\0", "jalan\0b", "\0" * 300):
            asked = f"query($x: {type_}) {{ {field % '$x'} }}"
            body = orjson.loads(reading.body(store, asked, variables={"x": value}))
            assert body["errors"][0]["extensions"]["code"] == USER, (field, value)
        literal = field % '"jalan\\u0000b"'
        body = orjson.loads(reading.body(store, f"{{ {literal} }}"))
        assert body["errors"][0]["extensions"]["code"] == USER, field


async def test_a_fault_of_the_store_is_masked_and_passes(kernel: Kernel) -> None:
    """A table goes away: each request learns a number and no more; it comes back, and all is well."""
    document = "query($n: Int) { reports(first: $n) { nodes { id } } city { name } }"
    whole = await kernel.data(document)
    async with kernel.database.write() as session:
        await session.execute(text("ALTER TABLE report RENAME TO report_away"))
    for compiled in (True, False, True):
        answer = await kernel.answer(document, compiled=compiled)
        shown = orjson.loads(answer.body)
        assert not answer.compiled and shown["data"] is None
        (error,) = shown["errors"]
        assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
        assert error["extensions"]["correlationId"] == f"bug-{len(kernel.bugs)}"
        assert "report" not in error["message"].lower() and "SELECT" not in str(shown)
    assert len(kernel.bugs) == 3
    async with kernel.database.write() as session:
        await session.execute(text("ALTER TABLE report_away RENAME TO report"))
    assert await kernel.data(document) == whole


@asynccontextmanager
async def locked(kernel: Kernel) -> AsyncIterator[None]:
    """Holds what every reader of reports waits for, on PostgreSQL."""
    connection = await asyncpg.connect(kernel.url.replace("+asyncpg", ""))
    await connection.execute("BEGIN; LOCK TABLE report IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        await connection.close()


async def test_a_slow_statement_is_stopped(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of a statement is bounded; the next request is answered."""
    document = "{ reports { nodes { id title } } }"
    await kernel.data("{ city { name } }")  # the connections are opened when they are needed
    if kernel.reader.dialect == "sqlite":
        monkeypatch.setattr(budgets, "DIRECT_SECONDS", -1.0)
        store: Any = kernel.reader
        store._direct.set_progress_handler(store._too_long, 1)
        answer = orjson.loads((await kernel.answer(document)).body)
    else:
        monkeypatch.setattr(budgets, "SLOWEST_SECONDS", 0.3)
        async with locked(kernel):
            answer = orjson.loads((await kernel.answer(document)).body)
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert len(kernel.bugs) == 1
    monkeypatch.undo()
    assert (await kernel.data("{ city { name } }"))["city"]["name"]
    assert (await kernel.data("{ reports(first: 1) { nodes { id } } }"))["reports"]["nodes"]


@pytest.mark.slow
async def test_the_statements_of_a_request_share_one_bound(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many statements, each well within the bound, are stopped like a single long one."""
    if kernel.reader.dialect == "sqlite":
        wait = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
            " SELECT count(*) FROM n"
        )
    else:
        wait = "SELECT pg_sleep(0.02)"
    one: Bound = (SqlText(wait, []), [], True)
    assert len(await kernel.reader.fetch([one])) == 1
    monkeypatch.setattr(budgets, "SLOWEST_SECONDS", 0.5)
    monkeypatch.setattr(budgets, "DIRECT_SECONDS", 0.5)
    for slow in (True, False):
        with pytest.raises((TimeoutError, sqlite3.OperationalError)):
            await kernel.reader.fetch([(one[0], [], slow)] * 300)
        budget = budgets.Budget()
        with pytest.raises((TimeoutError, sqlite3.OperationalError)):
            for _ in range(300):
                await kernel.reader.fetch([(one[0], [], slow)], budget)
    monkeypatch.undo()
    assert len(await kernel.reader.fetch([one])) == 1


async def test_a_city_that_is_missing_is_a_bug_by_both_paths(kernel: Kernel) -> None:
    """The schema promises a city. Without one the compiled path must not answer null."""
    async with kernel.database.write() as session:
        await session.execute(text("DELETE FROM city"))
    first, second = [
        orjson.loads((await kernel.answer("{ city { name } apps { slug } }", compiled=c)).body)
        for c in (True, False)
    ]
    assert first["data"] is second["data"] is None
    assert first["errors"][0]["path"] == second["errors"][0]["path"] == ["city"]
    assert first["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"


@pytest.mark.parametrize(
    "document",
    [
        "{ reports(filter: {status: [FOO]}) { nodes { id } } }",
        "{ reports(first: 99999999999) { nodes { id } } }",
        '{ reports(filter: {submittedAfter: "2026-01-01"}) { nodes { id } } }',
        "{ reports(filter: {near: {latitude: -8.7}}) { nodes { id } } }",
    ],
)
async def test_a_wrong_value_in_the_document_is_the_users(kernel: Kernel, document: str) -> None:
    answer = orjson.loads((await kernel.answer(document)).body)
    assert [e["extensions"]["code"] for e in answer["errors"]] == ["BAD_USER_INPUT"]
    unknown = orjson.loads((await kernel.answer("{ reports { nodes { colour } } }")).body)
    assert unknown["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize(("page", "more"), [('after: ""', ""), ("first: 0", ""), ("", 'area: "x"')])
async def test_a_list_of_nothing_still_looks_at_its_arguments(
    kernel: Kernel, page: str, more: str
) -> None:
    """Nothing lies with an admin, whatever is asked; what is asked wrongly is still told."""
    document = f"{{ reports({page} filter: {{assignedTo: ME {more}}}) {{ nodes {{ id }} }} }}"
    for compiled in (True, False):
        answer = await kernel.answer(document, world.ADMIN, compiled=compiled)
        (error,) = orjson.loads(answer.body)["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT", error
