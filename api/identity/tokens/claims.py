"""What a verified token says, and the ways in which a token can fail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

import jwt

from api.identity.values import Role, Viewer, agency_id, area_id, person_id
from api.kit.problems import Words

LEEWAY: Final = timedelta(seconds=30)
"""How far the issuer's clock and ours may differ."""
LONGEST_TOKEN: Final = 8_192
LONGEST_SUBJECT: Final = 128
LONGEST_NAME: Final = 100
UNREADABLE: Final = "?"
"""In place of an area's code that is no text."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says. `expires_at` is when it stops being good."""

    issuer: str
    subject: str
    role: Role
    agency: str | None
    name: str | None
    expires_at: datetime
    area: str | None = None
    """The code of the district or village to which an officer's work is limited."""


class BadToken(Exception):
    """A token that signs nobody in. `status` and `code` are what the edge answers with."""

    status = 401
    code = "UNAUTHENTICATED"

    def __init__(self, id: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(id, en)


class CannotVerify(BadToken):
    """The token may be good; the keys to check it with could not be fetched."""

    status = 503
    code = "SIGN_IN_UNAVAILABLE"


def expired() -> BadToken:
    """The failure of a token that was good once."""
    return BadToken(
        "Masa berlaku token sudah habis. Masuklah lagi untuk mendapat token baru.",
        "The token has expired. Sign in again to get a new one.",
    )


def foreign() -> BadToken:
    """The failure of a token that nobody whom this server trusts has signed for it."""
    return BadToken(
        "Token ini tidak berlaku di sini: penerbit, tujuan, atau tanda tangannya tidak dikenal."
        " Masuklah lagi lewat aplikasi kota.",
        "This token is not good here: its issuer, audience or signature is not known."
        " Sign in again with the city's app.",
    )


def malformed() -> BadToken:
    """The failure of what is no token."""
    return BadToken(
        "Token tidak dapat dibaca. Kirim header persis begini: Authorization: Bearer <token>.",
        "The token cannot be read. Send the header exactly so: Authorization: Bearer <token>.",
    )


def issuer_of(token: str) -> str:
    """Who claims to have signed a token; nothing is proved by it. Raises BadToken."""
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
        """Whose tokens these are."""

    async def claims(self, token: str) -> Claims:
        """What the token says. Raises BadToken."""


def claims_of(issuer: str, said: Mapping[str, Any], role: Role) -> Claims:
    """The claims in a verified token's payload. Raises BadToken for a subject of odd characters."""
    subject = str(said["sub"])
    if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise foreign()
    return Claims(
        issuer=issuer,
        subject=subject,
        role=role,
        agency=_line(said.get("agency"), LONGEST_SUBJECT),
        name=_line(said.get("name"), LONGEST_NAME),
        expires_at=datetime.fromtimestamp(float(said["exp"]), UTC),
        area=_area(said.get("area")),
    )


def _area(value: Any) -> str | None:
    """The claimed area. One that cannot be read must not be taken for none: it would lift a limit.

    None is nobody's area, and so is what no area is called.
    """
    return None if value is None else (_line(value, LONGEST_SUBJECT) or UNREADABLE)


def _line(value: Any, longest: int) -> str | None:
    """Text that a person could have typed into one line, or None."""
    if not isinstance(value, str):
        return None
    text = "".join(c if c.isprintable() else " " for c in value)
    return " ".join(text.split())[:longest] or None


def viewer(claims: Claims | None, language: str, now: datetime) -> Viewer:
    """The viewer of one request; None claims are nobody's."""
    if claims is None:
        return Viewer(Role.ANONYMOUS, language, None, None, None, now)
    return Viewer(
        role=claims.role,
        language=language,
        person_id=person_id(claims.issuer, claims.subject),
        agency_id=agency_id(claims.agency) if claims.agency else None,
        agency=claims.agency,
        now=now,
        # Two issuers may know two persons by one subject: the issuer is a part of the name.
        subject=f"{claims.issuer}#{claims.subject}",
        name=claims.name,
        area_id=area_id(claims.area) if claims.area and claims.role is Role.OFFICER else None,
    )
