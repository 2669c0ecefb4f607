"""The states of a report, what each means to the public, and which moves an officer may make.

Source of states and words: the city's practice beside LAPOR!, JAKI and Open311 (GeoReport v2).
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from api.kit.problems import Words

EMERGENCY_DIAL: Final = "tel:112"
"""Where a category's emergency notice sends people: Indonesia's one number, free from any phone."""


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


class UpdateKind(Enum):
    """What a line of a report's history tells."""

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

CHECKED_MOVES: Final = {
    before: ways if before is _S.AWAITING_CHECK or _S.DONE not in ways
    else (ways - {_S.DONE}) | {_S.AWAITING_CHECK}
    for before, ways in MOVES.items()
}  # fmt: skip
"""The moves where a photo must show the finished work: no way to DONE but past a second person."""

FINISHES: Final = frozenset({_S.AWAITING_CHECK, _S.DONE})
"""States into which a step says that the work is finished: its photos are completion photos."""

ASSIGNABLE: Final = OPEN - {_S.AWAITING_CHECK}
"""From where a report may be handed over: not while a finish waits for its check."""

REOPENABLE: Final = frozenset({_S.DONE, _S.REJECTED})
"""Which ends a reporter may contest. What was referred or merged goes on elsewhere."""

AGAIN_DAYS: Final = 14
"""How long after its end a report may be reopened, and after a first rating that one changed."""

LONGEST_PAUSE_DAYS: Final = 366
"""For how many days a report is postponed at most: its clock stands still until then."""

MOST_PHOTOS: Final = 10
"""How many photos of the reporter's a report has at most, those added later included."""


class Measure(Enum):
    """What the statistics count."""

    SUBMITTED = "SUBMITTED"
    DONE = "DONE"
    ON_TIME = "ON_TIME"
    OVERDUE = "OVERDUE"
    MEDIAN_WORKING_DAYS = "MEDIAN_WORKING_DAYS"
    REOPENED = "REOPENED"
    AVERAGE_RATING = "AVERAGE_RATING"


@dataclass(frozen=True, slots=True)
class Definition:
    """One number of the statistics, said so that two people count the same."""

    measure: Measure
    label: Words
    meaning: Words


FEWEST_SENSITIVE: Final = 5
"""Below so many, reports of a sensitive category are not counted: a number could be a person."""

DEFINITIONS: Final = (
    Definition(Measure.SUBMITTED, Words("Masuk", "Submitted"),
               Words("Semua laporan yang terbuka untuk umum, juga yang digabung, menurut bulan"
                     " masuknya. Kategori sensitif hanya dihitung per kategori, tanpa saringan"
                     " lain, sampai akhir bulan lalu, bila setiap angkanya sedikitnya"
                     f" {FEWEST_SENSITIVE}, dibulatkan ke bawah ke kelipatan {FEWEST_SENSITIVE}.",
                     "All reports that are open to the public, merged ones too, by the month in"
                     " which they came in. A sensitive category is counted only by category,"
                     " without any other filter, up to the end of last month, where each of its"
                     f" numbers is at least {FEWEST_SENSITIVE}, rounded down to a multiple of"
                     f" {FEWEST_SENSITIVE}.")),
    Definition(Measure.DONE, Words("Selesai", "Done"),
               Words("Yang kini berstatus Selesai.", "Those that are Done now.")),
    Definition(Measure.ON_TIME, Words("Tepat waktu", "On time"),
               Words("Yang selesai sebelum tenggatnya lewat: hari kerja kategori itu menurut"
                     " kalender kota, tidak termasuk hari-hari ketika laporan ditunda.",
                     "Those done before their due date had passed: the category's working days by"
                     " the city's calendar, without the days on which the report was postponed.")),
    Definition(Measure.OVERDUE, Words("Lewat tenggat", "Overdue"),
               Words("Yang masih terbuka setelah tenggatnya lewat.",
                     "Those that are still open after their due date.")),
    Definition(Measure.MEDIAN_WORKING_DAYS, Words("Median hari kerja", "Median working days"),
               Words("Separuh dari yang selesai memerlukan paling banyak sekian hari kerja, tanpa"
                     " hari penundaan; bila dibuka kembali, dihitung keduanya. Hari masuk tidak"
                     " dihitung.",
                     "Half of those done took at most so many working days, without days of"
                     " postponement; both times count where one was reopened. The day of"
                     " submitting does not count.")),
    Definition(Measure.REOPENED, Words("Dibuka kembali", "Reopened"),
               Words("Yang pernah dibuka kembali oleh pelapornya.",
                     "Those that their reporter has opened again.")),
    Definition(Measure.AVERAGE_RATING, Words("Rata-rata penilaian", "Average rating"),
               Words("Rata-rata penilaian pelapor, 1 sampai 5; yang tidak dinilai tidak dihitung.",
                     "The mean of the reporters' ratings, 1 to 5; without those not rated.")),
)  # fmt: skip
