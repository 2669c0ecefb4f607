"""The statuses of a report, and what each means to the public.

Source of statuses and wording: the city's practice beside LAPOR!, JAKI and Open311 (GeoReport v2).
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from api.kit.problems import Words


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
