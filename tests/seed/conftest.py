"""A small city pack that tests may spoil, and a store that has its image already."""

import asyncio
import io
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rich.console import Console

from api.seed.pack import load_pack
from api.seed.pictures import store_images
from api.storage.store import Store

MINI = Path(__file__).parent / "mini"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small pack; its folder has the city's code as its name."""
    return Path(shutil.copytree(MINI, tmp_path / "mini"))


Edit = Callable[[str, str, str], None]


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replaces a text that a file of the pack has exactly once."""

    def replace(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text()
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file}"
        (folder / file).write_text(text.replace(old, new))

    return replace


@pytest.fixture(scope="session")
def processed_objects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Objects in which the small pack's image lies: worker processes start once for all tests."""
    folder = tmp_path_factory.mktemp("objects")
    store = Store.on_disk(folder)
    with ThreadPoolExecutor(1) as apart:
        apart.submit(
            lambda: asyncio.run(
                store_images(load_pack(MINI), store, dry_run=False, step=lambda: None)
            )
        ).result()
    return folder


@pytest.fixture
def store(tmp_path: Path, processed_objects: Path) -> Store:
    """A store of this test alone."""
    return Store.on_disk(Path(shutil.copytree(processed_objects, tmp_path / "objects")))


@pytest.fixture
def console() -> Console:
    """A console that remembers: its `file` is a StringIO."""
    return Console(file=io.StringIO(), width=200)
