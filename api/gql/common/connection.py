"""Keyset connections: opaque cursors that are validated, and the types around a page."""

import base64
import binascii
from typing import Any, Generic, TypeVar

import orjson
import strawberry

from api.gql.common.problems import BadValue

T = TypeVar("T")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there is more behind this page.")
    end_cursor: str | None = strawberry.field(
        description="The last item's cursor: give it as `after` to go on. Null on an empty page."
    )


@strawberry.type(description="An item of a list and its cursor.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Where this item stands: `after` goes on behind it.")
    node: T = strawberry.field(description="The item itself.")


@strawberry.type(description="A page of a list that grows.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The items with their cursors.")
    nodes: list[T] = strawberry.field(description="The items alone, for those who need no cursors.")
    page_info: PageInfo = strawberry.field(description="Whether and how to go on.")


def encode_cursor(order: str, *values: Any) -> str:
    """An opaque cursor: the order's name, the sort keys' values and the row's id."""
    return base64.urlsafe_b64encode(orjson.dumps((order, *values))).decode().rstrip("=")


def decode_cursor(cursor: str, order: str, length: int) -> list[Any]:
    """The sort keys' values and the id in a cursor of this order.

    Raises BadValue for anything that this list did not hand out.
    """
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        parts = orjson.loads(raw)
    except (ValueError, binascii.Error, orjson.JSONDecodeError):
        parts = None
    if not isinstance(parts, list) or len(parts) != length + 1 or not isinstance(parts[0], str):
        raise _no_cursor()
    if parts[0] != order:
        raise BadValue(
            f"after: kursor ini dari daftar berurutan {parts[0]!r}, yang ini berurutan {order!r};"
            " mulai lagi tanpa `after`.",
            f"after: this cursor belongs to a list in the order {parts[0]!r}, this one is in"
            f" {order!r}; start again without `after`.",
        )
    if any(isinstance(part, list | dict) or part is None for part in parts[1:]):
        raise _no_cursor()
    return parts[1:]


def _no_cursor() -> BadValue:
    return BadValue(
        "after: ini bukan kursor dari API ini; pakai endCursor halaman sebelumnya.",
        "after: this is no cursor of this API; use endCursor of the page before.",
    )
