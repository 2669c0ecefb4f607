"""`scripts/postgres`: a PostgreSQL to try, whose data stay, and which one process alone runs."""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.db import migrate
from api.db.migrate import ROOT
from api.settings import load
from tests.story.process import environment

pytestmark = pytest.mark.slow


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path, since a socket's path has at most 107 bytes."""
    parent = Path(tempfile.mkdtemp(prefix="kulkul-try-"))
    yield parent / "postgres"
    shutil.rmtree(parent)


class Running:
    """The verb at work; `url` is what it says to export."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scripts.postgres", "--data", str(folder)],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        found = re.search(r"export KULKUL_DATABASE_URL='(.+)'", "".join(lines))
        assert found, lines
        self.url = found.group(1)

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


def test_it_runs_until_ctrl_c_and_keeps_its_data(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Running(folder)
    try:
        monkeypatch.setenv("KULKUL_DATABASE_URL", first.url)
        url = load().url
        assert url.startswith("postgresql+asyncpg://")
        migrate.upgrade(url)
        other = subprocess.run(
            [sys.executable, "-m", "scripts.postgres", "--data", str(folder)],
            cwd=ROOT, env=environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert other.returncode == 1 and "already runs" in other.stderr
        assert len(other.stderr.splitlines()) == 1
    finally:
        assert first.end(signal.SIGINT) == 0
    assert not (folder / "postmaster.pid").exists()
    again = Running(folder)
    try:
        assert again.url == first.url and migrate.differences(url) is None
    finally:
        assert again.end(signal.SIGTERM) == 0


def test_one_that_outlived_its_verb_is_taken_over(folder: Path) -> None:
    Running(folder).end(signal.SIGKILL)
    assert (folder / "postmaster.pid").exists()
    assert Running(folder).end(signal.SIGINT) == 0
    assert not (folder / "postmaster.pid").exists()


@pytest.mark.parametrize(("name", "code"), [("file/x", 1), ("two words", 2)])
def test_a_folder_that_cannot_be_used_is_explained(tmp_path: Path, name: str, code: int) -> None:
    (tmp_path / "file").touch()
    ended = subprocess.run(
        [sys.executable, "-m", "scripts.postgres", "--data", str(tmp_path / name)],
        cwd=ROOT, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == code and str(tmp_path / name.partition("/")[0]) in ended.stderr
    assert "Traceback" not in ended.stderr
