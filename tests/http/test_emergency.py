"""The pack of last resort: right in both languages, small, and there when nothing else is."""

import asyncio
import gzip
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import strawberry
from sqlalchemy import delete, update
from strawberry.schema.config import StrawberryConfig

from api.areas.models import Area
from api.areas.values import AreaLevel
from api.db.session import Database
from api.emergency.models import EmergencyCategory, EmergencyNotice, EmergencyShortcut, Facility
from api.emergency.queries import EmergencyQueries
from api.emergency.service import PackCache, copy, load_pack, render
from api.emergency.service import pack as packing
from api.emergency.values import LAST_RESORT, FacilityKind, Pack
from api.gql.common.scalars import SCALARS
from api.gql.run.context import Resources
from api.http import emergency as door
from api.kit.geo import Point
from tests.http.serving import application, preflight
from tests.jobs.waiting import until

KUTA = {"lat": "-8.7181", "lng": "115.1693"}


async def fill(database: Database, facilities: int = 40) -> None:
    """A pack of the size that a real city has."""
    async with database.write() as session:
        area = Area(
            code="51.03.01.1002", level=AreaLevel.VILLAGE, kind="kelurahan", name="Kuta",
            latitude=-8.72, longitude=115.17,
        )  # fmt: skip
        session.add(area)
        session.add(
            EmergencyNotice(
                number="112", notice_id="Hubungi 112. " * 12, notice_en="Call 112. " * 15
            )
        )
        shortcuts = [
            EmergencyShortcut(
                code=f"pintas-{n}", label_id=f"Nomor {n}", label_en=f"Number {n}", number=f"11{n}",
                dial_uri=f"tel:11{n}", fallback_numbers=["112", "110"], icon="siren",
                sms_id="DARURAT …" if n == 2 else None, sms_en="EMERGENCY …" if n == 2 else None,
                categories=["kebakaran", "medis"], position=n, synthetic=False,
                source_name="Republika", source_date=date(2018, 7, 19), source_note="beside 112",
            )
            for n in (2, 1, 3, 4, 5, 6, 7, 8, 9)
        ]  # fmt: skip
        session.add_all(shortcuts)
        await session.flush()
        session.add_all(
            EmergencyCategory(
                code=f"kelompok-{n}", label_id=f"Kejadian {n}", label_en=f"Event {n}",
                shortcut_id=shortcuts[1].id, position=n,
            )
            for n in range(7)
        )  # fmt: skip
        session.add_all(
            Facility(
                code=f"rs-{n:03}", kind=FacilityKind.HOSPITAL, name=f"Rumah Sakit {n} (contoh)",
                village_id=area.id if n % 2 else None, latitude=-8.72 + (n * 7 % 40) / 100,
                longitude=115.17, phone=None, open_24h=True, synthetic=True,
                source_note="example: name and position are invented; do not go there",
            )
            for n in range(facilities)
        )  # fmt: skip


@pytest.fixture
async def keeper(database: Database, tmp_path: Path) -> AsyncIterator[PackCache]:
    await fill(database)
    keeper = PackCache(database, tmp_path / "data" / "emergency.json")
    await keeper.start()
    yield keeper
    await keeper.close()


def client_of(keeper: PackCache) -> httpx.AsyncClient:
    app = application(door.routes(keeper))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api")


@pytest.fixture
async def client(keeper: PackCache) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(keeper) as client:
        yield client


async def pack_of(client: httpx.AsyncClient, **params: str) -> dict[str, Any]:
    answer = await client.get("/emergency.json", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_both_languages_in_order_with_provenance(client: httpx.AsyncClient) -> None:
    indonesian, english = await pack_of(client), await pack_of(client, lang="EN")
    assert indonesian["number"] == "112" and indonesian["notice"].startswith("Hubungi 112")
    assert (
        english["notice"].startswith("Call 112") and english["revision"] == indonesian["revision"]
    )
    assert [s["code"] for s in indonesian["shortcuts"]] == [f"pintas-{n}" for n in range(1, 10)]
    second = english["shortcuts"][1]
    assert second == {
        "code": "pintas-2", "label": "Number 2", "number": "112", "dialUri": "tel:112",
        "smsTemplate": "EMERGENCY …", "fallbackNumbers": ["112", "110"], "icon": "siren",
        "categories": ["kebakaran", "medis"],
        "provenance": {"synthetic": False, "sourceName": "Republika", "sourceDate": "2018-07-19",
                       "sourceNote": "beside 112"},
    }  # fmt: skip
    assert indonesian["categories"][0] == {
        "code": "kelompok-0", "label": "Kejadian 0", "shortcut": "pintas-1",
    }  # fmt: skip
    first, other = indonesian["facilities"][:2]
    assert (first["code"], first["village"], first["distanceMetres"]) == ("rs-000", None, None)
    assert (other["village"], other["open24h"]) == ("Kuta", True)
    assert first["provenance"]["synthetic"] is True
    assert "warning" not in indonesian and indonesian["facilitiesLeftOut"] == 0


async def test_facilities_come_nearest_first(client: httpx.AsyncClient) -> None:
    facilities = (await pack_of(client, **KUTA))["facilities"]
    metres = [facility["distanceMetres"] for facility in facilities]
    assert metres == sorted(metres) and len(metres) == 40
    assert facilities[0]["code"] == "rs-000" and 200 < metres[0] < 250
    assert 42_000 < metres[-1] < 44_000


@pytest.mark.parametrize(
    "params",
    [
        {"lat": "x", "lng": "115"},
        {"lat": "-8.7"},
        {"lng": "115"},
        {"lat": "", "lng": ""},
        {"lat": "nan", "lng": "115"},
        {"lat": "-8.7", "lng": "inf"},
        {"lat": "91", "lng": "0"},
        {"lat": "0", "lng": "181"},
    ],
)
async def test_a_bad_position_is_ignored(client: httpx.AsyncClient, params: dict[str, str]) -> None:
    pack = await pack_of(client, lang="en", **params)
    assert pack["warning"].startswith("Your location could not be read")
    assert pack["number"] == "112" and pack["facilities"][0]["distanceMetres"] is None


async def test_a_bad_language_or_token_is_ignored(client: httpx.AsyncClient) -> None:
    pack = await pack_of(client, lang="fr", **KUTA)
    assert pack["warning"] == (
        "Bahasa yang diminta tidak ada di sini; yang ada Indonesia dan Inggris."
    )
    assert pack["facilities"][0]["distanceMetres"] is not None
    answer = await client.get(
        "/emergency.json", headers={"Authorization": "Bearer x", "Accept-Language": "en"}
    )
    assert answer.status_code == 200 and answer.headers["content-language"] == "en"


async def test_it_is_small_cached_and_public(client: httpx.AsyncClient) -> None:
    for params in ({}, {"lang": "en"}, KUTA):
        answer = await client.get("/emergency.json", params=params)
        assert len(answer.content) <= 20_000
        assert answer.headers["access-control-allow-origin"] == "*"
        tag = answer.headers["etag"]
        again = await client.get(
            "/emergency.json", params=params, headers={"If-None-Match": f'"x", {tag}'}
        )
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    private = (await client.get("/emergency.json", params=KUTA)).headers["cache-control"]
    assert private.startswith("private")
    whole = await client.get("/emergency.json", headers={"If-None-Match": 'W/"old"'})
    assert whole.status_code == 200 and "stale-if-error" in whole.headers["cache-control"]
    asked = await client.options("/emergency.json", headers=preflight("GET", "if-none-match"))
    assert asked.status_code == 200 and asked.headers["access-control-allow-origin"] == "*"
    assert "If-None-Match" in asked.headers["access-control-allow-headers"]
    head = await client.head("/emergency.json", headers={"Accept-Encoding": "identity"})
    plain = await client.get("/emergency.json", headers={"Accept-Encoding": "identity"})
    assert int(head.headers["content-length"]) == len(plain.content)


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("*", True), ("identity", False),
     ("gzip;q=0", False), ("gzip; q=0.0", False), ("", False)],
)  # fmt: skip
async def test_gzip_for_clients_that_accept_it(
    client: httpx.AsyncClient, accepted: str, packed: bool
) -> None:
    request = client.build_request("GET", "/emergency.json", headers={"Accept-Encoding": accepted})
    answer = await client.send(request, stream=True)
    raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert (answer.headers.get("content-encoding") == "gzip") is packed
    body = gzip.decompress(raw) if packed else raw
    assert json.loads(body)["number"] == "112"
    assert "Accept-Encoding" in answer.headers["vary"]


async def test_what_does_not_fit_is_left_out_from_the_far_end(
    database: Database, tmp_path: Path
) -> None:
    await fill(database, facilities=400)
    keeper = PackCache(database, tmp_path / "emergency.json")
    await keeper.start()
    async with client_of(keeper) as client:
        for params in ({}, KUTA):
            answer = await client.get("/emergency.json", params=params)
            pack = answer.json()
            assert 19_000 < len(answer.content) <= 20_000
            assert pack["facilitiesLeftOut"] == 400 - len(pack["facilities"]) > 0
    await keeper.close()


async def test_a_change_shows_at_once_and_changes_the_revision(
    client: httpx.AsyncClient, keeper: PackCache, database: Database
) -> None:
    before = await pack_of(client)
    async with database.write() as session:
        await session.execute(update(EmergencyNotice).values(notice_id="Baru."))
    await until(lambda: keeper.pack.revision != before["revision"])
    after = await pack_of(client)
    assert after["notice"] == "Baru."
    async with database.read() as reader:
        stored = await load_pack(reader)
    assert stored == keeper.pack


async def test_many_commits_at_once_end_with_the_last(
    keeper: PackCache, database: Database
) -> None:
    for number in range(12):
        async with database.write() as session:
            await session.execute(update(EmergencyNotice).values(notice_id=f"Ke-{number}"))
    await until(lambda: keeper.pack.notice.id == "Ke-11")


async def test_another_process_is_noticed(
    keeper: PackCache, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Database(database.url)
    async with other.write() as session:
        await session.execute(update(EmergencyNotice).values(notice_id="Dari luar."))
    await other.close()
    assert keeper.pack.notice.id != "Dari luar."
    monkeypatch.setattr(copy, "REFRESH_SECONDS", 0.0)
    await until(lambda: keeper.pack.notice.id == "Dari luar.")


class Stopped:
    """A database that does not answer, or breaks."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error

    def on_commit(self, _listener: object) -> None:
        pass

    def read(self) -> Any:
        if self.error:
            raise self.error
        return _Hanging()


class _Hanging:
    async def __aenter__(self) -> None:
        await asyncio.sleep(60)

    async def __aexit__(self, *_error: object) -> None:
        pass


@pytest.mark.parametrize("error", [OSError("refused"), RuntimeError("gone"), None])
async def test_it_answers_with_the_database_stopped(
    keeper: PackCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    monkeypatch.setattr(copy, "TIMEOUT_SECONDS", 0.1)
    monkeypatch.setattr(copy, "REFRESH_SECONDS", 0.0)
    stopped: Any = Stopped(error)
    again = PackCache(stopped, tmp_path / "data" / "emergency.json")
    await again.start()
    assert again.pack == keeper.pack
    async with client_of(again) as client:
        assert len((await pack_of(client, **KUTA))["facilities"]) == 40
    await again.close()


@pytest.mark.parametrize("copy", [None, "", "{}", '{"revision": 1}', "\x00"])
async def test_the_last_resort_is_112(tmp_path: Path, copy: str | None) -> None:
    file = tmp_path / "emergency.json"
    if copy is not None:
        file.write_text(copy)
    stopped: Any = Stopped(OSError("refused"))
    keeper = PackCache(stopped, file)
    await keeper.start()
    assert keeper.pack == LAST_RESORT
    async with client_of(keeper) as client:
        pack = await pack_of(client, lang="en", **KUTA)
    assert pack["shortcuts"][0]["dialUri"] == "tel:112" and pack["facilities"] == []
    await keeper.close()


async def test_an_emptied_store_takes_nothing_away(keeper: PackCache, database: Database) -> None:
    before = keeper.pack
    async with database.write() as session:
        await session.execute(delete(EmergencyNotice))
        assert await load_pack(session) is None
    await keeper._refresh()
    assert keeper.pack == before


async def test_the_revision_is_the_content(keeper: PackCache) -> None:
    pack: Pack = keeper.pack
    bare = packing.dump(replace(pack, revision=""))
    assert pack.revision == hashlib.sha256(bare).hexdigest()[:16]
    assert packing.parse(packing.dump(pack)) == pack


async def test_the_graph_shows_the_same_pack(keeper: PackCache) -> None:
    """Objects come from memory, and what depends on a position stands under its argument."""
    schema = strawberry.Schema(query=EmergencyQueries, config=StrawberryConfig(scalar_map=SCALARS))
    context = SimpleNamespace(resources=Resources(keeper), viewer=SimpleNamespace(language="EN"))
    document = """query($near: PointInput!, $first: Int) { emergency {
      id revision number notice
      shortcuts { id code categoryCodes provenance { synthetic sourceDate } }
      categories { id code shortcut { id code label } }
      facilities { id }
      near: facilities(near: $near, first: $first) {
        id code kind village { id code name } point { latitude longitude } open24h
        distanceMetres(from: $near) provenance { synthetic sourceNote } } } }"""
    near = {"latitude": float(KUTA["lat"]), "longitude": float(KUTA["lng"])}
    answer = await schema.execute(document, {"near": near, "first": 3}, context)
    assert answer.errors is None and answer.data is not None
    pack = answer.data["emergency"]
    shown = render(keeper.pack, "EN", Point(**near))
    assert (pack["revision"], pack["number"], pack["notice"]) == (
        shown["revision"], "112", shown["notice"],
    )  # fmt: skip
    assert [s["code"] for s in pack["shortcuts"]] == [s["code"] for s in shown["shortcuts"]]
    assert pack["shortcuts"][1]["categoryCodes"] == ["kebakaran", "medis"]
    assert pack["shortcuts"][1]["provenance"] == {"synthetic": False, "sourceDate": "2018-07-19"}
    assert pack["categories"][0]["shortcut"] == {
        "id": pack["shortcuts"][0]["id"], "code": "pintas-1", "label": "Number 1",
    }  # fmt: skip
    assert len(pack["near"]) == 3 and len(pack["facilities"]) == 40
    assert [f["distanceMetres"] for f in pack["near"]] == [
        f["distanceMetres"] for f in shown["facilities"][:3]
    ]
    assert [f["village"] and f["village"]["name"] for f in pack["near"]] == [
        f["village"] for f in shown["facilities"][:3]
    ]
    in_kuta = next(f["village"] for f in pack["near"] if f["village"])
    assert in_kuta["id"].startswith("area_") and in_kuta["code"] == "51.03.01.1002"
    ids = [
        thing["id"] for kind in ("shortcuts", "categories", "facilities") for thing in pack[kind]
    ]
    assert len({pack["id"], *ids}) == 1 + len(ids)

    for bad in ({"near": {"latitude": 91, "longitude": 0}}, {"near": near, "first": 0}):
        refused = await schema.execute(document, bad, context)
        assert refused.errors, bad
