"""Alive, and ready: two questions with different answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from api.db.session import Database
from api.http import health
from api.storage.store import Store
from tests.http.serving import application


@asynccontextmanager
async def client_of(database: Any, store: Store) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(application(health.routes(database, store)))
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        yield client


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.on_disk(tmp_path / "objects")


async def test_a_whole_server_is_ready(database: Database, store: Store) -> None:
    async with client_of(database, store) as client:
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()) == (
            200,
            {
                "status": "ready",
                "checks": dict.fromkeys(("database", "migrations", "store", "prepared"), "ok"),
            },
        )
        assert answer.headers["cache-control"] == "no-store"
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        assert (await client.head("/healthz")).status_code == 200


async def test_an_old_schema_is_not_ready(database: Database, store: Store) -> None:
    async with database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    async with client_of(database, store) as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 503
    checks = answer.json()["checks"]
    assert checks["database"] == "ok" and "run the migrations" in checks["migrations"]


async def test_a_full_or_lost_disk_is_not_ready(
    database: Database, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "objects" / "health").write_text("in the way")
    async with client_of(database, store) as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["store"] == "cannot be reached"
    assert str(tmp_path) not in answer.text


async def test_a_database_that_is_away_leaves_the_process_alive(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 1.0)
    away = Database("postgresql+asyncpg://kulkul:rahasia@127.0.0.1:1/kulkul")
    async with client_of(away, store) as client:
        answer = await client.get("/readyz")
        assert answer.status_code == 503
        checks = answer.json()["checks"]
        assert checks["store"] == "ok" and checks["database"] != "ok" != checks["migrations"]
        assert "rahasia" not in answer.text and "127.0.0.1" not in answer.text
        assert (await client.get("/healthz")).status_code == 200
    await away.close()
