"""Keyset connections: the types around a page."""

from typing import Generic, TypeVar

import strawberry

T = TypeVar("T")


@strawberry.type(description="How a page relates to the rest of its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more items follow this page.")
    has_previous_page: bool = strawberry.field(
        description="Whether items precede this page: true if `after` was given. Lists go forward"
        " only, so those are the items that the client has already read."
    )
    start_cursor: str | None = strawberry.field(
        description="The first item's cursor; null on an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="The last item's cursor, for `after` of the next page; null on an empty page."
    )


@strawberry.type(description="An item of a list, with its cursor.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(
        description="The item's position in the list: `after` continues behind it."
    )
    node: T = strawberry.field(description="The item.")


@strawberry.type(description="One page of a list that grows.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(
        description="The items of the page, each with its cursor."
    )
    nodes: list[T] = strawberry.field(description="The items of the page without cursors.")
    page_info: PageInfo = strawberry.field(
        description="Whether there is a next page, and its `after`."
    )
