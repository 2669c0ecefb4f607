"""Filters that several lists share: areas, places, times, words."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import strawberry
from sqlalchemy import ColumnElement, or_

from api.db import search
from api.gql.common.references import key_of
from api.gql.schema.mapping import Element, Given, Row
from api.gql.schema.problems import BadValue
from api.kit.geo import METRES_PER_DEGREE, Box, Point, box_around, east_west_scale

LARGEST_RADIUS: Final = 50_000
DEFAULT_RADIUS: Final = 1_000

Conditions = Sequence[ColumnElement[bool]]


@strawberry.input(description="A rectangle on the map, in WGS 84.")
class BoxInput:
    south: float = strawberry.field(description="Latitude of the southern edge, in degrees north.")
    west: float = strawberry.field(description="Longitude of the western edge, in degrees east.")
    north: float = strawberry.field(description="Latitude of the northern edge, in degrees north.")
    east: float = strawberry.field(description="Longitude of the eastern edge, in degrees east.")


def in_area(
    given: Given,
    path: str,
    *columns: Element,
    which: Callable[[str], int | None] | None = None,
) -> list[ColumnElement[bool]]:
    """Rows of which one of these columns is the area asked for.

    Where `which` knows from an area's key in which column it stands, that one is compared alone:
    no index gives the rows of either column in the order of a list, so that a page of an area would
    cost more with every report.
    """
    if not given.has(path):
        return []
    key = key_of(path, "area")
    area = given.slot(path, "uuid", key)
    if which is not None:
        place = given.fact(path, lambda value: None if value is None else which(key(value)))
        if place is not None:
            return [columns[place] == area]
    return [or_(*(column == area for column in columns))]


def same_reference(
    given: Given, path: str, prefix: str, column: Element
) -> list[ColumnElement[bool]]:
    """Rows whose column is the thing with this id."""
    if not given.has(path):
        return []
    return [column == given.slot(path, "uuid", key_of(path, prefix))]


def with_words(
    row: Row, subject: str, given: Given, path: str = "filter.text"
) -> list[ColumnElement[bool]]:
    """Rows that have every word of the text."""
    if not given.has(path):
        return []

    def question(text: str) -> str:
        if "\0" in text:
            raise BadValue(
                f"{path}: hapus karakter NUL.",
                f"{path}: remove the NUL character.",
            )
        if len(text) > 200:
            raise BadValue(
                f"{path}: {len(text)} karakter; paling banyak 200.",
                f"{path}: {len(text)} characters; at most 200.",
            )
        words = search.lite_question(text)
        if not words:
            raise BadValue(
                f"{path}: tulis paling sedikit satu kata untuk dicari.",
                f"{path}: write at least one word to search for.",
            )
        return words if given.dialect == "sqlite" else text

    return [search.found(row, subject, given.dialect, given.slot(path, "text", question))]


def between(given: Given, after: str, before: str, column: Element) -> list[ColumnElement[bool]]:
    """Rows from an instant on (inclusive) and before another (exclusive)."""
    conditions: list[ColumnElement[bool]] = []
    if given.has(after):
        conditions.append(column >= given.slot(after, "instant"))
    if given.has(before):
        conditions.append(column < given.slot(before, "instant"))
    return conditions


def box_of(value: dict[str, float], path: str) -> Box:
    """A `BoxInput` at this path. Raises BadValue for edges that make no rectangle on earth."""
    south, west, north, east = (float(value[n]) for n in ("south", "west", "north", "east"))
    if not (-90 <= south <= north <= 90):
        raise BadValue(
            f"{path}: south tidak boleh di utara north, keduanya -90 sampai 90.",
            f"{path}: south must not be north of north, both within -90 to 90.",
        )
    if not (-180 <= west <= east <= 180):
        raise BadValue(
            f"{path}: west tidak boleh di timur east, keduanya -180 sampai 180.",
            f"{path}: west must not be east of east, both within -180 to 180.",
        )
    return Box(south, west, north, east)


def in_box(
    given: Given, path: str, latitude: Element, longitude: Element
) -> list[ColumnElement[bool]]:
    """Rows inside a rectangle."""
    if not given.has(path):
        return []

    def edge(choose: Callable[[Box], float]) -> Element:
        return given.slot(path, "float", lambda value: choose(box_of(value, path)))

    return _between_edges(edge, latitude, longitude)


def _between_edges(
    edge: Callable[[Callable[[Box], float]], Element],
    latitude: Element,
    longitude: Element,
) -> list[ColumnElement[bool]]:
    return [
        latitude >= edge(lambda box: box.south),
        latitude <= edge(lambda box: box.north),
        longitude >= edge(lambda box: box.west),
        longitude <= edge(lambda box: box.east),
    ]


def _point(value: dict[str, float], path: str) -> Point:
    point = Point(float(value["latitude"]), float(value["longitude"]))
    if not point.is_on_earth():
        raise BadValue(
            f"{path}: latitude -90 sampai 90 dan longitude -180 sampai 180, dalam derajat.",
            f"{path}: latitude is -90 to 90 and longitude -180 to 180, in degrees.",
        )
    return point


def circle_of(values: dict[str, Any], path: str, radius_path: str) -> tuple[Point, float]:
    """(centre, metres) among the parts of an input. Raises BadValue for what is out of range."""
    found = values.get(radius_path.rpartition(".")[2])
    metres = DEFAULT_RADIUS if found is None else found
    if not 1 <= metres <= LARGEST_RADIUS:
        raise BadValue(
            f"{radius_path}: {metres} m; 1 sampai {LARGEST_RADIUS}.",
            f"{radius_path}: {metres} m; 1 to {LARGEST_RADIUS}.",
        )
    return _point(values[path.rpartition(".")[2]], path), float(metres)


def _scaled(given: Given, path: str, make: Callable[[Point], float]) -> Element:
    return given.slot(path, "float", lambda value: make(_point(value, path)))


def distance_squared(given: Given, path: str, latitude: Element, longitude: Element) -> Element:
    """The squared distance in metres of a row from the point asked for, on a local plane."""
    north = (latitude - _scaled(given, path, lambda p: p.latitude)) * METRES_PER_DEGREE
    east = (longitude - _scaled(given, path, lambda p: p.longitude)) * _scaled(
        given, path, lambda p: east_west_scale(p.latitude)
    )
    squared: Element = north * north + east * east
    return squared


def near(
    given: Given,
    path: str,
    radius_path: str,
    latitude: Element,
    longitude: Element,
) -> list[ColumnElement[bool]]:
    """Rows within a radius of a point: a rectangle that an index serves, then the circle.

    Raises BadValue for a radius around nothing.
    """
    if not given.has(path):
        if given.has(radius_path):
            name = path.rpartition(".")[2]
            raise BadValue(
                f"{radius_path}: memerlukan {name}; beri keduanya atau tidak sama sekali.",
                f"{radius_path}: needs {name}; give both or neither.",
            )
        return []
    outer = path.rpartition(".")[0]

    def of_circle(make: Callable[[Point, float], float]) -> Element:
        return given.slot(
            outer, "float", lambda values: make(*circle_of(values, path, radius_path))
        )

    def edge(choose: Callable[[Box], float]) -> Element:
        return of_circle(lambda point, metres: choose(box_around(point, metres)))

    return [
        *_between_edges(edge, latitude, longitude),
        distance_squared(given, path, latitude, longitude)
        <= of_circle(lambda _point, metres: metres * metres),
    ]
