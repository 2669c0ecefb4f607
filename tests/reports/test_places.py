"""Lists of a place on the map equal brute force, page by page, on both stores."""

import math
import random
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, text
from sqlmodel import col

from api.areas.models import Area
from api.areas.service import AreaIndexCache
from api.db.session import Database
from api.gql.compile.functions import Rows
from api.gql.run.budget import Budget
from api.gql.run.reader import Bound
from api.identity.values import agency_id
from api.kit import cells, ids
from api.kit.geo import EARTH, Box, Point, box_around, east_west_scale
from api.reports.models import Report
from api.reports.values import MEANING, OPEN, ReportStatus
from scripts.benchmark.growth_plans import plan_of
from tests.gql.asking import Kernel, open_kernel
from tests.reports.scene import ANONYMOUS, NOW, ROADS, build

S = ReportStatus
METRES = 111_195.0
CENTRE = (-8.7177, 115.1687)
NUMBER = 900
_LIST = """query($filter: ReportFilter, $order: ReportOrder, $n: Int, $a: String) {
  reports(filter: $filter, order: $order, first: $n, after: $a) {
    nodes { id } pageInfo { hasNextPage endCursor } } }"""


@dataclass(frozen=True)
class Spot:
    """What brute force needs to know of a report."""

    id: str
    latitude: float
    longitude: float
    submitted: int
    is_public: bool
    category: str
    status: ReportStatus


@pytest.fixture
async def kernel(database_url: str, tmp_path: Path) -> AsyncIterator[Kernel]:
    opened = open_kernel(database_url, tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
async def spots(kernel: Kernel) -> list[Spot]:
    """Reports all over the city, many of them in a few corners of squares, often at equal times."""
    scene = await build(kernel.database)
    chance = random.Random(11)
    heaps = [
        (CENTRE[0] + chance.gauss(0, 0.05), CENTRE[1] + chance.gauss(0, 0.05)) for _ in range(6)
    ]
    heaps += [(-8.75, 115.25), (round(CENTRE[0] * 256) / 256, round(CENTRE[1] * 256) / 256)]
    found = []
    for _ in range(NUMBER):
        if chance.random() < 0.3:
            place = (CENTRE[0] + chance.uniform(-0.4, 0.4), CENTRE[1] + chance.uniform(-0.4, 0.4))
        else:
            north, east = chance.choice(heaps)
            wide = chance.choice((0.0, 0.0003, 0.003, 0.02))
            place = (north + chance.gauss(0, wide), east + chance.gauss(0, wide))
        found.append(
            Spot(ids.uuid7(), *place, chance.randrange(NUMBER // 6), chance.random() < 0.85,
                 chance.choice((scene.roads, scene.roads, scene.levies)),
                 chance.choice((S.RECEIVED, S.WORKING, *[S.DONE] * 7, S.REJECTED)))
        )  # fmt: skip
    async with kernel.database.write() as session:
        await session.execute(
            insert(Report),
            [
                {
                    "id": spot.id, "ticket": f"T{number}", "category_id": spot.category,
                    "agency_id": agency_id("pupr"), "title": "Lubang", "latitude": spot.latitude,
                    "longitude": spot.longitude, "shown_latitude": spot.latitude,
                    "shown_longitude": spot.longitude, "hide_report": not spot.is_public,
                    "village_id": scene.village, "district_id": scene.district,
                    "is_public": spot.is_public, "status": spot.status,
                    "closed_at": None if spot.status in OPEN else NOW,
                    "submitted_at": NOW - timedelta(minutes=spot.submitted),
                    "updated_at": NOW - timedelta(minutes=spot.submitted),
                }
                for number, spot in enumerate(found)
            ],
        )  # fmt: skip
        await session.execute(text("ANALYZE"))
    return found


def _inside(spot: Spot, wanted: dict[str, Any]) -> bool:
    box, near = wanted.get("box"), wanted.get("near")
    if box is not None and not (
        box["south"] <= spot.latitude <= box["north"]
        and box["west"] <= spot.longitude <= box["east"]
    ):
        return False
    if near is None:
        return True
    north = (spot.latitude - near["latitude"]) * METRES
    east = (spot.longitude - near["longitude"]) * east_west_scale(near["latitude"])
    return bool(north * north + east * east <= wanted.get("radiusMetres", 1_000) ** 2)


def _shown(status: ReportStatus) -> str | None:
    public = MEANING[status].public
    return public and public.name


def _expected(spots: list[Spot], wanted: dict[str, Any], order: str) -> list[str]:
    kept = [s for s in spots if s.is_public and _inside(s, wanted)]
    if "category" in wanted:
        kept = [s for s in kept if f"cat_{s.category}" == wanted["category"]]
    if "status" in wanted:
        kept = [s for s in kept if _shown(s.status) in wanted["status"]]
    newest = order != "OLDEST"
    kept.sort(key=lambda s: (-s.submitted, s.id), reverse=newest)
    return [f"rep_{s.id}" for s in kept]


def _questions(spots: list[Spot]) -> Iterator[tuple[dict[str, Any], str, int]]:
    chance = random.Random(5)
    for number in range(160):
        around = chance.choice(spots)
        latitude = around.latitude + chance.choice((0, chance.gauss(0, 0.01)))
        longitude = around.longitude + chance.choice((0, chance.gauss(0, 0.01)))
        wanted: dict[str, Any] = {}
        if number % 3 != 1:
            wanted["near"] = {"latitude": latitude, "longitude": longitude}
            wanted["radiusMetres"] = int(10 ** chance.uniform(0, 4.69))
        if number % 3 != 0:
            tall, wide = (10 ** chance.uniform(-4, 0.4) for _ in range(2))
            wanted["box"] = {
                "south": latitude - tall,
                "north": latitude + tall * chance.random(),
                "west": longitude - wide * chance.random(),
                "east": longitude + wide,
            }
        if number % 3 == 0 or number % 7 == 0:
            wanted["category"] = f"cat_{around.category}"
        if number % 4 == 0:
            wanted["status"] = chance.choice((["WAITING", "IN_PROGRESS"], ["WAITING"], ["DONE"]))
        order = chance.choice(("NEWEST", "NEWEST", "OLDEST", "RECENTLY_UPDATED"))
        yield wanted, order, chance.choice((1, 2, 7, 20, 100))


async def _walk(kernel: Kernel, wanted: dict[str, Any], order: str, size: int) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        given = {"filter": wanted, "order": order, "n": size, "a": after}
        page = (await kernel.data(_LIST, ANONYMOUS, given))["reports"]
        found += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


@pytest.mark.slow
async def test_every_list_equals_brute_force(kernel: Kernel, spots: list[Spot]) -> None:
    filled = 0
    for wanted, order, size in _questions(spots):
        expected = _expected(spots, wanted, order)
        size = size if len(expected) < 60 else max(size, 7)
        assert await _walk(kernel, wanted, order, size) == expected, (wanted, order, size)
        filled += len(expected) > 20
    assert filled > 15, "too many empty places to prove anything"


class _Listening:
    """The kernel's reader, which keeps the statements."""

    def __init__(self, kernel: Kernel) -> None:
        self._store = kernel.engine.reader
        self.dialect = self._store.dialect
        self.asked: list[Bound] = []
        kernel.engine.reader = self  # type: ignore[assignment]

    async def fetch(self, statements: Sequence[Bound], budget: Budget | None = None) -> list[Rows]:
        self.asked += statements
        return await self._store.fetch(statements, budget)

    async def close(self) -> None:
        await self._store.close()


@pytest.mark.parametrize("order", ["NEWEST", "OLDEST"])
async def test_a_page_is_merged_and_never_sorted(
    order: str, kernel: Kernel, spots: list[Spot]
) -> None:
    listening = _Listening(kernel)
    near = {"near": {"latitude": spots[-1].latitude, "longitude": spots[-1].longitude}}
    await kernel.data(_LIST, ANONYMOUS, {"filter": near, "order": order})
    ((statement, values, slow),) = listening.asked
    # So few rows are sorted as fast as they are merged; many would not be.
    unsorted = {"enable_sort": "off", "enable_seqscan": "off"}
    plan = await plan_of(kernel.url, statement, values, unsorted)
    assert not slow
    assert "ix_report_small_cell_time" in plan
    if kernel.database.is_sqlite:
        assert "MERGE (UNION ALL)" in plan and "B-TREE" not in plan, plan
    else:
        assert "Merge Append" in plan and "Sort  (" not in plan, plan


OPEN_STATUSES = {"status": ["WAITING", "IN_PROGRESS"]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "order", "index"),
    [
        ({"radiusMetres": 1_000, "category": ""}, "NEWEST", "ix_report_category_small_cell"),
        ({"radiusMetres": 1_000, "category": ""}, "OLDEST", "ix_report_category_small_cell"),
        ({"radiusMetres": 5_000, "category": ""}, "NEWEST", "ix_report_category_middle_cell"),
        ({"radiusMetres": 1_000, **OPEN_STATUSES}, "OLDEST", "ix_report_open_small_cell"),
        ({"radiusMetres": 5_000, **OPEN_STATUSES}, "NEWEST", "ix_report_open_middle_cell"),
        ({"radiusMetres": 50_000, **OPEN_STATUSES}, "OLDEST", "ix_report_open_large_cell"),
        ({"category": "", **OPEN_STATUSES}, "OLDEST", "ix_report_open_category"),
        ({"area": "51.03.01", **OPEN_STATUSES}, "OLDEST", "ix_report_open_district"),
        ({"area": "51.03.01.1002", **OPEN_STATUSES}, "OLDEST", "ix_report_open_village"),
    ],
)
async def test_combined_filters_are_read_from_one_index_in_order(
    asked: dict[str, Any], order: str, index: str, kernel: Kernel, spots: list[Spot]
) -> None:
    listening, wanted = _Listening(kernel), dict(asked)
    if "category" in wanted:
        wanted["category"] = f"cat_{spots[0].category}"
    if "area" in wanted:
        await AreaIndexCache(kernel.database).get()
        async with kernel.database.read() as reader:
            found = await reader.execute(
                select(col(Area.id)).where(col(Area.code) == asked["area"])
            )
        wanted["area"] = ids.public_id("area", found.scalar_one())
    if "radiusMetres" in wanted:
        wanted["near"] = {"latitude": CENTRE[0], "longitude": CENTRE[1]}
    await kernel.data(_LIST, ANONYMOUS, {"filter": wanted, "order": order})
    ((statement, values, slow),) = listening.asked
    unsorted = {"enable_sort": "off", "enable_seqscan": "off", "enable_bitmapscan": "off"}
    plan = await plan_of(kernel.url, statement, values, unsorted)
    assert not slow
    assert index in plan and "B-TREE" not in plan and "Sort  (" not in plan, plan
    assert not re.search("SCAN t1$", plan, re.MULTILINE) and "Seq Scan on report " not in plan, plan


@pytest.mark.parametrize(("overdue", "bounds"), [(False, ">"), (True, "<")])
async def test_an_inbox_starts_in_the_index_where_it_should(
    overdue: bool, bounds: str, kernel: Kernel, spots: list[Spot]
) -> None:
    """Not after everything that is overdue: that grows every year in an agency that is slow."""
    listening = _Listening(kernel)
    wanted = {"assignedTo": "MY_AGENCY", "isOverdue": overdue}
    await kernel.data(_LIST, ROADS, {"filter": wanted, "order": "DUE_FIRST"})
    ((statement, values, slow),) = listening.asked
    unsorted = {"enable_sort": "off", "enable_seqscan": "off", "enable_bitmapscan": "off"}
    plan = await plan_of(kernel.url, statement, values, unsorted)
    assert not slow and "ix_report_agency_due" in plan, plan
    cut = rf"agency_id=\? AND .*due_at{bounds}\?|Index Cond: .*due_at {bounds}"
    assert re.search(cut, plan), plan


async def test_lists_that_no_index_orders_go_to_the_slow_lane(
    kernel: Kernel, spots: list[Spot]
) -> None:
    """There a statement delays nobody else and ends in time; see `gql.run.reader`."""
    listening = _Listening(kernel)
    place = {"near": {"latitude": CENTRE[0], "longitude": CENTRE[1]}}
    island = {"box": {"south": -10, "west": 114, "north": -7, "east": 117}}
    for wanted, order in (
        (place, "RECENTLY_UPDATED"), (place, "DUE_FIRST"), (island, "NEWEST"),
        ({**place, "text": "lubang"}, "NEWEST"), ({"isOverdue": True}, "NEWEST"),
    ):  # fmt: skip
        listening.asked.clear()
        await kernel.data(_LIST, ANONYMOUS, {"filter": wanted, "order": order})
        assert [slow for _, _, slow in listening.asked] == [True], (wanted, order)


async def test_the_edges_of_a_rectangle_belong_to_it(kernel: Kernel, spots: list[Spot]) -> None:
    """A rectangle whose edges are a report's own coordinates contains just that point."""
    for spot in [s for s in spots if s.is_public][:40]:
        wanted = {"box": {"south": spot.latitude, "north": spot.latitude,
                          "west": spot.longitude, "east": spot.longitude}}  # fmt: skip
        assert await _walk(kernel, wanted, "NEWEST", 20) == _expected(spots, wanted, "NEWEST")


async def test_places_that_do_not_meet_are_empty(kernel: Kernel, spots: list[Spot]) -> None:
    wanted = {"box": {"south": -8, "north": -7, "west": 110, "east": 111},
              "near": {"latitude": CENTRE[0], "longitude": CENTRE[1]}}  # fmt: skip
    for order in ("NEWEST", "OLDEST", "RECENTLY_UPDATED"):
        assert await _walk(kernel, wanted, order, 20) == []


async def test_places_at_the_corners_of_the_map(kernel: Kernel, spots: list[Spot]) -> None:
    for latitude, longitude in ((90, 180), (-90, -180), (0, 180), (90, 0)):
        wanted = {"near": {"latitude": latitude, "longitude": longitude}, "radiusMetres": 50_000}
        assert await _walk(kernel, wanted, "NEWEST", 20) == []


async def test_cells_are_those_of_the_shown_point(database: Database) -> None:
    """Whether a row is written as an object or as one of many."""
    scene = await build(database)
    point = {
        "latitude": -8.7,
        "longitude": 115.1,
        "shown_latitude": -8.71,
        "shown_longitude": 115.2,
    }
    row: dict[str, Any] = {
        "category_id": scene.roads,
        "agency_id": agency_id("pupr"),
        "title": "Lubang",
        **point,
    }
    async with database.write() as session:
        session.add(Report(ticket="A", **row))
        await session.execute(insert(Report), [{"ticket": f"B{n}", **row} for n in range(2)])
    async with database.read() as reader:
        found = await reader.execute(
            select(col(Report.small_cell), col(Report.middle_cell), col(Report.large_cell))
        )
        expected = tuple(cells.cell_of(-8.71, 115.2, n) for n in cells.PER_DEGREE)
        assert [tuple(line) for line in found] == [expected] * 3


DEGREES_NORTH, DEGREES_EAST = st.floats(-90, 90), st.floats(-180, 180)


@given(DEGREES_NORTH, DEGREES_NORTH, DEGREES_EAST, DEGREES_EAST, st.floats(0, 1), st.floats(0, 1))
def test_a_point_in_a_rectangle_is_in_its_squares(
    a: float, b: float, c: float, d: float, up: float, along: float
) -> None:
    south, north, west, east = min(a, b), max(a, b), min(c, d), max(c, d)
    north, east = min(north, south + 1), min(east, west + 1)
    covered = cells.cover(Box(south, west, north, east))
    assert covered is not None and 1 <= len(covered.cells) <= cells.MOST
    assert len(set(covered.cells)) == len(covered.cells)
    latitude = min(max(south + up * (north - south), south), north)
    longitude = min(max(west + along * (east - west), west), east)
    assert cells.cell_of(latitude, longitude, covered.per_degree) in covered.cells


@given(
    st.floats(-60, 60), DEGREES_EAST, st.floats(1, 50_000), st.floats(0, 1), st.floats(0, math.tau)
)
def test_a_point_in_a_circle_is_in_its_squares(
    latitude: float, longitude: float, metres: float, share: float, turn: float
) -> None:
    centre = Point(latitude, longitude)
    covered = cells.cover(EARTH.cut(box_around(centre, metres)), (centre, metres))
    assert covered is not None
    north = latitude + math.sin(turn) * share * metres / METRES
    east = longitude + math.cos(turn) * share * metres / east_west_scale(latitude)
    if abs(east) <= 180:
        assert cells.cell_of(north, east, covered.per_degree) in covered.cells


def test_the_corners_around_a_circle_are_left_out() -> None:
    box = box_around(Point(*CENTRE), 1_000)
    round_, square = cells.cover(box, (Point(*CENTRE), 1_000)), cells.cover(box)
    assert round_ is not None and square is not None
    assert set(round_.cells) < set(square.cells)


@pytest.mark.parametrize(
    ("metres", "per_degree"), [(1, 256), (300, 256), (1_000, 256), (5_000, 32), (50_000, 4)]
)
def test_a_place_is_covered_by_the_finest_grid_possible(metres: int, per_degree: int) -> None:
    covered = cells.cover(box_around(Point(*CENTRE), metres))
    assert covered is not None and covered.per_degree == per_degree


def test_a_place_larger_than_a_city_is_not_covered() -> None:
    assert cells.cover(Box(-10, 114, -7, 117)) is None
