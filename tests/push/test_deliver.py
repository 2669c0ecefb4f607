"""From a committed notice to the phone, over HTTP/2, with every response that FCM can give."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from api.db.session import Database
from api.jobs import outbox
from api.jobs.loop import Worker
from api.jobs.models import JobState
from api.kit import clock
from api.news.service import is_public
from api.push.gateway import Message, Sender, SendResult, open_sender
from api.push.jobs import delivery as delivering
from api.push.jobs import handlers
from api.push.models import Notification
from api.push.service import remove_device
from api.push.values import DeliveryStatus, DeviceStatus
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import job, jobs, lapse, running, until
from tests.push.conftest import NOBODY, Town
from tests.push.notices import REPORT, deliveries, devices, inbox, notice, post


class Wrapped:
    """A sender around another one, to interfere before or after it has sent."""

    description = "wrapped"

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def send_many(self, messages: Sequence[Message]) -> list[SendResult]:
        return await self._sender.send_many(messages)

    async def send(self, message: Message) -> SendResult:
        return (await self.send_many([message]))[0]

    async def change_members(
        self, registrations: Sequence[str], topic: str, *, join: bool
    ) -> list[SendResult]:
        return await self._sender.change_members(registrations, topic, join=join)

    async def close(self) -> None: ...


def worker(database: Database, sender: Sender, **options: Any) -> Worker:
    return Worker(database, handlers(sender, {}, is_public), **{"poll_seconds": 0.05, **options})


async def settled(town: Town) -> bool:
    """Whether every job has been attempted and none is running."""
    return all(j.attempts and j.state is not JobState.RUNNING for j in await jobs(town.database))


async def deliver(town: Town, sender: Sender) -> None:
    async with running(worker(town.database, sender)):
        await until(lambda: settled(town))


async def test_everyone_is_notified_in_the_language_of_their_phone(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-id", locale="ID")
    await town.device(town.wayan, "fid-en", locale="EN")
    await post(town.database, notice(town.wayan.person_id))
    await deliver(town, sender)

    (line,) = await inbox(town.database)
    said = {s.target: s.message["notification"]["title"] for s in twin.accepted()}
    assert said == {"fid-id": "Laporan Anda berlanjut", "fid-en": "Your report moved on"}
    for sent in twin.sent:
        assert sent.message["data"] == {
            "id": f"ntf_{line.id}",
            "kind": "REPORT_UPDATED",
            "subject": f"rep_{REPORT}",
            "deepLink": f"kulkul://report/rep_{REPORT}",
        }
    done = await deliveries(town.database)
    assert {d.status for d in done} == {DeliveryStatus.SENT}
    assert all((d.message_name or "").startswith("projects/") for d in done)


async def test_no_personal_data_leaves_the_server(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await post(town.database, notice(town.wayan.person_id))
    await deliver(town, sender)
    assert town.wayan.person_id and town.wayan.subject and town.wayan.name
    twin.assert_no_personal_data([town.wayan.name, town.wayan.person_id, town.wayan.subject])
    with pytest.raises(AssertionError, match=r"left the house in .*notification"):
        twin.assert_no_personal_data(["petugas MULAI"])


@pytest.mark.parametrize("fault", [Fault.UNREGISTERED, Fault.SENDER_ID_MISMATCH])
async def test_a_device_that_is_gone_is_turned_off_at_the_first_response(
    town: Town, sender: Sender, twin: FcmTwin, fault: Fault
) -> None:
    await town.device(town.wayan, "fid-gone")
    await town.device(town.wayan, "fid-well")
    twin.script("fid-gone", fault)
    await post(town.database, notice(town.wayan.person_id))
    await deliver(town, sender)
    states = {d.installation_id: (d.status, d.off_reason) for d in await devices(town.database)}
    assert states == {
        "fid-gone": (DeviceStatus.OFF, fault.name),
        "fid-well": (DeviceStatus.ACTIVE, None),
    }
    assert {j.state for j in await jobs(town.database)} == {JobState.DONE}
    await post(town.database, notice(town.wayan.person_id))
    assert len(await deliveries(town.database)) == 3


async def test_only_the_address_that_was_rejected_is_turned_off(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    """The app registers its new token while the response about the old one is under way."""
    await town.device(town.wayan, "fid-1", "token-old")
    twin.script("fid-1", Fault.UNREGISTERED)
    await post(town.database, notice(town.wayan.person_id))

    class Slow(Wrapped):
        async def send_many(self, messages: Sequence[Message]) -> list[SendResult]:
            outcomes = await sender.send_many(messages)
            await town.device(town.wayan, "fid-1", "token-new")
            return outcomes

    await deliver(town, Slow(sender))
    (device,) = await devices(town.database)
    assert device.status is DeviceStatus.ACTIVE


async def test_a_rejected_message_becomes_a_dead_letter_and_the_device_stays_active(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    twin.script("fid-1", Fault.INVALID_ARGUMENT)
    await post(town.database, notice(town.wayan.person_id))
    await deliver(town, sender)
    assert (await job(town.database)).state is JobState.DEAD
    (delivery,) = await deliveries(town.database)
    assert delivery.status is DeliveryStatus.FAILED
    assert (delivery.error or "").startswith("INVALID_ARGUMENT: ")
    assert [d.status for d in await devices(town.database)] == [DeviceStatus.ACTIVE]


@pytest.mark.parametrize(
    ("fault", "retry_after", "least"),
    [
        (Fault.UNAVAILABLE, 20, 20),
        (Fault.UNAVAILABLE, 3, 10),
        (Fault.UNAVAILABLE, None, 10),
        (Fault.INTERNAL, None, 10),
        (Fault.PORTAL, None, 10),
    ],
)
async def test_a_temporary_failure_is_retried_not_too_early_and_succeeds(
    town: Town,
    sender: Sender,
    twin: FcmTwin,
    fault: Fault,
    retry_after: int | None,
    least: int,
) -> None:
    await town.device(town.wayan, "fid-1")
    twin.script("fid-1", fault, retry_after=retry_after)
    await post(town.database, notice(town.wayan.person_id))
    before = clock.now()
    one = worker(town.database, sender, poll_seconds=60)  # it polls once, at the start
    async with running(one):
        await until(lambda: settled(town))
    waiting = await job(town.database)
    assert waiting.state is JobState.READY and waiting.attempts == 1 and waiting.last_error
    waits = (waiting.run_at - before).total_seconds()
    assert least <= waits <= least + 12
    assert [d.status for d in await deliveries(town.database)] == [DeliveryStatus.QUEUED]

    twin.faults.heal(target="fid-1")
    await lapse(town.database)
    await deliver(town, sender)
    assert [d.status for d in await deliveries(town.database)] == [DeliveryStatus.SENT]
    assert twin.doubled() == {}


async def test_a_hanging_server_is_abandoned_and_retried(
    town: Town, settings: Any, twin: FcmTwin
) -> None:
    sender = open_sender(settings.model_copy(update={"fcm_timeout_seconds": 0.5}))
    await town.device(town.wayan, "fid-1")
    twin.script("fid-1", Fault.HANG, times=1)
    await post(town.database, notice(town.wayan.person_id))
    await deliver(town, sender)
    await lapse(town.database)
    await deliver(town, sender)
    assert [d.status for d in await deliveries(town.database)] == [DeliveryStatus.SENT]
    await sender.close()


async def test_the_last_attempt_records_why_it_failed(
    town: Town, sender: Sender, twin: FcmTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "ATTEMPTS", 2)
    monkeypatch.setattr(delivering, "LEAST_BACKOFF", timedelta(milliseconds=1))
    await town.device(town.wayan, "fid-1")
    twin.script("fid-1", Fault.UNAVAILABLE)
    await post(town.database, notice(town.wayan.person_id))

    async def dead() -> bool:
        return (await job(town.database)).state is JobState.DEAD

    async with running(worker(town.database, sender)):
        await until(dead)
    (delivery,) = await deliveries(town.database)
    assert delivery.status is DeliveryStatus.FAILED
    assert (delivery.error or "").startswith("UNAVAILABLE: ")


class Killed(Wrapped):
    """A sender whose process dies after the messages were sent and before that was recorded."""

    def __init__(self, sender: Sender) -> None:
        super().__init__(sender)
        self.sent = asyncio.Event()

    async def send_many(self, messages: Sequence[Message]) -> list[SendResult]:
        await super().send_many(messages)
        self.sent.set()
        await asyncio.sleep(3600)
        raise AssertionError


async def test_after_a_crash_before_recording_the_push_is_repeated_with_the_same_id(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await post(town.database, notice(town.wayan.person_id))
    killed = Killed(sender)
    dying = asyncio.create_task(worker(town.database, killed).run())
    await asyncio.wait_for(killed.sent.wait(), 5)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    assert [d.status for d in await deliveries(town.database)] == [DeliveryStatus.QUEUED]

    await lapse(town.database)
    await deliver(town, sender)
    (line,) = await inbox(town.database)
    key = ("fid-1", f"ntf_{line.id}")
    assert twin.doubled() == {key: 2}  # sent twice
    assert twin.shown() == {key}  # shown once
    assert [d.status for d in await deliveries(town.database)] == [DeliveryStatus.SENT]


async def test_a_delivery_that_was_sent_is_not_sent_again(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await post(town.database, notice(town.wayan.person_id))
    await deliver(town, sender)
    async with town.database.write() as session:
        await session.execute(update(outbox.JOB).values(state=JobState.READY, attempts=0))
    await deliver(town, sender)
    assert len(twin.sent) == 1


async def test_two_workers_send_each_push_once(
    town: Town, sender: Sender, twin: FcmTwin, database_url: str
) -> None:
    for n in range(25):
        await town.device(town.wayan, f"fid-{n}")
    await post(town.database, notice(town.wayan.person_id))
    other = Database(database_url)
    async with running(worker(town.database, sender), worker(other, sender)):
        await until(lambda: settled(town))
    assert len(twin.sent) == 25 and twin.doubled() == {}
    await other.close()


async def test_a_push_is_not_sent_to_a_device_that_changed_hands_or_is_removed(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    moved = await town.device(town.wayan, "fid-moved")
    signed_out = await town.device(town.wayan, "fid-signed-out")
    removed = await town.device(town.wayan, "fid-removed")
    await post(town.database, notice(town.wayan.person_id))
    await town.device(town.made, "fid-moved")
    await town.device(NOBODY, "fid-signed-out")
    async with town.database.write() as session:
        await remove_device(session, town.wayan, removed.id)
    await deliver(town, sender)
    assert list(twin.sent) == []
    errors = {d.device_id: d.error for d in await deliveries(town.database)}
    assert errors == {moved.id: "DEVICE_MOVED", signed_out.id: "DEVICE_MOVED"}
    assert {j.state for j in await jobs(town.database)} == {JobState.DONE}


async def test_an_expired_push_stays_in_the_inbox_alone(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await post(town.database, notice(town.wayan.person_id, ttl_seconds=60))
    async with town.database.write() as session:
        table = Notification.metadata.tables["notification"]
        await session.execute(update(table).values(created_at=clock.now() - timedelta(hours=1)))
    await deliver(town, sender)
    assert list(twin.sent) == []
    assert [d.error for d in await deliveries(town.database)] == ["EXPIRED"]
    assert len(await inbox(town.database)) == 1
