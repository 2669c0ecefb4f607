"""Moderators hide a report, edit its text, of which the old one is kept, or remove a photo."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import col, select

from api.db import search
from api.db.session import WriteSession
from api.identity.models import Person
from api.identity.service import ensure_person, require
from api.identity.values import Role, Viewer
from api.kit import ids
from api.kit.problems import FieldFault, InvalidInput, ProblemCode, Words
from api.kit.text import clean, fault
from api.push.service import notify
from api.reports import policy, push_rules
from api.reports.models import Report, ReportPhoto, ReportRevision
from api.reports.service.retries import report_of_retry
from api.reports.service.steps import (
    locked_for_officer,
    one_language,
    record,
)
from api.reports.values import ModerationAction, ReportStatus, UpdateKind
from api.uploads.service import forget_source

_ALREADY_HIDDEN: Final = FieldFault(
    "input.action",
    Words(
        "Laporan ini sudah disembunyikan.",
        "This report is already hidden.",
    ),
    ProblemCode.ALREADY_DONE,
)
_NOT_HIDDEN: Final = FieldFault(
    "input.action",
    Words("Laporan ini tidak sedang disembunyikan.", "This report is not hidden."),
    ProblemCode.WRONG_STATUS,
)
_NOTHING_NEW: Final = FieldFault(
    "input.title",
    Words(
        "Tidak ada yang berubah. Ubah judul, uraian, atau alamatnya.",
        "Nothing was changed. Change the title, the description or the address.",
    ),
    ProblemCode.ALREADY_DONE,
)
_NO_PHOTO: Final = FieldFault(
    "input.photo",
    Words(
        "Foto ini tidak ditemukan pada laporan ini. Pilih salah satu fotonya.",
        "This photo was not found in the report. Choose one of its photos.",
    ),
    ProblemCode.UNKNOWN_REFERENCE,
)
_EDITS_ONLY: Final = FieldFault(
    "input.action",
    Words(
        "Teks baru hanya untuk penyuntingan, dan foto hanya untuk penghapusan foto.",
        "New text goes with an edit only, and a photo with removing a photo only.",
    ),
    ProblemCode.NOT_APPLICABLE,
)


@dataclass(frozen=True, slots=True)
class ModerateReport:
    """The action and its reason. A text that is None stays as it is; an empty one is removed."""

    report_id: str
    action: ModerationAction
    reason: str
    title: str | None = None
    description: str | None = None
    address: str | None = None
    photo_id: str | None = None
    idempotency_key: str | None = None

    def request(self) -> list[object]:
        """What makes a retry the same request."""
        texts = [self.title, self.description, self.address]
        return [self.action.value, self.reason, *texts, self.photo_id]


async def moderate_report(
    session: WriteSession, viewer: Viewer, input: ModerateReport, now: datetime
) -> Report:
    """Moderates a report, and keeps what it was before, who changed it and why.

    Only the reporter, the agency's officers and admins see a hidden report; the reporter is
    notified. A removed photo is no longer shown to anyone. The same key with the same request acts
    once. Raises NotAllowed, NotFound, InvalidInput, and Conflict if the key belongs to another
    request.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    faults: list[FieldFault] = []
    earlier = await report_of_retry(
        session, viewer, "moderateReport", input.idempotency_key, input.request(), input.report_id,
        now, faults,
    )  # fmt: skip
    if earlier is not None:
        return earlier
    report = await locked_for_officer(session, viewer, await _moderated_id(session, input))
    author = await ensure_person(session, viewer)
    reason = clean(input.reason)
    faults += [
        found
        for found in (
            fault("input.reason", reason, longest=1000, shortest=5),
            _shape_fault(input),
        )
        if found
    ]
    if faults:
        raise InvalidInput(*faults)
    before = ReportRevision(
        report_id=report.id,
        action=input.action,
        title=report.title,
        description=report.description,
        address=report.address,
        photo_id=input.photo_id,
        reason=reason,
        author_id=author.id,
        author_role=viewer.role,
        created_at=now,
    )
    match input.action:
        case ModerationAction.HIDE:
            _hide(report)
        case ModerationAction.UNHIDE:
            _show(report)
        case ModerationAction.EDIT:
            await _edit(session, report, input)
        case ModerationAction.REDACT_PHOTO:
            await _remove_photo(session, report, input.photo_id or "", now)
    session.add(before)
    report.updated_at = now
    report.version += 1
    await session.flush()
    await _record(session, viewer, author, report, input.action, reason, now)
    return report


async def _moderated_id(session: WriteSession, input: ModerateReport) -> str:
    """The report asked for; for a photo of a report that was merged into it, that report."""
    if input.photo_id is None or not (ids.is_uuid(input.photo_id) and ids.is_uuid(input.report_id)):
        return input.report_id
    found = await session.execute(
        select(ReportPhoto.report_id).where(
            col(ReportPhoto.id) == input.photo_id,
            col(ReportPhoto.shown_on_id) == input.report_id,
        )
    )
    return found.scalar_one_or_none() or input.report_id


async def _record(
    session: WriteSession,
    viewer: Viewer,
    author: Person,
    report: Report,
    action: ModerationAction,
    reason: str,
    now: datetime,
) -> None:
    """Everyone who sees the report reads what was done; hiding it notifies its reporter."""
    update = await record(
        session, report, UpdateKind.MODERATED, author_id=author.id, author_role=viewer.role,
        now=now, note=one_language(viewer, reason),
    )  # fmt: skip
    if action is ModerationAction.HIDE:
        notice = push_rules.hidden_notice(report, update, author.id)
        if notice is not None:
            await notify(session, notice, now=now)


def _shape_fault(input: ModerateReport) -> FieldFault | None:
    has_text = any(t is not None for t in (input.title, input.description, input.address))
    wrong_text = has_text and input.action is not ModerationAction.EDIT
    wrong_photo = input.photo_id is not None and input.action is not ModerationAction.REDACT_PHOTO
    return _EDITS_ONLY if wrong_text or wrong_photo else None


def _hide(report: Report) -> None:
    if report.status is ReportStatus.HIDDEN:
        raise InvalidInput(_ALREADY_HIDDEN)
    report.status_before_hiding = report.status
    report.status, report.is_public = ReportStatus.HIDDEN, False


def _show(report: Report) -> None:
    """Gives a hidden report back the status that it had, closed ones included."""
    if report.status is not ReportStatus.HIDDEN:
        raise InvalidInput(_NOT_HIDDEN)
    report.status = report.status_before_hiding or ReportStatus.RECEIVED
    report.status_before_hiding = None
    report.is_public = policy.is_public(report.status, report.hide_report, report.is_sensitive)


async def _edit(session: WriteSession, report: Report, input: ModerateReport) -> None:
    title = report.title if input.title is None else " ".join(clean(input.title).split())
    description = (
        report.description if input.description is None else clean(input.description) or None
    )
    address = (
        report.address if input.address is None else " ".join(clean(input.address).split()) or None
    )
    faults = [
        found
        for found in (
            fault("input.title", title, longest=140, shortest=5),
            fault("input.description", description or "", longest=4000),
            fault("input.address", address or "", longest=200),
        )
        if found
    ]
    if (title, description, address) == (report.title, report.description, report.address):
        faults.append(_NOTHING_NEW)
    if faults:
        raise InvalidInput(*faults)
    report.title, report.description, report.address = title, description, address
    await session.flush()
    await search.index(session, "report", report.id, title, description)


async def _remove_photo(
    session: WriteSession, report: Report, photo_id: str, now: datetime
) -> None:
    found = (
        await session.execute(
            select(ReportPhoto)
            .where(
                col(ReportPhoto.id) == photo_id,
                col(ReportPhoto.report_id) == report.id,
                col(ReportPhoto.removed_at).is_(None),
            )
            .with_for_update()
        )
        if ids.is_uuid(photo_id)
        else None
    )
    photo = found.scalar_one_or_none() if found is not None else None
    if photo is None:
        raise InvalidInput(_NO_PHOTO)
    photo.removed_at = now
    await session.flush()
    # The uploader of a photo may look at it: from now on not even they can.
    await forget_source(session, photo.image_digest)
