"""How a store reads the big tables of push: its plan for a statement, and scans in it."""

import re
import sqlite3
from typing import Any, Final

import asyncpg
from sqlalchemy.engine import make_url

BIG: Final = (
    "device", "topic_membership", "person", "push_preference", "report_follower", "notification",
    "job", "push_message",
)  # fmt: skip


def is_big(statement: str) -> bool:
    """Whether a statement touches a table that grows with the city."""
    return any(re.search(rf"\b{table}\b", statement) for table in BIG)


def scanned(plan: str) -> list[str]:
    """The big tables that a plan reads from end to end, without an index."""
    return [
        table
        for table in BIG
        if re.search(rf"(Seq Scan on {table}\b|SCAN {table}\b(?!.* USING ))", plan)
    ]


async def explain(url: str, statement: str, parameters: Any) -> str:
    """The plan, in lines."""
    if "sqlite" in url:
        connection = sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"))
        rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
        connection.close()
        return "\n".join(f"  {row[-1]}" for row in rows)
    parsed = make_url(url)
    reader = await asyncpg.connect(
        host=str(parsed.query["host"]), user=parsed.username, database=parsed.database
    )
    try:
        lines = await reader.fetch(f"EXPLAIN (COSTS OFF) {statement}", *parameters)
    finally:
        await reader.close()
    return "\n".join(f"  {line[0]}" for line in lines)
