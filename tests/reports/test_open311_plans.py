"""Open311's lists are read from an index in their order, however many rows there are."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Select, insert, text
from sqlalchemy.dialects import postgresql, sqlite

from api.db.session import Database
from api.identity.values import Role, agency_id
from api.kit import ids
from api.reports.models import Report, ReportUpdate
from api.reports.service.open311 import Selection, requests_statement, updates_statement
from api.reports.values import OPEN, ReportStatus
from tests.reports.scene import ANONYMOUS, NOW, Scene, build

pytestmark = pytest.mark.slow

ROWS = 6_000
SINCE = NOW - timedelta(days=90)


@pytest.fixture
async def filled(database: Database) -> Scene:
    """A report and an update every ten minutes."""
    scene = await build(database)
    moments = [NOW - timedelta(minutes=10 * n) for n in range(ROWS)]
    keys = [ids.uuid7() for _ in moments]
    async with database.write() as session:
        await session.execute(
            insert(Report),
            [
                {
                    "id": key, "ticket": f"T{n}", "category_id": (scene.roads, scene.noise)[n % 2],
                    "agency_id": agency_id("pupr"), "title": "Lubang", "latitude": -8.7,
                    "longitude": 115.1, "shown_latitude": -8.7, "shown_longitude": 115.1,
                    "submitted_at": moment, "updated_at": moment,
                }
                for n, (key, moment) in enumerate(zip(keys, moments, strict=True))
            ],
        )  # fmt: skip
        await session.execute(
            insert(ReportUpdate),
            [
                {
                    "report_id": key, "status": ReportStatus.VERIFIED, "created_at": moment,
                    "author_role": Role.OFFICER,
                }
                for key, moment in zip(keys, moments, strict=True)
            ],
        )  # fmt: skip
        await session.execute(text("ANALYZE"))
    await database.close()  # SQLite reads the statistics when a connection is opened
    return scene


async def plan_of(database: Database, statement: Select[Any]) -> str:
    dialect = sqlite.dialect() if database.is_sqlite else postgresql.dialect()
    written = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    async with database.read() as session:
        lines = await session.connection()
        found = await lines.exec_driver_sql(f"{explain} {written}".replace("%%", "%"))
        return "\n".join(str(line[-1]) for line in found)


@pytest.mark.parametrize(
    ("selection", "index"),
    [
        (Selection(since=SINCE, size=10), "ix_report_time"),
        (Selection(since=SINCE, size=10, statuses=OPEN), "ix_report_time"),
        (Selection(since=SINCE, size=10, categories=("noise",)), "_time"),
    ],
)
async def test_reports(database: Database, filled: Scene, selection: Selection, index: str) -> None:
    if selection.categories:
        selection = Selection(since=SINCE, size=10, categories=(filled.noise,))
    plan = await plan_of(database, requests_statement(ANONYMOUS, selection))
    assert index in plan, plan
    assert "Seq Scan on report " not in plan and "SCAN report\n" not in plan, plan
    assert "Seq Scan on report_update" not in plan and "SCAN step" not in plan, plan


async def test_histories(database: Database, filled: Scene) -> None:
    selection = Selection(since=NOW - timedelta(days=20), size=10)
    plan = await plan_of(database, updates_statement(ANONYMOUS, selection))
    assert "ix_report_update_time" in plan, plan
    assert "Seq Scan on report_update " not in plan and "SCAN report_update\n" not in plan, plan
