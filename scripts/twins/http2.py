"""A small HTTP/2 server over TLS for one ASGI application, as Google's front is met.

For twins only: answers in one piece or in drips, 100 streams at a time. Who does not offer HTTP/2,
as Google's own client for access tokens, gets one HTTP/1.1 answer for each connection.
"""

import asyncio
import datetime
import ipaddress
import socket
import ssl
import tempfile
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h2.settings
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

STREAMS: Final = 100
"""As many as Google allows on one connection."""
_WINDOW: Final = 1 << 24
App = Callable[[Any, Any, Any], Awaitable[None]]


def certificate(folder: Path) -> tuple[Path, Path]:
    """(certificate, key) for 127.0.0.1, good for a day and signed by itself, as new files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kulkul's twin")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    files = folder / "twin.crt", folder / "twin.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    files[1].chmod(0o600)
    return files


class Http2Server:
    """The server, in a thread of this process, with the face that twins know of uvicorn's."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._folder = tempfile.TemporaryDirectory(prefix="kulkul-twin-")
        self.authority, key = certificate(Path(self._folder.name))
        self._trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._trust.load_cert_chain(self.authority, key)
        self._trust.set_alpn_protocols(["h2"])
        self.started = False
        self._stop = threading.Event()

    @property
    def should_exit(self) -> bool:
        """Whether it is to end."""
        return self._stop.is_set()

    @should_exit.setter
    def should_exit(self, value: bool) -> None:
        self._stop.set()

    def run(self, sockets: list[socket.socket]) -> None:
        """Serves until `should_exit`."""
        asyncio.run(self._run(sockets[0]))
        self._folder.cleanup()

    async def _run(self, listener: socket.socket) -> None:
        server = await asyncio.start_server(self._meet, sock=listener, ssl=self._trust)
        self.started = True
        await asyncio.to_thread(self._stop.wait)
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The cancelling is the end of the server; asyncio would take it for an error.
        broken = (ConnectionError, TimeoutError, ssl.SSLError, EOFError, asyncio.CancelledError)
        with suppress(*broken):
            if writer.get_extra_info("ssl_object").selected_alpn_protocol() == "h2":
                await _Connection(self._app, reader, writer).serve()
            else:
                await _answer_once(self._app, reader, writer)
        writer.close()


async def _answer_once(
    app: App, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """HTTP/1.1, for one request with a Content-Length."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).rstrip().split(b"\r\n")
    method, path, _ = first.split(b" ", 2)
    headers = [(k.strip().lower(), v.strip()) for k, _, v in (o.partition(b":") for o in lines)]
    body = await reader.readexactly(int(dict(headers).get(b"content-length", b"0")))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            sent = [(b"connection", b"close"), *message["headers"]]
            writer.write(f"HTTP/1.1 {message['status']} \r\n".encode())
            writer.write(b"".join(b"%b: %b\r\n" % pair for pair in sent) + b"\r\n")
        else:
            writer.write(message.get("body", b""))

    await app(_scope(method, path, headers, "1.1"), receive, send)
    await writer.drain()


def _scope(method: bytes, path: bytes, headers: Any, version: str) -> dict[str, Any]:
    target = urlsplit(path.decode("ascii"))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": version,
        "method": method.decode("ascii"),
        "scheme": "https",
        "path": unquote(target.path),
        "raw_path": target.path.encode("ascii"),
        "query_string": target.query.encode("ascii"),
        "root_path": "",
        "headers": headers,
        "server": ("127.0.0.1", 0),
        "client": ("127.0.0.1", 0),
    }


class _Connection:
    """One client's connection and its streams."""

    def __init__(
        self, app: App, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.app = app
        self._reader = reader
        self.writer = writer
        self.state = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=False, header_encoding=None)
        )
        self._streams: dict[int, _Stream] = {}
        self._flushing = False

    async def serve(self) -> None:
        self.state.initiate_connection()
        self.state.update_settings(
            {
                h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS: STREAMS,
                h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: _WINDOW,
            }
        )
        self.state.increment_flow_control_window(_WINDOW)
        self.flush()
        try:
            while data := await self._reader.read(1 << 16):
                for event in self.state.receive_data(data):
                    self._hear(event)
                self.flush()
                await self.writer.drain()
        except h2.exceptions.ProtocolError:
            self.flush()
        finally:
            for stream in self._streams.values():
                stream.gone()

    def flush(self) -> None:
        """Writes what the streams have to say, once for all that happened in this turn."""
        if not self._flushing:
            self._flushing = True
            asyncio.get_running_loop().call_soon(self._write)

    def _write(self) -> None:
        self._flushing = False
        if not self.writer.transport.is_closing():
            self.writer.write(self.state.data_to_send())

    def _hear(self, event: Any) -> None:
        match event:
            case h2.events.RequestReceived():
                self._streams[event.stream_id] = _Stream(self, event.stream_id, event.headers)
            case h2.events.DataReceived():
                self.state.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                if stream := self._streams.get(event.stream_id):
                    stream.body += event.data
            case h2.events.StreamEnded():
                if stream := self._streams.get(event.stream_id):
                    stream.start()
            case h2.events.StreamReset():
                if stream := self._streams.pop(event.stream_id, None):
                    stream.gone()

    def forget(self, stream_id: int) -> None:
        self._streams.pop(stream_id, None)


class _Stream:
    """One request and its answer: an ASGI scope with its two ends."""

    def __init__(self, connection: _Connection, number: int, headers: Any) -> None:
        self._connection = connection
        self._number = number
        self._pseudo = {k: v for k, v in headers if k.startswith(b":")}
        self._headers = [(k, v) for k, v in headers if not k.startswith(b":")]
        self.body = bytearray()
        self.transport = connection.writer.transport
        self._gone = asyncio.Event()
        self._given = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        scope = _scope(self._pseudo[b":method"], self._pseudo[b":path"], self._headers, "2")
        self._task = asyncio.create_task(self._answer(scope))

    async def _answer(self, scope: MutableMapping[str, Any]) -> None:
        with suppress(h2.exceptions.ProtocolError):  # the client left this stream meanwhile
            await self._connection.app(scope, self.receive, self.send)

    def gone(self) -> None:
        """The client does not want this answer any more."""
        self._gone.set()

    async def receive(self) -> dict[str, Any]:
        if not self._given:
            self._given = True
            return {"type": "http.request", "body": bytes(self.body), "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        state = self._connection.state
        if message["type"] == "http.response.start":
            status = (b":status", str(message["status"]).encode())
            state.send_headers(self._number, [status, *message["headers"]])
        else:
            body, more = bytes(message.get("body", b"")), bool(message.get("more_body"))
            # Answers here are far smaller than a flow control window.
            state.send_data(self._number, body, end_stream=not more)
            if not more:
                self._connection.forget(self._number)
        self._connection.flush()
