"""What each of FCM's responses does to devices, messages and whole lanes, over HTTP/2."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from api.kit import clock
from api.push.gateway import Sender, open_sender
from api.push.models import LanePause
from api.push.values import DeviceStatus, MessageState, Platform
from api.settings import Settings
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import until
from tests.push.conftest import Town
from tests.push.notices import devices, notice, post
from tests.push.sending import MESSAGE, dispatching, make_due, messages, paused, send_due, states

ANDROID, IOS = "android/lapor-badung", "ios/lapor-badung"


async def expire(town: Town, lane: str) -> None:
    """Expires the pause of a lane, and makes what waits in it due."""
    past = clock.now() - timedelta(seconds=1)
    async with town.database.write() as session:
        pause = await session.get(LanePause, lane)
        assert pause is not None
        pause.until = past
        waiting = (MESSAGE.c.lane == lane, MESSAGE.c.state == MessageState.QUEUED)
        await session.execute(update(MESSAGE).where(*waiting).values(due_at=past))


@pytest.mark.parametrize(
    ("fault", "code", "off"),
    [
        (Fault.UNREGISTERED, "UNREGISTERED", "UNREGISTERED"),
        (Fault.SENDER_ID_MISMATCH, "SENDER_ID_MISMATCH", "SENDER_ID_MISMATCH"),
        (Fault.INVALID_ARGUMENT, "INVALID_ARGUMENT", None),
        (Fault.BAD_ADDRESS, "INVALID_ARGUMENT", "INVALID_ARGUMENT"),
    ],
)
async def test_a_permanent_failure_ends_the_push_and_turns_off_only_an_invalid_address(
    town: Town, sender: Sender, twin: FcmTwin, fault: Fault, code: str, off: str | None
) -> None:
    await town.device(town.wayan, "fid-1")
    twin.script("fid-1", fault)
    await post(town.database, notice(town.wayan.person_id))
    with capture_logs() as logs:
        await send_due(town.database, sender)
    assert await states(town.database) == [("FAILED", code)]
    (device,) = await devices(town.database)
    assert device.off_reason == off
    assert device.status is (DeviceStatus.OFF if off else DeviceStatus.ACTIVE)
    alarms = [line for line in logs if line["event"] == "push.operator_must_act"]
    assert len(alarms) == (fault is Fault.SENDER_ID_MISMATCH)
    assert len(twin.sent) == 1
    await make_due(town.database)
    await send_due(town.database, sender)
    assert len(twin.sent) == 1, "it was sent again"


@pytest.mark.parametrize(
    ("fault", "retry_after", "least", "alarm"),
    [
        (Fault.QUOTA_EXCEEDED, 7, 60, False),
        (Fault.QUOTA_EXCEEDED, 300, 300, False),
        (Fault.UNAUTHENTICATED, None, 60, True),
        (Fault.DENIED, None, 600, True),
        (Fault.NO_SUCH_PROJECT, None, 600, True),
    ],
)
async def test_an_error_that_many_meet_pauses_their_lane_and_nothing_is_lost(
    town: Town,
    sender: Sender,
    twin: FcmTwin,
    fault: Fault,
    retry_after: int | None,
    least: int,
    alarm: bool,
) -> None:
    for n in range(5):
        await town.device(town.wayan, f"fid-phone-{n}", platform=Platform.IOS)
        twin.script(f"fid-phone-{n}", fault, retry_after=retry_after)
    await town.device(town.made, "fid-android")
    before = clock.now()
    await post(town.database, notice(town.wayan.person_id, town.made.person_id))
    with capture_logs() as logs:
        await send_due(town.database, sender)
    assert [s.target for s in twin.accepted()] == ["fid-android"]
    assert len(twin.sent) == 6
    pauses = await paused(town.database)
    assert set(pauses) == {IOS}
    waits = (pauses[IOS].until - before).total_seconds()
    assert least <= waits <= least * 1.25 + 5
    assert pauses[IOS].needs_operator is alarm
    assert alarm is any(line["event"] == "push.operator_must_act" for line in logs)
    waiting = [m for m in await messages(town.database) if m.lane == IOS]
    assert {m.state for m in waiting} == {MessageState.QUEUED}
    assert all((m.due_at - before).total_seconds() >= least for m in waiting)

    await make_due_in_lanes(town)
    await send_due(town.database, sender)
    assert len(twin.sent) == 6, "the lane is not paused"

    for n in range(5):
        twin.faults.heal(target=f"fid-phone-{n}")
    await expire(town, IOS)
    await send_due(town.database, sender)
    assert {state for state, _ in await states(town.database)} == {"SENT"}
    assert await paused(town.database) == {}
    assert twin.doubled() == {}


async def make_due_in_lanes(town: Town) -> None:
    """Makes what waits due, and leaves the pauses as they are."""
    past = clock.now() - timedelta(seconds=1)
    async with town.database.write() as session:
        await session.execute(
            update(MESSAGE).where(MESSAGE.c.state == MessageState.QUEUED).values(due_at=past)
        )


async def test_after_a_pause_one_push_probes_the_lane_before_the_rest(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    for n in range(30):
        await town.device(town.wayan, f"fid-{n}")
        twin.script(f"fid-{n}", Fault.QUOTA_EXCEEDED)
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    met = len(twin.sent)
    await expire(town, ANDROID)

    async def is_paused_again() -> bool:
        return (await paused(town.database))[ANDROID].until > clock.now()

    async with dispatching(town.database, sender):
        await until(is_paused_again)
    assert len(twin.sent) == met + 1
    assert len(twin.accepted()) == 0


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.DRIP, Fault.HALF_CLOSED, Fault.DEAD])
async def test_a_broken_connection_delays_only_the_messages_on_it(
    town: Town, settings: Settings, twin: FcmTwin, fault: Fault
) -> None:
    sender = open_sender(settings.model_copy(update={"fcm_timeout_seconds": 1.0}))
    for n in range(20):
        await town.device(town.wayan, f"fid-{n}")
    twin.script("fid-7", fault, times=1)
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    for _ in range(3):  # messages on the same connection may have to be sent again
        await make_due(town.database)
        await send_due(town.database, sender)
    assert {state for state, _ in await states(town.database)} == {"SENT"}
    assert len(twin.shown()) == 20
    assert {d.status for d in await devices(town.database)} == {DeviceStatus.ACTIVE}
    await sender.close()
