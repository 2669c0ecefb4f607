"""What 0.1.0 had waiting to be pushed goes out after the upgrade, and counts stay."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text

from api.db import migrate
from api.db.session import Database
from api.kit import clock
from api.push.models import Device
from api.push.service.devices import delete_devices
from api.push.service.upkeep import delete_old_notifications
from tests.stores import apart
from tests.upgrade.kept import DATA
from tests.upgrade.test_upgrade import kept_url  # noqa: F401

_SQL = {
    "deliveries": "SELECT CAST(id AS TEXT), status, opened_at IS NOT NULL FROM delivery",
    "copied": "SELECT CAST(id AS TEXT), state, opened_at IS NOT NULL FROM push_message"
    " WHERE device_id IS NOT NULL AND id IN (SELECT id FROM delivery)",
    "topics": "SELECT CAST(id AS TEXT), language, status, opened_before FROM topic_message",
    "copied topics": "SELECT CAST(id AS TEXT), language, state, opened_before FROM push_message"
    " WHERE id IN (SELECT id FROM topic_message)",
    "openings": "SELECT CAST(message_id AS TEXT), phone FROM topic_opening",
    "copied openings": "SELECT CAST(message_id AS TEXT), phone FROM push_opening",
    "planned": "SELECT b.theme, m.topic, m.language, m.state, m.lane, m.due_at = b.send_at"
    " FROM broadcast b JOIN push_message m ON m.broadcast_id = b.id WHERE b.status = 'SCHEDULED'",
    "scheduled": "SELECT count(*) FROM broadcast WHERE status = 'SCHEDULED'",
    "fan-outs": "SELECT CAST(b.id AS TEXT) FROM broadcast b JOIN job j"
    " ON j.kind = 'push.fan_out_broadcast' AND j.payload LIKE '%' || CAST(b.id AS TEXT) || '%'"
    " AND j.run_at = b.send_at AND j.state = 'READY' WHERE b.status = 'SCHEDULED'",
    "quiet": "SELECT CAST(id AS TEXT) FROM broadcast WHERE status = 'SCHEDULED'"
    " AND (theme <> 'ALERTS' OR urgency NOT IN ('SEVERE', 'EXTREME'))",
    "lanes": "SELECT DISTINCT m.lane FROM push_message m JOIN device d ON d.id = m.device_id",
}


@pytest.fixture(params=["store-0.1.0"])
def release(request: pytest.FixtureRequest) -> Path:
    return DATA / str(request.param)


async def test_what_was_waiting_is_copied(kept_url: str) -> None:  # noqa: F811
    apart(partial(migrate.upgrade, kept_url))
    database = Database(kept_url)
    found = {}
    async with database.read() as session:
        for name, sql in _SQL.items():
            found[name] = sorted(tuple(row) for row in await session.execute(text(sql)))
    await database.close()
    assert found["deliveries"] and found["copied"] == found["deliveries"]
    assert found["topics"] and found["copied topics"] == found["topics"]
    assert found["openings"] and found["copied openings"] == found["openings"]
    assert found["quiet"] and found["fan-outs"] == found["quiet"]
    assert len(found["planned"]) == 2 * found["scheduled"][0][0] > 0
    for theme, topic, language, state, lane, is_due_then in found["planned"]:
        assert topic.startswith(theme.lower()) and topic.endswith(f"_{language.lower()}")
        assert state == "QUEUED" and is_due_then
        assert lane in ("urgent", f"topics/{theme.lower()}")
    assert all("/" in lane or lane == "urgent" for (lane,) in found["lanes"])


async def test_phones_that_got_a_push_before_can_be_removed_after_the_upgrade(
    kept_url: str,  # noqa: F811
) -> None:
    apart(partial(migrate.upgrade, kept_url))
    database = Database(kept_url)
    async with database.write() as session:
        found = await session.execute(text("SELECT device_id, notification_id FROM delivery"))
        deliveries = found.all()
        devices = (await session.execute(select(Device))).scalars().all()
        await delete_devices(session, devices, clock.now())
    assert deliveries and {str(row.device_id) for row in deliveries} <= {d.id for d in devices}
    assert await delete_old_notifications(database, clock.now() + timedelta(days=1_000)) > 0
    async with database.read() as session:
        table_rows = await session.scalar(text("SELECT count(*) FROM delivery"))
    await database.close()
    assert table_rows == len(deliveries), "what 0.1.0 kept is still there"
