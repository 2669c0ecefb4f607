"""Queries about cameras and their sites."""

from typing import Any

import strawberry
from sqlalchemy import select

from api.cctv import models
from api.cctv.types import Camera, CameraSite
from api.cctv.values import CameraStatus
from api.db.base import table
from api.gql.common import filters
from api.gql.common.connection import Connection
from api.gql.common.keys import TextKey, by_key
from api.gql.common.types import PointInput
from api.gql.schema.fields import arg, lookup, many, page, sort
from api.gql.schema.mapping import Given, Key, Order, Row


@strawberry.input(description="Conditions that cameras must meet, all of them. Null means any.")
class CameraFilter:
    area: strawberry.ID | None = strawberry.field(
        default=None, description="Only in this district or village."
    )
    near: PointInput | None = strawberry.field(
        default=None, description="Only near this point; the nearest comes first."
    )
    radius_metres: int | None = strawberry.field(
        default=None,
        description="The radius around `near` in metres, 1 to 50,000; 1,000 if omitted.",
    )
    status: CameraStatus | None = strawberry.field(
        default=None, description="Only with this status."
    )


@strawberry.input(one_of=True, description="A camera, named by exactly one of these.")
class CameraKey:
    id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The camera's ID."
    )
    code: str | None = strawberry.field(
        default=strawberry.UNSET, description="The camera's short name, such as KTA-001-A."
    )


BY_CODE = Order("code", (sort(models.Camera.code, "text"),))


def _site(row: Row) -> Any:
    """The camera's site, as a correlated lookup: a camera has no coordinates of its own."""
    return table(models.CameraSite).alias()


def _filtered(row: Row, given: Given, _viewer: Any) -> list[Any]:
    conditions: list[Any] = []
    if given.has("filter.status"):
        conditions.append(row.status == given.slot("filter.status", "text"))
    if any(given.has(f"filter.{part}") for part in ("area", "near", "radiusMetres")):
        site = _site(row)
        places = [
            *filters.in_area(given, "filter.area", site.c.village_id, site.c.district_id),
            *filters.near(
                given, "filter.near", "filter.radiusMetres", site.c.latitude, site.c.longitude
            ),
        ]
        conditions.append(row.site_id.in_(select(site.c.id).where(*places)))
    return conditions


def _order(given: Given) -> Order:
    if not given.has("filter.near"):
        return BY_CODE

    def distance(row: Row, _viewer: Any) -> Any:
        site = _site(row)
        squared = filters.distance_squared(given, "filter.near", site.c.latitude, site.c.longitude)
        return (
            select(squared).where(site.c.id == row.site_id).correlate_except(site).scalar_subquery()
        )

    return Order("nearest", (Key(distance, "float", False),))


def _sites(row: Row, given: Given, _viewer: Any) -> list[Any]:
    return filters.in_area(given, "area", row.village_id, row.district_id)


@strawberry.type
class CctvQueries:
    cameras: Connection[Camera] = page(
        lambda: Camera,
        "Cameras, by code, or nearest first if `filter.near` is given.",
        order=_order,
        filter=_filtered,
        args=[arg("filter", CameraFilter | None, "Which cameras; all if omitted.")],
    )
    camera: Camera | None = lookup(
        lambda: Camera,
        "A camera by its ID or code; null if there is none.",
        by=by_key("cam", code=TextKey(models.Camera.code)),
        args=[arg("by", CameraKey, "Which camera.")],
    )
    camera_sites: list[CameraSite] = many(
        lambda: CameraSite,
        "The places where cameras are mounted, by code; at most 500.",
        order=Order("code", (sort(models.CameraSite.code, "text"),)),
        limit=500,
        filter=_sites,
        args=[arg("area", strawberry.ID | None, "Only in this district or village.")],
    )


QUERIES = (CctvQueries,)
