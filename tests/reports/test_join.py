"""Joining: who may join what, and a count that always equals the number of people."""

import asyncio

import pytest
from sqlalchemy import update

from api.db.session import Database
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import Conflict, NotAllowed, NotFound
from api.push.models import Notification
from api.reports.models import Report
from api.reports.service import AdvanceReport
from api.reports.values import FollowKind, ModerationAction, ReportStatus
from tests.reports.scene import (
    ADMIN,
    ANONYMOUS,
    EDITOR,
    NOW,
    PARTNER,
    POLICE,
    ROADS,
    SARI,
    WAYAN,
    Scene,
    advance,
    count,
    submit,
)
from tests.reports.verbs import PEOPLE, followers, join, leave, merge, moderate, step, stored

S = ReportStatus


@pytest.mark.parametrize(
    "who", [WAYAN, ROADS, POLICE, EDITOR, PARTNER, ADMIN], ids=lambda v: v.role.name
)
async def test_anyone_signed_in_joins_once_and_leaves_once(
    database: Database, scene: Scene, who: Viewer
) -> None:
    report = (await submit(database, scene)).report.id
    for _ in range(2):
        joined = await join(database, who, report)
        assert joined.report.joined_count == 1 and not joined.was_merged
    assert (await followers(database, report))[who.person_id or ""] is FollowKind.JOINED
    for _ in range(2):
        assert (await leave(database, who, report)).joined_count == 0
    assert list(await followers(database, report)) == [SARI.person_id]


async def test_nobody_joins_or_leaves_their_own_report(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene)).report.id
    with pytest.raises(NotAllowed, match="own report"):
        await join(database, SARI, report)
    with pytest.raises(NotAllowed, match="always follow their own"):
        await leave(database, SARI, report)
    assert (await stored(database, report)).joined_count == 0


async def test_joining_and_leaving_need_a_sign_in(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene)).report.id
    for verb in (join, leave):
        with pytest.raises(NotAllowed):
            await verb(database, ANONYMOUS, report)


@pytest.mark.parametrize("end", [S.DONE, S.REJECTED, S.OTHER_AGENCY])
async def test_a_closed_report_can_be_left_but_not_joined(
    database: Database, scene: Scene, end: S
) -> None:
    report = (await submit(database, scene)).report.id
    await join(database, WAYAN, report)
    if end is S.DONE:
        await advance(database, scene, ROADS, AdvanceReport(report, S.ASSIGNED))
    await advance(database, scene, ROADS, step(report, end))
    with pytest.raises(Conflict, match="is closed"):
        await join(database, PEOPLE[0], report)
    assert (await leave(database, WAYAN, report)).joined_count == 0


async def test_an_invisible_report_cannot_be_joined(database: Database, scene: Scene) -> None:
    secret = (await submit(database, scene, hide_report=True)).report.id
    answers = set()
    for id in (secret, ids.uuid7(), "nothing", "\x00"):
        with pytest.raises(NotFound) as caught:
            await join(database, WAYAN, id)
        answers.add(caught.value.words)
    assert len(answers) == 1
    with pytest.raises(NotAllowed, match="not public"):
        await join(database, ROADS, secret)


async def test_a_report_hidden_since_can_still_be_left(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene)).report.id
    await join(database, WAYAN, report)
    await moderate(database, ROADS, report, ModerationAction.HIDE)
    with pytest.raises(NotFound):
        await join(database, PEOPLE[0], report)
    with pytest.raises(NotFound):
        await leave(database, PEOPLE[0], report)
    assert (await leave(database, WAYAN, report)).joined_count == 0


async def test_joining_a_merged_report_joins_the_one_that_stays(
    database: Database, scene: Scene
) -> None:
    a = (await submit(database, scene)).report.id
    b = (await submit(database, scene, WAYAN)).report.id
    await merge(database, ROADS, b, into=a)
    joined = await join(database, PEOPLE[0], b)
    assert (joined.report.id, joined.was_merged) == (a, True)
    assert joined.report.joined_count == 2, "the other's reporter, and the newcomer"
    assert (await leave(database, PEOPLE[0], b)).joined_count == 1
    with pytest.raises(NotAllowed, match="own report"):
        await join(database, SARI, b)


async def test_people_who_joined_get_the_same_notices(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene)).report.id
    await join(database, WAYAN, report)
    await advance(database, scene, ROADS, AdvanceReport(report, S.VERIFIED))
    assert await count(database, Notification) == 2
    await leave(database, WAYAN, report)
    await advance(database, scene, ROADS, AdvanceReport(report, S.REJECTED, public_note="Bukan."))
    assert await count(database, Notification) == 3


async def test_the_count_is_right_however_many_join_and_leave_at_once(
    database: Database, database_url: str, scene: Scene
) -> None:
    report = (await submit(database, scene)).report.id
    other = Database(database_url)
    await asyncio.gather(
        *(join(store, who, report) for who in PEOPLE for store in (database, other))
    )
    assert (await stored(database, report)).joined_count == len(PEOPLE)
    await asyncio.gather(
        *(leave(store, who, report) for who in PEOPLE[:3] for store in (database, other)),
        join(other, WAYAN, report),
    )
    assert (await stored(database, report)).joined_count == 3
    assert len(await followers(database, report)) == 4
    await other.close()


async def test_the_table_refuses_a_negative_count(database: Database, scene: Scene) -> None:
    from sqlalchemy.exc import IntegrityError

    await submit(database, scene, now=NOW)
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await session.execute(update(Report).values(joined_count=-1))
