"""One folder for a whole test run, in memory where there is room, shared by all its processes.

The process that collects the results owns it: the folder and the servers in it live until the last
worker has ended, however long one of them has been done by then.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psutil
from filelock import FileLock, Timeout

POSTGRES = "pg"
"""The data folder of the run's PostgreSQL, inside the run's folder."""
_PREFIX = "kulkul-tests-"
_MEMORY = Path("/dev/shm")
_ROOM = 2 * 1024**3
"""Free bytes that a run may need, where it keeps what failed."""


def _place() -> Path:
    """Memory, since a test's store needs to outlive nothing; the disk where memory is short."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK):
        room = min(shutil.disk_usage(_MEMORY).free, psutil.virtual_memory().available)
        if room >= _ROOM:
            return _MEMORY
    return Path(tempfile.gettempdir())


@contextmanager
def owned() -> Iterator[Path]:
    """A fresh folder for a run; its PostgreSQL is stopped at the end.

    The lock lies beside the folder and is held before the folder is there: a folder whose lock is
    free was left behind by a run that was killed.
    """
    place = _place()
    _clear_left_behind(place)
    folder = place / f"{_PREFIX}{uuid4().hex[:8]}"
    lock = folder.with_suffix(".lock")
    try:
        with FileLock(lock):
            folder.mkdir(mode=0o700)
            try:
                yield folder
            finally:
                _remove(folder)
    finally:
        lock.unlink(missing_ok=True)


def _clear_left_behind(place: Path) -> None:
    for folder in place.glob(f"{_PREFIX}*"):
        if not folder.is_dir():
            continue
        with suppress(Timeout, OSError), FileLock(folder.with_suffix(".lock"), timeout=0):
            _remove(folder)
            folder.with_suffix(".lock").unlink(missing_ok=True)


def _remove(folder: Path) -> None:
    """Ends the folder's PostgreSQL without ceremony, since nobody reads its data again."""
    with suppress(OSError, ValueError, psutil.NoSuchProcess):
        server = psutil.Process(int((folder / POSTGRES / "postmaster.pid").read_text().split()[0]))
        if "postgres" in server.name():
            server.send_signal(signal.SIGQUIT)
            server.wait(10)
    shutil.rmtree(folder, ignore_errors=True)
