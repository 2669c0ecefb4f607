"""A store of every release is brought to the head with all of its rows, on both kinds of store."""

import shutil
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from api.db import migrate
from api.db.session import Database
from tests.gql import world
from tests.gql.asking import open_kernel
from tests.stores import STORES, Stores, apart
from tests.upgrade.keep import version
from tests.upgrade.kept import assert_intact, kept, restore_postgres, restore_sqlite, rows_of

_READ = """{ city { name } reports(first: 100) { nodes { id ticket title } }
  articles(first: 100) { nodes { id title } } cameras(first: 100) { nodes { id code } } }"""
_FURTHER = '''"""a further one"""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None
def upgrade() -> None:
    {step}
'''
_ADDS = (
    'op.add_column("report", sa.Column("mood", sa.String(), nullable=False, server_default="calm"))'
)
Add = Callable[[str], object]


@pytest.fixture(params=STORES)
async def kept_url(
    request: pytest.FixtureRequest, stores: Stores, tmp_path: Path, release: Path
) -> AsyncIterator[str]:
    """The URL of a kept store, as its release left it."""
    if request.param == "sqlite":
        file = tmp_path / "kulkul.sqlite3"
        restore_sqlite(release, file)
        yield f"sqlite+aiosqlite:///{file}"
        return
    name = f"kept_{uuid4().hex}"
    stores.postgres.execute(f"CREATE DATABASE {name}").result()
    url = stores.postgres.url_of(name)
    restore_postgres(release, url)
    yield url
    stores.postgres.drop(name)


@pytest.fixture(params=kept(), ids=lambda folder: folder.name)
def release(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.param
    return folder


def upgrade(url: str) -> None:
    apart(partial(migrate.upgrade, url))


def test_there_is_a_store_of_this_release() -> None:
    assert f"store-{version()}" in [folder.name for folder in kept()], "run scripts/keep_store"


async def test_every_row_is_there_after_the_upgrade(kept_url: str, tmp_path: Path) -> None:
    before = await rows_of(kept_url)
    empty = {table for table, rows in before.items() if not rows}
    assert len(before) > 40 and not empty, empty
    upgrade(kept_url)
    assert_intact(before, await rows_of(kept_url))
    assert apart(partial(migrate.differences, kept_url)) is None
    database = Database(kept_url)
    async with database.read() as session:
        found = await session.execute(text("SELECT version_num FROM alembic_version"))
        assert found.scalars().all() == [migrate.head()]
    await database.close()
    kernel = open_kernel(kept_url, tmp_path)
    data = await kernel.data(_READ, world.ADMIN)
    await kernel.close()
    assert data["city"]["name"] and len(data["reports"]["nodes"]) == world.REPORTS
    assert len(data["cameras"]["nodes"]) == world.CAMERAS and data["articles"]["nodes"]


@pytest.fixture
def add_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Add:
    """Adds a migration that makes one step to a copy of those there are."""
    head = migrate.head()
    root = tmp_path / "tree"
    shutil.copytree(migrate.ROOT / "alembic", root / "alembic")
    shutil.copy(migrate.ROOT / "alembic.ini", root)
    monkeypatch.setattr(migrate, "ROOT", root)
    file = root / "alembic" / "versions" / "9999_a_further_one.py"
    return lambda step: file.write_text(_FURTHER.format(head=head, step=step))


async def test_a_column_that_is_added_spoils_no_row(kept_url: str, add_migration: Add) -> None:
    before = await rows_of(kept_url)
    add_migration(_ADDS)
    upgrade(kept_url)
    after = await rows_of(kept_url)
    assert_intact(before, after)
    assert {dict(row)["mood"] for row in after["report"]} == {"calm"}


@pytest.mark.parametrize(
    ("step", "table"),
    [
        ("op.execute(\"UPDATE article SET title_en = '' WHERE title_en IS NOT NULL\")", "article"),
        ('op.execute("DELETE FROM snapshot")', "snapshot"),
        ('op.drop_column("camera", "stream_path")', "camera"),
        ('op.drop_table("ticket_day")', "ticket_day"),
    ],
)
async def test_what_a_migration_loses_is_found(
    kept_url: str, add_migration: Add, step: str, table: str
) -> None:
    before = await rows_of(kept_url)
    add_migration(step)
    upgrade(kept_url)
    with pytest.raises(AssertionError, match=rf"^{table}: "):
        assert_intact(before, await rows_of(kept_url))
