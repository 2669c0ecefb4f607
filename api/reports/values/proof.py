"""The checks of a completion: what is checked, how a check ends, and what everyone reads of it."""

from enum import Enum
from typing import Final, NamedTuple

from api.kit.problems import Words


class ProofVerdict(Enum):
    """What the checks of a completion come to: the worst of them."""

    VERIFIED = "VERIFIED"
    NEEDS_REVIEW = "NEEDS_REVIEW"
    REJECTED = "REJECTED"


class ProofCheck(Enum):
    """What is checked of a completion."""

    NOT_THE_REPORTERS = "NOT_THE_REPORTERS"
    NOT_USED_BEFORE = "NOT_USED_BEFORE"
    TIME = "TIME"
    PLACE = "PLACE"
    SECOND_PERSON = "SECOND_PERSON"


class CheckOutcome(Enum):
    """How a check ended; each is worse than the one before it."""

    PASSED = "PASSED"
    NOT_MADE = "NOT_MADE"
    DOUBTFUL = "DOUBTFUL"
    FAILED = "FAILED"


class Finding(Enum):
    """What a check of a completion found."""

    OTHER_SHOT = "OTHER_SHOT"
    NO_REPORTERS_PHOTO = "NO_REPORTERS_PHOTO"
    REPORTERS_UNKNOWN = "REPORTERS_UNKNOWN"
    ALTERED_SHOT = "ALTERED_SHOT"
    SAME_SHOT = "SAME_SHOT"
    REPORTERS_PHOTO = "REPORTERS_PHOTO"
    FIRST_USE = "FIRST_USE"
    USE_UNKNOWN = "USE_UNKNOWN"
    LIKE_EARLIER = "LIKE_EARLIER"
    USED_BEFORE = "USED_BEFORE"
    TIME_FITS = "TIME_FITS"
    NO_TIME = "NO_TIME"
    TOO_EARLY = "TOO_EARLY"
    IN_FUTURE = "IN_FUTURE"
    PLACE_FITS = "PLACE_FITS"
    NO_PLACE = "NO_PLACE"
    ELSEWHERE = "ELSEWHERE"
    BY_OFFICER = "BY_OFFICER"
    BY_REPORTER = "BY_REPORTER"
    WAITING = "WAITING"
    WITHDRAWN = "WITHDRAWN"
    REJECTED = "REJECTED"


class FindingMeaning(NamedTuple):
    """Which check a finding belongs to, how that check ended, and what everyone reads of it."""

    check: ProofCheck
    outcome: CheckOutcome
    detail: Words


_C, _F, _O = ProofCheck, Finding, CheckOutcome

FINDINGS: Final = {
    _F.OTHER_SHOT: FindingMeaning(_C.NOT_THE_REPORTERS, _O.PASSED, Words(
        "Bukan jepretan yang sama dengan foto pelapor.",
        "Not the same shot as any of the reporter's photos.")),
    _F.NO_REPORTERS_PHOTO: FindingMeaning(_C.NOT_THE_REPORTERS, _O.NOT_MADE, Words(
        "Tidak diperiksa: pelapor tidak mengirim foto.",
        "Not checked: the reporter sent no photo.")),
    _F.REPORTERS_UNKNOWN: FindingMeaning(_C.NOT_THE_REPORTERS, _O.NOT_MADE, Words(
        "Hanya diperiksa apakah berkasnya sama persis; isi foto lama tidak dapat dibandingkan.",
        "Only checked for being the same file; the content of an old photo cannot be compared.")),
    _F.ALTERED_SHOT: FindingMeaning(_C.NOT_THE_REPORTERS, _O.DOUBTFUL, Words(
        "Jepretan yang sama dengan foto pelapor; hanya sebagian gambarnya yang berbeda.",
        "The same shot as one of the reporter's photos, with only a part of it changed.")),
    _F.SAME_SHOT: FindingMeaning(_C.NOT_THE_REPORTERS, _O.DOUBTFUL, Words(
        "Hampir tidak dapat dibedakan dari foto pelapor.",
        "Almost identical to one of the reporter's photos.")),
    _F.REPORTERS_PHOTO: FindingMeaning(_C.NOT_THE_REPORTERS, _O.FAILED, Words(
        "Ini foto pelapor sendiri.", "This is the reporter's own photo.")),
    _F.FIRST_USE: FindingMeaning(_C.NOT_USED_BEFORE, _O.PASSED, Words(
        "Tidak mirip dengan foto penyelesaian mana pun sebelumnya.",
        "Not similar to any earlier completion photo.")),
    _F.USE_UNKNOWN: FindingMeaning(_C.NOT_USED_BEFORE, _O.NOT_MADE, Words(
        "Hanya diperiksa apakah berkasnya pernah dipakai; isinya tidak dapat dibandingkan.",
        "Only checked for being the same file; its content cannot be compared.")),
    _F.LIKE_EARLIER: FindingMeaning(_C.NOT_USED_BEFORE, _O.DOUBTFUL, Words(
        "Sangat mirip dengan foto penyelesaian yang pernah dikirim.",
        "Very similar to a completion photo that was sent before.")),
    _F.USED_BEFORE: FindingMeaning(_C.NOT_USED_BEFORE, _O.FAILED, Words(
        "Foto ini sudah pernah dikirim sebagai foto penyelesaian.",
        "This photo was sent as a completion photo before.")),
    _F.TIME_FITS: FindingMeaning(_C.TIME, _O.PASSED, Words(
        "Menurut jam kameranya, diambil setelah laporan masuk.",
        "By its camera's clock, taken after the report was submitted.")),
    _F.NO_TIME: FindingMeaning(_C.TIME, _O.NOT_MADE, Words(
        "Tidak diperiksa: kamera tidak mencatat waktu.",
        "Not checked: the camera recorded no time.")),
    _F.TOO_EARLY: FindingMeaning(_C.TIME, _O.DOUBTFUL, Words(
        "Menurut jam kameranya, diambil sebelum laporan masuk.",
        "By its camera's clock, taken before the report was submitted.")),
    _F.IN_FUTURE: FindingMeaning(_C.TIME, _O.DOUBTFUL, Words(
        "Menurut jam kameranya, diambil di masa depan; jam itu mungkin salah.",
        "By its camera's clock, taken in the future; that clock may be wrong.")),
    _F.PLACE_FITS: FindingMeaning(_C.PLACE, _O.PASSED, Words(
        "Menurut kameranya, diambil di lokasi laporan.",
        "By its camera's position, taken at the reported place.")),
    _F.NO_PLACE: FindingMeaning(_C.PLACE, _O.NOT_MADE, Words(
        "Tidak diperiksa: kamera tidak mencatat lokasi.",
        "Not checked: the camera recorded no position.")),
    _F.ELSEWHERE: FindingMeaning(_C.PLACE, _O.DOUBTFUL, Words(
        "Menurut kameranya, diambil di tempat lain.",
        "By its camera's position, taken somewhere else.")),
    _F.BY_OFFICER: FindingMeaning(_C.SECOND_PERSON, _O.PASSED, Words(
        "Disetujui petugas lain.", "Accepted by another officer.")),
    _F.BY_REPORTER: FindingMeaning(_C.SECOND_PERSON, _O.PASSED, Words(
        "Disetujui pelapor.", "Accepted by the reporter.")),
    _F.WAITING: FindingMeaning(_C.SECOND_PERSON, _O.NOT_MADE, Words(
        "Menunggu pemeriksaan petugas lain atau pelapor.",
        "Waiting for another officer or the reporter.")),
    _F.WITHDRAWN: FindingMeaning(_C.SECOND_PERSON, _O.NOT_MADE, Words(
        "Ditarik kembali oleh petugas yang mengirimnya.",
        "Withdrawn by the officer who submitted it.")),
    _F.REJECTED: FindingMeaning(_C.SECOND_PERSON, _O.FAILED, Words(
        "Ditolak; alasannya ada di riwayat laporan.",
        "Rejected; the report's history gives the reason.")),
}  # fmt: skip

_WORST: Final = tuple(CheckOutcome)


def worst(findings: list[Finding]) -> Finding:
    """The finding with the worst outcome; the first of equals."""
    return max(findings, key=lambda finding: _WORST.index(FINDINGS[finding].outcome))


def verdict(findings: list[Finding]) -> ProofVerdict:
    """What findings come to. A check that could not be made speaks neither for nor against."""
    match FINDINGS[worst(findings)].outcome:
        case CheckOutcome.FAILED:
            return ProofVerdict.REJECTED
        case CheckOutcome.DOUBTFUL:
            return ProofVerdict.NEEDS_REVIEW
    return ProofVerdict.VERIFIED
