"""Seeds a city pack into a store: validated as a whole, applied all or nothing, repeatable."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from sqlalchemy import select

from api.db.session import Database
from api.kit.nearest import nearest
from api.kit.problems import FieldFault, InvalidInput, ProblemCode, invalid
from api.news.models import ArticleImage
from api.seed.apply import apply_pack, check_store
from api.seed.entry import table_of
from api.seed.messages import message
from api.seed.pack import Pack, load_pack
from api.seed.pictures import store_images
from api.seed.plan import Part, SeedReport
from api.seed.show import print_report, progress
from api.settings import Settings
from api.storage import library
from api.storage.opening import open_object_store
from api.storage.store import Store

PACKS: Final = Path(__file__).parents[2] / "scripts" / "packs"


class _DryRun(Exception):
    """Ends a transaction that shall not be kept."""


async def seed(
    settings: Settings, *, city: str, only: str | None, dry_run: bool, console: Console
) -> SeedReport:
    """Seeds the pack of a city, or one part of it, into the migrated store of the settings.

    Prints progress and what changed. Raises InvalidInput (no such city or part), PackFaults (with
    every mistake of the pack), Conflict (another city's store, a missing part, a name that somebody
    else took) and StoreUnavailable; nothing is changed then.
    """
    parts = [_part(only)] if only else list(Part)
    with progress(console, "Memeriksa · Checking", 1) as step:
        pack = await asyncio.to_thread(load_pack, _folder(city))
        step()
    database = Database(settings.url)
    try:
        return await seed_pack(
            database,
            open_object_store(settings),
            pack,
            parts,
            dry_run=dry_run,
            console=console,
        )
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
    """Seeds parts of a valid pack and prints what changed; see `seed`."""
    started = time.monotonic()
    report = SeedReport(pack.city.code, dry_run)
    async with database.read() as session:
        await check_store(session, pack, parts)  # before images are worked on; and again below
    with_articles = Part.ARTICLES in parts
    files = {a.image for a in pack.articles if a.image} if with_articles else set()
    # The renditions go first: a row promises that they are there. Those of a run that fails later
    # lie in the store under the hash of what they are, and serve the next run.
    with progress(console, "Gambar · Images", len(files)) as step:
        images = (
            await store_images(pack, store, dry_run=dry_run, step=step) if with_articles else {}
        )
    before = await _shown_images(database) if with_articles else set()
    with progress(console, "Menyimpan · Storing", len(parts)) as step:
        try:
            async with database.write() as session:
                await apply_pack(session, pack, images, report, parts, step)
                if dry_run:
                    raise _DryRun
        except _DryRun:
            pass
    if with_articles and not dry_run:
        unused = before - await _shown_images(database)
        await library.forget(database, store, unused)
    report.seconds = time.monotonic() - started
    print_report(console, report)
    return report


async def _shown_images(database: Database) -> set[str]:
    async with database.read() as session:
        column = table_of(ArticleImage).c.image_digest
        return set((await session.execute(select(column))).scalars())


def _part(name: str) -> Part:
    known = {part.value: part for part in Part}
    if name not in known:
        words = message("no_part", name=name, near=nearest(name, known), parts=", ".join(known))
        raise InvalidInput(FieldFault("only", words, ProblemCode.UNKNOWN_REFERENCE))
    return known[name]


def _folder(city: str) -> Path:
    known = sorted(path.name for path in PACKS.iterdir() if path.is_dir())
    if city not in known:
        raise _no_city(city, known)
    return PACKS / city


def _no_city(city: str, known: list[str]) -> InvalidInput:
    near = nearest(city, known)
    names = ", ".join(known)
    return invalid(
        "city",
        f"Paket kota “{city}” tidak ada.{near.id} Pilihannya: {names}.",
        f"There is no pack of a city “{city}”.{near.en} There are: {names}.",
    )
