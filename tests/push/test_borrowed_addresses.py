"""A real installation counts once, whatever addresses are registered for it; a phone id that many
phones share is ignored."""

import pytest

from api.kit.problems import NotFound
from api.push.gateway import Sender
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.push.city import converge, wanted
from tests.push.conftest import NOBODY, Town
from tests.push.test_openings import opened_city, openings, told_city


async def test_a_real_token_does_not_make_an_invented_installation_a_member(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    made_up = [await town.device(NOBODY, f"made-up-{n}") for n in range(3)]
    for n in range(3):
        twin.script(f"made-up-{n}", Fault.INVALID_ARGUMENT)
    await town.device(NOBODY, token="true-token")
    await converge(town.database, sender)
    message = await told_city(town)
    for n, device in enumerate(made_up):
        await town.device(NOBODY, f"made-up-{n}", token="true-token")
        with pytest.raises(NotFound):
            await opened_city(town, NOBODY, message, device.id)
    assert await openings(town) == []


async def test_after_a_change_of_address_a_device_counts_once_fcm_has_confirmed_it(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    own = await town.device(NOBODY, token="old")
    await converge(town.database, sender)
    message = await told_city(town)
    assert (await town.device(NOBODY, "fid-new", token="old")).id == own.id
    await converge(town.database, sender)
    assert set(await wanted(town.database)) == {"fid-new"}
    await opened_city(town, NOBODY, message, own.id)
    assert len(await openings(town)) == 1


async def test_a_phone_id_that_many_phones_share_is_ignored(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some systems report one id for every phone, and so may anyone who wants to silence others."""
    monkeypatch.setattr("api.push.service.devices.MAX_APPS_PER_PHONE", 3)
    for _ in range(2):
        for n in range(5):
            await town.device(NOBODY, f"fid-{n}", phone_id="shared")
        news = "announcements_in_city_id"
        found = {fid for fid, topics in (await wanted(town.database)).items() if news in topics}
        assert found == {"fid-2", "fid-3", "fid-4"}


@pytest.mark.parametrize(
    "phone_id", ["00000000-0000-0000-0000-000000000000", "9774d56d682e549c", "0"]
)
async def test_the_placeholders_of_systems_without_a_phone_id_are_ignored(
    town: Town, phone_id: str
) -> None:
    for n in range(3):
        await town.device(NOBODY, f"fid-{n}", phone_id=phone_id)
    assert set(await wanted(town.database)) == {"fid-0", "fid-1", "fid-2"}
