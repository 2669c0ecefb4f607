"""Collects what became of messages and records it in groups, as soon as the database lets it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog

from api.db.session import Database
from api.jobs.outbox import error_summary
from api.push.jobs import outcomes
from api.push.jobs.outcomes import Group, Outcome

_COLLECT_SECONDS: Final = 0.2
_COLLECT_MOST: Final = 500
_UNRECORDED_MOST: Final = 5_000
"""With the database away no more is sent than can be recorded when it is back."""
_LONGEST_PAUSE: Final = 30.0
_log = structlog.get_logger("push")


class Recorder:
    """What one pipeline has to record under its lease."""

    def __init__(
        self, database: Database, lease: str, on_recorded: Callable[[Group], None]
    ) -> None:
        self._database = database
        self._lease = lease
        self._on_recorded = on_recorded
        self._full = asyncio.Event()
        self._in_a_hurry = False
        self.group = Group()
        """What is recorded next."""
        self.task: asyncio.Task[None] | None = None
        """Set while anything is left to be recorded."""

    @property
    def is_full(self) -> bool:
        """Whether nothing more should be sent before something is recorded."""
        return len(self.group.outcomes) > _UNRECORDED_MOST

    def hurry(self) -> None:
        """Records from now on without waiting for more."""
        self._in_a_hurry = True
        self._full.set()

    def note(self, outcome: Outcome) -> None:
        """Has an outcome recorded with the next group."""
        self.group.outcomes.append(outcome)
        if len(self.group.outcomes) >= _COLLECT_MOST:
            self._full.set()
        if self.task is None:
            self.task = asyncio.create_task(self._record(), name="push-record")

    async def _record(self) -> None:
        try:
            while self.group:
                if not self._in_a_hurry:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_COLLECT_SECONDS):
                            await self._full.wait()
                self._full.clear()
                group, self.group = self.group, Group()
                await self._keep_trying(group)
        finally:
            self.task = None

    async def _keep_trying(self, group: Group) -> None:
        """What was sent cannot be unsent: it is recorded when the database is back."""
        pause = 0.1
        while True:
            try:
                await outcomes.record(self._database, self._lease, group)
            except Exception as error:
                _log.error("push.not_recorded", error=error_summary(error))
            else:
                self._on_recorded(group)
                return
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)
