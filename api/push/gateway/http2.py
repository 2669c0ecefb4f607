"""One HTTP/2 connection on which requests do not wait for each other.

Whatever arrives goes at once to the request that it answers. Clients in which the waiting requests
read the connection in turns (httpcore does) keep an answer back while a request in front of it has
none: with FCM one phone that hangs would hold up the answers about all others.
"""

import asyncio
import ssl
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions
from hyperframe.frame import GoAwayFrame

MAX_STREAMS: Final = 100
"""Google allows a connection so many requests at once."""
_WINDOW: Final = 1 << 24
"""Bytes that may arrive before they are acknowledged: answers are small."""


class NoResponse(Exception):
    """There is no complete response; the message says why."""


class NotTaken(NoResponse):
    """The server has not begun with the request: it may be made again on another connection."""


@dataclass(frozen=True, slots=True)
class Response:
    """A response, read to its end."""

    status: int
    headers: dict[str, str]
    """By lower-case names."""
    content: bytes


@dataclass(slots=True)
class _Exchange:
    """A request on its way."""

    done: "asyncio.Future[Response]"
    unsent: bytes
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytearray = field(default_factory=bytearray)


class Http2Connection(asyncio.Protocol):
    """A connection, to be opened by `connect` and used on one event loop."""

    def __init__(self) -> None:
        config = h2.config.H2Configuration(client_side=True, header_encoding="utf-8")
        self._h2 = h2.connection.H2Connection(config)
        self._end = self._h2._frame_dispatch_table[GoAwayFrame]
        self._h2._frame_dispatch_table[GoAwayFrame] = self._going_away
        self._exchanges: dict[int, _Exchange] = {}
        self._transport: asyncio.Transport | None = None
        self._is_closing = False
        self._changed = asyncio.Event()
        self._heard_at = monotonic()

    @classmethod
    async def connect(cls, host: str, port: int, trusted: ssl.SSLContext) -> "Http2Connection":
        """Opens a connection. Raises NoResponse if that fails."""
        loop = asyncio.get_running_loop()
        try:
            transport, connection = await loop.create_connection(
                cls, host, port, ssl=trusted, server_hostname=host
            )
        except OSError as error:  # ssl.SSLError is one
            raise NoResponse(f"{type(error).__name__}: {error}") from error
        if transport.get_extra_info("ssl_object").selected_alpn_protocol() != "h2":
            connection.close()
            raise NoResponse(f"{host} does not speak HTTP/2")
        return connection

    @property
    def is_usable(self) -> bool:
        """Whether new requests may be made on it."""
        return not self._is_closing

    @property
    def idle_seconds(self) -> float:
        """How long nothing has arrived."""
        return monotonic() - self._heard_at

    def retire(self) -> None:
        """Takes no new requests; it closes once those on their way have ended."""
        self._is_closing = True
        self._changed.set()
        if not self._exchanges:
            self.close()

    def close(self) -> None:
        """Closes at once; requests on their way get no response."""
        self._is_closing = True
        if self._transport is not None:
            self._transport.close()
        self._fail("the connection was closed")

    async def request(
        self, method: str, host: str, path: str, headers: dict[str, str], content: bytes
    ) -> Response:
        """The response to a request. Raises NoResponse."""
        while self.is_usable and len(self._exchanges) >= self._most():
            self._changed.clear()
            await self._changed.wait()
        if not self.is_usable:
            raise NotTaken("the connection was closed")
        pseudo = {":method": method, ":scheme": "https", ":authority": host, ":path": path}
        exchange = _Exchange(asyncio.get_running_loop().create_future(), content)
        try:
            stream = self._h2.get_next_available_stream_id()
            self._h2.send_headers(stream, [*pseudo.items(), *headers.items()], not content)
        except h2.exceptions.ProtocolError as error:
            self.retire()
            raise NoResponse(f"{type(error).__name__}: {error}") from error
        self._exchanges[stream] = exchange
        self._send(stream)
        self._flush()
        try:
            return await exchange.done
        finally:
            if self._exchanges.pop(stream, None) is not None:
                self._cancel(stream)
            self._changed.set()
            if self._is_closing and not self._exchanges:
                self.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._h2.initiate_connection()
        self._h2.increment_flow_control_window(_WINDOW)
        self._flush()

    def data_received(self, data: bytes) -> None:
        self._heard_at = monotonic()
        try:
            events = self._h2.receive_data(data)
        except h2.exceptions.ProtocolError as error:
            self._flush()
            self._is_closing = True
            self._fail(f"{type(error).__name__}: {error}")
            self.close()
            return
        for event in events:
            self._hear(event)
        for stream in list(self._exchanges):  # windows may have opened
            self._send(stream)
        self._flush()
        self._changed.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_closing = True
        self._fail(f"{type(exc).__name__}: {exc}" if exc else "the connection was closed")
        self._changed.set()

    def _hear(self, event: h2.events.Event) -> None:
        stream: Any = getattr(event, "stream_id", None)
        exchange = self._exchanges.get(stream)
        if isinstance(event, h2.events.DataReceived):
            self._h2.acknowledge_received_data(event.flow_controlled_length, stream)
            if exchange:
                exchange.content += event.data
        elif isinstance(event, h2.events.ConnectionTerminated):
            self._is_closing = True
            last = event.last_stream_id
            if last is not None:
                for beyond in [key for key in self._exchanges if key > last]:
                    self._fail_one(beyond, NotTaken("the server is going away"))
        elif exchange is None:
            return
        elif isinstance(event, h2.events.ResponseReceived):
            exchange.headers = {str(name): str(value) for name, value in event.headers}
            exchange.status = int(exchange.headers.get(":status", 0))
        elif isinstance(event, h2.events.StreamEnded):
            del self._exchanges[stream]
            if exchange.unsent:
                self._cancel(stream)
            if not exchange.done.done():
                response = Response(exchange.status, exchange.headers, bytes(exchange.content))
                exchange.done.set_result(response)
        elif isinstance(event, h2.events.StreamReset):
            refused = event.error_code == h2.errors.ErrorCodes.REFUSED_STREAM
            kind = NotTaken if refused else NoResponse
            self._fail_one(stream, kind(f"the server reset the stream: {event.error_code}"))

    def _going_away(self, frame: GoAwayFrame) -> Any:
        """h2 takes no more frames after a GOAWAY; the server answers what it began before it.

        RFC 9113, section 6.8: front ends retire a connection in this way at any time.
        """
        ended = self._end(frame)
        if frame.error_code == h2.errors.ErrorCodes.NO_ERROR:
            self._h2.state_machine.state = h2.connection.ConnectionState.CLIENT_OPEN
        return ended

    def _most(self) -> int:
        return min(MAX_STREAMS, self._h2.remote_settings.max_concurrent_streams)

    def _send(self, stream: int) -> None:
        """Sends as much of a request's body as its windows let through."""
        exchange = self._exchanges[stream]
        while exchange.unsent:
            window = self._h2.local_flow_control_window(stream)
            part = exchange.unsent[: min(window, self._h2.max_outbound_frame_size)]
            if not part:
                return
            exchange.unsent = exchange.unsent[len(part) :]
            self._h2.send_data(stream, part, end_stream=not exchange.unsent)

    def _cancel(self, stream: int) -> None:
        try:
            self._h2.reset_stream(stream, h2.errors.ErrorCodes.CANCEL)
        except h2.exceptions.ProtocolError:
            return  # it has ended meanwhile
        self._flush()

    def _flush(self) -> None:
        data = self._h2.data_to_send()
        if data and self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def _fail(self, why: str) -> None:
        for stream in list(self._exchanges):
            self._fail_one(stream, NoResponse(why))

    def _fail_one(self, stream: int, why: NoResponse) -> None:
        exchange = self._exchanges.pop(stream)
        if not exchange.done.done():
            exchange.done.set_exception(why)
