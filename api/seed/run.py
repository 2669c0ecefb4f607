"""Seeds a city pack into a store: validated as a whole, applied all or nothing, repeatable."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from sqlalchemy import select

from api.db import migrate
from api.db.base import table
from api.db.engine import sqlite_path
from api.db.session import Database
from api.kit.nearest import nearest
from api.kit.problems import FieldFault, InvalidInput, ProblemCode
from api.news.models import ArticleImage
from api.seed.apply import apply_pack, check_store
from api.seed.messages import message
from api.seed.pack import Pack, load_pack
from api.seed.pictures import store_images
from api.seed.plan import Part, SeedReport
from api.seed.show import print_report, print_warnings, progress
from api.settings import Settings
from api.storage import library
from api.storage.opening import open_object_store
from api.storage.store import Store


class _DryRun(Exception):
    """Ends a transaction that shall not be kept."""


async def seed(
    settings: Settings, *, only: str | None, dry_run: bool, console: Console
) -> SeedReport:
    """Seeds the city pack of the settings, or one part of it, into their migrated store.

    Prints progress and what changed. Raises InvalidInput (no such part), PackFaults (with every
    mistake of the pack), Conflict (another city's store, a missing part, a name that somebody else
    took) and StoreUnavailable; nothing is changed then.
    """
    parts = [_part(only)] if only else list(Part)
    with progress(console, "Memeriksa · Checking", 1) as step:
        pack = await asyncio.to_thread(load_pack, settings.pack_folder)
        step()
    print_warnings(console, pack.warnings)
    with TemporaryDirectory() as folder:
        if dry_run and not settings.data.exists():  # opening a store would make the folder
            settings = settings.model_copy(update={"data": Path(folder)})
        database = Database(settings.url)
        try:
            store = open_object_store(settings)
            return await seed_pack(database, store, pack, parts, dry_run=dry_run, console=console)
        finally:
            await database.close()


async def seed_pack(
    database: Database,
    store: Store,
    pack: Pack,
    parts: Sequence[Part] = tuple(Part),
    *,
    dry_run: bool = False,
    console: Console,
) -> SeedReport:
    """Seeds parts of a valid pack and prints what changed; see `seed`.

    A dry run of a store that is not there yet says what would be added.
    """
    if dry_run and not await _is_there(database):
        async with _empty_store() as empty:
            return await seed_pack(empty, store, pack, parts, dry_run=True, console=console)
    started = time.monotonic()
    report = SeedReport(pack.city.code, dry_run)
    async with database.read() as session:
        await check_store(session, pack, parts)  # before images are worked on; and again below
    with_articles = Part.ARTICLES in parts
    files = {a.image for a in pack.articles if a.image} if with_articles else set()
    # The renditions go first: a row promises that they are there. Those of a run that fails later
    # lie in the store under the hash of what they are, and serve the next run.
    with progress(console, "Gambar · Images", len(files)) as step:
        images = await store_images(pack, store, dry_run=dry_run, step=step) if files else {}
    before = await _shown_images(database) if with_articles else set()
    with progress(console, "Menyimpan · Storing", len(parts)) as step, suppress(_DryRun):
        async with database.write() as session:
            await apply_pack(session, pack, images, report, parts, step)
            if dry_run:
                raise _DryRun
    if with_articles and not dry_run:
        await library.forget(database, store, before - await _shown_images(database))
    report.seconds = time.monotonic() - started
    print_report(console, report)
    return report


async def _is_there(database: Database) -> bool:
    if database.is_sqlite and not sqlite_path(database.url).exists():
        return False  # looking would make the file
    return bool(await migrate.revisions_of(database))


@asynccontextmanager
async def _empty_store() -> AsyncIterator[Database]:
    """A migrated store of its own, gone afterwards."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{folder}/kulkul.sqlite3")
        await asyncio.to_thread(migrate.upgrade, database.url)
        try:
            yield database
        finally:
            await database.close()


async def _shown_images(database: Database) -> set[str]:
    async with database.read() as session:
        column = table(ArticleImage).c.image_digest
        return set((await session.execute(select(column))).scalars())


def _part(name: str) -> Part:
    known = {part.value: part for part in Part}
    if name not in known:
        words = message("no_part", name=name, near=nearest(name, known), parts=", ".join(known))
        raise InvalidInput(FieldFault("only", words, ProblemCode.UNKNOWN_REFERENCE))
    return known[name]
