"""An officer changes a report's status."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from api.areas.service import AreaIndex
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Role, Viewer
from api.kit.problems import FieldFault, InvalidInput, ProblemCode, Words
from api.kit.text import clean, fault
from api.reports.models import Report, ReportCategory
from api.reports.service import clocks, completion
from api.reports.service.proof import SentPhoto, check_completion, keep_proof, remember_photos
from api.reports.service.public_notes import has_public_note, public_note
from api.reports.service.retries import report_of_retry
from api.reports.service.steps import (
    attach,
    claimed_photos,
    locked_for_officer,
    notify_of_update,
    record,
    set_status,
)
from api.reports.values import (
    CHECKED_TRANSITIONS,
    COMPLETIONS,
    LONGEST_PAUSE_DAYS,
    MEANING,
    TRANSITIONS,
    ReportStatus,
    UpdateKind,
)
from api.uploads import service as uploads

_NEEDS_REASON: Final = frozenset(
    {ReportStatus.POSTPONED, ReportStatus.REJECTED, ReportStatus.OTHER_AGENCY}
)
_HIDDEN: Final = Words(
    "Laporan ini disembunyikan. Tampilkan kembali dahulu, lalu ubah statusnya.",
    "This report is hidden. Show it again first, then change its status.",
)


@dataclass(frozen=True, slots=True)
class AdvanceReport:
    """A report's next status, and the note on it: a template, the officer's own text, or both."""

    report_id: str
    to: ReportStatus
    public_note: str | None = None
    internal_note: str | None = None
    photos: tuple[str, ...] = ()
    until: date | None = None
    idempotency_key: str | None = None
    template_id: str | None = None

    def request(self) -> list[object]:
        """What makes a retry the same request."""
        until = self.until and self.until.isoformat()
        notes = [self.template_id, self.public_note, self.internal_note]
        return [self.to.value, *notes, self.photos, until]


async def advance_report(
    session: WriteSession, viewer: Viewer, places: AreaIndex, input: AdvanceReport, now: datetime
) -> Report:
    """Takes a report along `values.TRANSITIONS`, records the step and notifies its followers.

    If a photo must show the finished work, DONE reports a completion: the report waits in
    AWAITING_CHECK until a second person takes it to DONE, and the photos are checked. The step and
    the notice are one transaction. The same key with the same request makes one step. Raises
    NotAllowed for all but the agency's officers and admins, and for anyone who would accept their
    own completion; NotFound for a report that the viewer may not see; Conflict if the key belongs
    to another request; InvalidInput with every fault at once.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    faults: list[FieldFault] = []
    earlier = await report_of_retry(
        session, viewer, "advanceReport", input.idempotency_key, input.request(), input.report_id,
        now, faults,
    )  # fmt: skip
    if earlier is not None:
        return earlier
    report = await locked_for_officer(session, viewer, input.report_id)
    author = await ensure_person(session, viewer)

    before = report.status
    category = await session.get_one(ReportCategory, report.category_id)
    checked = category.needs_completion_photo
    to = completion.target_status(before, input.to, checked)
    completion.require_second_person(report, viewer, to)
    forbidden = _transition_fault(before, to, checked)
    faults += [forbidden] if forbidden else []
    note = await public_note(
        session, viewer, report, input.template_id, input.public_note, frozenset({input.to, to}),
        faults,
    )  # fmt: skip
    internal = clean(input.internal_note or "") or None
    today = now.astimezone(places.city.time_zone).date()
    faults += [
        found
        for found in (
            fault("input.internalNote", internal or "", longest=4000),
            _reason_fault(before, to, has_public_note(input.template_id, input.public_note)),
            _until_fault(to, input.until, today),
            await _completion_fault(session, report, to, input) if checked else None,
        )
        if found
    ]
    taken = await uploads.taken(session, viewer, input.photos)
    digests = await claimed_photos(session, viewer, input.photos, faults)
    needs_proof = checked and to is ReportStatus.AWAITING_CHECK and not faults
    proof = (
        await check_completion(
            session,
            report,
            category,
            places.city.time_zone,
            [SentPhoto(d, taken[u]) for u, d in zip(input.photos, digests, strict=True)],
            now,
            faults,
        )
        if needs_proof
        else None
    )
    if faults:
        raise InvalidInput(*faults)

    await completion.settle_by_officer(session, report, viewer, to)
    completed_by = report.completed_by_id
    set_status(report, to, now)
    report.postponed_until = input.until
    report.completed_by_id = author.id if to is ReportStatus.AWAITING_CHECK else None
    clocks.apply_step(report, places.calendar, before, input.until, now)
    update = await record(
        session,
        report,
        UpdateKind.STEP,
        author_id=author.id,
        author_role=viewer.role,
        now=now,
        note=note,
        internal_note=internal,
    )
    photos = await attach(session, update, digests, now)
    if to in COMPLETIONS:
        await remember_photos(session, photos)
    if proof is not None:
        await keep_proof(session, report, update, proof, now)
    await notify_of_update(session, report, before, update, now)
    await completion.notify_of_rejection(session, report, before, update, completed_by, now)
    return report


async def _completion_fault(
    session: WriteSession, report: Report, to: ReportStatus, input: AdvanceReport
) -> FieldFault | None:
    """What a checked completion lacks: its photo when reported, its checks when accepted."""
    if to is ReportStatus.AWAITING_CHECK and not input.photos:
        return FieldFault(
            "input.photos",
            Words(
                "Kategori ini memerlukan foto pekerjaan yang sudah selesai. Tambahkan fotonya.",
                "This category needs a photo of the finished work. Add one.",
            ),
            ProblemCode.REQUIRED,
        )
    if to is ReportStatus.DONE and input.photos:
        return FieldFault(
            "input.photos",
            Words(
                "Foto hanya dikirim saat melaporkan penyelesaian, bukan saat menyetujuinya. Hapus"
                " fotonya.",
                "Photos belong to reporting a completion, not to accepting it. Remove the photos.",
            ),
            ProblemCode.NOT_APPLICABLE,
        )
    return await completion.unchecked_fault(session, report, to)


def _transition_fault(before: ReportStatus, to: ReportStatus, checked: bool) -> FieldFault | None:
    allowed = (CHECKED_TRANSITIONS if checked else TRANSITIONS)[before]
    if to in allowed:
        return None
    if before is ReportStatus.HIDDEN:
        return FieldFault("input.to", _HIDDEN, ProblemCode.WRONG_STATUS)
    label, wanted = MEANING[before].label, MEANING[to].label
    if not allowed:
        words = Words(
            f"Status laporan: {label.id}. Laporan ini sudah ditutup; statusnya tidak dapat diubah"
            " lagi.",
            f"Status: {label.en}. The report is closed; its status can no longer be changed.",
        )
    else:
        ways = [MEANING[status].label for status in ReportStatus if status in allowed]
        words = Words(
            f"Status laporan: {label.id}. Status {wanted.id} tidak dapat dipilih. Status yang dapat"
            f" dipilih: {', '.join(way.id for way in ways)}.",
            f"Status: {label.en}. The status {wanted.en} cannot be chosen. Choose one of these:"
            f" {', '.join(way.en for way in ways)}.",
        )
    return FieldFault("input.to", words, ProblemCode.WRONG_STATUS)


def _reason_fault(before: ReportStatus, to: ReportStatus, has_note: bool) -> FieldFault | None:
    rejects = before is ReportStatus.AWAITING_CHECK and to is ReportStatus.WORKING
    if has_note or not (rejects or to in _NEEDS_REASON):
        return None
    label = MEANING[to].label
    words = (
        Words(
            "Tulis mengapa penyelesaian ini ditolak.",
            "Write why this completion is rejected.",
        )
        if rejects
        else Words(
            f"Status {label.id} memerlukan alasan. Tulis alasannya untuk umum.",
            f"The status {label.en} needs a reason. Write the reason for the public.",
        )
    )
    return FieldFault("input.publicNote", words, ProblemCode.REQUIRED)


def _until_fault(to: ReportStatus, until: date | None, today: date) -> FieldFault | None:
    last = today + timedelta(days=LONGEST_PAUSE_DAYS)
    if to is not ReportStatus.POSTPONED:
        if until is None:
            return None
        code = ProblemCode.NOT_APPLICABLE
        words = Words(
            f"Tanggal hanya untuk status {MEANING[ReportStatus.POSTPONED].label.id}. Kosongkan"
            " tanggalnya.",
            f"A date goes with the status {MEANING[ReportStatus.POSTPONED].label.en} only. Leave"
            " the date empty.",
        )
    elif until is None:
        code = ProblemCode.REQUIRED
        words = Words(
            "Pilih sampai tanggal berapa laporan ini ditunda.",
            "Choose the date until which the report is postponed.",
        )
    elif until <= today:
        code = ProblemCode.IN_THE_PAST
        words = Words(
            f"Pilih tanggal sesudah hari ini ({today.isoformat()}).",
            f"Choose a date after today ({today.isoformat()}).",
        )
    elif until > last:
        code = ProblemCode.OUT_OF_RANGE
        words = Words(
            f"Laporan dapat ditunda paling lama {LONGEST_PAUSE_DAYS} hari. Pilih tanggal sampai"
            f" {last.isoformat()}.",
            f"A report can be postponed by at most {LONGEST_PAUSE_DAYS} days. Choose a date up to"
            f" {last.isoformat()}.",
        )
    else:
        return None
    return FieldFault("input.until", words, code)
