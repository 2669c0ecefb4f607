"""Addresses in answers: whole ones, that lead back to the server that gave them."""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.http.addresses import PublicAddress
from api.http.app import App
from api.identity.values import Role
from api.settings import Settings
from tests.gql.conftest import world_url  # noqa: F401
from tests.http.serving import serving

PICTURE = '{ camera(by: {code: "CAM-002"}) { snapshot { image { url } } } }'
UPLOAD = """mutation { requestUpload(input: {contentType: "image/png", byteSize: 9}) {
  ... on RequestUploadSuccess { upload { url } } } }"""


def _scope(*hosts: str, server: Any = ("192.168.1.7", 8000), scheme: str = "http") -> Any:
    headers = [(b"accept", b"*/*"), *((b"host", host.encode("latin-1")) for host in hosts)]
    return {"type": "http", "scheme": scheme, "server": server, "headers": headers}


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "localhost:8000", "127.0.0.1", "127.8.9.1:1", "10.0.2.2:8000", "172.16.0.1",
        "172.31.255.254:65535", "192.168.43.1:8000", "169.254.1.1", "[::1]:8000", "[fd00::1]",
        "[fe80::1]:80", "[::ffff:127.0.0.1]:8000", "kulkul.local", "kulkul.rumah.local:8000",
    ],
)  # fmt: skip
def test_a_host_of_this_network_is_followed(host: str) -> None:
    assert PublicAddress().base_of(_scope(host)) == f"http://{host}"
    assert PublicAddress().base_of(_scope(host, scheme="https")) == f"https://{host}"
    assert PublicAddress("https://kota.example").base_of(_scope(host)) == "https://kota.example"


@pytest.mark.parametrize(
    "host",
    [
        "", "evil.example", "evil.example:8000", "8.8.8.8", "172.32.0.1", "192.169.0.1", "11.0.0.1",
        "0.0.0.0", "[2001:db8::1]", "[::ffff:8.8.8.8]", "::1", "127.0.0.1.evil.example",
        "localhost.evil.example", "evil.example#.local", "evil.example/.local", "a@b.local",
        "local", ".local", "-a.local", "a..local", "kulkul.local.", "127.0.0.1:0",
        "127.0.0.1:65536", "127.0.0.1:", "127.0.0.1:8000:1", "127.0.0.1 ", "127.0.0.1\t",
        "localhost\r\nx: y", "2130706433", "0177.0.0.1", "127.1", "[::1", "[10.0.0.1]x",
        "\xe9.local",
        f"{'a' * 64}.local", f"{'a.' * 130}local",
    ],
)  # fmt: skip
def test_any_other_host_is_not(host: str) -> None:
    assert PublicAddress().base_of(_scope(host)) == "http://192.168.1.7:8000"


def test_what_else_a_request_may_lack() -> None:
    own = PublicAddress().base_of
    assert own(_scope()) == own(_scope("localhost", "localhost")) == "http://192.168.1.7:8000"
    assert own(_scope(server=("::1", 8000))) == "http://[::1]:8000"
    assert own(_scope(server=("::ffff:10.0.0.9", 8000))) == "http://10.0.0.9:8000"
    assert own(_scope(server=("/run/kulkul.sock", None))) == own(_scope(server=None))
    assert own(_scope(server=None)) == "http://localhost"
    assert own(_scope(scheme="ws")) == "http://192.168.1.7:8000"


@contextlib.asynccontextmanager
async def _served(url: str, folder: Path, **more: Any) -> AsyncIterator[tuple[App, str]]:
    settings = Settings(
        data=folder, database_url=SecretStr(url), worker=False, read_connections=2, **more
    )
    app = App(settings)
    async with app._lifespan(app._rest), serving(app) as own:
        yield app, own


async def _picture(client: httpx.AsyncClient, base: str, **headers: str) -> httpx.Response:
    address = f"{base}/graphql"
    return await client.get(address, params={"query": PICTURE}, headers=headers)


def _url(answer: httpx.Response) -> str:
    found: str = answer.json()["data"]["camera"]["snapshot"]["image"]["url"]
    return found


async def test_two_applications_in_one_process(world_url: str, tmp_path: Path) -> None:  # noqa: F811
    """Each gives its own addresses, whichever was made last and whatever the other has cached."""
    async with (
        _served(world_url, tmp_path / "a", public_url="https://badung.example") as (_, first),
        _served(world_url, tmp_path / "b", public_url="https://cirebon.example") as (_, second),
        _served(world_url, tmp_path / "c") as (_, third),
        httpx.AsyncClient(timeout=30) as client,
    ):
        for _ in range(2):
            assert _url(await _picture(client, first)).startswith("https://badung.example/media/")
            assert _url(await _picture(client, second)).startswith("https://cirebon.example/media/")
            assert _url(await _picture(client, third)).startswith(f"{third}/media/")


async def test_one_address_for_each_way_here(world_url: str, tmp_path: Path) -> None:  # noqa: F811
    """Answers that are kept are kept for each way apart, and so are their tags."""
    async with (
        _served(world_url, tmp_path) as (app, own),
        httpx.AsyncClient(timeout=30) as client,
    ):
        tags = {}
        for host in (None, "kulkul.local:8000", "10.0.2.2:8000", "evil.example", "localhost"):
            base = own if host in (None, "evil.example") else f"http://{host}"
            headers = {"host": host} if host else {}
            for _ in range(2):
                answer = await _picture(client, own, **headers)
                assert _url(answer).startswith(f"{base}/media/"), host
            tags[base] = answer.headers["etag"]
            again = await _picture(client, own, **headers, **{"if-none-match": tags[base]})
            assert again.status_code == 304
        assert len(set(tags.values())) == len(tags) == 4
        other = {"host": "localhost", "if-none-match": tags[own]}
        assert (await _picture(client, own, **other)).status_code == 200

        token = app.keys.mint(Role.CITIZEN, "somebody", None, "Somebody", timedelta(hours=1))
        answer = await client.post(
            f"{own}/graphql",
            json={"query": UPLOAD},
            headers={"authorization": f"Bearer {token}", "host": "kulkul.local"},
        )
        upload = answer.json()["data"]["requestUpload"]["upload"]["url"]
        assert upload.startswith("http://kulkul.local/uploads/")


async def test_no_redirect_follows_the_host_header(world_url: str, tmp_path: Path) -> None:  # noqa: F811
    async with (
        _served(world_url, tmp_path) as (_, own),
        httpx.AsyncClient(timeout=30, headers={"host": "evil.example"}) as client,
    ):
        assert (await client.get(f"{own}/emergency.json/")).status_code == 200
        for path in ("/emergency.json", "/graphiql/", "/open-data", "/open-data/", "/healthz/"):
            answer = await client.get(f"{own}{path}")
            assert "evil" not in f"{answer.headers!r} {answer.text}", path
        for path in ("/open311/v2/discovery.json", "/open311/v2/requests.json"):
            answer = await client.get(f"{own}{path}")
            assert answer.status_code == 200 and "evil" not in answer.text, path
            assert path.endswith("requests.json") or f"{own}/open311/v2" in answer.text
