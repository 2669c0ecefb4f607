"""An opened push is counted once: reported by its receiver, on the phone that got it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from api.identity.values import Viewer
from api.kit import clock, ids
from api.kit.problems import NotAllowed, NotFound
from api.push.gateway import Sender
from api.push.models import Device, Notification, PushMessage, PushOpening
from api.push.service import (
    ThemeRequest,
    mark_notification_opened,
    mark_topic_message_opened,
    remove_device,
)
from api.push.service.openings import summarise_openings
from api.push.values import Theme
from tests.push.city import converge
from tests.push.conftest import NOBODY, Town, citizen
from tests.push.notices import announce, inbox, notice, post
from tests.push.sending import messages

MESSAGE = PushMessage.metadata.tables["push_message"]
DEVICE = Device.metadata.tables["device"]


async def opened(town: Town, viewer: Viewer, notification: str, device: str) -> None:
    async with town.database.write() as session:
        await mark_notification_opened(session, viewer, notification, device)


async def told(town: Town) -> tuple[Notification, Device, PushMessage]:
    device = await town.device(town.wayan, "fid-1")
    await town.device(town.made, "fid-made")
    await post(town.database, notice(town.wayan.person_id))
    (line,), (message,) = await inbox(town.database), await messages(town.database)
    return line, device, message


async def test_the_first_report_counts_and_a_second_has_no_effect(town: Town) -> None:
    line, device, _ = await told(town)
    await opened(town, town.wayan, line.id, device.id)
    (first,) = await messages(town.database)
    assert first.opened_at == town.wayan.now
    later = citizen("wayan")
    assert later.now >= town.wayan.now
    await opened(town, later, line.id, device.id)
    (second,) = await messages(town.database)
    assert second.opened_at == first.opened_at


@pytest.mark.parametrize("case", ["another person", "another device", "no such", "no id"])
async def test_what_is_not_the_viewers_own_is_not_found(town: Town, case: str) -> None:
    line, device, _ = await told(town)
    other = await town.device(town.wayan, "fid-2")
    asked: dict[str, tuple[Any, str, str]] = {
        "another person": (town.made, line.id, device.id),
        "another device": (town.wayan, line.id, other.id),
        "no such": (town.wayan, ids.uuid7(), device.id),
        "no id": (town.wayan, "nonsense", device.id),
    }
    with pytest.raises(NotFound):
        await opened(town, *asked[case])
    assert [d.opened_at for d in await messages(town.database)] == [None]


async def test_a_phone_that_changed_hands_cannot_report_what_came_before(town: Town) -> None:
    line, device, _ = await told(town)
    await town.device(town.made, "fid-1")
    for viewer in (town.wayan, town.made):
        with pytest.raises(NotFound):
            await opened(town, viewer, line.id, device.id)


async def test_anonymous_people_cannot_report_a_personal_push(town: Town) -> None:
    line, device, _ = await told(town)
    with pytest.raises(NotAllowed):
        await opened(town, NOBODY, line.id, device.id)


async def told_city(town: Town) -> str:
    """Broadcasts to everyone who has warnings enabled; returns the Indonesian message."""
    await announce(town.database, Theme.ALERTS)
    return [m.id for m in await messages(town.database) if m.language == "ID"][-1]


async def opened_city(town: Town, viewer: Viewer, message: str, device: str) -> None:
    async with town.database.write() as session:
        await mark_topic_message_opened(session, viewer, message, device)


async def openings(town: Town) -> list[PushOpening]:
    async with town.database.read() as session:
        return list((await session.execute(select(PushOpening))).scalars())


async def test_each_phone_in_a_topic_counts_once_and_the_rows_do_not_reveal_it(
    town: Town, sender: Sender
) -> None:
    own = await town.device(town.wayan, "fid-1")
    nobodys = await town.device(NOBODY, "fid-2")
    await converge(town.database, sender)
    message = await told_city(town)
    for _ in range(3):
        await opened_city(town, town.wayan, message, own.id)
        await opened_city(town, NOBODY, message, nobodys.id)
    await opened_city(town, town.made, message, nobodys.id)  # the same phone, now signed in
    rows = await openings(town)
    assert [row.message_id for row in rows] == [message] * 2
    assert not {own.id, nobodys.id} & {row.phone for row in rows}
    other = await told_city(town)
    await opened_city(town, NOBODY, other, nobodys.id)
    phones = [row.phone for row in await openings(town)]
    assert len(set(phones)) == 3, "two pushes on one phone can be linked"
    async with town.database.write() as session:
        await remove_device(session, NOBODY, nobodys.id)
    assert len(await openings(town)) == 3


@pytest.mark.parametrize(
    "case",
    ["another person", "not in the topic", "too late", "not confirmed", "no such", "no id"],
)
async def test_phones_that_did_not_get_it_do_not_count(
    town: Town, sender: Sender, case: str
) -> None:
    own = await town.device(town.wayan, "fid-1")
    deaf = await town.device(NOBODY, "fid-2", topics=[ThemeRequest(Theme.ALERTS, False)])
    await converge(town.database, sender)
    made_up = await town.device(NOBODY, "fid-4")
    message = await told_city(town)
    after = replace(NOBODY, now=clock.now())
    late = await town.device(after, "fid-3")
    if case == "too late":
        await converge(town.database, sender)
    asked: dict[str, tuple[Viewer, str, str]] = {
        "another person": (town.made, message, own.id),
        "not in the topic": (NOBODY, message, deaf.id),
        "too late": (NOBODY, message, late.id),
        "not confirmed": (NOBODY, message, made_up.id),
        "no such": (NOBODY, ids.uuid7(), own.id),
        "no id": (NOBODY, "nonsense", own.id),
    }
    with pytest.raises(NotFound):
        await opened_city(town, *asked[case])
    assert await openings(town) == []
    await opened_city(town, town.wayan, message, own.id)
    assert len(await openings(town)) == 1


async def test_after_two_months_only_the_number_of_openings_is_kept(
    town: Town, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.push.service.openings._SUMMARISED_AT_ONCE", 2)
    phones = [await town.device(NOBODY, f"fid-{n}") for n in range(3)]
    await converge(town.database, sender)
    old, new = await told_city(town), await told_city(town)
    for phone in phones:
        await opened_city(town, NOBODY, old, phone.id)
        await opened_city(town, NOBODY, new, phone.id)
    long_ago = clock.now() - timedelta(days=61)
    async with town.database.write() as session:
        await session.execute(
            update(MESSAGE).where(MESSAGE.c.id == old).values(created_at=long_ago)
        )
        await session.execute(update(DEVICE).values(created_at=long_ago))
    assert await summarise_openings(town.database, clock.now()) == 3
    assert await summarise_openings(town.database, clock.now()) == 0
    assert [row.message_id for row in await openings(town)] == [new] * 3
    async with town.database.read() as session:
        found = await session.execute(
            select(MESSAGE.c.id, MESSAGE.c.opened_before).where(MESSAGE.c.id.in_([old, new]))
        )
        assert {row.id: row.opened_before for row in found} == {old: 3, new: 0}
    with pytest.raises(NotFound):
        await opened_city(town, NOBODY, old, phones[0].id)
