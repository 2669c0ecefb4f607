# ruff: noqa: E501 - documents
"""What the planner promises of every type: its predicate on every path, its nulls, its statements."""

import re
from typing import Any

import asyncpg
import orjson
import pytest
from graphql import GraphQLNonNull, GraphQLObjectType
from sqlalchemy import text

from api import schema
from api.gql.schema.graph import Graph
from api.gql.schema.mapping import everyone
from api.identity.values import Viewer
from tests.gql import world
from tests.gql.asking import STORES, Kernel, Reading
from tests.gql.corpus import ART, CASES, REP


@pytest.fixture(scope="module")
def graph() -> Graph:
    return schema.graph_of("sqlite")


def test_everything_that_is_mapped_is_described(graph: Graph) -> None:
    """Types, fields and arguments: whoever reads the schema alone must understand it."""
    bare = []
    for mapped in graph.types.values():
        if not mapped.type.description and mapped.name not in ("Query", "Mutation"):
            bare.append(mapped.name)
        for name, (_, field) in mapped.fields.items():
            if not field.description:
                bare.append(f"{mapped.name}.{name}")
            bare += [f"{mapped.name}.{name}({a})" for a, arg in field.args.items()
                     if not arg.description and (mapped.name, name) != ("Query", "areaAt")]  # fmt: skip
    assert not bare


def test_every_guarded_type_is_in_this_file(graph: Graph) -> None:
    """A new type with a predicate needs its paths below."""
    guarded = {
        t.name
        for t in graph.types.values()
        if t.entity is not None and t.entity.where is not everyone
    }
    assert guarded == {*PATHS, *ELSEWHERE}


@pytest.mark.parametrize("store", STORES)
def test_no_promised_value_is_null(store: str, reading: Reading, graph: Graph) -> None:
    """Every field that has no selection below it, of all rows, beside its type."""
    seen: set[tuple[str, str]] = set()
    everything = """{
      reports(first: 100) { nodes { ...R mergedInto { ...R } } } articles(first: 100) { nodes { ...A } }
      cameras(first: 100) { nodes { ...C } } areas { ...Ar } apps { ...Ap } city { ...Ci } }"""
    for name, short in (("Report", "R"), ("Article", "A"), ("Camera", "C"), ("Area", "Ar"),
                        ("App", "Ap"), ("City", "Ci")):  # fmt: skip
        everything += f" fragment {short} on {name} {{ {_leaves(graph, name)} }}"
    answer = orjson.loads(reading.body(store, everything, world.ADMIN))
    assert "errors" not in answer, answer["errors"]
    for root, type_ in (("reports", "Report"), ("articles", "Article"), ("cameras", "Camera")):
        for node in answer["data"][root]["nodes"]:
            _check(graph, type_, node, seen)
    for root, type_ in (("areas", "Area"), ("apps", "App")):
        for node in answer["data"][root]:
            _check(graph, type_, node, seen)
    _check(graph, "City", answer["data"]["city"], seen)
    assert len(seen) > 50


def _leaves(graph: Graph, name: str) -> str:
    type_ = graph.schema.type_map[name]
    assert isinstance(type_, GraphQLObjectType)
    parts = []
    for field, definition in type_.fields.items():
        inner: Any = definition.type
        while hasattr(inner, "of_type"):
            inner = inner.of_type
        if not isinstance(inner, GraphQLObjectType):
            if not hasattr(inner, "fields"):
                parts.append(field)
        elif not inner.name.endswith("Connection"):
            below = [n for n, d in inner.fields.items() if not hasattr(_named(d.type), "fields")]
            parts.append(f"{field} {{ {' '.join(below)} }}")
    return " ".join(parts)


def _named(type_: Any) -> Any:
    while hasattr(type_, "of_type"):
        type_ = type_.of_type
    return type_


def _check(graph: Graph, name: str, shown: dict[str, Any], seen: set[tuple[str, str]]) -> None:
    type_: Any = graph.schema.type_map[name]
    for key, value in shown.items():
        if key not in type_.fields:
            continue
        promised = type_.fields[key].type
        seen.add((name, key))
        if isinstance(promised, GraphQLNonNull):
            assert value is not None, (name, key)
        if isinstance(value, dict):
            _check(graph, _named(promised).name, value, seen)


PATHS: dict[str, dict[str, tuple[str, Viewer]]] = {
    "Report": {
        "list": ("{ reports(first: 100) { nodes { id } } }", world.ANYBODY),
        "edges": ("{ reports(first: 100) { edges { node { id } } } }", world.ANYBODY),
        "oldest": ("{ reports(first: 100, order: OLDEST) { nodes { id } } }", world.ANYBODY),
        "moved": ("{ reports(first: 100, order: RECENTLY_UPDATED) { nodes { id } } }", world.ANYBODY),
        "text": ('{ reports(first: 100, filter: {text: "jalan"}) { nodes { id } } }', world.ANYBODY),
        "id": ('{ report(by: {id: "%s"}) { id } }', world.ANYBODY),
        "ticket": ('{ report(by: {ticket: "BDG2611230000"}) { id } }', world.ANYBODY),
        "node": ('{ node(id: "%s") { id } }', world.ANYBODY),
        "nodes": ('{ nodes(ids: ["%s"]) { id } }', world.ANYBODY),
        "merged": ("{ reports(first: 100) { nodes { mergedInto { id } } } }", world.ANYBODY),
        "subject": ("{ viewer { notifications(first: 100) { nodes { subject { id } } } } }", world.WAYAN_EN),
    },
    "Article": {
        "list": ("{ articles(first: 100) { nodes { id } } }", world.ANYBODY),
        "text": ('{ articles(first: 100, filter: {text: "warta"}) { nodes { id } } }', world.ANYBODY),
        "topic": ('{ articles(first: 100, filter: {kind: PRESS_RELEASE}) { nodes { id } } }', world.ANYBODY),
        "id": ('{ article(by: {id: "%s"}) { id } }', world.ANYBODY),
        "slug": ('{ article(by: {slug: "warta-0"}) { id } }', world.ANYBODY),
        "node": ('{ node(id: "%s") { id } }', world.ANYBODY),
        "nodes": ('{ nodes(ids: ["%s"]) { id } }', world.ANYBODY),
        "by": ("{ articles(first: 100) { nodes { corrections { by { id } } } } }", world.ANYBODY),
        "subject": ("{ viewer { notifications(first: 100) { nodes { subject { id } } } } }", world.SARI),
    },
    "ReportUpdate": {
        "of report": ('{ report(by: {id: "%(report)s"}) { updates(first: 100) { nodes { id } } } }', world.ANYBODY),
        "of lists": ("{ reports(first: 100) { nodes { updates(first: 20) { nodes { id } } } } }", world.ANYBODY),
        "node": ('{ node(id: "%s") { id } }', world.ANYBODY),
        "nodes": ('{ nodes(ids: ["%s"]) { id } }', world.ANYBODY),
    },
    "Photo": {
        "of report": ('{ report(by: {id: "%(report)s"}) { photos { id } } }', world.ANYBODY),
        "of lists": ("{ reports(first: 100) { nodes { photos { id } } } }", world.ANYBODY),
        "node": ('{ node(id: "%s") { id } }', world.ANYBODY),
        "nodes": ('{ nodes(ids: ["%s"]) { id } }', world.ANYBODY),
    },
    "Notification": {
        "list": ("{ viewer { notifications(first: 100) { nodes { id } } } }", world.SARI),
        "unread": ("{ viewer { notifications(first: 100, unread: false) { nodes { id } } } }", world.SARI),
        "node": ('{ node(id: "%s") { id } }', world.SARI),
        "nodes": ('{ nodes(ids: ["%s"]) { id } }', world.SARI),
    },
    "Broadcast": {
        "list": ("{ broadcasts(first: 100) { nodes { id } } }", world.ANYBODY),
        "status": ("{ broadcasts(first: 100, status: SENT) { nodes { id } } }", world.ANYBODY),
        "node": ('{ node(id: "%s") { id } }', world.ANYBODY),
        "nodes": ('{ nodes(ids: ["%s"]) { id } }', world.ANYBODY),
        "subject": ("{ viewer { notifications(first: 100) { nodes { subject { id } } } } }", world.SARI),
    },
    "Device": {
        "list": ("{ viewer { devices { id } } }", world.SARI),
        "node": ('{ node(id: "%s") { id } }', world.SARI),
        "nodes": ('{ nodes(ids: ["%s"]) { id } }', world.SARI),
    },
    "IdentityDisclosure": {
        "own": ("{ viewer { identityDisclosures(first: 100) { nodes { id } } } }", world.SARI),
        "of report": ('{ report(by: {id: "%(report)s"}) { identityDisclosures(first: 100) { nodes { id } } } }', world.SARI),
        "node": ('{ node(id: "%s") { id } }', world.SARI),
        "nodes": ('{ nodes(ids: ["%s"]) { id } }', world.SARI),
    },
}  # fmt: skip
"""For each type with a predicate, every way by which a row of it can be reached, and by whom."""

ELSEWHERE = {
    "Correction", "Viewer", "QuietHours", "Officer", "ReportRevision", "ResponseTemplate",
    "CompletionProof", "CompletionCheck", "BroadcastTemplate", "ReachOfPlatform", "ReachOfApp",
    "ReachOfArea",
}  # fmt: skip
"""Correction has a test below; what a viewer's role or agency alone decides is in the corpus."""

HIDE = {
    "Report": "UPDATE report SET hide_report = :yes, is_public = :no WHERE id = :id",
    "Article": "UPDATE article SET published_at = :later, visible_at = :later WHERE id = :id",
    "ReportUpdate": "UPDATE report SET hide_report = :yes, is_public = :no WHERE id = :report",
    "Photo": "UPDATE report SET hide_report = :yes, is_public = :no WHERE id = :report",
    "Notification": "UPDATE notification SET person_id = :other WHERE id = :id",
    "Broadcast": "UPDATE broadcast SET status = 'CANCELLED' WHERE id = :id",
    "Device": "UPDATE device SET person_id = :other WHERE id = :id",
    "IdentityDisclosure": "UPDATE identity_disclosure SET reporter_id = :other WHERE id = :id",
}
ROWS = {
    "Report": ("rep", world.report(0), None),
    "Article": ("art", world.article(0), None),
    "ReportUpdate": ("upd", world.key("update", "15/1"), 15),
    "Photo": ("photo", world.key("photo", "9/0"), 9),
    "Notification": ("ntf", world.key("notification", "sari/0"), None),
    "Broadcast": ("brc", world.key("broadcast", 1), None),
    "Device": ("dev", world.key("device", 0), None),
    "IdentityDisclosure": ("disclosure", world.key("look", "16/0"), 16),
}


@pytest.mark.parametrize("type_", PATHS)
async def test_what_becomes_invisible_is_gone_on_every_path(type_: str, kernel: Kernel) -> None:
    """One row is hidden: no way leads to it any more, and its keeper still reads it."""
    prefix, id_, report = ROWS[type_]
    public = world.public_id(prefix, id_)
    parent = "" if report is None else REP[report]
    asked = {
        way: (document.replace("%s", public).replace("%(report)s", parent), viewer)
        for way, (document, viewer) in PATHS[type_].items()
    }
    for way, (document, viewer) in asked.items():
        for compiled in (True, False):
            body = (await kernel.answer(document, viewer, compiled=compiled)).body
            assert public.encode() in body, (way, "before", body[:300])
    lite = kernel.database.is_sqlite
    later = world.NOW.replace(year=2027)
    given = {
        "yes": 1 if lite else True, "no": 0 if lite else False, "id": id_,
        "report": None if report is None else world.report(report),
        "later": "2027-01-01T00:00:00.000000Z" if lite else later, "other": world.key("person", "made"),
    }  # fmt: skip
    names = {name: value for name, value in given.items() if f":{name}" in HIDE[type_]}
    async with kernel.database.write() as session:
        await session.execute(text(HIDE[type_]), names)
    for way, (document, viewer) in asked.items():
        for compiled in (True, False):
            body = (await kernel.answer(document, viewer, compiled=compiled)).body
            assert public.encode() not in body, (way, "after", compiled)
            assert b"errors" not in body
    keeper = world.MADE if "other" in names else world.ADMIN
    assert (
        public.encode()
        in (await kernel.answer(f'{{ node(id: "{public}") {{ id }} }}', keeper)).body
    )


async def test_a_correction_goes_with_its_article(kernel: Kernel) -> None:
    """A correction is read with its article and by its id; both ways end with the article."""
    listed = f'{{ article(by: {{id: "{ART[4]}"}}) {{ corrections {{ id }} }} }}'
    public = (await kernel.data(listed))["article"]["corrections"][0]["id"]
    ways = (
        listed,
        f'{{ node(id: "{public}") {{ id }} }}',
        f'{{ nodes(ids: ["{public}"]) {{ id }} }}',
    )
    for document in ways:
        for compiled in (True, False):
            assert public.encode() in (await kernel.answer(document, compiled=compiled)).body
    later = world.NOW.replace(year=2027)
    async with kernel.database.write() as session:
        await session.execute(
            text("UPDATE article SET published_at = :later, visible_at = :later WHERE id = :id"),
            {
                "later": "2027-01-01T00:00:00.000000Z" if kernel.database.is_sqlite else later,
                "id": world.article(4),
            },
        )
    for document in ways:
        for compiled in (True, False):
            assert public.encode() not in (await kernel.answer(document, compiled=compiled)).body


async def test_postgres_plans_once(kernel: Kernel) -> None:
    """Statements are prepared on the server and planned generically: their number of plans shows it."""
    store: Any = kernel.reader
    if store.dialect == "sqlite":
        pytest.skip("PostgreSQL's own view")
    document = "query($id: ID!, $n: Int) { report(by: {id: $id}) { title } reports(first: $n) { nodes { id } } }"
    for number in range(12):
        await kernel.data(document, variables={"id": REP[number], "n": number + 1})
    free = [connection for connection in store._free._queue if connection is not None]
    assert len(free) == 1, "one after the other: one connection"
    (connection,) = free
    counts = await connection.fetch(
        "SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements"
        " WHERE statement LIKE '%report%' AND statement NOT LIKE '%pg_prepared%'"
    )
    assert len(counts) == 2, "one statement each, whatever the values"
    for row in counts:
        assert row["generic_plans"] == 12 and row["custom_plans"] == 0, row
    settings = {
        name: await connection.fetchval(f"SHOW {name}")
        for name in (
            "plan_cache_mode",
            "default_transaction_read_only",
            "timezone",
            "statement_timeout",
        )
    }
    assert settings["plan_cache_mode"] == "force_generic_plan"
    assert settings["default_transaction_read_only"] == "on"
    assert settings["timezone"] == "UTC" and settings["statement_timeout"] == "10s"


async def test_reads_cannot_write(kernel: Kernel) -> None:
    """The kernel's connections refuse to change anything, whatever a statement would be."""
    from api.gql.compile.statement import SqlText

    wish = SqlText("UPDATE city SET map_zoom = 1", [])
    with pytest.raises(Exception, match=r"(?i)read-?only"):
        await kernel.reader.fetch([(wish, [], False)])
    assert (await kernel.data("{ city { mapZoom } }"))["city"]["mapZoom"] == 10


async def test_one_plan_serves_all_of_a_kind(kernel: Kernel) -> None:
    """Two citizens share a plan and see their own; what is not shared is told apart."""
    document = (
        "{ viewer { id reports(first: 50) { nodes { id } } } reports(first: 100) { nodes { id } } }"
    )
    first = await kernel.data(document, world.SARI)
    second = await kernel.data(document, world.MADE)
    operation = kernel.engine.documents.get(document).operation(None)
    assert len(operation.variants) == 1
    assert first["viewer"]["id"] != second["viewer"]["id"]
    assert first["viewer"]["reports"] != second["viewer"]["reports"]
    for viewer in (
        world.ANYBODY,
        world.WAYAN_EN,
        world.ROADS,
        world.WOMEN_EN,
        world.LOST,
        world.ADMIN,
    ):
        await kernel.data(document, viewer)
    assert len(operation.variants) == 7


async def test_cancelled_reads_give_their_connection_back(kernel: Kernel) -> None:
    """More callers than connections give up while they wait; the next one is served."""
    import asyncio

    store: Any = kernel.reader
    if store.dialect == "sqlite":
        pytest.skip("statements of SQLite do not wait")
    lock = await asyncpg.connect(kernel.url.replace("+asyncpg", ""))
    await lock.execute("BEGIN; LOCK TABLE report IN ACCESS EXCLUSIVE MODE")
    document = "{ reports(first: 1) { nodes { id } } }"
    for _ in range(3):
        waiting = [asyncio.create_task(kernel.answer(document)) for _ in range(5)]
        await asyncio.sleep(0.1)
        for task in waiting:
            task.cancel()
        done = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(one, asyncio.CancelledError) for one in done)
    await lock.close()
    async with asyncio.timeout(20):
        assert (await kernel.data(document))["reports"]["nodes"]
    assert store._free.qsize() == 2
    assert len(store._prepared) == sum(c is not None for c in store._free._queue)


@pytest.mark.slow
async def test_no_condition_is_compared_with_one(kernel: Kernel) -> None:
    """`(id IN (…)) = 1` is what SQLAlchemy makes of a condition it does not know; then SQLite reads
    the whole table. All hand-written documents are looked at."""
    if not kernel.database.is_sqlite:
        pytest.skip("PostgreSQL has truth values of its own")
    listening = kernel.reader
    texts: set[str] = set()
    fetch = listening.fetch

    async def listen(statements: Any, budget: Any = None) -> Any:
        texts.update(statement.text for statement, _, _ in statements)
        return await fetch(statements, budget)

    listening.fetch = listen
    for case in CASES:
        if case.path == "compiled":
            operation = "B" if case.name == "operation of several" else None
            await kernel.answer(case.document, world.ADMIN, case.variables, operation=operation)
    assert len(texts) > 100
    assert not [text for text in texts if re.search(r"\) = [01]\b", text)]
