"""What can go wrong in a way that a person can act on. Services raise these; one place translates.

Each problem has words in both languages of the API. Anything else that is raised is a bug.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

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


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one input field; `path` is dotted, as the client wrote the input."""

    path: str
    words: Words


class Problem(Exception):
    """An expected failure. The name of the class is the name of its type in the graph."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class InvalidInput(Problem):
    """Input that cannot be accepted as it is, with a fault for each field."""

    def __init__(self, *faults: FieldFault) -> None:
        super().__init__(
            Words(
                "Masukan belum benar: " + " ".join(f.words.id for f in faults),
                "The input is not right: " + " ".join(f.words.en for f in faults),
            )
        )
        self.faults: Sequence[FieldFault] = faults


class NotAllowed(Problem):
    """The caller is known, or should be, and may not do this."""


class NotFound(Problem):
    """The thing does not exist, or is not the caller's to see: the two answer alike."""


class Conflict(Problem):
    """The request collides with what was done before."""


class TooMany(Problem):
    """Too much in too short a time."""

    def __init__(self, words: Words, retry_after_seconds: int) -> None:
        super().__init__(words)
        self.retry_after_seconds = retry_after_seconds


def invalid(path: str, id: str, en: str) -> InvalidInput:
    """An InvalidInput with one fault: the usual case."""
    return InvalidInput(FieldFault(path, Words(id, en)))


SIGN_IN = Words(
    "Masuklah dahulu: kirim token pada header Authorization.",
    "Sign in first: send a token in the Authorization header.",
)
