"""What helps in an emergency: kinds of place, and the pack of numbers and places."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from api.kit.problems import Words


class FacilityKind(Enum):
    """What a facility is."""

    HOSPITAL = "HOSPITAL"
    HEALTH_CENTRE = "HEALTH_CENTRE"
    POLICE = "POLICE"
    FIRE_STATION = "FIRE_STATION"
    SHELTER = "SHELTER"
    COMMAND_CENTER = "COMMAND_CENTER"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from, as shown beside it."""

    synthetic: bool
    name: str | None
    date: date | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A number that an app dials, and what to fall back to when nobody answers."""

    code: str
    label: Words
    number: str
    dial_uri: str
    sms: Words | None
    fallback_numbers: tuple[str, ...]
    icon: str
    categories: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of emergency, and the code of the shortcut to use for it."""

    code: str
    label: Words
    shortcut: str


@dataclass(frozen=True, slots=True)
class Place:
    """A facility that helps: where it is, how to call it, whether it is open round the clock."""

    code: str
    kind: FacilityKind
    name: str
    village: str | None
    latitude: float
    longitude: float
    phone: str | None
    open_24h: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Pack:
    """All that a phone needs in an emergency. The same `revision` means the same content."""

    revision: str
    number: str
    notice: Words
    shortcuts: tuple[Shortcut, ...]
    categories: tuple[Category, ...]
    places: tuple[Place, ...]


LAST_RESORT: Final = Pack(
    revision="last-resort",
    number="112",
    notice=Words(
        "Bila ada nyawa terancam, hubungi 112: gratis, tanpa pulsa.",
        "If a life is in danger, call 112: it is free and needs no credit.",
    ),
    shortcuts=(
        Shortcut(
            code="darurat-112",
            label=Words("Darurat 112", "Emergency 112"),
            number="112",
            dial_uri="tel:112",
            sms=None,
            fallback_numbers=("110", "119"),
            icon="siren",
            categories=(),
            source=Source(False, "Permenkominfo 10/2016", None, None),
        ),
    ),
    categories=(),
    places=(),
)
"""What is answered when neither the database nor its copy on disk could ever be read."""
