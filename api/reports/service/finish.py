"""A second person accepts a finish, or refuses it: an officer, or the reporter himself."""

from datetime import datetime
from typing import Final

from sqlmodel import col, select

from api.areas.service import AreaIndex
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import SIGNED_IN, Role, Viewer
from api.kit.problems import Conflict, FieldFault, InvalidInput, NotAllowed, Words
from api.push.service import notify
from api.reports import policy, push_rules
from api.reports.models import Report, ReportCategory, ReportUpdate
from api.reports.service import clocks
from api.reports.service.proof import is_waiting, settle
from api.reports.service.retries import made_before
from api.reports.service.steps import (
    locked,
    one_language,
    reason_of,
    record,
    set_status,
    tell,
)
from api.reports.values import MEANING, MOVES, ReportStatus, UpdateKind
from api.reports.values.proof import Finding

_S = ReportStatus
_NOT_YOURS: Final = Words(
    "Hanya pelapornya, petugas lain dari dinas yang menanganinya, atau admin yang dapat memeriksa"
    " penyelesaian ini.",
    "Only its reporter, another officer of the agency that handles it, or an admin may check this"
    " finish.",
)
_YOUR_OWN: Final = Words(
    "Anda sendiri yang menyatakan pekerjaan ini selesai; orang lain harus memeriksanya: petugas"
    " lain dari dinas Anda, pelapornya, atau admin.",
    "You said yourself that this work is finished; somebody else must check it: another officer of"
    " your agency, its reporter, or an admin.",
)
_NOT_WAITING: Final = Words(
    "Laporan ini {id}; tidak ada penyelesaian yang menunggu pemeriksaan.",
    "This report is {en}; no finish waits for a check.",
)
_NEVER_CHECKED: Final = Words(
    "Penyelesaian ini tidak punya foto yang sudah diperiksa. Kembalikan ke WORKING, lalu kirim"
    " dengan fotonya.",
    "This finish has no photo that was checked. Take it back to WORKING, then send it with its"
    " photo.",
)


async def accept_finish(
    session: WriteSession,
    viewer: Viewer,
    places: AreaIndex,
    report_id: str,
    now: datetime,
    idempotency_key: str | None = None,
) -> Report:
    """Takes a report whose finish waits to DONE. Doing it again changes nothing.

    The same key accepts once, whatever became of the report since. Raises NotAllowed for all but
    those of `policy.may_decide`, NotFound, InvalidInput for a bad key, and Conflict when no finish
    waits, one that needs a checked photo has none, or the key belongs to another request.
    """
    faults: list[FieldFault] = []
    made = await made_before(
        session, viewer, "acceptFinish", idempotency_key, [], report_id, now, faults
    )
    if made is not None:
        return made
    report, role = await _theirs(session, viewer, report_id, _S.DONE)
    if faults:
        raise InvalidInput(*faults)
    if report.status is _S.DONE:
        return report
    category = await session.get_one(ReportCategory, report.category_id)
    if category.needs_completion_photo and not await is_waiting(session, report):
        raise Conflict(_NEVER_CHECKED)
    await settle(session, report, _accepted(report, viewer))
    await _move(session, viewer, places, report, _S.DONE, role, None, now)
    return report


async def refuse_finish(
    session: WriteSession,
    viewer: Viewer,
    places: AreaIndex,
    report_id: str,
    reason: str,
    now: datetime,
    idempotency_key: str | None = None,
) -> Report:
    """Sends a report whose finish waits back to WORKING; everybody reads why.

    Who sent the finish is told. Doing it again changes nothing; the same key refuses once, whatever
    became of the report since. Raises NotAllowed for all but those of `policy.may_decide`,
    NotFound, Conflict when no finish waits or the key belongs to another request, InvalidInput for
    a bad reason or key.
    """
    faults: list[FieldFault] = []
    made = await made_before(
        session, viewer, "refuseFinish", idempotency_key, [reason], report_id, now, faults
    )
    if made is not None:
        return made
    report, role = await _theirs(session, viewer, report_id, _S.WORKING)
    if faults:
        raise InvalidInput(*faults)
    said = reason_of(reason)
    if report.status is _S.WORKING:
        return report
    await settle(session, report, Finding.REFUSED)
    await _move(session, viewer, places, report, _S.WORKING, role, said, now)
    return report


def goal(before: ReportStatus, to: ReportStatus, checked: bool) -> ReportStatus:
    """Where a step really leads: a finish that is checked goes to DONE past a second person."""
    is_finish = checked and to is _S.DONE and to in MOVES[before]
    return _S.AWAITING_CHECK if is_finish and before is not _S.AWAITING_CHECK else to


def require_another(report: Report, viewer: Viewer, to: ReportStatus) -> None:
    """Raises NotAllowed when an officer would accept the finish that he sent himself."""
    waits = report.status is _S.AWAITING_CHECK and to is _S.DONE
    if waits and viewer.person_id == report.finished_by_id:
        raise NotAllowed(_YOUR_OWN)


async def unchecked_fault(
    session: WriteSession, report: Report, to: ReportStatus
) -> FieldFault | None:
    """The fault of accepting a finish that needs a checked photo and has none."""
    accepts = report.status is _S.AWAITING_CHECK and to is _S.DONE
    if not accepts or await is_waiting(session, report):
        return None
    return FieldFault(
        "input.to", Words(f"input.to: {_NEVER_CHECKED.id}", f"input.to: {_NEVER_CHECKED.en}")
    )


async def settle_by_officer(
    session: WriteSession, report: Report, viewer: Viewer, to: ReportStatus
) -> None:
    """Writes down what an officer's step out of AWAITING_CHECK says of the finish."""
    if report.status is not _S.AWAITING_CHECK:
        return
    if to is _S.DONE:
        await settle(session, report, Finding.BY_OFFICER)
    elif viewer.person_id == report.finished_by_id:
        await settle(session, report, Finding.WITHDRAWN)
    else:
        await settle(session, report, Finding.REFUSED)


async def tell_finisher(
    session: WriteSession,
    report: Report,
    before: ReportStatus,
    update: ReportUpdate,
    finisher: str | None,
    now: datetime,
) -> None:
    """Tells who sent a finish that it was refused."""
    if before is not _S.AWAITING_CHECK or update.status is not _S.WORKING:
        return
    notice = push_rules.refused_notice(report, update, finisher)
    if notice is not None:
        await notify(session, notice, now=now)


async def _theirs(
    session: WriteSession, viewer: Viewer, report_id: str, to: ReportStatus
) -> tuple[Report, Role]:
    """The report, locked, whose finish the viewer may decide, and as what he does it.

    Also one that he has just decided the same way.
    """
    require(viewer, *SIGNED_IN)
    report = await locked(session, viewer, report_id)
    own = report.status is _S.AWAITING_CHECK and viewer.person_id == report.finished_by_id
    if own:
        raise NotAllowed(_YOUR_OWN)
    if not policy.may_decide(report, viewer):
        raise NotAllowed(_NOT_YOURS)
    person = await ensure_person(session, viewer)
    if report.status is not _S.AWAITING_CHECK and not await _was_by(session, report, person.id, to):
        label = MEANING[report.status].label
        raise Conflict(_NOT_WAITING.fill(id=label.id.lower(), en=label.en.lower()))
    return report, viewer.role if policy.may_advance(report, viewer) else Role.CITIZEN


async def _was_by(session: WriteSession, report: Report, person_id: str, to: ReportStatus) -> bool:
    """Whether the last two steps are a finish, and this person's decision of it."""
    if report.status is not to:
        return False
    rows = await session.execute(
        select(col(ReportUpdate.status), col(ReportUpdate.author_id))
        .where(col(ReportUpdate.report_id) == report.id, col(ReportUpdate.kind) == UpdateKind.STEP)
        .order_by(col(ReportUpdate.created_at).desc(), col(ReportUpdate.id).desc())
        .limit(2)
    )
    last = [(status, author) for status, author in rows.all()]
    return last[:1] == [(to, person_id)] and [s for s, _ in last[1:]] == [_S.AWAITING_CHECK]


def _accepted(report: Report, viewer: Viewer) -> Finding:
    officer = policy.may_advance(report, viewer)
    return Finding.BY_OFFICER if officer else Finding.BY_REPORTER


async def _move(
    session: WriteSession,
    viewer: Viewer,
    places: AreaIndex,
    report: Report,
    to: ReportStatus,
    role: Role,
    reason: str | None,
    now: datetime,
) -> None:
    before, finisher = report.status, report.finished_by_id
    set_status(report, to, now)
    clocks.follow(report, places.calendar, before, None, now)
    update = await record(
        session,
        report,
        UpdateKind.STEP,
        author_id=viewer.person_id or "",
        author_role=role,
        now=now,
        note=one_language(viewer, reason),
    )
    await tell(session, report, before, update, now)
    await tell_finisher(session, report, before, update, finisher, now)
