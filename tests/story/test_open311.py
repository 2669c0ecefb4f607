"""An Open311 client and a running city: a report, the officer's answer, and kill -9 in between."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from api.identity.tokens import LocalKeys
from api.identity.values import Role
from tests.http.georeport import GeoReport
from tests.story.house import House, Somebody, open_house, settings_of, visitor
from tests.story.process import Served
from tests.story.seeded import SeededStore

pytestmark = pytest.mark.slow

CITIZEN = Somebody(Role.CITIZEN, "made", name="Zqmade")
ROADS = Somebody(Role.OFFICER, "ketut", agency="pupr")
CLIENTS, ACKNOWLEDGED = 24, 6


def form(key: str, number: int = 0) -> dict[str, str]:
    return {
        "api_key": key,
        "service_code": "jalan-rusak",
        "lat": "-8.7178",
        "long": "115.1689",
        "description": f"Lubang nomor {number} di Jalan Pantai Kuta",
    }


def key_of(folder: Path, who: Somebody) -> str:
    return LocalKeys(folder / "keys", "kulkul").mint(
        who.role, who.subject, who.agency, who.name, timedelta(hours=1)
    )


@pytest.fixture
async def house(seeded: SeededStore) -> AsyncIterator[House]:
    async with open_house(settings_of(seeded.data, seeded.url, worker=False)) as house:
        yield house


async def test_from_discovery_to_the_officers_answer(house: House) -> None:
    """The client knows one address, and takes whatever else it uses from the answers."""
    city = await GeoReport.discover(house.client, f"{house.url}/open311/v2/discovery")
    services = await city.get("services")
    (roads,) = [s for s in services if s["service_code"] == "jalan-rusak"]
    assert roads["metadata"] is False and roads["type"] == "realtime"
    for service in services:
        definition = await city.get(f"services/{service['service_code']}")
        assert definition["attributes"] == []
    seeds = await city.requests(page_size=50)
    assert seeds and all("rekaan" in one["service_notice"] for one in seeds)

    (made,) = await city.post(form(key_of(house.settings.data, CITIZEN)))
    ticket = made["service_request_id"]
    assert (await city.get(f"tokens/{ticket}"))[0]["service_request_id"] == ticket
    found = await house.ask(
        "query($t: String!) { report(by: {ticket: $t}) { id reporter { name } } }", {"t": ticket}
    )
    assert found["report"]["reporter"] is None, "the standard cannot ask whether to show a name"
    began = (await city.requests(service_request_id=ticket))[0]["requested_datetime"]
    steps = (
        ("VERIFIED", "Kami periksa besok."),
        ("ASSIGNED", None),
        ("REJECTED", "Sudah ditambal."),
    )
    for to, note in steps:
        await house.advance(ROADS, found["report"]["id"], to, publicNote=note)
    lines = [
        line
        for line in await city.updates(start_date=began)
        if line["service_request_id"] == ticket
    ]
    assert [(line["status"], line["description"]) for line in lines] == [
        ("open", "Kami periksa besok."), ("open", "Diproses"), ("closed", "Sudah ditambal."),
    ]  # fmt: skip
    (shown,) = await city.get(f"requests/{ticket}")
    assert shown["status"] == "closed" and shown["status_notes"] == "Ditolak: Sudah ditambal."
    head = await house.client.head(f"{city.url}/requests.xml")
    assert head.status_code == 200 and int(head.headers["content-length"]) > 1_000
    assert await city.requests(status="closed", start_date=began) == [shown]


async def test_nothing_is_lost_or_doubled_by_a_kill(seeded: SeededStore) -> None:
    """Clients without any key of their own send the same form again, as they always did."""
    settings = {} if seeded.is_sqlite else {"KULKUL_DATABASE_URL": seeded.url}
    acknowledged: dict[int, str] = {}
    async with asyncio.timeout(150):
        with Served(seeded.data, settings=settings, seconds=60) as served:
            key = key_of(seeded.data, CITIZEN)
            async with visitor(served.url) as client:
                city = await GeoReport.discover(client, f"{served.url}/open311/v2/discovery")

                async def send(number: int) -> None:
                    try:
                        (made,) = await city.post(form(key, number))
                    except httpx.HTTPError:
                        return
                    acknowledged[number] = made["service_request_id"]
                    if len(acknowledged) == ACKNOWLEDGED:
                        served.kill()

                await asyncio.gather(*(send(n) for n in range(CLIENTS)))
            assert served.process.returncode == -9
        assert len(acknowledged) >= ACKNOWLEDGED
        with Served(seeded.data, settings=settings, seconds=60) as served:
            async with visitor(served.url) as client:
                city = await GeoReport.discover(client, f"{served.url}/open311/v2/discovery")
                answers = await asyncio.gather(*(city.post(form(key, n)) for n in range(CLIENTS)))
                tickets = {n: made["service_request_id"] for n, (made,) in enumerate(answers)}
                assert {n: tickets[n] for n in acknowledged} == acknowledged
                listed = [
                    one["service_request_id"]
                    for one in await city.requests(service_code="jalan-rusak")
                    if one["description"].startswith("Lubang nomor ")
                ]
                assert sorted(listed) == sorted(tickets.values())
                assert len(set(tickets.values())) == CLIENTS
