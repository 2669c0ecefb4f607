"""The newest revision is told without loading Alembic."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from api.db import migrate


def test_the_head_is_what_alembic_calls_it() -> None:
    assert migrate.head() == ScriptDirectory(str(migrate.ROOT / "alembic")).get_current_head()


def test_the_head_of_a_chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "alembic" / "versions"
    folder.mkdir(parents=True)
    for name, before in (("0002", '"0001"'), ("0001", "None"), ("0003", '"0002"')):
        text = f'revision: str = "{name}"\ndown_revision: str | None = {before}\n'
        (folder / f"{name}_x.py").write_text(text)
    monkeypatch.setattr(migrate, "ROOT", tmp_path)
    migrate.head.cache_clear()
    try:
        assert migrate.head() == "0003"
    finally:
        migrate.head.cache_clear()
