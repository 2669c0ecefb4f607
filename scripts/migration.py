"""Writes a migration from the difference between models and migrations: `scripts/migration`."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import alembic.command

from api.db import migrate


def main(arguments: list[str] | None = None) -> int:
    """0 when a file was written, 1 when models and migrations agree already."""
    parser = argparse.ArgumentParser(
        prog="scripts/migration",
        description="Writes a migration from what the models have and the migrations have not yet.",
    )
    parser.add_argument("reason", help="what changes, in a few words: it becomes the file's name")
    reason: str = parser.parse_args(arguments).reason
    with tempfile.TemporaryDirectory(prefix="kulkul-migration-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/store.sqlite3"
        migrate.upgrade(url)
        if migrate.differences(url) is None:
            print("The models and the migrations agree: there is nothing to write.")
            return 1
        made = alembic.command.revision(
            migrate.config(url),
            reason,
            autogenerate=True,
            rev_id=f"{int(migrate.head()) + 1:04}",
        )
    assert made is not None and not isinstance(made, list)
    for verb in (("check", "--fix", "--quiet"), ("format", "--quiet")):
        subprocess.run([sys.executable, "-m", "ruff", *verb, made.path], check=True)
    print(f"Read {Path(made.path).relative_to(migrate.ROOT)}, then run scripts/check.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
