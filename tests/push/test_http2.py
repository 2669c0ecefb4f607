"""Requests on one HTTP/2 connection do not wait for each other, whatever the server does."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.settings
import pytest
from hyperframe.frame import GoAwayFrame

from api.push.gateway.http2 import NoResponse
from api.push.gateway.transport import FcmTransport, TimedOut, trusted_by
from scripts.twins.fcm import FcmTwin
from scripts.twins.http2 import Http2Server

Answer = Callable[["Server", int, str], None]


class Server(asyncio.Protocol):
    """A server of one connection that answers as a test says."""

    def __init__(self, answer: Answer, settings: dict[Any, int]) -> None:
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self._settings = settings
        self._answer = answer
        self.bodies: dict[int, int] = {}
        self.open = 0
        self.most_open = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.h2.initiate_connection()
        self.h2.update_settings(self._settings)
        self.flush()

    def data_received(self, data: bytes) -> None:
        for event in self.h2.receive_data(data):
            stream: Any = getattr(event, "stream_id", None)
            if isinstance(event, h2.events.RequestReceived):
                self.open += 1
                self.most_open = max(self.open, self.most_open)
                self.bodies[stream] = 0
            elif isinstance(event, h2.events.DataReceived):
                self.bodies[stream] += len(event.data)
                self.h2.acknowledge_received_data(event.flow_controlled_length, stream)
            elif isinstance(event, h2.events.StreamEnded):
                self._answer(self, stream, str(self.bodies[stream]))
        self.flush()

    def reply(self, stream: int, text: str, status: int = 200) -> None:
        self.open -= 1
        self.h2.send_headers(stream, [(":status", str(status)), ("retry-after", "7")])
        self.h2.send_data(stream, b'{"name": "%s"}' % text.encode(), end_stream=True)
        self.flush()

    def flush(self) -> None:
        self.transport.write(self.h2.data_to_send())


@asynccontextmanager
async def serving(
    twin: FcmTwin, answer: Answer, seconds: float = 5.0, **settings: int
) -> AsyncIterator[tuple[FcmTransport, list[Server]]]:
    servers: list[Server] = []
    codes = {getattr(h2.settings.SettingCodes, name): value for name, value in settings.items()}

    def meet() -> Server:
        servers.append(Server(answer, codes))
        return servers[-1]

    assert twin.authority is not None and isinstance(twin._server, Http2Server)
    trust = twin._server._trust
    listener = await asyncio.get_running_loop().create_server(meet, "127.0.0.1", 0, ssl=trust)
    port = listener.sockets[0].getsockname()[1]
    client = FcmTransport(f"https://127.0.0.1:{port}", seconds, trusted_by(twin.authority))
    try:
        yield client, servers
    finally:
        await client.aclose()
        listener.close()


async def post(client: FcmTransport, body: Any = None) -> Any:
    return (await client.request("POST", "/send", "token", body))[1]


async def test_an_answer_does_not_wait_for_requests_that_hang(twin: FcmTwin) -> None:
    def answer(server: Server, stream: int, text: str) -> None:
        if stream > 160:  # the first eighty hang
            asyncio.get_running_loop().call_later(0.1, server.reply, stream, text)

    async with serving(twin, answer) as (client, servers):
        hanging = [asyncio.create_task(post(client, {"n": n})) for n in range(80)]
        await asyncio.sleep(0.3)
        began = time.monotonic()
        await asyncio.gather(*(post(client, {"n": n}) for n in range(20)))
        assert time.monotonic() - began < 2 and len(servers) == 1
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)


async def test_large_bodies_wait_for_the_servers_window(twin: FcmTwin) -> None:
    async with serving(twin, Server.reply) as (client, servers):
        text = "x" * 40_000  # of the 65,535 bytes that a server takes at first, for all together
        answers = await asyncio.gather(*(post(client, text) for _ in range(20)))
        assert answers == [{"name": "40002"}] * 20 and len(servers) == 1


async def test_no_more_requests_are_open_than_the_server_allows(twin: FcmTwin) -> None:
    def answer(server: Server, stream: int, text: str) -> None:
        asyncio.get_running_loop().call_later(0.02, server.reply, stream, text)

    async with serving(twin, answer, MAX_CONCURRENT_STREAMS=3) as (client, servers):
        await post(client)  # its settings are known by now
        await asyncio.gather(*(post(client) for _ in range(20)))
        assert servers[0].most_open == 3


@pytest.mark.parametrize("how", ["goes away", "refuses"])
async def test_what_the_server_has_not_begun_is_sent_again_at_once(twin: FcmTwin, how: str) -> None:
    seen = 0

    def answer(server: Server, stream: int, text: str) -> None:
        nonlocal seen
        seen += 1
        if seen != 2:
            server.reply(stream, text)
        elif how == "goes away":
            server.h2.close_connection(last_stream_id=stream - 2)
        else:
            server.h2.reset_stream(stream, h2.errors.ErrorCodes.REFUSED_STREAM)

    async with serving(twin, answer) as (client, servers):
        assert await post(client) == await post(client) == {"name": "0"}
        assert seen == 3 and len(servers) == (2 if how == "goes away" else 1)


async def test_a_reset_stream_is_the_error_of_its_request_alone(twin: FcmTwin) -> None:
    def answer(server: Server, stream: int, text: str) -> None:
        if text == "7":
            server.h2.reset_stream(stream, h2.errors.ErrorCodes.INTERNAL_ERROR)
        else:
            server.reply(stream, text)

    async with serving(twin, answer) as (client, servers):
        results = await asyncio.gather(
            *(post(client, "x" * n) for n in (3, 5, 7)), return_exceptions=True
        )
        assert results[0] == {"name": "5"} and isinstance(results[1], NoResponse)
        assert results[2] == {"name": "9"} and len(servers) == 1


async def test_a_connection_that_breaks_is_replaced(twin: FcmTwin) -> None:
    def answer(server: Server, stream: int, text: str) -> None:
        if text == "3":
            server.transport.abort()
        else:
            server.reply(stream, text)

    async with serving(twin, answer) as (client, servers):
        assert await post(client, "") == {"name": "2"}
        with pytest.raises(NoResponse):
            await post(client, "x")
        assert await post(client, "") == {"name": "2"} and len(servers) == 2


async def test_a_silent_connection_is_not_used_again(twin: FcmTwin) -> None:
    """It may be dead: routers forget connections, and nobody says so."""

    def answer(server: Server, stream: int, text: str) -> None:
        if text != "3":
            server.reply(stream, text)

    async with serving(twin, answer, seconds=0.5) as (client, servers):
        assert await post(client, "") == {"name": "2"}
        with pytest.raises(TimedOut):
            await post(client, "x")
        assert await post(client, "") == {"name": "2"} and len(servers) == 2


async def test_headers_of_a_response_are_read(twin: FcmTwin) -> None:
    def answer(server: Server, stream: int, text: str) -> None:
        server.reply(stream, text, status=429)

    async with serving(twin, answer) as (client, _):
        response, _ = await client.request("POST", "/send", "token")
        assert (response.status, response.headers["retry-after"]) == (429, "7")


async def test_nobody_listens(twin: FcmTwin) -> None:
    assert twin.authority is not None
    client = FcmTransport("https://127.0.0.1:9", 1.0, trusted_by(twin.authority))
    with pytest.raises(NoResponse, match="Connect"):
        await post(client)
    await client.aclose()


async def test_what_was_begun_before_a_graceful_end_is_answered_and_sent_once(
    twin: FcmTwin,
) -> None:
    """RFC 9113, section 6.8: a front end that retires a connection first names no last stream."""
    seen: list[int] = []

    def answer(server: Server, stream: int, text: str) -> None:
        seen.append(stream)
        if len(seen) == 3:
            going = GoAwayFrame(0, last_stream_id=2**31 - 1, error_code=0).serialize()
            server.transport.write(going)
            for each in seen:
                server.reply(each, text)
        elif len(seen) > 3:
            server.reply(stream, text)

    async with serving(twin, answer) as (client, servers):
        answers = await asyncio.gather(*(post(client, {"n": n}) for n in range(3)))
        assert len(answers) == 3 and len(seen) == 3 and len(servers) == 1
        await post(client)
        assert len(servers) == 2, "the next request goes over a connection of its own"
