"""A released migration is never edited again."""

import shutil
from pathlib import Path

import pytest

from scripts.check_migrations import FROZEN, freeze, main, thawed


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """Migrations that a test may spoil, all of them frozen."""
    folder = tmp_path / "versions"
    shutil.copytree(FROZEN.parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
    freeze(folder / FROZEN.name, again=True)
    return folder / FROZEN.name


def test_the_released_migrations_are_as_they_were() -> None:
    assert FROZEN.exists() and thawed() == []
    assert "0001_the_first_schema.py" in FROZEN.read_text()


def test_an_edited_migration_is_found(frozen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert thawed(frozen) == []
    first = sorted(frozen.parent.glob("*.py"))[0]
    text = first.read_text()
    first.write_text(f"{text}\n")
    assert thawed(frozen) == [first.name]
    assert main(frozen) == 1 and first.name in capsys.readouterr().out
    with pytest.raises(ValueError, match=first.name):
        freeze(frozen)
    first.write_text(text)
    assert thawed(frozen) == []
    first.unlink()
    assert thawed(frozen) == [first.name]


def test_a_further_migration_is_frozen_with_the_next_release(frozen: Path) -> None:
    further = frozen.with_name("0002_more.py")
    further.write_text('revision = "0002"\n')
    assert thawed(frozen) == []
    freeze(frozen)
    further.write_text('revision = "0002"  # better\n')
    assert thawed(frozen) == ["0002_more.py"]
