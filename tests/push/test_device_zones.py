"""Quiet hours go by the clock of each device, wherever it is."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from api.kit import clock
from api.push.gateway import Sender
from api.push.service import QuietHoursRequest, update_push_preferences
from api.push.values import Platform
from scripts.twins.fcm import FcmTwin
from tests.push.conftest import Town
from tests.push.notices import notice, post
from tests.push.quiet import around
from tests.push.sending import messages, send_due, states

BALI, BERLIN = "Asia/Makassar", "Europe/Berlin"


async def quiet_now_in(town: Town, zone: str, chosen: str | None = None) -> None:
    """It is the middle of the night by this zone's clock: six or seven hours from the other's."""
    start, end = around(clock.now().astimezone(ZoneInfo(zone)))
    async with town.database.write() as session:
        await update_push_preferences(
            session, town.wayan, quiet_hours=QuietHoursRequest(start, end, chosen)
        )


async def test_a_browser_in_berlin_does_not_wake_a_phone_in_makassar(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-phone", time_zone=BALI)
    await quiet_now_in(town, BALI)
    await town.device(town.wayan, "fid-tab", platform=Platform.WEB, time_zone=BERLIN)
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    assert [s.target for s in twin.accepted()] == ["fid-tab"]
    (waiting,) = [m for m in await messages(town.database) if m.state.name == "QUEUED"]
    assert waiting.code == "QUIET_HOURS"
    assert abs(waiting.due_at - clock.now() - timedelta(hours=2)) < timedelta(minutes=2)


async def test_a_phone_in_makassar_does_not_silence_a_browser_in_berlin(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-tab", platform=Platform.WEB, time_zone=BERLIN)
    await quiet_now_in(town, BERLIN)
    await town.device(town.wayan, "fid-phone", time_zone=BALI)
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    assert [s.target for s in twin.accepted()] == ["fid-phone"]


async def test_a_travellers_waiting_push_follows_the_new_zone(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-phone", time_zone=BALI)
    await quiet_now_in(town, BALI)
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    assert not twin.sent
    await town.device(town.wayan, "fid-phone", time_zone=BERLIN)  # it is afternoon there
    await send_due(town.database, sender)
    assert [s.target for s in twin.accepted()] == ["fid-phone"]
    assert await states(town.database) == [("SENT", None)]


async def test_a_traveller_is_not_woken_by_the_clock_of_home(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-phone", time_zone=BALI)
    await quiet_now_in(town, BERLIN)
    await town.device(town.wayan, "fid-phone", time_zone=BERLIN)
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    assert not twin.sent and await states(town.database) == [("QUEUED", "QUIET_HOURS")]


async def test_a_zone_that_the_person_chose_holds_for_all_devices(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-phone", time_zone=BALI)
    await town.device(town.wayan, "fid-tab", platform=Platform.WEB, time_zone=BERLIN)
    await quiet_now_in(town, BALI, chosen=BALI)
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    assert not twin.sent
    await town.device(town.wayan, "fid-phone", time_zone=BERLIN)
    await send_due(town.database, sender)
    assert not twin.sent and await states(town.database) == [("QUEUED", "QUIET_HOURS")] * 2
