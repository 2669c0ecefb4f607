"""The processes of the push benchmark: FCM's twin, the worker, the SDK alone, and who asks the API.

The worker steps back behind the server, as it is shipped; so the twin and the SDK alone step back
as far, and share their core with the worker as equals.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

from api.worker import NICE
from scripts.benchmark.load import Result, Spec
from scripts.benchmark.machine import pin
from scripts.benchmark.systems import ROOT, clean_environment, free_port, stop

QUERY: Final = json.dumps(
    {"query": "{ reports(first: 20) { nodes { id ticket title status createdAt } } }"}
)
"""What the API is asked for."""
_RATE: Final = 25.0
"""Requests a second beside the pushes: a quiet city, so that the tail is the worker's doing."""


def _step_back(process: "subprocess.Popen[bytes]") -> None:
    os.setpriority(os.PRIO_PROCESS, process.pid, NICE)


def load(port: int, core: int | None, seconds: float = 600) -> "subprocess.Popen[bytes]":
    """Asks the API at a steady rate, until `finish` or for so long."""
    spec = Spec(port, [QUERY], seconds, connections=4, rate=_RATE, core=core, warm_seconds=1.0)
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.benchmark.load"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(json.dumps(asdict(spec)).encode())
    process.stdin.close()
    return process


def finish(process: "subprocess.Popen[bytes]", *, now: bool = True) -> Result:
    """What the API answered; ends the asking unless its own time is waited for."""
    assert process.stdout is not None
    if now:
        process.send_signal(signal.SIGTERM)
    output = process.stdout.read()
    process.wait()
    return Result(**json.loads(output))


@contextmanager
def twin(data: Path, log: Path, core: int | None) -> Iterator[dict[str, str]]:
    """FCM's twin; gives its url, authority, file (of a service account) and pid."""
    port, file = free_port(), data / "firebase.json"
    command = [
        sys.executable, "-m", "scripts.twins.fcm", "--http2", "--quiet",
        "--port", str(port), "--credentials", str(file),
    ]  # fmt: skip
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=output)
    try:
        _step_back(process)
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        exported = dict(word.split("=", 1) for word in line.split())
        pin(process.pid, core)
        yield {
            "url": exported["KULKUL_FCM_URL"],
            "authority": exported["KULKUL_FCM_AUTHORITY"],
            "file": str(file),
            "pid": str(process.pid),
        }
    finally:
        stop(process)


@contextmanager
def worker(
    url: str, data: Path, log: Path, fcm: dict[str, str], core: int | None
) -> Iterator["subprocess.Popen[bytes]"]:
    """The worker as it is shipped."""
    settings = {
        "KULKUL_DATA": str(data),
        "KULKUL_DATABASE_URL": url,
        "KULKUL_FIREBASE_CREDENTIALS": fcm["file"],
        "KULKUL_FCM_URL": fcm["url"],
        "KULKUL_FCM_AUTHORITY": fcm["authority"],
    }
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "api", "worker"],
            cwd=ROOT, env={**clean_environment(), **settings}, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        pin(process.pid, core)
        yield process
    finally:
        stop(process)


@contextmanager
def alone(log: Path, fcm: dict[str, str], core: int | None) -> Iterator["subprocess.Popen[bytes]"]:
    """The SDK alone: numbers go in, seconds come out."""
    # The SDK has no setting for a certificate; its libraries look into the environment.
    trust = {"SSL_CERT_FILE": fcm["authority"], "REQUESTS_CA_BUNDLE": fcm["authority"]}
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.benchmark.push_alone", fcm["file"], fcm["url"]],
            cwd=ROOT, env={**os.environ, **trust},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=output,
        )  # fmt: skip
    try:
        _step_back(process)
        pin(process.pid, core)
        yield process
    finally:
        stop(process)
