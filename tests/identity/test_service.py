"""People in the store, and checks of roles."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from api.db.session import Database
from api.identity.models import Person
from api.identity.service import ensure_person, require
from api.identity.tokens import Claims, viewer
from api.identity.values import SIGNED_IN, Role, Viewer
from api.kit.problems import SIGN_IN, NotAllowed, ProblemCode

NOW = datetime(2026, 11, 24, 3, 40, tzinfo=UTC)


def somebody(role: Role = Role.CITIZEN, subject: str = "made", name: str | None = "Made") -> Viewer:
    return viewer(Claims("kulkul-local", subject, role, None, name, NOW), "ID", NOW)


NOBODY = viewer(None, "ID", NOW)


async def test_a_person_is_added_once(database: Database) -> None:
    async def write() -> str:
        async with database.write() as session:
            return (await ensure_person(session, somebody())).id

    made = await asyncio.gather(*(write() for _ in range(20)))
    assert set(made) == {somebody().person_id}
    async with database.read() as reader:
        assert await reader.scalar(select(func.count()).select_from(Person)) == 1


async def test_a_person_is_updated_from_their_token(database: Database) -> None:
    async with database.write() as session:
        await ensure_person(session, somebody())
    async with database.write() as session:
        await ensure_person(session, somebody(Role.EDITOR, name=None))
    async with database.read() as reader:
        (person,) = (await reader.execute(select(Person))).scalars()
    assert (person.role, person.name, person.created_at) == (Role.EDITOR, "Made", NOW)
    assert person.subject == "kulkul-local#made"


async def test_one_subject_of_two_issuers_is_two_people(database: Database) -> None:
    theirs = viewer(Claims("elsewhere", "made", Role.CITIZEN, None, None, NOW), "ID", NOW)
    async with database.write() as session:
        ours = await ensure_person(session, somebody())
        assert (await ensure_person(session, theirs)).id != ours.id


async def test_anonymous_callers_have_no_person(database: Database) -> None:
    async with database.write() as session:
        with pytest.raises(NotAllowed):
            await ensure_person(session, NOBODY)


def test_roles_are_checked() -> None:
    for role in SIGNED_IN:
        require(somebody(role))
        require(somebody(role), *SIGNED_IN)
    require(somebody(Role.ADMIN), Role.EDITOR, Role.ADMIN)
    with pytest.raises(NotAllowed) as caught:
        require(NOBODY, Role.CITIZEN)
    assert (caught.value.words, caught.value.code) == (SIGN_IN, ProblemCode.SIGN_IN_REQUIRED)
    with pytest.raises(NotAllowed) as caught:
        require(somebody(), Role.EDITOR, Role.ADMIN)
    assert caught.value.words.id == "Ini hanya untuk redaksi dan admin."
    assert caught.value.words.en == "This is only for editors and admins."
    assert caught.value.code is ProblemCode.WRONG_ROLE
    with pytest.raises(NotAllowed):
        require(replace(somebody(), role=Role.SYSTEM))
