"""Queries about the city and its areas."""

from typing import Annotated, Any

import strawberry

from api.areas import models
from api.areas.service import AreaIndexCache
from api.areas.types import Area, AreaMatch, City
from api.areas.values import AreaLevel
from api.gql.common.references import key_of
from api.gql.common.types import PointInput
from api.gql.schema.fields import arg, lookup, many, sort
from api.gql.schema.mapping import Given, Order, Ref, Row
from api.gql.schema.problems import BadValue
from api.kit.geo import Point


def _areas(row: Row, given: Given, _viewer: Any) -> list[Any]:
    conditions = []
    if given.has("level"):
        conditions.append(row.level == given.slot("level", "text"))
    if given.has("within"):
        conditions.append(row.parent_id == given.slot("within", "uuid", key_of("within", "area")))
    return conditions


@strawberry.type
class AreaQueries:
    city: City = lookup(lambda: City, "The city that this API serves.", by=lambda _r, _g, _v: [])
    areas: list[Area] = many(
        lambda: Area,
        "The city's official areas, by code; at most 200.",
        filter=_areas,
        order=Order("code", (sort(models.Area.code, "text"),)),
        limit=200,
        args=[
            arg("level", AreaLevel | None, "Only areas of this level."),
            arg("within", strawberry.ID | None, "Only the areas one level below this one."),
        ],
    )

    @strawberry.field(description="The village and district that a point lies in.")
    async def area_at(
        self,
        info: strawberry.Info,
        point: Annotated[
            PointInput, strawberry.argument(description="The point, anywhere on earth.")
        ],
    ) -> AreaMatch:
        location = Point(point.latitude, point.longitude)
        if not location.is_on_earth():
            raise BadValue(
                "point: latitude -90 sampai 90 dan longitude -180 sampai 180, dalam derajat.",
                "point: latitude is -90 to 90 and longitude -180 to 180, in degrees.",
            )
        index = await info.context.resources.get(AreaIndexCache).get()
        found = index.locate(location)
        return AreaMatch(
            precision=found.precision,
            village=_area(found.village_id),
            district=_area(found.district_id),
        )


def _area(key: str | None) -> Any:
    return None if key is None else Ref(key)


QUERIES = (AreaQueries,)
