"""A push that is retried in quiet hours is deferred to their end, as a new one is."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from api.jobs.models import JobState
from api.kit import clock
from api.push.gateway import Sender
from api.push.models import Notification
from api.push.service import QuietHoursRequest, notify, update_push_preferences
from api.push.service.quiet_hours import release_some
from api.push.values import DeliveryStatus, NotificationKind, Urgency
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import jobs, lapse
from tests.push.city import create_city
from tests.push.conftest import Town
from tests.push.notices import deliveries, inbox, notice, post
from tests.push.test_lanes import deliver

OTHER = "0190a000-0000-7000-8000-000000000002"


async def start_quiet_hours(town: Town, who: Any) -> None:
    """Quiet hours around this moment, in a time zone whose clock never changes."""
    now = clock.now()
    around = [(now + timedelta(hours=h)).strftime("%H:%M") for h in (-2, 2)]
    async with town.database.write() as session:
        await update_push_preferences(
            session, who, quiet_hours=QuietHoursRequest(around[0], around[1], "UTC")
        )


async def end_quiet_hours(town: Town) -> None:
    async with town.database.write() as session:
        await update_push_preferences(session, town.wayan, remove_quiet_hours=True)


async def fail_once(town: Town, sender: Sender, twin: FcmTwin, *told: Any) -> None:
    for target in ("fid-1", "fid-2"):
        twin.script(target, Fault.UNAVAILABLE)
    for one in told:
        await post(town.database, one)
    await deliver(town, sender)
    twin.faults.heal(target="fid-1")
    twin.faults.heal(target="fid-2")
    twin.sent.clear()
    await lapse(town.database)


async def test_it_is_deferred_and_only_the_latest_about_a_subject_is_sent(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    me = town.wayan.person_id
    await town.device(town.wayan, "fid-1")
    await town.device(town.wayan, "fid-2")
    await town.device(town.made, "fid-made")
    told = [notice(me, key="a1"), notice(me, key="b1", subject_id=OTHER), notice(me, key="a2"),
            notice(town.made.person_id, key="made")]  # fmt: skip
    await fail_once(town, sender, twin, *told)
    await start_quiet_hours(town, town.wayan)
    await deliver(town, sender)
    assert not twin.accepted("fid-1") and not twin.accepted("fid-2")
    lines = {line.dedupe_key: line for line in await inbox(town.database)}
    waiting = {key for key, line in lines.items() if line.deferred_until}
    assert waiting == {"a1", "a2", "b1"}
    for key in waiting:
        assert timedelta(hours=1) < lines[key].deferred_until - clock.now() < timedelta(hours=3)  # type: ignore[operator]
    assert {d.notification_id for d in await deliveries(town.database)} == {lines["made"].id}
    assert {j.state for j in await jobs(town.database)} == {JobState.DONE}

    await end_quiet_hours(town)
    await deliver(town, sender)
    for phone in ("fid-1", "fid-2"):
        shown = {s.id.removeprefix("ntf_") for s in twin.accepted(phone)}
        assert shown == {lines["a2"].id, lines["b1"].id}
    assert {d.status for d in await deliveries(town.database)} == {DeliveryStatus.SENT}


async def test_severe_warnings_and_an_editors_own_preview_are_not_deferred(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    me = town.wayan.person_id
    await town.device(town.wayan, "fid-1")
    twin.script("fid-1", Fault.UNAVAILABLE)
    for urgency in Urgency:
        await post(town.database, notice(me, urgency=urgency, kind=NotificationKind.ALERT))
    async with town.database.write() as session:
        await notify(session, notice(me, key="preview"), now=clock.now(), ignore_preferences=True)
    await deliver(town, sender)
    twin.faults.heal(target="fid-1")
    await start_quiet_hours(town, town.wayan)
    await lapse(town.database)
    await deliver(town, sender)
    lines = {f"ntf_{line.id}": line for line in await inbox(town.database)}
    passed = [lines[s.id] for s in twin.accepted()]
    assert {line.urgency for line in passed if line.dedupe_key != "preview"} == {
        Urgency.SEVERE, Urgency.EXTREME
    }  # fmt: skip
    assert "preview" in {line.dedupe_key for line in passed} and len(passed) == 3


async def test_a_phone_that_got_it_does_not_get_it_again(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await town.device(town.wayan, "fid-3")
    await fail_once(town, sender, twin, notice(town.wayan.person_id))
    await start_quiet_hours(town, town.wayan)
    await deliver(town, sender)
    await end_quiet_hours(town)
    await deliver(town, sender)
    assert len(twin.accepted("fid-1")) == 1 and twin.accepted("fid-3") == []
    assert {d.status for d in await deliveries(town.database)} == {DeliveryStatus.SENT}


async def test_a_phone_that_got_it_does_not_get_it_again_in_a_more_suitable_app(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    """An app knows only its own pushes: it cannot ignore what another one has shown."""
    await create_city(town.database)
    await town.device(town.wayan, "fid-1", phone_id="one")
    await town.device(town.wayan, "fid-old", phone_id="two", app="pajak")
    await fail_once(town, sender, twin, notice(town.wayan.person_id))
    await start_quiet_hours(town, town.wayan)
    await deliver(town, sender)
    for fid, phone in (("fid-one-new", "one"), ("fid-new", "two")):
        await town.device(town.wayan, fid, phone_id=phone, app="lapor")
    await end_quiet_hours(town)
    await deliver(town, sender)
    assert len(twin.accepted("fid-one-new")) == 1, "the more suitable app does not show it"
    assert twin.accepted("fid-new") == [], "the phone got it in its other app"


async def test_if_quiet_hours_end_while_it_is_deferred_it_is_sent_within_a_minute(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    """Quiet hours were removed after they were checked and before the deferral was recorded."""
    from api.push.service.quiet_hours import defer

    await town.device(town.wayan, "fid-1")
    await fail_once(town, sender, twin, notice(town.wayan.person_id))
    (line,), (delivery,) = await inbox(town.database), await deliveries(town.database)
    async with town.database.write() as session:
        await defer(session, {delivery.id: line.id}, clock.now())
    (line,) = await inbox(town.database)
    assert line.deferred_until is not None and line.deferred_until <= clock.now()
    async with town.database.write() as session:
        assert await release_some(session, clock.now(), 9) == 1
        await session.execute(update(Notification).values(read_at=None))
    await deliver(town, sender)
    assert len(twin.accepted("fid-1")) == 1
