"""An officer moves a report on."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import col, select

from api.areas.service import Places
from api.db.base import metadata
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Role, Viewer
from api.kit import ids
from api.kit.problems import FieldFault, InvalidInput, NotAllowed, NotFound, Words
from api.kit.text import clean, fault
from api.push.service import notify
from api.reports import policy, push_rules
from api.reports.models import Report, ReportFollower, ReportPhoto, ReportUpdate
from api.reports.service.photos import photos_of
from api.reports.values import MEANING, MOVES, ReportStatus

_NEEDS_REASON: Final = frozenset(
    {ReportStatus.POSTPONED, ReportStatus.REJECTED, ReportStatus.OTHER_AGENCY}
)
_NOT_YOURS: Final = Words(
    "Hanya petugas dinas yang menangani laporan ini, atau admin, yang dapat mengubah statusnya.",
    "Only an officer of the agency that handles this report, or an admin, may change its state.",
)
_NO_SUCH_REPORT: Final = Words("Laporan ini tidak ada.", "There is no such report.")


@dataclass(frozen=True, slots=True)
class AdvanceReport:
    """Where a report goes, and what is said about it. The note is in the officer's language."""

    report_id: str
    to: ReportStatus
    public_note: str | None = None
    internal_note: str | None = None
    photos: tuple[str, ...] = ()
    until: date | None = None


async def advance_report(
    session: WriteSession, viewer: Viewer, places: Places, input: AdvanceReport, now: datetime
) -> Report:
    """Moves a report along `values.MOVES`, records the step and tells those who follow it.

    The step and the notice are one transaction. Raises NotAllowed for all but the agency's officers
    and admins, NotFound for a report that the viewer may not see, InvalidInput with every fault at
    once; a forbidden move says which ones are allowed.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    report = await _locked(session, viewer, input.report_id)
    if not policy.may_advance(report, viewer):
        raise NotAllowed(_NOT_YOURS)
    author = await ensure_person(session, viewer)

    before = report.status
    note = clean(input.public_note or "") or None
    internal = clean(input.internal_note or "") or None
    today = now.astimezone(places.city.time_zone).date()
    faults = [
        found
        for found in (
            _move_fault(before, input.to),
            fault("input.publicNote", note or "", longest=4000),
            fault("input.internalNote", internal or "", longest=4000),
            _reason_fault(input.to, note),
            _until_fault(input.to, input.until, today),
        )
        if found
    ]
    digests: list[str] = []
    try:
        digests = await photos_of(session, viewer, input.photos, "input.photos")
    except InvalidInput as problem:
        faults += problem.faults
    if faults:
        raise InvalidInput(*faults)

    in_english = viewer.language == "EN"
    update = ReportUpdate(
        report_id=report.id,
        status=input.to,
        note_id=None if in_english else note,
        note_en=note if in_english else None,
        internal_note=internal,
        author_id=author.id,
        author_role=viewer.role,
        agency_id=report.agency_id,
        created_at=now,
    )
    session.add(update)
    report.status = input.to
    report.postponed_until = input.until
    report.updated_at = now
    report.closed_at = now if MEANING[input.to].open311 == "closed" else None
    report.is_public = policy.is_public(input.to, report.hide_report, report.is_sensitive)
    report.version += 1
    await session.flush()
    session.add_all(
        ReportPhoto(
            report_id=report.id,
            update_id=update.id,
            image_digest=digest,
            position=position,
            added_at=now,
        )
        for position, digest in enumerate(digests)
    )
    await session.flush()

    followers = await session.execute(
        select(ReportFollower.person_id).where(col(ReportFollower.report_id) == report.id)
    )
    notice = push_rules.notice_for(report, before, update, followers.scalars().all(), author.id)
    if notice is not None:
        await notify(session, notice, now=now)
    return report


async def _locked(session: WriteSession, viewer: Viewer, report_id: str) -> Report:
    """The report, for this transaction alone: two officers' moves come one after the other."""
    if not ids.is_uuid(report_id):
        raise NotFound(_NO_SUCH_REPORT)
    found = await session.execute(
        select(Report)
        .where(col(Report.id) == report_id, policy.visible(metadata.tables["report"].c, viewer))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    report = found.scalar_one_or_none()
    if report is None:
        raise NotFound(_NO_SUCH_REPORT)
    return report


def _move_fault(before: ReportStatus, to: ReportStatus) -> FieldFault | None:
    allowed = MOVES[before]
    if to in allowed:
        return None
    label = MEANING[before].label
    if not allowed:
        return FieldFault(
            "input.to",
            Words(
                f"input.to: laporan berstatus {label.id} sudah ditutup dan tidak berpindah lagi.",
                f"input.to: a report that is {label.en} is closed and moves no further.",
            ),
        )
    ways = [MEANING[status] for status in ReportStatus if status in allowed]
    return FieldFault(
        "input.to",
        Words(
            f"input.to: laporan berstatus {label.id} tidak dapat menjadi"
            f" {MEANING[to].label.id}. Yang dapat: "
            + ", ".join(f"{way.status.value} ({way.label.id})" for way in ways)
            + ".",
            f"input.to: a report that is {label.en} cannot become {MEANING[to].label.en}."
            " It can become: "
            + ", ".join(f"{way.status.value} ({way.label.en})" for way in ways)
            + ".",
        ),
    )


def _reason_fault(to: ReportStatus, note: str | None) -> FieldFault | None:
    if note or to not in _NEEDS_REASON:
        return None
    label = MEANING[to].label
    return FieldFault(
        "input.publicNote",
        Words(
            f"input.publicNote: tulis alasannya untuk warga; {label.id} memerlukan alasan.",
            f"input.publicNote: write the reason for the public; {label.en} needs one.",
        ),
    )


def _until_fault(to: ReportStatus, until: date | None, today: date) -> FieldFault | None:
    if to is not ReportStatus.POSTPONED:
        if until is None:
            return None
        words = Words(
            "input.until: tanggal hanya untuk POSTPONED (Ditunda).",
            "input.until: a date goes with POSTPONED only.",
        )
    elif until is None:
        words = Words(
            "input.until: sampai tanggal berapa laporan ini ditunda?",
            "input.until: until which date is the report postponed?",
        )
    elif until <= today:
        words = Words(
            f"input.until: tanggalnya harus sesudah hari ini ({today.isoformat()}).",
            f"input.until: the date must come after today ({today.isoformat()}).",
        )
    else:
        return None
    return FieldFault("input.until", words)
