"""The start of the server, from `scripts/serve` to its first response, and its end at Ctrl-C."""

import contextlib
import gc
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from rich.console import Console

from api.http.app import App
from api.kit.problems import Problem
from api.preparing import is_away, prepare, prepare_when_back, tell_away
from api.push.gateway import open_sender
from api.seed.faults import PackFaults
from api.settings import Settings

DRAIN_SECONDS = 8
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def run(settings: Settings, console: Console, errors: Console) -> None:
    """Prepares the store and serves until a signal. Exits with 1 when it cannot start.

    While the database is away it answers what needs none, 112 above all, and waits for it.
    """
    away = False
    try:
        listener = listen(settings.host, settings.port)
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        try:
            prepare(settings, console)
        except Exception as fault:
            if not is_away(fault, settings):
                raise
            away = True
            tell_away(fault, errors)
        sender = open_sender(settings)
    except (PackFaults, Problem, ValueError) as fault:
        errors.print(str(fault), markup=False)
        raise SystemExit(1) from None
    given_up: list[Exception] = []

    async def until_ready() -> bool:
        try:
            await prepare_when_back(settings, console)
        except Exception as fault:
            given_up.append(fault)
            server.should_exit = True
            return False
        return True

    server = _Announcing(
        lambda: welcome(settings, sender.description, console),
        uvicorn.Config(
            App(settings, sender=sender, until_ready=until_ready if away else None),
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=DRAIN_SECONDS,
            ws="none",
        ),
    )
    # Once all is drained uvicorn raises Ctrl-C's signal again: for us that is a good end.
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    for reason in given_up:
        if not isinstance(reason, PackFaults | Problem | ValueError):
            raise reason
        errors.print(str(reason), markup=False)
        raise SystemExit(1)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, taken before anything else is done. Raises OSError that says why not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise OSError(
            f"Port {port} di {host} tidak dapat dipakai · cannot be used: {error.strerror}."
            " Pilih yang lain dengan --port · choose another one with --port."
        ) from None


class _Announcing(uvicorn.Server):
    """Says where to look as soon as the port is open."""

    def __init__(self, announce: Callable[[], None], config: uvicorn.Config) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # What is loaded now stays: the collector need not walk it at every full collection.
        gc.collect()
        gc.freeze()
        gc.enable()
        if self.started:
            self._announce()


def lan_address() -> str | None:
    """This machine's address in its network, IPv4; None where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address of nobody: a datagram socket sends nothing
        except OSError:
            return None
        return str(probe.getsockname()[0])


def for_phones(settings: Settings, lan: str | None) -> str:
    """How a phone in the same network reaches this server, or what to do so that it can.

    `settings` are as they were set, but for the port, which is the one that it listens on.
    """
    if settings.public_url:
        return settings.public_url
    if settings.host not in (*_EVERYWHERE, *_LOOPBACK):
        lan = f"[{settings.host}]" if ":" in settings.host else settings.host
    if lan is None or lan.startswith("127."):
        return "tidak ada jaringan · this machine is in no network"
    address = f"http://{lan}:{settings.port}"
    if settings.host in _LOOPBACK:
        return f"scripts/serve --host 0.0.0.0, lalu · then {address}"
    return address


def _address(settings: Settings) -> str:
    """Where whoever starts this server can look: as it is set, else where it listens."""
    if settings.public_url:
        return settings.public_url
    host = "127.0.0.1" if settings.host in _EVERYWHERE else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def welcome(settings: Settings, sender: str, console: Console) -> None:
    """Says where to look; `settings` are as set, but for the port, which is the one listened on."""
    base, phones = _address(settings), for_phones(settings, lan_address())
    data = "" if settings.data == Path("data") else f" --data {settings.data}"
    cameras = settings.redacted()["KULKUL_CAMERA_URL"]
    query = "{ city { name } reports(first: 3) { nodes { ticket title status } } }"
    console.print(
        f"""
Kulkul · {settings.pack_folder.name} · {"PostgreSQL" if "postgresql" in settings.url else "SQLite"}
  GraphiQL       {base}/graphiql
  GraphQL        {base}/graphql
  Skema · schema {base}/schema.graphql
  Darurat · 112  {base}/emergency.json
  Push           {sender}
  Ponsel · phone {phones}
  Kamera · CCTV  {cameras or "scripts/cameras, then KULKUL_CAMERA_URL=http://127.0.0.1:8090"}

  Token          scripts/token --role citizen{data}
  Coba · try     curl -s {base}/graphql -H 'content-type: application/json' \\
                   -d '{{"query": "{query}"}}'

Ctrl-C berhenti · stops.""",
        markup=False,
    )
