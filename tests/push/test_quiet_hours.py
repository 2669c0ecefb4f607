"""Quiet hours: pushes are deferred and sent once; the inbox has everything at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from api.db.session import Database
from api.identity.values import Viewer
from api.kit import clock
from api.kit.problems import InvalidInput, NotAllowed
from api.push.models import Notification, PushPreference
from api.push.service import (
    QuietHoursRequest,
    ThemeRequest,
    notify,
    remove_device,
    update_push_preferences,
)
from api.push.service.quiet_hours import release_some
from api.push.values import NotificationKind, Theme, Urgency
from tests.push.city import create_city
from tests.push.conftest import NOBODY, Town
from tests.push.notices import deliveries, inbox, notice

NIGHT = datetime(2026, 11, 24, 15, tzinfo=UTC)
"""23:00 in Bali."""
OTHER = "0190a000-0000-7000-8000-000000000002"
MORNING = datetime(2026, 11, 24, 22, tzinfo=UTC)
"""06:00 there."""


async def set_quiet_hours(town: Town, who: Viewer, zone: str | None = "Asia/Makassar") -> None:
    async with town.database.write() as session:
        await update_push_preferences(
            session, who, quiet_hours=QuietHoursRequest("22:00", "06:00", zone)
        )


async def tell(database: Database, at: datetime, *people: str | None, **changes: Any) -> None:
    async with database.write() as session:
        await notify(session, notice(*people, **changes), now=at)


async def release(database: Database, at: datetime) -> int:
    async with database.write() as session:
        return await release_some(session, at, 100)


async def test_pushes_are_deferred_and_only_the_latest_about_a_subject_is_sent(town: Town) -> None:
    me = town.wayan.person_id
    await town.device(town.wayan, "fid-1")
    await set_quiet_hours(town, town.wayan)
    for minute, changes in enumerate(
        ({"key": "a1"}, {"key": "b1", "subject_id": OTHER}, {"key": "a2"})
    ):
        await tell(town.database, NIGHT + timedelta(minutes=minute), me, **changes)
    lines = await inbox(town.database)
    assert [line.deferred_until for line in lines] == [MORNING] * 3  # in the inbox at once
    assert not await deliveries(town.database)
    assert await release(town.database, MORNING - timedelta(milliseconds=1)) == 0
    assert await release(town.database, MORNING) == 1
    by_id = {line.id: line.dedupe_key for line in lines}
    sent = {by_id[d.notification_id] for d in await deliveries(town.database)}
    assert sent == {"a2", "b1"}
    assert await release(town.database, MORNING + timedelta(hours=1)) == 0
    assert [line.deferred_until for line in await inbox(town.database)] == [None] * 3


async def test_only_severe_warnings_pass(town: Town) -> None:
    me = town.wayan.person_id
    await town.device(town.wayan, "fid-1")
    await set_quiet_hours(town, town.wayan)
    for urgency in Urgency:
        await tell(town.database, NIGHT, me, urgency=urgency, kind=NotificationKind.ALERT)
    awake = {line.urgency for line in await inbox(town.database) if not line.deferred_until}
    assert awake == {Urgency.SEVERE, Urgency.EXTREME}
    assert len(await deliveries(town.database)) == 2


async def test_other_people_and_other_hours_are_not_affected(town: Town) -> None:
    await town.device(town.wayan, "fid-1")
    await town.device(town.made, "fid-2")
    await set_quiet_hours(town, town.wayan)
    await tell(town.database, NIGHT, town.wayan.person_id, town.made.person_id, key="night")
    assert len(await deliveries(town.database)) == 1
    await tell(town.database, MORNING, town.wayan.person_id, key="day")
    assert len(await deliveries(town.database)) == 2


async def test_a_notification_that_was_read_or_has_expired_is_not_pushed(town: Town) -> None:
    me = town.wayan.person_id
    await town.device(town.wayan, "fid-1")
    await set_quiet_hours(town, town.wayan)
    await tell(town.database, NIGHT, me, key="read")
    await tell(town.database, NIGHT, me, key="old", subject_id=OTHER,
               ttl_seconds=3600)  # fmt: skip
    table = Notification.metadata.tables["notification"]
    async with town.database.write() as session:
        await session.execute(
            update(table).where(table.c.dedupe_key == "read").values(read_at=NIGHT)
        )
    assert await release(town.database, MORNING) == 1
    assert not await deliveries(town.database) and len(await inbox(town.database)) == 2


async def test_in_the_next_quiet_hours_it_is_deferred_again(town: Town) -> None:
    await town.device(town.wayan, "fid-1")
    await set_quiet_hours(town, town.wayan)
    await tell(town.database, NIGHT, town.wayan.person_id)
    # No worker ran until the next night.
    assert await release(town.database, NIGHT + timedelta(days=1)) == 1
    (line,) = await inbox(town.database)
    assert line.deferred_until == MORNING + timedelta(days=1)
    assert not await deliveries(town.database)


async def test_removing_quiet_hours_releases_deferred_pushes(town: Town) -> None:
    await town.device(town.wayan, "fid-1")
    await set_quiet_hours(town, town.wayan)
    await tell(town.database, NIGHT, town.wayan.person_id)
    # Whatever it was deferred to, it is sent now.
    async with town.database.write() as session:
        await session.execute(
            update(Notification).values(deferred_until=clock.now() + timedelta(hours=5))
        )
        await update_push_preferences(session, town.wayan, remove_quiet_hours=True)
    assert len(await deliveries(town.database)) == 1


async def test_a_disabled_theme_is_in_the_inbox_alone(town: Town) -> None:
    await town.device(town.wayan, "fid-1")
    async with town.database.write() as session:
        await update_push_preferences(
            session, town.wayan, topics=[ThemeRequest(Theme.REPORTS, False)]
        )
    await tell(town.database, MORNING, town.wayan.person_id, key="muted")
    await tell(
        town.database, MORNING, town.wayan.person_id, key="alert", kind=NotificationKind.ALERT
    )
    assert len(await inbox(town.database)) == 2 and len(await deliveries(town.database)) == 1
    await set_quiet_hours(town, town.wayan)
    await tell(town.database, NIGHT, town.wayan.person_id, key="muted at night")
    assert [line.deferred_until for line in await inbox(town.database)] == [None] * 3


async def test_without_a_time_zone_that_of_the_phone_used_last_applies(town: Town) -> None:
    await town.device(town.wayan, "fid-1", time_zone="Asia/Jakarta")
    await set_quiet_hours(town, town.wayan, None)

    async def zone() -> str:
        async with town.database.read() as session:
            row = await session.get(PushPreference, town.wayan.person_id)
            assert row is not None
            return row.time_zone

    assert await zone() == "Asia/Jakarta"
    await town.device(town.wayan, "fid-1", time_zone="Europe/Berlin")  # a journey
    assert await zone() == "Europe/Berlin"
    await set_quiet_hours(town, town.wayan, "Asia/Makassar")
    await town.device(town.wayan, "fid-1", time_zone="Europe/Berlin")
    assert await zone() == "Asia/Makassar"


@pytest.mark.parametrize(
    ("quiet", "path"),
    [
        (QuietHoursRequest("22", "06:00"), "input.quietHours.from"),
        (QuietHoursRequest("22:00", "6:00"), "input.quietHours.until"),
        (QuietHoursRequest("22:00", "22:00"), "input.quietHours.until"),
        (QuietHoursRequest("22:00", "06:00", "Bali"), "input.quietHours.timeZone"),
    ],
)
async def test_quiet_hours_that_are_not_valid(
    town: Town, quiet: QuietHoursRequest, path: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        async with town.database.write() as session:
            await update_push_preferences(session, town.wayan, quiet_hours=quiet)
    assert [fault.path for fault in caught.value.faults] == [path]


async def test_each_theme_is_chosen_once_and_areas_must_exist(town: Town) -> None:
    unknown = "0190a000-0000-7000-8000-000000000009"
    wrong = [
        ThemeRequest(Theme.NEWS, True), ThemeRequest(Theme.NEWS, False),
        ThemeRequest(Theme.ALERTS, True, (unknown,)), ThemeRequest(Theme.REPORTS, True, (unknown,)),
        ThemeRequest(Theme.ANNOUNCEMENTS, True, (unknown,) * 21),
    ]  # fmt: skip
    with pytest.raises(InvalidInput) as caught:
        async with town.database.write() as session:
            await update_push_preferences(session, town.wayan, topics=wrong)
    assert [fault.path for fault in caught.value.faults] == [
        "input.topics.1.theme", "input.topics.2.areas", "input.topics.3.areas",
        "input.topics.4.areas",
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        async with town.database.write() as session:
            await update_push_preferences(session, NOBODY)


async def test_of_several_apps_on_a_phone_one_shows_it(town: Town) -> None:
    phone: dict[str, Any] = {"phone_id": "phone-a"}
    await town.device(town.wayan, "fid-1", **phone)
    await town.device(town.wayan, "fid-2", **phone)
    await town.device(town.wayan, "fid-tablet")
    await town.device(town.made, "fid-3", **phone)  # another person's app on the same phone
    await tell(town.database, MORNING, town.wayan.person_id, town.made.person_id)
    assert len(await deliveries(town.database)) == 3


async def test_the_most_suitable_app_shows_it(town: Town) -> None:
    await create_city(town.database)
    slugs = {}
    for app in ("pajak", "info", "lapor"):
        device = await town.device(town.wayan, f"fid-{app}", app=app, phone_id="phone-a")
        slugs[device.id] = app

    async def told_by(kind: NotificationKind) -> str:
        before = {d.id for d in await deliveries(town.database)}
        await tell(town.database, MORNING, town.wayan.person_id, kind=kind)
        (new,) = [d for d in await deliveries(town.database) if d.id not in before]
        return slugs[new.device_id]

    assert await told_by(NotificationKind.REPORT_UPDATED) == "lapor"
    assert await told_by(NotificationKind.ALERT) == "info"
    (lapor,) = [id for id, app in slugs.items() if app == "lapor"]
    async with town.database.write() as session:
        await remove_device(session, town.wayan, lapor)
    assert await told_by(NotificationKind.REPORT_UPDATED) == "info"
