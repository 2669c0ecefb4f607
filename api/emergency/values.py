"""What helps in an emergency: kinds of facility, and the pack of numbers and facilities."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from api.kit.problems import Words


class FacilityKind(Enum):
    """The kind of a facility."""

    HOSPITAL = "HOSPITAL"
    HEALTH_CENTRE = "HEALTH_CENTRE"
    POLICE = "POLICE"
    FIRE_STATION = "FIRE_STATION"
    SHELTER = "SHELTER"
    COMMAND_CENTER = "COMMAND_CENTER"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact comes from, as shown beside it."""

    synthetic: bool
    source_name: str | None = None
    source_date: date | None = None
    source_note: str | None = None


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A number that an app dials, and what to fall back on if nobody answers.

    `categories` are the codes of the kinds of emergency that it serves.
    """

    code: str
    label: Words
    number: str
    dial_uri: str
    sms: Words | None
    fallback_numbers: tuple[str, ...]
    icon: str
    categories: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of emergency, and the code of the shortcut to use for it."""

    code: str
    label: Words
    shortcut: str


@dataclass(frozen=True, slots=True)
class Village:
    """The village of a facility; `id` is the key of its area."""

    id: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Facility:
    """A facility that helps: where it is, how to call it, whether it is open round the clock."""

    code: str
    kind: FacilityKind
    name: str
    village: Village | None
    latitude: float
    longitude: float
    phone: str | None
    open_24h: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Pack:
    """All that a phone needs in an emergency. The same `revision` means the same content."""

    revision: str
    number: str
    notice: Words
    shortcuts: tuple[Shortcut, ...]
    categories: tuple[Category, ...]
    facilities: tuple[Facility, ...]


LAST_RESORT: Final = Pack(
    revision="last-resort",
    number="112",
    notice=Words(
        "Nyawa terancam? Hubungi 112: gratis, tanpa pulsa.",
        "Is a life in danger? Call 112: it is free and needs no credit.",
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
            provenance=Provenance(synthetic=False, source_name="Permenkominfo 10/2016"),
        ),
    ),
    categories=(),
    facilities=(),
)
"""The response if neither the database nor its copy on disk could ever be read."""
