"""A photo's way in: promise, PUT, use. Real bytes over a real socket."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import func, select

from api.db.session import Database
from api.http import uploads as door
from api.http.addresses import PublicAddress
from api.identity.tokens import Claims, viewer
from api.identity.values import Role, Viewer
from api.kit import clock, ids
from api.kit.problems import Conflict, InvalidInput, NotAllowed, TooMany
from api.storage import library
from api.storage.images import ImagesBusy, Processed, Rendition
from api.storage.models import StoredImage
from api.storage.photo_limits import (
    KEPT_UNUSED,
    MAX_BYTES,
    MOST_UNUSED,
    MOST_WAITING,
    UPLOAD_LIFETIME,
)
from api.storage.pool import ImagePool
from api.storage.store import Store
from api.uploads import service as uploads
from api.uploads.models import Upload
from api.uploads.values import UploadState
from tests.http.serving import application, phone_photo, preflight, serving


def somebody(subject: str) -> Viewer:
    now = clock.now()
    return viewer(Claims("test", subject, Role.CITIZEN, None, None, now), "ID", now)


SARI, WAYAN, NOBODY = somebody("sari"), somebody("wayan"), viewer(None, "ID", clock.now())


@pytest.fixture(scope="module")
def photo() -> bytes:
    return phone_photo()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.on_disk(tmp_path / "objects")


@dataclass
class Phone:
    """A client of the server, and the shortest way to a promise."""

    client: httpx.AsyncClient
    database: Database

    async def ask(
        self,
        size: int,
        kind: str = "image/jpeg",
        who: Viewer = SARI,
        now: datetime | None = None,
        key: str | None = None,
    ) -> Upload:
        async with self.database.write() as session:
            return await uploads.request_upload(
                session, who, kind, size, now or clock.now(), idempotency_key=key
            )

    async def put(self, upload: Upload, data: Any, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("Content-Type", upload.content_type)
        return await self.client.put(f"/uploads/{upload.id}", content=data, headers=named)

    async def state(self, upload: Upload) -> UploadState:
        async with self.database.read() as reader:
            found = await reader.get(Upload, upload.id)
            assert found is not None
            return found.state


@pytest.fixture
async def phone(database: Database, store: Store) -> AsyncIterator[Phone]:
    pool = ImagePool(workers=1)
    app = application(door.routes(database, store, pool, PublicAddress("https://api.example")))
    async with (
        serving(app) as url,
        httpx.AsyncClient(base_url=url, timeout=30, headers={"Accept-Language": "en"}) as client,
    ):
        yield Phone(client, database)
    await pool.close()


async def test_a_phones_photo_comes_in_bare_and_upright(
    phone: Phone, store: Store, photo: bytes
) -> None:
    upload = await phone.ask(len(photo))
    answer = await phone.put(upload, photo)
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert (said["status"], said["message"]) == ("READY", "The photo has been received.")
    image = said["image"]
    assert (image["width"], image["height"]) == (1920, 2560)
    assert image["url"].startswith("https://api.example/media/")
    digest = image["url"].split("/")[-2]
    for width in library.RENDITION_WIDTHS:
        data = await store.get(f"images/{digest}/{width}.webp")
        assert data is not None
        assert Image.open(io.BytesIO(data)).size == (width, round(width * 4 / 3))
        assert b"SECRETMAKER" not in data and b"EXIF" not in data
    again = await phone.put(upload, photo, Accept_Language="id")
    assert again.json() == {**said, "message": "Foto sudah diterima."}


async def test_the_first_good_photo_stands(phone: Phone, photo: bytes) -> None:
    upload = await phone.ask(len(photo))
    first = (await phone.put(upload, photo)).json()
    other = phone_photo(600, 400, seed=2)
    assert (await phone.put(upload, other)).json() == first


async def test_retries_at_the_same_time_make_one_picture(phone: Phone) -> None:
    photo = phone_photo(1200, 900)
    upload = await phone.ask(len(photo))
    answers = await asyncio.gather(*(phone.put(upload, photo) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    async with phone.database.read() as reader:
        assert await reader.scalar(select(func.count()).select_from(StoredImage)) == 1


async def test_a_refused_photo_may_be_sent_better(phone: Phone) -> None:
    good = phone_photo(600, 400)
    upload = await phone.ask(len(good))
    broken = good[: len(good) // 2] + bytes(len(good) - len(good) // 2)
    for _ in range(2):
        answer = await phone.put(upload, b"<html>" + bytes(len(good) - 6))
        assert answer.status_code == 422
        refusal = answer.json()
        assert refusal["status"] == "REFUSED" and "not a photo" in refusal["message"]
        assert refusal["code"] == "UNSUPPORTED_TYPE"
    assert (await phone.put(upload, broken[: len(good)])).status_code in (200, 422)
    other = await phone.ask(len(good))
    assert (await phone.put(other, b"\0" * len(good))).status_code == 422
    assert await phone.state(other) is UploadState.REFUSED
    assert (await phone.put(other, good)).json()["status"] == "READY"


async def test_sizes_and_types_must_be_as_promised(phone: Phone) -> None:
    photo = phone_photo(600, 400)
    upload = await phone.ask(len(photo) + 1)
    answer = await phone.put(upload, photo)
    assert answer.status_code == 400
    assert answer.json() == {
        "expectedBytes": len(photo) + 1,
        "receivedBytes": len(photo),
        "code": "OUT_OF_RANGE",
        "message": "This photo is not the one that was chosen. Choose it and send it again.",
    }
    answer = await phone.put(upload, photo, Content_Type="image/png")
    assert answer.status_code == 415 and answer.json()["code"] == "UNSUPPORTED_TYPE"
    assert (answer.json()["expectedType"], answer.json()["receivedType"]) == (
        "image/jpeg",
        "image/png",
    )

    async def pieces(data: bytes, size: int = 10_000) -> AsyncIterator[bytes]:
        for begin in range(0, len(data), size):
            yield data[begin : begin + size]

    assert (await phone.put(upload, pieces(photo))).status_code == 400
    assert (await phone.put(upload, pieces(photo + bytes(50_000)))).status_code == 413
    assert await phone.state(upload) is UploadState.WAITING
    exact = await phone.ask(len(photo))
    assert (await phone.put(exact, pieces(photo), Content_Type="")).status_code == 200


async def test_too_much_is_answered_before_it_is_sent(phone: Phone) -> None:
    upload = await phone.ask(1_000)
    answer = await phone.put(upload, bytes(MAX_BYTES + 1))
    assert answer.status_code == 413 and "15 MB" in answer.json()["message"]
    # The connection survives: what was left of the body is not taken for a request.
    assert (await phone.put(upload, bytes(999))).status_code == 400


@pytest.mark.parametrize("id", ["x", "%00", "0190f3c2-0000-7000-8000-000000000000", "é", "a" * 500])
async def test_without_the_id_there_is_nothing(phone: Phone, id: str) -> None:
    answer = await phone.client.put(f"/uploads/{id}", content=b"x")
    assert answer.status_code == 404
    assert answer.json()["code"] == "NOT_FOUND"
    assert answer.json()["message"] == "This photo was not found. Choose it and send it again."


async def test_a_web_app_of_another_origin_may_send(phone: Phone) -> None:
    photo = phone_photo(600, 400)
    upload = await phone.ask(len(photo))
    origin = {"Origin": "https://app.example"}
    asked = await phone.client.options(f"/uploads/{upload.id}", headers=preflight("PUT"))
    assert asked.status_code == 200 and asked.headers["access-control-allow-origin"] == "*"
    assert "PUT" in asked.headers["access-control-allow-methods"]
    assert "content-type" in asked.headers["access-control-allow-headers"].lower()
    # What the page may read is not the promise alone, but also why a photo was not taken.
    for data, status in ((b"x", 400), (photo, 200)):
        answer = await phone.put(upload, data, **origin)
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == "*"
    unknown = await phone.client.put("/uploads/x", content=b"x", headers=origin)
    assert unknown.headers["access-control-allow-origin"] == "*"


async def test_time_runs_out(phone: Phone) -> None:
    photo = phone_photo(600, 400)
    upload = await phone.ask(len(photo), now=clock.now() - timedelta(minutes=61))
    answer = await phone.put(upload, photo)
    assert answer.status_code == 410 and "over" in answer.json()["message"]
    assert answer.json()["code"] == "NOT_READY"


async def test_who_hangs_up_or_dawdles_leaves_nothing(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = phone_photo(600, 400)
    upload = await phone.ask(len(photo))
    url = phone.client.base_url
    head = f"PUT /uploads/{upload.id} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(photo)}\r\n\r\n"

    async def begin() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(head.encode() + photo[:1000])
        await writer.drain()
        return reader, writer

    _, writer = await begin()
    await asyncio.sleep(0.1)
    writer.close()
    monkeypatch.setattr(door, "SLOWEST_CHUNK_SECONDS", 0.2)
    reader, writer = await begin()
    answer = await reader.read()
    assert b" 408 " in answer.split(b"\r\n")[0] and b"terlalu lama" in answer
    writer.close()
    assert await phone.state(upload) is UploadState.WAITING
    assert (await phone.put(upload, photo)).status_code == 200


async def test_a_full_house_asks_to_come_back(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_arguments: object) -> Processed:
        raise ImagesBusy

    photo = phone_photo(600, 400)
    upload = await phone.ask(len(photo))
    with monkeypatch.context() as patched:
        patched.setattr(ImagePool, "process", busy)
        answer = await phone.put(upload, photo)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert (await phone.put(upload, photo)).status_code == 200


async def test_a_store_that_fails_is_our_fault(phone: Phone, tmp_path: Path) -> None:
    photo = phone_photo(600, 400)
    upload = await phone.ask(len(photo))
    (tmp_path / "objects" / "images").write_text("in the way")
    answer = await phone.put(upload, photo)
    assert answer.status_code == 503 and "our side" in answer.json()["message"]
    (tmp_path / "objects" / "images").unlink()
    assert (await phone.put(upload, photo)).json()["status"] == "READY"


@pytest.mark.parametrize(
    ("kind", "size", "paths"),
    [
        ("image/gif", 1, ["input.contentType"]),
        ("", 1, ["input.contentType"]),
        ("image/jpeg", 0, ["input.byteSize"]),
        ("image/jpeg", -5, ["input.byteSize"]),
        ("text/html", MAX_BYTES + 1, ["input.contentType", "input.byteSize"]),
    ],
)
async def test_what_is_not_promised(phone: Phone, kind: str, size: int, paths: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        await phone.ask(size, kind)
    assert [fault.path for fault in refused.value.faults] == paths


async def test_twenty_may_wait(phone: Phone) -> None:
    with pytest.raises(NotAllowed):
        await phone.ask(100, who=NOBODY)
    for _ in range(MOST_WAITING):
        await phone.ask(100, "IMAGE/JPEG; q=1")
    with pytest.raises(TooMany) as refused:
        await phone.ask(100)
    assert 3_500 < refused.value.retry_after_seconds <= 3_600
    await phone.ask(100, who=WAYAN)
    await phone.ask(100, now=clock.now() + timedelta(minutes=61))


async def test_a_retry_gets_the_same_upload(phone: Phone, store: Store) -> None:
    """The answer was lost on the way, and the app asks again: also hours later."""
    photo, key, now = phone_photo(600, 400), ids.uuid7(), clock.now()
    first = await phone.ask(len(photo), now=now - timedelta(hours=2), key=key)
    assert (await phone.put(first, photo)).status_code == 410
    again = await asyncio.gather(*(phone.ask(len(photo), key=key) for _ in range(3)))
    assert {one.id for one in again} == {first.id}
    assert (await phone.put(first, photo)).status_code == 200
    assert (await phone.ask(len(photo), key=key)).state is UploadState.READY
    for other in (phone.ask(len(photo) + 1, key=key), phone.ask(len(photo), "image/png", key=key)):
        with pytest.raises(Conflict):
            await other
    assert (await phone.ask(len(photo), who=WAYAN, key=key)).id != first.id
    with pytest.raises(InvalidInput, match="label your request"):
        await phone.ask(len(photo), key="short")
    later = now + timedelta(days=3)
    await uploads.sweep(phone.database, store, later)
    forgotten = await phone.ask(len(photo), now=later, key=key)
    assert forgotten.state is UploadState.WAITING and forgotten.expires_at > later


def picture(digest: str) -> Processed:
    return Processed(digest, 400, 300, "hash", (Rendition(400, 300, b"x" * 10),))


async def ready(phone: Phone, digest: str, who: Viewer = SARI) -> Upload:
    upload = await phone.ask(100, who=who)
    async with phone.database.write() as session:
        return await uploads.receive(session, upload.id, picture(digest))


async def test_sixty_photos_may_lie_unused(phone: Phone) -> None:
    """Finished ones count too, else one person could fill the disk."""
    now = clock.now()
    lying = [await ready(phone, f"{number:064x}") for number in range(MOST_UNUSED)]
    for later in (timedelta(), KEPT_UNUSED):
        with pytest.raises(TooMany) as refused:
            await phone.ask(100, now=now + later)
        left = (UPLOAD_LIFETIME + KEPT_UNUSED - later).total_seconds()
        assert 0 <= refused.value.retry_after_seconds - left <= 120
        assert "60" in refused.value.words.id and "60" in refused.value.words.en
    await phone.ask(100, who=WAYAN)
    async with phone.database.write() as session:
        await uploads.claim_uploads(session, SARI, [lying[0].id], "input.photos")
    await phone.ask(100)
    await ready(phone, "f" * 64)
    await phone.ask(100, now=now + timedelta(hours=26))


async def test_uploads_are_used_once_and_by_their_owner(phone: Phone) -> None:
    first, second = await ready(phone, "a" * 64), await ready(phone, "b" * 64)
    theirs, waiting = await ready(phone, "c" * 64, WAYAN), await phone.ask(100)
    with pytest.raises(InvalidInput) as refused:
        async with phone.database.write() as session:
            wanted = [first.id, "nonsense", theirs.id, waiting.id]
            await uploads.claim_uploads(session, SARI, wanted, "input.photos")
    faults = refused.value.faults
    assert [fault.path for fault in faults] == [f"input.photos.{n}" for n in (1, 2, 3)]
    unknown, others, unfinished = ((fault.words, fault.code) for fault in faults)
    assert unknown == others != unfinished

    async with phone.database.write() as session:
        claimed = await uploads.claim_uploads(session, SARI, [second.id, first.id], "input.photos")
    assert claimed == ["b" * 64, "a" * 64]
    with pytest.raises(InvalidInput, match="used already"):
        async with phone.database.write() as session:
            await uploads.claim_uploads(session, SARI, [first.id], "input.photos")
    async with phone.database.write() as session:
        assert await uploads.claim_uploads(session, NOBODY, [], "input.photos") == []


async def test_one_upload_goes_into_one_report_of_many_at_once(phone: Phone) -> None:
    upload = await ready(phone, "a" * 64)

    async def claim() -> bool:
        try:
            async with phone.database.write() as session:
                await uploads.claim_uploads(session, SARI, [upload.id], "input.photos")
        except InvalidInput:
            return False
        return True

    assert sum(await asyncio.gather(*(claim() for _ in range(8)))) == 1


async def test_what_was_never_used_is_forgotten(phone: Phone, store: Store) -> None:
    photo = phone_photo(600, 400)
    unused, used = await phone.ask(len(photo)), await phone.ask(len(photo))
    digest = (await phone.put(unused, photo)).json()["image"]["url"].split("/")[-2]
    later = clock.now() + timedelta(hours=26)
    assert await uploads.sweep(phone.database, store, clock.now()) == 0
    await phone.put(used, photo)
    assert await uploads.sweep(phone.database, store, later) == 1
    assert await store.get(f"images/{digest}/320.webp") is None
    async with phone.database.read() as reader:
        assert await reader.scalar(select(func.count()).select_from(Upload)) == 0
        assert await reader.get(StoredImage, digest) is None
