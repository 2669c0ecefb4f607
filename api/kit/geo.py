"""Distances on a city's scale."""

import math
from dataclasses import dataclass
from typing import Final

METRES_PER_DEGREE: Final = 111_195.0
"""Metres in one degree of latitude on a sphere of 6,371.0 km (the IUGG mean radius)."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on earth in WGS 84 degrees."""

    latitude: float
    longitude: float

    def is_on_earth(self) -> bool:
        """Whether both numbers are finite and within the globe's ranges."""
        return (
            math.isfinite(self.latitude)
            and math.isfinite(self.longitude)
            and abs(self.latitude) <= 90
            and abs(self.longitude) <= 180
        )

    def rounded(self, decimals: int = 6) -> "Point":
        """The point on a grid: 6 decimals are about 0.1 m, 3 decimals about 100 m."""
        return Point(round(self.latitude, decimals), round(self.longitude, decimals))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the map, in WGS 84 degrees. It does not reach over the date line."""

    south: float
    west: float
    north: float
    east: float

    def is_empty(self) -> bool:
        """Whether no point lies in it: what is left of two that do not meet."""
        return self.south > self.north or self.west > self.east

    def cut(self, other: "Box") -> "Box":
        """The part that lies in both rectangles."""
        return Box(
            max(self.south, other.south),
            max(self.west, other.west),
            min(self.north, other.north),
            min(self.east, other.east),
        )


EARTH: Final = Box(-90.0, -180.0, 90.0, 180.0)


def box_around(point: Point, metres: float) -> Box:
    """The rectangle that holds the circle of a radius; a degree's width is that at the point."""
    north = metres / METRES_PER_DEGREE
    east = metres / max(east_west_scale(point.latitude), 1.0)
    return Box(
        point.latitude - north, point.longitude - east, point.latitude + north,
        point.longitude + east,
    )  # fmt: skip


def east_west_scale(latitude: float) -> float:
    """Metres in one degree of longitude at that latitude."""
    return METRES_PER_DEGREE * math.cos(math.radians(latitude))


def metres_between(a: Point, b: Point) -> float:
    """Distance in metres on a local plane: error below 0.1 % within 100 km near the equator."""
    north = (a.latitude - b.latitude) * METRES_PER_DEGREE
    east = (a.longitude - b.longitude) * east_west_scale((a.latitude + b.latitude) / 2)
    return math.hypot(north, east)
