"""A report that was sent under the wrong category goes to the right one, and to who answers it."""

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
from api.kit.problems import FieldFault, InvalidInput, Words
from api.kit.text import clean, fault
from api.reports import policy
from api.reports.models import Report, ReportCategory, ReportFollower, cells
from api.reports.service import clocks
from api.reports.service.proof import is_accepted, settle
from api.reports.service.retries import made_before
from api.reports.service.steps import (
    lock_in_order,
    locked_for_officer,
    record,
    set_status,
    tell,
)
from api.reports.values import ASSIGNABLE, OPEN, FollowKind, ReportStatus, UpdateKind
from api.reports.values.proof import Finding

_NO_CATEGORY: Final = FieldFault(
    "input.category",
    Words(
        "input.category: kategori ini tidak ada. Ambil daftarnya dari reportCategories.",
        "input.category: there is no such category. Take the list from reportCategories.",
    ),
)
_THERE_ALREADY: Final = FieldFault(
    "input.category",
    Words(
        "input.category: laporan ini sudah berkategori itu.",
        "input.category: the report is of that category already.",
    ),
)
_FINISH_WAITS: Final = FieldFault(
    "input.category",
    Words(
        "input.category: kategori itu milik dinas lain, dan sebuah penyelesaian masih menunggu"
        " pemeriksaan. Terima atau tolak dahulu; bila harus segera tersembunyi, pakai"
        " moderateReport, action HIDE.",
        "input.category: another agency answers that category, and a finish still waits for its"
        " check. Accept or refuse it first; to hide the report at once, use moderateReport with the"
        " action HIDE.",
    ),
)
_NEVER_CHECKED: Final = FieldFault(
    "input.category",
    Words(
        "input.category: penyelesaian dalam kategori itu memerlukan foto dan pemeriksaan orang"
        " kedua; laporan ini selesai tanpa keduanya. Kategorinya tetap, kecuali pelapornya membuka"
        " kembali laporan ini.",
        "input.category: a finish in that category needs a photo and a second person's check, and"
        " this report was done without them. Its category stays, unless its reporter reopens it.",
    ),
)
_CHECK_STAYS: Final = FieldFault(
    "input.category",
    Words(
        "input.category: penyelesaian laporan ini harus diperiksa orang kedua, dalam kategori itu"
        " tidak. Hanya admin, atau dinas lain yang menerimanya, yang boleh mengubah hal itu.",
        "input.category: the finish of this report must be checked by a second person, and in that"
        " category it need not. Only an admin may change this, or it goes to another agency.",
    ),
)


@dataclass(frozen=True, slots=True)
class RecategoriseReport:
    """What a report is really about, and why somebody says so. The reason is for its readers."""

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
    """Gives a report the category that it should have had, in whatever state it is.

    One that was done without a check goes to none whose finish must be checked. Within an agency
    only an admin moves a report from where a finish is checked to where it is not: nobody who works
    on it takes the second person away.
    Where another agency answers that category, an open report is ASSIGNED to it. Its working days
    are those of the new category from the same beginning, and at least one more for an agency that
    gets it by this; within an agency nobody wins time by it. Privacy is only ever tightened: what
    becomes sensitive is hidden from all but its reporter, its agency and admins, and nobody else
    follows it any more; what was hidden, or shown roundly, stays so.
    Reports that were merged into it go along. Those who follow it are told once. The same key with
    the same request moves it once. Raises NotAllowed for all but who handles it, NotFound, Conflict
    when the key belongs to another request, and InvalidInput with every fault at once.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    faults: list[FieldFault] = []
    made = await made_before(
        session, viewer, "recategoriseReport", input.idempotency_key,
        [input.category_id, input.reason], input.report_id, now, faults,
    )  # fmt: skip
    if made is not None:
        return made
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
    before, moves = report.status, category.agency_id != report.agency_id
    was_sensitive = report.is_sensitive
    _classify(report, category)
    for along in await _merged_into(session, report):
        _classify(along, category)
        along.version += 1
    if moves:
        report.assignee_id = None
    if moves and report.status_before_hiding in OPEN:
        await _assign_hidden(session, report, report.status_before_hiding, places, now)
    if moves and before in ASSIGNABLE:
        set_status(report, ReportStatus.ASSIGNED, now)
        clocks.follow(report, places.calendar, before, None, now)
    else:
        report.updated_at = now
        report.version += 1
    more = category.sla_working_days - old.sla_working_days
    clocks.allow(report, places.calendar, more, now, anew=moves)
    if report.is_sensitive and not was_sensitive:
        await _leave_to_reporter(session, report)
    update = await record(
        session, report, UpdateKind.RECATEGORISED, author_id=author.id, author_role=viewer.role,
        now=now,
        note=Words(
            f"Kategori diubah dari {old.name_id} menjadi {category.name_id}. {reason}",
            f"The category changed from {old.name_en} to {category.name_en}. {reason}",
        ),
    )  # fmt: skip
    await tell(session, report, before, update, now)
    return report


async def _assign_hidden(
    session: WriteSession, report: Report, was: ReportStatus, places: AreaIndex, now: datetime
) -> None:
    """A hidden report is ASSIGNED to its new agency when it is shown again.

    A finish that waited in it was another agency's, and is nobody's to accept any more.
    """
    if was is ReportStatus.AWAITING_CHECK:
        await settle(session, report, Finding.REFUSED)
    report.status_before_hiding = ReportStatus.ASSIGNED
    report.finished_by_id, report.postponed_until = None, None
    clocks.follow(report, places.calendar, was, None, now)


def _category_fault(report: Report, category: ReportCategory | None) -> FieldFault | None:
    if category is None:
        return _NO_CATEGORY
    if category.id == report.category_id:
        return _THERE_ALREADY
    waits = report.status is ReportStatus.AWAITING_CHECK
    return _FINISH_WAITS if waits and category.agency_id != report.agency_id else None


async def _check_fault(
    session: WriteSession, viewer: Viewer, report: Report, category: ReportCategory | None
) -> FieldFault | None:
    """The check by a second person neither goes away by another name, nor comes by it."""
    if category is None:
        return None
    old = await session.get_one(ReportCategory, report.category_id)
    if old.needs_completion_photo and not category.needs_completion_photo:
        theirs = viewer.role is Role.OFFICER and category.agency_id == report.agency_id
        return _CHECK_STAYS if theirs else None
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
    """What follows from a category alone: who answers, who sees it, and how exactly where it is."""
    report.category_id, report.agency_id = category.id, category.agency_id
    report.is_sensitive = category.is_sensitive
    report.hide_report = report.hide_report or category.is_sensitive
    report.is_public = policy.is_public(report.status, report.hide_report, report.is_sensitive)
    if category.person_related:
        shown = policy.shown_point(Point(report.latitude, report.longitude), person_related=True)
        report.shown_latitude, report.shown_longitude = shown.latitude, shown.longitude
        for name, cell in cells(shown.latitude, shown.longitude).items():
            setattr(report, name, cell)


async def _leave_to_reporter(session: WriteSession, report: Report) -> None:
    """Those who said "me too" hear nothing more of what has become a secret."""
    await session.execute(
        delete(ReportFollower)
        .where(
            col(ReportFollower.report_id) == report.id,
            col(ReportFollower.kind) == FollowKind.JOINED,
        )
        .execution_options(synchronize_session=False)
    )
    report.joined_count = 0
