"""A push that is tried again while its person sleeps waits for the morning, as a new one does."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from api.jobs.models import JobState
from api.kit import clock
from api.push.gateway import Sender
from api.push.models import Notification
from api.push.service import Quiet, notify, update_push_preferences
from api.push.service.quiet_hours import release_some
from api.push.values import DeliveryStatus, NotificationKind, Urgency
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import jobs, lapse
from tests.push.conftest import Town
from tests.push.notices import deliveries, inbox, notice, tell
from tests.push.city import settle_in
from tests.push.test_lanes import deliver

OTHER = "0190a000-0000-7000-8000-000000000002"


async def asleep(town: Town, who: Any) -> None:
    """Quiet hours around this moment, by a clock that is never put."""
    now = clock.now()
    around = [(now + timedelta(hours=h)).strftime("%H:%M") for h in (-2, 2)]
    async with town.database.write() as session:
        await update_push_preferences(session, who, quiet=Quiet(around[0], around[1], "UTC"))


async def morning(town: Town) -> None:
    async with town.database.write() as session:
        await update_push_preferences(session, town.wayan, remove_quiet_hours=True)


async def tried_in_vain(town: Town, sender: Sender, twin: FcmTwin, *told: Any) -> None:
    for target in ("fid-1", "fid-2"):
        twin.script(target, Fault.UNAVAILABLE)
    for one in told:
        await tell(town.database, one)
    await deliver(town, sender)
    twin.heal("fid-1")
    twin.heal("fid-2")
    twin.sent.clear()
    await lapse(town.database)


async def test_it_waits_for_the_morning_and_only_the_latest_of_a_thing_goes_out(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    me = town.wayan.person_id
    await town.device(town.wayan, "fid-1")
    await town.device(town.wayan, "fid-2")
    await town.device(town.made, "fid-made")
    told = [notice(me, key="a1"), notice(me, key="b1", subject_id=OTHER), notice(me, key="a2"),
            notice(town.made.person_id, key="made")]  # fmt: skip
    await tried_in_vain(town, sender, twin, *told)
    await asleep(town, town.wayan)
    await deliver(town, sender)
    assert not twin.accepted("fid-1") and not twin.accepted("fid-2")
    lines = {line.dedupe_key: line for line in await inbox(town.database)}
    waiting = {key for key, line in lines.items() if line.deferred_until}
    assert waiting == {"a1", "a2", "b1"}
    for key in waiting:
        assert timedelta(hours=1) < lines[key].deferred_until - clock.now() < timedelta(hours=3)  # type: ignore[operator]
    assert {d.notification_id for d in await deliveries(town.database)} == {lines["made"].id}
    assert {j.state for j in await jobs(town.database)} == {JobState.DONE}

    await morning(town)
    await deliver(town, sender)
    for phone in ("fid-1", "fid-2"):
        shown = {s.id.removeprefix("ntf_") for s in twin.accepted(phone)}
        assert shown == {lines["a2"].id, lines["b1"].id}
    assert {d.state for d in await deliveries(town.database)} == {DeliveryStatus.SENT}


async def test_severe_warnings_and_an_editors_trial_pass(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    me = town.wayan.person_id
    await town.device(town.wayan, "fid-1")
    twin.script("fid-1", Fault.UNAVAILABLE)
    for urgency in Urgency:
        await tell(town.database, notice(me, urgency=urgency, kind=NotificationKind.ALERT))
    async with town.database.write() as session:
        await notify(session, notice(me, key="trial"), now=clock.now(), at_once=True)
    await deliver(town, sender)
    twin.heal("fid-1")
    await asleep(town, town.wayan)
    await lapse(town.database)
    await deliver(town, sender)
    lines = {f"ntf_{line.id}": line for line in await inbox(town.database)}
    passed = [lines[s.id] for s in twin.accepted()]
    assert {line.urgency for line in passed if line.dedupe_key != "trial"} == {
        Urgency.SEVERE, Urgency.EXTREME
    }  # fmt: skip
    assert "trial" in {line.dedupe_key for line in passed} and len(passed) == 3


async def test_a_phone_that_has_it_is_not_told_again_in_the_morning(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await town.device(town.wayan, "fid-3")
    await tried_in_vain(town, sender, twin, notice(town.wayan.person_id))
    await asleep(town, town.wayan)
    await deliver(town, sender)
    await morning(town)
    await deliver(town, sender)
    assert len(twin.accepted("fid-1")) == 1 and twin.accepted("fid-3") == []
    assert {d.state for d in await deliveries(town.database)} == {DeliveryStatus.SENT}


async def test_a_phone_that_has_it_is_not_told_again_by_a_better_app_of_the_night(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    """An app knows only its own pushes: what another one showed it cannot drop."""
    await settle_in(town.database)
    await town.device(town.wayan, "fid-1", phone_id="one")
    await town.device(town.wayan, "fid-old", phone_id="two", app="pajak")
    await tried_in_vain(town, sender, twin, notice(town.wayan.person_id))
    await asleep(town, town.wayan)
    await deliver(town, sender)
    for fid, phone in (("fid-one-new", "one"), ("fid-new", "two")):
        await town.device(town.wayan, fid, phone_id=phone, app="lapor")
    await morning(town)
    await deliver(town, sender)
    assert len(twin.accepted("fid-one-new")) == 1, "it was put off, and goes by the better app"
    assert twin.accepted("fid-new") == [], "the phone had it by its other app"


async def test_who_wakes_while_it_is_put_off_is_told_within_a_minute(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    """Between the look at the clock and the writing down quiet hours were lifted."""
    from api.push.service.quiet_hours import defer

    await town.device(town.wayan, "fid-1")
    await tried_in_vain(town, sender, twin, notice(town.wayan.person_id))
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
