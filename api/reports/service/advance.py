"""An officer moves a report on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from api.areas.service import Places
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Role, Viewer
from api.kit.problems import FieldFault, InvalidInput, Words
from api.kit.text import clean, fault
from api.reports.models import Report
from api.reports.service import clocks
from api.reports.service.steps import (
    attach,
    claimed_photos,
    locked_for_officer,
    one_language,
    record,
    set_status,
    tell,
)
from api.reports.values import LONGEST_PAUSE_DAYS, MEANING, MOVES, ReportStatus, UpdateKind

_NEEDS_REASON: Final = frozenset(
    {ReportStatus.POSTPONED, ReportStatus.REJECTED, ReportStatus.OTHER_AGENCY}
)


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
    report = await locked_for_officer(session, viewer, input.report_id)
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
    digests = await claimed_photos(session, viewer, input.photos, faults)
    if faults:
        raise InvalidInput(*faults)

    set_status(report, input.to, now)
    report.postponed_until = input.until
    clocks.follow(report, places.calendar, before, input.until, now)
    update = await record(
        session,
        report,
        UpdateKind.STEP,
        author_id=author.id,
        author_role=viewer.role,
        now=now,
        note=one_language(viewer, note),
        internal_note=internal,
    )
    await attach(session, update, digests, now)
    await tell(session, report, before, update, now)
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
    elif until > (last := today + timedelta(days=LONGEST_PAUSE_DAYS)):
        words = Words(
            f"input.until: paling lama {LONGEST_PAUSE_DAYS} hari, yaitu sampai {last.isoformat()}.",
            f"input.until: at most {LONGEST_PAUSE_DAYS} days, that is to {last.isoformat()}.",
        )
    else:
        return None
    return FieldFault("input.until", words)
