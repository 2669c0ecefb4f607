"""Who may see what of a report, who may move it on, and by when it should be answered.

`row` is the columns of an aliased table. Of the viewer only the role is known when a statement is
made; its other fields may be binds, and are used in expressions alone.
"""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, false, not_, or_, select, true

from api.db.base import metadata
from api.identity.values import Role, Viewer
from api.kit.geo import Point
from api.reports.models import Report
from api.reports.values import ReportStatus

Row = Any
_WHOLE_CITY = frozenset({Role.ADMIN, Role.SYSTEM})


def is_public(status: ReportStatus, hide_report: bool, is_sensitive: bool) -> bool:
    """Whether everybody may see a report: what `Report.is_public` holds, and a CHECK demands."""
    return not hide_report and not is_sensitive and status is not ReportStatus.HIDDEN


def visible(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The reports that a viewer may see by any path.

    Everybody: the public ones. Who is signed in: also what he reported himself, whatever became of
    it. An officer: also all of his agency's. Admins: all.
    """
    if viewer.role in _WHOLE_CITY:
        return true()
    return or_(row.is_public, _is_concerned(row, viewer))


def visible_by_report(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The rows of a report's own tables (`report_id`) that a viewer may see: with their report."""
    if viewer.role in _WHOLE_CITY:
        return true()
    report = metadata.tables["report"].alias()
    return (
        select(report.c.id)
        .where(report.c.id == row.report_id, visible(report.c, viewer))
        .correlate_except(report)
        .exists()
    )


def may_see_reporter(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer learns the reporter's name, of a report that he may see. The name only."""
    if viewer.role in _WHOLE_CITY:
        return true()
    return or_(not_(row.hide_name), _is_concerned(row, viewer))


def may_see_exact_point(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer is given `latitude` and `longitude`; all others get the shown point."""
    return true() if viewer.role in _WHOLE_CITY else _is_concerned(row, viewer)


def is_rounded(row: Row) -> ColumnElement[bool]:
    """Whether the shown point is coarser than the true one."""
    return or_(row.shown_latitude != row.latitude, row.shown_longitude != row.longitude)


def may_see_address(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer reads how the reporter describes the place: it would undo the rounding."""
    return or_(may_see_exact_point(row, viewer), not_(is_rounded(row)))


def may_see_internal(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer reads internal notes; `row` is a report's or an update's.

    An officer reads those of his own agency: another agency's officers see a public report as the
    public does.
    """
    if viewer.role in _WHOLE_CITY:
        return true()
    return _equals(row.agency_id, viewer.agency_id) if viewer.role is Role.OFFICER else false()


def may_advance(report: Report, viewer: Viewer) -> bool:
    """Whether a viewer may move a report on: an officer of its agency, or an admin."""
    if viewer.role is Role.OFFICER:
        return viewer.agency_id is not None and viewer.agency_id == report.agency_id
    return viewer.role is Role.ADMIN


def shown_point(point: Point, person_related: bool) -> Point:
    """The point that the public sees: to about 100 m where a category is about persons."""
    return point.rounded(3 if person_related else 6)


def due_at(submitted_at: datetime, working_days: int, zone: ZoneInfo) -> datetime:
    """The last second of the working day by which a report should be answered.

    The day of submitting does not count; Monday to Friday do, in the city's own zone. Submitted on
    Friday evening with one working day: Monday, 23:59:59 local time.
    """
    day = submitted_at.astimezone(zone).date()
    left = working_days
    while left > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            left -= 1
    return datetime.combine(day, time(23, 59, 59), tzinfo=zone)


def _is_concerned(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer is the reporter, or an officer of the report's agency."""
    if not viewer.is_signed_in:
        return false()
    own = _equals(row.reporter_id, viewer.person_id)
    if viewer.role is Role.OFFICER:
        return or_(own, _equals(row.agency_id, viewer.agency_id))
    return own


def _equals(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    """Equality that a missing value never meets: `= NULL` would become IS NULL, and match."""
    return false() if value is None else column == value


def shows_photo(digest: str, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a picture is a photo of a report, or of its updates, that the viewer may see."""
    photo, report = metadata.tables["report_photo"], metadata.tables["report"]
    return (
        select(photo.c.id)
        .join(report, report.c.id == photo.c.report_id)
        .where(photo.c.image_digest == digest, visible(report.c, viewer))
        .exists()
    )
