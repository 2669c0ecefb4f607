"""What each of FCM's responses does to devices, messages and whole lanes, over HTTP/2."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from api.jobs import lanes
from api.jobs.models import JobState, LanePause
from api.kit import clock
from api.push.gateway import Sender
from api.push.values import DeliveryStatus, DeviceStatus, Platform
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import jobs, lapse, running, until
from tests.push.conftest import Town
from tests.push.notices import deliveries, devices, notice, post
from tests.push.test_deliver import worker


async def idle(town: Town) -> bool:
    """Whether nothing is due except in paused lanes, and nothing is running."""
    now = clock.now()
    paused = {k for k, v in (await lanes.pauses(town.database)).items() if v.until > now}
    return not any(
        job.state is JobState.RUNNING
        or (job.state is JobState.READY and job.run_at <= now and job.lane not in paused)
        for job in await jobs(town.database)
    )


async def deliver(town: Town, sender: Sender) -> None:
    async with running(worker(town.database, sender)):
        await until(lambda: idle(town))


async def outcome(town: Town, lane: str = "push.android") -> tuple[JobState, DeliveryStatus, str]:
    """(job, delivery, code) of the only push of a lane."""
    (job,) = [job for job in await jobs(town.database) if job.lane == lane]
    (delivery,) = [d for d in await deliveries(town.database) if d.id in job.payload]
    return job.state, delivery.status, delivery.code or ""


async def expire(town: Town, lane: str) -> None:
    """Expires the pause of a lane."""
    async with town.database.write() as session:
        (pause,) = [await session.get(LanePause, lane)]
        assert pause is not None
        pause.until = clock.now() - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("fault", "job", "code", "off"),
    [
        (Fault.UNREGISTERED, JobState.DONE, "UNREGISTERED", "UNREGISTERED"),
        (Fault.SENDER_ID_MISMATCH, JobState.DONE, "SENDER_ID_MISMATCH", "SENDER_ID_MISMATCH"),
        (Fault.INVALID_ARGUMENT, JobState.DEAD, "INVALID_ARGUMENT", None),
        (Fault.BAD_ADDRESS, JobState.DEAD, "INVALID_ARGUMENT", "INVALID_ARGUMENT"),
    ],
)
async def test_a_permanent_failure_ends_the_push_and_turns_off_only_an_invalid_address(
    town: Town,
    sender: Sender,
    twin: FcmTwin,
    fault: Fault,
    job: JobState,
    code: str,
    off: str | None,
) -> None:
    await town.device(town.wayan, "fid-1")
    twin.script("fid-1", fault)
    await post(town.database, notice(town.wayan.person_id))
    with capture_logs() as logs:
        await deliver(town, sender)
    assert await outcome(town) == (job, DeliveryStatus.FAILED, code)
    (device,) = await devices(town.database)
    assert device.off_reason == off
    assert device.status is (DeviceStatus.OFF if off else DeviceStatus.ACTIVE)
    alarms = [line for line in logs if line["event"] == "push.operator_must_act"]
    assert len(alarms) == (fault is Fault.SENDER_ID_MISMATCH)
    assert len(twin.sent) == 1
    await lapse(town.database)
    await deliver(town, sender)
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
async def test_an_error_about_the_project_pauses_the_lane_and_nothing_is_lost(
    town: Town,
    sender: Sender,
    twin: FcmTwin,
    fault: Fault,
    retry_after: int | None,
    least: int,
    alarm: bool,
) -> None:
    await town.device(town.wayan, "fid-phone", platform=Platform.IOS)
    await town.device(town.made, "fid-android")
    twin.script("fid-phone", fault, retry_after=retry_after)
    people = (town.wayan.person_id, town.made.person_id)
    before = clock.now()
    await post(town.database, notice(*people))
    with capture_logs() as logs:
        await deliver(town, sender)
    assert (await outcome(town, "push.android"))[:2] == (JobState.DONE, DeliveryStatus.SENT)
    assert (await outcome(town, "push.apns"))[:2] == (JobState.READY, DeliveryStatus.QUEUED)
    pause = (await lanes.pauses(town.database))["push.apns"]
    waits = (pause.until - before).total_seconds()
    assert least <= waits <= least * 1.25 + 5
    assert pause.needs_operator is alarm
    assert alarm is any(line["event"] == "push.operator_must_act" for line in logs)

    await post(town.database, notice(*people))
    await lapse(town.database)
    await deliver(town, sender)
    assert len([s for s in twin.sent if s.target == "fid-phone"]) == 1, "the lane is not paused"
    assert len(twin.accepted("fid-android")) == 2, "the other lane is paused too"

    twin.faults.heal(target="fid-phone")
    await expire(town, "push.apns")
    await lapse(town.database)
    await deliver(town, sender)
    assert {d.status for d in await deliveries(town.database)} == {DeliveryStatus.SENT}
    assert await lanes.pauses(town.database) == {}
    assert all(j.attempts == 1 for j in await jobs(town.database)), "a pause cost an attempt"


async def test_after_a_pause_one_push_probes_the_lane_before_the_rest(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    for n in range(30):
        await town.device(town.wayan, f"fid-{n}")
        twin.script(f"fid-{n}", Fault.QUOTA_EXCEEDED)
    await post(town.database, notice(town.wayan.person_id))
    await deliver(town, sender)
    met = len(twin.sent)
    await expire(town, "push.android")
    await lapse(town.database)
    async with running(worker(town.database, sender)):
        await until(lambda: len(twin.sent) > met)
    assert len(twin.sent) == met + 1


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.DRIP, Fault.HALF_CLOSED, Fault.DEAD])
async def test_a_broken_connection_delays_only_the_messages_on_it(
    town: Town, settings: object, twin: FcmTwin, fault: Fault
) -> None:
    from api.push.gateway import open_sender
    from api.settings import Settings

    assert isinstance(settings, Settings)
    sender = open_sender(settings.model_copy(update={"fcm_timeout_seconds": 1.0}))
    for n in range(20):
        await town.device(town.wayan, f"fid-{n}")
    twin.script("fid-7", fault, times=1)
    await post(town.database, notice(town.wayan.person_id))
    await deliver(town, sender)
    for _ in range(3):  # messages on the same connection may have to be sent again
        await lapse(town.database)
        await deliver(town, sender)
    assert {d.status for d in await deliveries(town.database)} == {DeliveryStatus.SENT}
    assert len(twin.shown()) == 20
    assert {d.status for d in await devices(town.database)} == {DeviceStatus.ACTIVE}
    await sender.close()
