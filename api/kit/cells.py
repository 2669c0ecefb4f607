"""Squares of fixed grids over the earth.

What lies in one square is found in an index on its number, and in the index's order: with the time
behind the number, the newest of a place cost the same however many there are. A place is looked for
in the finest grid that covers it with few squares.
"""

import math
from dataclasses import dataclass
from typing import Final

from api.kit.geo import Box

PER_DEGREE: Final = (256, 32, 4)
"""Squares in one degree of each grid, the finest first: 434 m, 3.5 km and 28 km from south to
north, and on the equator as much from west to east."""
MOST: Final = 36
"""How many squares may cover a place: two to five times its size on the grid it is found in."""
STRIDE: Final = 2**17
"""More than the squares of any grid around the earth."""


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


def cover(box: Box) -> Cover | None:
    """The squares of the finest grid that covers a rectangle with `MOST`; None if it is too large.

    Too large is from 1.25 degrees (139 km) on in both directions: more than a city.
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
                ),
            )
    return None
