"""Whole responses to anonymous queries, kept briefly and dropped when what they read changes.

A response is known by a hash of everything that decides it, and remembers the tables that it read.
A commit in this process drops it at once; a commit in another one shows after `SECONDS` at the
latest, and so does what only the clock changes (an embargo that ends, a frame that grows old).
Nothing that a signed-in viewer was given ever comes here.
"""

import time
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from cachetools import TTLCache

SECONDS: Final = 2.0
MOST_BYTES: Final = 32 * 1024 * 1024
_OVERHEAD_BYTES: Final = 1024
"""What a response takes beside its body: its key, its tag and the names of its tables."""


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A response's bytes, its entity tag, and what it depends on."""

    body: bytes
    etag: str
    tables: frozenset[str]


def etag_of(body: bytes) -> str:
    """A strong entity tag of a body."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def key_of(*parts: bytes) -> bytes:
    """The key of a response, short however long the request was; borders between parts count."""
    digest = blake2b(digest_size=20)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def _size(response: CachedResponse) -> int:
    return len(response.body) + _OVERHEAD_BYTES


class ResponseCache:
    """The responses kept by this process, bounded in bytes and in time."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """`seconds` 0: nothing is kept."""
        self._kept: TTLCache[bytes, CachedResponse] = TTLCache(
            MOST_BYTES, ttl=seconds, timer=lambda: time.monotonic(), getsizeof=_size
        )
        self._changes = 0
        self.is_on = seconds > 0

    @property
    def changes(self) -> int:
        """Counts the commits heard of. What was read before one must not be kept after it."""
        return self._changes

    def get(self, key: bytes) -> CachedResponse | None:
        """The response of this key, unless it grew old."""
        return self._kept.get(key)

    def put(self, key: bytes, body: bytes, tables: frozenset[str], changes: int) -> CachedResponse:
        """Keeps a response that was read when `changes` commits had been heard of."""
        response = CachedResponse(body, etag_of(body), tables)
        if self.is_on and changes == self._changes and _size(response) <= MOST_BYTES:
            self._kept[key] = response
        return response

    def purge(self, tables: frozenset[str]) -> None:
        """Drops every response that read one of these tables: call it at each commit."""
        self._changes += 1
        for key in list(self._kept):
            response = self._kept.get(key)
            if response is not None and response.tables & tables:
                self._kept.pop(key, None)

    def __len__(self) -> int:
        return len(self._kept)
