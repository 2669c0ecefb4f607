"""Squares of fixed grids over the earth.

What lies in one square is found in an index on its number, and in the index's order: with the time
behind the number, the newest of a place cost the same however many there are. A place is looked for
in the finest grid that covers it with few squares.
"""

import math
from dataclasses import dataclass
from typing import Final

from api.kit.geo import METRES_PER_DEGREE, Box, Point, east_west_scale

PER_DEGREE: Final = (256, 32, 4)
"""Squares in one degree of each grid, the finest first: 434 m, 3.5 km and 28 km from south to
north, and on the equator as much from west to east."""
MOST: Final = 36
"""How many squares may cover a place: two to five times its size on the grid it is found in."""
STRIDE: Final = 2**17
"""More than the squares of any grid around the earth."""


_ROUNDING: Final = 0.01
"""Metres by which two ways of reckoning a distance may differ."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The squares of one grid that cover a place; none when nothing can lie in it."""

    per_degree: int
    cells: tuple[int, ...]


def _steps(degrees: float, per_degree: int) -> int:
    # Degrees from the pole or the date line, so that SQL may cut the fraction off instead.
    return math.floor(degrees * per_degree)


def cell_of(latitude: float, longitude: float, per_degree: int) -> int:
    """The number of the square in which a point lies."""
    return _steps(latitude + 90, per_degree) * STRIDE + _steps(longitude + 180, per_degree)


def cover(box: Box, circle: tuple[Point, float] | None = None) -> Cover | None:
    """The squares of the finest grid that covers a rectangle with `MOST`; None if it is too large.

    Too large is from 1.25 degrees (139 km) on in both directions: more than a city. Of a circle
    (centre, metres) in the rectangle the squares in its corners are left out.
    """
    if box.is_empty():
        return Cover(PER_DEGREE[0], ())
    for per_degree in PER_DEGREE:
        south, north = (_steps(edge + 90, per_degree) for edge in (box.south, box.north))
        west, east = (_steps(edge + 180, per_degree) for edge in (box.west, box.east))
        if (north - south + 1) * (east - west + 1) <= MOST:
            return Cover(
                per_degree,
                tuple(
                    row * STRIDE + place
                    for row in range(south, north + 1)
                    for place in range(west, east + 1)
                    if circle is None
                    or _meets(row / per_degree, place / per_degree, 1 / per_degree, circle)
                ),
            )
    return None


def _meets(south: float, west: float, side: float, circle: tuple[Point, float]) -> bool:
    """Whether a square has a point in a circle; its corner in degrees from pole and date line."""
    centre, metres = circle
    north, east = centre.latitude + 90, centre.longitude + 180
    up = (min(max(north, south), south + side) - north) * METRES_PER_DEGREE
    along = (min(max(east, west), west + side) - east) * east_west_scale(centre.latitude)
    return math.hypot(up, along) <= metres + _ROUNDING
