"""Queries about the city's apps."""

from typing import Any

import strawberry

from api.apps import models
from api.apps.types import App
from api.apps.values import AppCategory
from api.gql.schema.fields import arg, lookup, many, sort
from api.gql.schema.mapping import Given, Order, Row


def _in_category(row: Row, given: Given, _viewer: Any) -> list[Any]:
    if not given.has("category"):
        return []
    return [row.category == given.slot("category", "text")]


@strawberry.type
class AppQueries:
    apps: list[App] = many(
        lambda: App,
        "The city's civic apps, in the city's order; at most 100.",
        order=Order("position", (sort(models.App.position, "int"),)),
        limit=100,
        filter=_in_category,
        args=[arg("category", AppCategory | None, "Only apps of this category.")],
    )
    app: App | None = lookup(
        lambda: App,
        "An app by its slug; null if there is none.",
        by=lambda row, given, _v: [row.slug == given.slot("slug", "text")],
        args=[arg("slug", str, "The app's slug.")],
    )


QUERIES = (AppQueries,)
