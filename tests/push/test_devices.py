"""Devices: one row for each installation, whoever uses the phone."""

import asyncio
from typing import Any

import pytest

from api.db.session import Database
from api.identity.models import Person
from api.kit import ids
from api.kit.problems import InvalidInput, NotFound, ProblemCode
from api.push.models import Device
from api.push.service import register_device, remove_device
from api.push.values import DeviceStatus, Platform
from tests.push.conftest import NOBODY, Town, citizen
from tests.push.notices import devices, notice, post
from tests.push.sending import messages


async def register(town: Town, **changes: Any) -> Device:
    values: dict[str, Any] = {
        "installation_id": "fid-1",
        "token": None,
        "app": "lapor-badung",
        "platform": Platform.IOS,
        "app_version": "2.0",
        "locale": "EN",
        "time_zone": "Asia/Makassar",
    }
    async with town.database.write() as session:
        return await register_device(session, town.wayan, **{**values, **changes})


async def test_registering_again_refreshes_the_row(town: Town) -> None:
    first = await town.device(town.wayan, "fid-1")
    again = await register(town, app_version="2.1")
    (only,) = await devices(town.database)
    assert only.id == first.id == again.id
    assert (only.app_version, only.language, only.platform) == ("2.1", "EN", Platform.IOS)
    assert only.person_id == town.wayan.person_id


async def test_a_device_belongs_to_the_person_who_registered_it_last(town: Town) -> None:
    await town.device(town.wayan, "fid-1")
    await town.device(town.made, "fid-1")
    assert [d.person_id for d in await devices(town.database)] == [town.made.person_id]
    await town.device(NOBODY, "fid-1")
    assert [d.person_id for d in await devices(town.database)] == [None]


async def test_a_person_is_added_at_their_first_write(town: Town) -> None:
    ketut = citizen("ketut")
    await town.device(ketut, "fid-ketut")
    async with town.database.read() as session:
        assert await session.get(Person, ketut.person_id) is not None


async def test_an_installation_id_takes_over_the_row_of_its_token(town: Town) -> None:
    old = await town.device(town.wayan, None, "token-1")
    await town.device(town.wayan, "fid-1", "token-1")
    (only,) = await devices(town.database)
    assert (only.id, only.installation_id, only.token) == (old.id, "fid-1", "token-1")
    await town.device(town.wayan, "fid-1")
    (only,) = await devices(town.database)
    assert (only.installation_id, only.token) == ("fid-1", None)


async def test_two_rows_of_one_installation_are_merged_and_keep_their_messages(
    town: Town,
) -> None:
    fid = await town.device(town.wayan, "fid-1")
    await post(town.database, notice(town.wayan.person_id, key="before"))
    await town.device(town.wayan, None, "token-1")
    await post(town.database, notice(town.wayan.person_id, key="both"))
    assert len(await messages(town.database)) == 3

    await town.device(town.wayan, "fid-1", "token-1")
    (only,) = await devices(town.database)
    assert (only.id, only.token) == (fid.id, "token-1")
    left = await messages(town.database)
    assert len(left) == len({d.notification_id for d in left}) == 2
    assert {d.device_id for d in left} == {fid.id}


async def test_a_device_that_was_off_is_active_again_after_registering(town: Town) -> None:
    device = await town.device(town.wayan, "fid-1")
    async with town.database.write() as session:
        row = await session.get(Device, device.id)
        assert row is not None
        row.status, row.off_reason = DeviceStatus.OFF, "UNREGISTERED"
    await town.device(town.wayan, "fid-1")
    (only,) = await devices(town.database)
    assert (only.status, only.off_reason) == (DeviceStatus.ACTIVE, None)


async def test_concurrent_first_registrations_add_one_row(town: Town, database_url: str) -> None:
    towns = [Town(Database(database_url), town.wayan, town.made) for _ in range(4)]
    await asyncio.gather(
        *(t.device(v, "fid-1", "token-1") for t in towns for v in (town.wayan, town.made))
    )
    assert len(await devices(town.database)) == 1
    for other in towns:
        await other.database.close()


_BY_TOKEN: dict[str, Any] = {"installation_id": None}
_REQUIRED, _TOO_LONG = ProblemCode.REQUIRED, ProblemCode.TOO_LONG
_CHARACTERS, _UNKNOWN = ProblemCode.FORBIDDEN_CHARACTERS, ProblemCode.UNKNOWN_REFERENCE
WRONG: list[tuple[dict[str, Any], str, ProblemCode]] = [
    ({"installation_id": None}, "input.address", _REQUIRED),
    ({"token": "token-1"}, "input.address", _REQUIRED),
    ({"installation_id": ""}, "input.address.installationId", _REQUIRED),
    ({"installation_id": "x" * 256}, "input.address.installationId", _TOO_LONG),
    ({"installation_id": "with space"}, "input.address.installationId", _CHARACTERS),
    ({"installation_id": "nul\x00"}, "input.address.installationId", _CHARACTERS),
    ({**_BY_TOKEN, "token": ""}, "input.address.token", _REQUIRED),
    ({**_BY_TOKEN, "token": "x" * 2_049}, "input.address.token", _TOO_LONG),
    ({**_BY_TOKEN, "token": "é"}, "input.address.token", _CHARACTERS),
    ({"previous_token": "x" * 2_049}, "input.previousToken", _TOO_LONG),
    ({"previous_token": "é"}, "input.previousToken", _CHARACTERS),
    (
        {**_BY_TOKEN, "token": "new", "previous_token": "old"},
        "input.previousToken",
        ProblemCode.NOT_APPLICABLE,
    ),
    ({"phone_id": "with space"}, "input.phoneId", _CHARACTERS),
    ({"app": "no-such-app"}, "input.app", _UNKNOWN),
    ({"app": ""}, "input.app", _UNKNOWN),
    ({"app": "nul\x00"}, "input.app", _UNKNOWN),
    ({"app_version": ""}, "input.appVersion", _REQUIRED),
    ({"app_version": "1" * 41}, "input.appVersion", _TOO_LONG),
    ({"locale": "FR"}, "input.locale", _UNKNOWN),
    ({"time_zone": ""}, "input.timeZone", _UNKNOWN),
    ({"time_zone": "Asia"}, "input.timeZone", _UNKNOWN),
    ({"time_zone": "Bali/Badung"}, "input.timeZone", _UNKNOWN),
    ({"time_zone": "../../etc/passwd"}, "input.timeZone", _UNKNOWN),
    ({"time_zone": "/etc/localtime"}, "input.timeZone", _UNKNOWN),
    ({"time_zone": "nul\x00"}, "input.timeZone", _UNKNOWN),
    ({"time_zone": "A" * 300}, "input.timeZone", _UNKNOWN),
]


async def test_each_fault_has_its_path_and_code(town: Town) -> None:
    for changes, path, code in WRONG:
        with pytest.raises(InvalidInput) as caught:
            await register(town, **changes)
        (fault,) = caught.value.faults
        assert (fault.path, fault.code) == (path, code), changes
        assert fault.words.id and fault.words.en
    assert list(await devices(town.database)) == []


async def test_every_fault_is_reported_at_once_and_the_longest_token_fits(town: Town) -> None:
    with pytest.raises(InvalidInput) as caught:
        await register(town, installation_id=None, app="?", locale="", time_zone="?")
    paths = {fault.path for fault in caught.value.faults}
    assert paths == {f"input.{name}" for name in ("address", "app", "locale", "timeZone")}
    token = "".join(f"{n:04x}" for n in range(512))
    assert (await register(town, installation_id=None, token=token)).token == token


async def test_removing_deletes_the_device_and_its_messages(town: Town) -> None:
    own = await town.device(town.wayan, "fid-1")
    await post(town.database, notice(town.wayan.person_id))
    for viewer, id in ((town.made, own.id), (NOBODY, own.id), (town.wayan, ids.uuid7()),
                       (town.wayan, "no id")):  # fmt: skip
        with pytest.raises(NotFound):
            async with town.database.write() as session:
                await remove_device(session, viewer, id)
    async with town.database.write() as session:
        await remove_device(session, town.wayan, own.id)
    assert not await devices(town.database) and not await messages(town.database)


async def test_a_device_without_an_owner_can_be_removed_by_anyone_who_knows_its_id(
    town: Town,
) -> None:
    device = await town.device(NOBODY, "fid-1")
    async with town.database.write() as session:
        await remove_device(session, NOBODY, device.id)
    assert list(await devices(town.database)) == []
