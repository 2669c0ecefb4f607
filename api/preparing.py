"""What a store needs before a server may work on it, and the wait for one that is away."""

import asyncio
import gc
import sqlite3
import time
from typing import Final

import structlog
from rich.console import Console
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.db import migrate
from api.db.session import Database
from api.settings import PACKS, Settings

PATIENCE_SECONDS: Final = 5.0
"""How long a database may take for its first answer: until then 112 is not answered."""
FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 30.0
_AWAY: Final = ("08", "53", "57P")
"""Classes of SQLSTATE: connection lost, out of resources, being started or shut down."""
_log = structlog.get_logger("server")


def prepare(settings: Settings, console: Console) -> None:
    """Migrates the store to the head and seeds an empty one; both say what they do.

    Starts event loops of its own. Raises PackFaults, Problem and ValueError for what must be mended
    by people, and what `is_away` knows.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    revisions = asyncio.run(_revisions_of(settings.url))
    migrate.refuse_unknown(revisions)
    if revisions != [migrate.head()]:
        console.print("Menyiapkan basis data · Migrating the database …")
        began = time.monotonic()
        migrate.upgrade(settings.url)
        console.print(f"  {time.monotonic() - began:.1f} s")
    city, wanted = asyncio.run(_city_of(settings.url)), settings.pack_folder.name
    if city is None:
        gc.enable()  # a start goes without, but this is long work that makes garbage
        from api.seed.run import seed  # what only an empty store needs; all others start sooner

        console.print(f"Mengisi paket kota · Seeding the city pack: {wanted}")
        asyncio.run(seed(settings, only=None, dry_run=False, console=console))
    elif city != wanted:
        # A city whose pack lies elsewhere is not known by its name here.
        option = f"--city {city}" if (PACKS / city).is_dir() else f"--pack …/{city}"
        raise ValueError(
            f"Basis data ini berisi kota {city}, bukan {wanted}; pakai {option} atau --data lain."
            f" · This store holds {city}, not {wanted}; use {option}, or another --data."
        )


def is_away(fault: Exception, settings: Settings) -> bool:
    """Whether the database cannot be reached now, so that waiting may help.

    A file that SQLite cannot read counts only where a copy of the emergency pack lies beside it:
    without one there is nothing to be answered meanwhile that a new store would not answer as well.
    """
    cause = fault.orig if isinstance(fault, DBAPIError) and fault.orig else fault
    if isinstance(cause, sqlite3.Error):
        return settings.emergency_copy.exists()
    if isinstance(cause, OSError):
        # A folder or file that cannot be used has a name; what the network says has none.
        return cause.filename is None
    if isinstance(fault, DBAPIError) and fault.connection_invalidated:
        return True
    return (getattr(cause, "sqlstate", None) or "").startswith(_AWAY)


def tell_away(fault: Exception, errors: Console) -> None:
    """Says that 112 is answered and nothing else, and why."""
    cause = fault.orig if isinstance(fault, DBAPIError) and fault.orig else fault
    reason = str(cause) or type(cause).__name__
    _log.error("server.no_database", error=type(cause).__name__)
    errors.print(
        f"Basis data tidak dapat dipakai: {reason}. Nomor darurat (112) tetap dijawab; sisanya"
        " menunggu, dan basis data dicoba lagi terus.\n"
        f"The database cannot be used: {reason}. Emergency numbers (112) are answered; the rest"
        " waits, and the database is tried again and again.",
        markup=False,
    )


async def prepare_when_back(settings: Settings, console: Console) -> None:
    """Tries until the store is ready, ever more seldom. Raises what waiting does not mend."""
    pause, failures = FIRST_PAUSE_SECONDS, 1
    while True:
        await asyncio.sleep(pause)
        try:
            await asyncio.to_thread(prepare, settings, console)
        except Exception as fault:
            if not is_away(fault, settings):
                raise
            failures += 1
            pause = min(LONGEST_PAUSE_SECONDS, pause * 2)
            _log.warning(
                "server.no_database", error=type(fault).__name__, next_try_in_seconds=pause
            )
        else:
            _log.info("server.database_back", failures=failures)
            console.print("Basis data siap · The database is ready.")
            return


async def _revisions_of(url: str) -> list[str]:
    database = Database(url)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await migrate.revisions_of(database)
    finally:
        await database.close()


async def _city_of(url: str) -> str | None:
    """The code of the city in a migrated store; None when it is empty."""
    database = Database(url)
    try:
        async with database.read() as session:
            found = await session.scalar(text("SELECT code FROM city"))
            return None if found is None else str(found)
    finally:
        await database.close()
