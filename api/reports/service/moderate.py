"""Moderators hide a report, mend its words with the old ones kept, or take a photo away."""

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
from api.kit.problems import FieldFault, InvalidInput, Words
from api.kit.text import clean, fault
from api.push.service import notify
from api.reports import policy, push_rules
from api.reports.models import Report, ReportPhoto, ReportRevision
from api.reports.service.retries import made_before
from api.reports.service.steps import (
    locked_for_officer,
    one_language,
    record,
)
from api.reports.values import ModerationAction, ReportStatus, UpdateKind
from api.storage.uploads import forget_source

_ALREADY_HIDDEN: Final = FieldFault(
    "input.action",
    Words(
        "input.action: laporan ini sudah disembunyikan.",
        "input.action: the report is hidden already.",
    ),
)
_NOT_HIDDEN: Final = FieldFault(
    "input.action",
    Words("input.action: laporan ini tidak disembunyikan.", "input.action: it is not hidden."),
)
_NOTHING_NEW: Final = FieldFault(
    "input.title",
    Words(
        "input.title: tidak ada yang berubah; kirim judul, uraian, atau alamat yang baru.",
        "input.title: nothing changes; send a new title, description or address.",
    ),
)
_NO_PHOTO: Final = FieldFault(
    "input.photo",
    Words(
        "input.photo: laporan ini tidak punya foto dengan id ini.",
        "input.photo: the report has no photo with this id.",
    ),
)
_EDITS_ONLY: Final = FieldFault(
    "input.action",
    Words(
        "input.action: teks hanya untuk EDIT, foto hanya untuk REDACT_PHOTO.",
        "input.action: words go with EDIT only, a photo with REDACT_PHOTO only.",
    ),
)


@dataclass(frozen=True, slots=True)
class ModerateReport:
    """What is done and why. Of the words None means: as they are; an empty one: none."""

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
        words = [self.title, self.description, self.address]
        return [self.action.value, self.reason, *words, self.photo_id]


async def moderate_report(
    session: WriteSession, viewer: Viewer, input: ModerateReport, now: datetime
) -> Report:
    """Does one act of moderation, and keeps what was there before and who changed it, and why.

    Hidden: only the reporter, the agency's officers and admins see the report; the reporter is
    told. A removed photo is shown to nobody any more. The same key with the same request acts once.
    Raises NotAllowed, NotFound, InvalidInput, Conflict when the key belongs to another request.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    faults: list[FieldFault] = []
    made = await made_before(
        session, viewer, "moderateReport", input.idempotency_key, input.request(), input.report_id,
        now, faults,
    )  # fmt: skip
    if made is not None:
        return made
    report = await locked_for_officer(session, viewer, await _acted_upon(session, input))
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
        made_at=now,
    )
    match input.action:
        case ModerationAction.HIDE:
            _hide(report)
        case ModerationAction.UNHIDE:
            _show(report)
        case ModerationAction.EDIT:
            await _edit(session, report, input)
        case ModerationAction.REDACT_PHOTO:
            await _take_away(session, report, input.photo_id or "", now)
    session.add(before)
    report.updated_at = now
    report.version += 1
    await session.flush()
    await _note(session, viewer, author, report, input.action, reason, now)
    return report


async def _acted_upon(session: WriteSession, input: ModerateReport) -> str:
    """The report asked for; for a photo that came along by a merge the one that holds it."""
    if input.photo_id is None or not (ids.is_uuid(input.photo_id) and ids.is_uuid(input.report_id)):
        return input.report_id
    found = await session.execute(
        select(ReportPhoto.report_id).where(
            col(ReportPhoto.id) == input.photo_id,
            col(ReportPhoto.shown_on_id) == input.report_id,
        )
    )
    return found.scalar_one_or_none() or input.report_id


async def _note(
    session: WriteSession,
    viewer: Viewer,
    author: Person,
    report: Report,
    action: ModerationAction,
    reason: str,
    now: datetime,
) -> None:
    """Everybody who sees the report reads that something was done; hiding tells its reporter."""
    update = await record(
        session, report, UpdateKind.MODERATED, author_id=author.id, author_role=viewer.role,
        now=now, note=one_language(viewer, reason),
    )  # fmt: skip
    if action is ModerationAction.HIDE:
        notice = push_rules.hidden_notice(report, update, author.id)
        if notice is not None:
            await notify(session, notice, now=now)


def _shape_fault(input: ModerateReport) -> FieldFault | None:
    has_words = any(w is not None for w in (input.title, input.description, input.address))
    wrong_words = has_words and input.action is not ModerationAction.EDIT
    wrong_photo = input.photo_id is not None and input.action is not ModerationAction.REDACT_PHOTO
    return _EDITS_ONLY if wrong_words or wrong_photo else None


def _hide(report: Report) -> None:
    if report.status is ReportStatus.HIDDEN:
        raise InvalidInput(_ALREADY_HIDDEN)
    report.status_before_hiding = report.status
    report.status, report.is_public = ReportStatus.HIDDEN, False


def _show(report: Report) -> None:
    """Gives a hidden report back the state that it had, its end included."""
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


async def _take_away(session: WriteSession, report: Report, photo_id: str, now: datetime) -> None:
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
    # Whoever sends a photo may look at it: that way ends too.
    await forget_source(session, photo.image_digest)
