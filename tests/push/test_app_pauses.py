"""An app without a key for Apple is paused alone: the other apps, and Android, go on."""

import pytest
from structlog.testing import capture_logs

from api.kit import clock
from api.push.gateway import Sender
from api.push.values import MessageState, Platform
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import until
from tests.push.city import create_city
from tests.push.conftest import Town
from tests.push.notices import notice, post
from tests.push.sending import dispatching, make_due, messages, paused, send_due, states
from tests.push.test_lanes import expire

KEYLESS = "ios/pajak"


async def set_up(town: Town, twin: FcmTwin, phones: int = 2) -> None:
    """Wayan has iPhones with an app without a key and one with a key; Made has Android."""
    await create_city(town.database)
    for n in range(phones):
        await town.device(town.wayan, f"fid-pajak-{n}", app="pajak", platform=Platform.IOS)
        twin.faults.belongs(f"fid-pajak-{n}", "pajak-ios")
    twin.faults.script(Fault.THIRD_PARTY_AUTH_ERROR, app="pajak-ios")
    await town.device(town.wayan, "fid-info", app="info", platform=Platform.IOS)
    await town.device(town.made, "fid-android", app="pajak")


async def test_the_other_apps_of_apple_and_android_go_on(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await set_up(town, twin)
    people = (town.wayan.person_id, town.made.person_id)
    before = clock.now()
    await post(town.database, notice(*people, key="first"))
    with capture_logs() as logs:
        await send_due(town.database, sender)
    alarms = [line for line in logs if line["event"] == "push.operator_must_act"]
    assert {(a["code"], a["lane"]) for a in alarms} == {("THIRD_PARTY_AUTH_ERROR", KEYLESS)}
    found = await paused(town.database)
    assert set(found) == {KEYLESS} and found[KEYLESS].needs_operator
    assert 600 <= (found[KEYLESS].until - before).total_seconds() <= 755
    waiting = [m for m in await messages(town.database) if m.state is not MessageState.SENT]
    assert len(waiting) == 2 and all((m.due_at - before).total_seconds() >= 600 for m in waiting)
    await post(town.database, notice(*people, key="second"))
    await send_due(town.database, sender)
    refused = [s for s in twin.sent if s.status != 200]
    assert len(refused) == 2, "the app is not paused"
    assert len(twin.accepted("fid-info")) == len(twin.accepted("fid-android")) == 2

    twin.faults.heal(app="pajak-ios")
    for _ in range(2):
        await make_due(town.database)
        await send_due(town.database, sender)
    assert {(m.state, m.code) for m in await messages(town.database)} == {
        (MessageState.SENT, None), (MessageState.DROPPED, "SUPERSEDED")
    }  # fmt: skip
    assert len(twin.accepted("fid-pajak-0")) == len(twin.accepted("fid-pajak-1")) == 1
    assert await paused(town.database) == {}
    assert twin.doubled() == {}


async def test_a_probe_after_the_pause_costs_one_request(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await set_up(town, twin, phones=150)
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    met = [s for s in twin.sent if s.status != 200]
    assert len(met) <= 101, "more were attempted after the response than were under way"
    await expire(town, KEYLESS)

    async def is_paused_again() -> bool:
        return (await paused(town.database))[KEYLESS].until > clock.now()

    async with dispatching(town.database, sender):
        await until(is_paused_again)
    assert len([s for s in twin.sent if s.status != 200]) == len(met) + 1
    assert len(twin.accepted("fid-info")) == 1


@pytest.mark.parametrize("fault", [Fault.QUOTA_EXCEEDED, Fault.DENIED])
async def test_an_error_of_one_app_stops_no_other_app(
    town: Town, sender: Sender, twin: FcmTwin, fault: Fault
) -> None:
    await set_up(town, twin, phones=5)
    twin.faults.script(fault, app="pajak-ios")
    await post(town.database, notice(town.wayan.person_id, town.made.person_id))
    await send_due(town.database, sender)
    assert set(await paused(town.database)) == {KEYLESS}
    assert {s.target for s in twin.accepted()} == {"fid-android", "fid-info"}
    assert len([s for s in await states(town.database) if s[0] == "QUEUED"]) == 5
