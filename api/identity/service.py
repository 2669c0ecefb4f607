"""Checks a viewer's role, and keeps a row for everyone who has written something."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import col, select

from api.db.base import insert
from api.db.session import WriteSession
from api.identity.models import Person
from api.identity.values import Role, Viewer
from api.kit.problems import NotAllowed, ProblemCode, Words, sign_in_required

_NAMES: Final = {
    Role.CITIZEN: Words("warga", "citizens"),
    Role.PARTNER: Words("mitra media", "media partners"),
    Role.OFFICER: Words("petugas", "officers"),
    Role.EDITOR: Words("redaksi", "editors"),
    Role.ADMIN: Words("admin", "admins"),
}


def require(viewer: Viewer, *roles: Role) -> None:
    """Accepts viewers with one of these roles; without roles, everyone who is signed in.

    Raises NotAllowed: SIGN_IN_REQUIRED if nobody is signed in, otherwise WRONG_ROLE.
    """
    if not viewer.is_signed_in:
        raise sign_in_required()
    if roles and viewer.role not in roles:
        named = [words for role, words in _NAMES.items() if role in roles]
        raise NotAllowed(
            Words(
                f"Ini hanya untuk {_listed([words.id for words in named], 'dan')}.",
                f"This is only for {_listed([words.en for words in named], 'and')}.",
            ),
            ProblemCode.WRONG_ROLE,
        )


def _listed(names: Sequence[str], conjunction: str) -> str:
    """``a``, ``a and b``, ``a, b, and c``."""
    if len(names) <= 2:
        return f" {conjunction} ".join(names)
    return f"{', '.join(names[:-1])}, {conjunction} {names[-1]}"


async def ensure_person(session: WriteSession, viewer: Viewer) -> Person:
    """The viewer's row, added at their first write, and updated with what their token says now.

    Raises NotAllowed if nobody is signed in.
    """
    if not viewer.is_signed_in or viewer.person_id is None or viewer.subject is None:
        raise sign_in_required()
    # Two first writes of one person may race: the later insert waits for the earlier one, does
    # nothing, and the next statement sees the row.
    await session.execute(
        insert(session, Person)
        .values(
            id=viewer.person_id, subject=viewer.subject, role=viewer.role, name=viewer.name,
            agency_id=viewer.agency_id, area_id=viewer.area_id, synthetic=False,
            created_at=viewer.now,
        )
        .on_conflict_do_nothing()
    )  # fmt: skip
    person = (
        await session.execute(select(Person).where(col(Person.id) == viewer.person_id))
    ).scalar_one()
    name = viewer.name or person.name
    current = (viewer.role, name, viewer.agency_id, viewer.area_id)
    if (person.role, person.name, person.agency_id, person.area_id) != current:
        person.role, person.name, person.agency_id, person.area_id = current
        await session.flush()
    return person
