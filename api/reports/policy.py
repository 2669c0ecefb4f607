"""Who may see what of a report, and who may move it on.

`row` is the columns of an aliased table. Of the viewer only the role is known when a statement is
made; its other fields may be binds, and are used in expressions alone.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal_column, not_, or_, select, true

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
    it. An officer: also all of his agency's, in his area where his token names one. Admins: all.
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


def belongs(row: Row, report: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a row of a report's own tables is shown with a report that the viewer may see.

    Its own rows, and along with them those of the reports that were merged into it, where the
    viewer may see these. One that was merged shows its own alone.
    """
    on_page = row.shown_on_id == func.coalesce(report.merged_into_id, report.id)
    own = row.report_id == report.id
    along = and_(report.merged_into_id.is_(None), visible_by_report(row, viewer))
    return and_(on_page, or_(own, along))


def shows_photo_of(row: Row, report: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a photo is one of those by which a report is shown: the reporters' own."""
    return and_(belongs(row, report, viewer), is_reporters_photo(row))


def is_reporters_photo(row: Row) -> ColumnElement[bool]:
    """Whether a photo shows the trouble, as its reporter sent it, and was not taken away."""
    return and_(or_(row.update_id.is_(None), row.from_reporter), row.removed_at.is_(None))


def may_see_reporter(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer reads the reporter's name, of a report that he may see. The name only.

    A hidden one is read by the reporter alone. Officers ask for it (`may_reveal`): each look is
    recorded, and a read records nothing.
    """
    return or_(not_(row.hide_name), is_reporter(row, viewer))


def is_reporter(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer reported this himself."""
    return _equals(row.reporter_id, viewer.person_id) if viewer.is_signed_in else false()


def sees_photo(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The photos that a viewer may see: with their report, unless a moderator removed them."""
    return and_(row.removed_at.is_(None), visible_by_report(row, viewer))


def shows_update(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a line of the history of a report that a viewer may see is for him."""
    return or_(not_(row.is_internal), may_see_note(row, viewer))


def shows_update_of(row: Row, report: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a line belongs to the history that a report shows.

    That another one was merged into this is told by this one's own line alone.
    """
    is_leaving = and_(
        row.kind == literal_column("'MERGED'"), row.status == literal_column("'DUPLICATE'")
    )
    told = or_(row.report_id == report.id, not_(is_leaving))
    return and_(belongs(row, report, viewer), told, shows_update(row, viewer))


def sees_update(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The lines of histories that a viewer may see: with their report, and not the internal."""
    return and_(shows_update(row, viewer), visible_by_report(row, viewer))


def sees_finding(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The checks of a finish that a viewer may see: with their report."""
    if viewer.role in _WHOLE_CITY:
        return true()
    proof = metadata.tables["completion_proof"].alias()
    return (
        select(proof.c.id)
        .where(proof.c.id == row.proof_id, visible_by_report(proof.c, viewer))
        .correlate_except(proof)
        .exists()
    )


def sees_revision(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """What moderators did: for the reporter, officers of the agency, and admins."""
    if viewer.role in _WHOLE_CITY:
        return true()
    report = metadata.tables["report"].alias()
    return (
        select(report.c.id)
        .where(report.c.id == row.report_id, _is_concerned(report.c, viewer))
        .correlate_except(report)
        .exists()
    )


def sees_look(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The looks at hidden names: for whose name it is, and for admins, who oversee them."""
    if viewer.role in _WHOLE_CITY:
        return true()
    return is_reporter(row, viewer)


def sees_templates(_row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Ready-made answers are for those who answer."""
    return true() if viewer.role in _WHOLE_CITY | {Role.OFFICER} else false()


def sees_officer(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The officers, as persons, that a viewer is shown: his colleagues; all of them to admins."""
    is_officer: ColumnElement[bool] = row.role == literal_column("'OFFICER'")
    if viewer.role in _WHOLE_CITY:
        return is_officer
    if viewer.role is not Role.OFFICER:
        return false()
    return and_(is_officer, _equals(row.agency_id, viewer.agency_id))


def is_assigned(row: Row, viewer: Viewer, *, to_agency: bool) -> ColumnElement[bool]:
    """Whether a report lies with a viewer, or with his agency: for officers alone."""
    if viewer.role is not Role.OFFICER:
        return false()
    ours = _is_handled(row, viewer)
    # Also his agency's: one that went on to another is that agency's inbox, not his.
    return ours if to_agency else and_(_equals(row.assignee_id, viewer.person_id), ours)


def awaits_decision(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a finish waits for the viewer to accept or refuse it: the rows of `may_decide`."""
    if viewer.role is Role.ADMIN:
        concerned: ColumnElement[bool] = true()
    else:
        concerned = _is_concerned(row, viewer)
    finished = _equals(row.finished_by_id, viewer.person_id)
    by_another = or_(row.finished_by_id.is_(None), not_(finished))
    return and_(row.status == literal_column("'AWAITING_CHECK'"), concerned, by_another)


def is_overdue(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a report is open past the time by which it should have been answered."""
    return and_(row.due_at.is_not(None), is_open(row), row.due_at < viewer.now)


def is_open(row: Row) -> ColumnElement[bool]:
    """Whether somebody still has to answer a report; a hidden one rests until it is shown again."""
    return and_(row.closed_at.is_(None), row.status != literal_column("'HIDDEN'"))


def is_counted(
    row: Row, viewer: Viewer, *, sensitive_before: datetime | None
) -> ColumnElement[bool]:
    """Which reports the statistics count: what `viewer` sees, who should be the public.

    Also those of sensitive categories that came in before an instant: for sums that
    `service.statistics` keeps from pointing at a person.
    """
    seen = visible(row, viewer)
    if sensitive_before is None:
        return seen
    shown = row.status != literal_column("'HIDDEN'")
    return or_(seen, and_(row.is_sensitive, shown, row.submitted_at < sensitive_before))


def is_colleague(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a person speaks for the viewer's own agency."""
    return _equals(row.agency_id, viewer.agency_id)


def has_joined(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer said of a report: me too."""
    if not viewer.is_signed_in:
        return false()
    follower = metadata.tables["report_follower"].alias()
    # Not correlated: a person's own list is found from here, and not by asking every report.
    own = select(follower.c.report_id).where(
        follower.c.person_id == viewer.person_id, follower.c.kind == literal_column("'JOINED'")
    )
    joined: ColumnElement[bool] = row.id.in_(own.correlate(None))
    return joined


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
    """Whether a viewer reads what is a report's own and for officers only.

    An officer reads it of his own agency's, in his area: all others see a public report as the
    public does.
    """
    return true() if viewer.role in _WHOLE_CITY else _is_handled(row, viewer)


def may_see_note(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer reads the internal note of a line of the history: his own agency's."""
    if viewer.role in _WHOLE_CITY:
        return true()
    if viewer.role is not Role.OFFICER:
        return false()
    ours = _equals(row.agency_id, viewer.agency_id)
    if viewer.area_id is None:
        return ours
    report = metadata.tables["report"].alias()
    here = (
        select(report.c.id)
        .where(report.c.id == row.report_id, _is_in_area(report.c, viewer))
        .correlate_except(report)
        .exists()
    )
    return and_(ours, here)


def may_see_rating_word(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer reads what the reporter says of the end: the number alone is for all."""
    return or_(is_reporter(row, viewer), may_see_internal(row, viewer))


def may_advance(report: Report, viewer: Viewer) -> bool:
    """Whether a viewer may move a report on: an officer of its agency and area, or an admin.

    The same people hand it over, write notes on it, moderate it and merge it.
    """
    if viewer.role is Role.OFFICER:
        return handles(report, viewer.agency_id, viewer.area_id)
    return viewer.role is Role.ADMIN


def handles(report: Report, agency_id: str | None, area_id: str | None) -> bool:
    """Whether a report lies with officers of an agency whose work is limited to an area, if any."""
    ours = agency_id is not None and agency_id == report.agency_id
    return ours and is_within(report, area_id)


def is_within(report: Report, area_id: str | None) -> bool:
    """Whether a report lies in a district or village; everything does in None, the whole city."""
    return area_id is None or area_id in (report.village_id, report.district_id)


def may_decide(report: Report, viewer: Viewer) -> bool:
    """Whether a viewer is one of those who accept or refuse a finish: its reporter or an officer.

    Who said that the work is finished is not, whatever else he is.
    """
    if viewer.person_id is None or viewer.person_id == report.finished_by_id:
        return False
    return viewer.person_id == report.reporter_id or may_advance(report, viewer)


def may_reveal(report: Report, viewer: Viewer) -> bool:
    """Whether a viewer may ask for a hidden name: who handles the report, with a reason."""
    return may_advance(report, viewer)


def shown_point(point: Point, person_related: bool) -> Point:
    """The point that the public sees: to about 100 m where a category is about persons."""
    return point.rounded(3 if person_related else 6)


def _is_concerned(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer is the reporter, or an officer of the report's agency and area."""
    if not viewer.is_signed_in:
        return false()
    own = is_reporter(row, viewer)
    return or_(own, _is_handled(row, viewer)) if viewer.role is Role.OFFICER else own


def _is_handled(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a report lies with an officer's agency, in his area: the rows of `handles`."""
    if viewer.role is not Role.OFFICER:
        return false()
    return and_(_equals(row.agency_id, viewer.agency_id), _is_in_area(row, viewer))


def _is_in_area(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a report lies in the district or village to which an officer's work is limited."""
    if viewer.area_id is None:
        return true()
    return or_(row.village_id == viewer.area_id, row.district_id == viewer.area_id)


def _equals(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    """Equality that a missing value never meets: `= NULL` would become IS NULL, and match."""
    return false() if value is None else column == value


def shows_photo(digest: str, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a picture is a photo of a report, or of its updates, that the viewer may see."""
    photo, report = metadata.tables["report_photo"], metadata.tables["report"]
    return (
        select(photo.c.id)
        .join(report, report.c.id == photo.c.report_id)
        .where(
            photo.c.image_digest == digest,
            photo.c.removed_at.is_(None),
            visible(report.c, viewer),
        )
        .exists()
    )
