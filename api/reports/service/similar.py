"""Open reports that may be about the same thing in the same place."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.db.base import table
from api.kit import ids
from api.kit.geo import METRES_PER_DEGREE, Point, east_west_scale, metres_between
from api.kit.problems import ProblemCode, invalid
from api.reports import policy
from api.reports.models import Report, ReportCategory

MOST_SIMILAR: Final = 5


@dataclass(frozen=True, slots=True)
class Similar:
    """An open report near a place, and how far away its shown point is."""

    report_id: str
    metres: float


async def similar_reports(
    session: AsyncSession,
    category_id: str,
    point: Point,
    *,
    besides: str | None = None,
    path: str = "category",
) -> list[Similar]:
    """Open, public reports of a category within its radius, nearest first, at most five.

    Only public ones, and by their shown points: a hidden report, or the true place of one that is
    shown rounded, must not be found by asking around it. `besides` is a report to leave out.
    Raises InvalidInput for an unknown category or a point that is not on earth.
    """
    category = await session.get(ReportCategory, category_id) if ids.is_uuid(category_id) else None
    if category is None:
        raise invalid(
            path,
            "Kategori ini tidak ditemukan. Pilih dari daftar kategori.",
            "This category was not found. Choose one from the list.",
            code=ProblemCode.UNKNOWN_REFERENCE,
        )
    if not point.is_on_earth():
        raise invalid(
            "point",
            "Lokasi ini tidak ada di bumi. Pilih lagi titiknya di peta.",
            "This place does not exist on earth. Choose the point on the map again.",
            code=ProblemCode.OUT_OF_RANGE,
        )
    radius = float(category.join_radius_m)
    north = radius / METRES_PER_DEGREE
    east = radius / max(east_west_scale(abs(point.latitude) + north), 1.0)
    rows = await session.execute(
        select(Report.id, Report.shown_latitude, Report.shown_longitude).where(
            col(Report.is_public),
            policy.is_open(table(Report).c),
            col(Report.category_id) == category.id,
            col(Report.shown_latitude).between(point.latitude - north, point.latitude + north),
            col(Report.shown_longitude).between(point.longitude - east, point.longitude + east),
        )
    )
    near = sorted(
        (metres, id)
        for id, latitude, longitude in rows
        if (metres := metres_between(point, Point(latitude, longitude))) <= radius and id != besides
    )
    return [Similar(id, metres) for metres, id in near[:MOST_SIMILAR]]
