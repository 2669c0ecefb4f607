"""Officers assign a report to an agency or to an officer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import update as update_rows
from sqlmodel import col

from api.areas.service import AreaIndex
from api.db.session import WriteSession
from api.identity.models import Agency, Person
from api.identity.service import ensure_person, require
from api.identity.values import Role, Viewer
from api.kit import ids
from api.kit.problems import FieldFault, InvalidInput, ProblemCode, Words
from api.kit.text import clean, fault
from api.push.service import notify
from api.reports import policy, push_rules
from api.reports.models import Report
from api.reports.service import clocks
from api.reports.service.public_notes import public_note
from api.reports.service.retries import report_of_retry
from api.reports.service.steps import (
    lock_in_order,
    locked_for_officer,
    notify_of_update,
    record,
    set_status,
)
from api.reports.values import ASSIGNABLE, MEANING, ReportStatus, UpdateKind

_NO_AGENCY: Final = FieldFault(
    "input.agency",
    Words(
        "Dinas ini tidak ditemukan. Pilih dari daftar dinas.",
        "This agency was not found. Choose one from the list.",
    ),
    ProblemCode.UNKNOWN_REFERENCE,
)
_NO_OFFICER: Final = FieldFault(
    "input.officer",
    Words(
        "Petugas ini tidak ditemukan di dinas itu. Pilih dari daftar petugasnya.",
        "This officer was not found in that agency. Choose one of its officers.",
    ),
    ProblemCode.UNKNOWN_REFERENCE,
)
_ELSEWHERE: Final = FieldFault(
    "input.officer",
    Words(
        "Petugas ini bertugas di wilayah lain dan tidak dapat melihat laporan ini. Pilih petugas"
        " lain.",
        "This officer works in another area and cannot see this report. Choose another one.",
    ),
    ProblemCode.NOT_APPLICABLE,
)
_TO_NOBODY: Final = FieldFault(
    "input.agency",
    Words(
        "Pilih dinas atau petugas yang akan menangani laporan ini.",
        "Choose the agency or the officer that is to handle this report.",
    ),
    ProblemCode.REQUIRED,
)
_THERE_ALREADY: Final = FieldFault(
    "input.agency",
    Words(
        "Laporan ini sudah diserahkan ke sana.",
        "This report is already assigned there.",
    ),
    ProblemCode.ALREADY_DONE,
)


@dataclass(frozen=True, slots=True)
class AssignReport:
    """The agency to assign a report to (None: its present one), an officer of it, the reason."""

    report_id: str
    agency_id: str | None
    officer_id: str | None
    reason: str
    public_note: str | None = None
    idempotency_key: str | None = None
    template_id: str | None = None


async def assign_report(
    session: WriteSession, viewer: Viewer, places: AreaIndex, input: AssignReport, now: datetime
) -> Report:
    """Assigns a report to an agency, or to one of its officers: its status is then ASSIGNED.

    The reason is for officers: the new agency reads it. An officer to whom it is assigned is
    notified. The same key with the same request assigns once. Raises NotAllowed, NotFound, Conflict
    if the key belongs to another request, and InvalidInput with every fault at once.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    faults: list[FieldFault] = []
    notes = [input.reason, input.template_id, input.public_note]
    request = [input.agency_id, input.officer_id, *notes]
    earlier = await report_of_retry(
        session, viewer, "assignReport", input.idempotency_key, request, input.report_id, now,
        faults,
    )  # fmt: skip
    if earlier is not None:
        return earlier
    await lock_in_order(session, input.report_id, along_with=input.report_id)
    report = await locked_for_officer(session, viewer, input.report_id)
    author = await ensure_person(session, viewer)
    reason = clean(input.reason)
    note = await public_note(
        session, viewer, report, input.template_id, input.public_note,
        frozenset({ReportStatus.ASSIGNED}), faults,
    )  # fmt: skip
    agency_id = input.agency_id or report.agency_id
    faults += [
        found
        for found in (
            _status_fault(report),
            fault("input.reason", reason, longest=1000, shortest=5),
            await _target_fault(session, report, agency_id, input),
        )
        if found
    ]
    if faults:
        raise InvalidInput(*faults)
    before = report.status
    report.agency_id, report.assignee_id = agency_id, input.officer_id
    # Whoever handles a report sees those that were merged into it: they change agency with it.
    await session.execute(
        update_rows(Report)
        .where(col(Report.merged_into_id) == report.id)
        .values(agency_id=agency_id, version=col(Report.version) + 1)
        .execution_options(synchronize_session=False)
    )
    set_status(report, ReportStatus.ASSIGNED, now)
    clocks.apply_step(report, places.calendar, before, None, now)
    update = await record(
        session, report, UpdateKind.ASSIGNED, author_id=author.id, author_role=viewer.role,
        now=now, note=note, internal_note=reason,
    )  # fmt: skip
    await notify_of_update(session, report, before, update, now)
    assignees = {input.officer_id} if input.officer_id else set()
    notice = push_rules.officer_notice(report, update, assignees, author.id)
    if notice is not None:
        await notify(session, notice, now=now)
    return report


def _status_fault(report: Report) -> FieldFault | None:
    if report.status in ASSIGNABLE:
        return None
    label = MEANING[report.status].label
    assignable = [MEANING[status] for status in ReportStatus if status in ASSIGNABLE]
    return FieldFault(
        "input.report",
        Words(
            f"Status laporan: {label.id}. Hanya laporan dengan status ini yang dapat diserahkan:"
            f" {', '.join(status.label.id for status in assignable)}.",
            f"Status: {label.en}. Only reports with these statuses can be assigned:"
            f" {', '.join(status.label.en for status in assignable)}.",
        ),
        ProblemCode.WRONG_STATUS,
    )


async def _target_fault(
    session: WriteSession, report: Report, agency_id: str, input: AssignReport
) -> FieldFault | None:
    if input.agency_id is None and input.officer_id is None:
        return _TO_NOBODY
    if not ids.is_uuid(agency_id) or await session.get(Agency, agency_id) is None:
        return _NO_AGENCY
    if input.officer_id is not None:
        known = ids.is_uuid(input.officer_id)
        officer = await session.get(Person, input.officer_id) if known else None
        if officer is None or officer.role is not Role.OFFICER or officer.agency_id != agency_id:
            return _NO_OFFICER
        if not policy.is_within(report, officer.area_id):
            return _ELSEWHERE
    same = (agency_id, input.officer_id) == (report.agency_id, report.assignee_id)
    if same and report.status is ReportStatus.ASSIGNED:
        return _THERE_ALREADY
    return None
