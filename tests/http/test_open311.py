"""Open311 as GeoReport v2 is written: every resource, both formats, both stores."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from sqlalchemy import update

from api.db.base import table
from api.db.session import Database
from api.kit import clock
from api.kit.ids import uuid7
from api.reports.models import Report, ReportCategory
from api.reports.service import AddToReport, AdvanceReport, add_to_report
from api.reports.values import ReportStatus
from tests.http.georeport import GeoReport
from tests.http.open311_city import local_keys, open_city
from tests.http.serving import preflight
from tests.reports.scene import POLICE, ROADS, SARI, Scene, advance, build, submit, upload
from tests.reports.verbs import merge, step

TODAY = clock.now().replace(microsecond=0)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
async def scene(database: Database) -> Scene:
    return await build(database)


@pytest.fixture
async def city(database: Database, scene: Scene, tmp_path: Path) -> AsyncIterator[GeoReport]:
    async with open_city(database, local_keys(tmp_path)) as city:
        yield city


async def made(database: Database, scene: Scene, **changes: Any) -> Report:
    """A report of today."""
    return (await submit(database, scene, **{"now": TODAY, **changes})).report


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [one["service_request_id"] for one in found]


async def test_services(city: GeoReport, database: Database) -> None:
    async with database.write() as session:
        await session.execute(
            update(ReportCategory)
            .where(table(ReportCategory).c.code == "noise")
            .values(emergency_notice_id="Hubungi 112.", emergency_notice_en="Call 112.")
        )
    found = {one["service_code"]: one for one in await city.get("services")}
    assert set(found) == {"roads", "noise", "levies", "violence", "holes"}
    assert list(found["noise"]) == [
        "service_code", "service_name", "description", "metadata", "type", "keywords", "group",
    ]  # fmt: skip
    assert found["noise"]["metadata"] is False and found["noise"]["type"] == "realtime"
    assert found["noise"]["description"].endswith("3 hari kerja. Hubungi 112.")
    assert "tidak pernah ditampilkan" in found["violence"]["description"]
    definition = await city.get("services/roads")
    assert definition == {"service_code": "roads", "attributes": []}
    for code in ("nothing", "roads%00", "a.b", "%C3%A9"):
        (error,) = await city.get(f"services/{code}", 404)
        assert "service_code" in error["description"]


async def test_a_report(city: GeoReport, database: Database, scene: Scene) -> None:
    """Each field of the standard, as it comes in and at its end."""
    async with database.write() as session:
        photo, digest = await upload(session, SARI)
        work, after = await upload(session, ROADS)
    report = await made(
        database, scene, title="Lubang <besar> & dalam", description="Di tikungan.",
        address="Depan pasar", photos=(photo,),
    )  # fmt: skip
    zone = TODAY.astimezone(scene.places.city.time_zone)
    (one,) = await city.requests()
    assert report.due_at is not None
    assert one == {
        "service_request_id": report.ticket, "status": "open", "status_notes": "Menunggu",
        "service_name": "roads", "service_code": "roads",
        "description": "Lubang <besar> & dalam\nDi tikungan.", "agency_responsible": "pupr",
        "service_notice": None, "requested_datetime": zone.isoformat(),
        "updated_datetime": zone.isoformat(),
        "expected_datetime": report.due_at.astimezone(zone.tzinfo).isoformat(timespec="seconds"),
        "address": "Depan pasar, 51.03.01.1002, Kuta, Kabupaten Badung", "address_id": None,
        "zipcode": None, "lat": -8.717712, "long": 115.168712,
        "media_url": f"http://city.example/media/{digest}/960.webp",
    }  # fmt: skip
    assert one["requested_datetime"].endswith("+08:00")
    assert await city.get(f"requests/{report.ticket}") == [one]
    assert await city.get(f"requests/{report.ticket.lower()}") == [one]

    later = TODAY + timedelta(minutes=5)
    said = step(report.id, ReportStatus.VERIFIED)
    await advance(database, scene, ROADS, said, later)
    end = TODAY + timedelta(minutes=9)
    for to in (ReportStatus.WORKING, ReportStatus.DONE):
        done = to is ReportStatus.DONE
        said = AdvanceReport(
            report.id, to, "Sudah ditambal." if done else None, "Zqdalam.", (work,) if done else ()
        )
        await advance(database, scene, ROADS, said, end)
    (one,) = await city.requests()
    assert (one["status"], one["status_notes"]) == ("closed", "Selesai: Sudah ditambal.")
    assert datetime.fromisoformat(one["updated_datetime"]) == end
    lines = await city.updates()
    assert [line["status"] for line in lines] == ["open", "open", "closed"]
    assert [line["description"] for line in lines] == [
        "Alasannya begini.", "Diproses", "Sudah ditambal.",
    ]  # fmt: skip
    assert lines[2]["media_url"] == f"http://city.example/media/{after}/960.webp"
    assert lines[0]["media_url"] is None
    assert datetime.fromisoformat(lines[0]["updated_datetime"]) == later
    assert len({line["update_id"] for line in lines}) == 3


@pytest.mark.parametrize("to", [s for s in ReportStatus if s is not ReportStatus.HIDDEN])
async def test_every_state_is_open_or_closed(
    city: GeoReport, database: Database, scene: Scene, to: ReportStatus
) -> None:
    report = await made(database, scene)
    closed = to.name in ("DONE", "REJECTED", "OTHER_AGENCY", "DUPLICATE")
    async with database.write() as session:
        await session.execute(update(Report).values(status=to, closed_at=TODAY if closed else None))
    (one,) = await city.requests()
    assert one["status"] == ("closed" if closed else "open")
    for status, wanted in (("open", not closed), ("closed", closed), ("open,closed", True)):
        assert bool(await city.requests(status=status)) == wanted
    assert ids(await city.get(f"tokens/{report.ticket}")) == [report.ticket]


async def test_choosing(city: GeoReport, database: Database, scene: Scene) -> None:
    old = await made(database, scene, now=TODAY - timedelta(days=100))
    noise = await made(database, scene, category_id=scene.noise, now=TODAY - timedelta(days=3))
    new = await made(database, scene)
    levy = await made(database, scene, category_id=scene.levies)
    day = TODAY.astimezone(scene.places.city.time_zone).date()
    before = (day - timedelta(days=3)).isoformat()
    hour = (TODAY - timedelta(hours=1)).isoformat()
    for asked, wanted in (
        ({}, [levy, new, noise]),
        ({"start_date": "", "status": " ", "service_code": ",", "page": ""}, [levy, new, noise]),
        ({"service_code": "noise"}, [noise]),
        ({"service_code": "noise, levies"}, [levy, noise]),
        ({"service_code": ["noise", "roads"]}, [new, noise]),
        ({"status": "closed"}, []),
        ({"status": "OPEN"}, [levy, new, noise]),
        ({"start_date": before, "end_date": before}, [noise]),
        ({"end_date": before}, [noise]),
        ({"start_date": hour}, [levy, new]),
        ({"start_date": TODAY.isoformat(), "end_date": TODAY.isoformat()}, [levy, new]),
        ({"start_date": (TODAY - timedelta(days=101)).strftime("%Y-%m-%dT%H:%MZ")}, [old]),
        ({"service_request_id": old.ticket, "status": "closed", "start_date": hour}, [old]),
        ({"service_request_id": f"{new.ticket},{noise.ticket.lower()},XYZ1"}, [new, noise]),
        ({"service_request_id": ["unknown", "a\0b", "(' OR 1=1"]}, []),
        ({"page_size": "2"}, [levy, new]),
        ({"page_size": "2", "page": "2"}, [noise]),
        ({"page_size": "2", "page": "3"}, []),
        ({"jurisdiction_id": "badung"}, [levy, new, noise]),
        ({"jurisdiction_id": "Badung", "unknown": "x", "api_key": "whatever"}, [levy, new, noise]),
        ({"lat": "-8.7177", "long": "115.1687", "radius": "60"}, [levy, new, noise]),
        ({"lat": "-8.7177", "long": "115.1687", "radius": "20"}, [new, noise]),
        ({"lat": "-8.70", "long": "115.17"}, []),
    ):  # fmt: skip
        # One instant, two reports: the later made one comes first.
        assert ids(await city.requests(**asked)) == [r.ticket for r in wanted], asked


@pytest.mark.parametrize(
    ("path", "asked", "status", "word"),
    [
        ("requests", {"jurisdiction_id": "denpasar"}, 404, "jurisdiction_id"),
        ("discovery", {"jurisdiction_id": "denpasar"}, 404, "jurisdiction_id"),
        ("servicerequestupdates", {"jurisdiction_id": "a{b}\0"}, 404, "jurisdiction_id"),
        ("requests", {"service_code": "roads,nothing"}, 404, "nothing"),
        ("requests", {"service_code": "{0}"}, 404, "{0}"),
        ("requests", {"status": "done"}, 400, "status"),
        ("requests", {"start_date": "yesterday"}, 400, "start_date"),
        ("requests", {"start_date": "2026-11-24T10:00:00"}, 400, "zona"),
        ("requests", {"start_date": "2026-02-30"}, 400, "start_date"),
        ("requests", {"start_date": "2026-11-24T25:00Z"}, 400, "start_date"),
        ("requests", {"start_date": "2026-11-24T10:00+99:00"}, 400, "start_date"),
        ("requests", {"end_date": "0001-01-01"}, 400, "end_date"),
        ("requests", {"end_date": "9999-12-31"}, 400, "end_date"),
        ("requests", {"end_date": "2026-11-24\0"}, 400, "end_date"),
        ("requests", {"start_date": "2026-01-01", "end_date": "2026-04-02"}, 400, "90"),
        ("servicerequestupdates", {"start_date": "2026-04-02", "end_date": "2026-01-01"}, 400,
         "start_date"),
        ("requests", {"page": "0"}, 400, "page"),
        ("requests", {"page": "101"}, 400, "100"),
        ("requests", {"page_size": "1001"}, 400, "1000"),
        ("requests", {"page_size": "99999999999999999999"}, 400, "page_size"),
        ("requests", {"page_size": "-1"}, 400, "page_size"),
        ("requests", {"page_size": "٣"}, 400, "page_size"),
        ("requests", {"lat": "-8.7"}, 400, "long"),
        ("requests", {"lat": "nan", "long": "1"}, 400, "lat"),
        ("requests", {"lat": "91", "long": "1"}, 400, "lat"),
        ("requests", {"lat": "-8.7", "long": "115.1", "radius": "10001"}, 400, "radius"),
        ("requests", {"service_request_id": ",".join(f"A{n}" for n in range(1001))}, 400, "1000"),
        ("requests/BDG0000000000", {}, 404, "BDG0000000000"),
        ("requests/%00", {}, 404, "service_request_id"),
        ("tokens/12345", {}, 404, "token"),
    ],
)  # fmt: skip
async def test_what_is_asked_wrongly_is_said(
    city: GeoReport, path: str, asked: dict[str, str], status: int, word: str
) -> None:
    (error,) = await city.get(path, status, **asked)
    assert error["code"] == status and word in error["description"]


async def test_no_such_address(city: GeoReport) -> None:
    """An unknown format is answered in XML, which every client must know."""
    for path in ("requests.html", "requests.tar.json", "services.", "requests", "", "nothing.xml"):
        answer = await city.http.get(f"{city.url}/{path}")
        assert answer.status_code == 404, path
        assert "<errors><error><code>404</code><description>" in answer.text
    answer = await city.http.get(f"{city.url}/nothing.json")
    assert answer.status_code == 404 and answer.json()[0]["code"] == 404
    for method, path in (("PUT", "requests.json"), ("POST", "services.json"),
                         ("POST", "servicerequestupdates.json"), ("DELETE", "x.json")):  # fmt: skip
        answer = await city.http.request(method, f"{city.url}/{path}")
        assert answer.status_code == 405 and answer.json()[0]["code"] == 405
        assert "GET" in answer.headers["allow"]


@pytest.mark.slow
async def test_pages_lose_and_repeat_nothing(
    city: GeoReport, database: Database, scene: Scene
) -> None:
    """By pages, and by asking on from the date of the last one."""
    tickets = [
        (await made(database, scene, now=TODAY - timedelta(seconds=n // 3))).ticket
        for n in range(12)
    ]
    by_page: list[str] = []
    for page in range(1, 5):
        by_page += ids(await city.requests(page=page, page_size=3))
    assert sorted(by_page) == sorted(tickets)
    by_date: set[str] = set()
    last = TODAY.isoformat()
    for _ in range(4):
        found = await city.requests(end_date=last, page_size=4)
        by_date |= set(ids(found))
        last = found[-1]["requested_datetime"]
    assert by_date == set(tickets)


async def test_updates_are_read_along(city: GeoReport, database: Database, scene: Scene) -> None:
    """Oldest first, by span, report, kind and page; what the reporter adds is there too."""
    first, second = [await made(database, scene) for _ in range(2)]
    other = await made(database, scene, category_id=scene.noise)
    moments = [TODAY + timedelta(minutes=n) for n in range(3)]
    for report, now in zip((first, second, first), moments, strict=True):
        to = ReportStatus.WORKING if now is moments[2] else ReportStatus.VERIFIED
        await advance(database, scene, ROADS, step(report.id, to), now)
    more = AddToReport(uuid7(), other.id, "Masih bising juga malam ini.")
    async with database.write() as session:
        await add_to_report(session, SARI, more, TODAY + timedelta(minutes=3))
    assert ids(await city.updates()) == [first.ticket, second.ticket, first.ticket, other.ticket]
    for asked, wanted in (
        ({"service_request_id": first.ticket}, [first, first]),
        ({"service_code": "noise"}, [other]),
        ({"start_date": moments[1].isoformat(), "end_date": moments[1].isoformat()}, [second]),
        ({"start_date": moments[0].isoformat(), "page_size": 2, "page": 2}, [first]),
        ({"service_request_id": first.ticket, "start_date": moments[2].isoformat()}, [first]),
    ):  # fmt: skip
        found = ids(await city.updates(**asked))
        assert found[: len(wanted)] == [r.ticket for r in wanted], asked


async def test_a_plus_that_was_not_escaped(
    city: GeoReport, database: Database, scene: Scene
) -> None:
    report = await made(database, scene)
    zone = TODAY.astimezone(scene.places.city.time_zone).isoformat()
    query = f"start_date={zone}&end_date={zone}"
    assert "+08:00" in query
    answer = await city.http.get(f"{city.url}/requests.json?{query}")
    assert ids(answer.json()) == [report.ticket]


async def test_a_merged_report_says_where_it_went(
    city: GeoReport, database: Database, scene: Scene
) -> None:
    gone, stays = await made(database, scene), await made(database, scene)
    await merge(database, ROADS, gone.id, stays.id)
    (one,) = await city.requests(service_request_id=gone.ticket, extensions="true")
    assert one["status"] == "closed" and stays.ticket in one["status_notes"]
    assert one["extended_attributes"]["merged_into"] == stays.ticket
    (other,) = await city.requests(service_request_id=stays.ticket)
    assert other["status_notes"] == "Menunggu"


async def test_extensions(city: GeoReport, database: Database, scene: Scene) -> None:
    report = await made(database, scene, category_id=scene.levies)
    async with database.write() as session:
        await session.execute(update(Report).values(synthetic=True))
    await advance(database, scene, POLICE, step(report.id, ReportStatus.VERIFIED), TODAY)
    (one,) = await city.requests(extensions="true")
    assert one["extended_attributes"] == {
        "title": "Lubang di jalan Pantai Kuta", "public_status": "IN_PROGRESS",
        "point_precision": "ROUNDED", "joined_count": 0, "merged_into": None, "synthetic": True,
        "observed_datetime": None,
    }  # fmt: skip
    assert "rekaan" in one["service_notice"]
    (line,) = await city.updates(extensions="1")
    assert line["extended_attributes"] == {"kind": "STEP", "public_status": "IN_PROGRESS"}


async def test_caches_and_languages(city: GeoReport, database: Database, scene: Scene) -> None:
    await made(database, scene)
    address = f"{city.url}/requests.json"
    first = await city.http.get(address)
    assert first.headers["cache-control"] == "public, no-cache"
    tag = first.headers["etag"]
    again = await city.http.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    head = await city.http.head(address)
    assert head.content == b"" and head.headers["etag"] == tag
    assert head.headers["content-length"] == str(len(first.content))
    english = await city.http.get(address, headers=ENGLISH)
    assert english.headers["etag"] != tag and english.headers["content-language"] == "en"
    assert english.json()[0]["status_notes"] == "Waiting"
    assert english.json()[0]["address"].endswith("Badung Regency")
    await made(database, scene)
    changed = await city.http.get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200 and len(changed.json()) == 2
    services = await city.http.get(f"{city.url}/services.xml", headers=ENGLISH)
    assert services.headers["cache-control"] == "public, max-age=300"
    assert "Handled by pupr within 10 working days." in services.text
    wrong = await city.http.get(f"{city.url}/requests.json?page=0", headers=ENGLISH)
    assert wrong.headers["cache-control"] == "no-store"
    assert wrong.json()[0]["description"] == "page: a whole number from 1 to 100."
    asked = await city.http.options(address, headers=preflight("POST", "idempotency-key"))
    assert asked.status_code == 200 and "POST" in asked.headers["access-control-allow-methods"]
    # A key, even a bad one, changes nothing for a reader.
    keyed = await city.http.get(address, headers={"Authorization": "Bearer nonsense"})
    assert keyed.headers["etag"] == changed.headers["etag"]


async def test_what_xml_cannot_hold_is_left_out(
    city: GeoReport, database: Database, scene: Scene
) -> None:
    await made(database, scene)
    async with database.write() as session:
        await session.execute(update(Report).values(title="a\x0bb\ufffec😀 ]]> \u202e<i>"))
    answer: httpx.Response = await city.http.get(f"{city.url}/requests.xml")
    description = ElementTree.fromstring(answer.content).findtext("request/description")
    assert description == "abc😀 ]]> \u202e<i>"
