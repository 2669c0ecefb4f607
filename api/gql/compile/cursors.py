"""Opaque cursors of keyset pages: written into responses, and validated when they come back."""

import base64
import binascii

import orjson

from api.gql.schema.mapping import Kind
from api.gql.schema.problems import BadValue
from api.kit import clock, ids


def encode_cursor(order: str, *values: object) -> str:
    """An opaque cursor: the order's name, the sort keys' values and the row's id."""
    return base64.urlsafe_b64encode(orjson.dumps((order, *values))).decode().rstrip("=")


def decode_cursor(cursor: str, order: str, length: int) -> list[object]:
    """The sort keys' values and the id in a cursor of this order.

    Raises BadValue for anything that this list did not hand out.
    """
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        parts = orjson.loads(raw)
    except (ValueError, binascii.Error, orjson.JSONDecodeError):
        parts = None
    if not isinstance(parts, list) or len(parts) != length + 1 or not isinstance(parts[0], str):
        raise _not_a_cursor()
    if parts[0] != order:
        raise BadValue(
            f"after: kursor ini dari daftar berurutan {parts[0]!r}, yang ini berurutan {order!r};"
            " mulai lagi tanpa `after`.",
            f"after: this cursor belongs to a list in the order {parts[0]!r}, this one is in"
            f" {order!r}; start again without `after`.",
        )
    if any(isinstance(part, list | dict) or part is None for part in parts[1:]):
        raise _not_a_cursor()
    return parts[1:]


def key_of(kind: Kind, value: object) -> object:
    """A cursor's value as the slot of its kind wants it. Raises BadValue when it cannot be one."""
    if kind == "instant":
        try:
            return clock.from_text(value)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            raise _unfit() from None
    if isinstance(value, bool):
        raise _unfit()
    if kind == "float" and isinstance(value, int | float):
        # Whole numbers reach further in JSON than in SQLite.
        return float(value)
    if kind == "int" and isinstance(value, int):
        return value
    if kind in ("int", "float") or not isinstance(value, str):
        raise _unfit()
    if "\0" in value or (kind == "uuid" and not ids.is_uuid(value)):
        raise _unfit()
    return value


def _not_a_cursor() -> BadValue:
    return BadValue(
        "after: ini bukan kursor dari API ini; pakai endCursor halaman sebelumnya.",
        "after: this is not a cursor of this API; use endCursor of the page before.",
    )


def _unfit() -> BadValue:
    return BadValue(
        "after: kursor ini tidak cocok dengan daftar ini; pakai endCursor seperti yang diberikan.",
        "after: the cursor does not fit this list; use endCursor as it was given.",
    )
