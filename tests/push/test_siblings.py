"""A phone with two of the city's apps is not silenced when one of them goes."""

from typing import Any

import pytest

from api.push.gateway import Sender
from api.push.jobs.memberships import sync_memberships
from api.push.service import register_device
from api.push.values import DeviceStatus, NotificationKind, Permission, Platform, Theme
from scripts.twins.fcm import FcmTwin
from scripts.twins.phone import Phone
from tests.push.city import converge, create_city, make_due, wanted
from tests.push.conftest import NOBODY, Town
from tests.push.notices import announce, devices, inbox, notice, post, warn
from tests.push.sending import messages, send_due, states

OTHER = "0190a000-0000-7000-8000-000000000002"
LOUD = {"alerts_loud_in_city_id"}
ALL = {"alerts_in_city_id", "announcements_in_city_id", *LOUD}


async def two_apps(town: Town, twin: FcmTwin, **of_info: Any) -> Phone:
    """Wayan's phone with the app for information, which is the better one for alerts, and the one
    for complaints."""
    await create_city(town.database)
    for slug, more in (("lapor", {}), ("info", of_info)):
        await town.device(town.wayan, f"fid-{slug}", app=slug, phone_id="phone-a", **more)
    return twin.phone(apps={"fid-lapor": "lapor", "fid-info": "info"})


async def alert(town: Town, **changes: Any) -> None:
    await post(town.database, notice(town.wayan.person_id, kind=NotificationKind.ALERT, **changes))


async def test_what_met_unregistered_and_what_waits_goes_to_the_sibling(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    phone = await two_apps(town, twin)
    await converge(town.database, sender)
    assert (await wanted(town.database)) == {"fid-info": ALL, "fid-lapor": LOUD}
    twin.uninstall("fid-info")
    await alert(town)
    await alert(town, subject_id=OTHER)
    await send_due(town.database, sender)
    assert [(d.app, d.title) for d in phone.drawn] == [("lapor", "Laporan Anda berlanjut")] * 2
    assert await states(town.database) == [("SENT", None)] * 2
    off = {d.installation_id: (d.status, d.off_reason) for d in await devices(town.database)}
    assert off == {
        "fid-info": (DeviceStatus.OFF, "UNREGISTERED"), "fid-lapor": (DeviceStatus.ACTIVE, None)
    }  # fmt: skip

    assert (await wanted(town.database)) == {"fid-lapor": ALL}
    await converge(town.database, sender)
    await announce(town.database, Theme.ANNOUNCEMENTS)
    await send_due(town.database, sender)
    assert phone.titles()[-1] == "Kabar kota" and len(phone.drawn) == 3


async def test_an_app_that_a_join_finds_gone_hands_over_what_it_had(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    phone = await two_apps(town, twin)
    await alert(town)
    twin.uninstall("fid-info")
    await sync_memberships(town.database, sender)
    by_fid = {d.installation_id: d for d in await devices(town.database)}
    assert by_fid["fid-info"].status is DeviceStatus.OFF
    (message,) = await messages(town.database)
    assert message.device_id == by_fid["fid-lapor"].id and message.lane == "android/lapor"
    await make_due(town.database)
    await converge(town.database, sender)
    assert twin.topics.topics_of("fid-lapor") == ALL
    await send_due(town.database, sender)
    assert [d.app for d in phone.drawn] == ["lapor"] and await states(town.database) == [
        ("SENT", None)
    ]


async def test_a_warning_is_shown_though_nobody_knows_yet_that_an_app_is_gone(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    phone = await two_apps(town, twin)
    await converge(town.database, sender)
    twin.uninstall("fid-info")
    await warn(town.database)
    await send_due(town.database, sender)
    assert [(d.app, d.channel) for d in phone.drawn] == [("lapor", "warnings")]


async def test_each_app_shows_a_warning_once_under_one_tag(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    phone = await two_apps(town, twin)
    await converge(town.database, sender)
    await warn(town.database)
    await send_due(town.database, sender)
    assert {app for app, _ in phone.drawer} == {"info", "lapor"} and len(phone.drawn) == 2
    assert len({tag for _, tag in phone.drawer}) == 1


@pytest.mark.parametrize("permission", list(Permission))
async def test_an_app_that_may_not_show_anything_is_passed_over(
    town: Town, sender: Sender, twin: FcmTwin, permission: Permission
) -> None:
    phone = await two_apps(town, twin, permission=permission)
    shown_by = "lapor" if permission is Permission.DENIED else "info"
    passed_over = {"fid-lapor": ALL}
    usual = {"fid-info": ALL, "fid-lapor": LOUD}
    expected = passed_over if permission is Permission.DENIED else usual
    assert await wanted(town.database) == expected
    await converge(town.database, sender)
    await alert(town)
    await announce(town.database, Theme.ANNOUNCEMENTS)
    await send_due(town.database, sender)
    assert [d.app for d in phone.drawn] == [shown_by] * 2


async def test_what_waits_for_an_app_whose_permission_is_taken_moves_at_once(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    phone = await two_apps(town, twin)
    await alert(town)
    await town.device(
        town.wayan, "fid-info", app="info", phone_id="phone-a", permission=Permission.DENIED
    )
    await send_due(town.database, sender)
    assert [d.app for d in phone.drawn] == ["lapor"]
    # It is granted again: the better app shows what comes next.
    await town.device(
        town.wayan, "fid-info", app="info", phone_id="phone-a", permission=Permission.GRANTED
    )
    await alert(town, subject_id=OTHER)
    await send_due(town.database, sender)
    assert [d.app for d in phone.drawn] == ["lapor", "info"]


async def test_a_phone_on_which_nothing_may_be_shown_has_the_inbox(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    async with town.database.write() as session:
        await register_device(
            session, town.wayan, installation_id="fid-1", token=None, app="lapor-badung",
            platform=Platform.IOS, app_version="1", locale="ID", time_zone="Asia/Makassar",
            permission=Permission.DENIED,
        )  # fmt: skip
    await alert(town)
    await send_due(town.database, sender)
    assert not twin.sent and not await messages(town.database)
    assert len(await inbox(town.database)) == 1 and await wanted(town.database) == {}


async def test_another_persons_app_on_the_phone_is_not_a_sibling(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await create_city(town.database)
    await town.device(town.wayan, "fid-info", app="info", phone_id="phone-a")
    await town.device(town.made, "fid-lapor", app="lapor", phone_id="phone-a")
    await town.device(NOBODY, "fid-pajak", app="pajak", phone_id="phone-a")
    twin.uninstall("fid-info")
    await alert(town)
    await send_due(town.database, sender)
    assert [s.target for s in twin.sent] == ["fid-info"]
    assert await states(town.database) == [("FAILED", "UNREGISTERED")]


async def test_a_sibling_that_showed_it_does_not_show_it_again(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await create_city(town.database)
    await town.device(town.wayan, "fid-info", app="info", phone_id="phone-b")
    await town.device(town.wayan, "fid-lapor", app="lapor", phone_id="phone-a")
    phone = twin.phone(apps={"fid-info": "info", "fid-lapor": "lapor"})
    twin.uninstall("fid-info")
    await alert(town)
    # Both were thought to be phones of their own when it was queued.
    await town.device(town.wayan, "fid-info", app="info", phone_id="phone-a")
    await send_due(town.database, sender)
    assert [d.app for d in phone.drawn] == ["lapor"]
    assert len(twin.accepted()) == 1 and twin.doubled() == {}
