"""`scripts/keep_store`: keeps a store of this release, which every later one must be able to use.

It writes a SQLite file and a PostgreSQL dump with rows in every table to `tests/data/`, the same
bytes from the same tree, and freezes the migrations that made them.
"""

import argparse
import asyncio
import gzip
import shutil
import sqlite3
import sys
import tomllib
from contextlib import closing
from pathlib import Path

from api.db import migrate
from api.db.session import Database
from scripts import check_migrations
from tests import run_folder
from tests.stores import Stores, apart
from tests.upgrade.kept import DATA, DUMP, SQLITE, program
from tests.upgrade.rows import fill


def version() -> str:
    """The release that this tree is."""
    with (migrate.ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def keep(folder: Path, runs: Path) -> None:
    """Writes both stores of this tree into a folder; `runs` is for what is needed meanwhile."""
    stores = Stores(runs)
    for kind in ("sqlite", "postgresql"):
        stores.template(kind, "kept", _build)
    small = runs / "small.sqlite3"
    with closing(sqlite3.connect(stores.file("kept"))) as connection:
        connection.execute("VACUUM INTO ?", (str(small),))
    with (folder / SQLITE).open("wb") as target, gzip.GzipFile("", "wb", 9, target, 0) as packed:
        packed.write(small.read_bytes())
    dump = program(
        "pg_dump", stores.postgres.url_of("kulkul_kept"),
        "--no-owner", "--no-privileges", "--restrict-key=kulkul",
    )  # fmt: skip
    (folder / DUMP).write_text(dump)
    stores.close()


def _build(url: str) -> None:
    async def build() -> None:
        database = Database(url)
        await fill(database)
        await database.close()

    apart(lambda: asyncio.run(build()))


def main() -> int:
    """Keeps the store of this release."""
    parser = argparse.ArgumentParser(
        prog="scripts/keep_store",
        description="Keeps a store of this release for the tests of later ones, on both kinds of"
        " store, and freezes the migrations that there are.",
    )
    parser.add_argument(
        "--again",
        action="store_true",
        help="replace what is kept of this version and freeze anew: only before it is published",
    )
    again = parser.parse_args().again
    folder = DATA / f"store-{version()}"
    if folder.exists() and not again:
        print(f"{folder.name} is kept already; --again replaces it", file=sys.stderr)
        return 1
    with run_folder.owned() as runs:
        fresh = runs / folder.name
        fresh.mkdir()
        keep(fresh, runs)
        check_migrations.freeze(again=again)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(fresh, folder)
    for file in (*sorted(folder.iterdir()), check_migrations.FROZEN):
        print(f"{file.stat().st_size:8d} bytes  {file.relative_to(migrate.ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
