"""What a token gives its bearer: role, agency and area; and the ways in which it can be invalid.

The issuers (`local`, `firebase`) only verify signatures: the rules about claims are here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

import jwt

from api.identity.values import SIGNED_IN, Role, Viewer, agency_id, area_id, person_id
from api.kit.problems import Words

LEEWAY: Final = timedelta(seconds=30)
"""How much the issuer's clock and ours may differ."""
LONGEST_TOKEN: Final = 8_192
LONGEST_SUBJECT: Final = 128
LONGEST_NAME: Final = 100
UNREADABLE: Final = "?"
"""Stands for an area whose code is not a text."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says about its bearer."""

    issuer: str
    subject: str
    role: Role
    agency: str | None
    name: str | None
    expires_at: datetime
    area: str | None = None
    """The code of the district or village to which an officer is limited."""


class BadToken(Exception):
    """A token that is not accepted. `status` and `code` are those of the HTTP response."""

    status = 401
    code = "UNAUTHENTICATED"

    def __init__(self, id: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(id, en)


class CannotVerify(BadToken):
    """The token may be valid, but the keys to verify it could not be fetched."""

    status = 503
    code = "SIGN_IN_UNAVAILABLE"


def expired() -> BadToken:
    """For a token that has expired."""
    return BadToken(
        "Sesi Anda sudah berakhir. Silakan masuk lagi.",
        "Your session has expired. Please sign in again.",
    )


def untrusted() -> BadToken:
    """For a token whose issuer, audience or signature this server does not trust."""
    return BadToken(
        "Sesi ini tidak berlaku di sini. Silakan masuk lagi lewat aplikasi kota.",
        "This session is not valid here. Please sign in again in the city's app.",
    )


def malformed() -> BadToken:
    """For a text that is not a token."""
    return BadToken(
        "Sesi Anda tidak dapat dibaca. Silakan masuk lagi lewat aplikasi kota.",
        "Your session could not be read. Please sign in again in the city's app.",
    )


def issuer_of(token: str) -> str:
    """The issuer that a token names, which is not verified. Raises BadToken."""
    if len(token) > LONGEST_TOKEN:
        raise malformed()
    try:
        issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
    except (jwt.InvalidTokenError, ValueError):
        raise malformed() from None
    return issuer if isinstance(issuer, str) else ""


class Verifier(Protocol):
    """Checks the tokens of one issuer."""

    @property
    def issuer(self) -> str:
        """The issuer."""

    async def claims(self, token: str) -> Claims:
        """Verifies a token and returns its claims. Raises BadToken."""


def claims_of(issuer: str, payload: Mapping[str, Any], otherwise: Role | None = None) -> Claims:
    """The claims in a verified payload.

    `otherwise` is the role of a bearer whose token names none that a token can give. Raises
    BadToken if there is no such role either, and for a subject of unprintable characters.
    """
    role = Role.__members__.get(str(payload.get("role")).upper())
    role = role if role in SIGNED_IN else otherwise
    if role is None:
        raise untrusted()
    subject = str(payload["sub"])
    if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise untrusted()
    return Claims(
        issuer=issuer,
        subject=subject,
        role=role,
        agency=_line(payload.get("agency"), LONGEST_SUBJECT),
        name=_line(payload.get("name"), LONGEST_NAME),
        expires_at=datetime.fromtimestamp(float(payload["exp"]), UTC),
        area=_area(payload.get("area")),
    )


def _area(value: Any) -> str | None:
    """The code of the claimed area; None if there is no claim.

    A claim that cannot be read must not count as none, which would lift the officer's limit.
    """
    return None if value is None else (_line(value, LONGEST_SUBJECT) or UNREADABLE)


def _line(value: Any, longest: int) -> str | None:
    """Text that a person could have typed into one line, or None."""
    if not isinstance(value, str):
        return None
    text = "".join(c if c.isprintable() else " " for c in value)
    return " ".join(text.split())[:longest] or None


def viewer(claims: Claims | None, language: str, now: datetime) -> Viewer:
    """The viewer of one request; without claims, an anonymous one."""
    if claims is None:
        return Viewer(Role.ANONYMOUS, language, None, None, None, now)
    return Viewer(
        role=claims.role,
        language=language,
        person_id=person_id(claims.issuer, claims.subject),
        agency_id=agency_id(claims.agency) if claims.agency else None,
        agency=claims.agency,
        now=now,
        # Two issuers may use one subject for two people: the issuer is part of the key.
        subject=f"{claims.issuer}#{claims.subject}",
        name=claims.name,
        area_id=area_id(claims.area) if claims.area and claims.role is Role.OFFICER else None,
    )


def limited(officer: Viewer, *, to_whole_city: bool) -> Viewer:
    """The officer as the area in their token limits them: the whole city, or more, is no limit.

    An unknown area stays a limit: its officer sees no more than a citizen does. So it is too while
    the areas cannot be read.
    """
    return replace(officer, area_id=None) if to_whole_city else officer
