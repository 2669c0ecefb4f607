"""kill -9 in the middle of it: what was acknowledged is there, once, and pushes go out."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.db.base import metadata
from api.db.session import Database
from api.identity.tokens import LocalKeys
from api.identity.values import Role
from api.kit import ids
from api.push.values import MessageState
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.push.sending import make_due, messages
from tests.story.house import SUBMIT, House, Somebody, settings_of, visitor
from tests.story.process import Served
from tests.story.seeded import SeededStore
from tests.story.waiting import until

pytestmark = pytest.mark.slow

MADE = Somebody(Role.CITIZEN, "made", name="Made")
ROADS = Somebody(Role.OFFICER, "ketut", agency="pupr")
CLIENTS, ACKNOWLEDGED = 100, 30
REPORT = metadata.tables["report"]


@pytest.fixture(scope="module")
def fcm() -> Iterator[FcmTwin]:
    with FcmTwin() as running:
        yield running


@pytest.fixture
async def database(seeded: SeededStore) -> AsyncIterator[Database]:
    database = Database(seeded.url)
    yield database
    await database.close()


def _served(seeded: SeededStore, fcm: FcmTwin) -> Served:
    settings = {
        "KULKUL_FIREBASE_CREDENTIALS": str(fcm.credentials(seeded.data / "firebase.json")),
        "KULKUL_FCM_URL": fcm.url,
    }
    if not seeded.is_sqlite:
        settings["KULKUL_DATABASE_URL"] = seeded.url
    return Served(seeded.data, settings=settings, seconds=60)


def _house(seeded: SeededStore, url: str, client: httpx.AsyncClient, database: Database) -> House:
    settings = settings_of(seeded.data, seeded.url)
    keys = LocalKeys(seeded.data / "keys", settings.token_audience)
    return House(settings, url, client, database, keys)


async def _tickets(database: Database, title: str) -> list[str]:
    async with database.read() as reader:
        found = await reader.execute(select(REPORT.c.ticket).where(REPORT.c.title == title))
        return sorted(found.scalars())


async def test_no_ticket_is_lost_or_doubled(
    seeded: SeededStore, fcm: FcmTwin, database: Database
) -> None:
    title = "Lubang yang dilaporkan seratus kali"
    async with asyncio.timeout(150):
        with _served(seeded, fcm) as served:
            async with visitor(served.url) as client:
                house = _house(seeded, served.url, client, database)
                category = await house.category("jalan-rusak")
                point = {"latitude": -8.7178, "longitude": 115.1689}
                wanted = [
                    {"idempotencyKey": ids.uuid7(), "category": category, "point": point,
                     "title": title}
                    for _ in range(CLIENTS)
                ]  # fmt: skip
                acknowledged = await _until_killed(house, served, wanted)
        kept = await _tickets(database, title)
        assert len(acknowledged) >= ACKNOWLEDGED
        assert set(acknowledged.values()) <= set(kept), "an acknowledged ticket is lost"
        assert max(Counter(kept).values()) == 1

        with _served(seeded, fcm) as served:
            async with visitor(served.url) as client:
                house = _house(seeded, served.url, client, database)
                # Each phone sends again what it has no answer to, and what it has: none is doubled.
                answers = await asyncio.gather(
                    *(house.ask(SUBMIT, {"input": one}, MADE) for one in wanted)
                )
                tickets = {
                    one["idempotencyKey"]: answer["submitReport"]["report"]["ticket"]
                    for one, answer in zip(wanted, answers, strict=True)
                }
        assert {k: tickets[k] for k in acknowledged} == acknowledged
        assert sorted(tickets.values()) == await _tickets(database, title)
        assert len(set(tickets.values())) == CLIENTS


async def _until_killed(
    house: House, served: Served, wanted: list[dict[str, Any]]
) -> dict[str, str]:
    """Submits all at once and kills the server in between; gives the tickets that were answered."""
    acknowledged: dict[str, str] = {}

    async def submit(one: dict[str, Any]) -> None:
        try:
            answer = await house.ask(SUBMIT, {"input": one}, MADE)
        except httpx.HTTPError:
            return
        acknowledged[one["idempotencyKey"]] = answer["submitReport"]["report"]["ticket"]
        if len(acknowledged) == ACKNOWLEDGED:
            served.kill()

    await asyncio.gather(*(submit(one) for one in wanted))
    assert served.process.returncode == -9
    return acknowledged


async def test_pending_pushes_are_delivered(
    seeded: SeededStore, fcm: FcmTwin, database: Database
) -> None:
    """Pushes that waited, and those that were on their way, when the server was killed."""
    fcm.reset()
    phones = [f"phone-{n}" for n in range(6)]
    for phone in phones[:3]:
        fcm.script(phone, Fault.HANG)
    for phone in phones[3:]:
        fcm.script(phone, Fault.UNAVAILABLE, retry_after=30)
    async with asyncio.timeout(120):
        with _served(seeded, fcm) as served:
            async with visitor(served.url) as client:
                house = _house(seeded, served.url, client, database)
                for phone in phones:
                    await house.register(MADE, phone)
                report = await house.submit(MADE)
                await house.advance(ROADS, report["id"], "VERIFIED")
                await until(lambda: {s.target for s in fcm.sent} == set(phones))
            served.kill()
        assert not fcm.accepted()
        for phone in phones:
            fcm.faults.heal(target=phone)
        with _served(seeded, fcm):
            # Time passes: leases of the dead worker run out, what was put off is due.
            await make_due(database)
            await until(lambda: {s.target for s in fcm.accepted()} == set(phones))

            async def is_recorded() -> bool:
                sent = [m for m in await messages(database) if m.state is MessageState.SENT]
                return len(sent) == len(phones)

            await until(is_recorded)
        assert not fcm.doubled() and len(fcm.shown()) == len(phones)
