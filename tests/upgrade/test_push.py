"""What 0.1.0 had waiting to be pushed goes out after the upgrade, and counts stay."""

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from api.db import migrate
from api.db.session import Database
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
    assert len(found["planned"]) == 2 * found["scheduled"][0][0] > 0
    for theme, topic, language, state, lane, is_due_then in found["planned"]:
        assert topic.startswith(theme.lower()) and topic.endswith(f"_{language.lower()}")
        assert state == "QUEUED" and is_due_then
        assert lane in ("urgent", f"topics/{theme.lower()}")
    assert all("/" in lane or lane == "urgent" for (lane,) in found["lanes"])
