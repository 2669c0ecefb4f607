"""A city to drill on: a new store with the pack's master data, and servers that can be killed."""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from api.db import migrate
from api.identity.tokens import LocalKeys
from api.identity.values import Role
from api.settings import Settings
from scripts.benchmark import fill
from scripts.benchmark.database import POSTGRES, Postgres, postgres
from scripts.benchmark.systems import ROOT, clean_environment, free_port, stop, wait_until_ready


@dataclass
class City:
    """Servers of one store, each on a port that it keeps."""

    url: str
    data: Path
    server: Postgres | None
    """The PostgreSQL below, if it is one."""
    ports: list[int]
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        """Where the servers answer."""
        return [f"http://127.0.0.1:{port}" for port in self.ports]

    async def start(self) -> None:
        """Starts every server and waits until all take connections."""
        for port in self.ports:
            self.processes.append(self._process(port))
        for port, process in zip(self.ports, self.processes, strict=True):
            await asyncio.to_thread(wait_until_ready, process, port, self._log(port))

    def kill(self) -> None:
        """kill -9 of every server that was started here."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()
        self.processes.clear()

    def stop(self) -> None:
        """Ends the servers gently."""
        for process in self.processes:
            stop(process)
        self.processes.clear()

    def token(self, role: Role, name: str, agency: str | None = None) -> str:
        """Somebody's token, good for two hours."""
        keys = LocalKeys(self.data / "keys", Settings().token_audience)
        return keys.mint(role, name, agency, name.title(), timedelta(hours=2))

    def _log(self, port: int) -> Path:
        return self.data / f"server-{port}.log"

    def _process(self, port: int) -> "subprocess.Popen[bytes]":
        settings = {"KULKUL_DATA": str(self.data)}
        if self.server is not None:
            settings["KULKUL_DATABASE_URL"] = self.url
        with self._log(port).open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "api", "serve", "--port", str(port)],
                cwd=ROOT,
                env={**clean_environment(), **settings},
                stdout=log,
                stderr=log,
            )


@asynccontextmanager
async def city(store: str, servers: int) -> AsyncIterator[City]:
    """A migrated city with its places, offices and categories; no server runs yet."""
    pack = fill.read_pack()
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kulkul-drill-"))
        data = Path(folder)
        below = None
        url = f"sqlite+aiosqlite:///{data}/kulkul.sqlite3"
        if store == POSTGRES:
            below = stack.enter_context(postgres(None))
            await fill.create(below, "drill")
            url = below.sqlalchemy_url("drill")
        await asyncio.to_thread(migrate.upgrade, url)
        await fill.seed(url, pack)
        ready = City(url, data, below, [free_port() for _ in range(servers)])
        stack.callback(ready.stop)
        yield ready
