"""Where questions about the city and its areas enter."""

from typing import Any

import strawberry

from api.areas import models
from api.areas.service import PlacesCache
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
        "The official areas, by code.",
        filter=_areas,
        order=Order("code", (sort(models.Area.code, "text"),)),
        limit=200,
        args=[
            arg("level", AreaLevel | None, "Only this level."),
            arg("within", strawberry.ID | None, "Only the parts of this area."),
        ],
    )

    @strawberry.field(description="The village and district of a point, and how sure that is.")
    async def area_at(self, info: strawberry.Info, point: PointInput) -> AreaMatch:
        place = Point(point.latitude, point.longitude)
        if not place.is_on_earth():
            raise BadValue(
                "point: latitude -90 sampai 90 dan longitude -180 sampai 180, dalam derajat.",
                "point: latitude is -90 to 90 and longitude -180 to 180, in degrees.",
            )
        places = await info.context.resources.get(PlacesCache).get()
        found = places.locate(place)
        return AreaMatch(
            boundary=found.boundary,
            village=_area(found.village_id),
            district=_area(found.district_id),
        )


def _area(key: str | None) -> Any:
    return None if key is None else Ref(key)


QUERIES = (AreaQueries,)
