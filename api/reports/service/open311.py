"""What Open311 reads of reports: categories, reports and their history, as the public sees them.

GeoReport v2 returns 90 days or 1,000 reports, whichever is less; the rest comes page by page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Table, and_, func, or_, select
from sqlalchemy.engine import Row

from api.areas.models import Area, CityContact
from api.db.base import table
from api.db.session import Database
from api.identity.models import Agency
from api.identity.values import Viewer
from api.kit.geo import METRES_PER_DEGREE, Point, east_west_scale
from api.reports import policy
from api.reports.models import Report, ReportCategory, ReportPhoto, ReportUpdate
from api.reports.values import ReportStatus, UpdateKind

MOST: Final = 1_000
"""How many reports or updates one page has at most."""

_REPORT: Final = table(Report)
_UPDATE: Final = table(ReportUpdate)
_PHOTO: Final = table(ReportPhoto)
_SAYS_WHY: Final = (UpdateKind.STEP, UpdateKind.REOPENED)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which reports, or whose history; None is all. `tickets` are exact numbers."""

    tickets: tuple[str, ...] | None = None
    since: datetime | None = None
    before: datetime | None = None
    categories: tuple[str, ...] | None = None
    """Ids of categories."""
    statuses: frozenset[ReportStatus] | None = None
    near: Point | None = None
    radius: float = 0.0
    """Metres around `near`."""
    page: int = 1
    size: int = MOST


async def contacts(database: Database) -> Sequence[Row[Any]]:
    """The city's numbers for non-emergencies: label_id, label_en, number."""
    contact = table(CityContact).c
    statement = select(contact.label_id, contact.label_en, contact.number)
    return await _rows(database, statement.order_by(contact.position))


async def services(database: Database) -> Sequence[Row[Any]]:
    """All categories in their order, with the names of the agencies that handle them."""
    category = table(ReportCategory).c
    agency = table(Agency).c
    statement = (
        select(
            category.id, category.code, category.name_id, category.name_en,
            category.sla_working_days, category.is_sensitive, category.emergency_notice_id,
            category.emergency_notice_en, agency.name_id.label("agency_id"),
            agency.name_en.label("agency_en"),
        )
        .join(Agency, agency.id == category.agency_id)
        .order_by(category.position, category.code)
    )  # fmt: skip
    return await _rows(database, statement)


async def requests(database: Database, viewer: Viewer, selection: Selection) -> Sequence[Row[Any]]:
    """A page of the reports, newest first, with everything that is shown of each."""
    return await _rows(database, requests_statement(viewer, selection))


async def updates(database: Database, viewer: Viewer, selection: Selection) -> Sequence[Row[Any]]:
    """A page of the reports' updates, oldest first: reading page after page misses nothing."""
    return await _rows(database, updates_statement(viewer, selection))


def requests_statement(viewer: Viewer, selection: Selection) -> Select[Any]:
    """The statement behind `requests`: only the rows of the page are joined with anything."""
    row = _REPORT.c
    category = table(ReportCategory).c
    agency = table(Agency).c
    village = table(Area).alias("village")
    district = table(Area).alias("district")
    target = _REPORT.alias("target")
    newest = (row.submitted_at.desc(), row.id.desc())
    conditions = [policy.visible(row, viewer), *_conditions(selection)]
    if selection.tickets is None:
        conditions += _within(row.submitted_at, selection)
    page = _page(select(row.id).where(*conditions).order_by(*newest), selection)
    return (
        select(
            row.ticket, row.status, row.title, row.description, row.submitted_at, row.observed_at,
            row.updated_at, row.closed_at, row.due_at, row.shown_latitude, row.shown_longitude,
            row.synthetic, row.joined_count, policy.is_rounded(row).label("rounded"),
            policy.may_see_address(row, viewer).label("says_address"), row.address,
            category.code.label("category_code"), category.name_id.label("category_id"),
            category.name_en.label("category_en"), agency.name_id.label("agency_id"),
            agency.name_en.label("agency_en"), village.c.name.label("village"),
            district.c.name.label("district"), target.c.ticket.label("merged_into"),
            _status_note(viewer).label("note"),
            _first_photo(
                _PHOTO.c.report_id == row.id,
                or_(_PHOTO.c.update_id.is_(None), _PHOTO.c.from_reporter),
                of=_REPORT,
            ).label("image_digest"),
        )
        .select_from(_REPORT)
        .join(page, page.c.id == row.id)
        .join(ReportCategory, category.id == row.category_id)
        .join(Agency, agency.id == row.agency_id)
        .outerjoin(village, village.c.id == row.village_id)
        .outerjoin(district, district.c.id == row.district_id)
        .outerjoin(
            target,
            and_(target.c.id == row.merged_into_id, policy.visible(target.c, viewer)),
        )
        .order_by(*newest)
    )  # fmt: skip


def updates_statement(viewer: Viewer, selection: Selection) -> Select[Any]:
    """The statement behind `updates`. Updates from while a report was hidden are left out."""
    line = _UPDATE.c
    oldest = (line.created_at, line.id)
    conditions = [
        policy.shows_update(line, viewer),
        policy.visible(_REPORT.c, viewer),
        line.status != ReportStatus.HIDDEN,
        *_conditions(selection),
        *_within(line.created_at, selection),
    ]
    found = select(line.id).join(_REPORT, _REPORT.c.id == line.report_id).where(*conditions)
    page = _page(found.order_by(*oldest), selection)
    return (
        select(
            line.id, line.kind, line.status, line.created_at, _REPORT.c.ticket,
            _note(line, viewer).label("note"),
            _first_photo(_PHOTO.c.update_id == line.id, of=_UPDATE).label("image_digest"),
        )
        .select_from(_UPDATE)
        .join(page, page.c.id == line.id)
        .join(_REPORT, _REPORT.c.id == line.report_id)
        .order_by(*oldest)
    )  # fmt: skip


async def _rows(database: Database, statement: Select[Any]) -> Sequence[Row[Any]]:
    async with database.read() as session:
        return list((await session.execute(statement)).all())


def _page(found: Select[Any], selection: Selection) -> Any:
    return (
        found.limit(selection.size).offset((selection.page - 1) * selection.size).subquery("page")
    )


def _within(moment: Any, selection: Selection) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if selection.since is not None:
        conditions.append(moment >= selection.since)
    if selection.before is not None:
        conditions.append(moment < selection.before)
    return conditions


def _conditions(selection: Selection) -> list[ColumnElement[bool]]:
    """The conditions on the reports themselves. Tickets exclude all others, as in GeoReport v2."""
    row = _REPORT.c
    if selection.tickets is not None:
        return [row.ticket.in_(selection.tickets)]
    conditions: list[ColumnElement[bool]] = []
    if selection.categories is not None and len(selection.categories) == 1:
        # Equality keeps the order of the category's own index: nothing is sorted.
        conditions.append(row.category_id == selection.categories[0])
    elif selection.categories is not None:
        conditions.append(row.category_id.in_(selection.categories))
    if selection.statuses is not None:
        conditions.append(row.status.in_(sorted(selection.statuses, key=lambda s: s.name)))
    if selection.near is not None:
        conditions += _around(selection.near, selection.radius)
    return conditions


def _around(centre: Point, radius: float) -> list[ColumnElement[bool]]:
    """By the shown points: a rounded one must not be undone by asking around it."""
    row = _REPORT.c
    scale = max(east_west_scale(centre.latitude), 1.0)
    north, east = radius / METRES_PER_DEGREE, radius / scale
    up = (row.shown_latitude - centre.latitude) * METRES_PER_DEGREE
    right = (row.shown_longitude - centre.longitude) * scale
    return [
        row.shown_latitude.between(centre.latitude - north, centre.latitude + north),
        row.shown_longitude.between(centre.longitude - east, centre.longitude + east),
        up * up + right * right <= radius * radius,
    ]


def _note(line: Any, viewer: Viewer) -> ColumnElement[str | None]:
    """The note of an update in the reader's language if there is one, else in the other."""
    english = viewer.language == "EN"
    first, second = (line.note_en, line.note_id) if english else (line.note_id, line.note_en)
    note: ColumnElement[str | None] = func.coalesce(first, second)
    return note


def _status_note(viewer: Viewer) -> ColumnElement[str | None]:
    """The note of the update that gave the report its present status."""
    step = _UPDATE.alias("step")
    return (
        select(_note(step.c, viewer))
        .where(
            step.c.report_id == _REPORT.c.id,
            step.c.status == _REPORT.c.status,
            or_(step.c.kind.in_(_SAYS_WHY), step.c.status == ReportStatus.DUPLICATE),
            policy.shows_update(step.c, viewer),
        )
        .order_by(step.c.created_at.desc(), step.c.id.desc())
        .limit(1)
        .correlate(_REPORT)
        .scalar_subquery()
    )


def _first_photo(*conditions: ColumnElement[bool], of: Table) -> ColumnElement[str | None]:
    return (
        select(_PHOTO.c.image_digest)
        .where(*conditions, _PHOTO.c.removed_at.is_(None))
        .order_by(_PHOTO.c.position, _PHOTO.c.id)
        .limit(1)
        .correlate(of)
        .scalar_subquery()
    )
