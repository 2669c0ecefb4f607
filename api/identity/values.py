"""Who is asking: roles and the viewer that every policy is written against."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from api.kit import ids


class Role(Enum):
    """What a person may be to the city."""

    ANONYMOUS = "ANONYMOUS"
    CITIZEN = "CITIZEN"
    PARTNER = "PARTNER"
    OFFICER = "OFFICER"
    EDITOR = "EDITOR"
    ADMIN = "ADMIN"
    SYSTEM = "SYSTEM"


class AgencyKind(Enum):
    """The legal form of an agency; the value is the word in the city pack and the store."""

    DINAS = "dinas"
    BADAN = "badan"
    SATUAN = "satuan"
    SEKRETARIAT = "sekretariat"
    INSPEKTORAT = "inspektorat"
    KANTOR = "kantor"
    KECAMATAN = "kecamatan"
    RSUD = "rsud"
    PERUMDA = "perumda"
    PERSERODA = "perseroda"
    LAINNYA = "lainnya"


SIGNED_IN: Final = frozenset({Role.CITIZEN, Role.OFFICER, Role.EDITOR, Role.ADMIN, Role.PARTNER})
STAFF_CLAIMS: Final = ("role", "agency", "area")
"""The claims of a token that say what somebody may do: the role, and the codes of both others."""


def contradiction(role: Role, agency: str | None, area: str | None) -> str | None:
    """Why nobody may have this role, agency and area together, as half a sentence; None if fine."""
    if role is Role.OFFICER and not agency:
        return "an officer works for an agency: name its code"
    if agency and role in (Role.CITIZEN, Role.PARTNER):
        return f"a {role.name.lower()} works for no agency: leave it out"
    if area and role is not Role.OFFICER:
        return "an area limits the work of an officer: no other role takes one"
    return None


@dataclass(frozen=True, slots=True)
class Viewer:
    """The caller of one request, built from a verified token, never from input.

    `person_id` follows from issuer and subject: it is known before the person's first write.
    In a compiled plan all but role and language are binds that are filled in for each request.
    """

    role: Role
    language: str
    person_id: str | None
    agency_id: str | None
    agency: str | None
    now: datetime
    subject: str | None = None
    name: str | None = None
    area_id: str | None = None
    """The district or village to which an officer's work is limited; None: the agency's whole city.

    An area that the city does not have limits it to nothing.
    """

    @property
    def is_signed_in(self) -> bool:
        return self.role in SIGNED_IN

    @property
    def kind(self) -> tuple[Role, str, bool, bool]:
        """What shapes a plan: plans are shared by all viewers of one kind."""
        return self.role, self.language, self.agency_id is not None, self.area_id is not None


def person_id(issuer: str, subject: str) -> str:
    """The id of the person that an issuer calls by this subject."""
    return ids.named("person", issuer, subject)


def agency_id(code: str) -> str:
    """The id of the agency with this code."""
    return ids.named("agency", code)


def area_id(code: str) -> str:
    """The id of the area with this code."""
    return ids.named("area", code)
