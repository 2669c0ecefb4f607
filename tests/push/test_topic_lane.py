"""Sends to topics have lanes with pauses, retries and dead letters, like the others."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from api.kit import clock
from api.push.gateway import Sender
from api.push.jobs import dispatcher
from api.push.push_rules.lanes import URGENT
from api.push.service import dead_letters
from api.push.service.pauses import Pause, pause_lane
from api.push.values import MessageState, NotificationKind, Theme, Urgency
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.push.conftest import Town
from tests.push.notices import announce, notice, post, warn
from tests.push.sending import (
    make_due,
    messages,
    paused,
    send_due,
    states,
)

LANE = "topics/news"
NEWS, ALERTS, LOUD = (f"{theme}_in_city_id" for theme in ("news", "alerts", "alerts_loud"))


async def waits(town: Town, topic: str) -> float:
    """The seconds for which the last message to a topic still waits."""
    found = [m for m in await messages(town.database) if m.topic == topic][-1]
    assert found.state is MessageState.QUEUED
    return (found.due_at - clock.now()).total_seconds()


@pytest.mark.parametrize(
    ("fault", "retry_after", "least", "alarm"),
    [
        (Fault.QUOTA_EXCEEDED, 7, 60, False),
        (Fault.QUOTA_EXCEEDED, 300, 300, False),
        (Fault.DENIED, None, 600, True),
        (Fault.UNAUTHENTICATED, None, 60, True),
    ],
)
async def test_an_error_for_one_topic_holds_up_that_topic_alone(
    town: Town, sender: Sender, twin: FcmTwin, fault: Fault, retry_after: int | None, least: int,
    alarm: bool,
) -> None:  # fmt: skip
    await town.device(town.wayan, "fid-1")
    twin.script(NEWS, fault, retry_after=retry_after)
    await announce(town.database)
    with capture_logs() as logs:
        await send_due(town.database, sender)
    assert await paused(town.database) == {}
    assert least - 5 <= await waits(town, NEWS) <= least * 1.25 + 15
    assert alarm is any(line["event"] == "push.operator_must_act" for line in logs)
    refused = [s.target for s in twin.sent if s.status != 200]
    assert refused == [NEWS]

    await announce(town.database, Theme.ALERTS)
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    assert len(twin.accepted(ALERTS)) == len(twin.accepted("fid-1")) == 1

    twin.faults.heal(target=NEWS)
    await make_due(town.database)
    await send_due(town.database, sender)
    assert {state for state, _ in await states(town.database)} == {"SENT"}
    assert twin.doubled() == {}


@pytest.mark.parametrize(
    "lane", ["android/lapor-badung", "ios/lapor-badung", "topics/news", "project"]
)
async def test_a_warning_to_a_topic_does_not_wait_for_any_pause(
    town: Town, sender: Sender, twin: FcmTwin, lane: str
) -> None:
    async with town.database.write() as session:
        pause = Pause(timedelta(hours=1), "QUOTA_EXCEEDED")
        await pause_lane(session, lane, pause, clock.now())
    await warn(town.database)
    await send_due(town.database, sender)
    assert len(twin.accepted(LOUD)) == 1
    await announce(town.database, Theme.ALERTS)
    await send_due(town.database, sender)
    assert len(twin.accepted(ALERTS)) == (0 if lane == "project" else 1)


async def test_a_missing_apple_key_pauses_neither_the_lane_nor_other_topics(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    twin.script(NEWS, Fault.THIRD_PARTY_AUTH_ERROR)
    await announce(town.database)
    with capture_logs() as logs:
        await send_due(town.database, sender)
        await announce(town.database, Theme.ALERTS)
        await send_due(town.database, sender)
    assert any(line["event"] == "push.operator_must_act" for line in logs)
    assert await paused(town.database) == {}
    assert len(twin.accepted(ALERTS)) == 1
    assert 55 <= await waits(town, NEWS) <= 75
    twin.faults.heal(target=NEWS)
    await make_due(town.database)
    await send_due(town.database, sender)
    assert {state for state, _ in await states(town.database)} == {"SENT"}


async def test_a_rejected_send_is_a_dead_letter_that_can_be_requeued(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    twin.script(NEWS, Fault.INVALID_ARGUMENT)
    await announce(town.database)
    await send_due(town.database, sender)
    async with town.database.read() as session:
        (found,) = await dead_letters.dead_letter_groups(session)
        assert await dead_letters.dead_letter_groups(session, lane="web/lapor-badung") == []
    assert (found.lane, found.code, found.app, found.count) == (LANE, "INVALID_ARGUMENT", "", 1)
    assert "Invalid value" in found.example
    twin.faults.heal(target=NEWS)

    async def requeued(code: str) -> int:
        async with town.database.write() as session:
            return await dead_letters.requeue(
                session, lane=LANE, code=code, most=9, now=clock.now()
            )

    assert await requeued("OTHER") == 0
    assert await requeued("INVALID_ARGUMENT") == 1
    assert await requeued("INVALID_ARGUMENT") == 0
    await send_due(town.database, sender)
    assert len(twin.accepted(NEWS)) == 1


async def test_a_warning_overtakes_news_that_were_queued_before(
    town: Town, sender: Sender, twin: FcmTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "PLACES", 5)
    for n in range(40):
        await town.device(town.wayan, f"fid-{n}")
    await town.device(town.made, "fid-made")
    await post(town.database, notice(town.wayan.person_id, urgency=Urgency.LOW))
    flood = notice(town.made.person_id, urgency=Urgency.EXTREME, kind=NotificationKind.ALERT)
    await post(town.database, flood)
    await send_due(town.database, sender)
    assert len(await messages(town.database)) == len(twin.sent) == 41
    place = [s.target for s in twin.sent].index("fid-made")
    assert place < 10, f"it was sent after {place} others"
    assert {m.lane for m in await messages(town.database)} == {URGENT, "android/lapor-badung"}
