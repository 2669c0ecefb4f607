"""Point → village, without polygons and with them."""

import csv
import json
import math
import time
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from api.areas.models import Area, City
from api.areas.service import AreaIndex, AreaIndexCache, CityFacts, Located, Village, reaches
from api.areas.values import AreaLevel, AreaPrecision
from api.db.session import Database
from api.kit import ids
from api.kit.geo import METRES_PER_DEGREE, Point, east_west_scale, metres_between
from api.kit.problems import NotFound, Words

PACKS = Path(__file__).parents[2] / "scripts" / "packs"
CENTRES = {"badung": Point(-8.58285, 115.18838), "cirebon": Point(-6.74172, 108.55331)}


def facts(city: str = "badung") -> CityFacts:
    return CityFacts(
        code=city,
        name=Words(city, city),
        ticket_prefix="BDG",
        time_zone=ZoneInfo("Asia/Makassar"),
        area_code="51.03",
        centre=CENTRES[city],
    )


def villages(city: str) -> list[Village]:
    with (PACKS / city / "areas.csv").open(encoding="utf-8") as file:
        return [
            Village(
                id=row["code"],
                code=row["code"],
                district_id=row["parent_code"],
                centroid=Point(float(row["latitude"]), float(row["longitude"])),
            )
            for row in csv.DictReader(file)
            if row["level"] == "VILLAGE"
        ]


BADUNG = AreaIndex(facts(), villages("badung"))
CIREBON = AreaIndex(facts("cirebon"), villages("cirebon"))


@pytest.mark.parametrize("city", ["badung", "cirebon"])
def test_every_centroid_is_in_its_own_village(city: str) -> None:
    index = {"badung": BADUNG, "cirebon": CIREBON}[city]
    for village in villages(city):
        assert index.locate(village.centroid) == Located(
            village.id, village.district_id, AreaPrecision.APPROXIMATE
        )


@pytest.mark.parametrize(
    ("name", "point"),
    [
        ("Kuta beach gate", Point(-8.7177, 115.1687)),
        ("Uluwatu temple, the far end of Pecatu", Point(-8.8291, 115.0849)),
        ("Nusa Dua, the far end of Benoa", Point(-8.8005, 115.2325)),
        ("Tukad Bangkung bridge, Petang", Point(-8.2967, 115.2180)),
        ("a hamlet between Sulangai and Pelaga", Point(-8.3230, 115.2130)),
        ("airport, runway's western end", Point(-8.7485, 115.1490)),
        ("regency offices, Sempidi", Point(-8.5990, 115.1800)),
    ],
)
def test_places_of_badung_are_inside_without_polygons(name: str, point: Point) -> None:
    assert BADUNG.locate(point).precision is AreaPrecision.APPROXIMATE, name


@pytest.mark.parametrize(
    ("name", "point"),
    [
        ("Puputan square, Denpasar", Point(-8.6570, 115.2160)),
        ("Renon, Denpasar", Point(-8.6705, 115.2335)),
        ("Sanur, Denpasar", Point(-8.6905, 115.2625)),
        ("Ubung terminal, Denpasar", Point(-8.6290, 115.2035)),
        ("Ubud, Gianyar", Point(-8.5069, 115.2625)),
        ("Tabanan town", Point(-8.5411, 115.1250)),
        ("Jakarta", Point(-6.2, 106.8)),
        ("null island", Point(0.0, 0.0)),
        ("not a number", Point(math.nan, 115.2)),
        ("beyond the pole", Point(91.0, 115.2)),
        ("endless", Point(-8.6, math.inf)),
    ],
)
def test_places_elsewhere_are_outside(name: str, point: Point) -> None:
    located = BADUNG.locate(point)
    assert located == Located(None, None, AreaPrecision.OUTSIDE), name
    assert not located.is_inside


def test_camera_sites_and_facilities_of_the_packs_are_inside() -> None:
    for city, index in (("badung", BADUNG), ("cirebon", CIREBON)):
        file = PACKS / city / "camera_sites.csv"
        with file.open(encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                point = Point(float(row["latitude"]), float(row["longitude"]))
                assert index.locate(point).is_inside, (city, row)


def test_reach_of_one_and_of_two_villages() -> None:
    assert reaches([]) == []
    assert reaches([Point(0, 0)]) == [3_000.0]
    near, far = reaches([Point(0, 0), Point(0, 0.1)])
    assert near == far == pytest.approx(1.6 * 0.1 * METRES_PER_DEGREE)


POINTS = st.builds(Point, st.floats(-8.9, -8.2), st.floats(115.0, 115.35))


@given(POINTS)
def test_without_polygons_the_nearest_centroid_within_reach_wins(point: Point) -> None:
    all_villages = villages("badung")
    reach = dict(
        zip(
            (v.id for v in all_villages),
            reaches([v.centroid for v in all_villages]),
            strict=True,
        )
    )
    nearest = min(all_villages, key=lambda v: metres_between(point, v.centroid))
    inside = metres_between(point, nearest.centroid) <= reach[nearest.id]
    located = BADUNG.locate(point)
    assert located.is_inside == inside
    if inside:
        assert located.village_id == nearest.id
        assert located.district_id == nearest.district_id


def square(west: float, south: float, east: float, north: float) -> str:
    return json.dumps(shapely.geometry.mapping(shapely.box(west, south, east, north)))


def town(*outlines: str | None) -> AreaIndex:
    return AreaIndex(
        facts(),
        [
            Village(f"v{i}", f"51.03.01.100{i}", "d1", Point(-8.7, 115.1 + i / 50), outline)
            for i, outline in enumerate(outlines)
        ],
    )


# Two villages with a sliver of some 110 m between them.
TOWN = town(
    square(115.100, -8.71, 115.119, -8.69),
    square(115.120, -8.71, 115.140, -8.69),
)


def test_polygons_decide_exactly() -> None:
    assert TOWN.locate(Point(-8.70, 115.11)) == Located("v0", "d1", AreaPrecision.EXACT)
    assert TOWN.locate(Point(-8.70, 115.13)) == Located("v1", "d1", AreaPrecision.EXACT)


def test_a_sliver_goes_to_the_nearer_village_and_says_that_it_is_a_guess() -> None:
    assert TOWN.locate(Point(-8.70, 115.1192)) == Located("v0", "d1", AreaPrecision.APPROXIMATE)
    assert TOWN.locate(Point(-8.70, 115.1198)) == Located("v1", "d1", AreaPrecision.APPROXIMATE)


def test_beyond_the_tolerance_is_outside_even_near_a_centroid() -> None:
    metre = 1 / east_west_scale(-8.70)
    assert TOWN.locate(Point(-8.70, 115.100 - 240 * metre)).is_inside
    assert not TOWN.locate(Point(-8.70, 115.100 - 260 * metre)).is_inside
    # Inside the frame of both together, but in neither village.
    holed = town(square(115.10, -8.71, 115.11, -8.69), square(115.13, -8.71, 115.14, -8.69))
    assert not holed.locate(Point(-8.70, 115.12)).is_inside


def test_a_shared_border_has_one_owner() -> None:
    both = town(square(115.10, -8.71, 115.12, -8.69), square(115.12, -8.71, 115.14, -8.69))
    assert both.locate(Point(-8.70, 115.12)) == Located("v0", "d1", AreaPrecision.EXACT)


def test_a_village_without_polygon_keeps_its_centroid() -> None:
    mixed = town(square(115.09, -8.71, 115.11, -8.69), None)
    assert mixed.locate(Point(-8.70, 115.10)).precision is AreaPrecision.EXACT
    assert mixed.locate(Point(-8.70, 115.121)) == Located("v1", "d1", AreaPrecision.APPROXIMATE)


def test_a_bow_tie_is_repaired() -> None:
    bow = json.dumps(
        {
            "type": "Polygon",
            "coordinates": [
                [
                    [115.10, -8.71],
                    [115.12, -8.69],
                    [115.12, -8.71],
                    [115.10, -8.69],
                    [115.10, -8.71],
                ]
            ],
        }
    )
    assert town(bow).locate(Point(-8.70, 115.118)).precision is AreaPrecision.EXACT


@pytest.mark.parametrize(
    "boundary",
    ["no json", '{"type": "Point", "coordinates": [115.1, -8.7]}', '{"type": "Polygon"}'],
)
def test_a_boundary_that_is_not_a_polygon_names_its_village(boundary: str) -> None:
    with pytest.raises(ValueError, match=r"51\.03\.01\.1000"):
        town(boundary)


@given(st.floats(-8.72, -8.68), st.floats(115.09, 115.15))
def test_with_polygons_the_answer_agrees_with_plain_geometry(
    latitude: float, longitude: float
) -> None:
    located = TOWN.locate(Point(latitude, longitude))
    spot = shapely.Point(longitude, latitude)
    boxes = [
        shapely.box(115.100, -8.71, 115.119, -8.69),
        shapely.box(115.120, -8.71, 115.140, -8.69),
    ]
    owners = [i for i, box in enumerate(boxes) if box.buffer(-1e-9).covers(spot)]
    if owners:
        assert located == Located(f"v{owners[0]}", "d1", AreaPrecision.EXACT)
    elif located.precision is AreaPrecision.EXACT:
        assert any(box.buffer(1e-9).covers(spot) for box in boxes)


@pytest.mark.slow
def test_locating_takes_less_than_a_millisecond() -> None:
    with_boundaries = AreaIndex(
        facts(),
        [
            replace(v, boundary=json.dumps(shapely.geometry.mapping(_round(v.centroid))))
            for v in villages("badung")
        ],
    )
    for index in (BADUNG, with_boundaries):
        best = math.inf
        for _ in range(5):
            start = time.perf_counter()
            for i in range(200):
                index.locate(Point(-8.8 + i / 400, 115.18))
            best = min(best, (time.perf_counter() - start) / 200)
        assert best < 0.001


def _round(centre: Point) -> shapely.Polygon:
    """A boundary of 2,000 corners, as fine as official ones."""
    return shapely.Point(centre.longitude, centre.latitude).buffer(0.008, quad_segs=500)


async def seed(database: Database, *, boundary: str | None = None) -> str:
    village = ids.uuid7()
    async with database.write() as session:
        session.add(
            City(
                code="badung", name_id="Kabupaten Badung", name_en="Badung Regency",
                ticket_prefix="BDG", time_zone="Asia/Makassar", languages=["ID", "EN"],
                area_code="51.03", latitude=-8.58285, longitude=115.18838, map_zoom=10,
            )
        )  # fmt: skip
        district = Area(
            code="51.03.01", level=AreaLevel.DISTRICT, kind="kecamatan", name="Kuta",
            latitude=-8.72, longitude=115.17,
        )  # fmt: skip
        session.add(district)
        await session.flush()
        session.add(
            Area(
                id=village, code="51.03.01.1002", level=AreaLevel.VILLAGE, kind="kelurahan",
                name="Kuta", parent_id=district.id, latitude=-8.72546, longitude=115.17688,
                boundary=boundary,
            )
        )  # fmt: skip
    return village


async def test_loading_reads_the_city_and_its_villages(database: Database) -> None:
    village = await seed(database)
    async with database.read() as session:
        index = await AreaIndex.load(session)
    assert index.city.ticket_prefix == "BDG"
    assert index.city.name.en == "Badung Regency"
    assert index.city.time_zone.key == "Asia/Makassar"
    assert index.locate(Point(-8.7177, 115.1687)).village_id == village


async def test_an_empty_store_says_what_to_run(database: Database) -> None:
    with pytest.raises(NotFound, match="scripts/seed"):
        async with database.read() as session:
            await AreaIndex.load(session)


async def test_the_cache_is_dropped_by_a_commit_that_touches_areas(database: Database) -> None:
    cache = AreaIndexCache(database)
    village = await seed(database)
    first = await cache.get()
    assert await cache.get() is first
    assert not first.locate(Point(-8.60, 115.18)).is_inside
    async with database.write() as session:
        area = await session.get(Area, village)
        assert area is not None
        area.boundary = square(115.17, -8.61, 115.19, -8.59)
    second = await cache.get()
    assert second is not first
    assert second.locate(Point(-8.60, 115.18)).precision is AreaPrecision.EXACT
