"""The city and its areas in the graph."""

import strawberry
from sqlalchemy import func

from api.areas import models
from api.areas.values import AreaKind, AreaLevel, AreaPrecision
from api.gql.common.enums import described
from api.gql.common.scalars import TimeZone
from api.gql.common.types import Language, Node, Point, Provenance
from api.gql.schema.fields import col, expr, gid, many, one, same, sort, table, words
from api.gql.schema.mapping import Order, everyone

described(
    AreaLevel,
    "A level in the hierarchy of official areas (Kemendagri codes).",
    PROVINCE="A province.",
    CITY="A city or regency (kota or kabupaten).",
    DISTRICT="A district (kecamatan).",
    VILLAGE="A village (kelurahan or desa).",
)
described(
    AreaKind,
    "The official kind of an area. Values may be added.",
    PROVINSI="A province.",
    KABUPATEN="A regency: a city-level area that is largely rural.",
    KOTA="A city: a city-level area that is urban.",
    KECAMATAN="A district.",
    KELURAHAN="An urban village, run by a civil servant.",
    DESA="A rural village, run by an elected head.",
)
described(
    AreaPrecision,
    "How surely a point was matched to a village.",
    EXACT="The point lies inside the village's official boundary.",
    APPROXIMATE="The village is the nearest one: no official boundary covers the point.",
    OUTSIDE="The point lies outside the city.",
)


@table(
    models.Area,
    where=everyone,
    prefix="area",
    description="An official area of the city: the city itself, a district or a village.",
)
class Area(Node):
    id: strawberry.ID = gid("The area's ID.")
    code: str = col(models.Area.code, "The Kemendagri code, such as 51.03.01.1002.")
    level: AreaLevel = col(models.Area.level, "The area's level in the hierarchy.")
    kind: AreaKind = expr(lambda row, _v: func.upper(row.kind), "The official kind of the area.")
    name: str = col(models.Area.name, "The official name, without the kind.")
    parent: "Area | None" = one(
        lambda: Area,
        models.Area.parent_id,
        "The area that this one belongs to; null for the city, whose province is not kept.",
    )
    children: list["Area"] = many(
        lambda: Area,
        "The areas one level down, by code; at most 100.",
        on=models.Area.parent_id,
        order=Order("code", (sort(models.Area.code, "text"),)),
        limit=100,
    )
    centre: Point = same(lambda: Point, "Roughly the middle of the area; not an official point.")
    provenance: Provenance = same(
        lambda: Provenance, "The source of the code, the name and the centre."
    )


@table(
    models.CityContact,
    where=everyone,
    prefix="contact",
    description="A telephone number of the city for anything that is not an emergency.",
)
class CityContact(Node):
    id: strawberry.ID = gid("The contact's ID.")
    code: str = col(models.CityContact.code, "A stable short name.")
    label: str = words(
        models.CityContact.label_id,
        models.CityContact.label_en,
        "The person or service that the number reaches.",
    )
    number: str = col(models.CityContact.number, "The number to dial.")
    provenance: Provenance = same(lambda: Provenance, "The source of the number.")


@table(models.City, where=everyone, prefix="city", description="The city that this API serves.")
class City(Node):
    id: strawberry.ID = gid("The city's ID.")
    code: str = col(models.City.code, "A short name, such as badung or cirebon.")
    name: str = words(models.City.name_id, models.City.name_en, "The city's name.")
    time_zone: TimeZone = col(
        models.City.time_zone, "The city's IANA time zone, such as Asia/Makassar."
    )
    languages: list[Language] = expr(
        lambda row, _v: row.languages,
        "The languages of the city's texts, the default first.",
        kind="json",
    )
    centre: Point = same(lambda: Point, "The point on which a map of the city opens.")
    map_zoom: int = col(
        models.City.map_zoom, "The zoom at which a map of the city opens, a Web Mercator level."
    )
    population: int | None = col(
        models.City.people, "The number of inhabitants; null if no source gives one."
    )
    area: Area | None = one(
        lambda: Area,
        lambda city, area, _viewer: city.area_code == area.code,
        "The city in the hierarchy of areas.",
    )
    contacts: list[CityContact] = many(
        lambda: CityContact,
        "Telephone numbers for anything that is not an emergency; at most 20.",
        on=lambda _city, contact, _viewer: contact.position >= 0,
        order=Order("position", (sort(models.CityContact.position, "int"),)),
        limit=20,
    )
    provenance: Provenance = same(lambda: Provenance, "The source of the facts about the city.")


@strawberry.type(description="The areas that a point lies in.")
class AreaMatch:
    precision: AreaPrecision = strawberry.field(
        description="How surely the point was matched; OUTSIDE if it is not in the city."
    )
    village: Area | None = strawberry.field(description="The village; null outside the city.")
    district: Area | None = strawberry.field(description="The district; null outside the city.")
