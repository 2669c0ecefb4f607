"""The checks of a finish: what is checked, how a check ends, and what everybody reads of it."""

from enum import Enum
from typing import Final, NamedTuple

from api.kit.problems import Words


class ProofVerdict(Enum):
    """What the checks of a finish come to: the worst of them."""

    VERIFIED = "VERIFIED"
    NEEDS_REVIEW = "NEEDS_REVIEW"
    REJECTED = "REJECTED"


class ProofCheck(Enum):
    """What is checked of a finish."""

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
    """What a check of a finish found."""

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
    REFUSED = "REFUSED"


class Sense(NamedTuple):
    """Which check a finding belongs to, how that ended, and what everybody reads of it."""

    check: ProofCheck
    outcome: CheckOutcome
    detail: Words


_C, _F, _O = ProofCheck, Finding, CheckOutcome

SENSE: Final = {
    _F.OTHER_SHOT: Sense(_C.NOT_THE_REPORTERS, _O.PASSED, Words(
        "Bukan bidikan yang sama dengan foto pelapor.",
        "Not the same shot as any of the reporter's photos.")),
    _F.NO_REPORTERS_PHOTO: Sense(_C.NOT_THE_REPORTERS, _O.NOT_MADE, Words(
        "Tidak diperiksa: pelapor tidak mengirim foto.",
        "Not checked: the reporter sent no photo.")),
    _F.REPORTERS_UNKNOWN: Sense(_C.NOT_THE_REPORTERS, _O.NOT_MADE, Words(
        "Hanya diperiksa apakah berkasnya sama persis; foto lama tidak dapat dibandingkan isinya.",
        "Only checked for being the very same file; an old photo's content cannot be compared.")),
    _F.ALTERED_SHOT: Sense(_C.NOT_THE_REPORTERS, _O.DOUBTFUL, Words(
        "Bidikan yang sama dengan foto pelapor, hanya sebagian gambarnya yang berbeda.",
        "The same shot as a photo of the reporter's, with only a part of it changed.")),
    _F.SAME_SHOT: Sense(_C.NOT_THE_REPORTERS, _O.DOUBTFUL, Words(
        "Hampir tidak dapat dibedakan dari foto pelapor.",
        "Hardly to be told from a photo of the reporter's.")),
    _F.REPORTERS_PHOTO: Sense(_C.NOT_THE_REPORTERS, _O.FAILED, Words(
        "Ini foto pelapor sendiri.", "It is the reporter's own photo.")),
    _F.FIRST_USE: Sense(_C.NOT_USED_BEFORE, _O.PASSED, Words(
        "Tidak mirip dengan foto penyelesaian mana pun sebelumnya.",
        "Not like any earlier completion photo.")),
    _F.USE_UNKNOWN: Sense(_C.NOT_USED_BEFORE, _O.NOT_MADE, Words(
        "Hanya diperiksa apakah berkasnya pernah dipakai; isinya tidak dapat dibandingkan.",
        "Only checked for the very same file; its content cannot be compared.")),
    _F.LIKE_EARLIER: Sense(_C.NOT_USED_BEFORE, _O.DOUBTFUL, Words(
        "Sangat mirip dengan foto penyelesaian yang pernah dikirim.",
        "Very much like a completion photo that was sent before.")),
    _F.USED_BEFORE: Sense(_C.NOT_USED_BEFORE, _O.FAILED, Words(
        "Foto ini sudah pernah dikirim sebagai foto penyelesaian.",
        "This photo was sent as a completion photo before.")),
    _F.TIME_FITS: Sense(_C.TIME, _O.PASSED, Words(
        "Menurut kameranya, diambil setelah laporan masuk.",
        "By its camera's clock, taken after the report came in.")),
    _F.NO_TIME: Sense(_C.TIME, _O.NOT_MADE, Words(
        "Tidak diperiksa: kamera tidak mencatat waktu.",
        "Not checked: the camera noted no time.")),
    _F.TOO_EARLY: Sense(_C.TIME, _O.DOUBTFUL, Words(
        "Menurut kameranya, diambil sebelum laporan masuk.",
        "By its camera's clock, taken before the report came in.")),
    _F.IN_FUTURE: Sense(_C.TIME, _O.DOUBTFUL, Words(
        "Menurut kameranya, diambil pada waktu yang belum tiba.",
        "By its camera's clock, taken at a time that is still to come.")),
    _F.PLACE_FITS: Sense(_C.PLACE, _O.PASSED, Words(
        "Menurut kameranya, diambil di tempat laporan.",
        "By its camera's position, taken where the report is.")),
    _F.NO_PLACE: Sense(_C.PLACE, _O.NOT_MADE, Words(
        "Tidak diperiksa: kamera tidak mencatat tempat.",
        "Not checked: the camera noted no place.")),
    _F.ELSEWHERE: Sense(_C.PLACE, _O.DOUBTFUL, Words(
        "Menurut kameranya, diambil di tempat lain.",
        "By its camera's position, taken somewhere else.")),
    _F.BY_OFFICER: Sense(_C.SECOND_PERSON, _O.PASSED, Words(
        "Diterima oleh petugas lain.", "Accepted by another officer.")),
    _F.BY_REPORTER: Sense(_C.SECOND_PERSON, _O.PASSED, Words(
        "Diterima oleh pelapor.", "Accepted by the reporter.")),
    _F.WAITING: Sense(_C.SECOND_PERSON, _O.NOT_MADE, Words(
        "Menunggu petugas lain atau pelapor.", "Waits for another officer or the reporter.")),
    _F.WITHDRAWN: Sense(_C.SECOND_PERSON, _O.NOT_MADE, Words(
        "Ditarik kembali oleh yang mengirimnya.", "Taken back by who sent it.")),
    _F.REFUSED: Sense(_C.SECOND_PERSON, _O.FAILED, Words(
        "Tidak diterima; alasannya ada pada pembaruan laporan.",
        "Not accepted; the report's updates tell why.")),
}  # fmt: skip

_WORST: Final = tuple(CheckOutcome)


def worst(findings: list[Finding]) -> Finding:
    """The finding with the worst outcome; the first of equals."""
    return max(findings, key=lambda finding: _WORST.index(SENSE[finding].outcome))


def verdict(findings: list[Finding]) -> ProofVerdict:
    """What findings come to. A check that could not be made speaks neither for nor against."""
    match SENSE[worst(findings)].outcome:
        case CheckOutcome.FAILED:
            return ProofVerdict.REJECTED
        case CheckOutcome.DOUBTFUL:
            return ProofVerdict.NEEDS_REVIEW
    return ProofVerdict.VERIFIED
