"""The outlines of a pack: each mistake by its feature, and the answers of the raw polygons."""

import json
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import update
from sqlmodel import col

from api.areas.models import Area
from api.areas.service import SLIVER_METRES, AreaIndex
from api.areas.values import AreaPrecision
from api.db.session import Database
from api.kit.geo import METRES_PER_DEGREE, Point
from api.kit.ids import named
from api.seed.faults import PackFaults
from api.seed.outlines import FILE
from api.seed.pack import load_pack
from api.seed.plan import Part, Verb
from api.settings import PACKS
from api.storage.store import Store
from tests.seed.conftest import Edit
from tests.seed.test_seed import Seeder, changed_rows

TUBAN, KUTA, DALUNG = "51.03.01.1001", "51.03.01.1002", "51.03.06.2003"
Square = list[list[float]]


def square(latitude: float, longitude: float, size: float = 0.01) -> Square:
    """A closed ring around a point, so many degrees to each side."""
    west, east = longitude - size, longitude + size
    south, north = latitude - size, latitude + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


RINGS = {TUBAN: square(-8.74, 115.17), KUTA: square(-8.72, 115.17), DALUNG: square(-8.64, 115.16)}

Draw = Callable[[Any], None]


def feature(code: str, *rings: Any, kind: str = "Polygon") -> dict[str, Any]:
    coordinates: Any = list(rings) if kind == "Polygon" else [list(rings)]
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def collection(**changes: dict[str, Any]) -> dict[str, Any]:
    """The three villages of the small pack, some of them otherwise; keys are their names."""
    names = {"tuban": TUBAN, "kuta": KUTA, "dalung": DALUNG}
    features = [changes.get(n) or feature(code, RINGS[code]) for n, code in names.items()]
    return {"type": "FeatureCollection", "features": features}


@pytest.fixture
def draw(folder: Path) -> Draw:
    """Writes the outlines of the small pack."""
    return lambda data: _write(folder, data)


def _write(folder: Path, data: Any) -> None:
    text = data if isinstance(data, str) else json.dumps(data)
    (folder / FILE).write_text(text)


BOW_TIE = [[115.16, -8.75], [115.18, -8.73], [115.18, -8.75], [115.16, -8.73], [115.16, -8.75]]
MISTAKES = [
    # the outlines, the field of the mistake, words of the message
    ("{", "", "JSON cannot be read"),
    ("[]", "features", "FeatureCollection"),
    ({"type": "FeatureCollection"}, "features", "FeatureCollection"),
    (collection(tuban={"type": "Feature", "geometry": None}), "features.0", "properties.code"),
    (collection(kuta=feature("51.03.01.1009", RINGS[KUTA])), "features.1",
     "Did you mean 51.03.01.100"),
    (collection(dalung=feature(KUTA, RINGS[DALUNG])), KUTA, "two outlines"),
    (collection(tuban=feature(TUBAN, RINGS[TUBAN][:-1])), TUBAN, "not closed"),
    (collection(tuban=feature(TUBAN, [[1, 2], ["a", "b"]])), TUBAN, "cannot be read"),
    (collection(tuban=feature(TUBAN, *RINGS[TUBAN][:1], kind="Point")), TUBAN, "cannot be read"),
    (collection(tuban={"properties": {"code": TUBAN}, "geometry": {
        "type": "Point", "coordinates": [115.17, -8.74]}}), TUBAN, "not a Point"),
    (collection(tuban=feature(TUBAN)), TUBAN, "not a Polygon"),
    (collection(tuban=feature(TUBAN, BOW_TIE)), TUBAN, "Self-intersection[115.17 -8.74]"),
    (collection(dalung=feature(DALUNG, [[y, x] for x, y in RINGS[DALUNG]])), DALUNG,
     "Longitude comes first"),
    (collection(dalung=feature(DALUNG, square(-8.80, 115.16))), DALUNG, "check its code"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "field", "words"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_names_its_feature(
    folder: Path, draw: Draw, data: Any, field: str, words: str
) -> None:
    draw(data)
    with pytest.raises(PackFaults) as caught:
        load_pack(folder)
    (fault,) = caught.value.faults
    assert (fault.file, fault.field) == (FILE, field)
    assert words.lower() in fault.en.lower() and fault.id != fault.en


def test_mistakes_are_reported_together_with_those_of_other_files(
    folder: Path, draw: Draw, edit: Edit
) -> None:
    draw(collection(tuban=feature(TUBAN, BOW_TIE), kuta=feature(KUTA, RINGS[KUTA][:-1])))
    edit("areas.csv", "51.03.06,DISTRICT", "51.03.06,DISTRIK")
    with pytest.raises(PackFaults) as caught:
        load_pack(folder)
    assert [(fault.file, fault.field) for fault in caught.value.faults] == [
        ("areas.csv", "level"), (FILE, TUBAN), (FILE, KUTA),
    ]  # fmt: skip


def test_a_village_lies_in_its_districts_outline(folder: Path, draw: Draw) -> None:
    data = collection()
    draw(data | {"features": [*data["features"], feature("51.03.06", square(-8.64, 115.16, 0.02))]})
    load_pack(folder)
    draw(
        data | {"features": [*data["features"], feature("51.03.06", square(-8.65, 115.16, 0.001))]}
    )
    with pytest.raises(PackFaults) as caught:
        load_pack(folder)
    (fault,) = caught.value.faults
    assert fault.field == DALUNG and "outside of 51.03.06" in fault.en


def warnings_of(folder: Path) -> list[str]:
    return [warning.text("EN") for warning in load_pack(folder).warnings]


def test_what_the_server_lives_with_is_a_warning(folder: Path, draw: Draw) -> None:
    draw(collection())
    assert warnings_of(folder) == []
    draw(collection(kuta=feature(KUTA, square(-8.725, 115.17))))
    (overlap,) = warnings_of(folder)
    assert f"{FILE}, {TUBAN}: It overlaps with {KUTA} on 122.2 ha" in overlap
    inner = square(-8.64, 115.16, 0.0022)
    draw(collection(dalung=feature(DALUNG, RINGS[DALUNG], inner)))
    hole, site = sorted(warnings_of(folder))
    assert "hole of 23.7 ha" in hole and "around -8.64, 115.16" in hole
    assert f"camera_sites.csv, KTU-001: This point is 132 m outside of {DALUNG}" in site
    data = collection()
    draw(data | {"features": data["features"][1:]})
    (missing,) = warnings_of(folder)
    assert "1 villages without an outline" in missing and TUBAN in missing


def test_a_report_outside_of_every_outline_is_a_mistake(
    folder: Path, draw: Draw, edit: Edit
) -> None:
    draw(collection())
    edit("reports.csv", "-8.7213,115.1713", "-8.7213,115.1830")
    with pytest.raises(PackFaults) as caught:
        load_pack(folder)
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [("reports.csv", 3)]


async def test_outlines_are_stored_and_follow_the_pack(
    database: Database, store: Store, folder: Path, console: Any, draw: Draw
) -> None:
    seed = Seeder(database, store, folder, console)
    await seed(Part.AREAS)
    async with database.write() as session:  # an operator's own, which a pack without leaves alone
        mine = json.dumps(feature(TUBAN, RINGS[TUBAN])["geometry"])
        row = col(Area.id) == named("area", TUBAN)
        await session.execute(update(Area).where(row).values(boundary=mine))
    assert (await seed(Part.AREAS)).changed == 0
    fine = [[x + 1e-9, y - 1e-9] for x, y in RINGS[KUTA]]
    draw(collection(kuta=feature(KUTA, fine, kind="MultiPolygon")))
    report = await seed(Part.AREAS)
    assert set(changed_rows(report, Verb.CHANGED)) == {("area", v) for v in (TUBAN, KUTA, DALUNG)}
    stored = json.loads((await seed.row(Area, named("area", KUTA))).boundary)
    assert stored == {"type": "MultiPolygon", "coordinates": [[RINGS[KUTA]]]}, "six decimals"
    assert (await seed(Part.AREAS)).changed == 0
    data = collection()
    draw(data | {"features": data["features"][1:]})
    assert changed_rows(await seed(Part.AREAS), Verb.CHANGED) == [("area", TUBAN), ("area", KUTA)]
    assert (await seed.row(Area, named("area", TUBAN))).boundary is None


@pytest.mark.slow
@pytest.mark.parametrize("city", ["badung", "cirebon"])
async def test_points_get_the_village_of_the_raw_outlines(
    database: Database, store: Store, console: Any, city: str
) -> None:
    seed = Seeder(database, store, PACKS / city, console)
    await seed(Part.AREAS)
    async with database.read() as session:
        places = await AreaIndex.load(session)
    raw = json.loads((PACKS / city / FILE).read_text())
    outlines = {
        f["properties"]["code"]: shapely.geometry.shape(f["geometry"]) for f in raw["features"]
    }
    area = shapely.union_all(list(outlines.values()))
    west, south, east, north = area.bounds
    rng = random.Random(city)
    inside = outside = near = 0
    while min(inside, outside) < 300:
        x, y = rng.uniform(west - 0.05, east + 0.05), rng.uniform(south - 0.05, north + 0.05)
        spot, found = shapely.Point(x, y), places.locate(Point(y, x))
        villages = {named("area", code) for code, one in outlines.items() if one.covers(spot)}
        if villages and inside < 300:
            inside += 1
            assert found.precision is AreaPrecision.EXACT and found.village_id in villages
        elif not villages and outside < 300:
            metres = area.distance(spot) * METRES_PER_DEGREE  # at least: degrees east are shorter
            shortest = metres * math.cos(math.radians(y))
            if shortest > SLIVER_METRES:
                assert not found.is_inside
            elif metres < SLIVER_METRES:
                assert found.precision is AreaPrecision.APPROXIMATE
                near += 1
            outside += 1
    assert near < 60


@pytest.mark.slow
@pytest.mark.parametrize("city", ["badung", "cirebon"])
def test_the_outlines_of_the_house_are_small_and_credited(city: str) -> None:
    text = (PACKS / city / FILE).read_text()
    data = json.loads(text)
    assert len(text) < 600_000 and "Copyright (c) 2024 Cahya DSN" in data["licence"]
    assert "Copyright (c) 2024 Cahya DSN" in (PACKS / "LICENCE-boundaries.txt").read_text()
    pack = load_pack(PACKS / city)
    villages = {a.code for a in pack.areas if a.level.name == "VILLAGE"}
    assert pack.outlines is not None and pack.outlines.keys() == villages
    assert not pack.warnings
