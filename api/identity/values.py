"""Roles, and the viewer: the caller of a request, whom every policy is about."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any, Final, Literal, Self

from api.kit import ids


class Role(Enum):
    """The role of a caller."""

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
"""The claims of a token that decide what its bearer may do: the role, and two codes."""


def contradiction(role: Role, agency: str | None, area: str | None) -> str | None:
    """Why this role, agency and area do not go together, as half a sentence; None if they do."""
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

    `person_id` follows from issuer and subject: it is known before the person's first write. In a
    compiled plan everything but role and language is a bind that is filled in for each request.
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
    """The district or village to which an officer is limited; None: the whole city.

    With an area that the city does not have, the officer sees no more than a citizen.
    """

    @property
    def is_signed_in(self) -> bool:
        return self.role in SIGNED_IN

    @property
    def kind(self) -> tuple[Role, str, bool, bool]:
        """What the plan of a query depends on: all viewers of one kind share it."""
        return self.role, self.language, self.agency_id is not None, self.area_id is not None

    def symbolic(self, place: Callable[[str, Literal["uuid", "text", "instant"]], Any]) -> Self:
        """The viewer of a plan: `place` makes what is filled in for each request of this kind."""
        ids_: dict[str, Any] = {
            name: place(name, "uuid")
            for name in ("person_id", "agency_id", "area_id")
            if getattr(self, name) is not None
        }
        texts: dict[str, Any] = {
            name: place(name, "text")
            for name in ("agency", "subject")
            if getattr(self, name) is not None
        }
        # Whether there is a name is no part of the kind: it may be filled in with null.
        return replace(
            self, **ids_, **texts, name=place("name", "text"), now=place("now", "instant")
        )


def person_id(issuer: str, subject: str) -> str:
    """The id of the person whom an issuer identifies by this subject."""
    return ids.named("person", issuer, subject)


def agency_id(code: str) -> str:
    """The id of the agency with this code."""
    return ids.named("agency", code)


def area_id(code: str) -> str:
    """The id of the area with this code."""
    return ids.named("area", code)
