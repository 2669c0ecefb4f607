# ruff: noqa: E501 - documents
"""What a document may cost is known before anything is executed, and knowing it costs little."""

import asyncio
import gc
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import get_introspection_query

from api.gql.compile import operation
from api.gql.run import cost, documents, limits
from api.gql.run.reader import SqliteReader
from tests.gql import world
from tests.gql.asking import Kernel, Reading, open_kernel
from tests.gql.attacks import MOST_BYTES, Attack, allowed, attacks
from tests.gql.corpus import CASES

SECONDS = 0.5
"""Processor time, ten times what is promised: other tests run beside this one."""

REFUSED = {"TOO_COMPLEX", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"}


class Strict:
    """The kernel with the server's own bounds, and what its store was asked for."""

    def __init__(self, reading: Reading, kernel: Kernel) -> None:
        self.reading = reading
        self.kernel = kernel
        self.statements = 0
        fetch = kernel.reader.fetch

        async def counted(wanted: Any, budget: Any = None) -> Any:
            self.statements += len(wanted)
            return await fetch(wanted, budget)

        kernel.reader.fetch = counted  # type: ignore[assignment]

    def ask(self, attack: Attack) -> tuple[Any, float]:
        """The answer to a document that was never seen, and the processor time that it took."""
        self.kernel.engine.documents._kept.clear()
        self.kernel.engine._introspections.clear()
        self.statements = 0
        began = time.process_time()
        answer = self.reading.run(
            lambda: self.kernel.answer(attack.document, world.ADMIN, attack.variables)
        )
        took = time.process_time() - began
        return orjson.loads(answer.body), took


@pytest.fixture(scope="module")
def strict(reading: Reading, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strict]:
    folder = tmp_path_factory.mktemp("strict")

    async def begin() -> Kernel:
        return open_kernel(reading.kernels["sqlite"].url, folder)

    kernel = reading.run(begin)
    # As a server does: what was loaded at the start is not searched for garbage again.
    gc.collect()
    gc.freeze()
    yield Strict(reading, kernel)
    gc.unfreeze()
    reading.run(kernel.close)


@pytest.mark.parametrize("attack", list(attacks()), ids=str)
def test_attacks_are_cheap(attack: Attack, strict: Strict) -> None:
    assert len(attack.document.encode()) <= MOST_BYTES
    answer, took = min((strict.ask(attack) for _ in range(2)), key=lambda pair: pair[1])
    assert took < SECONDS, f"{took * 1000:.0f} ms"
    assert not strict.kernel.bugs
    if "data" in answer:
        assert strict.statements <= 1 and len(orjson.dumps(answer)) < 1_000_000
        return
    assert strict.statements == 0
    assert {error["extensions"]["code"] for error in answer["errors"]} <= REFUSED
    assert len(answer["errors"]) <= documents.MOST_ERRORS + 1


@pytest.mark.parametrize("attack", list(allowed()), ids=str)
def test_the_dearest_that_is_allowed(attack: Attack, strict: Strict) -> None:
    answer, took = min((strict.ask(attack) for _ in range(2)), key=lambda pair: pair[1])
    assert "data" in answer and "errors" not in answer, answer
    assert took < 1.0, f"{took * 1000:.0f} ms"
    assert strict.statements <= cost.MOST_ROOTS + 13


async def test_planning_lets_others_have_a_turn(kernel: Kernel) -> None:
    """Between the roots of a new document the event loop is free."""
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    roots = " ".join(f"a{n}: reports {{ nodes {{ id }} }}" for n in range(cost.MOST_ROOTS))
    assert (await kernel.answer(f"{{ {roots} }}")).compiled
    task.cancel()
    assert turns >= cost.MOST_ROOTS


@pytest.mark.parametrize(
    ("document", "variables", "bound"),
    [
        ("{ reports(first: 100) { nodes { updates(first: 100) { nodes { id } } } } }", {}, "cost"),
        ("query($n: Int) { reports(first: $n) { nodes { updates(first: $n) { nodes { id } } } } }",
         {"n": 71}, "cost"),
        ("query($i: [ID!]!) { nodes(ids: $i) { ... on Report { updates(first: 10) { nodes { id } } } } }",
         {"i": ["x"] * limits.MOST_ITEMS}, "cost"),
        ("query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["x"] * (limits.MOST_ITEMS + 1)}, "items"),
        ("query($f: ReportFilter) { reports(filter: $f) { nodes { id } } }",
         {"f": {"status": ["DONE"] * (limits.MOST_ITEMS + 1)}}, "items"),
        ("{ nodes(ids: [" + '"x" ' * 70 + "]) { ... on Report { updates(first: 100) { nodes { id } } } } }",
         {}, "cost"),
        ("{ reports { nodes { " + "mergedInto { " * 12 + "id" + " }" * 15, {}, "depth"),
        ("{ reports { nodes { ...a } } } fragment a on Report { mergedInto { ...b } }"
         " fragment b on Report { mergedInto { ...c } } fragment c on Report { "
         + "mergedInto { " * 9 + "id" + " }" * 10, {}, "depth"),
        ("{ city { " + " ".join(f"a{n}: name" for n in range(cost.MOST_ALIASES + 1)) + " } }",
         {}, "aliases"),
        ("{ city { " + " ".join(f"a{n}: __typename" for n in range(cost.MOST_ALIASES + 1)) + " } }",
         {}, "aliases"),
        ("{ " + " ".join(f"a{n}: city {{ id }}" for n in range(cost.MOST_ROOTS + 1)) + " }",
         {}, "root fields"),
        ("{ ... { ...a } } fragment a on Query { "
         + " ".join(f"a{n}: city {{ id }}" for n in range(cost.MOST_ROOTS + 1)) + " }",
         {}, "root fields"),
        ("{ city { " + "id @skip(if: false) " * 31 + "... @include(if: true) { id } " * 30 + " } }",
         {}, "directives"),
        ("{ reports { nodes { " + " ".join(f"...f{n}" for n in range(8)) + " } } } " + " ".join(
            f"fragment f{n} on Report {{ category {{ ...g }} area {{ ...a }} district {{ ...a }} }}"
            for n in range(8))
         + " fragment g on ReportCategory { id code name icon isSensitive provenance { synthetic } }"
           " fragment a on Area { ...b parent { ...b parent { ...b parent { ...b } } } }"
           " fragment b on Area { id code name level kind provenance { synthetic } centre { latitude } }",
         {}, "fields"),
    ],
)  # fmt: skip
def test_each_bound_is_named(
    document: str, variables: dict[str, Any], bound: str, strict: Strict
) -> None:
    answer, _ = strict.ask(Attack("", document, variables))
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "TOO_COMPLEX", error
    if bound != "directives" or "bound" in error["extensions"]:
        assert error["extensions"]["bound"] == bound, error
        assert error["extensions"]["value"] > error["extensions"]["most"]
    assert strict.statements == 0


def test_what_clients_ask_for_is_far_from_the_bounds(strict: Strict) -> None:
    """Ordinary documents pass, and so does the whole introspection that tools send."""
    for options in ({}, {"specified_by_url": True, "directive_is_repeatable": True,
                         "schema_description": True, "input_value_deprecation": True}):  # fmt: skip
        answer, _ = strict.ask(Attack("", get_introspection_query(**options)))
        assert answer["data"]["__schema"]["types"]
    for name in ("report", "article", "cameras", "inbox", "own reports", "node rep 0"):
        case = next(c for c in CASES if c.name == name)
        answer, _ = strict.ask(Attack("", case.document, case.variables))
        assert "errors" not in answer, (name, answer["errors"])


def test_answers_to_introspection_are_kept_and_bounded(strict: Strict) -> None:
    engine = strict.kernel.engine
    engine._introspections.clear()

    def ask(document: str) -> bytes:
        return strict.reading.run(lambda: strict.kernel.answer(document)).body

    for number in range(40):
        ask(f"query q{number} {{ __schema {{ queryType {{ name }} }} }}")
    assert len(engine._introspections) == 16
    standard = get_introspection_query()
    first = ask(standard)
    executed = engine.counters.executed
    assert ask(standard) == first
    assert engine._introspections.keys() >= {(standard, None)}
    assert engine.counters.executed == executed + 1


async def test_documents_and_plans_are_bounded(
    kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of documents later as many are kept as were promised, and no plan of the others."""
    monkeypatch.setattr(operation, "MOST_VARIANTS", 4)
    small = open_kernel(kernel.url, tmp_path, documents=50)
    kept = small.engine.documents
    kept.plans._most = 60
    for number in range(300):
        document = (
            f"query q{number}($n: Int) {{ city {{ name }} apps(category: SERVICES) {{ slug }} }}"
        )
        document = document.replace("($n: Int)", "")
        assert (await small.answer(document)).compiled
        assert len(kept) <= 50 and len(kept.plans) <= 60
    assert _plans(kept) == len(kept.plans) == 50
    varied = """query($a: ID, $b: AreaLevel, $c: Int) { areas(within: $a, level: $b) { code }
      reports(first: $c) { nodes { id } } }"""
    for number in range(32):
        given = {"a": world.public_id("area", world.area("51.03")) if number & 1 else None,
                 "b": "VILLAGE" if number & 2 else None, "c": 3 if number & 4 else None}  # fmt: skip
        assert (await small.answer(varied, variables=given)).compiled
    assert len(kept.get(varied).operation(None).variants) <= 4
    assert _plans(kept) == len(kept.plans) <= 60
    await small.close()


def _plans(kept: documents.Documents) -> int:
    return sum(
        len(one.variants)
        for document in kept._kept.values()
        for one in document._operations.values()
    )


@pytest.mark.slow
def test_documents_are_bounded_in_bytes(strict: Strict, monkeypatch: pytest.MonkeyPatch) -> None:
    """5,000 documents, long and short, valid and not: what is kept stays below its bound."""
    schema = strict.kernel.engine.graph.schema
    kept = documents.Documents(schema, 1_000)
    monkeypatch.setattr(documents, "MOST_BYTES", 1_000_000)
    for number in range(5_000):
        filling = "x" * 2_000 if number % 10 == 0 else ""
        text = f"#{filling}\nquery q{number} {{ city {{ name }} }}"
        if number % 25 == 24:
            with pytest.raises(documents.InvalidDocument):
                kept.get(f"{{ nothing{number} }}")
            continue
        kept.get(text)
        assert len(kept) <= 1_000 and kept._bytes <= 1_000_000
    assert len(kept) > 100
    assert kept._bytes == sum(document.size for document in kept._kept.values())


async def test_prepared_statements_are_bounded(kernel: Kernel) -> None:
    """Hundreds of different statements leave no more on a connection than were promised."""
    if isinstance(kernel.reader, SqliteReader):
        pytest.skip("SQLite's driver keeps its own bounded cache")
    store: Any = kernel.reader
    names = ("id", "ticket", "title", "description", "status", "joinedCount", "rating", "isOverdue",
             "submittedAt")  # fmt: skip
    for number in range(1, 300):
        chosen = [name for place, name in enumerate(names) if number >> place & 1]
        await kernel.data("{ reports(first: 1) { nodes { " + " ".join(chosen) + " } } }")
    (connection,) = [c for c in store._free._queue if c is not None]
    found = await connection.fetchval("SELECT count(*) FROM pg_prepared_statements")
    assert len(store._prepared[id(connection)]) == 256
    assert 250 <= found <= 262
