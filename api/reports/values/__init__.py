"""The statuses of a report, what each means to the public, and the steps between them.

Source of statuses and wording: the city's practice beside LAPOR!, JAKI and Open311 (GeoReport v2).
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final

from api.kit.problems import Words

EMERGENCY_DIAL: Final = "tel:112"
"""Where a category's emergency notice sends people: Indonesia's one number, free from any phone."""


class ReportStatus(Enum):
    """The status that officers work with: `ReportInternalStatus` in the graph."""

    RECEIVED = "RECEIVED"
    VERIFIED = "VERIFIED"
    COORDINATED = "COORDINATED"
    ASSIGNED = "ASSIGNED"
    WORKING = "WORKING"
    AWAITING_CHECK = "AWAITING_CHECK"
    POSTPONED = "POSTPONED"
    DONE = "DONE"
    REJECTED = "REJECTED"
    OTHER_AGENCY = "OTHER_AGENCY"
    DUPLICATE = "DUPLICATE"
    HIDDEN = "HIDDEN"


class ReportPublicStatus(Enum):
    """The status that everyone sees: several internal ones may share it."""

    WAITING = "WAITING"
    IN_PROGRESS = "IN_PROGRESS"
    POSTPONED = "POSTPONED"
    DONE = "DONE"
    REJECTED = "REJECTED"
    REFERRED = "REFERRED"
    MERGED = "MERGED"


class PointPrecision(Enum):
    """How exact a shown point is."""

    EXACT = "EXACT"
    ROUNDED = "ROUNDED"


class FollowKind(Enum):
    """Why a person follows a report."""

    REPORTER = "REPORTER"
    JOINED = "JOINED"


class UpdateKind(Enum):
    """What an update of a report's history is about."""

    STEP = "STEP"
    ASSIGNED = "ASSIGNED"
    NOTE = "NOTE"
    ADDITION = "ADDITION"
    REOPENED = "REOPENED"
    MERGED = "MERGED"
    MODERATED = "MODERATED"
    RECATEGORISED = "RECATEGORISED"


class ModerationAction(Enum):
    """What a moderator does to a report."""

    HIDE = "HIDE"
    UNHIDE = "UNHIDE"
    EDIT = "EDIT"
    REDACT_PHOTO = "REDACT_PHOTO"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One line of the glossary: an internal status, and how it is shown."""

    status: ReportStatus
    public: ReportPublicStatus | None
    """None if no public list shows it."""
    label: Words
    public_label: Words
    meaning: Words
    is_closed: bool | None
    """Whether the report has reached its end. None if hidden: it keeps the end that it had, if any,
    and nobody works on it."""

    @property
    def open311(self) -> str | None:
        """The status in Open311 (GeoReport v2): open or closed; None for what it never shows."""
        if self.is_closed is None:
            return None
        return "closed" if self.is_closed else "open"


_S, _P = ReportStatus, ReportPublicStatus
_IN_PROGRESS = Words("Diproses", "In progress")

GLOSSARY: Final = (
    Meaning(_S.RECEIVED, _P.WAITING, Words("Masuk", "Received"), Words("Menunggu", "Waiting"),
            Words("Laporan sudah masuk dan menunggu verifikasi petugas.",
                  "The report has been received and is waiting for an officer to verify it."),
            is_closed=False),
    Meaning(_S.VERIFIED, _P.IN_PROGRESS, Words("Terverifikasi", "Verified"), _IN_PROGRESS,
            Words("Laporan sudah diverifikasi dan akan ditangani.",
                  "The report has been verified and will be handled."), is_closed=False),
    Meaning(_S.COORDINATED, _P.IN_PROGRESS, Words("Koordinasi", "Being coordinated"),
            _IN_PROGRESS,
            Words("Beberapa dinas sedang membagi tugas penanganannya.",
                  "Several agencies are agreeing on who does which part."), is_closed=False),
    Meaning(_S.ASSIGNED, _P.IN_PROGRESS, Words("Disposisi", "Assigned"), _IN_PROGRESS,
            Words("Laporan sudah diserahkan kepada dinas atau petugas yang akan menanganinya.",
                  "The report is with the agency or officer that will handle it."),
            is_closed=False),
    Meaning(_S.WORKING, _P.IN_PROGRESS, Words("Dikerjakan", "Being worked on"), _IN_PROGRESS,
            Words("Pekerjaan di lapangan sedang berjalan.", "Work on site is under way."),
            is_closed=False),
    Meaning(_S.AWAITING_CHECK, _P.IN_PROGRESS, Words("Pemeriksaan hasil", "Awaiting review"),
            _IN_PROGRESS,
            Words("Pekerjaan dinyatakan selesai; hasilnya menunggu pemeriksaan orang kedua.",
                  "The work is reported as complete and is waiting for a second person's review."),
            is_closed=False),
    Meaning(_S.POSTPONED, _P.POSTPONED, Words("Ditunda", "Postponed"),
            Words("Ditunda", "Postponed"),
            Words("Penanganan ditunda; alasan dan tanggalnya ada di riwayat laporan.",
                  "Work is postponed; the report's history gives the reason and the date."),
            is_closed=False),
    Meaning(_S.DONE, _P.DONE, Words("Selesai", "Done"), Words("Selesai", "Done"),
            Words("Laporan selesai ditangani.", "The report has been dealt with."),
            is_closed=True),
    Meaning(_S.REJECTED, _P.REJECTED, Words("Ditolak", "Rejected"), Words("Ditolak", "Rejected"),
            Words("Laporan tidak dapat diterima; alasannya ada di riwayat laporan.",
                  "The report cannot be accepted; its history gives the reason."),
            is_closed=True),
    Meaning(_S.OTHER_AGENCY, _P.REFERRED, Words("Bukan kewenangan", "Outside the city's remit"),
            Words("Dialihkan", "Referred"),
            Words("Ini kewenangan instansi lain; laporan diteruskan ke sana.",
                  "Another authority is responsible; the report was passed on to it."),
            is_closed=True),
    Meaning(_S.DUPLICATE, _P.MERGED, Words("Duplikat", "Duplicate"), Words("Digabung", "Merged"),
            Words("Sudah ada laporan lain tentang hal yang sama; perkembangannya ada di sana.",
                  "Another report is about the same thing; follow that one."), is_closed=True),
    Meaning(_S.HIDDEN, None, Words("Disembunyikan", "Hidden"), Words("Disembunyikan", "Hidden"),
            Words("Hanya pelapor, dinas yang menangani, dan admin yang dapat melihat laporan ini.",
                  "Only the reporter, the agency that handles it, and admins can see this report."),
            is_closed=None),
)  # fmt: skip

MEANING: Final = {line.status: line for line in GLOSSARY}

OPEN: Final = frozenset(line.status for line in GLOSSARY if line.is_closed is False)
CLOSED: Final = frozenset(line.status for line in GLOSSARY if line.is_closed)

TRANSITIONS: Final[dict[ReportStatus, frozenset[ReportStatus]]] = {
    _S.RECEIVED: frozenset({_S.VERIFIED, _S.COORDINATED, _S.ASSIGNED, _S.REJECTED,
                            _S.OTHER_AGENCY}),
    _S.VERIFIED: frozenset({_S.COORDINATED, _S.ASSIGNED, _S.WORKING, _S.POSTPONED, _S.REJECTED,
                            _S.OTHER_AGENCY}),
    _S.COORDINATED: frozenset({_S.ASSIGNED, _S.WORKING, _S.POSTPONED, _S.REJECTED,
                               _S.OTHER_AGENCY}),
    _S.ASSIGNED: frozenset({_S.COORDINATED, _S.WORKING, _S.POSTPONED, _S.DONE, _S.REJECTED,
                            _S.OTHER_AGENCY}),
    _S.WORKING: frozenset({_S.COORDINATED, _S.AWAITING_CHECK, _S.POSTPONED, _S.DONE}),
    _S.AWAITING_CHECK: frozenset({_S.WORKING, _S.DONE}),
    _S.POSTPONED: frozenset({_S.ASSIGNED, _S.WORKING, _S.REJECTED}),
    _S.DONE: frozenset(),
    _S.REJECTED: frozenset(),
    _S.OTHER_AGENCY: frozenset(),
    _S.DUPLICATE: frozenset(),
    _S.HIDDEN: frozenset(),
}  # fmt: skip
"""To which statuses an officer may take a report from each. Merging and hiding are other verbs."""

CHECKED_TRANSITIONS: Final = {
    before: ways if before is _S.AWAITING_CHECK or _S.DONE not in ways
    else (ways - {_S.DONE}) | {_S.AWAITING_CHECK}
    for before, ways in TRANSITIONS.items()
}  # fmt: skip
"""The same where a photo must show the finished work: only a second person takes it to DONE."""

COMPLETIONS: Final = frozenset({_S.AWAITING_CHECK, _S.DONE})
"""A step to one of these reports the work as complete: its photos are completion photos."""

ASSIGNABLE: Final = OPEN - {_S.AWAITING_CHECK}
"""A report with one of these may be handed over: not while a completion awaits review."""

REOPENABLE: Final = frozenset({_S.DONE, _S.REJECTED})
"""Outcomes that a reporter may dispute. What was referred or merged goes on elsewhere."""

AGAIN_DAYS: Final = 14
"""For how many days a closed report may be reopened, and a first rating changed."""

LONGEST_PAUSE_DAYS: Final = 366
"""For how many days a report is postponed at most: its clock stands still until then."""

MOST_PHOTOS: Final = 10
"""How many photos of the reporter's a report has at most, those added later included."""

OLDEST_OBSERVATION: Final = timedelta(days=7)
"""How long before its arrival a report may say that the problem was seen: a week offline."""

CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far a phone's clock may be ahead of ours."""
