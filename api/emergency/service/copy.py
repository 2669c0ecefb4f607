"""The copy of the emergency pack in memory and on disk, which no outage of the database reaches.

Responses come from memory. Memory is filled from the database, and the copy on disk stands in for a
database that is down when the server starts.
"""

import asyncio
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog
from pydantic import ValidationError

from api.db.session import Database
from api.emergency.service.pack import dump, parse
from api.emergency.service.query import TABLES, load_pack
from api.emergency.values import LAST_RESORT, Pack

REFRESH_SECONDS: Final = 30.0
"""A pack that was last compared with the store longer ago than this is compared again."""
TIMEOUT_SECONDS: Final = 5.0
"""How long the store may take."""
_log = structlog.get_logger("emergency")


class PackCache:
    """The pack of one process: always there, and as fresh as the database allows.

    A commit of this process shows at once, one of another process within half a minute of the
    first request after it.
    """

    def __init__(self, database: Database, file: Path) -> None:
        """`file` is the copy on disk."""
        self._database = database
        self._file = file
        self._pack = LAST_RESORT
        self._checked_at = float("-inf")
        self._task: asyncio.Task[None] | None = None
        self._again = False
        database.on_commit(self._on_commit)

    async def start(self) -> None:
        """Fills memory from disk, then from the database if it answers. Never raises for either."""
        try:
            self._pack = parse(await asyncio.to_thread(self._file.read_bytes))
        except FileNotFoundError:
            pass
        except (OSError, ValidationError) as error:
            _log.error("emergency.bad_copy", error=type(error).__name__)
        await self._refresh()

    @property
    def pack(self) -> Pack:
        """The newest pack known; if it is due, a comparison with the store starts meanwhile."""
        if time.monotonic() - self._checked_at > REFRESH_SECONDS:
            self._refresh_soon()
        return self._pack

    async def close(self) -> None:
        """Stops a comparison that is under way."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def _on_commit(self, tables: frozenset[str]) -> None:
        if tables & TABLES:
            self._refresh_soon()

    def _refresh_soon(self) -> None:
        if self._task is not None and not self._task.done():
            self._again = True  # what it reads may be older than this commit
            return
        self._checked_at = time.monotonic()
        self._task = asyncio.create_task(self._refresh(), name="emergency-pack")

    async def _refresh(self) -> None:
        while True:
            self._again = False
            self._checked_at = time.monotonic()
            try:
                async with asyncio.timeout(TIMEOUT_SECONDS), self._database.read() as reader:
                    found = await load_pack(reader)
                if found is not None and found.revision != self._pack.revision:
                    self._pack = found
                    await asyncio.to_thread(self._write, dump(found))
                    _log.info("emergency.pack", revision=found.revision)
            except Exception as error:  # of a driver or a disk: the pack in memory stays in use
                _log.warning("emergency.not_refreshed", error=type(error).__name__)
            if not self._again:
                return

    def _write(self, text: bytes) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        part.write_bytes(text)
        part.replace(self._file)
