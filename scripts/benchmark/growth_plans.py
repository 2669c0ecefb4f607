"""Growth: the plans of both stores, read for what costs: scans, sorts, and index conditions."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.engine import make_url

from api.gql.compile.statement import SqlText
from scripts.benchmark.database import OPTIONS


async def plan_of(
    url: str,
    statement: SqlText,
    values: Sequence[object],
    settings: Mapping[str, str] | None = None,
) -> str:
    """The plan of a statement with these values; on PostgreSQL the generic one, with row counts.

    `settings` are PostgreSQL's, for the session that plans.
    """
    if "sqlite" in url:
        connection = sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"))
        rows = connection.execute(f"EXPLAIN QUERY PLAN {statement.text}", values).fetchall()
        connection.close()
        return "\n".join(str(row[-1]) for row in rows)
    parsed = make_url(url)
    reader = await asyncpg.connect(
        host=str(parsed.query["host"]),
        user=parsed.username,
        database=parsed.database,
        server_settings={**OPTIONS, **(settings or {})},
    )
    try:
        await reader.execute(f"PREPARE page AS {statement.text}")
        given = f"({', '.join(map(_literal, values))})" if values else ""
        lines = await reader.fetch(
            "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF)"
            f" EXECUTE page{given}"
        )
    finally:
        await reader.close()
    return "\n".join(str(line[0]) for line in lines)


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, list):
        return "ARRAY[" + ", ".join(map(_literal, value)) + "]"
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    assert isinstance(value, str | datetime | UUID) and "'" not in text
    return f"'{text}'"
