"""What the router says: in both languages, and of a bug nothing but its number."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from api.http.errors import Masked, refuse
from tests.http.serving import serving

reported: list[BaseException] = []


def _report(bug: BaseException) -> str:
    reported.append(bug)
    return "number-1"


async def _bug(_request: Request) -> Response:
    raise RuntimeError("zqrahasia")


async def _breaking(_request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"x" * 10
        raise RuntimeError("zqrahasia")

    return StreamingResponse(parts())


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    reported.clear()
    inner = Starlette(
        routes=[Route("/bug", _bug), Route("/breaking", _breaking)],
        exception_handlers={404: refuse, 405: refuse},
        middleware=[Middleware(Masked, report=_report)],
    )
    async with (
        serving(inner) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("language", "missing", "method"),
    [
        ("id", "Halaman ini tidak ditemukan.", "Metode POST tidak berlaku"),
        ("en", "This page was not found.", "The method POST does not work"),
    ],
)
async def test_no_such_address_or_method(
    client: httpx.AsyncClient, language: str, missing: str, method: str
) -> None:
    headers = {"Accept-Language": language}
    answer = await client.get("/nothing", headers=headers)
    assert answer.status_code == 404 and answer.json()["message"].startswith(missing)
    assert answer.headers["content-language"] == language
    answer = await client.post("/bug", headers=headers)
    assert answer.status_code == 405 and answer.json()["message"].startswith(method)
    assert "GET" in answer.headers["allow"]


async def test_a_bug_is_told_by_its_number(client: httpx.AsyncClient) -> None:
    answer = await client.get("/bug", headers={"Accept-Language": "en"})
    assert answer.status_code == 500 and answer.json()["correlationId"] == "number-1"
    assert answer.json()["message"].startswith("Something went wrong")
    assert [str(bug) for bug in reported] == ["zqrahasia"] and "zqrahasia" not in answer.text


async def test_an_answer_that_breaks_off_does_not_look_whole(client: httpx.AsyncClient) -> None:
    with pytest.raises(httpx.HTTPError):
        await client.get("/breaking")
    assert len(reported) == 1
