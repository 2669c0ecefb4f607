"""Which fields of a report a viewer may read, if they may see the report at all."""

from sqlalchemy import ColumnElement, and_, false, not_, or_, select, true

from api.db.base import table
from api.identity.values import Role, Viewer
from api.kit.geo import Point
from api.reports.models import Report
from api.reports.policy.concern import (
    WHOLE_CITY,
    Row,
    equals,
    is_concerned,
    is_handled,
    is_in_area,
    is_reporter,
)


def may_see_reporter(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer reads the reporter's name. Nothing else of the reporter is ever shown.

    Only the reporter reads a hidden one. Officers ask for it (`may_reveal`): each disclosure is
    recorded, and a read records nothing.
    """
    return or_(not_(row.hide_name), is_reporter(row, viewer))


def may_see_exact_point(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer is given `latitude` and `longitude`; all others get the shown point."""
    return true() if viewer.role in WHOLE_CITY else is_concerned(row, viewer)


def is_rounded(row: Row) -> ColumnElement[bool]:
    """Whether the shown point is coarser than the true one."""
    return or_(row.shown_latitude != row.latitude, row.shown_longitude != row.longitude)


def may_see_address(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer reads how the reporter describes the place: it would undo the rounding."""
    return or_(may_see_exact_point(row, viewer), not_(is_rounded(row)))


def may_see_internal(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer reads what is for officers only.

    An officer reads it of the reports of their own agency, in their area; to all others a public
    report is shown as to the public.
    """
    return true() if viewer.role in WHOLE_CITY else is_handled(row, viewer)


def may_see_note(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer reads the internal note of an update: officers of the agency it names."""
    if viewer.role in WHOLE_CITY:
        return true()
    if viewer.role is not Role.OFFICER:
        return false()
    ours = equals(row.agency_id, viewer.agency_id)
    if viewer.area_id is None:
        return ours
    report = table(Report).alias()
    here = (
        select(report.c.id)
        .where(report.c.id == row.report_id, is_in_area(report.c, viewer))
        .correlate_except(report)
        .exists()
    )
    return and_(ours, here)


def may_see_rating_comment(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer reads the comment of a rating: only the number is for everyone."""
    return or_(is_reporter(row, viewer), may_see_internal(row, viewer))


def shown_point(point: Point, person_related: bool) -> Point:
    """The point that the public sees: to about 100 m if the category is about persons."""
    return point.rounded(3 if person_related else 6)
