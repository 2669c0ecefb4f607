"""What happens between `scripts/serve` and the first answer, and at Ctrl-C."""

import asyncio
import contextlib
import gc
import signal
import socket
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvicorn
from alembic.script import ScriptDirectory
from rich.console import Console

import api.worker
from api.db import migrate
from api.db.engine import OUTAGES
from api.db.session import Database
from api.http.app import App
from api.kit.problems import Problem
from api.push.gateway import open_sender
from api.seed.faults import PackFaults
from api.seed.run import seed
from api.settings import Settings
from api.storage.images import ImagePool
from api.storage.opening import open_object_store

DRAIN_SECONDS = 8
LOOK_AGAIN_SECONDS = 5.0
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104


def run(settings: Settings, console: Console, errors: Console) -> None:
    """Prepares the store and serves until a signal. Exits with 1 when it cannot start.

    With a database that is away it serves 112 from its copy on disk until the database is back;
    without a copy there is nothing to serve. Raises what the driver raised then.
    """
    try:
        listener = listen(settings.host, settings.port)
        settings = settings.model_copy(update={"public_url": _public_url(settings, listener)})
        sender = open_sender(settings)
        while not _prepared(settings, console, errors):
            if not _serve_help(settings, listener, console):
                return
    except (PackFaults, Problem, ValueError) as fault:
        errors.print(str(fault), markup=False)
        raise SystemExit(1) from None
    server = _Announcing(
        lambda: welcome(settings, sender.description, console),
        _config(App(settings, sender=sender)),
    )
    _serve(server, listener)


def _prepared(settings: Settings, console: Console, errors: Console) -> bool:
    """Whether the store is ready; False when it is away and there is a copy of the pack."""
    try:
        prepare(settings, console)
    except OUTAGES as outage:
        if not settings.emergency_copy.exists():
            raise
        errors.print(
            f"Basis data tidak terjangkau · The database is away: {outage}\n"
            "Hanya darurat 112 yang dilayani sampai ia kembali · Only 112 is served until it is"
            f" back: {_base(settings)}/emergency.json",
            markup=False,
        )
        return False
    return True


def _serve_help(settings: Settings, listener: socket.socket, console: Console) -> bool:
    """Serves what needs no database until it is back: True, or False after a signal."""
    config = _config(App(settings.model_copy(update={"worker": False})))
    server = _Waiting(lambda: database_answers(settings.url), config)
    # A copy of the socket, since a server closes what it is given: whoever asks between the two
    # servers waits in the queue of the other.
    _serve(server, listener.dup())
    if server.is_back:
        console.print("Basis data kembali · The database is back.")
    return server.is_back


def _config(app: App) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=DRAIN_SECONDS,
        ws="none",
    )


def _serve(server: uvicorn.Server, listener: socket.socket) -> None:
    # Once all is drained uvicorn raises Ctrl-C's signal again: for us that is a good end.
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


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


def _public_url(settings: Settings, listener: socket.socket) -> str:
    """How clients reach this server: as it is set, else by the address that it listens on.

    A server that listens everywhere cannot know its name: it gives addresses relative to /graphql.
    """
    if settings.public_url or settings.host in _EVERYWHERE:
        return settings.public_url
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{listener.getsockname()[1]}"


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
        if self.started:
            self._announce()


class _Waiting(uvicorn.Server):
    """Serves until the database is back, and looks for it every few seconds."""

    def __init__(self, looks: Callable[[], Awaitable[bool]], config: uvicorn.Config) -> None:
        super().__init__(config)
        self._looks = looks
        self.is_back = False
        self._looking: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._looking = asyncio.create_task(self._look())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._looking is not None:
            self._looking.cancel()
        await super().shutdown(sockets)

    async def _look(self) -> None:
        while not self.is_back:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            self.is_back = await self._looks()
        self.should_exit = True


async def database_answers(url: str) -> bool:
    """Whether the database takes a question."""
    from sqlalchemy import text

    database = Database(url)
    try:
        async with asyncio.timeout(LOOK_AGAIN_SECONDS), database.read() as session:
            await session.execute(text("SELECT 1"))
    except OUTAGES:
        return False
    finally:
        await database.close()
    return True


def prepare(settings: Settings, console: Console) -> None:
    """Migrates the store to the head and seeds an empty one; both say what they do."""
    settings.data.mkdir(parents=True, exist_ok=True)
    if not asyncio.run(_is_at_head(settings.url)):
        console.print("Menyiapkan basis data · Migrating the database …")
        began = time.monotonic()
        migrate.upgrade(settings.url)
        console.print(f"  {time.monotonic() - began:.1f} s")
    city = asyncio.run(_city_of(settings.url))
    if city is None:
        console.print(f"Mengisi paket kota · Seeding the city pack: {settings.city}")
        asyncio.run(seed(settings, city=settings.city, only=None, dry_run=False, console=console))
    elif city != settings.city:
        raise ValueError(
            f"Basis data ini berisi kota {city}, bukan {settings.city}; pakai --city {city} atau"
            f" --data lain. · This store holds {city}, not {settings.city}; use --city {city}, or"
            " another --data."
        )


def _base(settings: Settings) -> str:
    return settings.public_url or f"http://127.0.0.1:{settings.port}"


def welcome(settings: Settings, sender: str, console: Console) -> None:
    """Says where to look."""
    base = _base(settings)
    data = "" if settings.data == Path("data") else f" --data {settings.data}"
    query = "{ city { name } reports(first: 3) { nodes { ticket title status } } }"
    console.print(
        f"""
Kulkul · {settings.city} · {"PostgreSQL" if "postgresql" in settings.url else "SQLite"}
  GraphiQL       {base}/graphiql
  GraphQL        {base}/graphql
  Skema · schema {base}/schema.graphql
  Darurat · 112  {base}/emergency.json
  Push           {sender}
  Kamera · CCTV  {settings.camera_url or "scripts/cameras, then KULKUL_CAMERA_URL=http://127.0.0.1:8090"}

  Token          scripts/token --role citizen{data}
  Coba · try     curl -s {base}/graphql -H 'content-type: application/json' \\
                   -d '{{"query": "{query}"}}'

Ctrl-C berhenti · stops.""",
        markup=False,
    )


async def run_worker(settings: Settings, console: Console) -> None:
    """Works until SIGINT or SIGTERM, then ends what is at work."""
    database = Database(settings.url)
    pool = ImagePool()
    sender = open_sender(settings)
    worker = api.worker.make(settings, database, open_object_store(settings), pool, sender)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, worker.stop)
    console.print(f"Worker · push: {sender.description} · Ctrl-C berhenti · stops.", markup=False)
    try:
        await worker.run()
    finally:
        await pool.close()
        await sender.close()
        await database.close()


async def _is_at_head(url: str) -> bool:
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    database = Database(url)
    try:
        async with database.read() as session:
            found = await session.execute(text("SELECT version_num FROM alembic_version"))
            versions = found.scalars().all()
    except SQLAlchemyError:
        return False
    finally:
        await database.close()
    head = ScriptDirectory(str(migrate.ROOT / "alembic")).get_current_head()
    return list(versions) == [head]


async def _city_of(url: str) -> str | None:
    """The code of the city in a migrated store; None when it is empty."""
    from sqlalchemy import text

    database = Database(url)
    try:
        async with database.read() as session:
            found = await session.scalar(text("SELECT code FROM city"))
            return None if found is None else str(found)
    finally:
        await database.close()
