"""Reports that cannot be accepted: the answer says why, and nothing of them is left behind."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from api.db.base import metadata
from api.identity.values import Role
from api.kit import ids
from tests.http.serving import phone_photo
from tests.story.house import House, Somebody, open_house, settings_of
from tests.story.seeded import SeededStore

pytestmark = pytest.mark.slow

MADE = Somebody(Role.CITIZEN, "made", name="Made")
SARI = Somebody(Role.CITIZEN, "sari", name="Sari")
SUBMIT = """mutation($input: SubmitReportInput!) { submitReport(input: $input) {
  __typename ... on SubmitReportSuccess { report {
    title description category { emergencyNotice emergencyDialUri } photos { id } } }
  ... on Problem { message } ... on InvalidInput { fields { path message } } } }"""
REQUEST_UPLOAD = """mutation($input: RequestUploadInput!) { requestUpload(input: $input) {
  ... on RequestUploadSuccess { upload { id } } } }"""


@pytest.fixture
async def house(seeded: SeededStore) -> AsyncIterator[House]:
    async with open_house(settings_of(seeded.data, seeded.url, worker=False)) as house:
        yield house


async def _counts(house: House) -> dict[str, int]:
    async with house.database.read() as reader:
        return {
            name: await reader.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
        }


async def _send(house: House, input: dict[str, Any], language: str) -> httpx.Response:
    # Lone surrogates are sent as JSON escapes, as JavaScript's JSON.stringify writes them.
    body = json.dumps({"query": SUBMIT, "variables": {"input": input}}).encode()
    headers = {**house.headers(MADE, language), "Content-Type": "application/json"}
    return await house.client.post("/graphql", content=body, headers=headers)


async def _refused(house: House, language: str = "id", **changes: Any) -> dict[str, str]:
    """The faults by path; and every table is as it was."""
    before = await _counts(house)
    response = await _send(house, await house.wanted(**changes), language)
    answer = response.json()["data"]["submitReport"]
    assert answer["__typename"] == "InvalidInput" and answer["message"], answer
    assert await _counts(house) == before
    return {".".join(fault["path"]): fault["message"] for fault in answer["fields"]}


async def _upload(house: House, who: Somebody) -> str:
    asked = {"contentType": "image/jpeg", "byteSize": 100_000}
    answer = await house.ask(REQUEST_UPLOAD, {"input": asked}, who)
    return str(answer["requestUpload"]["upload"]["id"])


async def test_outside_says_whose_border_it_is_and_whom_to_call(house: House) -> None:
    outside = {"latitude": -8.6570, "longitude": 115.2160}
    for language, words in (
        ("id", ("di luar batas Kabupaten Badung", "pemerintah daerah setempat", "112")),
        ("en", ("outside Badung Regency", "local government there", "112")),
    ):
        faults = await _refused(house, language, point=outside)
        assert list(faults) == ["input.point"]
        assert all(word in faults["input.point"] for word in words), faults


async def test_a_category_for_112_gives_its_notice_and_what_to_dial(house: House) -> None:
    for language, words in (("id", "hubungi 112"), ("en", "call 112")):
        wanted = await house.wanted("drainase-banjir")
        answer = (await _send(house, wanted, language)).json()["data"]["submitReport"]
        category = answer["report"]["category"]
        assert words in category["emergencyNotice"].lower()
        assert category["emergencyDialUri"] == "tel:112"
    plain = (await _send(house, await house.wanted("jalan-rusak"), "id")).json()
    assert plain["data"]["submitReport"]["report"]["category"] == {
        "emergencyNotice": None, "emergencyDialUri": None
    }  # fmt: skip


async def test_every_script_comes_back_as_it_was_sent(house: House) -> None:
    longest = ("Banjir 🌊👩🏽‍🚒 قصة طويلة שלום " * 200)[:3_999] + "."
    title = "👨‍👩‍👧‍👦 Jalan berlubang — شارع"
    answer = (await _send(house, await house.wanted(title=title, description=longest), "id")).json()
    assert answer["data"]["submitReport"]["report"]["description"] == longest
    assert answer["data"]["submitReport"]["report"]["title"] == title


BAD_TEXTS = [
    ({"description": "x" * 4_001}, "input.description"),
    ({"description": "🌊" * 4_001}, "input.description"),
    ({"title": "Jalan\0berlubang"}, "input.title"),
    ({"description": "a\0b"}, "input.description"),
    ({"address": "Jalan\0Raya"}, "input.address"),
    ({"idempotencyKey": "kunci-\0-nol"}, "input.idempotencyKey"),
    ({"title": "\u202e \u200f"}, "input.title"),
]


async def test_texts_at_fault_are_named(house: House) -> None:
    for changes, path in BAD_TEXTS:
        for language in ("id", "en"):
            assert list(await _refused(house, language, **changes)) == [path]


async def test_half_a_character_is_no_json_and_says_so(house: House) -> None:
    before = await _counts(house)
    for text in ("Jalan \ud83d berlubang", "\udfff", "a" * 10 + "\ud800"):
        response = await _send(house, await house.wanted(title=text), "id")
        answer = response.json()
        assert response.status_code == 400 and answer["errors"][0]["message"], answer
    assert await _counts(house) == before


async def test_photos_at_fault_are_named(house: House) -> None:
    """Too many, another person's, one that was never sent, and none at all."""
    mine, _ = await house.photo(phone_photo(320, 240), MADE)
    others, _ = await house.photo(phone_photo(320, 240, seed=2), SARI)
    unsent = await _upload(house, MADE)
    eleven = [f"upl_{ids.uuid7()}" for _ in range(11)]
    for photos, path in (
        (eleven, "input.photos"),
        ([mine, others], "input.photos.1"),
        ([unsent, mine], "input.photos.0"),
        ([f"upl_{ids.uuid7()}"], "input.photos.0"),
    ):
        for language in ("id", "en"):
            faults = await _refused(house, language, photos=photos)
            assert list(faults) == [path], faults
    # What was refused is free for the next try.
    answer = (await _send(house, await house.wanted(photos=[mine]), "id")).json()
    assert len(answer["data"]["submitReport"]["report"]["photos"]) == 1


async def test_all_faults_are_named_at_once(house: House) -> None:
    faults = await _refused(
        house, title="ab", description="x" * 4_001, address="y" * 201,
        point={"latitude": 0.0, "longitude": 0.0}, photos=[f"upl_{ids.uuid7()}"],
    )  # fmt: skip
    assert sorted(faults) == [
        "input.address", "input.description", "input.photos.0", "input.point", "input.title",
    ]  # fmt: skip
