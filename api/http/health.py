"""GET /healthz: the process lives. GET /readyz: it can do its work; each check says so."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.db import migrate
from api.db.session import Database
from api.http.replies import json_reply
from api.storage.store import Store

PATIENCE_SECONDS: Final = 3.0
_PROBE: Final = "health/probe"
_log = structlog.get_logger("health")

Check = Callable[[], Awaitable[str | None]]
"""None if all is well, else what is wrong, in words that anyone may read."""


def routes(
    database: Database, store: Store, is_prepared: Callable[[], bool] = lambda: True
) -> list[Route]:
    """Both routes. They need no token and tell no address, version or path."""
    checks: dict[str, Check] = {
        "database": lambda: _reachable(database),
        "migrations": lambda: _migrated(database),
        "store": lambda: _writable(store),
        "prepared": lambda: _prepared(is_prepared),
    }

    async def healthz(_request: Request) -> Response:
        return json_reply({"status": "ok"})

    async def readyz(_request: Request) -> Response:
        found = await asyncio.gather(*(_checked(name, check) for name, check in checks.items()))
        faults = dict(zip(checks, found, strict=True))
        ready = not any(faults.values())
        report = {
            "status": "ready" if ready else "not ready",
            "checks": {name: fault or "ok" for name, fault in faults.items()},
        }
        return json_reply(report, 200 if ready else 503)

    return [
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
    ]


async def _checked(name: str, check: Check) -> str | None:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await check()
    except TimeoutError:
        return f"no answer within {PATIENCE_SECONDS:.0f} seconds"
    except Exception as error:  # whatever a driver raises: the answer is that it is not ready
        _log.warning("health.failed", check=name, error=type(error).__name__)
        return "cannot be reached"


async def _prepared(is_prepared: Callable[[], bool]) -> str | None:
    return None if is_prepared() else "the store has not been prepared yet"


async def _reachable(database: Database) -> None:
    async with database.read() as reader:
        await reader.execute(text("SELECT 1"))


async def _migrated(database: Database) -> str | None:
    async with database.read() as reader:
        found = (await reader.execute(text("SELECT version_num FROM alembic_version"))).scalars()
        revisions = sorted(found)
    if revisions == [migrate.head()]:
        return None
    return "the schema is not the newest: run the migrations"


async def _writable(store: Store) -> None:
    await store.put(_PROBE, b"ok", "text/plain")
