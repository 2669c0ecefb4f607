"""Whole answers to anonymous queries, kept for a moment and dropped when what they read changes.

An answer is known by a hash of document, operation, variables and language, and remembers the
tables that it read. A commit in this process drops it at once; a commit in another one shows after
`SECONDS` at the latest, and so does what only the clock changes (an embargo that ends, a frame that
grows old). Nothing that a signed-in viewer was told ever comes here.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

SECONDS: Final = 2.0
MOST_BYTES: Final = 32 * 1024 * 1024
_OVERHEAD_BYTES: Final = 1024
"""What an answer takes beside its body: its key, its tag and the names of its tables."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer's bytes, its entity tag, and what it depends on."""

    body: bytes
    etag: str
    tables: frozenset[str]
    until: float


def etag_of(body: bytes) -> str:
    """A strong entity tag of a body."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def key_of(*parts: bytes) -> bytes:
    """The key of an answer, short however long the request was; borders between parts count."""
    digest = blake2b(digest_size=20)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


class Answers:
    """The answers kept by this process, bounded in bytes, oldest out first."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self._bytes = 0
        self._changes = 0

    @property
    def is_on(self) -> bool:
        """Whether anything is kept at all."""
        return self._seconds > 0

    @property
    def changes(self) -> int:
        """Counts the commits heard of. An answer read before one must not be kept after it."""
        return self._changes

    def get(self, key: bytes) -> Kept | None:
        """The answer of this key, unless it grew old."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        if kept.until < time.monotonic():
            self._drop(key)
            return None
        return kept

    def put(self, key: bytes, body: bytes, tables: frozenset[str], changes: int) -> Kept:
        """Keeps an answer that was read when `changes` commits had been heard of."""
        now = time.monotonic()
        kept = Kept(body, etag_of(body), tables, now + self._seconds)
        if changes != self._changes or not self.is_on:
            return kept
        self._drop(key)
        self._kept[key] = kept
        self._bytes += len(body) + _OVERHEAD_BYTES
        # All live equally long, so the first is the oldest: what nobody asks for again goes too.
        while self._kept:
            oldest = next(iter(self._kept))
            if self._bytes <= MOST_BYTES and self._kept[oldest].until >= now:
                break
            self._drop(oldest)
        return kept

    def purge(self, tables: frozenset[str]) -> None:
        """Drops every answer that read one of these tables: call it at each commit."""
        self._changes += 1
        for key in [k for k, kept in self._kept.items() if kept.tables & tables]:
            self._drop(key)

    def __len__(self) -> int:
        return len(self._kept)

    def _drop(self, key: bytes) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._bytes -= len(kept.body) + _OVERHEAD_BYTES
