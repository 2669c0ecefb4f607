"""POST of a service request: keys, retries, what is refused, and what is never kept."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, update

from api.db.base import metadata, table
from api.db.session import Database
from api.http.open311.submission import split
from api.identity.tokens import LocalKeys
from api.identity.values import Role
from api.reports.models import Report, ReportCategory
from tests.http.georeport import GeoReport
from tests.http.open311_city import LONGEST_BODY, key_of, local_keys, open_city
from tests.reports.scene import Scene, build, count

FORM = {
    "service_code": "roads",
    "lat": "-8.7178123",
    "long": "115.1689123",
    "description": "Lubang besar di tikungan\nSetiap hujan tergenang, motor jatuh.",
    "address_string": "Depan pasar",
}
FORM_TYPE = "application/x-www-form-urlencoded"
ENGLISH: dict[str, Any] = {"Accept-Language": "en"}


@pytest.fixture
async def scene(database: Database) -> Scene:
    return await build(database)


@pytest.fixture
def keys(tmp_path: Path) -> LocalKeys:
    return local_keys(tmp_path)


@pytest.fixture
async def city(database: Database, scene: Scene, keys: LocalKeys) -> AsyncIterator[GeoReport]:
    async with open_city(database, keys) as city:
        yield city


@pytest.fixture
def sound(keys: LocalKeys) -> dict[str, str]:
    return {"api_key": key_of(keys), **FORM}


async def stored(database: Database, ticket: str) -> Report:
    async with database.read() as session:
        wanted = select(Report).where(table(Report).c.ticket == ticket)
        return (await session.execute(wanted)).scalar_one()


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_a_report_is_there_at_once(
    city: GeoReport, database: Database, sound: dict[str, str], form: str
) -> None:
    (made,) = await city.post(sound, to=form)
    assert list(made) == ["service_request_id", "service_notice", "account_id"]
    assert made["service_notice"] is None and made["account_id"] is None
    (shown,) = await city.requests()
    assert shown["service_request_id"] == made["service_request_id"]
    assert shown["description"] == sound["description"]
    assert (shown["lat"], shown["long"]) == (-8.717812, 115.168912)
    assert shown["address"].startswith("Depan pasar, ")
    report = await stored(database, made["service_request_id"])
    assert report.title == "Lubang besar di tikungan"
    assert report.description == "Setiap hujan tergenang, motor jatuh."
    assert report.hide_name and not report.hide_report


async def test_who_may(city: GeoReport, database: Database, keys: LocalKeys) -> None:
    """The standard says 403 to a key that is missing or wrong."""
    for form, headers, word in (
        (FORM, {}, "api_key belum ada"),
        ({**FORM, "api_key": " "}, {}, "api_key belum ada"),
        ({**FORM, "api_key": "xyz"}, {}, "Sesi Anda"),
        ({**FORM, "api_key": "kunci,é\0"}, {}, ""),
        ({**FORM, "api_key": key_of(keys) + "x"}, {}, "Sesi Anda"),
        (FORM, {"Authorization": "Basic abc"}, "Sesi Anda"),
        # Who sends an Authorization means it, whatever the body says.
        ({**FORM, "api_key": key_of(keys)}, {"Authorization": "Bearer xyz"}, "Sesi Anda"),
    ):
        (error,) = await city.post(form, 403, **headers)
        assert error["code"] == 403 and word in error["description"], form
    # In the address it is written down by every proxy: it is not even read there.
    answer = await city.http.post(
        f"{city.url}/requests.json?{urlencode({'api_key': key_of(keys)})}", data=FORM
    )
    assert answer.status_code == 403 and "URL" in answer.json()[0]["description"]
    assert await count(database, Report) == 0
    for role in (Role.CITIZEN, Role.PARTNER, Role.EDITOR, Role.ADMIN):
        await city.post(FORM, Authorization=f"Bearer {key_of(keys, role.name, role)}")
    assert await count(database, Report) == 4


async def test_of_the_reporter_nothing_is_kept(
    city: GeoReport, database: Database, sound: dict[str, str]
) -> None:
    """What a client says of a person is stored nowhere and said to nobody."""
    personal = {
        "first_name": "Zqdepan", "last_name": "Zqbelakang", "email": "zqsurat@example.com",
        "phone": "0812zq", "device_id": "zqgawai", "account_id": "zqakun", "attribute[x]": "zqx",
        "media_url": "https://example.com/zqfoto.jpg",
    }  # fmt: skip
    (made,) = await city.post({**sound, **personal})
    assert "media_url tidak diambil" in made["service_notice"]
    said = [str(made), str(await city.requests(extensions="true"))]
    async with database.read() as session:
        for table in metadata.sorted_tables:
            rows = (await session.execute(select(table))).all()
            said += [str(row) for row in rows if table.name != "person"]
            assert not [r for r in rows for mark in personal.values() if mark in str(r)], table.name
    assert "Zqsari" not in "".join(said), "the name of the token is the person's alone"


def key(value: str) -> dict[str, Any]:
    """The header that makes a form the same as another one with the key."""
    return {"Idempotency-Key": value}


async def test_the_same_words_again_are_the_same_report(
    city: GeoReport, database: Database, sound: dict[str, str], keys: LocalKeys
) -> None:
    """A client that did not hear the answer sends again: with a key of its own, or without."""
    first = await city.post(sound)
    again = await asyncio.gather(*(city.post({**sound, "device_id": str(n)}) for n in range(4)))
    assert all(one == first for one in again) and await count(database, Report) == 1
    keyed = await city.post(sound, **key("phone-1-report-1"))
    assert keyed != first and await count(database, Report) == 2
    assert keyed == await city.post(sound, **key("phone-1-report-1"))
    other = {**sound, "description": "Lampu jalan padam"}
    (error,) = await city.post(other, 400, **key("phone-1-report-1"))
    assert error["code"] == 409
    (error,) = await city.post(other, 400, **key("short"))
    assert error["description"].startswith("Idempotency-Key: ")
    for change in (
        {"description": "Lubang besar di tikungan"}, {"lat": "-8.7178124"},
        {"service_code": "noise"}, {"address_string": ""}, {"api_key": key_of(keys, "wayan")},
    ):  # fmt: skip
        assert await city.post({**sound, **change}) not in (first, keyed), change
    assert await count(database, Report) == 7


async def test_notices(city: GeoReport, database: Database, sound: dict[str, str]) -> None:
    """Call 112 instead; and what will not be public."""
    async with database.write() as session:
        await session.execute(
            update(ReportCategory)
            .where(table(ReportCategory).c.code != "roads")
            .values(emergency_notice_id="Hubungi 112.", emergency_notice_en="Call 112 instead.")
        )
    (made,) = await city.post({**sound, "service_code": "noise"}, **ENGLISH)
    assert made["service_notice"] == "Call 112 instead."
    (made,) = await city.post({**sound, "service_code": "violence"}, **ENGLISH)
    assert made["service_notice"].startswith("Call 112 instead. This report is not shown to the")
    for path in (f"requests/{made['service_request_id']}", f"tokens/{made['service_request_id']}"):
        await city.get(path, 404)
    assert len(await city.requests()) == 1
    assert (await stored(database, made["service_request_id"])).is_sensitive


async def test_a_media_url_for_each_photo(city: GeoReport, sound: dict[str, str]) -> None:
    """As FixMyStreet sends them; they are not fetched, and the answer says so."""
    form = [*sound.items(), ("media_url", "https://x.id/1"), ("media_url", "https://x.id/2")]
    body = urlencode(form).encode()
    headers: dict[str, Any] = {"Content-Type": FORM_TYPE, **ENGLISH}
    (made,) = await city.post(body, **headers)
    assert "not fetched" in made["service_notice"]


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"service_code": ""}, [(400, "service_code belum ada")]),
        ({"service_code": "nothing"}, [(404, "nothing")]),
        ({"service_code": "roads\0"}, [(404, "service_code")]),
        ({"lat": "", "long": ""}, [(400, "address_string")]),
        ({"service_code": "", "lat": "", "long": ""}, [(400, "service_code"), (400, "lat")]),
        ({"lat": "-8,71"}, [(400, "desimal")]),
        ({"lat": "nan"}, [(400, "desimal")]),
        ({"long": ""}, [(400, "desimal")]),
        ({"lat": "-8.657", "long": "115.216"}, [(400, "lat, long: Tempat ini di luar batas")]),
        ({"description": "Hai"}, [(400, "description: Teks ini terlalu pendek")]),
        ({"description": "Lubang\0besar"}, [(400, "description: Teks ini berisi karakter")]),
        ({"description": "x" * 4001}, [(400, "description: Teks ini terlalu panjang: 4001")]),
        ({"address_string": "x" * 201, "description": "ok"},
         [(400, "description"), (400, "address_string: Teks ini terlalu panjang: 201")]),
        ({"jurisdiction_id": "denpasar"}, [(404, "jurisdiction_id")]),
    ],
)  # fmt: skip
async def test_refusals_name_each_field(
    city: GeoReport,
    database: Database,
    sound: dict[str, str],
    change: dict[str, str],
    errors: list[tuple[int, str]],
) -> None:
    for form in ("json", "xml"):
        found = await city.post({**sound, **change}, errors[0][0], to=form)
        assert [int(e["code"]) for e in found] == [code for code, _ in errors]
        for error, (_, word) in zip(found, errors, strict=True):
            assert word in error["description"] and "input." not in error["description"]
    assert await count(database, Report) == 0


async def test_bodies_that_are_no_form(
    city: GeoReport, database: Database, sound: dict[str, str]
) -> None:
    form = urlencode(sound).encode()
    typed: dict[str, Any] = {"Content-Type": FORM_TYPE}
    for body, headers, status in (
        (b"{}", {"Content-Type": "application/json"}, 415),
        (form, {}, 415),
        (form, {"Content-Type": "multipart/form-data; boundary=x"}, 415),
        (form + b"&description=twice", typed, 400),
        (form + b"&x=%ff", typed, 400),
        (form + b"&x=\xff", typed, 400),
        (form + b"&a=1" * 300, typed, 400),
        (form + b"&x=" + b"y" * LONGEST_BODY, typed, 413),
        (b"", typed, 403),
    ):
        (error,) = await city.post(body, status, **headers)
        assert error["code"] == status
    assert await count(database, Report) == 0
    typed = {"Content-Type": f"{FORM_TYPE}; charset=UTF-8"}
    await city.post(form, **typed)


async def test_a_report_without_words_bears_the_name_of_its_kind(
    city: GeoReport, database: Database, sound: dict[str, str]
) -> None:
    """The standard does not ask for a description."""
    (made,) = await city.post({**sound, "description": " "})
    assert (await stored(database, made["service_request_id"])).title == "roads"


@pytest.mark.parametrize(
    ("text", "title", "more"),
    [
        ("Lubang di jalan", "Lubang di jalan", None),
        (" Lubang  di\tjalan \r\n\r\n Dalam sekali. ", "Lubang di jalan", "Dalam sekali."),
        ("Hai\nada lubang", "Hai ada lubang", "Hai\nada lubang"),
        ("kata " * 40, "kata " * 27 + "…", ("kata " * 40).strip()),
        ("x" * 200, "x" * 139 + "…", "x" * 200),
        ("", "", None),
    ],
)
def test_one_text_becomes_two(text: str, title: str, more: str | None) -> None:
    found = split(text)
    assert len(found[0]) <= 140 and found[1] == more
    assert found[0].removesuffix("…") == title.removesuffix("…").strip()


async def test_a_long_text_is_read_back_as_it_was(city: GeoReport, sound: dict[str, str]) -> None:
    for text in ("kata " * 300, "Hai\nada lubang di sini", "Judul saja", "Satu\u00a0dua\n\ntiga 🕳️"):
        (made,) = await city.post({**sound, "description": text})
        (shown,) = await city.get(f"requests/{made['service_request_id']}")
        assert " ".join(shown["description"].split()) == " ".join(text.split())
