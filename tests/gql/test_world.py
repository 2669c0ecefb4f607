"""The world is what the other tests think it is."""

import asyncpg
import pytest
from sqlalchemy import Table

from api.tables import metadata
from tests.gql import world
from tests.gql.asking import Reading
from tests.gql.reference import Tables, exact


@pytest.mark.both_stores
def test_both_stores_hold_the_same_rows(reading: Reading) -> None:
    """Row for row, in the words of the API: what differs later is the kernel's doing."""
    lite = Tables(reading.kernels["sqlite"].url.partition("///")[2])

    async def every_row() -> dict[str, list[dict[str, object]]]:
        url = reading.kernels["postgresql"].url.replace("+asyncpg", "")
        connection = await asyncpg.connect(url)
        rows = {
            table.name: [dict(row) for row in await connection.fetch(f"SELECT * FROM {table.name}")]
            for table in metadata.sorted_tables
        }
        await connection.close()
        return rows

    stored = reading.run(every_row)
    for table in metadata.sorted_tables:
        ours = sorted(_comparable(table, row) for row in lite.rows[table.name])
        assert ours == sorted(_comparable(table, row) for row in stored[table.name]), table.name


def _comparable(table: Table, row: dict[str, object]) -> str:
    """A row as text that is the same for both drivers."""
    values = []
    for column in table.columns:
        value = row[column.name]
        if hasattr(value, "tzinfo"):
            value = exact(value)  # type: ignore[arg-type]
        elif type(value) is bool:
            value = int(value)
        values.append(f"{column.name}={value}")
    return " ".join(values)


def test_the_world_is_as_tied_and_as_varied_as_the_tests_need(reading: Reading) -> None:
    rows = Tables(reading.kernels["sqlite"].url.partition("///")[2]).rows
    reports = rows["report"]
    assert len(reports) == world.REPORTS
    assert len({row["submitted_at"] for row in reports}) <= len(reports) // 6
    assert len({row["updated_at"] for row in reports}) == 7
    assert len({row["status"] for row in reports}) == 12
    assert any(row["is_sensitive"] for row in reports) and any(row["hide_name"] for row in reports)
    assert any(row["merged_into_id"] for row in reports)
    assert any(row["internal_note"] for row in rows["report_update"])
    assert any(row["embargo_until"] for row in rows["article"])
    assert any(row["withdrawn"] for row in rows["article"])
    assert any(row["published_at"] > world.NOW for row in rows["article"])
    assert any(row["image_digest"] is None for row in rows["camera"])
