"""Officers hand a report over."""

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
from api.kit.problems import FieldFault, InvalidInput, Words
from api.kit.text import clean, fault
from api.push.service import notify
from api.reports import policy, push_rules
from api.reports.models import Report
from api.reports.service import clocks
from api.reports.service.retries import made_before
from api.reports.service.steps import (
    lock_in_order,
    locked_for_officer,
    record,
    set_status,
    tell,
)
from api.reports.service.words import said
from api.reports.values import ASSIGNABLE, MEANING, ReportStatus, UpdateKind

_NO_AGENCY: Final = FieldFault(
    "input.agency",
    Words("input.agency: dinas ini tidak ada.", "input.agency: there is no such agency."),
)
_NO_OFFICER: Final = FieldFault(
    "input.officer",
    Words(
        "input.officer: tidak ada petugas dengan id ini di dinas itu. Daftar petugas dinas Anda ada"
        " di viewer.colleagues.",
        "input.officer: that agency has no officer with this id. viewer.colleagues lists those of"
        " your own.",
    ),
)
_ELSEWHERE: Final = FieldFault(
    "input.officer",
    Words(
        "input.officer: petugas ini bekerja di wilayah lain; laporan ini tidak akan terlihat"
        " olehnya.",
        "input.officer: that officer works in another area and would not see this report.",
    ),
)
_TO_NOBODY: Final = FieldFault(
    "input.agency",
    Words(
        "input.agency: sebutkan dinas atau petugas yang menerima laporan ini.",
        "input.agency: name the agency or the officer that takes the report.",
    ),
)
_THERE_ALREADY: Final = FieldFault(
    "input.agency",
    Words(
        "input.agency: laporan ini sudah ada di sana.",
        "input.agency: the report is there already.",
    ),
)


@dataclass(frozen=True, slots=True)
class AssignReport:
    """To which agency a report goes (None: it stays), to which officer of it, and why."""

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
    """Hands a report over to an agency, or to one of its officers: it is ASSIGNED from then on.

    The reason is for officers: the agency that takes it reads it. The officer who gets it is told.
    The same key with the same request hands it over once. Raises NotAllowed, NotFound, Conflict
    when the key belongs to another request, and InvalidInput with every fault at once.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    faults: list[FieldFault] = []
    words = [input.reason, input.template_id, input.public_note]
    request = [input.agency_id, input.officer_id, *words]
    made = await made_before(
        session, viewer, "assignReport", input.idempotency_key, request, input.report_id, now,
        faults,
    )  # fmt: skip
    if made is not None:
        return made
    await lock_in_order(session, input.report_id, along_with=input.report_id)
    report = await locked_for_officer(session, viewer, input.report_id)
    author = await ensure_person(session, viewer)
    reason = clean(input.reason)
    note = await said(
        session, viewer, report, input.template_id, input.public_note,
        frozenset({ReportStatus.ASSIGNED}), faults,
    )  # fmt: skip
    agency_id = input.agency_id or report.agency_id
    faults += [
        found
        for found in (
            _state_fault(report),
            fault("input.reason", reason, longest=1000, shortest=5),
            await _goal_fault(session, report, agency_id, input),
        )
        if found
    ]
    if faults:
        raise InvalidInput(*faults)
    before = report.status
    report.agency_id, report.assignee_id = agency_id, input.officer_id
    # Who works on a report sees what was merged into it: those lie where it lies.
    await session.execute(
        update_rows(Report)
        .where(col(Report.merged_into_id) == report.id)
        .values(agency_id=agency_id, version=col(Report.version) + 1)
        .execution_options(synchronize_session=False)
    )
    set_status(report, ReportStatus.ASSIGNED, now)
    clocks.follow(report, places.calendar, before, None, now)
    update = await record(
        session, report, UpdateKind.ASSIGNED, author_id=author.id, author_role=viewer.role,
        now=now, note=note, internal_note=reason,
    )  # fmt: skip
    await tell(session, report, before, update, now)
    taken_by = {input.officer_id} if input.officer_id else set()
    notice = push_rules.officer_notice(report, update, taken_by, author.id)
    if notice is not None:
        await notify(session, notice, now=now)
    return report


def _state_fault(report: Report) -> FieldFault | None:
    if report.status in ASSIGNABLE:
        return None
    label = MEANING[report.status].label
    ways = [MEANING[status] for status in ReportStatus if status in ASSIGNABLE]
    return FieldFault(
        "input.report",
        Words(
            f"input.report: laporan berstatus {label.id} tidak dapat diserahkan. Yang dapat: "
            + ", ".join(way.label.id for way in ways)
            + ".",
            f"input.report: a report that is {label.en} cannot be handed over. One can be that is: "
            + ", ".join(way.label.en for way in ways)
            + ".",
        ),
    )


async def _goal_fault(
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
