"""From a committed notice to the phone, over HTTP/2, with every response that FCM can give."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from api.db.session import Database
from api.kit import clock
from api.push.gateway import Message, Sender, SendResult, open_sender
from api.push.jobs import look_again, outcomes
from api.push.models import Notification
from api.push.push_rules import retries
from api.push.service import remove_device
from api.push.values import DeviceStatus, MessageState
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import until
from tests.push.conftest import NOBODY, Town
from tests.push.notices import REPORT, devices, inbox, notice, post
from tests.push.sending import (
    MESSAGE,
    Wrapped,
    die_sending,
    dispatching,
    make_due,
    messages,
    send_due,
    states,
)


async def test_everyone_is_notified_in_the_language_of_their_phone(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-id", locale="ID")
    await town.device(town.wayan, "fid-en", locale="EN")
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)

    (entry,) = await inbox(town.database)
    titles = {s.target: s.message["notification"]["title"] for s in twin.accepted()}
    assert titles == {"fid-id": "Laporan Anda berlanjut", "fid-en": "Your report moved on"}
    for sent in twin.sent:
        assert sent.message["data"] == {
            "id": f"ntf_{entry.id}",
            "kind": "REPORT_UPDATED",
            "subject": f"rep_{REPORT}",
            "deepLink": f"kulkul://report/rep_{REPORT}",
        }
    done = await messages(town.database)
    assert {m.state for m in done} == {MessageState.SENT}
    assert all((m.message_name or "").startswith("projects/") for m in done)
    assert all(m.lease is None and m.attempts == 1 for m in done)


async def test_no_personal_data_leaves_the_server(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
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
    await send_due(town.database, sender)
    found = {d.installation_id: (d.status, d.off_reason) for d in await devices(town.database)}
    assert found == {
        "fid-gone": (DeviceStatus.OFF, fault.name),
        "fid-well": (DeviceStatus.ACTIVE, None),
    }
    assert sorted(await states(town.database), key=str) == [
        ("FAILED", fault.name), ("SENT", None),
    ]  # fmt: skip
    await post(town.database, notice(town.wayan.person_id))
    assert len(await messages(town.database)) == 3


async def test_only_the_address_that_was_rejected_is_turned_off(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    """The app registers its new token while the response about the old one is under way: the phone
    stays on, and gets the push at its new address."""
    await town.device(town.wayan, None, "token-old")
    twin.script("token-old", Fault.UNREGISTERED)
    await post(town.database, notice(town.wayan.person_id))

    class Slow(Wrapped):
        async def send(self, lane: str, message: Message) -> SendResult:
            result = await sender.send(lane, message)
            if message.token == "token-old":
                await town.device(town.wayan, "fid-1", "token-old")
            return result

    await send_due(town.database, Slow(sender))
    (device,) = await devices(town.database)
    assert device.status is DeviceStatus.ACTIVE
    assert [s.target for s in twin.accepted()] == ["fid-1"]
    assert await states(town.database) == [("SENT", None)]


async def test_a_rejected_message_becomes_a_dead_letter_and_the_device_stays_active(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    twin.script("fid-1", Fault.INVALID_ARGUMENT)
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    (message,) = await messages(town.database)
    assert message.state is MessageState.FAILED
    assert (message.error or "").startswith("INVALID_ARGUMENT: ")
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
    await send_due(town.database, sender)
    (waiting,) = await messages(town.database)
    assert waiting.state is MessageState.QUEUED and waiting.attempts == 1 and waiting.error
    assert least <= (waiting.due_at - before).total_seconds() <= least + 12
    assert len(twin.sent) == 1

    twin.faults.heal(target="fid-1")
    await make_due(town.database)
    await send_due(town.database, sender)
    assert await states(town.database) == [("SENT", None)]
    assert twin.doubled() == {}


async def test_a_hanging_server_is_abandoned_and_retried(
    town: Town, settings: Any, twin: FcmTwin
) -> None:
    sender = open_sender(settings.model_copy(update={"fcm_timeout_seconds": 0.5}))
    await town.device(town.wayan, "fid-1")
    twin.script("fid-1", Fault.HANG, times=1)
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    await make_due(town.database)
    await send_due(town.database, sender)
    assert await states(town.database) == [("SENT", None)]
    await sender.close()


async def test_the_last_attempt_records_why_it_failed(
    town: Town, sender: Sender, twin: FcmTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (look_again, outcomes):
        monkeypatch.setattr(module, "ATTEMPTS", 2)
    monkeypatch.setattr(retries, "LEAST", timedelta(milliseconds=1))
    await town.device(town.wayan, "fid-1")
    twin.script("fid-1", Fault.UNAVAILABLE)
    await post(town.database, notice(town.wayan.person_id))

    async def failed() -> bool:
        return await states(town.database) == [("FAILED", "UNAVAILABLE")]

    async with dispatching(town.database, sender):
        await until(failed)
    (message,) = await messages(town.database)
    assert (message.error or "").startswith("UNAVAILABLE: ") and len(twin.sent) == 2


async def test_after_a_crash_before_recording_the_push_is_repeated_with_the_same_id(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await post(town.database, notice(town.wayan.person_id))
    await die_sending(town.database, sender)
    assert await states(town.database) == [("SENDING", None)]

    phone = twin.phone(apps={"fid-1": "lapor-badung"})
    await make_due(town.database)
    await send_due(town.database, sender)
    (entry,) = await inbox(town.database)
    key = ("fid-1", f"ntf_{entry.id}")
    assert twin.doubled() == {key: 2}  # sent twice
    assert twin.shown() == {key}  # shown once
    assert phone.titles() == ["Laporan Anda berlanjut"]
    assert await states(town.database) == [("SENT", None)]


async def test_a_message_that_was_sent_is_not_sent_again(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await post(town.database, notice(town.wayan.person_id, key="once"))
    await send_due(town.database, sender)
    await make_due(town.database)
    await post(town.database, notice(town.wayan.person_id, key="once"))
    await send_due(town.database, sender)
    assert len(twin.sent) == 1


async def test_two_workers_send_each_push_once(
    town: Town, sender: Sender, twin: FcmTwin, database_url: str
) -> None:
    for n in range(25):
        await town.device(town.wayan, f"fid-{n}")
    await post(town.database, notice(town.wayan.person_id))
    other = Database(database_url)
    async with dispatching(other, sender):
        await send_due(town.database, sender)
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
    await send_due(town.database, sender)
    assert list(twin.sent) == []
    codes = {m.device_id: (m.state, m.code) for m in await messages(town.database)}
    dropped = (MessageState.DROPPED, "DEVICE_MOVED")
    assert codes == {moved.id: dropped, signed_out.id: dropped}


async def test_an_expired_push_stays_in_the_inbox_alone(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await post(town.database, notice(town.wayan.person_id, ttl_seconds=60))
    async with town.database.write() as session:
        table = Notification.metadata.tables["notification"]
        await session.execute(update(table).values(created_at=clock.now() - timedelta(hours=1)))
    await send_due(town.database, sender)
    assert list(twin.sent) == []
    assert await states(town.database) == [("DROPPED", "EXPIRED")]
    assert len(await inbox(town.database)) == 1


async def test_a_message_that_kills_its_worker_each_time_is_given_up(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await post(town.database, notice(town.wayan.person_id))
    async with town.database.write() as session:
        await session.execute(update(MESSAGE).values(attempts=retries.ATTEMPTS))
    await send_due(town.database, sender)
    assert await states(town.database) == [("FAILED", "WORKER_DIED")] and not twin.sent
