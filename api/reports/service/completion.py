"""A second person accepts or rejects a completion: another officer, an admin or the reporter."""

from datetime import datetime
from typing import Final

from sqlmodel import col, select

from api.areas.service import AreaIndex
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import SIGNED_IN, Role, Viewer
from api.kit.problems import (
    Conflict,
    FieldFault,
    InvalidInput,
    NotAllowed,
    ProblemCode,
    Words,
)
from api.push.service import notify
from api.reports import policy, push_rules
from api.reports.models import Report, ReportCategory, ReportUpdate
from api.reports.service import clocks
from api.reports.service.proof import awaits_second_person, settle
from api.reports.service.retries import report_of_retry
from api.reports.service.steps import (
    locked,
    not_handled,
    notify_of_update,
    one_language,
    reason_of,
    record,
    set_status,
)
from api.reports.values import MEANING, TRANSITIONS, ReportStatus, UpdateKind
from api.reports.values.proof import Finding

_S = ReportStatus
_NOT_THE_REPORTER: Final = Words(
    "Hanya pelapornya, petugas lain dari dinas yang menanganinya, atau admin yang dapat memeriksa"
    " penyelesaian ini.",
    "Only the reporter, another officer of the agency that handles it, or an admin can review this"
    " completion.",
)
_YOUR_OWN: Final = Words(
    "Anda sendiri yang menyatakan pekerjaan ini selesai. Minta petugas lain dari dinas Anda,"
    " pelapornya, atau admin untuk memeriksanya.",
    "You reported this work as complete yourself. Ask another officer of your agency, the reporter,"
    " or an admin to review it.",
)
_NOT_WAITING: Final = Words(
    "Status laporan: {id}. Tidak ada penyelesaian yang menunggu pemeriksaan.",
    "Status: {en}. No completion is awaiting review.",
)
_NEVER_CHECKED: Final = Words(
    "Penyelesaian ini tidak memiliki foto yang sudah diperiksa. Tolak dahulu, lalu kirim lagi"
    " dengan fotonya.",
    "This completion has no photo that was checked. Reject it first, then submit it again with its"
    " photo.",
)


async def accept_completion(
    session: WriteSession,
    viewer: Viewer,
    places: AreaIndex,
    report_id: str,
    now: datetime,
    idempotency_key: str | None = None,
) -> Report:
    """Takes a report whose completion awaits review to DONE. Repeating it has no effect.

    The same key accepts once, whatever became of the report since. Raises NotAllowed unless
    `policy.may_decide`, NotFound, InvalidInput for a bad key, and Conflict if no completion awaits
    review, one that needs a checked photo has none, or the key belongs to another request.
    """
    faults: list[FieldFault] = []
    earlier = await report_of_retry(
        session, viewer, "acceptCompletion", idempotency_key, [], report_id, now, faults
    )
    if earlier is not None:
        return earlier
    report, role = await _to_decide(session, viewer, report_id, _S.DONE)
    if faults:
        raise InvalidInput(*faults)
    if report.status is _S.DONE:
        return report
    category = await session.get_one(ReportCategory, report.category_id)
    if category.needs_completion_photo and not await awaits_second_person(session, report):
        raise Conflict(_NEVER_CHECKED, ProblemCode.WRONG_STATUS)
    await settle(session, report, _acceptance(report, viewer))
    await _step(session, viewer, places, report, _S.DONE, role, None, now)
    return report


async def reject_completion(
    session: WriteSession,
    viewer: Viewer,
    places: AreaIndex,
    report_id: str,
    reason: str,
    now: datetime,
    idempotency_key: str | None = None,
) -> Report:
    """Takes a report whose completion awaits review back to WORKING; everyone reads why.

    The officer who reported the completion is notified. Repeating it has no effect; the same key
    rejects once, whatever became of the report since. Raises NotAllowed unless `policy.may_decide`,
    NotFound, Conflict if no completion awaits review or the key belongs to another request, and
    InvalidInput for a bad reason or key.
    """
    faults: list[FieldFault] = []
    earlier = await report_of_retry(
        session, viewer, "rejectCompletion", idempotency_key, [reason], report_id, now, faults
    )
    if earlier is not None:
        return earlier
    report, role = await _to_decide(session, viewer, report_id, _S.WORKING)
    if faults:
        raise InvalidInput(*faults)
    cleaned = reason_of(reason)
    if report.status is _S.WORKING:
        return report
    await settle(session, report, Finding.REJECTED)
    await _step(session, viewer, places, report, _S.WORKING, role, cleaned, now)
    return report


def target_status(before: ReportStatus, to: ReportStatus, checked: bool) -> ReportStatus:
    """The status that a step to `to` really leads to: a checked completion awaits review first."""
    completes = checked and to is _S.DONE and to in TRANSITIONS[before]
    return _S.AWAITING_CHECK if completes and before is not _S.AWAITING_CHECK else to


def require_second_person(report: Report, viewer: Viewer, to: ReportStatus) -> None:
    """Raises NotAllowed if officers would accept the completion that they reported themselves."""
    accepts = report.status is _S.AWAITING_CHECK and to is _S.DONE
    if accepts and viewer.person_id == report.completed_by_id:
        raise NotAllowed(_YOUR_OWN, ProblemCode.SECOND_PERSON_REQUIRED)


async def unchecked_fault(
    session: WriteSession, report: Report, to: ReportStatus
) -> FieldFault | None:
    """The fault of accepting a completion that needs a checked photo and has none."""
    accepts = report.status is _S.AWAITING_CHECK and to is _S.DONE
    if not accepts or await awaits_second_person(session, report):
        return None
    return FieldFault("input.to", _NEVER_CHECKED, ProblemCode.WRONG_STATUS)


async def settle_by_officer(
    session: WriteSession, report: Report, viewer: Viewer, to: ReportStatus
) -> None:
    """Records what an officer's step out of AWAITING_CHECK decides about the completion."""
    if report.status is not _S.AWAITING_CHECK:
        return
    if to is _S.DONE:
        await settle(session, report, Finding.BY_OFFICER)
    elif viewer.person_id == report.completed_by_id:
        await settle(session, report, Finding.WITHDRAWN)
    else:
        await settle(session, report, Finding.REJECTED)


async def notify_of_rejection(
    session: WriteSession,
    report: Report,
    before: ReportStatus,
    update: ReportUpdate,
    completed_by: str | None,
    now: datetime,
) -> None:
    """Notifies the officer who reported a completion, if the update rejects it."""
    if before is not _S.AWAITING_CHECK or update.status is not _S.WORKING:
        return
    notice = push_rules.rejection_notice(report, update, completed_by)
    if notice is not None:
        await notify(session, notice, now=now)


async def _to_decide(
    session: WriteSession, viewer: Viewer, report_id: str, to: ReportStatus
) -> tuple[Report, Role]:
    """The report, locked, whose completion the viewer may decide, and the role they do it in.

    Also one that they have just decided the same way.
    """
    require(viewer, *SIGNED_IN)
    report = await locked(session, viewer, report_id)
    own = report.status is _S.AWAITING_CHECK and viewer.person_id == report.completed_by_id
    if own:
        raise NotAllowed(_YOUR_OWN, ProblemCode.SECOND_PERSON_REQUIRED)
    if not policy.may_decide(report, viewer):
        if viewer.role is Role.OFFICER:
            raise not_handled(report, viewer)
        raise NotAllowed(_NOT_THE_REPORTER, ProblemCode.NOT_OWNER)
    person = await ensure_person(session, viewer)
    awaits = report.status is _S.AWAITING_CHECK
    if not awaits and not await _has_decided(session, report, person.id, to):
        label = MEANING[report.status].public_label
        if policy.may_advance(report, viewer):
            label = MEANING[report.status].label
        raise Conflict(_NOT_WAITING.fill(id=label.id, en=label.en), ProblemCode.WRONG_STATUS)
    return report, viewer.role if policy.may_advance(report, viewer) else Role.CITIZEN


async def _has_decided(
    session: WriteSession, report: Report, person_id: str, to: ReportStatus
) -> bool:
    """Whether the last two steps are a completion, and this person's decision of it."""
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


def _acceptance(report: Report, viewer: Viewer) -> Finding:
    officer = policy.may_advance(report, viewer)
    return Finding.BY_OFFICER if officer else Finding.BY_REPORTER


async def _step(
    session: WriteSession,
    viewer: Viewer,
    places: AreaIndex,
    report: Report,
    to: ReportStatus,
    role: Role,
    reason: str | None,
    now: datetime,
) -> None:
    before, completed_by = report.status, report.completed_by_id
    set_status(report, to, now)
    clocks.apply_step(report, places.calendar, before, None, now)
    update = await record(
        session,
        report,
        UpdateKind.STEP,
        author_id=viewer.person_id or "",
        author_role=role,
        now=now,
        note=one_language(viewer, reason),
    )
    await notify_of_update(session, report, before, update, now)
    await notify_of_rejection(session, report, before, update, completed_by, now)
