"""Quiet hours: pushes wait for their end and are sent once; the inbox has everything at once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from api.identity.values import Viewer
from api.kit import clock
from api.kit.problems import InvalidInput, NotAllowed
from api.push.gateway import Sender
from api.push.models import Notification, PushPreference
from api.push.service import (
    QuietHoursRequest,
    ThemeRequest,
    notify,
    remove_device,
    update_push_preferences,
)
from api.push.values import NotificationKind, Theme, Urgency
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.push.city import create_city
from tests.push.conftest import NOBODY, Town
from tests.push.notices import inbox, notice, post
from tests.push.quiet import around, end_quiet_hours, start_quiet_hours
from tests.push.sending import make_due, messages, send_due, states

OTHER = "0190a000-0000-7000-8000-000000000002"


async def set_quiet_hours(town: Town, who: Viewer, zone: str | None = "Asia/Makassar") -> None:
    async with town.database.write() as session:
        await update_push_preferences(
            session, who, quiet_hours=QuietHoursRequest("22:00", "06:00", zone)
        )


def codes(found: list[tuple[str, str | None]]) -> list[str]:
    return sorted(code or state for state, code in found)


async def test_pushes_wait_and_only_the_latest_about_a_subject_is_sent(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    me = town.wayan.person_id
    await town.device(town.wayan, "fid-1")
    await start_quiet_hours(town, town.wayan)
    for changes in ({"key": "a1"}, {"key": "b1", "subject_id": OTHER}, {"key": "a2"}):
        await post(town.database, notice(me, **changes))
    entries = {entry.dedupe_key: entry.id for entry in await inbox(town.database)}
    assert set(entries) == {"a1", "b1", "a2"}  # in the inbox at once
    await send_due(town.database, sender)
    assert not twin.sent
    assert codes(await states(town.database)) == ["QUIET_HOURS", "QUIET_HOURS", "SUPERSEDED"]
    end = clock.now() + timedelta(hours=2)
    for message in await messages(town.database):
        if message.code == "QUIET_HOURS":
            assert abs(message.due_at - end) < timedelta(minutes=2) and message.attempts == 0
    await make_due(town.database)  # the hours are not over: whoever sends looks again
    await send_due(town.database, sender)
    assert not twin.sent

    await end_quiet_hours(town, town.wayan)
    await send_due(town.database, sender)
    assert {s.id for s in twin.accepted()} == {f"ntf_{entries[key]}" for key in ("a2", "b1")}
    assert codes(await states(town.database)) == ["SENT", "SENT", "SUPERSEDED"]
    await make_due(town.database)
    await send_due(town.database, sender)
    assert len(twin.sent) == 2


async def test_only_severe_warnings_and_an_editors_own_preview_pass(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    me = town.wayan.person_id
    await town.device(town.wayan, "fid-1")
    await start_quiet_hours(town, town.wayan)
    for number, urgency in enumerate(Urgency):
        about = f"0190a000-0000-7000-8000-00000000001{number}"
        alert = notice(me, urgency=urgency, kind=NotificationKind.ALERT, subject_id=about)
        await post(town.database, alert)
    async with town.database.write() as session:
        preview = notice(me, key="preview", subject_id=OTHER)
        await notify(session, preview, now=clock.now(), ignore_preferences=True)
    await send_due(town.database, sender)
    entries = {f"ntf_{entry.id}": entry for entry in await inbox(town.database)}
    passed = [entries[s.id] for s in twin.accepted()]
    assert {e.urgency for e in passed if e.dedupe_key != "preview"} == {
        Urgency.SEVERE, Urgency.EXTREME
    }  # fmt: skip
    assert "preview" in {entry.dedupe_key for entry in passed} and len(passed) == 3


async def test_other_people_and_other_hours_are_not_affected(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await town.device(town.made, "fid-2")
    await start_quiet_hours(town, town.wayan)
    await post(town.database, notice(town.wayan.person_id, town.made.person_id))
    await send_due(town.database, sender)
    assert [s.target for s in twin.accepted()] == ["fid-2"]
    start, end = around(clock.now() + timedelta(hours=6))
    async with town.database.write() as session:
        await update_push_preferences(
            session, town.wayan, quiet_hours=QuietHoursRequest(start, end, "UTC")
        )
    await send_due(town.database, sender)
    assert [s.target for s in twin.accepted()] == ["fid-2", "fid-1"]


async def test_a_notification_that_was_read_or_has_expired_is_not_pushed(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    me = town.wayan.person_id
    await town.device(town.wayan, "fid-1")
    await start_quiet_hours(town, town.wayan)
    await post(town.database, notice(me, key="read"))
    await post(town.database, notice(me, key="old", subject_id=OTHER, ttl_seconds=3600))
    await send_due(town.database, sender)
    entry = Notification.metadata.tables["notification"]
    async with town.database.write() as session:
        await session.execute(
            update(entry).where(entry.c.dedupe_key == "read").values(read_at=clock.now())
        )
        await session.execute(
            update(entry)
            .where(entry.c.dedupe_key == "old")
            .values(created_at=clock.now() - timedelta(hours=2))
        )
    await end_quiet_hours(town, town.wayan)
    await send_due(town.database, sender)
    assert not twin.sent and len(await inbox(town.database)) == 2
    assert codes(await states(town.database)) == ["EXPIRED", "READ"]


async def test_a_push_that_is_tried_again_in_quiet_hours_waits_for_their_end(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    await town.device(town.wayan, "fid-2")
    twin.script("fid-1", Fault.UNAVAILABLE, times=1)
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    assert codes(await states(town.database)) == ["SENT", "UNAVAILABLE"]
    await start_quiet_hours(town, town.wayan)
    await make_due(town.database)
    await send_due(town.database, sender)
    assert codes(await states(town.database)) == ["QUIET_HOURS", "SENT"]
    await end_quiet_hours(town, town.wayan)
    await send_due(town.database, sender)
    assert len(twin.accepted("fid-1")) == len(twin.accepted("fid-2")) == 1
    assert codes(await states(town.database)) == ["SENT", "SENT"]


async def test_a_disabled_theme_is_in_the_inbox_alone(town: Town) -> None:
    await town.device(town.wayan, "fid-1")
    async with town.database.write() as session:
        await update_push_preferences(
            session, town.wayan, topics=[ThemeRequest(Theme.REPORTS, False)]
        )
    me = town.wayan.person_id
    await post(town.database, notice(me, key="muted"))
    await post(town.database, notice(me, key="alert", kind=NotificationKind.ALERT))
    assert len(await inbox(town.database)) == 2 and len(await messages(town.database)) == 1
    await start_quiet_hours(town, town.wayan)
    await post(town.database, notice(me, key="muted at night"))
    assert len(await inbox(town.database)) == 3 and len(await messages(town.database)) == 1


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
    await post(town.database, notice(town.wayan.person_id, town.made.person_id))
    assert len(await messages(town.database)) == 3


async def test_the_most_suitable_app_shows_it(town: Town) -> None:
    await create_city(town.database)
    slugs = {}
    for app in ("pajak", "info", "lapor"):
        device = await town.device(town.wayan, f"fid-{app}", app=app, phone_id="phone-a")
        slugs[device.id] = app

    async def told_by(kind: NotificationKind) -> str:
        before = {d.id for d in await messages(town.database)}
        await post(town.database, notice(town.wayan.person_id, kind=kind))
        (new,) = [d for d in await messages(town.database) if d.id not in before]
        return slugs[str(new.device_id)]

    assert await told_by(NotificationKind.REPORT_UPDATED) == "lapor"
    assert await told_by(NotificationKind.ALERT) == "info"
    (lapor,) = [id for id, app in slugs.items() if app == "lapor"]
    async with town.database.write() as session:
        await remove_device(session, town.wayan, lapor)
    assert await told_by(NotificationKind.REPORT_UPDATED) == "info"
