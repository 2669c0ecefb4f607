"""Servers as processes: started with what they need, asked until they answer, ended by their id."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from scripts.benchmark.machine import pin
from scripts.benchmark.media import MEDIA

ROOT: Final = Path(__file__).parents[2]
OURS: Final = "ours"
CACHED: Final = "ours_cached"
STOCK: Final = "stock"
STOCK_CACHED: Final = "stock_cached"
HAND: Final = "hand"


@dataclass(slots=True)
class System:
    """A running server."""

    name: str
    process: "subprocess.Popen[bytes]"
    port: int
    seconds_to_ready: float

    @property
    def pid(self) -> int:
        """The server's process."""
        return self.process.pid

    def ask(self, body: bytes, token: str = "") -> Any:
        """One request's decoded answer. Raises RuntimeError for anything but status 200."""
        return ask(self.port, body, token)


def ask(port: int, body: bytes, token: str = "", timeout: float = 60) -> Any:
    """The decoded answer of a server on this machine."""
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("POST", "/graphql", body, headers)
        response = connection.getresponse()
        text = response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise RuntimeError(f"status {response.status}: {text[:300]!r}")
    return orjson.loads(text)


@contextmanager
def ours(
    url: str, data: Path, log: Path, core: int | None, *, cached: bool = False
) -> Iterator[System]:
    """Our server as `python -m api serve` starts it, on a store that is there, without a worker."""
    environment = {
        "KULKUL_ANSWER_CACHE": str(cached).lower(),
        "KULKUL_WORKER": "false",
        "KULKUL_DATABASE_URL": url,
        "KULKUL_DATA": str(data),
        "KULKUL_PUBLIC_URL": MEDIA,
    }
    port = free_port()
    command = [sys.executable, "-m", "api", "serve", "--port", str(port)]
    name = CACHED if cached else OURS
    with _running(name, command, port, environment, log, core) as system:
        yield system


@contextmanager
def other(name: str, url: str, data: Path, log: Path, core: int | None) -> Iterator[System]:
    """One of the systems to compare with."""
    port = free_port()
    command = [
        sys.executable, "-m", "scripts.benchmark.serve", name, str(port), url, str(data)
    ]  # fmt: skip
    with _running(name, command, port, {}, log, core) as system:
        yield system


@contextmanager
def _running(
    name: str,
    command: list[str],
    port: int,
    environment: Mapping[str, str],
    log: Path,
    core: int | None,
) -> Iterator[System]:
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**clean_environment(), **environment},
            stdout=output,
            stderr=output,
        )
        try:
            seconds = wait_until_ready(process, port, log)
            pin(process.pid, core)
            yield System(name, process, port, seconds)
        finally:
            stop(process)


def clean_environment() -> dict[str, str]:
    """The environment without settings of ours: a benchmark must not depend on them."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KULKUL_")}


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(
    process: "subprocess.Popen[bytes]", port: int, log: Path, seconds: float = 180
) -> float:
    """Waits until a server takes connections; how long that took, seconds."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return time.monotonic() - began
        time.sleep(0.01)
    raise RuntimeError(
        f"{' '.join(process.args[-6:])} did not start: {log.read_text()[-2000:]}"  # type: ignore[index, arg-type]
    )


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Ends a process that was started here, gently at first."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(12)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)
