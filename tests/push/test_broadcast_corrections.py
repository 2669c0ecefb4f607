"""A correction takes the place of the first: on the phone, in the inbox and in every list."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from api.kit import clock
from api.kit.problems import Conflict, InvalidInput, NotAllowed, ProblemCode
from api.news.service import is_public
from api.push.gateway import Sender
from api.push.models import Broadcast, BroadcastReach
from api.push.push_rules import reasons
from api.push.service import (
    Correction,
    QuietHoursRequest,
    ThemeRequest,
    cancel_broadcast,
    correct_broadcast,
    update_push_preferences,
)
from api.push.values import BroadcastStatus, MessageState, Platform, Theme, Urgency
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import until
from tests.push.broadcasting import (
    EDITOR,
    WARNING,
    all_broadcasts,
    approve,
    let_pass,
    messages_of,
    now,
    send,
    status_of,
    stored,
    work,
)
from tests.push.city import BEACH, EAST, WEST, converge, create_city
from tests.push.conftest import NOBODY, Town, citizen
from tests.push.notices import inbox
from tests.push.sending import MESSAGE, dispatching, make_due

S = BroadcastStatus


async def correct(
    town: Town, key: str, idempotency: str = "key-correct1", who: Any = EDITOR, **changes: Any
) -> str:
    values: dict[str, Any] = {
        "title_id": "Banjir surut",
        "title_en": "Flood over",
        "body_id": "Keadaan sudah aman.",
        "body_en": "It is safe again.",
        "urgency": Urgency.NORMAL,
    }
    async with town.database.write() as session:
        return await correct_broadcast(
            session, now(who), key, Correction(**{**values, **changes}), is_public, idempotency
        )


async def sent_warning(town: Town, sender: Sender) -> str:
    key = await send(town, **WARNING)
    await approve(town, key)
    await let_pass(town, key)
    await work(town, sender)
    assert await status_of(town, key) is S.SENT
    return key


async def test_on_the_phone_the_all_clear_takes_the_place_of_the_warning(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(NOBODY, "fid-1")
    await converge(town.database, sender)
    phone = twin.phone(apps={"fid-1": "lapor-badung"})
    first = await sent_warning(town, sender)
    assert phone.titles() == ["Banjir besar"]
    second = await correct(town, first)
    assert second == await correct(town, first)  # a retry
    row = await stored(town, second)
    assert (row.status, row.replaces_id, row.root_id) == (S.SCHEDULED, first, first)
    topics = {m.topic for m in await messages_of(town, first)}
    assert {m.topic for m in await messages_of(town, second)} == topics
    await work(town, sender)
    assert phone.titles() == ["Banjir surut"]
    assert (await stored(town, first)).replaced_at is not None
    with pytest.raises(Conflict) as old:
        await correct(town, first, "key-correct2")
    assert old.value.code is ProblemCode.OUTDATED
    # A correction of the correction has the same place, and may wake people itself.
    third = await correct(
        town, second, "key-correct3", title_id="Banjir lagi", urgency=Urgency.SEVERE
    )
    assert await status_of(town, third) is S.AWAITING_APPROVAL
    with pytest.raises(Conflict):
        await correct(town, second, "key-correct4")  # there is one on its way
    await approve(town, third)
    await let_pass(town, third)
    await work(town, sender)
    assert (await stored(town, third)).root_id == first
    assert phone.titles() == ["Banjir lagi"]


async def test_in_the_inbox_the_correction_takes_its_place(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    awake = QuietHoursRequest(
        (clock.now() + timedelta(hours=4)).strftime("%H:%M"),
        (clock.now() + timedelta(hours=5)).strftime("%H:%M"),
        "UTC",
    )
    await town.device(town.wayan, "fid-1")
    async with town.database.write() as session:
        await update_push_preferences(session, town.wayan, quiet_hours=awake)
    await converge(town.database, sender)
    first = await send(town)
    await work(town, sender)
    second = await correct(town, first)
    await work(town, sender)
    shown = [line for line in await inbox(town.database) if line.replaced_at is None]
    assert [(line.title_en, line.broadcast_id) for line in shown] == [("Flood over", second)]
    assert len(await inbox(town.database)) == 2
    tags = [
        s.message["android"]["notification"]["tag"] for s in twin.accepted() if "fid" in s.message
    ]
    assert len(tags) == 2 and len(set(tags)) == 1


async def test_a_cancelled_correction_gives_its_place_back(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    first = await send(town)
    await work(town, sender)
    for language in ("id", "en"):
        twin.script(f"announcements_in_city_{language}", Fault.UNAVAILABLE)
    second = await correct(town, first)

    async def waits() -> bool:
        return {m.code for m in await messages_of(town, second)} == {"UNAVAILABLE"}

    async with dispatching(town.database, sender):
        await until(waits)
    assert (await stored(town, first)).replaced_at is not None
    async with town.database.write() as session:
        await cancel_broadcast(session, now(EDITOR), second)
    assert (await stored(town, first)).replaced_at is None
    twin.reset()
    third = await correct(town, first, "key-correct2")
    await make_due(town.database)
    await work(town, sender)
    assert await status_of(town, third) is S.SENT
    states = {(m.state, m.code) for m in await messages_of(town, second)}
    assert states == {(MessageState.DROPPED, reasons.CANCELLED)}


async def test_a_warning_that_has_not_left_does_not_follow_its_all_clear(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    twin.script("alerts_loud_in_city_id", Fault.UNAVAILABLE)
    key = await send(town, **WARNING)
    await approve(town, key)
    await let_pass(town, key)

    async def waits() -> bool:
        return {m.code for m in await messages_of(town, key)} == {None, "UNAVAILABLE"}

    async with dispatching(town.database, sender):
        await until(waits)
    second = await correct(town, key)
    twin.reset()
    await make_due(town.database)
    await work(town, sender)
    titles = [s.message["notification"]["title"] for s in twin.accepted()]
    assert sorted(titles) == ["Banjir surut", "Flood over"]
    states = {m.language: (m.state, m.code) for m in await messages_of(town, key)}
    assert states["ID"] == (MessageState.DROPPED, reasons.SUPERSEDED)
    assert await status_of(town, second) is S.SENT


async def test_an_all_clear_waits_for_the_warning_that_is_on_its_way(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    key = await sent_warning(town, sender)
    second = await correct(town, key)
    async with town.database.write() as session:
        await session.execute(
            MESSAGE.update()
            .where(MESSAGE.c.broadcast_id == key, MESSAGE.c.language == "ID")
            .values(
                state=MessageState.SENDING,
                offered_at=clock.now(),
                leased_until=clock.now() + timedelta(minutes=1),
            )
        )

    async def waits() -> bool:
        found = {m.language: m for m in await messages_of(town, second)}
        is_sent = found["EN"].state is MessageState.SENT
        return is_sent and found["ID"].code == reasons.EARLIER_ON_ITS_WAY

    async with dispatching(town.database, sender):
        await until(waits)
        async with town.database.write() as session:
            await session.execute(
                MESSAGE.update()
                .where(MESSAGE.c.broadcast_id == key)
                .values(state=MessageState.SENT)
            )

        async def is_sent() -> bool:
            return {m.state for m in await messages_of(town, second)} == {MessageState.SENT}

        await until(is_sent)


async def test_only_what_was_sent_is_corrected_and_by_editors(town: Town, sender: Sender) -> None:
    key = await send(town)
    with pytest.raises(Conflict) as early:
        await correct(town, key)
    assert early.value.code is ProblemCode.WRONG_STATUS
    await work(town, sender)
    with pytest.raises(InvalidInput) as wrong:
        await correct(town, key, title_id="", urgency=Urgency.SEVERE)
    assert {fault.path for fault in wrong.value.faults} == {
        "input.title.indonesian",
        "input.urgency",
    }
    for who in (NOBODY, town.wayan):
        with pytest.raises(NotAllowed):
            await correct(town, key, who=who)
    assert len(await all_broadcasts(town)) == 1
    # The article may have been what was wrong.
    async with town.database.write() as session:
        unknown = "0190a000-0000-7000-8000-000000000001"
        await session.execute(update(Broadcast).values(article_id=unknown))
    second = await correct(town, key)
    assert (await stored(town, second)).article_id is None


async def reach(town: Town, key: str) -> dict[tuple[str, str], int]:
    async with town.database.read() as session:
        found = await session.execute(select(BroadcastReach))
        return {
            (row.by, row.value): row.phones for row in found.scalars() if row.broadcast_id == key
        }


async def test_its_phones_are_counted_by_platform_app_and_area(town: Town, sender: Sender) -> None:
    await create_city(town.database)
    alerts = Theme.ALERTS
    beach = [ThemeRequest(alerts, True, (BEACH,))]
    # One phone with two apps is one phone, and counts with both of its apps.
    await town.device(NOBODY, "fid-1", phone_id="a", topics=beach, app="info")
    await town.device(NOBODY, "fid-2", phone_id="a", topics=beach, app="pajak")
    own = citizen("putu")
    await town.device(own, "fid-3", platform=Platform.IOS, app="info")
    async with town.database.write() as session:
        await update_push_preferences(
            session, own, topics=[ThemeRequest(alerts, True, (WEST, EAST))]
        )
    await town.device(NOBODY, "fid-4", platform=Platform.WEB, app="info", locale="EN")
    await town.device(NOBODY, "fid-5", topics=[ThemeRequest(alerts, False)])
    await converge(town.database, sender)
    key = await sent_warning(town, sender)
    assert await reach(town, key) == {
        ("total", ""): 3,
        ("platform", "ANDROID"): 1, ("platform", "IOS"): 1, ("platform", "WEB"): 1,
        ("app", "info"): 3, ("app", "pajak"): 1,
        ("area", "51.03.01.1"): 1, ("area", "51.03.01"): 1, ("area", "51.03.02"): 1,
        ("area", "city"): 1,
    }  # fmt: skip
    # To one district: who chose it, or a village in it.
    other = await send(town, key="key-00000002", theme=alerts, area_id=WEST)
    await work(town, sender)
    assert await reach(town, other) == {
        ("total", ""): 2, ("platform", "ANDROID"): 1, ("platform", "IOS"): 1, ("app", "info"): 2,
        ("area", "51.03.01.1"): 1, ("area", "51.03.01"): 1,
    }  # fmt: skip
    nobody = await send(town, key="key-00000003", theme=Theme.NEWS)
    await work(town, sender)
    assert await reach(town, nobody) == {("total", ""): 0}
