"""Which village a point lies in, answered from memory.

With boundary polygons (loaded by an operator) a point belongs to the village that covers it, or to
the nearest one within `SLIVER_METRES`: neighbouring boundaries leave slivers between them. Without
polygons it belongs to the village with the nearest centroid, as far as that village may reach.
A point is never inside merely because the city's own boundary covers it: that boundary is coarser
than its villages', and some 3 to 4 % of the points inside it lie in no village.
"""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.areas.models import Area, City
from api.areas.values import AreaLevel, AreaPrecision
from api.db.session import Database
from api.kit import clock
from api.kit.calendar import WorkCalendar
from api.kit.days_off import days_off
from api.kit.geo import METRES_PER_DEGREE, Point, east_west_scale, metres_between
from api.kit.problems import NotFound, Words

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SLIVER_METRES: Final = 250.0
"""How far from every polygon a point may be and still belong to the nearest one."""

_FLOOR_FACTOR: Final = 1.6
_REACH_FACTOR: Final = 0.8
_LONE_VILLAGE_METRES: Final = 3_000.0


@dataclass(frozen=True, slots=True)
class CityFacts:
    """The facts about the city that rules depend on: its clock, its days off, its ticket prefix."""

    code: str
    name: Words
    ticket_prefix: str
    time_zone: ZoneInfo
    area_code: str
    centre: Point
    holiday_country: str = "ID"
    regional_holidays: tuple[str, ...] = ()
    local_holidays: tuple[date, ...] = ()

    def calendar(self) -> WorkCalendar:
        """The working days of the city's offices. Raises ValueError for holidays without a rule."""
        off = days_off(self.holiday_country, self.regional_holidays, self.local_holidays)
        return WorkCalendar(self.time_zone, off)


@dataclass(frozen=True, slots=True)
class Village:
    """A village on the map; `boundary` is GeoJSON text of a (multi)polygon in WGS 84."""

    id: str
    code: str
    district_id: str
    centroid: Point
    boundary: str | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """The areas of a point: both None outside the city, and a guess if APPROXIMATE."""

    village_id: str | None
    district_id: str | None
    precision: AreaPrecision

    @property
    def is_inside(self) -> bool:
        """Whether the point belongs to the city."""
        return self.precision is not AreaPrecision.OUTSIDE


OUTSIDE: Final = Located(None, None, AreaPrecision.OUTSIDE)


def reaches(centroids: Sequence[Point]) -> list[float]:
    """How far in metres each village is taken to reach from its centroid.

    The larger of two lengths. 0.8 of the way to its second-nearest neighbour: half way would be the
    border if villages were round and centroids true, and the second neighbour is asked because two
    centroids may lie close together while both villages run far the other way (Pelaga and
    Belok/Sidan are 2.5 km apart, and the next is 7 km away). And a floor of 1.6 times the city's
    median distance between nearest neighbours (Badung 2.8 km, Cirebon 1.6 km), for long villages in
    a dense neighbourhood. So the middle of Denpasar is outside Badung; the exact border between
    them takes polygons.
    """
    distances = [
        sorted(metres_between(a, b) for j, b in enumerate(centroids) if j != i)
        for i, a in enumerate(centroids)
    ]
    if len(centroids) < 2:
        return [_LONE_VILLAGE_METRES] * len(centroids)
    floor = _FLOOR_FACTOR * median(near[0] for near in distances)
    return [max(floor, _REACH_FACTOR * near[min(1, len(near) - 1)]) for near in distances]


class AreaIndex:
    """The city, its villages and its working days in memory; immutable."""

    __slots__ = (
        "_origin", "_scale", "_shapes", "_tree", "_with_boundary", "_without_boundary", "calendar",
        "city",
    )  # fmt: skip

    def __init__(self, city: CityFacts, villages: Sequence[Village]) -> None:
        """Raises ValueError, naming the village, if a boundary is not a GeoJSON polygon."""
        # Imported here and below: it loads NumPy, for which the first response need not wait.
        import shapely
        from shapely.strtree import STRtree

        self.city = city
        self.calendar = city.calendar()
        self._origin = city.centre
        self._scale = east_west_scale(city.centre.latitude)
        in_order = sorted(villages, key=lambda village: village.code)
        reach = reaches([village.centroid for village in in_order])
        self._without_boundary = [
            (v, r) for v, r in zip(in_order, reach, strict=True) if not v.boundary
        ]
        self._with_boundary = [village for village in in_order if village.boundary]
        self._shapes = [self._projected(village) for village in self._with_boundary]
        shapely.prepare(self._shapes)
        self._tree = STRtree(self._shapes)

    @classmethod
    async def load(cls, session: AsyncSession) -> "AreaIndex":
        """Reads the city and its villages. Raises NotFound if the store has no city yet."""
        row = (await session.execute(select(City))).scalars().first()
        if row is None:
            raise NotFound(
                Words(
                    "Data kota belum dimuat; coba lagi beberapa saat lagi."
                    " Untuk pengelola: jalankan scripts/seed --city NAMA.",
                    "The city's data is not loaded yet; please try again later."
                    " For the operator: run scripts/seed --city NAME.",
                )
            )
        facts = CityFacts(
            code=row.code,
            name=Words(row.name_id, row.name_en),
            ticket_prefix=row.ticket_prefix,
            time_zone=ZoneInfo(row.time_zone),
            area_code=row.area_code,
            centre=Point(row.latitude, row.longitude),
            holiday_country=row.holiday_country,
            regional_holidays=tuple(row.regional_holidays),
            local_holidays=tuple(map(date.fromisoformat, row.local_holidays)),
        )
        areas = (
            (await session.execute(select(Area).where(col(Area.level) == AreaLevel.VILLAGE)))
            .scalars()
            .all()
        )
        levels = await session.execute(select(col(Area.id), col(Area.level)))
        _levels.update((id, level) for id, level in levels)
        villages = [
            Village(a.id, a.code, a.parent_id, Point(a.latitude, a.longitude), a.boundary)
            for a in areas
            if a.parent_id
        ]
        # Real boundaries have thousands of corners each, and the first use of the holidays takes
        # half a second: neither may block the loop.
        return await asyncio.to_thread(cls._build, facts, villages)

    @classmethod
    def _build(cls, facts: CityFacts, villages: Sequence[Village]) -> "AreaIndex":
        index = cls(facts, villages)
        index.calendar.is_working(index.calendar.day_of(clock.now()))
        return index

    def locate(self, point: Point) -> Located:
        """The village and district of a point. Pure; well below a millisecond."""
        if not point.is_on_earth():
            return OUTSIDE
        if self._with_boundary:
            found = self._by_boundary(point)
            if found is not None:
                return found
        return self._by_centroid(point)

    def _by_boundary(self, point: Point) -> Located | None:
        import shapely

        spot = shapely.Point(*self._metres(point))
        # Lowest code first: a point on a shared border always gets the same village.
        for index in sorted(self._tree.query(spot)):
            if self._shapes[index].covers(spot):
                return _in(self._with_boundary[index], AreaPrecision.EXACT)
        near = self._tree.query_nearest(spot, max_distance=SLIVER_METRES)
        return _in(self._with_boundary[min(near)], AreaPrecision.APPROXIMATE) if len(near) else None

    def _by_centroid(self, point: Point) -> Located:
        best, best_metres, best_reach = None, math.inf, 0.0
        for village, reach in self._without_boundary:
            metres = metres_between(point, village.centroid)
            if metres < best_metres:
                best, best_metres, best_reach = village, metres, reach
        if best is None or best_metres > best_reach:
            return OUTSIDE
        return _in(best, AreaPrecision.APPROXIMATE)

    def _metres(self, point: Point) -> tuple[float, float]:
        return (
            (point.longitude - self._origin.longitude) * self._scale,
            (point.latitude - self._origin.latitude) * METRES_PER_DEGREE,
        )

    def _projected(self, village: Village) -> "BaseGeometry":
        """A village's boundary on the city's own plane, in metres."""
        import shapely

        try:
            shape = shapely.from_geojson(village.boundary)
        except shapely.errors.GEOSException as error:
            raise ValueError(f"boundary of {village.code}: {error}") from error
        if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon"):
            raise ValueError(f"boundary of {village.code}: a Polygon or MultiPolygon is needed")
        degrees = (self._origin.longitude, self._origin.latitude)
        scale = (self._scale, METRES_PER_DEGREE)
        projected: BaseGeometry = shapely.make_valid(
            shapely.transform(shape, lambda corners: (corners - degrees) * scale),
            method="structure",
            keep_collapsed=False,
        )
        if projected.is_empty:
            raise ValueError(f"boundary of {village.code}: it encloses nothing")
        return projected


def _in(village: Village, precision: AreaPrecision) -> Located:
    return Located(village.id, village.district_id, precision)


_levels: Final[dict[str, AreaLevel]] = {}


def level_of(area_id: str) -> AreaLevel | None:
    """The level of an area, which never changes; None if this process has not read it yet."""
    return _levels.get(area_id)


class AreaIndexCache:
    """The one `AreaIndex` of a process, built on first use and again after the areas changed.

    It hears the commits of this process only. Boundaries that another process loads take effect
    after a restart.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._index: AreaIndex | None = None
        self._changes = 0
        database.on_commit(self._on_commit)

    def _on_commit(self, tables: frozenset[str]) -> None:
        if not tables.isdisjoint({"area", "city"}):
            self._index = None
            self._changes += 1

    async def get(self) -> AreaIndex:
        """The current index. Raises NotFound if the store has no city yet."""
        while self._index is None:
            changes = self._changes
            async with self._database.read() as session:
                index = await AreaIndex.load(session)
            # A commit during the load may have changed what was read: read again.
            if changes == self._changes:
                self._index = index
        return self._index
