"""A push that was opened is noted once, by the person whom it was for, on the phone that got it."""

from typing import Any

import pytest

from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import NotAllowed, NotFound
from api.push.models import Delivery, Device, Notification
from api.push.service import report_opened
from api.push.service.standing import counts_of
from tests.push.conftest import NOBODY, Town, citizen
from tests.push.notices import deliveries, inbox, notice, tell

TOLD = Notification.metadata.tables["notification"]


async def opened(town: Town, viewer: Viewer, notification: str, device: str) -> None:
    async with town.database.write() as session:
        await report_opened(session, viewer, notification, device)


async def told(town: Town) -> tuple[Notification, Device, Delivery]:
    device = await town.device(town.wayan, "fid-1")
    await town.device(town.made, "fid-made")
    await tell(town.database, notice(town.wayan.person_id))
    (line,), (delivery,) = await inbox(town.database), await deliveries(town.database)
    return line, device, delivery


async def test_the_first_report_counts_and_a_second_changes_nothing(town: Town) -> None:
    line, device, _ = await told(town)
    await opened(town, town.wayan, line.id, device.id)
    (first,) = await deliveries(town.database)
    assert first.opened_at == town.wayan.now
    later = citizen("wayan")
    assert later.now >= town.wayan.now
    await opened(town, later, line.id, device.id)
    (second,) = await deliveries(town.database)
    assert second.opened_at == first.opened_at
    async with town.database.read() as session:
        counts = await counts_of(session, TOLD.c.id == line.id)
    assert (counts.queued, counts.sent, counts.opened, counts.failed) == (1, 0, 1, {})


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
    assert [d.opened_at for d in await deliveries(town.database)] == [None]


async def test_a_phone_that_changed_hands_reports_nothing_of_before(town: Town) -> None:
    line, device, _ = await told(town)
    await town.device(town.made, "fid-1")
    for viewer in (town.wayan, town.made):
        with pytest.raises(NotFound):
            await opened(town, viewer, line.id, device.id)


async def test_nobody_reports_without_signing_in(town: Town) -> None:
    line, device, _ = await told(town)
    with pytest.raises(NotAllowed):
        await opened(town, NOBODY, line.id, device.id)
