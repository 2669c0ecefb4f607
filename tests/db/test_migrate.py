"""The newest revision is known without Alembic; a store that is not ours is refused."""

import asyncio
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
