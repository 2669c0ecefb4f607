"""What one request may still take of the store, however many statements it is made of."""

import time
from typing import Final

SLOWEST_SECONDS: Final = 10.0
"""All statements of a request together may take so long, waiting for a connection included."""
DIRECT_SECONDS: Final = 2.0
"""Those on the event loop may hold it for so long; the request fails, the others go on."""


class Budget:
    """The time that one request has left."""

    __slots__ = ("direct", "ends")

    def __init__(self) -> None:
        self.ends = time.monotonic() + SLOWEST_SECONDS
        self.direct = DIRECT_SECONDS

    def left(self) -> float:
        """Seconds until everything of this request is stopped; never negative."""
        return max(0.0, self.ends - time.monotonic())
