"""A report in the wrong category is given the right one, and goes to the agency that handles it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlmodel import col, select

from api.areas.service import AreaIndex
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Role, Viewer
from api.kit import ids
from api.kit.geo import Point
from api.kit.problems import FieldFault, InvalidInput, ProblemCode, Words
from api.kit.text import clean, fault
from api.reports import policy
from api.reports.models import Report, ReportCategory, ReportFollower, cells
from api.reports.service import clocks
from api.reports.service.proof import is_accepted, settle
from api.reports.service.retries import report_of_retry
from api.reports.service.steps import (
    lock_in_order,
    locked_for_officer,
    notify_of_update,
    record,
    set_status,
)
from api.reports.values import ASSIGNABLE, OPEN, FollowKind, ReportStatus, UpdateKind
from api.reports.values.proof import Finding

_NO_CATEGORY: Final = FieldFault(
    "input.category",
    Words(
        "Kategori ini tidak ditemukan. Pilih dari daftar kategori.",
        "This category was not found. Choose one from the list.",
    ),
    ProblemCode.UNKNOWN_REFERENCE,
)
_THERE_ALREADY: Final = FieldFault(
    "input.category",
    Words(
        "Laporan ini sudah berada dalam kategori itu.",
        "The report is already in that category.",
    ),
    ProblemCode.ALREADY_DONE,
)
_COMPLETION_WAITS: Final = FieldFault(
    "input.category",
    Words(
        "Kategori itu ditangani dinas lain, sedangkan sebuah penyelesaian masih menunggu"
        " pemeriksaan. Setujui atau tolak dahulu; bila laporan ini harus segera disembunyikan,"
        " sembunyikan lewat moderasi.",
        "Another agency handles that category, and a completion is still awaiting review. Accept or"
        " reject it first; if the report must be hidden at once, hide it as a moderator.",
    ),
    ProblemCode.WRONG_STATUS,
)
_NEVER_CHECKED: Final = FieldFault(
    "input.category",
    Words(
        "Penyelesaian dalam kategori itu memerlukan foto dan pemeriksaan orang kedua, sedangkan"
        " laporan ini selesai tanpa keduanya. Kategorinya tetap, kecuali pelapornya membuka kembali"
        " laporan ini.",
        "A completion in that category needs a photo and a second person's review, and this report"
        " was completed without them. Its category stays unless its reporter reopens it.",
    ),
    ProblemCode.WRONG_STATUS,
)
_CHECK_STAYS: Final = FieldFault(
    "input.category",
    Words(
        "Penyelesaian laporan ini harus diperiksa orang kedua, sedangkan dalam kategori itu tidak."
        " Minta admin mengubah kategorinya.",
        "The completion of this report must be reviewed by a second person, and in that category it"
        " need not be. Ask an admin to change the category.",
    ),
    ProblemCode.SECOND_PERSON_REQUIRED,
)


@dataclass(frozen=True, slots=True)
class RecategoriseReport:
    """A report's right category, and the reason, which everyone who sees the report reads."""

    report_id: str
    category_id: str
    reason: str
    idempotency_key: str | None = None


async def recategorise_report(
    session: WriteSession,
    viewer: Viewer,
    places: AreaIndex,
    input: RecategoriseReport,
    now: datetime,
) -> Report:
    """Gives a report the category that it should have had, whatever its status.

    A report that was completed without a check cannot go to a category whose completions must be
    checked. Within an agency only an admin moves a report from a category whose completions are
    checked to one where they are not: its officers cannot get around the second person.
    If another agency handles the category, an open report is ASSIGNED to it. Its working days are
    those of the new category from the same beginning, and at least one is left for an agency that
    has not had it before; within an agency nobody gains time by it. Privacy is only ever tightened:
    a report that becomes sensitive is hidden from all but its reporter, its agency and admins, and
    nobody else follows it any more; a report that was hidden, or shown rounded, stays so.
    Reports that were merged into it are recategorised with it. Followers are notified once. The
    same key with the same request acts once. Raises NotAllowed unless the viewer handles it,
    NotFound, Conflict if the key belongs to another request, and InvalidInput with every fault at
    once.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    faults: list[FieldFault] = []
    earlier = await report_of_retry(
        session, viewer, "recategoriseReport", input.idempotency_key,
        [input.category_id, input.reason], input.report_id, now, faults,
    )  # fmt: skip
    if earlier is not None:
        return earlier
    await lock_in_order(session, input.report_id, along_with=input.report_id)
    report = await locked_for_officer(session, viewer, input.report_id)
    author = await ensure_person(session, viewer)
    reason = clean(input.reason)
    known = ids.is_uuid(input.category_id)
    category = await session.get(ReportCategory, input.category_id) if known else None
    faults += [
        found
        for found in (
            _category_fault(report, category),
            await _check_fault(session, viewer, report, category),
            fault("input.reason", reason, longest=1000, shortest=5),
        )
        if found
    ]
    if faults or category is None:
        raise InvalidInput(*faults)
    old = await session.get_one(ReportCategory, report.category_id)
    before, changes_agency = report.status, category.agency_id != report.agency_id
    was_sensitive = report.is_sensitive
    _classify(report, category)
    for merged in await _merged_into(session, report):
        _classify(merged, category)
        merged.version += 1
    if changes_agency:
        report.assignee_id = None
    if changes_agency and report.status_before_hiding in OPEN:
        await _assign_hidden(session, report, report.status_before_hiding, places, now)
    if changes_agency and before in ASSIGNABLE:
        set_status(report, ReportStatus.ASSIGNED, now)
        clocks.apply_step(report, places.calendar, before, None, now)
    else:
        report.updated_at = now
        report.version += 1
    more = category.sla_working_days - old.sla_working_days
    clocks.allow(report, places.calendar, more, now, anew=changes_agency)
    if report.is_sensitive and not was_sensitive:
        await _drop_joined_followers(session, report)
    update = await record(
        session, report, UpdateKind.RECATEGORISED, author_id=author.id, author_role=viewer.role,
        now=now,
        note=Words(
            f"Kategori diubah dari {old.name_id} menjadi {category.name_id}. {reason}",
            f"The category changed from {old.name_en} to {category.name_en}. {reason}",
        ),
    )  # fmt: skip
    await notify_of_update(session, report, before, update, now)
    return report


async def _assign_hidden(
    session: WriteSession, report: Report, was: ReportStatus, places: AreaIndex, now: datetime
) -> None:
    """Makes a hidden report ASSIGNED to its new agency, for when it is shown again.

    A completion that awaited review was another agency's: nobody can accept it any more.
    """
    if was is ReportStatus.AWAITING_CHECK:
        await settle(session, report, Finding.REJECTED)
    report.status_before_hiding = ReportStatus.ASSIGNED
    report.completed_by_id, report.postponed_until = None, None
    clocks.apply_step(report, places.calendar, was, None, now)


def _category_fault(report: Report, category: ReportCategory | None) -> FieldFault | None:
    if category is None:
        return _NO_CATEGORY
    if category.id == report.category_id:
        return _THERE_ALREADY
    waits = report.status is ReportStatus.AWAITING_CHECK
    return _COMPLETION_WAITS if waits and category.agency_id != report.agency_id else None


async def _check_fault(
    session: WriteSession, viewer: Viewer, report: Report, category: ReportCategory | None
) -> FieldFault | None:
    """Recategorising neither gets around a second person's review nor claims one afterwards."""
    if category is None:
        return None
    old = await session.get_one(ReportCategory, report.category_id)
    if old.needs_completion_photo and not category.needs_completion_photo:
        own = viewer.role is Role.OFFICER and category.agency_id == report.agency_id
        return _CHECK_STAYS if own else None
    if not category.needs_completion_photo or old.needs_completion_photo:
        return None
    if ReportStatus.DONE not in (report.status, report.status_before_hiding):
        return None
    return None if await is_accepted(session, report) else _NEVER_CHECKED


async def _merged_into(session: WriteSession, report: Report) -> list[Report]:
    found = await session.execute(
        select(Report)
        .where(col(Report.merged_into_id) == report.id)
        .order_by(col(Report.id))
        .execution_options(populate_existing=True)
    )
    return list(found.scalars())


def _classify(report: Report, category: ReportCategory) -> None:
    """Sets what follows from a category alone: the agency, who sees it, how exact its point is."""
    report.category_id, report.agency_id = category.id, category.agency_id
    report.is_sensitive = category.is_sensitive
    report.hide_report = report.hide_report or category.is_sensitive
    report.is_public = policy.is_public(report.status, report.hide_report, report.is_sensitive)
    if category.person_related:
        shown = policy.shown_point(Point(report.latitude, report.longitude), person_related=True)
        report.shown_latitude, report.shown_longitude = shown.latitude, shown.longitude
        for name, cell in cells(shown.latitude, shown.longitude).items():
            setattr(report, name, cell)


async def _drop_joined_followers(session: WriteSession, report: Report) -> None:
    """Removes the followers who joined: they are not notified of what has become sensitive."""
    await session.execute(
        delete(ReportFollower)
        .where(
            col(ReportFollower.report_id) == report.id,
            col(ReportFollower.kind) == FollowKind.JOINED,
        )
        .execution_options(synchronize_session=False)
    )
    report.joined_count = 0
