"""The indexes serve the lists that people ask for."""

import pytest
from sqlalchemy import Select, desc, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from api.db.base import metadata
from api.db.session import Database
from api.identity.values import Viewer, agency_id
from api.reports.models import Report
from api.reports.policy import has_joined, is_open, visible
from api.reports.values import ReportStatus
from tests.reports.scene import ANONYMOUS, NOW, ROADS, SARI, Scene

row = metadata.tables["report"].alias("r").c
UUID = "0190a000-0000-7000-8000-000000000000"


async def plan_of(database: Database, statement: Select[tuple[str]]) -> str:
    """The database's plan; PostgreSQL is kept from reading the small table of a test whole."""
    dialect = sqlite.dialect() if database.is_sqlite else postgresql.dialect()
    written = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    async with database.read() as session:
        if database.is_sqlite:
            lines = await session.execute(text(f"EXPLAIN QUERY PLAN {written}"))
            return "\n".join(line[3] for line in lines)
        for setting in ("seqscan", "sort", "bitmapscan"):
            await session.execute(text(f"SET LOCAL enable_{setting} = off"))
        lines = await session.execute(text(f"EXPLAIN {written}"))
        return "\n".join(line[0] for line in lines)


def page(viewer: Viewer, **equal: str) -> Select[tuple[str]]:
    conditions = [row[name] == value for name, value in equal.items()]
    return (
        select(row.id)
        .where(visible(row, viewer), *conditions)
        .order_by(desc(row.submitted_at), desc(row.id))
        .limit(21)
    )


@pytest.mark.parametrize(
    ("viewer", "equal", "index"),
    [
        (ANONYMOUS, {}, "ix_report_time"),
        (ANONYMOUS, {"district_id": UUID}, "ix_report_district_time"),
        (ANONYMOUS, {"village_id": UUID}, "ix_report_village_time"),
        (ANONYMOUS, {"category_id": UUID}, "ix_report_public_category_time"),
        (ANONYMOUS, {"agency_id": UUID}, "ix_report_agency_time"),
        (SARI, {}, "ix_report_time"),
        (SARI, {"district_id": UUID}, "ix_report_district_time"),
        (SARI, {"category_id": UUID}, "ix_report_category_time"),
        (SARI, {"reporter_id": UUID}, "ix_report_reporter_time"),
        (ROADS, {"agency_id": UUID}, "ix_report_agency_time"),
    ],
)
async def test_pages_by_time_are_read_from_an_index_in_order(
    database: Database, viewer: Viewer, equal: dict[str, str], index: str
) -> None:
    plan = await plan_of(database, page(viewer, **equal))
    assert index in plan, plan
    assert "TEMP B-TREE" not in plan and "Sort" not in plan, plan


async def test_open_reports_nearby_have_an_index_of_their_own(
    database: Database, scene: Scene
) -> None:
    async with database.write() as session:
        await session.execute(
            insert(Report),
            [
                {
                    "ticket": f"T{number}", "category_id": scene.roads,
                    "agency_id": agency_id("pupr"), "title": "Lubang", "latitude": -8.7,
                    "longitude": 115.1, "shown_latitude": -8.9 + number / 2_000,
                    "shown_longitude": 115.1,
                    "status": ReportStatus.DONE if number % 9 else ReportStatus.WORKING,
                    "closed_at": NOW if number % 9 else None, "submitted_at": NOW,
                }
                for number in range(1_000)
            ],
        )  # fmt: skip
        await session.execute(text("ANALYZE"))
    statement = select(row.id).where(
        row.is_public,
        row.closed_at.is_(None),
        row.category_id == scene.roads,
        row.shown_latitude.between(-8.7010, -8.7000),
        row.shown_longitude.between(115.16, 115.17),
    )
    plan = await plan_of(database, statement)
    assert "ix_report_open_place" in plan, plan


async def test_joined_reports_are_found_from_the_person(database: Database) -> None:
    statement = (
        select(row.id)
        .where(visible(row, SARI), has_joined(row, SARI))
        .order_by(desc(row.submitted_at), desc(row.id))
        .limit(21)
    )
    dialect = sqlite.dialect() if database.is_sqlite else postgresql.dialect()
    written = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    async with database.read() as session:
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        plan = "\n".join(str(line) for line in await session.execute(text(f"{explain} {written}")))
    assert "ix_report_follower_person" in plan, plan
    assert "ix_report_time" not in plan, plan


async def test_an_inbox_by_due_date_is_read_from_an_index_in_order(database: Database) -> None:
    statement = (
        select(row.id)
        .where(
            visible(row, ROADS), row.agency_id == UUID, row.due_at.is_not(None),
            is_open(row),
        )
        .order_by(row.due_at, row.id)
        .limit(21)
    )  # fmt: skip
    plan = await plan_of(database, statement)
    assert "ix_report_agency_due" in plan, plan
    assert "TEMP B-TREE" not in plan and "Sort" not in plan, plan
