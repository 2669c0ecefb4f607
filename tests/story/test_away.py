"""A server that is started while its database is away: 112 at once, the rest when it is back."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy.engine import make_url

from tests.story.house import open_house, settings_of
from tests.story.process import Served
from tests.story.seeded import SeededStore
from tests.story.waiting import until


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextlib.asynccontextmanager
async def _leading(port: int, to: str) -> AsyncIterator[None]:
    """Connections to a port of this machine end at a socket of PostgreSQL."""

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(65_536):
                writer.write(piece)
                await writer.drain()
        writer.close()

    async def lead(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(to)
        await asyncio.gather(pass_on(reader, back), pass_on(there, writer))

    server = await asyncio.start_server(lead, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()


async def test_help_is_served_until_the_database_is_back(seeded: SeededStore) -> None:
    if seeded.is_sqlite:
        pytest.skip("an embedded store is never away by itself")
    async with open_house(settings_of(seeded.data, seeded.url, worker=False)) as house:
        before = (await house.client.get("/emergency.json")).json()
    url = make_url(seeded.url)
    port, folder = _free_port(), url.query["host"]
    away = url.set(host="127.0.0.1", port=port, password="hunter22", query={})
    settings = {"KULKUL_DATABASE_URL": away.render_as_string(hide_password=False)}
    with Served(seeded.data, settings=settings) as served:
        async with httpx.AsyncClient(base_url=served.url, timeout=30) as phone:
            pack = await phone.get("/emergency.json")
            assert pack.status_code == 200 and pack.json()["revision"] == before["revision"]
            assert (await phone.get("/readyz")).status_code == 503
            assert "The database is away" in served.told and "hunter22" not in served.told

        async with _leading(port, f"{folder}/.s.PGSQL.5432"):
            await until(lambda: "The database is back" in served.told, 60)
            # Whoever asks while the servers change places waits, and is not refused.
            async with httpx.AsyncClient(base_url=served.url, timeout=30) as phone:
                assert (await phone.get("/readyz")).status_code == 200
                found = await phone.post("/graphql", json={"query": "{ city { name } }"})
                assert found.json()["data"]["city"]["name"]
            assert await asyncio.to_thread(served.interrupt) == 0
