"""What is right: answers from plain SQL, table by table, put together in plain Python.

Nothing here is shared with a system under test but the tables and the glossary of states.
"""

import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from api.reports.values import GLOSSARY
from scripts.benchmark.database import Postgres
from scripts.benchmark.media import address
from scripts.benchmark.queries import PAGE, UPDATES

Row = dict[str, Any]
Ask = Callable[[str], Awaitable[list[Row]]]
"""A statement → its rows by column name, ids as text and instants as datetimes."""

_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
_STATUS: Final = {line.status.name: line.public.name for line in GLOSSARY if line.public}


def normal(value: Any, name: str = "") -> Any:
    """An answer in which equal things are equal: instants as such, cursors as being there."""
    if isinstance(value, Mapping):
        return {key: normal(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [normal(part, name) for part in value]
    if name == "endCursor":
        return value is not None
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return datetime.fromisoformat(value)
    return value


def ask_postgres(server: Postgres, database: str) -> Ask:
    """Asks a PostgreSQL database."""

    async def ask(statement: str) -> list[Row]:
        connection = await asyncpg.connect(**server.asyncpg_options(database))
        try:
            return [_plain(row.items()) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return ask


def ask_sqlite(file: Path) -> Ask:
    """Asks a SQLite file."""

    async def ask(statement: str) -> list[Row]:
        connection = sqlite3.connect(file)
        cursor = connection.execute(statement)
        names = [column[0] for column in cursor.description]
        rows = [_plain(zip(names, row, strict=True)) for row in cursor.fetchall()]
        connection.close()
        return rows

    return ask


async def public_report_ids(ask: Ask, count: int) -> list[str]:
    """Ids of public reports, from all over the years."""
    rows = await ask("SELECT id FROM report WHERE is_public ORDER BY ticket")
    step = len(rows) // count
    return [f"rep_{rows[place * step]['id']}" for place in range(count)]


async def answers(ask: Ask, name: str, variables: Mapping[str, Any]) -> Any:
    """The normal form of the right answer to one of the queries."""
    return normal(await _ANSWERS[name](ask, variables))


async def _articles(ask: Ask, _variables: Mapping[str, Any]) -> Any:
    articles = [
        row for row in await ask("SELECT * FROM article") if row["visible_at"] <= datetime.now(UTC)
    ]
    articles.sort(key=lambda row: (row["published_at"], row["id"]), reverse=True)
    links = sorted(await ask("SELECT * FROM article_image"), key=lambda row: row["position"])
    images = {row["digest"]: row for row in await ask("SELECT * FROM image")}
    nodes = [
        {
            "id": f"art_{row['id']}",
            "slug": row["slug"],
            "kind": row["kind"],
            "title": row["title_id"],
            "summary": row["summary_id"],
            "publishedAt": row["published_at"],
            "images": [
                {
                    "url": address(link["image_digest"], 320),
                    "width": images[link["image_digest"]]["width"],
                    "height": images[link["image_digest"]]["height"],
                    "thumbhash": images[link["image_digest"]]["thumbhash"],
                    "alt": images[link["image_digest"]]["alt_id"],
                }
                for link in links
                if link["article_id"] == row["id"]
            ],
        }
        for row in articles[:PAGE]
    ]
    page = {"hasNextPage": len(articles) > PAGE, "endCursor": "there"}
    return {"articles": {"nodes": nodes, "pageInfo": page}}


async def _cameras(ask: Ask, _variables: Mapping[str, Any]) -> Any:
    cameras = sorted(await ask("SELECT * FROM camera"), key=lambda row: row["code"])
    snapshots = await ask("SELECT * FROM snapshot")
    hashes = {row["digest"]: row["thumbhash"] for row in await ask("SELECT * FROM image")}
    latest: dict[str, Row] = {}
    for row in snapshots:
        before = latest.get(row["camera_id"])
        if before is None or before["captured_at"] < row["captured_at"]:
            latest[row["camera_id"]] = row
    sites = sorted(await ask("SELECT * FROM camera_site"), key=lambda row: row["code"])
    return {
        "cameraSites": [
            {
                "name": site["name"],
                "point": {"latitude": site["latitude"], "longitude": site["longitude"]},
                "cameras": [
                    {
                        "code": row["code"],
                        "name": row["name"],
                        "status": row["status"],
                        "snapshot": {
                            "capturedAt": latest[row["id"]]["captured_at"],
                            "image": {
                                "url": address(latest[row["id"]]["image_digest"], 320),
                                "thumbhash": hashes[latest[row["id"]]["image_digest"]],
                            },
                        },
                    }
                    for row in cameras
                    if row["site_id"] == site["id"]
                ],
            }
            for site in sites
        ]
    }


async def _reports(ask: Ask, _variables: Mapping[str, Any]) -> Any:
    reports = await ask(
        "SELECT id, ticket, title, status, submitted_at, category_id FROM report"
        " WHERE NOT hide_report AND NOT is_sensitive AND status <> 'HIDDEN'"
    )
    reports.sort(key=lambda row: (row["submitted_at"], row["id"]), reverse=True)
    shown = reports[:PAGE]
    wanted = ", ".join(f"'{row['id']}'" for row in shown)
    updates = await ask(f"SELECT * FROM report_update WHERE report_id IN ({wanted})")
    updates.sort(key=lambda row: (row["created_at"], row["id"]), reverse=True)
    categories = {row["id"]: row for row in await ask("SELECT * FROM report_category")}
    nodes = [
        {
            "id": f"rep_{row['id']}",
            "ticket": row["ticket"],
            "title": row["title"],
            "status": _STATUS[row["status"]],
            "submittedAt": row["submitted_at"],
            "category": {
                "name": categories[row["category_id"]]["name_id"],
                "icon": categories[row["category_id"]]["icon"],
            },
            "updates": {
                "nodes": [
                    {
                        "status": _STATUS.get(one["status"], "WAITING"),
                        "note": one["note_id"],
                        "createdAt": one["created_at"],
                    }
                    for one in [u for u in updates if u["report_id"] == row["id"]][:UPDATES]
                ]
            },
        }
        for row in shown
    ]
    page = {"hasNextPage": len(reports) > PAGE, "endCursor": "there"}
    return {"reports": {"nodes": nodes, "pageInfo": page}}


async def _report(ask: Ask, variables: Mapping[str, Any]) -> Any:
    key = UUID(variables["id"].removeprefix("rep_"))
    (row,) = await ask(f"SELECT * FROM report WHERE id = '{key}'")
    (category,) = await ask(f"SELECT * FROM report_category WHERE id = '{row['category_id']}'")
    (area,) = await ask(f"SELECT * FROM area WHERE id = '{row['village_id']}'")
    return {
        "report": {
            "id": f"rep_{row['id']}",
            "ticket": row["ticket"],
            "title": row["title"],
            "description": row["description"],
            "status": _STATUS[row["status"]],
            "submittedAt": row["submitted_at"],
            "joinedCount": row["joined_count"],
            "point": {"latitude": row["shown_latitude"], "longitude": row["shown_longitude"]},
            "category": {"name": category["name_id"], "icon": category["icon"]},
            "area": {"name": area["name"]},
        }
    }


def _plain(items: Any) -> Row:
    return {name: _value(value) for name, value in items}


def _value(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return datetime.fromisoformat(value)
    return value


_ANSWERS: Final = {
    "articles20": _articles,
    "cameras168": _cameras,
    "reports20": _reports,
    "report1": _report,
}
