"""`scripts/api explain`: what it says of a request is what a server does with it."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.gql.run.cost import Limits
from api.gql.run.engine import Request
from api.gql.run.explain import explain
from tests.gql import world
from tests.gql.asking import Kernel, Reading
from tests.gql.corpus import ART, CASES, REP

PAGE = """query Page($n: Int, $after: String) { found: reports(first: $n, after: $after) {
  nodes { id title category { name } updates(first: 2) { nodes { note } } } } city { name } }"""


@pytest.fixture
def ask(world_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the command on a copy of the world."""
    data = tmp_path
    if world_url.startswith("sqlite"):
        data = Path(world_url.partition(":///")[2]).parent
    else:
        monkeypatch.setenv("KULKUL_DATABASE_URL", world_url)

    async def ask(query: str, *options: str, reads: str | None = None) -> Result:
        command = ["explain", query, *options, "--data", str(data)]
        return await asyncio.to_thread(lambda: CliRunner().invoke(app, command, reads))

    return ask


def _parts(shown: str) -> tuple[dict[str, str], dict[str, str]]:
    """(what is said of the whole request by its label, what is said of each root field)"""
    head, *fields = shown.strip().split("\n\n")
    lines = (line.split(None, 1) for line in head.splitlines()[1:])
    return dict(lines), {text.partition("\n")[0]: text for text in fields}


async def test_a_page_is_explained(ask: Any, world_url: str) -> None:
    result = await ask(PAGE, "--variables", '{"n": 7}', "--language", "en")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("query Page, asked by anonymous in EN\n")
    whole, fields = _parts(result.stdout)
    assert whole["answered"] == "by a compiled plan"
    assert "cost 50 of 12000" in whole["limits"] and "root fields 2 of 20" in whole["limits"]
    tables = "report, report_category, report_update"
    assert whole["tables"] == f"city, {tables}"
    assert whole["cached"].startswith("the whole response for 2 s, or until a commit")
    page = fields["found: reports"]
    assert re.search(r"SELECT .* FROM report AS t1", page, re.S) and "value 1: 3" in page
    assert f"tables: {tables}" in page and "slow lane" not in page
    if world_url.startswith("sqlite"):
        assert re.search(r"plan:\n {4}(SEARCH|SCAN) t1 ", page)
        assert "      SEARCH t" in page, "what is nested is indented"
    else:
        assert re.search(r"plan:\n {4}Limit .*cost=", page)
    assert "tables: city" in fields["city"]
    assert "took" not in page


async def test_the_plan_is_the_one_that_the_server_uses(ask: Any, world_url: str) -> None:
    """On PostgreSQL the generic plan of the prepared statement, which no value changes."""
    one = "query($id: ID!) { report(by: {id: $id}) { title } }"
    shown = (await ask(one, "--variables", f'{{"id": "{REP[0]}"}}')).stdout
    condition = "(id=?)" if world_url.startswith("sqlite") else "(id = $1)"
    assert condition in shown.partition("plan:")[2]


async def test_statements_are_timed_on_demand(ask: Any) -> None:
    result = await ask(PAGE, "--run")
    assert result.exit_code == 0, result.output
    took = re.findall(r"took \d+\.\d\d ms, then \d+\.\d\d ms, for (\d+) rows", result.stdout)
    assert took == ["21", "1"]


async def test_whoever_asks_is_planned_for(ask: Any) -> None:
    document = "{ viewer { id unreadCount } reports(filter: {assignedTo: ME}) { nodes { id } } }"
    officer = ("--role", "officer", "--agency", "pupr", "--area", "51.03.01")
    shown = (await ask(document, *officer)).stdout
    assert shown.startswith("query (no name), asked by officer of pupr in ID\n")
    whole, fields = _parts(shown)
    assert whole["cached"] == "nothing: what a signed-in viewer reads is never kept"
    assert "notification" in fields["viewer"] and "assignee_id" in fields["reports"]
    anybody = _parts((await ask(document)).stdout)[1]
    assert "assignee_id" not in anybody["reports"], "nobody's own work: no row is looked for"


async def test_what_the_executor_answers(ask: Any) -> None:
    document = "{ city { name } emergency { number } __typename }"
    whole, fields = _parts((await ask(document)).stdout)
    assert whole["answered"].startswith("by graphql-core's executor: `emergency` has no plan")
    assert whole["cached"] == "nothing: only compiled responses are kept"
    assert "FROM city" in fields["city"]
    assert fields["emergency"].endswith("`emergency` is answered by a resolver, not by a plan")
    mutation = f'mutation Leave {{ leaveReport(input: {{report: "{REP[0]}"}}) {{ __typename }} }}'
    shown = (await ask(mutation)).stdout
    whole, fields = _parts(shown)
    assert shown.startswith("mutation Leave, ")
    assert whole["answered"] == "by graphql-core's executor, as every mutation"
    assert whole["cached"] == "nothing: a mutation is done each time"
    assert "`leaveReport` is answered by a resolver" in fields["leaveReport"]
    whole, fields = _parts((await ask("{ __typename }")).stdout)
    assert whole["answered"] == "by a compiled plan" and whole["tables"] == "-"
    assert "no statement" in fields["__typename"]
    assert (await ask("{ __schema { queryType { name } } }")).exit_code == 0


async def test_a_search_and_several_types(ask: Any) -> None:
    search = '{ reports(filter: {text: "jalan"}) { nodes { id } } }'
    assert "slow lane: it may take long" in (await ask(search)).stdout
    nodes = f'{{ nodes(ids: ["{REP[0]}", "{ART[0]}"]) {{ id }} }}'
    page = _parts((await ask(nodes)).stdout)[1]["nodes"]
    assert page.count("plan:") == 2 and "FROM article" in page and "FROM report" in page


async def test_the_document_comes_from_the_input_too(ask: Any) -> None:
    two = "query A { city { name } } query B { apps { id } }"
    shown = (await ask("-", "--operation", "B", reads=two)).stdout
    assert shown.startswith("query B, ") and "FROM app" in shown


@pytest.mark.parametrize(
    ("query", "options", "sentence"),
    [
        ("{ city { name }", (), "Syntax Error: Expected Name, found <EOF>. (line 1, column 16)"),
        ("{ nothing }", (), "Cannot query field 'nothing' on type 'Query'. (line 1, column 3)"),
        ("query A { city { id } } query B { city { id } }", (), "sebut satu dari: A, B."),
        ("{ reports(first: 100) { nodes { updates(first: 100) { nodes { photos { id } } } } } }",
         ("--language", "en"), "The document is too large: cost "),
        (PAGE, ("--variables", '{"n": "x"}'), "Int cannot represent non-integer value"),
        (PAGE, ("--variables", '{"after": "x"}', "--language", "en"),
         "after: this is not a cursor of this API"),
        ("{ reports(first: 0) { nodes { id } } }", (), "first: 0 di luar batas"),
        ('{ node(id: "x") { id } }', ("--language", "en"), "id: 'x' is not an id of this API"),
        ("subscription { city { name } }", ("--language", "en"), "subscription"),
    ],
)  # fmt: skip
async def test_requests_at_fault(
    ask: Any, query: str, options: tuple[str, ...], sentence: str
) -> None:
    result = await ask(query, *options)
    assert result.exit_code == 1 and not result.stdout, result.output
    assert sentence in result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--role", "king"), "--role: 'king' is not a role; choose admin, anonymous, citizen,"),
        (("--role", "system"), "--role: 'system' is not a role"),
        (("--role", "officer"), "An officer works for an agency: name its code."),
        (("--role", "officer", "--agency", "pupt"), "Did you mean pupr"),
        (("--role", "officer", "--agency", "pupr", "--area", "x"), "--area: 'x' is not an area"),
        (("--agency", "pupr"), "need a --role"),
        (("--language", "fr"), "--language: 'fr' is not a language"),
        (("--variables", "{n: 1}"), "--variables: this is not JSON"),
        (("--variables", "[1]"), "--variables: write an object"),
    ],
)
async def test_options_at_fault(ask: Any, options: tuple[str, ...], sentence: str) -> None:
    result = await ask("{ city { name } }", *options)
    assert result.exit_code == 2 and not result.stdout, result.output
    assert sentence in result.stderr


async def test_without_a_city(tmp_path: Path) -> None:
    """No store is made by asking for an explanation."""
    command = ["explain", "{ city { name } }", "--data", str(tmp_path / "nothing")]
    result = await asyncio.to_thread(CliRunner().invoke, app, command)
    assert result.exit_code == 2 and "The city is not loaded in this store" in result.stderr
    assert not (tmp_path / "nothing").exists()


async def test_what_is_explained_is_what_is_run(kernel: Kernel) -> None:
    """For compiled documents of the corpus: the same statements with the same values, in order."""
    run: list[Any] = []
    fetch = kernel.reader.fetch

    async def listening(statements: Any, budget: Any = None) -> Any:
        run.extend((text.text, list(values)) for text, values, _ in statements)
        return await fetch(statements, budget)

    kernel.reader.fetch = listening
    kernel.engine.bounds = Limits(10**9, 40)
    compiled = [c for c in CASES if c.path == "compiled" and "query A" not in c.document]
    for case in compiled[::4]:
        for viewer in (world.ANYBODY_EN, world.ROADS_DISTRICT):
            request = Request(case.document, case.variables)
            found = await explain(kernel.engine, request, viewer)
            assert run == [] and found.is_compiled, case.name
            answer = await kernel.answer(case.document, viewer, case.variables)
            assert answer.compiled and answer.tables == found.tables, case.name
            shown = [(s.sql, list(s.values)) for field in found.fields for s in field.statements]
            assert shown == run, case.name
            assert all(s.plan for field in found.fields for s in field.statements)
            run.clear()


def test_a_connection_is_given_back(reading: Reading) -> None:
    """Also after a plan that failed: the reader goes on."""
    for kernel in reading.kernels.values():
        for _ in range(4):
            with pytest.raises(Exception, match=r"(?i)nothing"):
                reading.run(lambda k=kernel: k.reader.explain(_broken(), []))  # type: ignore[misc]
        found = reading.run(lambda k=kernel: k.data("{ city { code } }"))  # type: ignore[misc]
        assert found["city"]["code"] == "badung"


def _broken() -> Any:
    from api.gql.compile.statement import SqlText

    return SqlText("SELECT 1 FROM nothing", [])
