"""The outlines of a pack's areas: boundaries.geojson, which a city may do without.

Nothing is mended in silence: an outline that crosses itself is for its maker to put right. What the
server lives with is a warning.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

from api.areas.values import AreaLevel
from api.kit.geo import METRES_PER_DEGREE, east_west_scale
from api.kit.nearest import nearest
from api.seed.entries.city import AreaEntry, CityEntry, FacilityEntry, SiteEntry
from api.seed.entries.entry import Position
from api.seed.faults import Faults
from api.seed.sheets import read_text

FILE: Final = "boundaries.geojson"
DECIMALS: Final = 6
"""Of stored coordinates, in degrees: about 0.1 m."""

ASTRAY_METRES: Final = 1_000.0
"""How far an area may lie from its point, and a village from its district's extent."""

NEGLIGIBLE_M2: Final = 10_000.0
"""Smaller holes and overlaps between neighbours are not worth a word."""

NEGLIGIBLE_METRES: Final = 25
"""Nor is a place that lies so little outside of the village that it names."""

Outlines = Mapping[str, BaseGeometry]
"""Polygons in degrees (WGS 84), by the codes of their areas."""


def read_outlines(folder: Path, known: frozenset[str] | None, faults: Faults) -> Outlines | None:
    """The outlines that can be understood; what is wrong with the others is reported by the codes.

    `known` are the codes of areas, None if they cannot be said. None: the pack has no such file.
    """
    if not (folder / FILE).is_file():
        return None
    try:
        data = json.loads(read_text(folder, FILE, faults) or "{}")
        features = list(data["features"])
    except json.JSONDecodeError as error:
        faults.add(FILE, error.lineno, "", "broken_json", reason=error.msg)
        return {}
    except (KeyError, TypeError):
        faults.add(FILE, 0, "features", "not_a_feature_collection")
        return {}
    outlines = dict[str, BaseGeometry]()
    for place, feature in enumerate(features):
        try:
            code, geometry = str(feature["properties"]["code"]), feature["geometry"]
        except (KeyError, TypeError):
            faults.add(FILE, 0, f"features.{place}", "not_a_feature")
            continue
        if known is not None and code not in known:
            values = {"input": code[:60], "near": nearest(code, known)}
            faults.add(FILE, 0, f"features.{place}", "not_in_the_pack", **values)
        elif code in outlines:
            faults.add(FILE, 0, code, "outline_twice")
        elif (outline := _polygon(code, geometry, faults)) is not None:
            outlines[code] = outline
    return outlines


def _polygon(code: str, geometry: Any, faults: Faults) -> BaseGeometry | None:
    try:
        outline = shapely.from_geojson(json.dumps(geometry))
    except shapely.errors.GEOSException as error:
        is_open = "closed linestring" in str(error)
        faults.add(FILE, 0, code, "open_ring" if is_open else "broken_geometry", reason=error)
        return None
    if outline.geom_type not in ("Polygon", "MultiPolygon") or outline.is_empty:
        faults.add(FILE, 0, code, "not_a_polygon", type=outline.geom_type)
    elif not outline.is_valid:
        faults.add(FILE, 0, code, "invalid_outline", reason=shapely.is_valid_reason(outline))
    else:
        return shapely.force_2d(outline)
    return None


def texts_of(outlines: Outlines) -> dict[str, str]:
    """The outlines as GeoJSON, as they are stored."""
    return {
        code: shapely.to_geojson(
            shapely.transform(outline, lambda corners: corners.round(DECIMALS))
        )
        for code, outline in outlines.items()
    }


def check_outlines(
    outlines: Outlines,
    city: CityEntry,
    areas: Sequence[AreaEntry],
    placed: Iterable[SiteEntry | FacilityEntry],
    faults: Faults,
) -> None:
    """Each outline lies where its area is, and neighbours meet."""
    scale = (east_west_scale(city.centre.latitude), METRES_PER_DEGREE)

    def flat(shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(shape, lambda corners: corners * scale)

    def spot(position: Position) -> BaseGeometry:
        return flat(shapely.Point(position.longitude, position.latitude))

    shapes = {code: flat(outline) for code, outline in outlines.items()}
    for area in (area for area in areas if area.code in shapes):
        outline, around = shapes[area.code], shapes.get(area.parent_code or "")
        away = round(shapely.hausdorff_distance(outline, spot(city.centre)) / 1000)
        astray = round(outline.distance(spot(area.position)))
        if away > city.reach_km:
            faults.add(FILE, 0, area.code, "outline_too_far", away=away, reach=city.reach_km)
        elif astray > ASTRAY_METRES:
            faults.add(FILE, 0, area.code, "outline_astray", metres=astray)
        elif around and not shapely.box(*around.bounds).buffer(ASTRAY_METRES).covers(outline):
            faults.add(FILE, 0, area.code, "outside_its_district", parent=area.parent_code)
    for entry in placed:
        village = shapes.get(entry.area_code or "")
        metres = round(village.distance(spot(entry.position))) if village else 0
        if metres > NEGLIGIBLE_METRES:
            values = {"metres": metres, "code": entry.area_code}
            faults.warn(entry.SOURCE.file, entry.code, "in_another_village", **values)
    villages = [area.code for area in areas if area.level is AreaLevel.VILLAGE]
    if missing := [code for code in villages if code not in shapes]:
        names = ", ".join(missing[:10])
        faults.warn(FILE, "", "villages_without_outline", count=len(missing), names=names)
    if mine := {code: shapes[code] for code in villages if code in shapes}:
        _check_neighbours(mine, scale, faults)


def _check_neighbours(shapes: Outlines, scale: tuple[float, float], faults: Faults) -> None:
    """Warns of holes between villages, and of villages that overlap."""
    codes, polygons = list(shapes), list(shapes.values())
    for a, b in STRtree(polygons).query(polygons, predicate="intersects").T:
        area = polygons[a].intersection(polygons[b]).area if a < b else 0
        if area > NEGLIGIBLE_M2:
            faults.warn(FILE, codes[a], "overlap", other=codes[b], hectares=round(area / 1e4, 1))
    for part in shapely.get_parts(shapely.union_all(polygons)):
        for hole in map(shapely.Polygon, part.interiors):
            if hole.area > NEGLIGIBLE_M2:
                x, y = hole.representative_point().coords[0]
                values = {"latitude": round(y / scale[1], 4), "longitude": round(x / scale[0], 4)}
                faults.warn(FILE, "", "hole", hectares=round(hole.area / 1e4, 1), **values)
