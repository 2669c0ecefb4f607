"""The newest revision is known without Alembic; a store that is not ours is refused."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from api.db import migrate
from api.db.session import Database


def test_the_head_is_what_alembic_calls_it() -> None:
    assert migrate.head() == ScriptDirectory(str(migrate.ROOT / "alembic")).get_current_head()


def test_the_head_of_a_chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "alembic" / "versions"
    folder.mkdir(parents=True)
    for name, before in (("0002", '"0001"'), ("0001", "None"), ("0003", "'0002'")):
        text = f'revision: str = "{name}"\ndown_revision: str | None = {before}\n'
        (folder / f"{name}_x.py").write_text(text)
    monkeypatch.setattr(migrate, "ROOT", tmp_path)
    migrate._links.cache_clear()
    try:
        assert migrate.head() == "0003"
        (folder / "0004_y.py").write_text('revision = "0004"\ndown_revision = "0002"\n')
        migrate._links.cache_clear()
        with pytest.raises(ValueError, match="not in 0003, 0004"):
            migrate.head()
    finally:
        migrate._links.cache_clear()


async def _execute(database: Database, *statements: str) -> None:
    async with database.write() as session:
        for statement in statements:
            await session.execute(text(statement))


async def _agencies(database: Database) -> list[str]:
    async with database.read() as session:
        return list((await session.execute(text("SELECT code FROM agency"))).scalars())


AGENCY = (
    "INSERT INTO agency (id, code, name_id, name_en, kind, synthetic) VALUES"
    " ('0191f3a0-0000-7000-8000-000000000001', 'pupr', 'Dinas', 'Agency', 'DINAS', true)"
)


@pytest.mark.parametrize("revisions", [["0099"], ["0001", "feature"]])
async def test_a_store_of_a_newer_or_another_version_is_refused(
    database: Database, database_url: str, revisions: list[str]
) -> None:
    await _execute(
        database,
        AGENCY,
        "DELETE FROM alembic_version",
        *(f"INSERT INTO alembic_version VALUES ('{revision}')" for revision in revisions),
    )
    for work in (migrate.upgrade, migrate.differences):
        with pytest.raises(migrate.UnknownStore) as refused:
            await asyncio.to_thread(work, database_url)
        words = str(refused.value)
        assert revisions[-1] in words and migrate.head() in words
        assert "Nothing was changed" in words and "Tidak ada yang diubah" in words
    assert await migrate.revisions_of(database) == revisions
    assert await _agencies(database) == ["pupr"]


async def test_tables_that_another_program_made_are_left_alone(
    database: Database, database_url: str
) -> None:
    await _execute(
        database,
        "DROP TABLE alembic_version",
        AGENCY,
    )
    with pytest.raises(migrate.UnknownStore, match="agency"):
        await asyncio.to_thread(migrate.upgrade, database_url)
    assert await migrate.revisions_of(database) == []
    assert await _agencies(database) == ["pupr"]


async def test_tables_of_others_do_not_stand_in_the_way(tmp_path: Path) -> None:
    """PostGIS, for one, brings a table of its own into an empty database."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'shared.sqlite3'}")
    await _execute(database, "CREATE TABLE spatial_ref_sys (srid integer)")
    await asyncio.to_thread(migrate.upgrade, database.url)
    assert await migrate.revisions_of(database) == [migrate.head()]
    await database.close()


CHANGE = """
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("area", recreate="auto") as batch:
        batch.drop_constraint(batch.f("ck_area_AreaLevel"), type_="check")
        batch.create_check_constraint(
            batch.f("ck_area_AreaLevel"), "level IN ('CITY', 'DISTRICT', 'VILLAGE')"
        )
    op.execute({last!r})
"""


@pytest.fixture
def change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A tree with one further migration, whose text is to be filled in."""
    head = migrate.head()
    tree = tmp_path / "tree"
    shutil.copytree(migrate.ROOT / "alembic", tree / "alembic")
    shutil.copy(migrate.ROOT / "alembic.ini", tree)
    monkeypatch.setattr(migrate, "ROOT", tree)
    migrate._links.cache_clear()
    file = tree / "alembic" / "versions" / "9999_change.py"
    file.write_text(CHANGE.format(head=head, last="SELECT 1"))
    yield file
    migrate._links.cache_clear()


async def _family(database: Database) -> list[tuple[str, str | None]]:
    async with database.read() as session:
        rows = await session.execute(text("SELECT code, parent_id FROM area ORDER BY code"))
        return [(code, parent and str(parent)) for code, parent in rows]


async def _plant_family(database: Database) -> list[tuple[str, str | None]]:
    area = (
        "INSERT INTO area (id, code, level, kind, name, latitude, longitude, parent_id, synthetic)"
        " VALUES ('0191f3a0-0000-7000-8000-00000000000{n}', '{code}', '{level}', 'x', 'x', -8, 115,"
        " {parent}, true)"
    )
    first = "'0191f3a0-0000-7000-8000-000000000001'"
    await _execute(
        database,
        area.format(n=1, code="51", level="CITY", parent="NULL"),
        area.format(n=2, code="51.01", level="DISTRICT", parent=first),
    )
    return await _family(database)


async def _indexes(database: Database) -> set[tuple[str, str]]:
    catalogue = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        if database.is_sqlite
        else "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    )
    async with database.read() as session:
        return {(name, sql) for name, sql in await session.execute(text(catalogue))}


async def test_a_table_that_is_made_anew_keeps_its_rows_references_and_indexes(
    database: Database, database_url: str, change: Path
) -> None:
    """SQLite can change a CHECK only by making the table anew, under rows that refer to it."""
    before, indexes = await _plant_family(database), await _indexes(database)
    assert len(before) == 2 and before[1][1]
    await database.close()
    await asyncio.to_thread(migrate.upgrade, database_url)
    assert await migrate.revisions_of(database) == ["9999"]
    assert await _family(database) == before
    assert await _indexes(database) == indexes


async def test_a_check_that_the_models_do_not_have_is_a_difference(
    database_url: str, change: Path
) -> None:
    assert await asyncio.to_thread(migrate.differences, database_url) is not None  # not upgraded
    await asyncio.to_thread(migrate.upgrade, database_url)
    found = await asyncio.to_thread(migrate.differences, database_url)
    assert found is not None and "ck_area_AreaLevel" in found


async def test_a_migration_that_breaks_references_is_undone(
    database: Database, database_url: str, change: Path
) -> None:
    before, (head,) = await _plant_family(database), await migrate.revisions_of(database)
    await database.close()
    change.write_text(CHANGE.format(head=head, last="DELETE FROM area WHERE code = '51'"))
    with pytest.raises(Exception, match=r"references|violates foreign key"):
        await asyncio.to_thread(migrate.upgrade, database_url)
    assert await _family(database) == before
    assert await migrate.revisions_of(database) == [head]
