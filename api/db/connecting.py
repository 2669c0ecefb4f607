"""Connecting to PostgreSQL, also while many others do."""

import asyncio
from typing import Any, Final, TypeAlias

import asyncpg

Connection: TypeAlias = "asyncpg.Connection[Any]"
_PAUSES: Final = (0.05, 0.2, 0.5)
"""Seconds before each further attempt."""


async def connect(*given: Any, **options: Any) -> Connection:
    """`asyncpg.connect`, tried again while the server's queue of callers is full.

    A Unix socket whose queue is full looks connected to asyncio until it is written to. The server
    is there, and answers a moment later. Raises what asyncpg raises at the last attempt.
    """
    for pause in _PAUSES:
        try:
            return await _once(*given, **options)
        except asyncpg.ConnectionDoesNotExistError:
            await asyncio.sleep(pause)
    return await _once(*given, **options)


async def _once(*given: Any, **options: Any) -> Connection:
    connection: Connection = await asyncpg.connect(*given, **options)
    return connection
