"""Serves one of the systems to compare with, by the same uvicorn and settings as ours.

python -m scripts.benchmark.serve stock|stock_cached|hand PORT URL DATA
"""

import sys
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy.engine import make_url


def main() -> None:
    """Serves until a signal."""
    system, port, url, data = sys.argv[1:]
    uvicorn.run(
        _app(system, url, Path(data)),
        host="127.0.0.1",
        port=int(port),
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        backlog=2048,
    )


def _app(system: str, url: str, data: Path) -> Any:
    if system == "hand":
        from api.settings import Settings
        from scripts.benchmark.hand import Hand

        parsed = make_url(url)
        options = {
            "host": parsed.query["host"],
            "user": parsed.username,
            "database": parsed.database,
        }
        return Hand(options, Settings().read_connections)
    from scripts.benchmark.stock.app import make

    return make(url, data, cached=system == "stock_cached")


if __name__ == "__main__":
    main()
