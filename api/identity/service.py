"""Who a viewer is in the store, and what a viewer may be asked to be."""

from typing import Final

from sqlmodel import col, select

from api.db.base import insert
from api.db.session import WriteSession
from api.identity.models import Person
from api.identity.values import Role, Viewer
from api.kit.problems import SIGN_IN, NotAllowed, Words

_NAMES: Final = {
    Role.CITIZEN: Words("warga", "citizens"),
    Role.PARTNER: Words("mitra media", "media partners"),
    Role.OFFICER: Words("petugas", "officers"),
    Role.EDITOR: Words("redaksi", "editors"),
    Role.ADMIN: Words("admin", "admins"),
}


def require(viewer: Viewer, *roles: Role) -> None:
    """Lets viewers of these roles pass; without roles, everyone who is signed in.

    Raises NotAllowed, with words that say what is missing.
    """
    if not viewer.is_signed_in:
        raise NotAllowed(SIGN_IN)
    if roles and viewer.role not in roles:
        named = [words for role, words in _NAMES.items() if role in roles]
        raise NotAllowed(
            Words(
                f"Hanya untuk {', '.join(words.id for words in named)}.",
                f"Only for {', '.join(words.en for words in named)}.",
            )
        )


async def ensure_person(session: WriteSession, viewer: Viewer) -> Person:
    """The viewer's row, made at their first write, with what their token says of them today.

    Raises NotAllowed when nobody is signed in.
    """
    if not viewer.is_signed_in or viewer.person_id is None or viewer.subject is None:
        raise NotAllowed(SIGN_IN)
    # Two first writes of one person may meet: the later insert waits for the earlier and does
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
    said = (viewer.role, name, viewer.agency_id, viewer.area_id)
    if (person.role, person.name, person.agency_id, person.area_id) != said:
        person.role, person.name, person.agency_id, person.area_id = said
        await session.flush()
    return person
