"""Which rows a viewer may see: the WHERE of every read."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, literal_column, not_, or_, select, true

from api.db.base import table
from api.identity.values import Role, Viewer
from api.reports.models import CompletionProof, Report, ReportPhoto
from api.reports.policy.concern import WHOLE_CITY, Row, equals, is_concerned, is_reporter
from api.reports.policy.fields import may_see_note
from api.reports.values import ReportStatus


def is_public(status: ReportStatus, hide_report: bool, is_sensitive: bool) -> bool:
    """Whether everyone may see a report: what `Report.is_public` holds, and a CHECK demands."""
    return not hide_report and not is_sensitive and status is not ReportStatus.HIDDEN


def visible(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The reports that a viewer may see, whichever way they are asked for.

    Everyone sees the public ones; a person who is signed in also their own, whatever became of
    them; an officer also all of the agency's, within the area in their token if it names one;
    admins see all.
    """
    if viewer.role in WHOLE_CITY:
        return true()
    return or_(row.is_public, is_concerned(row, viewer))


def visible_by_report(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The rows with a `report_id` that a viewer may see: those whose report they may see."""
    if viewer.role in WHOLE_CITY:
        return true()
    report = table(Report).alias()
    return (
        select(report.c.id)
        .where(report.c.id == row.report_id, visible(report.c, viewer))
        .correlate_except(report)
        .exists()
    )


def belongs(row: Row, report: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a row with a `report_id` is shown with a report that the viewer may see.

    A report shows its own rows, and those of the reports that were merged into it if the viewer may
    see these. One that was merged shows only its own.
    """
    on_page = row.shown_on_id == func.coalesce(report.merged_into_id, report.id)
    own = row.report_id == report.id
    along = and_(report.merged_into_id.is_(None), visible_by_report(row, viewer))
    return and_(on_page, or_(own, along))


def shows_photo_of(row: Row, report: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a photo is one of those that show what a report is about: the reporters' own."""
    return and_(belongs(row, report, viewer), is_reporters_photo(row))


def is_reporters_photo(row: Row) -> ColumnElement[bool]:
    """Whether a photo shows the problem, as its reporter sent it, and has not been removed."""
    return and_(or_(row.update_id.is_(None), row.from_reporter), row.removed_at.is_(None))


def sees_photo(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The photos that a viewer may see: with their report, unless a moderator removed them."""
    return and_(row.removed_at.is_(None), visible_by_report(row, viewer))


def shows_photo(digest: str, viewer: Viewer) -> ColumnElement[bool]:
    """Whether an image is a photo of a report, or of its updates, that the viewer may see."""
    photo, report = table(ReportPhoto), table(Report)
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


def shows_update(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer who may see the report may see this update of its history."""
    return or_(not_(row.is_internal), may_see_note(row, viewer))


def shows_update_of(row: Row, report: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether an update belongs to the history that a report shows.

    When another report was merged into this one, only this one's own update says so.
    """
    is_leaving = and_(
        row.kind == literal_column("'MERGED'"), row.status == literal_column("'DUPLICATE'")
    )
    is_shown = or_(row.report_id == report.id, not_(is_leaving))
    return and_(belongs(row, report, viewer), is_shown, shows_update(row, viewer))


def sees_update(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The updates that a viewer may see: with their report, without those of officers only."""
    return and_(shows_update(row, viewer), visible_by_report(row, viewer))


def sees_finding(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The checks of a completion that a viewer may see: with their report."""
    if viewer.role in WHOLE_CITY:
        return true()
    proof = table(CompletionProof).alias()
    return (
        select(proof.c.id)
        .where(proof.c.id == row.proof_id, visible_by_report(proof.c, viewer))
        .correlate_except(proof)
        .exists()
    )


def sees_revision(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """What moderators did: for the reporter, officers of the agency, and admins."""
    if viewer.role in WHOLE_CITY:
        return true()
    report = table(Report).alias()
    return (
        select(report.c.id)
        .where(report.c.id == row.report_id, is_concerned(report.c, viewer))
        .correlate_except(report)
        .exists()
    )


def sees_disclosure(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Disclosures of hidden names: for the person named, and for admins, who oversee them."""
    if viewer.role in WHOLE_CITY:
        return true()
    return is_reporter(row, viewer)


def sees_templates(_row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Response templates are for officers and admins."""
    return true() if viewer.role in WHOLE_CITY | {Role.OFFICER} else false()


def sees_officer(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The officers, as persons, that a viewer may see: an officer's colleagues; for admins, all."""
    is_officer: ColumnElement[bool] = row.role == literal_column("'OFFICER'")
    if viewer.role in WHOLE_CITY:
        return is_officer
    if viewer.role is not Role.OFFICER:
        return false()
    return and_(is_officer, equals(row.agency_id, viewer.agency_id))


def is_colleague(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a person belongs to the viewer's own agency."""
    return equals(row.agency_id, viewer.agency_id)


def is_counted(
    row: Row, viewer: Viewer, *, sensitive_before: datetime | None
) -> ColumnElement[bool]:
    """Which reports the statistics count: what `viewer`, who should be the public, may see.

    Also those of sensitive categories that were submitted before an instant: for sums that
    `service.statistics` keeps from pointing at a person.
    """
    seen = visible(row, viewer)
    if sensitive_before is None:
        return seen
    shown = row.status != literal_column("'HIDDEN'")
    return or_(seen, and_(row.is_sensitive, shown, row.submitted_at < sensitive_before))
