"""Sends to topics have a lane with pauses, retries and dead letters, like the others."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from api.jobs.lanes import Pause
from sqlalchemy import select
from structlog.testing import capture_logs

from api.db.session import Database
from api.jobs import lanes
from api.jobs.models import JobState
from api.kit import clock
from api.push.gateway import Message, Sender, SendResult
from api.push.jobs import delivery
from api.push.models import TopicMessage
from api.push.service import dead_letters
from api.push.values import DeliveryStatus, NotificationKind, Theme, Topic, Urgency
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import jobs, lapse
from tests.push.conftest import Town
from tests.push.notices import deliveries, notice, post
from tests.push.test_deliver import Wrapped
from tests.push.test_lanes import deliver, expire

LANE = "push.topics"
NEWS, ALERTS = (f"{theme}_in_city_id" for theme in ("news", "alerts"))


async def post_to_city(town: Town, theme: Theme = Theme.NEWS, **changes: Any) -> None:
    kind = NotificationKind.BROADCAST
    await post(town.database, replace(notice(kind=kind, **changes), audience=Topic(theme)))


async def messages(database: Database) -> dict[str, TopicMessage]:
    """The messages in Indonesian and English, by topic."""
    async with database.read() as session:
        return {m.topics[0]: m for m in (await session.execute(select(TopicMessage))).scalars()}


@pytest.mark.parametrize(
    ("fault", "retry_after", "least", "alarm"),
    [
        (Fault.QUOTA_EXCEEDED, 7, 60, False),
        (Fault.QUOTA_EXCEEDED, 300, 300, False),
        (Fault.DENIED, None, 600, True),
        (Fault.UNAUTHENTICATED, None, 60, True),
    ],
)
async def test_an_error_about_the_project_pauses_this_lane_alone(
    town: Town, sender: Sender, twin: FcmTwin, fault: Fault, retry_after: int | None, least: int,
    alarm: bool,
) -> None:  # fmt: skip
    await town.device(town.wayan, "fid-1")
    twin.script(NEWS, fault, retry_after=retry_after)
    before = clock.now()
    await post_to_city(town)
    with capture_logs() as logs:
        await deliver(town, sender)
    pause = (await lanes.pauses(town.database))[LANE]
    assert least <= (pause.until - before).total_seconds() <= least * 1.25 + 5
    assert alarm is any(line["event"] == "push.operator_must_act" for line in logs)
    told = (await messages(town.database))[NEWS]
    assert (told.status, told.code) == (DeliveryStatus.QUEUED, _code(fault))
    met = len(twin.sent)

    await post_to_city(town, Theme.ALERTS)
    await post(town.database, notice(town.wayan.person_id))
    await lapse(town.database)
    await deliver(town, sender)
    assert len(twin.sent) == met + 1 and len(twin.accepted("fid-1")) == 1

    twin.faults.heal(target=NEWS)
    await expire(town, LANE)
    await lapse(town.database)
    await deliver(town, sender)
    assert {m.status for m in (await messages(town.database)).values()} == {DeliveryStatus.SENT}
    assert await lanes.pauses(town.database) == {} and twin.doubled() == {}
    assert all(j.attempts == 1 for j in await jobs(town.database)), "a pause cost an attempt"


def _code(fault: Fault) -> str:
    return str(fault.value[2] or fault.value[1])


@pytest.mark.parametrize("lane", ["push.android", "push.apns", "push.apns/lapor-badung"])
async def test_a_warning_to_a_topic_does_not_wait_for_a_paused_platform(
    town: Town, sender: Sender, twin: FcmTwin, lane: str
) -> None:
    async with town.database.write() as session:
        await lanes.pause(session, lane, Pause(timedelta(hours=1), "QUOTA_EXCEEDED"), clock.now())
    await post_to_city(town, Theme.ALERTS)
    await deliver(town, sender)
    assert len(twin.accepted(ALERTS)) == 1


async def test_a_missing_apple_key_pauses_neither_the_lane_nor_other_topics(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    twin.script(NEWS, Fault.THIRD_PARTY_AUTH_ERROR)
    before = clock.now()
    await post_to_city(town)
    with capture_logs() as logs:
        await deliver(town, sender)
        await post_to_city(town, Theme.ALERTS)
        await deliver(town, sender)
    assert any(line["event"] == "push.operator_must_act" for line in logs)
    assert await lanes.pauses(town.database) == {}
    assert len(twin.accepted(ALERTS)) == 1
    (waiting,) = [job for job in await jobs(town.database) if job.state is not JobState.DONE]
    assert 60 <= (waiting.run_at - before).total_seconds() <= 75 and waiting.attempts == 1
    twin.faults.heal(target=NEWS)
    await lapse(town.database)
    await deliver(town, sender)
    assert {m.status for m in (await messages(town.database)).values()} == {DeliveryStatus.SENT}


async def test_messages_that_were_not_attempted_then_are_sent_at_once(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    class Strict(Wrapped):
        """A sender that attempts nothing after the first error about a key."""

        async def send_many(self, messages: Sequence[Message]) -> list[SendResult]:
            first, *others = await super().send_many(messages[:1])
            if first.app_only:
                others = [replace(first, attempted=False)] * (len(messages) - 1)
            elif messages[1:]:
                others = await super().send_many(messages[1:])
            return [first, *others]

    twin.script(NEWS, Fault.THIRD_PARTY_AUTH_ERROR)
    await post_to_city(town)
    await deliver(town, Strict(sender))
    assert [s.target for s in twin.accepted()] == [NEWS.removesuffix("id") + "en"]
    (waiting,) = [job for job in await jobs(town.database) if job.state is not JobState.DONE]
    assert waiting.attempts == 1
    assert all(job.attempts == 1 for job in await jobs(town.database)), "it cost an attempt"


async def test_a_rejected_send_is_a_dead_letter_that_can_be_requeued(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    twin.script(NEWS, Fault.INVALID_ARGUMENT)
    await post_to_city(town)
    await deliver(town, sender)
    async with town.database.read() as session:
        (found,) = await dead_letters.dead_letter_groups(session)
        assert await dead_letters.dead_letter_groups(session, lane="push.web") == []
        assert await dead_letters.dead_letter_keys(session, lane=None, code="OTHER", limit=9) == []
        keys = await dead_letters.dead_letter_keys(
            session, lane=LANE, code="INVALID_ARGUMENT", limit=9
        )
    assert (found.lane, found.code, found.app, found.count) == (LANE, "INVALID_ARGUMENT", "", 1)
    assert "Invalid value" in found.example
    twin.faults.heal(target=NEWS)
    async with town.database.write() as session:
        assert await dead_letters.requeue(session, keys, clock.now()) == 1
        assert await dead_letters.requeue(session, keys, clock.now()) == 0
    await deliver(town, sender)
    assert len(twin.accepted(NEWS)) == 1


async def test_a_warning_overtakes_news_that_were_queued_before(
    town: Town, sender: Sender, twin: FcmTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "MAX_BATCH", 5)
    for n in range(10):
        await town.device(town.wayan, f"fid-{n}")
    await town.device(town.made, "fid-made")
    for _ in range(4):
        await post(town.database, notice(town.wayan.person_id, urgency=Urgency.LOW))
    flood = notice(town.made.person_id, urgency=Urgency.EXTREME, kind=NotificationKind.ALERT)
    await post(town.database, flood)
    await deliver(town, sender)
    assert len(await deliveries(town.database)) == len(twin.sent) == 41
    place = [s.target for s in twin.sent].index("fid-made")
    assert place < 10, f"it was sent after {place} others"
