"""Which pages may read what: any, but for what is the operator's alone."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.http import errors
from api.http.cors import AnyOrigin
from tests.http.serving import preflight

PAGE = {"Origin": "https://app.example"}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async def fine(_request: Request) -> Response:
        return PlainTextResponse("fine", headers={"Vary": "Accept-Language"})

    async def broken(_request: Request) -> Response:
        raise RuntimeError("secret")

    app = Starlette(
        routes=[Route("/fine", fine), Route("/broken", broken), Route("/metrics", fine)],
        exception_handlers={404: errors.refuse, 405: errors.refuse},
        middleware=[
            Middleware(AnyOrigin, closed=("/metrics",)),
            Middleware(errors.Masked, report=lambda _bug: "number"),
        ],
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://city") as made:
        yield made


async def test_any_page_reads_whatever_comes_of_its_request(client: httpx.AsyncClient) -> None:
    """Also errors, and also what a cache was given by an app that has no origin."""
    for headers in (PAGE, {}, {"Origin": "null"}):
        for method, path, status in (
            ("GET", "/fine", 200),
            ("HEAD", "/fine", 200),
            ("GET", "/broken", 500),
            ("GET", "/nothing", 404),
            ("POST", "/fine", 405),
        ):
            answer = await client.request(method, path, headers=headers)
            assert answer.status_code == status
            assert answer.headers["access-control-allow-origin"] == "*", (headers, path)
            assert "access-control-allow-credentials" not in answer.headers
            exposed = answer.headers["access-control-expose-headers"]
            assert "ETag" in exposed and "Retry-After" in exposed
    answer = await client.get("/fine", headers=PAGE)
    assert "Accept-Language" in answer.headers["vary"], "a handler's own reason to vary is kept"


async def test_a_browser_asks_before_it_sends(client: httpx.AsyncClient) -> None:
    asked = await client.options("/fine", headers=preflight("PUT", "authorization, content-type"))
    assert asked.status_code == 200 and asked.headers["access-control-allow-origin"] == "*"
    assert "PUT" in asked.headers["access-control-allow-methods"]
    assert int(asked.headers["access-control-max-age"]) == 86_400
    for refused in (preflight("DELETE"), preflight("GET", "x-anything")):
        assert (await client.options("/fine", headers=refused)).status_code == 400
    assert (await client.options("/fine", headers=PAGE)).status_code == 405


async def test_metrics_are_for_no_page(client: httpx.AsyncClient) -> None:
    for headers in (PAGE, {}):
        answer = await client.get("/metrics", headers=headers)
        assert answer.status_code == 200 and "access-control-allow-origin" not in answer.headers
    assert (await client.options("/metrics", headers=preflight("GET"))).status_code == 405
