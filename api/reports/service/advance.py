"""An officer moves a report on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from api.areas.service import AreaIndex
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Role, Viewer
from api.kit.problems import FieldFault, InvalidInput, Words
from api.kit.text import clean, fault
from api.reports.models import Report, ReportCategory
from api.reports.service import clocks, finish
from api.reports.service.proof import Sent, check_finish, keep_proof, remember_photos
from api.reports.service.retries import made_before
from api.reports.service.steps import (
    attach,
    claimed_photos,
    locked_for_officer,
    record,
    set_status,
    tell,
)
from api.reports.service.words import is_anything, said
from api.reports.values import (
    CHECKED_MOVES,
    FINISHES,
    LONGEST_PAUSE_DAYS,
    MEANING,
    MOVES,
    ReportStatus,
    UpdateKind,
)
from api.storage import uploads

_NEEDS_REASON: Final = frozenset(
    {ReportStatus.POSTPONED, ReportStatus.REJECTED, ReportStatus.OTHER_AGENCY}
)
_HIDDEN: Final = Words(
    "input.to: laporan ini disembunyikan. Tampilkan lagi dahulu dengan moderateReport, action"
    " UNHIDE; setelah itu laporan dapat berpindah.",
    "input.to: the report is hidden. Show it again first, by moderateReport with the action UNHIDE;"
    " then it can move on.",
)


@dataclass(frozen=True, slots=True)
class AdvanceReport:
    """Where a report goes, and what is said about it: a template, the officer's words, or both."""

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
        said = [self.template_id, self.public_note, self.internal_note]
        return [self.to.value, *said, self.photos, until]


async def advance_report(
    session: WriteSession, viewer: Viewer, places: AreaIndex, input: AdvanceReport, now: datetime
) -> Report:
    """Moves a report along `values.MOVES`, records the step and tells those who follow it.

    Where a photo must show the finished work, DONE means: finished, and the report waits in
    AWAITING_CHECK until a second person takes it to DONE; the photos are checked. The step and the
    notice are one transaction. The same key with the same request moves it once. Raises NotAllowed
    for all but the agency's officers and admins, and for who would accept his own finish; NotFound
    for a report that the viewer may not see; Conflict when the key belongs to another request;
    InvalidInput with every fault at once; a forbidden move says which ones are allowed.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    faults: list[FieldFault] = []
    made = await made_before(
        session, viewer, "advanceReport", input.idempotency_key, input.request(), input.report_id,
        now, faults,
    )  # fmt: skip
    if made is not None:
        return made
    report = await locked_for_officer(session, viewer, input.report_id)
    author = await ensure_person(session, viewer)

    before = report.status
    category = await session.get_one(ReportCategory, report.category_id)
    checked = category.needs_completion_photo
    to = finish.goal(before, input.to, checked)
    finish.require_another(report, viewer, to)
    stuck = _move_fault(before, to, checked)
    faults += [stuck] if stuck else []
    note = await said(
        session, viewer, report, input.template_id, input.public_note, frozenset({input.to, to}),
        faults,
    )  # fmt: skip
    internal = clean(input.internal_note or "") or None
    today = now.astimezone(places.city.time_zone).date()
    faults += [
        found
        for found in (
            fault("input.internalNote", internal or "", longest=4000),
            _reason_fault(before, to, is_anything(input.template_id, input.public_note)),
            _until_fault(to, input.until, today),
            await _finish_fault(session, report, to, input) if checked else None,
        )
        if found
    ]
    taken = await uploads.taken(session, viewer, input.photos)
    digests = await claimed_photos(session, viewer, input.photos, faults)
    proves = checked and to is ReportStatus.AWAITING_CHECK and not faults
    proof = (
        await check_finish(
            session,
            report,
            category,
            places.city.time_zone,
            [Sent(d, taken[u]) for u, d in zip(input.photos, digests, strict=True)],
            now,
            faults,
        )
        if proves
        else None
    )
    if faults:
        raise InvalidInput(*faults)

    await finish.settle_by_officer(session, report, viewer, to)
    finisher = report.finished_by_id
    set_status(report, to, now)
    report.postponed_until = input.until
    report.finished_by_id = author.id if to is ReportStatus.AWAITING_CHECK else None
    clocks.follow(report, places.calendar, before, input.until, now)
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
    if to in FINISHES:
        await remember_photos(session, photos)
    if proof is not None:
        await keep_proof(session, report, update, proof, now)
    await tell(session, report, before, update, now)
    await finish.tell_finisher(session, report, before, update, finisher, now)
    return report


async def _finish_fault(
    session: WriteSession, report: Report, to: ReportStatus, input: AdvanceReport
) -> FieldFault | None:
    """What a checked finish lacks: its photo when it is sent, its checks when it is accepted."""
    if to is ReportStatus.AWAITING_CHECK and not input.photos:
        words = Words(
            "input.photos: kategori ini memerlukan foto pekerjaan yang sudah selesai.",
            "input.photos: this category needs a photo of the finished work.",
        )
    elif to is ReportStatus.DONE and input.photos:
        words = Words(
            "input.photos: foto dikirim bersama penyelesaiannya, bukan saat menerimanya.",
            "input.photos: photos come with the finish, not when it is accepted.",
        )
    else:
        return await finish.unchecked_fault(session, report, to)
    return FieldFault("input.photos", words)


def _move_fault(before: ReportStatus, to: ReportStatus, checked: bool) -> FieldFault | None:
    allowed = (CHECKED_MOVES if checked else MOVES)[before]
    if to in allowed:
        return None
    if before is ReportStatus.HIDDEN:
        return FieldFault("input.to", _HIDDEN)
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


def _reason_fault(before: ReportStatus, to: ReportStatus, is_said: bool) -> FieldFault | None:
    refuses = before is ReportStatus.AWAITING_CHECK and to is ReportStatus.WORKING
    if is_said or not (refuses or to in _NEEDS_REASON):
        return None
    if refuses:
        return FieldFault(
            "input.publicNote",
            Words(
                "input.publicNote: tulis mengapa penyelesaian ini tidak diterima.",
                "input.publicNote: write why this finish is not accepted.",
            ),
        )
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
    elif until > (last := today + timedelta(days=LONGEST_PAUSE_DAYS)):
        words = Words(
            f"input.until: paling lama {LONGEST_PAUSE_DAYS} hari, yaitu sampai {last.isoformat()}.",
            f"input.until: at most {LONGEST_PAUSE_DAYS} days, that is to {last.isoformat()}.",
        )
    else:
        return None
    return FieldFault("input.until", words)
