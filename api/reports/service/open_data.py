"""Public reports as open data: batch after batch, however many there are."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, literal, select, tuple_
from sqlalchemy.engine import Row

from api.areas.models import Area
from api.areas.values import AreaLevel
from api.db.base import table
from api.db.session import Database
from api.identity.models import Agency
from api.identity.values import Viewer
from api.reports import policy
from api.reports.models import Report, ReportCategory

BATCH: Final = 1_000
_REPORT: Final = table(Report)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which reports; None: all."""

    since: datetime | None = None
    before: datetime | None = None
    category: str | None = None
    """A category's code."""
    district: str | None = None
    """A district's Kemendagri code."""


async def state(database: Database, viewer: Viewer, selection: Selection) -> tuple[Any, ...]:
    """What distinguishes one state of these rows from another: their number, and sums over them.

    `version` grows with every change of a report; the other sums may fall as well as rise.
    """
    row = _REPORT.c
    counted = select(
        func.count(), func.sum(row.version), func.sum(row.joined_count), func.sum(row.rating),
        func.max(row.updated_at),
    ).where(*_conditions(viewer, selection))  # fmt: skip
    async with database.read() as session:
        return tuple((await session.execute(counted)).one())


async def unknown(database: Database, selection: Selection) -> str | None:
    """Which parameter names something that does not exist, if any: `category` or `district`."""
    category = table(ReportCategory).c
    area = table(Area).c
    async with database.read() as session:
        for name, code, found in (
            ("category", selection.category, category.code == selection.category),
            (
                "district",
                selection.district,
                (area.code == selection.district) & (area.level == AreaLevel.DISTRICT),
            ),
        ):
            if code is not None and not await session.scalar(select(literal(1)).where(found)):
                return name
    return None


async def batches(
    database: Database, viewer: Viewer, selection: Selection
) -> AsyncIterator[list[Row[Any]]]:
    """The rows, oldest first. Between two batches no connection is held.

    Reports that arrive meanwhile are newer than the last row read, and follow; one that changes
    meanwhile is given once, as it was or as it is.
    """
    row, category = _REPORT.c, table(ReportCategory).c
    agency = table(Agency)
    village = table(Area).alias("village")
    district = table(Area).alias("district")
    rows = (
        select(
            row.id, row.ticket, row.status, row.title, row.shown_latitude, row.shown_longitude,
            policy.is_rounded(row).label("rounded"), row.submitted_at, row.observed_at,
            row.updated_at, row.due_at,
            row.closed_at, row.days_used, row.reopened_at, row.joined_count, row.rating,
            row.synthetic, category.code.label("category_code"),
            category.name_id.label("category_id"), category.name_en.label("category_en"),
            agency.c.code.label("agency_code"), agency.c.name_id.label("agency_id"),
            agency.c.name_en.label("agency_en"), village.c.code.label("village_code"),
            village.c.name.label("village"), district.c.code.label("district_code"),
            district.c.name.label("district"),
        )
        .select_from(_REPORT)
        .join(ReportCategory, category.id == row.category_id)
        .join(agency, agency.c.id == row.agency_id)
        .outerjoin(village, village.c.id == row.village_id)
        .outerjoin(district, district.c.id == row.district_id)
        .where(*_conditions(viewer, selection))
        .order_by(row.submitted_at, row.id)
        .limit(BATCH)
    )  # fmt: skip
    after: ColumnElement[bool] | None = None
    while True:
        async with database.read() as session:
            page = rows if after is None else rows.where(after)
            found = list((await session.execute(page)).all())
        if found:
            yield found
        if len(found) < BATCH:
            return
        last = found[-1]
        after = tuple_(row.submitted_at, row.id) > tuple_(
            literal(last.submitted_at, row.submitted_at.type), literal(last.id, row.id.type)
        )


def _conditions(viewer: Viewer, selection: Selection) -> list[ColumnElement[bool]]:
    row = _REPORT.c
    conditions = [policy.visible(row, viewer)]
    if selection.since is not None:
        conditions.append(row.submitted_at >= selection.since)
    if selection.before is not None:
        conditions.append(row.submitted_at < selection.before)
    if selection.category is not None:
        category = table(ReportCategory).c
        conditions.append(
            row.category_id
            == select(category.id).where(category.code == selection.category).scalar_subquery()
        )
    if selection.district is not None:
        area = table(Area).c
        conditions.append(
            row.district_id
            == select(area.id)
            .where(and_(area.code == selection.district, area.level == AreaLevel.DISTRICT))
            .scalar_subquery()
        )
    return conditions
