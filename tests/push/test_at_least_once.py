"""A worker is killed while FCM has a message: what is sent again, and what a phone shows of it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from api.kit import clock
from api.push.gateway import Sender
from api.push.service import dead_letters, queue_status
from api.push.values import MessageState, Platform, Theme, Urgency
from scripts.twins.fcm import FcmTwin
from tests.push.city import converge
from tests.push.conftest import NOBODY, Town
from tests.push.notices import announce, notice, post, warn
from tests.push.sending import MESSAGE, die_sending, make_due, messages, send_due, states


async def test_news_are_not_sent_to_a_whole_city_twice(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(NOBODY, "fid-1")
    await converge(town.database, sender)
    phone = twin.phone(apps={"fid-1": "info"})
    await announce(town.database, Theme.ANNOUNCEMENTS)
    await die_sending(town.database, sender)
    assert await states(town.database) == [("SENDING", None)] * 2
    assert all(m.offered_at for m in await messages(town.database))
    await make_due(town.database)
    await send_due(town.database, sender)
    assert await states(town.database) == [("FAILED", "UNCERTAIN")] * 2
    assert len(twin.sent) == 2 and twin.doubled() == {} and len(phone.drawn) == 1
    # It is counted and shown, and an operator who knows that nobody got it can send it.
    async with town.database.write() as session:
        outcomes = await queue_status.outcomes_since(session, clock.now() - timedelta(hours=1))
        assert outcomes == {"topic FAILED: UNCERTAIN": 2}
        (group,) = await dead_letters.dead_letter_groups(session)
        assert (group.lane, group.code, group.count) == ("topics/announcements", "UNCERTAIN", 2)
        number = await dead_letters.requeue(
            session, lane=None, code="UNCERTAIN", most=9, now=clock.now()
        )
        assert number == 2
    await send_due(town.database, sender)
    assert await states(town.database) == [("SENT", None)] * 2


@pytest.mark.parametrize("platform", list(Platform))
@pytest.mark.parametrize("urgency", [Urgency.SEVERE, Urgency.EXTREME])
async def test_a_warning_is_sent_again_and_takes_the_place_of_the_first(
    town: Town, sender: Sender, twin: FcmTwin, platform: Platform, urgency: Urgency
) -> None:
    await town.device(NOBODY, "fid-1", platform=platform)
    await converge(town.database, sender)
    phone = twin.phone(platform.value, apps={"fid-1": "info"})
    await warn(town.database, urgency)
    await die_sending(town.database, sender)
    await make_due(town.database)
    await send_due(town.database, sender)
    assert await states(town.database) == [("SENT", None)] * 2
    assert set(twin.doubled().values()) == {2}
    assert len(phone.drawn) == 2 and phone.titles() == ["Kabar kota"]


async def test_a_warning_is_shown_though_the_worker_died_before_fcm_had_it(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await warn(town.database)
    await announce(town.database)
    async with town.database.write() as session:  # claimed and not offered
        await session.execute(
            update(MESSAGE).values(
                state=MessageState.SENDING,
                attempts=1,
                lease="0190a000-0000-7000-8000-00000000000f",
                leased_until=clock.now() - timedelta(seconds=1),
            )
        )
    await send_due(town.database, sender)
    assert await states(town.database) == [("SENT", None)] * 4
    assert len(twin.accepted()) == 4 and twin.doubled() == {}


async def test_a_lease_that_has_not_expired_is_nobody_elses(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await post(town.database, notice(town.wayan.person_id))
    until = clock.now() + timedelta(seconds=30)
    async with town.database.write() as session:
        await session.execute(
            update(MESSAGE).values(state=MessageState.SENDING, lease="x", leased_until=until)
        )
    with pytest.raises(TimeoutError):
        await send_due(town.database, sender, seconds=2.0)
    assert not twin.sent and await states(town.database) == [("SENDING", None)]


async def test_a_personal_push_is_sent_again_under_its_tag(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    phone = twin.phone(apps={"fid-1": "info"})
    await post(town.database, notice(town.wayan.person_id))
    await die_sending(town.database, sender)
    await make_due(town.database)
    await send_due(town.database, sender)
    assert len(phone.drawn) == 2 and phone.titles() == ["Laporan Anda berlanjut"]
    assert len({drawn.id for drawn in phone.drawn}) == 1
