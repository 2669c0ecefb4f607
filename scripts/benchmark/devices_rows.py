"""A million devices by one INSERT … SELECT for each table, the same on both stores."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import asyncpg

from api.db.base import lite_instant
from api.kit.ids import named
from api.push.push_rules.lanes import device_lane
from api.push.values import Platform, Urgency

REPORT: Final = named("bench", "followed report")
TOPICS: Final = ("alerts_in_city", "alerts_loud_in_city", "announcements_in_city")
APP: Final = "bench"
LANE: Final = device_lane(Platform.ANDROID, APP, Urgency.NORMAL)


def registration(number: int) -> str:
    """The installation id of the device of this number: spread, as Firebase's are."""
    return f"fid-{number * 2_654_435_761 % 4_294_967_296:08x}-{number:08x}"


def person(number: int) -> str:
    """The id of the person of this number."""
    return f"00000000-0000-7000-8000-{number:012x}"


def statements(number: int, followers: int, now: datetime, *, lite: bool) -> Iterator[str]:
    """Seven of ten devices have a person, one person in ten keeps quiet hours; for each device
    there was a push, and every second one still waits."""
    at = f"'{lite_instant(now)}'" + ("" if lite else "::timestamptz")

    def id_of(expression: str, group: int = 0) -> str:
        if lite:
            return f"printf('{group:08x}-0000-7000-8000-%012x', {expression})"
        return (
            f"('{group:08x}-0000-7000-8000-' || lpad(to_hex({expression}::bigint), 12, '0'))::uuid"
        )

    spread = "(n * 2654435761) % 4294967296"
    fid = (
        f"printf('fid-%08x-%08x', {spread}, n)"
        if lite
        else f"'fid-' || lpad(to_hex(({spread})::bigint), 8, '0') || '-' || lpad(to_hex(n), 8, '0')"
    )
    text = "CAST(n AS TEXT)"
    language = "CASE n % 10 WHEN 0 THEN 'EN' ELSE 'ID' END"
    owner = f"CASE WHEN n % 10 < 7 THEN {id_of('n')} END"

    def numbers(most: int) -> str:
        if not lite:
            return f"generate_series(1::bigint, {most}) AS n"
        return (
            f"(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {most})"
            " SELECT n FROM c)"
        )

    yield (
        "INSERT INTO person (id, subject, role, synthetic, created_at)"
        f" SELECT {id_of('n')}, 'bench|' || {text}, 'CITIZEN', false, {at} FROM {numbers(number)}"
        " WHERE n % 10 < 7"
    )
    yield (
        "INSERT INTO device (id, person_id, installation_id, app_slug, platform, app_version,"
        " language, time_zone, status, created_at, seen_at)"
        f" SELECT {id_of('n', 1)}, {owner}, {fid}, '{APP}', 'ANDROID', '1.0', {language},"
        f" 'Asia/Makassar', 'ACTIVE', {at}, {at} FROM {numbers(number)}"
    )
    for topic in TOPICS:
        yield (
            "INSERT INTO topic_membership (registration, topic, wanted, held, attempts)"
            f" SELECT {fid}, '{topic}_' || lower({language}), true, true, 0 FROM {numbers(number)}"
        )
    yield (
        "INSERT INTO push_preference (person_id, quiet_from, quiet_until, time_zone,"
        f" follows_phone_zone, updated_at) SELECT {id_of('n')}, '22:00', '06:00', 'Asia/Makassar',"
        f" true, {at} FROM {numbers(number)} WHERE n % 10 = 3"
    )
    yield (
        "INSERT INTO notification (id, person_id, kind, theme, subject_kind, subject_id, title_id,"
        " title_en, body_id, body_en, urgency, ttl_seconds, dedupe_key, created_at)"
        f" SELECT {id_of('n', 2)}, {id_of('n')}, 'REPORT_UPDATED', 'REPORTS', 'report',"
        f" {id_of('n', 3)}, 'Kabar', 'News', 'Buka.', 'Open.', 'NORMAL', 3600, {text}, {at}"
        f" FROM {numbers(number)} WHERE n % 10 < 3"
    )
    report = f"'{REPORT}'" + ("" if lite else "::uuid")
    yield (
        "INSERT INTO report_follower (report_id, person_id, kind, followed_at)"
        f" SELECT {report}, {id_of('n')}, 'JOINED', {at} FROM {numbers(followers)}"
        " WHERE n % 10 < 7"
    )
    yield (
        "INSERT INTO push_message (id, notification_id, device_id, lane, rank, state, due_at,"
        f" attempts, created_at, updated_at) SELECT {id_of('n', 4)}, {id_of('n', 2)},"
        f" {id_of('n', 1)}, '{LANE}', n / 2 % 2 + 3,"
        f" CASE n % 2 WHEN 0 THEN 'QUEUED' ELSE 'SENT' END, {at}, 0, {at}, {at}"
        f" FROM {numbers(number)}"
    )
    app = f"'{named('bench', 'app')}'" + ("" if lite else "::uuid")
    yield (
        "INSERT INTO app (id, slug, name, category, summary_id, summary_en, position, synthetic)"
        f" VALUES ({app}, '{APP}', 'Bench', 'INFORMATION', '', '', 1, true)"
    )


async def fill_postgres(
    options: dict[str, Any], number: int, followers: int, now: datetime
) -> None:
    """Fills a migrated database; the report that is followed need not exist."""
    connection = await asyncpg.connect(**options)
    await connection.execute("SET session_replication_role = replica")
    for statement in statements(number, followers, now, lite=False):
        await connection.execute(statement)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


def fill_sqlite(file: Path, number: int, followers: int, now: datetime) -> None:
    """The same into a migrated file."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")
    for statement in statements(number, followers, now, lite=True):
        connection.execute(statement)
        connection.commit()
    connection.close()  # without ANALYZE, which nobody runs on a city's file either
