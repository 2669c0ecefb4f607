"""What a reporter does with his own report afterwards: add to it, rate its end, contest it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, func, select

from api.areas.service import AreaIndex
from api.db.session import WriteSession
from api.identity.models import Person
from api.identity.service import ensure_person, require
from api.identity.values import SIGNED_IN, Role, Viewer
from api.kit.problems import Conflict, FieldFault, InvalidInput, NotAllowed, Words, invalid
from api.kit.text import clean, fault
from api.push.service import notify
from api.reports import push_rules
from api.reports.models import Report, ReportCategory, ReportPhoto, ReportUpdate
from api.reports.service import clocks
from api.reports.service.retries import was_made
from api.reports.service.steps import (
    attach,
    claimed_photos,
    locked,
    officers_of,
    one_language,
    reason_of,
    record,
    set_status,
    tell,
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
    "Hanya pelapornya yang dapat melakukannya.", "Only its reporter may do this."
)
_NOT_OPEN: Final = Words(
    "Laporan ini {id}; hanya laporan yang masih terbuka yang dapat ditambah.",
    "This report is {en}; only an open one can be added to.",
)
_NOT_DONE: Final = Words(
    "Laporan ini {id}; penilaian diberikan setelah laporan selesai.",
    "This report is {en}; it can be rated once it is done.",
)
_NOT_CONTESTABLE: Final = Words(
    "Laporan ini {id}; hanya yang selesai atau ditolak yang dapat dibuka kembali.",
    "This report is {en}; only one that is done or rejected can be reopened.",
)
_REOPENED_ONCE: Final = Words(
    "Laporan ini sudah pernah dibuka kembali. Kirim laporan baru bila masalahnya masih ada.",
    "This report was reopened once already. Submit a new one if the problem is still there.",
)
_RATED_TWICE: Final = Words(
    "Penilaian ini sudah pernah diubah; hanya dapat diubah satu kali.",
    "This rating was changed before; it can be changed once.",
)
_TOO_LATE: Final = Words(
    f"Sudah lewat {AGAIN_DAYS} hari; hal ini tidak dapat dilakukan lagi.",
    f"More than {AGAIN_DAYS} days have passed; this cannot be done any more.",
)
_AGAIN: Final = timedelta(days=AGAIN_DAYS)


@dataclass(frozen=True, slots=True)
class AddToReport:
    """What a reporter adds: words in his language, and ids of finished uploads."""

    idempotency_key: str
    report_id: str
    note: str | None = None
    photos: tuple[str, ...] = ()


async def add_to_report(
    session: WriteSession, viewer: Viewer, input: AddToReport, now: datetime
) -> Report:
    """Adds words and photos to the viewer's own open report, as a line of its history.

    The same key with the same request adds once. Raises NotAllowed for all but the reporter,
    Conflict when the report is not open or the key belongs to another request, InvalidInput.
    """
    report, person = await _own(session, viewer, input.report_id)
    faults: list[FieldFault] = []
    if await was_made(
        session, person.id, "addToReport", input.idempotency_key, [input.note, input.photos],
        report.id, now, faults,
    ):  # fmt: skip
        return report
    if report.status not in OPEN:
        raise Conflict(_labelled(_NOT_OPEN, report))
    note = clean(input.note or "") or None
    wrong = fault("input.note", note or "", longest=4000)
    if wrong:
        faults.append(wrong)
    if not note and not input.photos:
        words = Words(
            "input.note: tulis sesuatu atau sertakan foto.",
            "input.note: write something, or send a photo.",
        )
        faults.append(FieldFault("input.note", words))
    kept, last = await _photos_so_far(session, report)
    if kept + len(input.photos) > MOST_PHOTOS:
        words = Words(
            f"input.photos: laporan ini sudah punya {kept} foto dan paling banyak {MOST_PHOTOS};"
            f" masih muat {MOST_PHOTOS - kept}.",
            f"input.photos: the report has {kept} photos and at most {MOST_PHOTOS}; there is room"
            f" for {MOST_PHOTOS - kept}.",
        )
        faults.append(FieldFault("input.photos", words))
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
    word: str | None,
    now: datetime,
) -> Report:
    """Rates the end of the viewer's own report, 1 to 5; changeable once, within 14 days.

    A report that was reopened and done again is rated anew. Sending the same rating again changes
    nothing. Raises NotAllowed, Conflict when it is not done or the rating stands, InvalidInput.
    """
    report, _ = await _own(session, viewer, report_id)
    word = clean(word or "") or None
    faults = [
        found
        for found in (_rating_fault(rating), fault("input.word", word or "", longest=500))
        if found
    ]
    if faults:
        raise InvalidInput(*faults)
    if report.status is not ReportStatus.DONE or report.closed_at is None:
        raise Conflict(_labelled(_NOT_DONE, report))
    stands = report.rated_at is not None and report.rated_at >= report.closed_at
    if stands and (report.rating, report.rating_word) == (rating, word):
        return report
    if stands and report.rating_changed:
        raise Conflict(_RATED_TWICE)
    if stands and report.rated_at is not None and now > report.rated_at + _AGAIN:
        raise Conflict(_TOO_LATE)
    report.rating, report.rating_word = rating, word
    report.rating_changed = stands
    report.version += 1
    if not stands:
        report.rated_at = now
    await session.flush()
    return report


@dataclass(frozen=True, slots=True)
class ReopenReport:
    """Why a reporter does not accept the end of his report."""

    idempotency_key: str
    report_id: str
    reason: str


async def reopen_report(
    session: WriteSession, viewer: Viewer, places: AreaIndex, input: ReopenReport, now: datetime
) -> Report:
    """Opens the viewer's own report again, once, within 14 days of its being done or rejected.

    It waits for its agency as a new one does, with a new due date; its history stays. Those who
    follow it are told, and so is the officer with whom it lay, or its agency's.
    Raises NotAllowed, Conflict, InvalidInput.
    """
    report, person = await _own(session, viewer, input.report_id)
    faults: list[FieldFault] = []
    if await was_made(
        session, person.id, "reopenReport", input.idempotency_key, [input.reason], report.id, now,
        faults,
    ):  # fmt: skip
        return report
    if faults:
        raise InvalidInput(*faults)
    if report.reopened_at is not None:
        raise Conflict(_REOPENED_ONCE)
    if report.status not in REOPENABLE or report.closed_at is None:
        raise Conflict(_labelled(_NOT_CONTESTABLE, report))
    if now > report.closed_at + _AGAIN:
        raise Conflict(_TOO_LATE)
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
    await tell(session, report, before, update, now)
    await _tell_officers(session, report, update, person, now)
    return report


async def _tell_officers(
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
        raise NotAllowed(_NOT_THE_REPORTER)
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


def _labelled(words: Words, report: Report) -> Words:
    label = MEANING[report.status].label
    return words.fill(id=label.id.lower(), en=label.en.lower())


def _rating_fault(rating: int) -> FieldFault | None:
    if 1 <= rating <= 5:
        return None
    return invalid(
        "input.rating",
        f"input.rating: {rating}; pilih 1 sampai 5.",
        f"input.rating: {rating}; choose 1 to 5.",
    ).faults[0]
