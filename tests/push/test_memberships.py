"""Topic memberships: as chosen, in one app of each phone, and at FCM after any failure."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from api.db.session import Database
from api.kit import clock
from api.push.gateway import Sender, SendResult
from api.push.jobs import memberships as membership_jobs
from api.push.jobs.memberships import sync_memberships
from api.push.models import Device
from api.push.service import QuietHoursRequest, ThemeRequest, remove_device, update_push_preferences
from api.push.service.upkeep import delete_inactive_devices, sync_all_devices
from api.push.values import DeviceStatus, Theme
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.push.city import (
    BEACH,
    EAST,
    WEST,
    converge,
    create_city,
    make_due,
    unconfirmed,
    wanted,
)
from tests.push.conftest import NOBODY, Town
from tests.push.notices import devices
from tests.story.waiting import until

LOUD_TOPICS = {"alerts_loud_in_city_id"}
DEFAULT_TOPICS = {"alerts_in_city_id", "alerts_loud_in_city_id", "announcements_in_city_id"}


async def choose(town: Town, who: Any, *choices: ThemeRequest, **more: Any) -> None:
    async with town.database.write() as session:
        await update_push_preferences(session, who, topics=choices, **more)


async def test_by_default_a_device_is_in_the_topics_of_the_whole_city(town: Town) -> None:
    await town.device(NOBODY, "fid-1")
    await town.device(town.wayan, None, "token-2", locale="EN")
    english = {topic.removesuffix("id") + "en" for topic in DEFAULT_TOPICS}
    assert await wanted(town.database) == {"fid-1": DEFAULT_TOPICS, "token-2": english}


async def test_a_persons_choices_take_precedence_over_those_of_the_device(town: Town) -> None:
    await create_city(town.database)
    topics = [ThemeRequest(Theme.NEWS, True, (WEST,)), ThemeRequest(Theme.ANNOUNCEMENTS, False)]
    await town.device(NOBODY, "fid-1", topics=topics)
    own = {"alerts_in_city_id", "alerts_loud_in_city_id", "news_in_city_id",
           "news_in_51.03.01_id", "news_in_51.03.01.1_id"}  # fmt: skip
    assert (await wanted(town.database))["fid-1"] == own
    await town.device(NOBODY, "fid-1")  # other themes stay unchanged
    assert (await wanted(town.database))["fid-1"] == own
    await town.device(town.wayan, "fid-1")
    assert (await wanted(town.database))["fid-1"] == DEFAULT_TOPICS
    await choose(town, town.wayan, ThemeRequest(Theme.ALERTS, True, (BEACH, EAST)))
    alerts = {f"alerts_{loud}{place}_id" for loud in ("", "loud_")
              for place in ("in_city", "in_51.03.01", "in_51.03.01.1", "in_51.03.02",
                            "in_51.03.02.1")}  # fmt: skip
    assert (await wanted(town.database))["fid-1"] == alerts | {"announcements_in_city_id"}


async def test_of_several_apps_on_a_phone_the_best_is_in_each_topic_and_all_in_those_of_warnings(
    town: Town,
) -> None:
    await create_city(town.database)
    for slug in ("pajak", "lapor", "info"):
        await town.device(NOBODY, f"fid-{slug}", app=slug, phone_id="phone-a")
        await town.device(NOBODY, f"other-{slug}", app=slug)
    found = await wanted(town.database)
    assert found["fid-info"] == DEFAULT_TOPICS
    assert found["fid-lapor"] == found["fid-pajak"] == LOUD_TOPICS
    assert all(found[f"other-{slug}"] == DEFAULT_TOPICS for slug in ("pajak", "lapor", "info"))
    # Without the best one, the next takes over.
    gone = next(d for d in await devices(town.database) if d.installation_id == "fid-info")
    async with town.database.write() as session:
        await remove_device(session, NOBODY, gone.id)
    found = await wanted(town.database)
    assert found["fid-lapor"] == DEFAULT_TOPICS and "fid-info" not in found
    assert found["fid-pajak"] == LOUD_TOPICS
    assert all("phone-a" not in (d.phone_key or "") for d in await devices(town.database))


async def test_apps_that_register_concurrently_on_one_phone_do_not_all_join(
    town: Town, database_url: str
) -> None:
    await create_city(town.database)
    towns = [Town(Database(database_url), town.wayan, town.made) for _ in range(3)]
    await asyncio.gather(
        *(t.device(NOBODY, f"fid-{app}", app=app, phone_id="phone-a")
          for t, app in zip(towns, ("pajak", "lapor", "info"), strict=True))
    )  # fmt: skip
    assert await wanted(town.database) == {
        "fid-info": DEFAULT_TOPICS, "fid-lapor": LOUD_TOPICS, "fid-pajak": LOUD_TOPICS
    }  # fmt: skip
    for other in towns:
        await other.database.close()


async def test_with_quiet_hours_only_topics_that_may_wake_remain(town: Town) -> None:
    await town.device(town.wayan, "fid-1")
    await choose(town, town.wayan, quiet_hours=QuietHoursRequest("22:00", "06:00"))
    assert (await wanted(town.database))["fid-1"] == {"alerts_loud_in_city_id"}
    await choose(town, town.wayan, remove_quiet_hours=True)
    assert (await wanted(town.database))["fid-1"] == DEFAULT_TOPICS


async def test_memberships_at_fcm_follow_the_wanted_ones(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(NOBODY, "fid-1")
    device = await town.device(town.wayan, None, "token:2-APA91_b")
    await converge(town.database, sender)
    assert (
        twin.topics.topics_of("fid-1") == twin.topics.topics_of("token:2-APA91_b") == DEFAULT_TOPICS
    )
    asked = len(twin.topics.asked)
    await converge(town.database, sender)
    assert len(twin.topics.asked) == asked == 6  # nothing is requested twice

    await town.device(NOBODY, "fid-1", topics=[ThemeRequest(Theme.ALERTS, False)])
    async with town.database.write() as session:
        await remove_device(session, town.wayan, device.id)
    await converge(town.database, sender)
    assert twin.topics.topics_of("fid-1") == {"announcements_in_city_id"}
    assert twin.topics.topics_of("token:2-APA91_b") == set()
    assert await wanted(town.database) == {"fid-1": {"announcements_in_city_id"}}


async def test_an_installation_id_inherits_the_memberships_of_its_token(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(NOBODY, None, "token-1")
    await converge(town.database, sender)
    await town.device(NOBODY, "fid-1", "token-1", locale="EN")
    await converge(town.database, sender)
    english = {topic.removesuffix("id") + "en" for topic in DEFAULT_TOPICS}
    assert await wanted(town.database) == {"fid-1": english}
    assert twin.topics.topics_of("fid-1") == english


async def test_failures_are_retried_and_devices_that_are_gone_are_turned_off(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    for name in ("fid-well", "fid-busy", "fid-gone", "fid-bad"):
        await town.device(NOBODY, name)
    twin.script("fid-busy", Fault.QUOTA_EXCEEDED, times=3)
    twin.script("fid-gone", Fault.UNREGISTERED, times=3)
    twin.script("fid-bad", Fault.INVALID_ARGUMENT, times=3)
    await sync_memberships(town.database, sender)
    assert await unconfirmed(town.database) == 3
    assert twin.topics.topics_of("fid-well") == DEFAULT_TOPICS
    states = {d.installation_id: (d.status, d.off_reason) for d in await devices(town.database)}
    assert states["fid-gone"] == (DeviceStatus.OFF, "UNREGISTERED")
    assert states["fid-bad"] == states["fid-busy"] == (DeviceStatus.ACTIVE, None)
    await sync_memberships(town.database, sender)
    assert await unconfirmed(town.database) == 3  # not before it is due
    await make_due(town.database)
    await converge(town.database, sender)
    assert twin.topics.topics_of("fid-busy") == DEFAULT_TOPICS


class Dying:
    """A sender whose worker dies before, or after, FCM was called."""

    def __init__(self, sender: Sender, after: bool) -> None:
        self._sender, self._after = sender, after

    async def change_members(
        self, registrations: Sequence[str], topic: str, *, join: bool
    ) -> list[SendResult]:
        if self._after:
            await self._sender.change_members(registrations, topic, join=join)
        raise asyncio.CancelledError


@pytest.mark.parametrize("after", [False, True])
async def test_after_a_crash_the_memberships_converge(
    town: Town, sender: Sender, twin: FcmTwin, after: bool
) -> None:
    await town.device(NOBODY, "fid-1")
    with pytest.raises(asyncio.CancelledError):
        await sync_memberships(town.database, Dying(sender, after))  # type: ignore[arg-type]
    await sync_memberships(town.database, sender)
    held = DEFAULT_TOPICS if after else set()
    await until(lambda: twin.topics.topics_of("fid-1") == held)  # claimed, not due; calls end apart
    # Its owner changes their mind while the memberships at FCM are uncertain.
    await town.device(NOBODY, "fid-1", topics=[ThemeRequest(Theme.ALERTS, False)])
    await make_due(town.database)
    await converge(town.database, sender)
    assert twin.topics.topics_of("fid-1") == {"announcements_in_city_id"}


async def test_a_change_during_the_call_is_not_lost(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    class Slow(Dying):
        async def change_members(self, registrations: Sequence[str], topic: str, *, join: bool):  # type: ignore[no-untyped-def]
            outcomes = await sender.change_members(registrations, topic, join=join)
            if topic.startswith("announcements") and join:
                choices = [ThemeRequest(Theme.ANNOUNCEMENTS, False)]
                await town.device(NOBODY, "fid-1", topics=choices)
            return outcomes

    await town.device(NOBODY, "fid-1")
    await sync_memberships(town.database, Slow(sender, True))  # type: ignore[arg-type]
    await converge(town.database, sender)
    assert twin.topics.topics_of("fid-1") == {"alerts_in_city_id", "alerts_loud_in_city_id"}


async def test_the_result_of_a_worker_that_lost_its_claim_is_ignored(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    """It was so slow that another worker removed the member, which is to join again by now."""
    topic = "announcements_in_city_id"

    class Overtaken(Dying):
        async def change_members(self, registrations: Sequence[str], topic_: str, *, join: bool):  # type: ignore[no-untyped-def]
            outcomes = await sender.change_members(registrations, topic_, join=join)
            if topic_ == topic:
                for enabled in (False, True):
                    choices = [ThemeRequest(Theme.ANNOUNCEMENTS, enabled)]
                    await town.device(NOBODY, "fid-1", topics=choices)
                    await make_due(town.database)
                    if not enabled:
                        await sync_memberships(town.database, sender)
            return outcomes

    await town.device(NOBODY, "fid-1", topics=[ThemeRequest(Theme.ALERTS, False)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(membership_jobs, "_claim", _once(membership_jobs._claim))
        overtaken = Overtaken(sender, True)
        await sync_memberships(town.database, overtaken)  # type: ignore[arg-type]
    assert twin.topics.topics_of("fid-1") == set()
    await converge(town.database, sender)
    assert twin.topics.topics_of("fid-1") == {topic}


def _once(claim: Any) -> Any:
    """The slow worker claims once; the other one, in the middle of its call, too."""
    turns = iter((True, True, False, False))

    async def claims(*given: Any) -> Any:
        return await claim(*given) if next(turns, False) else []

    return claims


async def test_many_members_are_split_into_calls_of_at_most_a_thousand(
    town: Town, sender: Sender, twin: FcmTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(membership_jobs, "_MAX_MEMBERS", 4)
    sizes, at_once, most = [], 0, 0

    class Counting(Dying):
        async def change_members(self, registrations: Sequence[str], topic: str, *, join: bool):  # type: ignore[no-untyped-def]
            nonlocal at_once, most
            sizes.append(len(registrations))
            at_once += 1
            most = max(most, at_once)
            outcomes = await sender.change_members(registrations, topic, join=join)
            at_once -= 1
            return outcomes

    for number in range(7):
        await town.device(NOBODY, f"fid-{number}")
    assert await sync_memberships(town.database, Counting(sender, True)) == 21  # type: ignore[arg-type]
    assert sum(sizes) == 21 and max(sizes) <= 4 and most <= 2
    assert all(twin.topics.topics_of(f"fid-{number}") == DEFAULT_TOPICS for number in range(7))


async def test_inactive_phones_leave_all_topics_but_those_of_warnings_and_are_deleted_later(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    now = clock.now()
    ages = {"fid-59": 59, "fid-61": 61, "fid-269": 269, "fid-271": 271}
    table = Device.metadata.tables["device"]
    for name, days in ages.items():
        device = await town.device(NOBODY, name, topics=[ThemeRequest(Theme.NEWS, False)])
        async with town.database.write() as session:
            await session.execute(
                update(table).where(table.c.id == device.id)
                .values(seen_at=now - timedelta(days=days))
            )  # fmt: skip
    off = await town.device(NOBODY, "fid-off")
    async with town.database.write() as session:
        await session.execute(
            update(table).where(table.c.id == off.id).values(status=DeviceStatus.OFF)
        )
    await converge(town.database, sender)
    assert await delete_inactive_devices(town.database, now) == 1
    assert await sync_all_devices(town.database, now) == 4
    await converge(town.database, sender)
    assert {d.installation_id for d in await devices(town.database)} == {*ages, "fid-off"} - {
        "fid-271"
    }
    silent = {"fid-61": LOUD_TOPICS, "fid-269": LOUD_TOPICS}
    assert await wanted(town.database) == {"fid-59": DEFAULT_TOPICS, **silent}
    held = {"fid-59": DEFAULT_TOPICS, **silent, "fid-271": set(), "fid-off": set()}
    for name, topics in held.items():
        assert twin.topics.topics_of(name) == topics
    await town.device(NOBODY, "fid-61")  # it is back
    assert (await wanted(town.database))["fid-61"] == DEFAULT_TOPICS
