"""The states of a report, what each means to the public, and which moves an officer may make.

Source of states and words: the city's practice beside LAPOR!, JAKI and Open311 (GeoReport v2).
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from api.kit.problems import Words


class ReportStatus(Enum):
    """The state that officers work with."""

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
    """The state that everybody sees: words that cannot be misread."""

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
    HIDDEN = "HIDDEN"


class FollowKind(Enum):
    """Why a person follows a report."""

    REPORTER = "REPORTER"
    JOINED = "JOINED"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One line of the glossary. `public` is None for what no public list shows."""

    status: ReportStatus
    public: ReportPublicStatus | None
    label: Words
    public_label: Words
    meaning: Words
    open311: str | None


_S, _P = ReportStatus, ReportPublicStatus
_IN_PROGRESS = Words("Diproses", "In progress")

GLOSSARY: Final = (
    Meaning(_S.RECEIVED, _P.WAITING, Words("Diterima", "Received"), Words("Menunggu", "Waiting"),
            Words("Laporan sudah masuk dan menunggu pemeriksaan petugas.",
                  "The report has come in and waits for an officer to look at it."), "open"),
    Meaning(_S.VERIFIED, _P.IN_PROGRESS, Words("Terverifikasi", "Verified"), _IN_PROGRESS,
            Words("Petugas memeriksa laporan dan menerimanya untuk ditangani.",
                  "An officer has checked the report and accepted it."), "open"),
    Meaning(_S.COORDINATED, _P.IN_PROGRESS, Words("Koordinasi", "Coordination"), _IN_PROGRESS,
            Words("Beberapa dinas membicarakan siapa mengerjakan bagian apa.",
                  "Several agencies are agreeing on who does which part."), "open"),
    Meaning(_S.ASSIGNED, _P.IN_PROGRESS, Words("Disposisi", "Assigned"), _IN_PROGRESS,
            Words("Laporan diserahkan kepada dinas atau petugas yang mengerjakannya.",
                  "The report is with the agency or officer who will do the work."), "open"),
    Meaning(_S.WORKING, _P.IN_PROGRESS, Words("Dikerjakan", "Being worked on"), _IN_PROGRESS,
            Words("Pekerjaan di lapangan sedang berjalan.",
                  "Work on the spot is going on."), "open"),
    Meaning(_S.AWAITING_CHECK, _P.IN_PROGRESS, Words("Menunggu pemeriksaan", "Awaiting a check"),
            _IN_PROGRESS,
            Words("Pekerjaan dinyatakan selesai dan menunggu pemeriksaan orang kedua.",
                  "The work is said to be finished and waits for a second person's check."),
            "open"),
    Meaning(_S.POSTPONED, _P.POSTPONED, Words("Ditunda", "Postponed"),
            Words("Ditunda", "Postponed"),
            Words("Pekerjaan ditunda dengan alasan dan tanggal; laporan tidak dilupakan.",
                  "The work is put off, with a reason and a date; the report is not forgotten."),
            "open"),
    Meaning(_S.DONE, _P.DONE, Words("Selesai", "Done"), Words("Selesai", "Done"),
            Words("Pekerjaan selesai.", "The work is finished."), "closed"),
    Meaning(_S.REJECTED, _P.REJECTED, Words("Ditolak", "Rejected"), Words("Ditolak", "Rejected"),
            Words("Laporan tidak dapat diterima; alasannya tertulis pada pembaruan terakhir.",
                  "The report cannot be accepted; the last update gives the reason."), "closed"),
    Meaning(_S.OTHER_AGENCY, _P.REFERRED, Words("Bukan kewenangan", "Outside the city's remit"),
            Words("Dialihkan", "Referred"),
            Words("Hal ini wewenang instansi lain; laporan diteruskan ke sana.",
                  "Another authority is responsible; the report was passed on."), "closed"),
    Meaning(_S.DUPLICATE, _P.MERGED, Words("Duplikat", "Duplicate"), Words("Digabung", "Merged"),
            Words("Laporan yang sama sudah ada; tindak lanjutnya ada di sana.",
                  "The same report exists already; follow it there."), "closed"),
    Meaning(_S.HIDDEN, None, Words("Disembunyikan", "Hidden"), Words("Disembunyikan", "Hidden"),
            Words("Hanya pelapor dan petugas yang melihat laporan ini.",
                  "Only the reporter and officers see this report."), None),
)  # fmt: skip

MEANING: Final = {line.status: line for line in GLOSSARY}

OPEN: Final = frozenset(line.status for line in GLOSSARY if line.open311 == "open")

MOVES: Final[dict[ReportStatus, frozenset[ReportStatus]]] = {
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
"""Which state an officer may move a report to from which. Merging and hiding are other verbs."""
