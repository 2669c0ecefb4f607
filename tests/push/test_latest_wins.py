"""What a phone ends on is the latest: before each send the message is looked at again."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from api.kit import clock
from api.kit.problems import Words
from api.push.gateway import Message, Sender, SendResult
from api.push.models import Notification
from api.push.service import (
    ThemeRequest,
    mark_notifications_read,
    update_push_preferences,
)
from api.push.values import NotificationKind, Platform, Theme, Urgency
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import until
from tests.push.conftest import Town
from tests.push.notices import inbox, notice, post
from tests.push.sending import Wrapped, dispatching, make_due, messages, send_due, states

OTHER = "0190a000-0000-7000-8000-000000000002"


async def tell(town: Town, word: str, **changes: Any) -> None:
    title = Words(f"Laporan: {word}", f"Report: {word}")
    await post(town.database, notice(town.wayan.person_id, title=title, **changes))


@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.QUOTA_EXCEEDED, Fault.DEAD])
async def test_after_a_failure_the_older_word_does_not_overtake_the_newer(
    town: Town, sender: Sender, twin: FcmTwin, fault: Fault
) -> None:
    await town.device(town.wayan, "fid-1")
    phone = twin.phone(apps={"fid-1": "lapor"})
    twin.script("fid-1", fault, times=1)
    await tell(town, "VERIFIED")
    await send_due(town.database, sender)
    assert not phone.drawn
    await tell(town, "REJECTED")
    await send_due(town.database, sender)
    await make_due(town.database)
    await send_due(town.database, sender)
    assert phone.titles() == ["Laporan: REJECTED"] and len(phone.drawn) == 1
    assert await states(town.database) == [("DROPPED", "SUPERSEDED"), ("SENT", None)]


async def test_a_newer_word_waits_until_the_older_one_has_arrived(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    phone = twin.phone(apps={"fid-1": "lapor"})
    going, go = asyncio.Event(), asyncio.Event()

    class Slow(Wrapped):
        async def send(self, lane: str, message: Message) -> SendResult:
            if message.title.endswith("VERIFIED"):
                going.set()
                await go.wait()
            return await super().send(lane, message)

    async def all_sent() -> bool:
        return await states(town.database) == [("SENT", None)] * 2

    async with dispatching(town.database, Slow(sender)):
        await tell(town, "VERIFIED")
        await asyncio.wait_for(going.wait(), 10)
        await tell(town, "REJECTED")
        await tell(town, "other", subject_id=OTHER)  # no reason to wait
        await until(lambda: phone.titles() == ["Laporan: other"])
        await asyncio.sleep(1.5)
        assert phone.titles() == ["Laporan: other"]
        go.set()
        await until(lambda: len(phone.drawn) == 3)
    assert phone.titles()[-1] == "Laporan: REJECTED" and len(phone.titles()) == 2
    assert {message.attempts for message in await messages(town.database)} == {1}


async def test_a_backlog_of_five_becomes_one(town: Town, sender: Sender, twin: FcmTwin) -> None:
    await town.device(town.wayan, "fid-1")
    await town.device(town.wayan, "fid-2", locale="EN")
    phones = [twin.phone(apps={fid: "lapor"}) for fid in ("fid-1", "fid-2")]
    for word in ("ONE", "TWO", "THREE", "FOUR", "FIVE"):
        await tell(town, word)
    await send_due(town.database, sender)
    assert [phone.titles() for phone in phones] == [["Laporan: FIVE"], ["Report: FIVE"]]
    assert len(twin.sent) == 2
    assert sorted(await states(town.database), key=str) == [
        *[("DROPPED", "SUPERSEDED")] * 8, *[("SENT", None)] * 2
    ]  # fmt: skip
    assert len(await inbox(town.database)) == 5


async def test_what_was_read_meanwhile_is_not_pushed(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    twin.script("fid-1", Fault.UNAVAILABLE, times=1)
    await tell(town, "VERIFIED")
    await send_due(town.database, sender)
    (entry,) = await inbox(town.database)
    async with town.database.write() as session:
        await mark_notifications_read(session, town.wayan, [entry.id])
    await make_due(town.database)
    await send_due(town.database, sender)
    assert not twin.accepted() and await states(town.database) == [("DROPPED", "READ")]


async def test_what_was_muted_meanwhile_is_not_pushed(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await tell(town, "VERIFIED")
    async with town.database.write() as session:
        off = [ThemeRequest(Theme.REPORTS, False)]
        await update_push_preferences(session, town.wayan, topics=off)
    await send_due(town.database, sender)
    assert not twin.sent and await states(town.database) == [("DROPPED", "MUTED")]


async def test_a_severe_warning_is_not_silenced_by_quieter_news_of_the_same(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    """The quieter one may wait for the morning, or be muted: the warning must not."""
    await town.device(town.wayan, "fid-1")
    await tell(town, "FLOOD", kind=NotificationKind.ALERT, urgency=Urgency.SEVERE)
    await tell(town, "photos", kind=NotificationKind.ALERT, urgency=Urgency.LOW)
    await send_due(town.database, sender)
    assert (await states(town.database))[0] == ("SENT", None)


async def test_news_of_another_theme_does_not_replace_it(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    """Of the same subject: whoever muted the newer one would hear of neither."""
    await town.device(town.wayan, "fid-1")
    await tell(town, "alert", kind=NotificationKind.ALERT)
    await tell(town, "news", kind=NotificationKind.ARTICLE_PUBLISHED)
    await send_due(town.database, sender)
    assert await states(town.database) == [("SENT", None)]
    assert [s.message["notification"]["title"] for s in twin.accepted()] == ["Laporan: alert"]


async def test_words_and_the_badge_are_those_of_the_moment_of_sending(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1", platform=Platform.IOS)
    phone = twin.phone("IOS", apps={"fid-1": "lapor"})
    for subject in ("0190a000-0000-7000-8000-00000000000a", OTHER):
        await tell(town, "old", subject_id=subject)
    await tell(town, "new")
    entry = Notification.metadata.tables["notification"]
    async with town.database.write() as session:
        await session.execute(
            update(entry).where(entry.c.subject_id == OTHER).values(read_at=clock.now())
        )
    await send_due(town.database, sender)
    assert {drawn.badge for drawn in phone.drawn} == {2}
