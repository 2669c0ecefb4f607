"""How often and when a message that FCM did not accept is tried again."""

import random
from datetime import timedelta
from typing import Final

ATTEMPTS: Final = 24
"""With backoff up to 60 min: about eight hours without FCM; a notice may expire sooner."""
LEAST: Final = timedelta(seconds=10)
"""Google asks for at least this between two attempts."""
LONGEST: Final = timedelta(minutes=60)
URGENT_LONGEST: Final = timedelta(seconds=5)
"""A warning is tried again every few seconds, whatever FCM asks for: lives may depend on it."""
LONGEST_PAUSE: Final = timedelta(minutes=10)
"""Of a lane; at its end it is probed."""
_JITTER: Final = 0.25
_chance = random.SystemRandom()


def wait_after(attempt: int, requested: timedelta | None, *, urgent: bool) -> timedelta:
    """How long a message waits after the attempt with this number failed.

    Full jitter above what FCM asked for, or 10 s; the span doubles from 10 s to 60 min.
    """
    if urgent:
        least = min(requested or timedelta(seconds=1), URGENT_LONGEST)
        return least + (URGENT_LONGEST - least) * _chance.random()
    span = min(LONGEST, LEAST * (1 << min(attempt - 1, 20)))
    return max(requested or LEAST, LEAST) + span * _chance.random()


def pause_for(requested: timedelta | None, paused_so_far: timedelta) -> timedelta:
    """How long a lane is paused: what FCM asked for, or twice as long as it was paused already.

    Workers do not all come back at once.
    """
    least = max(requested or timedelta(seconds=30), min(paused_so_far * 2, LONGEST_PAUSE))
    return least * (1 + _JITTER * _chance.random())
