"""How a viewer is concerned with a report: as its reporter, or as an officer who handles it."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from api.identity.values import Role, Viewer

Row = Any
"""The columns of an aliased table."""
WHOLE_CITY = frozenset({Role.ADMIN, Role.SYSTEM})


def is_reporter(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether the report is the viewer's own."""
    return equals(row.reporter_id, viewer.person_id) if viewer.is_signed_in else false()


def is_concerned(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer is the reporter, or an officer of the report's agency and area."""
    if not viewer.is_signed_in:
        return false()
    own = is_reporter(row, viewer)
    return or_(own, is_handled(row, viewer)) if viewer.role is Role.OFFICER else own


def is_handled(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer is an officer of the agency and area of the report: `handles` for rows."""
    if viewer.role is not Role.OFFICER:
        return false()
    return and_(equals(row.agency_id, viewer.agency_id), is_in_area(row, viewer))


def is_in_area(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a report is in the district or village to which an officer's work is limited."""
    if viewer.area_id is None:
        return true()
    return or_(row.village_id == viewer.area_id, row.district_id == viewer.area_id)


def equals(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    """Equality that a missing value never meets: `= NULL` would become IS NULL, and match."""
    return false() if value is None else column == value
