"""One row for each table that the kernel's world leaves empty: a kept store has rows in all."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, insert, select

from api.db.base import metadata
from api.db.session import Database
from api.kit import ids
from tests.gql import world

_LATER = world.NOW + timedelta(hours=1)
_ROWS: Final[dict[str, dict[str, Any]]] = {
    "broadcast_reach": {
        "broadcast_id": world.key("broadcast", 1), "by": "platform", "value": "ANDROID",
        "phones": 31_415,
    },
    "emergency_notice": {
        "id": world.key("notice", 1), "number": "112",
        "notice_id": "Hubungi 112.", "notice_en": "Call 112.",
    },
    "emergency_shortcut": {
        "synthetic": True, "source_note": "example", "id": world.key("shortcut", "112"),
        "code": "112", "label_id": "Darurat", "label_en": "Emergency", "number": "112",
        "dial_uri": "tel:112", "fallback_numbers": ["110", "113"], "icon": "siren",
        "categories": ["api"], "position": 1,
    },
    "emergency_category": {
        "id": world.key("emergency", "api"), "code": "api", "label_id": "Kebakaran",
        "label_en": "Fire", "shortcut_id": world.key("shortcut", "112"), "position": 1,
    },
    "facility": {
        "synthetic": True, "source_note": "example", "id": world.key("facility", 1),
        "code": "rs-01", "kind": "HOSPITAL", "name": "Rumah Sakit “Kuta”",
        "village_id": world.area("51.03.01.1002"), "latitude": -8.721, "longitude": 115.171,
        "open_24h": True,
    },
    "idempotency_key": {
        "person_id": world.key("person", "sari"), "operation": "submitReport",
        "key": "an app's own key", "request": ids.fingerprint("request"),
        "result_id": world.report(1), "created_at": world.NOW,
    },
    "job": {
        "id": world.key("job", 1), "kind": "push.fan_out_broadcast", "lane": "", "rank": 1,
        "payload": '{"broadcast": "…"}', "dedupe_key": "push.fan_out_broadcast:1", "state": "DEAD",
        "run_at": world.NOW, "attempts": 5, "last_error": "UNAVAILABLE", "created_at": world.NOW,
        "finished_at": _LATER,
    },
    "lane_pause": {
        "lane": "android/lapor-badung", "since": world.NOW, "until": _LATER,
        "code": "QUOTA_EXCEEDED", "detail": "retry later", "needs_operator": False,
    },
    "ticket_day": {"day": "261124", "last": 7},
    "topic_membership": {
        "registration": "a registration token", "topic": "news_id", "wanted": True, "held": False,
        "due_at": world.NOW, "attempts": 1,
    },
    "upload": {
        "id": world.key("upload", 1), "person_id": world.key("person", "sari"),
        "content_type": "image/jpeg", "byte_size": 81_234, "state": "READY",
        "image_digest": world.digest(1), "created_at": world.NOW, "expires_at": _LATER,
        "keeps_taken": True, "taken_at": "2026-11-24T11:08:07", "taken_latitude": -8.7178,
        "taken_longitude": 115.1689,
    },
    "completion_hash": {
        "photo_id": world.key("photo", "3/0"), "position": 0, "hash": -(2**62) + 5,
        "band_0": 1, "band_1": 2, "band_2": 3,
    },
}  # fmt: skip


async def fill(database: Database) -> None:
    """Fills a migrated, empty store with the same rows each time.

    Raises LookupError for a table that has none: a new table must be taught here, or in the world.
    """
    await world.build(database)
    async with database.write() as session:
        for name, row in _ROWS.items():
            await session.execute(insert(metadata.tables[name]).values(row))
        for table in metadata.sorted_tables:
            if not await session.scalar(select(func.count()).select_from(table)):
                raise LookupError(f"the kept store has no row in {table.name}: add one")
