"""Open data: only what is public, in files that spreadsheets and maps read, in constant memory."""

import csv
import io
import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, update

from api.areas.service import AreaIndexCache
from api.db.base import table
from api.db.session import Database
from api.http import open_data
from api.http.addresses import PublicAddress
from api.http.open_data_columns import COLUMNS
from api.identity.values import agency_id
from api.kit import ids
from api.reports.models import Report
from api.reports.service.open_data import BATCH, Selection, batches
from api.reports.values import ReportStatus
from tests.http.serving import application
from tests.reports.scene import ANONYMOUS, KUTA, NOW, ROADS, SARI, WAYAN, Scene, build, submit
from tests.reports.verbs import assign, join, leave, merge, recategorise

CSV, GEOJSON = "/open-data/reports.csv", "/open-data/reports.geojson"


@pytest.fixture
async def scene(database: Database) -> Scene:
    return await build(database)


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = application(open_data.routes(database, AreaIndexCache(database), PublicAddress()))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://city") as client:
        yield client


def rows_of(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


ENGLISH = {"Accept-Language": "en"}


async def test_only_public_reports_and_nothing_of_reporters(
    database: Database, scene: Scene, client: httpx.AsyncClient
) -> None:
    shown = (await submit(database, scene, hide_name=True, address="Depan rumah Sari")).report
    levy = (await submit(database, scene, category_id=scene.levies)).report
    hidden = (await submit(database, scene, hide_report=True, title="Rahasia sekali")).report
    secret = (await submit(database, scene, category_id=scene.violence)).report
    gone = (await submit(database, scene)).report
    async with database.write() as session:
        await session.execute(
            update(Report)
            .where(table(Report).c.id == gone.id)
            .values(status=ReportStatus.HIDDEN, is_public=False)
        )
    for path in (CSV, GEOJSON):
        text = (await client.get(path, headers=ENGLISH)).text
        assert shown.ticket in text and levy.ticket in text
        for kept in (hidden.ticket, secret.ticket, gone.ticket, "Rahasia", "Sari", "sari",
                     str(SARI.person_id), "Depan rumah"):  # fmt: skip
            assert kept not in text
    found = {r["ticket"]: r for r in rows_of(await client.get(CSV, headers=ENGLISH))}
    assert found[shown.ticket]["latitude"] == "-8.717712"
    assert found[shown.ticket]["point_precision"] == "EXACT"
    assert found[levy.ticket]["latitude"] == "-8.718"
    assert found[levy.ticket]["point_precision"] == "ROUNDED"


async def test_the_form_of_the_csv(
    database: Database, scene: Scene, client: httpx.AsyncClient
) -> None:
    title = 'Lubang "besar", di jalan 🕳️ Pantai'
    await submit(database, scene, title=title)
    answer = await client.get(CSV)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert (
        answer.headers["content-language"] == "id" and "Accept-Language" in answer.headers["vary"]
    )
    assert answer.headers["content-disposition"] == 'attachment; filename="laporan-badung.csv"'
    assert answer.content.count(b"\r\n") == 2 and b'"Lubang ""besar"", di jalan' in answer.content
    (row,) = rows_of(answer)
    assert row["judul"] == title and row["masuk_pada"] == "2026-11-23T03:40:00Z"
    assert row["status"] == "Menunggu" and row["kode_status"] == "WAITING"
    english = await client.get(CSV, headers=ENGLISH)
    (row,) = rows_of(english)
    assert list(row) == [column.head.en for column in COLUMNS]
    assert row["status"] == "Waiting" and row["closed_at"] == "" and row["reopened"] == "false"


@pytest.mark.parametrize("sign", list("=+-@"))
async def test_formulas_are_disarmed_and_numbers_stay(
    database: Database, scene: Scene, client: httpx.AsyncClient, sign: str
) -> None:
    title = f'{sign}HYPERLINK("https://example.invalid","klik")'
    await submit(database, scene, title=title)
    (row,) = rows_of(await client.get(CSV, headers=ENGLISH))
    assert row["title"] == f"'{title}" and float(row["latitude"]) < 0
    feature = (await client.get(GEOJSON)).json()["features"][0]
    assert feature["properties"]["title"] == title


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("aman;=cmd|/c calc!A1;@x", "aman;'=cmd|/c calc!A1;'@x"),
        ("＝1+1 lubang", "'＝1+1 lubang"),
        ("lubang; dalam - sekali = ya", "lubang; dalam - sekali = ya"),
    ],
)
async def test_formulas_are_disarmed_where_semicolons_part_cells(
    database: Database, scene: Scene, client: httpx.AsyncClient, title: str, cell: str
) -> None:
    """As in Indonesia, where the comma is the decimal sign."""
    await submit(database, scene, title=title)
    (row,) = rows_of(await client.get(CSV, headers=ENGLISH))
    assert row["title"] == cell and row["latitude"].startswith("-8")


async def test_the_form_of_the_geojson(
    database: Database, scene: Scene, client: httpx.AsyncClient
) -> None:
    empty = (await client.get(GEOJSON)).json()
    assert empty == {"type": "FeatureCollection", "features": []}
    await submit(database, scene)
    await submit(database, scene)
    answer = await client.get(GEOJSON, headers=ENGLISH)
    assert answer.headers["content-type"] == "application/geo+json"
    first, second = answer.json()["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [115.168712, -8.717712]}
    names = {column.name for column in COLUMNS} - {"latitude", "longitude"}
    assert set(first["properties"]) == names
    assert first["properties"]["ticket"] < second["properties"]["ticket"]


async def test_choosing(database: Database, scene: Scene, client: httpx.AsyncClient) -> None:
    october = datetime.fromisoformat("2026-10-31T23:59:59+08:00")
    old = (await submit(database, scene, now=october)).report.ticket
    noise = (await submit(database, scene, category_id=scene.noise)).report.ticket
    new = (await submit(database, scene)).report.ticket
    for query, wanted in (
        ("", {old, noise, new}),
        ("month=2026-10", {old}),
        ("month=2026-11", {noise, new}),
        ("month=2026-12", set()),
        ("category=noise", {noise}),
        ("category=roads&month=2026-11", {new}),
        ("district=51.03.01", {old, noise, new}),
    ):
        found = rows_of(await client.get(f"{CSV}?{query}", headers=ENGLISH))
        assert {r["ticket"] for r in found} == wanted, query


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("month=2026-13", "2026-11"), ("month=november", "2026-11"), ("category=nothing", "code"),
        ("district=51.03.01.1002", "Kemendagri"), ("category=a%00b", "code"),
        ("kategori=jalan", "kategori"), ("month=2026-11&month=2026-12", "once"),
    ],
)  # fmt: skip
async def test_what_is_asked_wrongly_is_said(
    client: httpx.AsyncClient, scene: Scene, query: str, word: str
) -> None:
    answer = await client.get(f"{CSV}?{query}", headers=ENGLISH)
    assert answer.status_code == 400 and word in answer.json()["message"]


async def test_304_until_something_changes(
    database: Database, scene: Scene, client: httpx.AsyncClient
) -> None:
    report = (await submit(database, scene)).report
    tags = set()

    async def tag(path: str = CSV, **headers: str) -> str:
        answer = await client.get(path, headers=headers)
        tags.add(answer.headers["etag"])
        assert answer.headers["last-modified"] == "Mon, 23 Nov 2026 03:40:00 GMT"
        return answer.headers["etag"]

    first = await tag()
    answer = await client.get(CSV, headers={"If-None-Match": first})
    assert answer.status_code == 304 and answer.content == b""
    head = await client.head(CSV)
    assert head.headers["etag"] == first and head.content == b""
    await tag(**ENGLISH)
    await tag(GEOJSON)
    await tag(f"{CSV}?month=2026-11")
    for change in ({"joined_count": 1}, {"rating": 5}, {"version": 9}):
        async with database.write() as session:
            await session.execute(update(Report).values(**change))
        assert (await client.get(CSV, headers={"If-None-Match": first})).status_code == 200
        await tag()
    await submit(database, scene)
    await tag()
    assert len(tags) == 8 and report.ticket


async def test_who_changes_his_mind_changes_the_tag(
    database: Database, scene: Scene, client: httpx.AsyncClient
) -> None:
    """All sums are as they were, and the file is another one."""
    one, other = [(await submit(database, scene)).report.id for _ in range(2)]
    await join(database, WAYAN, one)
    first = (await client.get(CSV)).headers["etag"]
    await leave(database, WAYAN, one)
    await join(database, WAYAN, other)
    assert (await client.get(CSV, headers={"If-None-Match": first})).status_code == 200


async def test_what_is_in_it_is_said(client: httpx.AsyncClient) -> None:
    about = (await client.get("/open-data")).json()
    assert [c["name"] for c in about["columns"]] == [column.name for column in COLUMNS]
    assert all(c["meaning"]["id"] and c["meaning"]["en"] for c in about["columns"])


async def many(database: Database, scene: Scene, number: int, start: int = 0) -> None:
    """Public reports, ten of them in each instant."""
    async with database.write() as session:
        for begin in range(start, number, 2_000):
            rows = [
                {
                    "id": ids.uuid7(), "ticket": f"BDG{n:010d}", "status": ReportStatus.RECEIVED,
                    "category_id": scene.roads, "agency_id": agency_id("pupr"),
                    "village_id": scene.village, "district_id": scene.district,
                    "latitude": KUTA.latitude, "longitude": KUTA.longitude,
                    "shown_latitude": -8.717712, "shown_longitude": 115.168712,
                    "title": f"Lubang nomor {n}", "submitted_at": NOW + timedelta(seconds=n // 10),
                    "updated_at": NOW,
                }
                for n in range(begin, min(number, begin + 2_000))
            ]  # fmt: skip
            await session.execute(insert(Report), rows)


async def drink(app_path: str, database: Database) -> tuple[int, int]:
    """(rows, most bytes of Python's memory in use at once) of a download that is thrown away."""
    app = application(open_data.routes(database, AreaIndexCache(database), PublicAddress()))
    lines = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal lines
        lines += message.get("body", b"").count(b"\n")

    scope = {"type": "http", "http_version": "1.1", "method": "GET", "path": app_path,
             "raw_path": app_path.encode(), "query_string": b"", "headers": [],
             "server": ("city", 80), "client": ("1", 1), "scheme": "http",
             "asgi": {"version": "3.0", "spec_version": "2.4"}}  # fmt: skip
    tracemalloc.start()
    await app(scope, receive, send)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return lines, most


@pytest.mark.slow
@pytest.mark.parametrize("path", [CSV, GEOJSON])
async def test_four_times_the_rows_take_no_more_memory(
    database: Database, scene: Scene, path: str
) -> None:
    await many(database, scene, 2 * BATCH)
    await drink(path, database)
    few, little = await drink(path, database)
    await many(database, scene, 8 * BATCH, start=2 * BATCH)
    lines, much = await drink(path, database)
    assert (few, lines) == (2_001, 8_001) if path == CSV else (2_002, 8_002)
    assert much < 1.2 * little


async def test_what_comes_in_meanwhile_loses_and_repeats_nothing(
    database: Database, scene: Scene
) -> None:
    await many(database, scene, 3 * BATCH)
    seen = []
    async for rows in batches(database, replace(ANONYMOUS, now=NOW), Selection()):
        seen += [row.ticket for row in rows]
        if len(seen) == BATCH:
            await submit(database, scene, ROADS, now=NOW + timedelta(days=1))
            await submit(database, scene, ROADS, now=NOW)
    assert len(seen) == len(set(seen)) == 3 * BATCH + 1
    assert seen[:-1] == [f"BDG{n:010d}" for n in range(3 * BATCH)]


async def test_no_more_than_so_many_at_once(
    database: Database, scene: Scene, monkeypatch: pytest.MonkeyPatch, client: httpx.AsyncClient
) -> None:
    monkeypatch.setattr(open_data, "MOST_AT_ONCE", 0)
    answer = await client.get(CSV, headers=ENGLISH)
    assert answer.status_code == 503 and answer.headers["retry-after"] == "30"


@pytest.mark.parametrize("verb", ["assign", "recategorise"])
async def test_what_goes_along_with_a_merged_report_is_another_file(
    database: Database, scene: Scene, client: httpx.AsyncClient, verb: str
) -> None:
    """Also where the file holds only the one that was merged: its own month's, say."""
    month_before = NOW - timedelta(days=30)
    goes = (await submit(database, scene, now=month_before)).report.id
    stays = (await submit(database, scene)).report.id
    await merge(database, ROADS, goes, stays)
    wish = {"month": "2026-10"}
    first = await client.get(CSV, params=wish, headers=ENGLISH)
    if verb == "assign":
        await assign(database, scene, ROADS, stays, agency=agency_id("satpolpp"))
    else:
        await recategorise(database, scene, ROADS, stays, scene.holes)
    known = {"If-None-Match": first.headers["ETag"], **ENGLISH}
    second = await client.get(CSV, params=wish, headers=known)
    assert second.status_code == 200
    ((before,), (after,)) = rows_of(first), rows_of(second)
    changed = "agency_code" if verb == "assign" else "category_code"
    assert before[changed] != after[changed]
