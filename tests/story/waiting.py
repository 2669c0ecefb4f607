"""Waiting for what a worker does, whatever a busy machine makes of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


async def until(true: Callable[[], bool | Awaitable[bool]], seconds: float = 30.0) -> None:
    """Returns when the condition holds; fails when it does not within that time."""
    async with asyncio.timeout(seconds):
        while True:
            answer: Any = true()
            if not isinstance(answer, bool):
                answer = await answer
            if answer:
                return
            await asyncio.sleep(0.05)
