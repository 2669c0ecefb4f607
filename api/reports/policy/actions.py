"""Who may act on a report, and whose turn it is."""

from sqlalchemy import ColumnElement, and_, false, literal_column, not_, or_, select, true

from api.db.base import table
from api.identity.values import Role, Viewer
from api.reports.models import Report, ReportFollower
from api.reports.policy.concern import Row, equals, is_concerned, is_handled


def may_advance(report: Report, viewer: Viewer) -> bool:
    """Whether a viewer may change a report's status: an officer who handles it, or an admin.

    The same people assign it, write notes on it, moderate it and merge it.
    """
    if viewer.role is Role.OFFICER:
        return handles(report, viewer.agency_id, viewer.area_id)
    return viewer.role is Role.ADMIN


def handles(report: Report, agency_id: str | None, area_id: str | None) -> bool:
    """Whether an agency's officers handle a report, whose work may be limited to an area."""
    ours = agency_id is not None and agency_id == report.agency_id
    return ours and is_within(report, area_id)


def is_within(report: Report, area_id: str | None) -> bool:
    """Whether a report is in a district or village; None is the whole city."""
    return area_id is None or area_id in (report.village_id, report.district_id)


def may_decide(report: Report, viewer: Viewer) -> bool:
    """Whether a viewer may accept or reject a completion: the reporter, or who may advance it.

    The person who reported the work as complete may not, whatever else they are.
    """
    if viewer.person_id is None or viewer.person_id == report.completed_by_id:
        return False
    return viewer.person_id == report.reporter_id or may_advance(report, viewer)


def awaits_decision(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a completion awaits the viewer's decision: `may_decide` for rows."""
    if viewer.role is Role.ADMIN:
        concerned: ColumnElement[bool] = true()
    else:
        concerned = is_concerned(row, viewer)
    own = equals(row.completed_by_id, viewer.person_id)
    by_another = or_(row.completed_by_id.is_(None), not_(own))
    return and_(row.status == literal_column("'AWAITING_CHECK'"), concerned, by_another)


def may_reveal(report: Report, viewer: Viewer) -> bool:
    """Whether a hidden name is disclosed to a viewer with a reason: to those who may advance."""
    return may_advance(report, viewer)


def is_assigned(row: Row, viewer: Viewer, *, to_agency: bool) -> ColumnElement[bool]:
    """Whether a report is assigned to the viewer, or to their agency: for officers only."""
    if viewer.role is not Role.OFFICER:
        return false()
    ours = is_handled(row, viewer)
    # Both must hold: a report that went on to another agency is not in this officer's inbox.
    return ours if to_agency else and_(equals(row.assignee_id, viewer.person_id), ours)


def has_joined(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer has joined a report."""
    if not viewer.is_signed_in:
        return false()
    follower = table(ReportFollower).alias()
    # Not correlated: a person's own list is found from here, and not by asking every report.
    own = select(follower.c.report_id).where(
        follower.c.person_id == viewer.person_id, follower.c.kind == literal_column("'JOINED'")
    )
    joined: ColumnElement[bool] = row.id.in_(own.correlate(None))
    return joined
