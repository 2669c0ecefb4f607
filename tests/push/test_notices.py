"""The inbox: one entry for each person and notice, one message for each device."""

import asyncio

import pytest
from sqlalchemy import select

from api.db.session import Database
from api.identity.values import Role, Viewer
from api.kit import clock, ids
from api.kit.problems import InvalidInput, NotAllowed
from api.push.models import Notification
from api.push.policy import visible
from api.push.service import mark_notifications_read, notify
from api.push.values import MessageState
from tests.push.conftest import NOBODY, Town
from tests.push.notices import REPORT, inbox, notice, post
from tests.push.sending import messages


async def test_a_notice_reaches_the_inbox_and_every_active_device(town: Town) -> None:
    phone = await town.device(town.wayan, "fid-phone")
    tablet = await town.device(town.wayan, None, "token-tablet")
    await town.device(town.made, "fid-made")
    await town.device(NOBODY, "fid-nobody")
    await post(town.database, notice(town.wayan.person_id, key="report:1"))

    (line,) = await inbox(town.database)
    assert (line.person_id, line.subject_id, line.read_at) == (town.wayan.person_id, REPORT, None)
    assert line.deep_link == f"kulkul://report/rep_{REPORT}"
    queued = await messages(town.database)
    assert {m.device_id for m in queued} == {phone.id, tablet.id}
    assert {m.notification_id for m in queued} == {line.id}
    assert {(m.state, m.lane) for m in queued} == {(MessageState.QUEUED, "android/lapor-badung")}


async def test_the_same_notice_is_posted_once(town: Town) -> None:
    await town.device(town.wayan, "fid-phone")
    for _ in range(2):
        await post(town.database, notice(town.wayan.person_id, key="report:1"))
    # One more person: only that one is notified.
    await post(town.database, notice(town.wayan.person_id, town.made.person_id, key="report:1"))
    assert len(await inbox(town.database)) == 2
    assert len(await messages(town.database)) == 1


async def test_concurrent_notices_with_one_key_notify_once(town: Town, database_url: str) -> None:
    await town.device(town.wayan, "fid-phone")
    await town.device(town.made, "fid-made")
    databases = [Database(database_url) for _ in range(3)]
    people = (town.wayan.person_id, town.made.person_id)
    await asyncio.gather(
        *(
            post(d, notice(*order, key="report:1"))
            for d in databases
            for order in (people, people[::-1])
        )
    )
    assert len(await inbox(town.database)) == len(await messages(town.database)) == 2
    for database in databases:
        await database.close()


async def test_a_notice_is_rolled_back_with_its_cause(town: Town) -> None:
    await town.device(town.wayan, "fid-phone")
    with pytest.raises(LookupError):
        async with town.database.write() as session:
            await notify(session, notice(town.wayan.person_id), now=clock.now())
            raise LookupError
    assert not await inbox(town.database) and not await messages(town.database)


async def test_a_notice_for_nobody_has_no_effect(town: Town) -> None:
    await post(town.database, notice())
    assert list(await inbox(town.database)) == []


async def test_marking_as_read_keeps_the_first_time_and_the_order(town: Town) -> None:
    for key in ("a", "b"):
        await post(town.database, notice(town.wayan.person_id, key=key))
    first, second = (line.id for line in await inbox(town.database))
    async with town.database.write() as session:
        (one,) = await mark_notifications_read(session, town.wayan, [second])
    later = Viewer(Role.CITIZEN, "ID", town.wayan.person_id, None, None, clock.now())
    async with town.database.write() as session:
        both = await mark_notifications_read(session, later, [second, first, second])
    assert [line.id for line in both] == [second, first]
    assert both[0].read_at == one.read_at == town.wayan.now
    assert both[1].read_at == later.now


async def test_what_can_be_marked_is_and_the_rest_is_left_out(town: Town) -> None:
    for person in (town.wayan, town.made):
        await post(town.database, notice(person.person_id))
    own, others = (line.id for line in await inbox(town.database))
    async with town.database.write() as session:
        marked = await mark_notifications_read(session, town.wayan, [others, own, ids.uuid7()])
    assert [line.id for line in marked] == [own]
    assert [bool(line.read_at) for line in await inbox(town.database)] == [True, False]


async def test_another_persons_notification_cannot_be_marked(town: Town) -> None:
    await post(town.database, notice(town.wayan.person_id))
    (line,) = await inbox(town.database)
    for key in (line.id, ids.uuid7(), "no id", "\x00"):
        async with town.database.write() as session:
            assert await mark_notifications_read(session, town.made, [key]) == []
    with pytest.raises(NotAllowed):
        async with town.database.write() as session:
            await mark_notifications_read(session, NOBODY, [line.id])
    for wrong in ([], [ids.uuid7() for _ in range(201)]):
        with pytest.raises(InvalidInput):
            async with town.database.write() as session:
                await mark_notifications_read(session, town.made, wrong)
    assert (await inbox(town.database))[0].read_at is None


async def test_people_see_only_their_own_notifications(town: Town) -> None:
    await post(town.database, notice(town.wayan.person_id))
    table = Notification.metadata.tables["notification"].alias()
    admin = Viewer(Role.ADMIN, "ID", ids.uuid7(), None, None, clock.now())
    seen = {}
    async with town.database.read() as session:
        for name, viewer in (("own", town.wayan), ("made", town.made), ("nobody", NOBODY),
                             ("admin", admin)):  # fmt: skip
            found = await session.execute(select(table.c.id).where(visible(table.c, viewer)))
            seen[name] = len(found.all())
    assert seen == {"own": 1, "made": 0, "nobody": 0, "admin": 0}
