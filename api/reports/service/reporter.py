"""What reporters do with their own reports later: add to them, rate the outcome, reopen them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, func, select

from api.areas.service import AreaIndex
from api.db.session import WriteSession
from api.identity.models import Person
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
from api.kit.text import clean, fault
from api.push.service import notify
from api.reports import push_rules
from api.reports.models import Report, ReportCategory, ReportPhoto, ReportUpdate
from api.reports.service import clocks
from api.reports.service.retries import is_retry
from api.reports.service.steps import (
    attach,
    claimed_photos,
    locked,
    notify_of_update,
    officers_of,
    one_language,
    reason_of,
    record,
    set_status,
)
from api.reports.values import (
    AGAIN_DAYS,
    MEANING,
    MOST_PHOTOS,
    OPEN,
    REOPENABLE,
    ReportStatus,
    UpdateKind,
)

_NOT_THE_REPORTER: Final = Words(
    "Hanya pelapornya yang dapat melakukannya.", "Only the reporter can do this."
)
_NOT_OPEN: Final = Words(
    "Status laporan: {id}. Hanya laporan yang belum ditutup yang dapat ditambah.",
    "Status: {en}. Only an open report can be added to.",
)
_NOT_DONE: Final = Words(
    "Status laporan: {id}. Penilaian diberikan setelah laporan selesai.",
    "Status: {en}. A report can be rated once it is done.",
)
_NOT_REOPENABLE: Final = Words(
    "Status laporan: {id}. Hanya laporan yang selesai atau ditolak yang dapat dibuka kembali.",
    "Status: {en}. Only a report that is done or rejected can be reopened.",
)
_REOPENED_ONCE: Final = Words(
    "Laporan ini sudah pernah dibuka kembali. Bila masalahnya masih ada, kirim laporan baru.",
    "This report was already reopened once. If the problem is still there, submit a new report.",
)
_RATED_TWICE: Final = Words(
    "Penilaian ini sudah pernah diubah; penilaian hanya dapat diubah satu kali.",
    "This rating was already changed; a rating can be changed only once.",
)
_TOO_LATE_TO_RATE: Final = Words(
    f"Penilaian hanya dapat diubah dalam {AGAIN_DAYS} hari. Batas itu sudah lewat.",
    f"A rating can only be changed within {AGAIN_DAYS} days. That time is over.",
)
_TOO_LATE_TO_REOPEN: Final = Words(
    f"Batas {AGAIN_DAYS} hari sudah lewat. Bila masih ada masalah, kirim laporan baru.",
    f"The limit of {AGAIN_DAYS} days has passed. If the problem is still there, submit a new"
    " report.",
)
_AGAIN: Final = timedelta(days=AGAIN_DAYS)


@dataclass(frozen=True, slots=True)
class AddToReport:
    """What a reporter adds: text in their language, and IDs of finished uploads."""

    idempotency_key: str
    report_id: str
    note: str | None = None
    photos: tuple[str, ...] = ()


async def add_to_report(
    session: WriteSession, viewer: Viewer, input: AddToReport, now: datetime
) -> Report:
    """Adds text and photos to the viewer's own open report, as an update of its history.

    The same key with the same request adds once. Raises NotAllowed for all but the reporter,
    Conflict if the report is not open or the key belongs to another request, InvalidInput.
    """
    report, person = await _own(session, viewer, input.report_id)
    faults: list[FieldFault] = []
    if await is_retry(
        session, person.id, "addToReport", input.idempotency_key, [input.note, input.photos],
        report.id, now, faults,
    ):  # fmt: skip
        return report
    if report.status not in OPEN:
        raise Conflict(_with_status(_NOT_OPEN, report), ProblemCode.WRONG_STATUS)
    note = clean(input.note or "") or None
    wrong = fault("input.note", note or "", longest=4000)
    if wrong:
        faults.append(wrong)
    if not note and not input.photos:
        words = Words(
            "Tulis keterangan atau sertakan foto.",
            "Write a note or add a photo.",
        )
        faults.append(FieldFault("input.note", words, ProblemCode.REQUIRED))
    kept, last = await _photos_so_far(session, report)
    if kept + len(input.photos) > MOST_PHOTOS:
        words = Words(
            f"Laporan ini sudah memuat {kept} foto dari paling banyak {MOST_PHOTOS}; Anda dapat"
            f" menambah {MOST_PHOTOS - kept}.",
            f"The report has {kept} of at most {MOST_PHOTOS} photos; you can add"
            f" {MOST_PHOTOS - kept}.",
        )
        faults.append(FieldFault("input.photos", words, ProblemCode.TOO_MANY_ITEMS))
        raise InvalidInput(*faults)
    digests = await claimed_photos(session, viewer, input.photos, faults)
    if faults:
        raise InvalidInput(*faults)
    update = await record(
        session, report, UpdateKind.ADDITION, author_id=person.id, author_role=Role.CITIZEN,
        now=now, note=one_language(viewer, note),
    )  # fmt: skip
    await attach(session, update, digests, now, first_position=last + 1, from_reporter=True)
    report.updated_at = now
    report.version += 1
    await session.flush()
    return report


async def rate_report(
    session: WriteSession,
    viewer: Viewer,
    report_id: str,
    rating: int,
    comment: str | None,
    now: datetime,
) -> Report:
    """Rates the outcome of the viewer's own report, 1 to 5; changeable once, within 14 days.

    A report that was reopened and completed again is rated anew. Repeating the same rating has no
    effect. Raises NotAllowed, Conflict if it is not done or the rating cannot be changed any more,
    InvalidInput.
    """
    report, _ = await _own(session, viewer, report_id)
    comment = clean(comment or "") or None
    faults = [
        found
        for found in (_rating_fault(rating), fault("input.comment", comment or "", longest=500))
        if found
    ]
    if faults:
        raise InvalidInput(*faults)
    if report.status is not ReportStatus.DONE or report.closed_at is None:
        raise Conflict(_with_status(_NOT_DONE, report), ProblemCode.WRONG_STATUS)
    stands = report.rated_at is not None and report.rated_at >= report.closed_at
    if stands and (report.rating, report.rating_comment) == (rating, comment):
        return report
    if stands and report.rating_changed:
        raise Conflict(_RATED_TWICE, ProblemCode.ALREADY_DONE)
    if stands and report.rated_at is not None and now > report.rated_at + _AGAIN:
        raise Conflict(_TOO_LATE_TO_RATE, ProblemCode.TOO_LATE)
    report.rating, report.rating_comment = rating, comment
    report.rating_changed = stands
    report.version += 1
    if not stands:
        report.rated_at = now
    await session.flush()
    return report


@dataclass(frozen=True, slots=True)
class ReopenReport:
    """Why a reporter disputes the outcome of their report."""

    idempotency_key: str
    report_id: str
    reason: str


async def reopen_report(
    session: WriteSession, viewer: Viewer, places: AreaIndex, input: ReopenReport, now: datetime
) -> Report:
    """Reopens the viewer's own report, once, within 14 days after it was done or rejected.

    It waits for its agency as a new one does, with a new due date; its history stays. Its followers
    are notified, and so is the officer to whom it is assigned, otherwise all of its agency's.
    Raises NotAllowed, Conflict, InvalidInput.
    """
    report, person = await _own(session, viewer, input.report_id)
    faults: list[FieldFault] = []
    if await is_retry(
        session, person.id, "reopenReport", input.idempotency_key, [input.reason], report.id, now,
        faults,
    ):  # fmt: skip
        return report
    if faults:
        raise InvalidInput(*faults)
    if report.reopened_at is not None:
        raise Conflict(_REOPENED_ONCE, ProblemCode.ALREADY_DONE)
    if report.status not in REOPENABLE or report.closed_at is None:
        raise Conflict(_with_status(_NOT_REOPENABLE, report), ProblemCode.WRONG_STATUS)
    if now > report.closed_at + _AGAIN:
        raise Conflict(_TOO_LATE_TO_REOPEN, ProblemCode.TOO_LATE)
    reason = reason_of(input.reason)
    before = report.status
    set_status(report, ReportStatus.RECEIVED, now)
    report.reopened_at = now
    category = await session.get_one(ReportCategory, report.category_id)
    clocks.restart(report, places.calendar, category.sla_working_days, now)
    update = await record(
        session, report, UpdateKind.REOPENED, author_id=person.id, author_role=Role.CITIZEN,
        now=now, note=one_language(viewer, reason),
    )  # fmt: skip
    await notify_of_update(session, report, before, update, now)
    await _notify_officers(session, report, update, person, now)
    return report


async def _notify_officers(
    session: WriteSession, report: Report, update: ReportUpdate, person: Person, now: datetime
) -> None:
    officers = await officers_of(session, report)
    notice = push_rules.officer_notice(report, update, officers, person.id)
    if notice is not None:
        await notify(session, notice, now=now)


async def _own(session: WriteSession, viewer: Viewer, report_id: str) -> tuple[Report, Person]:
    require(viewer, *SIGNED_IN)
    report = await locked(session, viewer, report_id)
    if report.reporter_id is None or report.reporter_id != viewer.person_id:
        raise NotAllowed(_NOT_THE_REPORTER, ProblemCode.NOT_OWNER)
    return report, await ensure_person(session, viewer)


async def _photos_so_far(session: WriteSession, report: Report) -> tuple[int, int]:
    """(how many of the reporter's photos are shown, the last position ever used)."""
    kept, last = (
        await session.execute(
            select(
                func.count().filter(col(ReportPhoto.removed_at).is_(None)),
                func.coalesce(func.max(col(ReportPhoto.position)), -1),
            ).where(
                col(ReportPhoto.report_id) == report.id,
                col(ReportPhoto.from_reporter) | col(ReportPhoto.update_id).is_(None),
            )
        )
    ).one()
    return int(kept), int(last)


def _with_status(words: Words, report: Report) -> Words:
    label = MEANING[report.status].public_label
    return words.fill(id=label.id, en=label.en)


def _rating_fault(rating: int) -> FieldFault | None:
    if 1 <= rating <= 5:
        return None
    return FieldFault(
        "input.rating",
        Words("Pilih penilaian 1 sampai 5.", "Choose a rating from 1 to 5."),
        ProblemCode.OUT_OF_RANGE,
    )
