"""A store with two citizens, and a simulated FCM server."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.apps.models import App
from api.apps.values import AppCategory
from api.db.session import Database
from api.identity.service import ensure_person
from api.identity.values import Role, Viewer, person_id
from api.kit import clock, ids
from api.push.gateway import Sender, open_sender
from api.push.models import Device
from api.push.service import register_device
from api.push.values import Platform
from api.settings import Settings
from scripts.twins.fcm import FcmTwin

NOBODY = Viewer(Role.ANONYMOUS, "ID", None, None, None, clock.now())


def citizen(subject: str, language: str = "ID") -> Viewer:
    """A signed-in citizen."""
    return Viewer(
        Role.CITIZEN,
        language,
        person_id("local", subject),
        None,
        None,
        clock.now(),
        subject=f"local|{subject}",
        name="I Wayan Sudarta",
    )


@dataclass(frozen=True)
class Town:
    """A store with an app and two citizens."""

    database: Database
    wayan: Viewer
    made: Viewer

    async def device(
        self,
        viewer: Viewer,
        installation_id: str | None = None,
        token: str | None = None,
        locale: str = "ID",
        platform: Platform = Platform.ANDROID,
        **more: Any,
    ) -> Device:
        """Registers a device in a transaction of its own.

        Of both addresses the token is the previous one.
        """
        async with self.database.write() as session:
            return await register_device(
                session,
                viewer,
                **{
                    "installation_id": installation_id,
                    "token": None if installation_id else token,
                    "previous_token": token if installation_id else None,
                    "app": "lapor-badung",
                    "platform": platform,
                    "app_version": "1.4.0",
                    "locale": locale,
                    "time_zone": "Asia/Makassar",
                    **more,
                },
            )


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    town = Town(database, citizen("wayan"), citizen("made"))
    async with database.write() as session:
        session.add(
            App(
                id=ids.uuid7(),
                slug="lapor-badung",
                name="Lapor Badung",
                category=next(iter(AppCategory)),
                summary_id="Laporan",
                summary_en="Reports",
                position=1,
                synthetic=True,
            )
        )
        for viewer in (town.wayan, town.made):
            await ensure_person(session, viewer)
    yield town


@pytest.fixture(scope="session")
def fcm_server() -> Iterator[FcmTwin]:
    with FcmTwin(http2=True) as running:
        yield running


@pytest.fixture
def twin(fcm_server: FcmTwin) -> FcmTwin:
    """The simulated FCM server, with nothing sent and no faults scripted."""
    fcm_server.reset()
    return fcm_server


@pytest.fixture
def settings(twin: FcmTwin, tmp_path: Path) -> Settings:
    return Settings(
        firebase_credentials=twin.credentials(tmp_path / "firebase.json"),
        fcm_url=twin.url,
        fcm_authority=twin.authority,
    )


@pytest.fixture
async def sender(settings: Settings) -> AsyncIterator[Sender]:
    sender = open_sender(settings)
    yield sender
    await sender.close()
