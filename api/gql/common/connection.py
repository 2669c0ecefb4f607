"""Keyset connections: the types around a page."""

from typing import Generic, TypeVar

import strawberry

T = TypeVar("T")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there is more behind this page.")
    has_previous_page: bool = strawberry.field(
        description="Whether the page lies behind a cursor: true if `after` was given. Lists go"
        " forward only, so the items before it are those that the client has read already."
    )
    start_cursor: str | None = strawberry.field(
        description="The first item's cursor. Null on an empty page."
    )
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
