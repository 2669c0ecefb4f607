"""Which open reports are about the same thing in the same place."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.kit import ids
from api.kit.geo import METRES_PER_DEGREE, Point, east_west_scale, metres_between
from api.kit.problems import invalid
from api.reports.models import Report, ReportCategory

MOST_SIMILAR: Final = 5


@dataclass(frozen=True, slots=True)
class Similar:
    """An open report near a place, and how far it is as the public sees it."""

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
    shown roundly, must not be found by asking around it. `besides` is a report to leave out.
    Raises InvalidInput when the category or the point is none.
    """
    category = await session.get(ReportCategory, category_id) if ids.is_uuid(category_id) else None
    if category is None:
        raise invalid(
            path,
            f"{path}: kategori ini tidak ada. Ambil daftarnya dari reportCategories.",
            f"{path}: there is no such category. Take the list from reportCategories.",
        )
    if not point.is_on_earth():
        raise invalid(
            "point",
            "point: lintang harus antara -90 dan 90, bujur antara -180 dan 180.",
            "point: latitude must lie between -90 and 90, longitude between -180 and 180.",
        )
    radius = float(category.join_radius_m)
    north = radius / METRES_PER_DEGREE
    east = radius / max(east_west_scale(abs(point.latitude) + north), 1.0)
    rows = await session.execute(
        select(Report.id, Report.shown_latitude, Report.shown_longitude).where(
            col(Report.is_public),
            col(Report.closed_at).is_(None),
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
