"""The small city of the tests of reports, reached by Open311 alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from api.areas.service import AreaIndexCache
from api.db.session import Database
from api.http import open311
from api.http.addresses import PublicAddress
from api.http.auth import Authenticator
from api.identity.tokens import LocalKeys
from api.identity.values import Role
from tests.http.georeport import GeoReport
from tests.http.serving import application

HOUR = timedelta(hours=1)
LONGEST_BODY = 20_000


@asynccontextmanager
async def open_city(database: Database, keys: LocalKeys) -> AsyncIterator[GeoReport]:
    """Open311 alone, on a store."""
    app = application(
        open311.routes(
            database, AreaIndexCache(database), Authenticator([keys]),
            public_address=PublicAddress("http://city.example"),
            is_production=False, max_body_bytes=LONGEST_BODY,
        )
    )  # fmt: skip
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://city.example"
    ) as http:
        yield await GeoReport.discover(http, "/open311/v2/discovery")


def key_of(keys: LocalKeys, subject: str = "sari", role: Role = Role.CITIZEN, **said: Any) -> str:
    """A token, to be sent as api_key."""
    return keys.mint(role, subject, said.get("agency"), said.get("name", "Zqsari Zqnama"), HOUR)


def local_keys(folder: Path) -> LocalKeys:
    """A key set of this test alone."""
    return LocalKeys(folder / "keys", "kulkul")
