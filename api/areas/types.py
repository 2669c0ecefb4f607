"""The city and its areas in the graph."""

import strawberry

from api.areas import models
from api.areas.values import AreaLevel, Boundary
from api.gql.common.enums import described
from api.gql.common.types import Language, Node, Point, Provenance
from api.gql.schema.fields import col, expr, gid, many, one, same, sort, table, words
from api.gql.schema.mapping import Order, everyone

described(
    AreaLevel,
    "A level of the official area tree (Kemendagri codes).",
    PROVINCE="A province.",
    CITY="A city or regency: kota, kabupaten.",
    DISTRICT="A district: kecamatan.",
    VILLAGE="A village: kelurahan or desa.",
)


described(
    Boundary,
    "How sure a point's area is.",
    EXACT="Inside the village's official polygon.",
    APPROXIMATE="The village whose centre is nearest: no polygon says it exactly.",
    OUTSIDE="Outside the city.",
)


@table(
    models.Area,
    where=everyone,
    prefix="area",
    description="A city, district or village of the city.",
)
class Area(Node):
    id: strawberry.ID = gid("The area's id.")
    code: str = col(models.Area.code, "The Kemendagri code, such as 51.03.01.1002.")
    level: AreaLevel = col(models.Area.level, "Where it stands in the tree.")
    kind: str = col(
        models.Area.kind, "The official word: kabupaten, kota, kecamatan, kelurahan, desa."
    )
    name: str = col(models.Area.name, "The official name.")
    parent: "Area | None" = one(lambda: Area, models.Area.parent_id, "The area that it is part of.")
    children: list["Area"] = many(
        lambda: Area,
        "The areas that it is made of.",
        on=models.Area.parent_id,
        order=Order("code", (sort(models.Area.code, "text"),)),
        limit=100,
    )
    centre: Point = same(lambda: Point, "About its middle; not an official point.")
    provenance: Provenance = same(lambda: Provenance, "Where code and name come from.")


@table(
    models.CityContact,
    where=everyone,
    description="A number of the city for what is no emergency.",
)
class CityContact:
    code: str = col(models.CityContact.code, "A stable name.")
    label: str = words(models.CityContact.label_id, models.CityContact.label_en, "What it is for.")
    number: str = col(models.CityContact.number, "The number to dial.")
    provenance: Provenance = same(lambda: Provenance, "Who published the number, and when.")


@table(models.City, where=everyone, prefix="city", description="The city that this API serves.")
class City(Node):
    id: strawberry.ID = gid("The city's id.")
    code: str = col(models.City.code, "A short name: badung, cirebon.")
    name: str = words(models.City.name_id, models.City.name_en, "The city's name.")
    time_zone: str = col(models.City.time_zone, "IANA time zone, such as Asia/Makassar.")
    languages: list[Language] = expr(
        lambda row, _v: row.languages, "What it speaks, first its own.", kind="json"
    )
    centre: Point = same(lambda: Point, "Where a map opens.")
    map_zoom: int = col(models.City.map_zoom, "At which zoom (Web Mercator level) a map opens.")
    people: int | None = col(models.City.people, "How many people live there.")
    area: Area | None = one(
        lambda: Area,
        lambda city, area, _viewer: city.area_code == area.code,
        "The city in the area tree.",
    )
    contacts: list[CityContact] = many(
        lambda: CityContact,
        "Numbers for what is no emergency.",
        on=lambda _city, contact, _viewer: contact.position >= 0,
        order=Order("position", (sort(models.CityContact.position, "int"),)),
        limit=20,
    )
    provenance: Provenance = same(lambda: Provenance, "Where the facts come from.")


@strawberry.type(description="The area of a point.")
class AreaMatch:
    boundary: Boundary = strawberry.field(description="How sure the answer is, or OUTSIDE.")
    village: Area | None = strawberry.field(description="The village; null outside the city.")
    district: Area | None = strawberry.field(description="The district; null outside the city.")
