"""An app without a key for Apple is paused alone: the other apps, and Android, go on."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from api.jobs import lanes
from api.jobs.models import JobState, LanePause
from api.jobs.outbox import JOB
from api.kit import clock
from api.push.gateway import Sender
from api.push.values import DeliveryStatus, Platform
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import jobs, running, until
from tests.push.city import create_city
from tests.push.conftest import Town
from tests.push.notices import deliveries, notice, post
from tests.push.test_deliver import worker
from tests.push.test_lanes import deliver

KEYLESS = "push.apns/pajak"


async def set_up(town: Town, twin: FcmTwin, phones: int = 1) -> None:
    """Wayan has iPhones with an app without a key and one with a key; Made has Android."""
    await create_city(town.database)
    for n in range(phones):
        await town.device(town.wayan, f"fid-pajak-{n}", app="pajak", platform=Platform.IOS)
        twin.script(f"fid-pajak-{n}", Fault.THIRD_PARTY_AUTH_ERROR)
    await town.device(town.wayan, "fid-info", app="info", platform=Platform.IOS)
    await town.device(town.made, "fid-android", app="pajak")


async def expire_pauses(town: Town) -> None:
    """Expires every pause, and makes every waiting job due."""
    past = clock.now() - timedelta(seconds=1)
    async with town.database.write() as session:
        await session.execute(update(LanePause).values(until=past))
        await session.execute(update(JOB).values(run_at=past))


async def test_the_other_apps_of_apple_and_android_go_on(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await set_up(town, twin)
    people = (town.wayan.person_id, town.made.person_id)
    before = clock.now()
    await post(town.database, notice(*people))
    with capture_logs() as logs:
        await deliver(town, sender)
    alarms = [line for line in logs if line["event"] == "push.operator_must_act"]
    assert [(a["code"], a["app"]) for a in alarms] == [("THIRD_PARTY_AUTH_ERROR", "pajak")]
    found = await lanes.pauses(town.database)
    assert set(found) == {KEYLESS} and found[KEYLESS].needs_operator
    assert 600 <= (found[KEYLESS].until - before).total_seconds() <= 755
    (waiting,) = [job for job in await jobs(town.database) if job.state is not JobState.DONE]
    assert waiting.run_at >= found[KEYLESS].until and waiting.attempts == 0
    await post(town.database, notice(*people))
    await deliver(town, sender)
    assert len([s for s in twin.sent if s.target == "fid-pajak-0"]) == 1, "the app is not paused"
    assert len(twin.accepted("fid-info")) == len(twin.accepted("fid-android")) == 2

    twin.faults.heal(target="fid-pajak-0")
    for _ in range(2):  # one probes, then the others follow
        await expire_pauses(town)
        await deliver(town, sender)
    assert {d.status for d in await deliveries(town.database)} == {DeliveryStatus.SENT}
    assert await lanes.pauses(town.database) == {}
    assert twin.doubled() == {}
    assert all(j.attempts == 1 for j in await jobs(town.database)), "a pause cost an attempt"


async def test_a_probe_after_the_pause_costs_one_request(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await set_up(town, twin, phones=150)
    await post(town.database, notice(town.wayan.person_id))
    await deliver(town, sender)
    met = [s for s in twin.sent if s.status != 200]
    assert len(met) <= 100, "more were attempted after the response than were under way"
    await expire_pauses(town)
    async with running(worker(town.database, sender)):
        await until(lambda: len([s for s in twin.sent if s.status != 200]) > len(met))
        await until(lambda: _paused_again(town))
    assert len([s for s in twin.sent if s.status != 200]) == len(met) + 1
    assert len(twin.accepted("fid-info")) == 1


async def _paused_again(town: Town) -> bool:
    pauses = await lanes.pauses(town.database)
    return KEYLESS in pauses and pauses[KEYLESS].until > clock.now()


@pytest.mark.parametrize("fault", [Fault.QUOTA_EXCEEDED, Fault.DENIED])
async def test_an_error_about_the_project_pauses_the_lane_for_all_apps(
    town: Town, sender: Sender, twin: FcmTwin, fault: Fault
) -> None:
    await set_up(town, twin)
    twin.script("fid-pajak-0", fault)
    await post(town.database, notice(town.wayan.person_id, town.made.person_id))
    await deliver(town, sender)
    assert set(await lanes.pauses(town.database)) == {"push.apns"}
    assert len(twin.accepted("fid-android")) == 1
