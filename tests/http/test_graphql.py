"""GraphQL over HTTP: bodies, addresses, headers, tags and tokens, over real sockets."""

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from api.cache import responses as cache
from api.http.app import App
from api.identity.tokens import LocalKeys
from api.identity.values import Role
from api.settings import Settings
from tests.gql import world
from tests.gql.conftest import world_url  # noqa: F401
from tests.http.serving import serving

CITY = "{ city { name } }"
NAME = {"data": {"city": {"name": "Kabupaten Badung"}}}
JSON = {"content-type": "application/json"}


@dataclass
class Place:
    """A server over the world."""

    app: App
    url: str
    client: httpx.AsyncClient

    async def post(self, body: Any, **headers: str) -> httpx.Response:
        """A POST of bytes, or of something as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post("/graphql", content=content, headers={**JSON, **given})

    def token(self, role: Role = Role.CITIZEN, lasts: timedelta = timedelta(hours=1)) -> str:
        """A token of the server's own keys."""
        return self.app.keys.mint(role, "somebody", None, "Somebody", lasts)


@pytest.fixture
async def place(world_url: str, tmp_path: Path) -> AsyncIterator[Place]:  # noqa: F811
    settings = Settings(
        data=tmp_path / "data",
        database_url=SecretStr(world_url),
        worker=False,
        read_connections=2,
    )
    app = App(settings)
    async with (
        app._lifespan(app._rest),
        serving(app) as url,
        httpx.AsyncClient(base_url=url, timeout=30) as client,
    ):
        yield Place(app, url, client)


def code_of(response: httpx.Response) -> str:
    """The code of the only error."""
    (error,) = response.json()["errors"]
    code: str = error["extensions"]["code"]
    return code


async def test_posts(place: Place) -> None:
    answer = await place.post({"query": CITY})
    assert (answer.status_code, answer.json()) == (200, NAME)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["access-control-allow-origin"] == "*"
    for kind in ("application/json; charset=utf-8", "APPLICATION/JSON", "application/json;x=y"):
        assert (await place.post({"query": CITY}, content_type=kind)).json() == NAME
    english = await place.post({"query": CITY}, accept_language="en")
    assert english.json()["data"]["city"]["name"] == "Badung Regency"
    empty: list[dict[str, Any]] = [
        {"variables": None}, {"variables": {}}, {"operationName": None}, {"operationName": ""},
        {"extensions": {"x": 1}}, {"variables": {"unused": 1}},
    ]  # fmt: skip
    for extra in empty:
        assert (await place.post({"query": CITY, **extra})).json() == NAME, extra


async def test_the_modern_media_type(place: Place) -> None:
    accept = "application/graphql-response+json, application/json;q=0.9"
    good = await place.post({"query": CITY}, accept=accept)
    assert good.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert (good.status_code, good.json()) == (200, NAME)
    bad = await place.post({"query": "{ nothing }"}, accept=accept)
    assert bad.status_code == 400
    old = await place.post({"query": "{ nothing }"})
    assert (old.status_code, old.headers["content-type"]) == (200, "application/json")
    partial = await place.post(
        {"query": '{ camera(by: {id: "x"}) { id } city { name } }'}, accept=accept
    )
    assert partial.status_code == 200 and partial.json()["data"]["city"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b'{"query": "\xff"}', "not valid JSON"),
        (b'{"query": "\\ud800"}', "not valid JSON"),
        (b"nul", "not valid JSON"),
        (b'{"query": "{a}"} {}', "not valid JSON"),
        (b'{"query": NaN}', "not valid JSON"),
        (b"[" * 5_000, "not valid JSON"),
        (b"null", "one JSON object"),
        (b"5", "one JSON object"),
        (b'"{ city { name } }"', "one JSON object"),
        (b"[]", "batches"),
        (b'[{"query": "{ city { name } }"}]', "batches"),
        (b"{}", "query"),
        (b'{"query": null}', "query"),
        (b'{"query": 5}', "query"),
        (b'{"query": ["{ city { name } }"]}', "query"),
        (b'{"query": "  "}', "query"),
        (b'{"query": "{ city { name } }", "variables": []}', "variables"),
        (b'{"query": "{ city { name } }", "variables": "{}"}', "variables"),
        (b'{"query": "{ city { name } }", "operationName": 5}', "operationName"),
    ],
)
async def test_bodies_at_fault(place: Place, body: bytes, word: str) -> None:
    answer = await place.post(body, accept_language="en")
    assert (answer.status_code, code_of(answer)) == (400, "BAD_REQUEST"), answer.text
    english = answer.json()["errors"][0]["message"]
    assert word in english
    assert english != (await place.post(body)).json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
     "application/graphql", "application/jsonx", ""],
)  # fmt: skip
async def test_other_media_types_are_refused(place: Place, kind: str) -> None:
    """A page of another site can send these without asking; so they are never understood."""
    answer = await place.post({"query": CITY}, content_type=kind)
    assert (answer.status_code, code_of(answer)) == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_a_packed_body_is_refused_for_what_it_is(place: Place) -> None:
    body = json.dumps({"query": CITY}).encode()
    answer = await place.post(gzip.compress(body), content_encoding="gzip")
    assert (answer.status_code, code_of(answer)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert "Content-Encoding" in answer.text
    assert (await place.post(body, content_encoding="identity")).json() == NAME


async def test_bodies_have_a_longest_length(place: Place) -> None:
    most = place.app.settings.max_body_bytes
    shell = json.dumps({"query": CITY + "#"})
    fitting = shell.replace("#", "#" * (most - len(shell) + 1)).encode()
    assert len(fitting) == most
    assert (await place.post(fitting)).json() == NAME
    longer = fitting + b" "
    assert (await place.post(longer)).status_code == 413

    async def pieces(body: bytes, size: int) -> AsyncIterator[bytes]:
        for begin in range(0, len(body), size):
            yield body[begin : begin + size]

    for size in (1_000, 99_999):
        sent = await place.client.post("/graphql", content=pieces(fitting, size), headers=JSON)
        assert sent.json() == NAME
        sent = await place.client.post("/graphql", content=pieces(longer, size), headers=JSON)
        assert (sent.status_code, code_of(sent)) == (413, "BODY_TOO_LARGE")
    assert (await place.post({"query": CITY})).json() == NAME


async def _raw(url: str, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(*_address(url))
    writer.write(request)
    await writer.drain()
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer


def _address(url: str) -> tuple[str, int]:
    parsed = httpx.URL(url)
    assert parsed.port is not None
    return parsed.host, parsed.port


async def test_lengths_that_are_none(place: Place) -> None:
    """A length is said before the body comes: nothing waits for ten gigabytes."""
    head = (
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"Content-Type: application/json\r\n"
    )
    answer = await _raw(place.url, head + b"Content-Length: 10000000000\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413")
    for length in (b"-1", b"x", b"1" * 5_000, b"1e3"):
        answer = await _raw(place.url, head + b"Content-Length: " + length + b"\r\n\r\n{}")
        assert answer.startswith((b"HTTP/1.1 4",)), answer[:80]
    assert (await place.post({"query": CITY})).json() == NAME


async def test_gets(place: Place) -> None:
    answer = await place.client.get("/graphql", params={"query": CITY})
    assert (answer.status_code, answer.json()) == (200, NAME)
    assert answer.headers["cache-control"] == "public, max-age=2"
    variables = {"query": "query Q($n: Int) { reports(first: $n) { nodes { id } } }",
                 "variables": '{"n": 2}', "operationName": "Q"}  # fmt: skip
    found = (await place.client.get("/graphql", params=variables)).json()
    assert len(found["data"]["reports"]["nodes"]) == 2
    for params, status in (
        ({}, 400),
        ({"query": ""}, 400),
        ({"query": CITY, "variables": "{"}, 400),
        ({"query": CITY, "variables": "[]"}, 400),
        ({"query": 'mutation { removeDevice(input: {device: "x"}) { __typename } }'}, 405),
    ):
        answer = await place.client.get("/graphql", params=params)
        assert answer.status_code == status, (params, answer.text)
    long = b"GET /graphql?query=%7Bcity%7Bname%7D%7D" + b"%23" * 40_000
    refused = await _raw(place.url, long + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert refused.startswith(b"HTTP/1.1 4"), refused[:80]
    for query in ("query=%ff", "query=%ED%A0%80", "query=\xff"):
        answer = await place.client.get(f"/graphql?{query}")
        assert answer.status_code < 500 and "errors" in answer.json()
    wrong = await place.client.get("/graphql", params={"query": "{ nothing }"})
    assert wrong.headers["cache-control"] == "no-store"


async def test_heads_and_other_methods(place: Place) -> None:
    whole = await place.client.get("/graphql", params={"query": CITY})
    head = await place.client.head("/graphql", params={"query": CITY})
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "etag", "content-type", "cache-control"):
        assert head.headers[name] == whole.headers[name]
    options = await place.client.options("/graphql")
    assert options.status_code == 204 and not options.content
    assert "Authorization" in options.headers["access-control-allow-headers"]
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "QUERY"):
        answer = await place.client.request(method, "/graphql")
        assert answer.status_code == 405 and "POST" in answer.headers["allow"]


async def test_tags(place: Place) -> None:
    ask = {"query": CITY}
    first = await place.client.get("/graphql", params=ask)
    tag = first.headers["etag"]
    for given in (tag, f'"other", {tag}', f"W/{tag}"):
        again = await place.client.get("/graphql", params=ask, headers={"if-none-match": given})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = await place.client.get("/graphql", params=ask, headers={"if-none-match": '"other"'})
    assert other.status_code == 200
    english = await place.client.get(
        "/graphql", params=ask, headers={"if-none-match": tag, "accept-language": "en"}
    )
    assert english.status_code == 200 and english.headers["etag"] != tag
    assert "Accept-Language" in first.headers["vary"] and "Authorization" in first.headers["vary"]
    async with place.app.database.write() as session:
        await session.execute(text("UPDATE city SET name_id = 'Kota Baru'"))
        session.touch("city")
    changed = await place.client.get("/graphql", params=ask, headers={"if-none-match": tag})
    assert changed.status_code == 200 and changed.json()["data"]["city"]["name"] == "Kota Baru"


async def test_signed_in_answers_are_private(place: Place) -> None:
    bearer = {"authorization": f"Bearer {place.token()}"}
    query = {"query": "{ viewer { role } city { name } }"}
    for _ in range(2):
        mine = await place.client.get("/graphql", params=query, headers=bearer)
        assert mine.json()["data"]["viewer"] == {"role": "CITIZEN"}
        assert mine.headers["cache-control"] == "private, no-cache"
        assert mine.headers["etag"]
        anybody = await place.client.get("/graphql", params=query)
        assert anybody.json()["data"]["viewer"] is None
    kept = await place.client.get(
        "/graphql", params=query, headers={**bearer, "if-none-match": mine.headers["etag"]}
    )
    assert kept.status_code == 304


async def test_tokens_that_are_none(place: Place, tmp_path: Path) -> None:
    foreign = LocalKeys(tmp_path / "other keys", "kulkul")
    strange = foreign.mint(Role.ADMIN, "x", None, None, timedelta(hours=1))
    good = place.token()
    for value in (
        "", "Bearer", "Bearer x", "Basic eDp5", f"Bearer {strange}", f"Bearer {good[:-3]}",
        f"Bearer {place.token(lasts=timedelta(hours=-1))}", f"Bearer {good}, Bearer {good}",
        "Bearer " + "x" * 8_000,
    ):  # fmt: skip
        answer = await place.post({"query": CITY}, authorization=value)
        assert answer.status_code == 401, value
        assert answer.headers["www-authenticate"].startswith("Bearer")
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
        english = await place.post({"query": CITY}, authorization=value, accept_language="en")
        assert error["message"] != english.json()["errors"][0]["message"]
    assert (await place.post({"query": CITY}, authorization=f"Bearer {good}")).json() == NAME


async def test_bad_values_are_no_server_errors(place: Place) -> None:
    for query, variables in (
        ("query($a: String) { reports(after: $a) { nodes { id } } }", {"a": "x\0"}),
        ("query($n: Int) { reports(first: $n) { nodes { id } } }", {"n": 101}),
        ("query($n: Int) { reports(first: $n) { nodes { id } } }", {"n": 2**31}),
        ("query($id: ID!) { node(id: $id) { id } }", {"id": "\0"}),
        ("{ reports(order: NONE) { nodes { id } } }", {}),
        ("{ a", {}),
    ):
        answer = await place.post({"query": query, "variables": variables})
        assert answer.status_code == 200
        code = answer.json()["errors"][0]["extensions"]["code"]
        assert code in ("BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED")


async def test_a_bug_is_masked_and_the_next_request_answered(place: Place) -> None:
    query = {"query": "{ reports(first: 2) { nodes { id } } }"}
    async with place.app.database.write() as session:
        await session.execute(text("ALTER TABLE report RENAME TO report_away"))
    for method in ("POST", "GET"):
        answer = await (
            place.post(query) if method == "POST" else place.client.get("/graphql", params=query)
        )
        assert answer.status_code == 200
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
        assert len(error["extensions"]["correlationId"]) == 12
        assert "report_away" not in answer.text and "no such table" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    async with place.app.database.write() as session:
        await session.execute(text("ALTER TABLE report_away RENAME TO report"))
    assert len((await place.post(query)).json()["data"]["reports"]["nodes"]) == 2


async def test_who_hangs_up_leaves_no_connection_behind(place: Place) -> None:
    """Twelve callers give up while a statement waits: the two connections serve on."""
    if place.app.engine.reader.dialect == "sqlite":
        pytest.skip("statements of SQLite do not wait")
    lock = await asyncpg.connect(place.app.settings.url.replace("+asyncpg", ""))
    await lock.execute("BEGIN; LOCK TABLE report IN ACCESS EXCLUSIVE MODE")
    body = json.dumps({"query": "{ reports { nodes { id } } }"}).encode()
    head = (
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    for _ in range(12):
        _, writer = await asyncio.open_connection(*_address(place.url))
        writer.write(head + body)
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.transport.abort()
    await lock.close()
    async with asyncio.timeout(20):
        for _ in range(5):
            answer = await place.post({"query": "{ reports(first: 1) { nodes { id } } }"})
            assert answer.json()["data"]["reports"]["nodes"]


async def test_cancelled_reads_return_their_connection(place: Place) -> None:
    """A task that is cancelled in the middle of a statement gives its place to the next."""
    engine = place.app.engine
    if engine.reader.dialect == "sqlite":
        pytest.skip("statements of SQLite do not wait")
    from api.gql.run.engine import Request

    lock = await asyncpg.connect(place.app.settings.url.replace("+asyncpg", ""))
    await lock.execute("BEGIN; LOCK TABLE report IN ACCESS EXCLUSIVE MODE")
    asked = Request("{ reports(first: 1) { nodes { id } } }")
    for _ in range(3):
        waiting = [asyncio.create_task(engine.execute(asked, world.ANYBODY)) for _ in range(4)]
        await asyncio.sleep(0.2)
        for task in waiting:
            task.cancel()
        done = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(one, asyncio.CancelledError) for one in done)
    await lock.close()
    async with asyncio.timeout(20):
        assert b'"nodes"' in (await engine.execute(asked, world.ANYBODY)).body
        assert place.app.engine.reader._free.qsize() == 2  # type: ignore[attr-defined]


async def test_answers_to_anybody_are_kept_for_a_moment(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept ones do not reach the engine; a commit or two seconds end it."""
    counters = place.app.engine.counters
    query = {"query": "{ city { code name } }"}

    async def reaches_the_engine(**headers: str) -> bool:
        before = counters.compiled
        assert "errors" not in (await place.post(query, **headers)).json()
        return counters.compiled > before

    assert await reaches_the_engine()
    assert not await reaches_the_engine()
    assert await reaches_the_engine(accept_language="en")
    assert not await reaches_the_engine(accept_language="en")
    bearer = f"Bearer {place.token()}"
    assert await reaches_the_engine(authorization=bearer)
    assert await reaches_the_engine(authorization=bearer)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + cache.SECONDS + 1)
    assert await reaches_the_engine()
    assert not await reaches_the_engine()
    async with place.app.database.write() as session:
        await session.execute(text("UPDATE app SET position = position"))
        session.touch("app")
    assert not await reaches_the_engine()
    async with place.app.database.write() as session:
        await session.execute(text("UPDATE city SET map_zoom = 11"))
        session.touch("city")
    assert await reaches_the_engine()
