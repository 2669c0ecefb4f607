"""`scripts/api explain 'QUERY'`: for whoever asks why a request is slow."""

import asyncio
import logging
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import orjson
import typer

from api.cli.shared import Data, errors, explain_faults, load, log_to

if TYPE_CHECKING:  # `--help` need not wait for the database's libraries
    from graphql import GraphQLError

    from api.gql.run.engine import Request
    from api.gql.run.explain import ExplainedField, ExplainedStatement, Explanation
    from api.identity.values import Viewer
    from api.settings import Settings

_ANONYMOUS: Final = "anonymous"
_LONGEST_VALUE: Final = 200


def explain(
    query: Annotated[str, typer.Argument(help="A GraphQL document; - reads it from the input.")],
    role: Annotated[
        str, typer.Option(help="Who asks: anonymous, citizen, partner, officer, editor or admin.")
    ] = _ANONYMOUS,
    subject: Annotated[
        str | None, typer.Option(help="The asker's name in tokens; the role if omitted.")
    ] = None,
    agency: Annotated[str | None, typer.Option(help="The officer's agency, such as pupr.")] = None,
    area: Annotated[
        str | None, typer.Option(help="The district or village of an officer's work, by its code.")
    ] = None,
    language: Annotated[str, typer.Option(help="The language of the response: id or en.")] = "id",
    variables: Annotated[str, typer.Option(help="The variables, as JSON.")] = "{}",
    operation: Annotated[
        str | None, typer.Option(help="The operation to explain, if the document has several.")
    ] = None,
    run: Annotated[
        bool, typer.Option("--run", help="Also run each statement twice, and say how long it took.")
    ] = False,
    data: Data = None,
) -> None:
    """Print a request's statements, their plans on this store, its cost, and what is cached."""
    from api.gql.run.engine import Request

    if language.upper() not in ("ID", "EN"):
        _refuse(f"--language: {language!r} is not a language of this API; choose id or en.")
    given = _json(variables)
    document = sys.stdin.read() if query == "-" else query
    log_to(sys.stderr, logging.WARNING)
    loaded = load(data=data)
    with explain_faults():
        viewer = _viewer(loaded, role, subject, agency, area, language.upper())
        asyncio.run(_explain(loaded, Request(document, given, operation), viewer, run))


def _refuse(sentence: str) -> NoReturn:
    errors.print(sentence, markup=False)
    raise typer.Exit(2)


def _json(text: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        _refuse(f"--variables: this is not JSON: {error}.")
    if not isinstance(found, dict):
        _refuse('--variables: write an object, such as {"first": 20}.')
    return found


def _viewer(
    loaded: "Settings",
    role: str,
    subject: str | None,
    agency: str | None,
    area: str | None,
    language: str,
) -> "Viewer":
    """Whoever asks, as a local token would make them. Exits with code 2 for what nobody can be."""
    from api.cli.known import known
    from api.identity.tokens import LOCAL_ISSUER
    from api.identity.tokens.claims import Claims, viewer
    from api.identity.values import SIGNED_IN, Role, contradiction
    from api.kit import clock

    now = clock.now()
    roles = {one.name.lower(): one for one in (Role.ANONYMOUS, *SIGNED_IN)}
    chosen = roles.get(role.lower())
    if chosen is None:
        _refuse(f"--role: {role!r} is not a role; choose {', '.join(sorted(roles))}.")
    if chosen is Role.ANONYMOUS and (agency or area or subject):
        _refuse("--agency, --area and --subject need a --role: an anonymous viewer has none.")
    if why := contradiction(chosen, agency, area):
        _refuse(f"{why[0].upper()}{why[1:]}.")
    store = known(loaded.url)
    if store is None:
        _refuse(
            "The city is not loaded in this store, so there is nothing to explain: name its store"
            " with --data or KULKUL_DATABASE_URL, or run scripts/seed first."
        )
    if faults := store.faults(agency, area):
        _refuse("\n".join(faults))
    if chosen is Role.ANONYMOUS:
        return viewer(None, language, now)
    claims = Claims(LOCAL_ISSUER, subject or role.lower(), chosen, agency, None, now, area)
    return viewer(claims, language, now)


async def _explain(loaded: "Settings", request: "Request", viewer: "Viewer", run: bool) -> None:
    """Prints the explanation. Exits with code 1 and a sentence each for what is at fault."""
    from graphql import GraphQLError

    from api import schema
    from api.areas.service import AreaIndexCache
    from api.db.session import Database
    from api.gql.run.cost import Limits
    from api.gql.run.documents import InvalidDocument
    from api.gql.run.engine import Engine
    from api.gql.run.errors import BadVariables
    from api.gql.run.explain import explain
    from api.gql.run.reader import open_reader
    from api.gql.schema.problems import BadValue

    database, reader = Database(loaded.url), open_reader(loaded.url, 1)
    try:
        # What an area's id means is known from here on, as on a server.
        await AreaIndexCache(database).get()
        engine = Engine(
            schema.graph_of(reader.dialect),
            reader,
            bounds=Limits(loaded.max_cost, loaded.max_depth),
            cached_documents=10,
            database=database,
            on_bug=lambda bug: "",
        )
        found = await explain(engine, request, viewer, run=run)
    except (InvalidDocument, BadVariables) as fault:
        _refuse_request(fault.errors, viewer.language)
    except GraphQLError as error:
        _refuse_request([error], viewer.language)
    except BadValue as fault:
        _refuse_request([GraphQLError("", original_error=fault)], viewer.language)
    finally:
        await reader.close()
        await database.close()
    print("\n".join(_lines(found, viewer, loaded)))


def _refuse_request(faults: "Sequence[GraphQLError]", language: str) -> NoReturn:
    from api.gql.schema.problems import message_of

    for fault in faults:
        place = "".join(f" (line {at.line}, column {at.column})" for at in fault.locations or ())
        errors.print(f"{message_of(fault, language)}{place}", markup=False)
    raise typer.Exit(1)


def _lines(found: "Explanation", viewer: "Viewer", loaded: "Settings") -> Iterator[str]:
    """The explanation as text: the whole request first, then each of its root fields."""
    asker = viewer.role.name.lower() + (f" of {viewer.agency}" if viewer.agency else "")
    yield f"{found.kind} {found.operation or '(no name)'}, asked by {asker} in {viewer.language}"
    yield f"answered  {_path(found)}"
    yield "limits    " + ", ".join(f"{what} {much} of {most}" for what, much, most in found.cost)
    yield f"tables    {', '.join(sorted(found.tables)) or '-'}"
    yield f"cached    {_cached(found, viewer, loaded)}"
    for field in found.fields:
        yield ""
        yield from _field(field)


def _path(found: "Explanation") -> str:
    if found.is_compiled:
        return "by a compiled plan"
    if found.kind != "query":
        return f"by graphql-core's executor, as every {found.kind}"
    return (
        f"by graphql-core's executor: `{found.reason}` has no plan; what has one is read by it"
        " all the same"
    )


def _cached(found: "Explanation", viewer: "Viewer", loaded: "Settings") -> str:
    from api.cache.responses import SECONDS

    if found.kind != "query":
        return f"nothing: a {found.kind} is done each time"
    if viewer.is_signed_in:
        return "nothing: what a signed-in viewer reads is never kept"
    if not found.is_compiled:
        return "nothing: only compiled responses are kept"
    if not loaded.answer_cache:
        return "nothing: KULKUL_ANSWER_CACHE is off"
    end = ", or until a commit here changes one of the tables" if found.tables else ""
    return (
        f"the whole response for {SECONDS:g} s{end}; by document, operation, variables and language"
    )


def _field(field: "ExplainedField") -> Iterator[str]:
    yield field.name if field.key == field.name else f"{field.key}: {field.name}"
    if field.resolver is not None:
        yield f"  `{field.resolver}` is answered by a resolver, not by a plan"
    elif not field.statements:
        yield "  no statement: the answer is known without the store"
    for statement in field.statements:
        yield from _statement(statement)


def _statement(statement: "ExplainedStatement") -> Iterator[str]:
    for line in statement.sql.splitlines():
        yield f"  {line.strip()}"
    for number, value in enumerate(statement.values, 1):
        yield f"  value {number}: {_shown(value)}"
    yield f"  tables: {', '.join(sorted(statement.tables))}"
    if statement.slow:
        yield "  slow lane: it may take long, and runs where it holds up no other request"
    yield "  plan:"
    yield from (f"    {line}" for line in statement.plan)
    if (took := statement.timing) is not None:
        yield f"  took {took.first_ms:.2f} ms, then {took.again_ms:.2f} ms, for {took.rows} rows"


def _shown(value: object) -> str:
    from datetime import datetime

    from api.kit import clock

    text = clock.to_text(value) if isinstance(value, datetime) else repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
