"""What can go wrong in a way that a person can act on. Services raise these; one place translates.

Each problem has words in both languages of the API. Anything else that is raised is a bug.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Literal

Language = Literal["ID", "EN"]


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages."""

    id: str
    en: str

    def text(self, language: str) -> str:
        """The sentence in the language asked for; Indonesian is the city's own."""
        return self.en if language == "EN" else self.id

    def fill(self, **values: object) -> "Words":
        """The sentence with its {placeholders} filled in, in both languages."""
        return Words(self.id.format(**values), self.en.format(**values))


class ProblemCode(Enum):
    """The reason for a problem, for an app to branch on. Values may be added."""

    SIGN_IN_REQUIRED = "Nobody is signed in, and only someone who is may do this."
    WRONG_ROLE = "The caller's role may not do this."
    WRONG_AGENCY = "Only officers of the responsible agency may do this."
    OUTSIDE_OWN_AREA = "The officer is limited to another area."
    SECOND_PERSON_REQUIRED = "Somebody other than the person whose work it is must do this."
    NOT_OWNER = "Only the owner may do this."
    OWNER_EXCLUDED = "It is the caller's own, and this is for everyone else."
    NOT_PUBLIC = "The public cannot see it, and this needs something that the public can see."
    NOT_ALLOWED = "The caller may not do this, for another reason that `message` gives."
    NOT_FOUND = "It does not exist, or the caller may not see it."
    KEY_REUSED = "The idempotency key belongs to another request."
    WRONG_STATUS = "Its status does not allow this, or no longer does."
    OUTDATED = "It was changed in the meantime: read it again, then decide."
    ALREADY_DONE = "It has been done before."
    TOO_LATE = "The time limit for this has passed."
    CONFLICT = "The request conflicts with an earlier one, for a reason that `message` gives."
    TOO_MANY = "Too many requests: try again after `retryAfterSeconds`."
    INVALID_INPUT = "Several fields are at fault: see `fields`."
    REQUIRED = "The field is missing or empty."
    TOO_SHORT = "The text is too short."
    TOO_LONG = "The text is too long."
    TOO_SMALL = "The number is too small."
    TOO_LARGE = "The number or the file is too large."
    TOO_MANY_ITEMS = "The list has too many items."
    REPEATED = "An item of the list is given twice."
    WRONG_FORMAT = "The value is not written as it must be."
    FORBIDDEN_CHARACTERS = "The text has characters that cannot be shown safely."
    UNKNOWN_REFERENCE = "The ID or code does not name anything that can be used here."
    TAKEN = "The value belongs to something else already; choose another one."
    OUTSIDE_CITY = "The point lies outside the city."
    IN_THE_PAST = "The instant or day has passed."
    IN_THE_FUTURE = "The instant or day is still to come."
    OUT_OF_RANGE = "The value lies outside the range that `message` gives."
    PHOTO_REUSED = "The photo shows no new work: it was sent before, or by the reporter."
    NOT_READY = "The upload is not finished, or has been used or has expired."
    UNSUPPORTED_TYPE = "The kind of file is not accepted."
    NOT_APPLICABLE = "The field does not apply together with the others, or not here."
    INVALID = "The field is at fault for a reason that `message` gives."


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one input field; `path` is dotted, as the client wrote the input.

    The words are for the person in front of the app: they never name the path.
    """

    path: str
    words: Words
    code: ProblemCode = ProblemCode.INVALID


class Problem(Exception):
    """An expected failure. The name of the class is the name of its type in the graph."""

    default_code: ClassVar[ProblemCode]

    def __init__(self, words: Words, code: ProblemCode | None = None) -> None:
        super().__init__(words.en)
        self.words = words
        self.code = code or self.default_code


class InvalidInput(Problem):
    """Input that cannot be accepted as it is, with a fault for each field.

    With one fault its code is the problem's; several are INVALID_INPUT.
    """

    default_code = ProblemCode.INVALID_INPUT

    def __init__(self, *faults: FieldFault) -> None:
        super().__init__(
            Words(
                "Periksa kembali isian Anda: " + " ".join(f.words.id for f in faults),
                "Please check your input: " + " ".join(f.words.en for f in faults),
            ),
            faults[0].code if len(faults) == 1 else None,
        )
        self.faults: Sequence[FieldFault] = faults


class NotAllowed(Problem):
    """The caller is known, or should be, and may not do this."""

    default_code = ProblemCode.NOT_ALLOWED


class NotFound(Problem):
    """It does not exist, or the caller may not see it: the two look alike."""

    default_code = ProblemCode.NOT_FOUND


class Conflict(Problem):
    """The request collides with what was done before."""

    default_code = ProblemCode.CONFLICT


class TooMany(Problem):
    """Too much in too short a time."""

    default_code = ProblemCode.TOO_MANY

    def __init__(self, words: Words, retry_after_seconds: int) -> None:
        super().__init__(words)
        self.retry_after_seconds = retry_after_seconds


def invalid(
    path: str, id: str, en: str, *, code: ProblemCode = ProblemCode.INVALID
) -> InvalidInput:
    """An InvalidInput with one fault: the usual case."""
    return InvalidInput(FieldFault(path, Words(id, en), code))


def sign_in_required() -> NotAllowed:
    """The problem of a caller who is not signed in."""
    return NotAllowed(SIGN_IN, ProblemCode.SIGN_IN_REQUIRED)


SIGN_IN = Words("Silakan masuk terlebih dahulu.", "Please sign in first.")
