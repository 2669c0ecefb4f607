"""The city as a process of its own, started as `scripts/serve` starts it."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from api.db.migrate import ROOT

_LOOK_HERE = re.compile(r"(?:GraphQL +|back: )(http://\S+)/(?:graphql|emergency.json)")


def environment(**settings: str) -> dict[str, str]:
    """The environment of a child: ours without settings of the city, and these.

    It may keep compiled modules, as on a newcomer's machine: without them a start takes 5 s more.
    """
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("KULKUL_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return {**ours, "COLUMNS": "200", "PYTHONUNBUFFERED": "1", **settings}


def run(
    *arguments: str, cwd: Path = ROOT, seconds: float = 60, **settings: str
) -> subprocess.CompletedProcess[str]:
    """`python -m api …` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "api", *arguments],
        cwd=cwd,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


@dataclass
class Served:
    """A server process: ``with Served(...) as served``; `output` is all that it printed."""

    data: Path
    cwd: Path = ROOT
    arguments: tuple[str, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)
    seconds: float = 120
    """How long it may take until it says where to look."""
    url: str = ""

    def __enter__(self) -> Self:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self._out = self.data.parent / f"{self.data.name}-{time.monotonic_ns()}.out"
        with self._out.open("wb") as out:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "api", "serve", "--port", "0"),
                    *("--data", str(self.data), *self.arguments),
                ],
                cwd=self.cwd,
                env=environment(**self.settings),
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + self.seconds
        while not (found := _LOOK_HERE.search(self.output)):
            if self.process.poll() is not None or time.monotonic() > until:
                self.__exit__()
                raise AssertionError(f"it did not start: {self.output}")
            time.sleep(0.02)
        self.url = found.group(1)
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    @property
    def output(self) -> str:
        """What it printed and logged so far."""
        return self._out.read_text("utf-8", "replace")

    def interrupt(self, seconds: float = 10) -> int:
        """Ctrl-C; gives the exit code. Fails when it is not over within that time."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait()
