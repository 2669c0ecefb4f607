"""Identifiers: time-ordered UUIDs inside, opaque prefixed ids outside."""

import hashlib
import os
import threading
import time
import uuid
from typing import Final

_SEED_NAMESPACE: Final = uuid.UUID("6f1d3c52-0d0f-5b0e-8a53-4b756c6b756c")
_lock = threading.Lock()
_last = 0


def uuid7() -> str:
    """A UUID version 7 (RFC 9562, section 5.7) as text; later calls in a process sort later.

    The 12 bits after the version count calls within a millisecond (RFC 9562, section 6.2,
    method 1): rows made in one burst keep their order.
    """
    global _last
    with _lock:
        stamp = max((time.time_ns() // 1_000_000) << 12, _last + 1)
        _last = stamp
    milliseconds, counter = stamp >> 12, stamp & 0xFFF
    tail = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    value = (milliseconds << 80) | (0x7 << 76) | (counter << 64) | (0b10 << 62) | tail
    return str(uuid.UUID(int=value))


def named(*parts: str) -> str:
    """The same UUID (version 5) for the same names, wherever it is asked: for seeded rows."""
    return str(uuid.uuid5(_SEED_NAMESPACE, "/".join(parts)))


def fingerprint(*parts: str) -> str:
    """SHA-256 over the parts, hex; parts are length-prefixed so that borders cannot move."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()


def is_uuid(text: str) -> bool:
    """Whether the text is a UUID in the one spelling that the stores use (lower case, dashes)."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def public_id(prefix: str, key: str) -> str:
    """The id that clients see: ``rep_0190…``. The prefix names the type; the rest is the key."""
    return f"{prefix}_{key}"


def split_public_id(public: str) -> tuple[str, str] | None:
    """(prefix, key) of a client's id, or None when it can be no id of ours."""
    prefix, mark, key = public.partition("_")
    if not mark or not is_uuid(key):
        return None
    return prefix, key
