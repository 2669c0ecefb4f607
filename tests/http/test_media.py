"""Pictures over HTTP: cached, safe in a browser, and only for those who may see them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import ColumnElement, select, update
from sqlmodel import col

from api.cctv.policy import shows_frame
from api.db.base import table
from api.db.session import Database
from api.http import media
from api.http.auth import Authenticator
from api.identity.service import ensure_person
from api.identity.tokens import LocalKeys
from api.identity.values import Role, Viewer, person_id
from api.kit import clock
from api.reports import policy as reports
from api.reports.models import Report, ReportPhoto
from api.storage import library
from api.storage.images import Processed, Rendition
from api.storage.store import Store
from api.uploads.models import Upload
from api.uploads.policy import shows_own_upload
from api.uploads.values import UploadState
from tests.cctv.street import CODE, add_cameras
from tests.http.serving import application
from tests.reports import scene

DIGEST = "ab" * 32
NARROW = "cd" * 32


def shows_report(digest: str, viewer: Viewer) -> ColumnElement[bool]:
    photo = table(ReportPhoto)
    return (
        select(photo.c.id)
        .where(photo.c.image_digest == digest, reports.visible_by_report(photo.c, viewer))
        .exists()
    )


def picture(digest: str, *widths: int) -> Processed:
    renditions = tuple(Rendition(w, w // 2, f"{digest[:2]} {w}".encode()) for w in widths)
    return Processed(digest, widths[-1], widths[-1] // 2, "hash", renditions)


@dataclass
class Place:
    """A server with pictures, and what the tests need of it."""

    client: httpx.AsyncClient
    database: Database
    store: Store
    keys: LocalKeys

    def bearer(self, role: Role, subject: str, agency: str | None = None) -> dict[str, str]:
        token = self.keys.mint(role, subject, agency, None, timedelta(hours=1))
        return {"Authorization": f"Bearer {token}"}

    async def keep(self, processed: Processed) -> None:
        await library.keep_renditions(self.store, processed)
        async with self.database.write() as session:
            await library.keep_row(session, processed)


@pytest.fixture
async def place(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Place]:
    monkeypatch.setattr(media, "REMEMBERED_SECONDS", 0.0)
    store = Store.on_disk(tmp_path / "objects")
    keys = LocalKeys(tmp_path / "keys", "kulkul")
    usages = (shows_report, shows_frame, shows_own_upload)
    routes = media.routes(database, store, Authenticator([keys]), usages)
    transport = httpx.ASGITransport(application(routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        yield Place(client, database, store, keys)


async def report_with(place: Place, digest: str) -> str:
    """A report with a photo, in a small city; gives the report's id."""
    city = await scene.build(place.database)
    async with place.database.write() as session:
        reporter = await ensure_person(session, scene.SARI)
        report = Report(
            ticket="BDG2611230001", category_id=city.roads,
            agency_id=scene.ROADS.agency_id or "", latitude=-8.7, longitude=115.1,
            shown_latitude=-8.7, shown_longitude=115.1, title="Jalan rusak",
            reporter_id=reporter.id, hide_name=False, hide_report=False, is_sensitive=False,
            is_public=True, submitted_at=scene.NOW, updated_at=scene.NOW, due_at=scene.NOW,
        )  # fmt: skip
        session.add(report)
        await session.flush()
        session.add(
            ReportPhoto(report_id=report.id, image_digest=digest, position=0, added_at=scene.NOW)
        )
    return report.id


async def test_a_public_picture(place: Place) -> None:
    await place.keep(picture(DIGEST, 320, 960, 1920))
    await report_with(place, DIGEST)
    answer = await place.client.get(f"/media/{DIGEST}/960.webp")
    assert (answer.status_code, answer.content) == (200, b"ab 960")
    headers = answer.headers
    assert headers["content-type"] == "image/webp"
    assert headers["cache-control"].startswith("public, max-age=86400, s-maxage=3600")
    assert "immutable" in headers["cache-control"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-disposition"] == "inline"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    tag = headers["etag"]
    for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await place.client.get(
            f"/media/{DIGEST}/960.webp", headers={"If-None-Match": asked}
        )
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag and "immutable" in again.headers["cache-control"]
    other = await place.client.get(f"/media/{DIGEST}/320.webp", headers={"If-None-Match": tag})
    assert other.status_code == 200
    head = await place.client.head(f"/media/{DIGEST}/960.webp")
    assert (head.status_code, head.headers["content-length"]) == (200, "6")


async def test_every_width_of_a_narrow_picture_is_answered(place: Place) -> None:
    await place.keep(picture(NARROW, 320, 700))
    await report_with(place, NARROW)
    found = [
        (await place.client.get(f"/media/{NARROW}/{width}.webp")).content
        for width in library.RENDITION_WIDTHS
    ]
    assert found == [b"cd 320", b"cd 700", b"cd 700"]


@pytest.mark.parametrize(
    "path",
    [
        f"/media/{DIGEST}/640.webp",
        f"/media/{DIGEST}/0960.webp",
        f"/media/{DIGEST}/{'9' * 5000}.webp",
        f"/media/{DIGEST.upper()}/960.webp",
        f"/media/{'ef' * 32}/960.webp",
        "/media/..%2f..%2fkeys/960.webp",
        "/media/%00/960.webp",
        f"/media/{DIGEST}/960.jpg",
    ],
)
async def test_there_is_nothing_else(place: Place, path: str) -> None:
    await place.keep(picture(DIGEST, 320, 960))
    await report_with(place, DIGEST)
    answer = await place.client.get(path)
    assert answer.status_code == 404
    if "%2f" not in path and not path.endswith("jpg"):  # these are no pictures' addresses at all
        assert "tidak ditemukan" in answer.json()["message"]
        assert answer.json()["code"] == "NOT_FOUND"
        assert answer.headers["cache-control"] == "no-store"


async def test_a_hidden_reports_photo_is_for_whoever_may_see_the_report(place: Place) -> None:
    await place.keep(picture(DIGEST, 320, 960))
    report = await report_with(place, DIGEST)
    async with place.database.write() as session:
        await session.execute(
            update(Report).where(col(Report.id) == report).values(hide_report=True, is_public=False)
        )
    path = f"/media/{DIGEST}/960.webp"
    strangers = [
        {},
        place.bearer(Role.CITIZEN, "stranger"),
        place.bearer(Role.OFFICER, "ketut", "satpolpp"),
        place.bearer(Role.EDITOR, "editor"),
        {"Authorization": "Bearer nonsense"},
    ]
    for headers in strangers:
        assert (await place.client.get(path, headers=headers)).status_code == 404
        asked = {**headers, "If-None-Match": "*"}
        assert (await place.client.get(path, headers=asked)).status_code == 404
    for headers in (place.bearer(Role.OFFICER, "ketut", "pupr"), place.bearer(Role.ADMIN, "admin")):
        answer = await place.client.get(path, headers=headers)
        assert (answer.status_code, answer.content) == (200, b"ab 960")
        assert answer.headers["cache-control"].startswith("private")


async def test_one_public_use_is_enough(place: Place, database: Database) -> None:
    await place.keep(picture(DIGEST, 320, 960))
    report = await report_with(place, DIGEST)
    async with database.write() as session:
        await session.execute(
            update(Report).where(col(Report.id) == report).values(hide_report=True, is_public=False)
        )
    path = f"/media/{DIGEST}/960.webp"
    assert (await place.client.get(path)).status_code == 404
    await add_cameras(database, CODE, digest=DIGEST)
    assert (await place.client.get(path)).status_code == 200


async def test_an_old_token_does_not_take_public_pictures_away(place: Place) -> None:
    await place.keep(picture(DIGEST, 320, 960))
    await report_with(place, DIGEST)
    path, headers = f"/media/{DIGEST}/960.webp", {"Authorization": "Bearer old"}
    assert (await place.client.get(path, headers=headers)).status_code == 200


async def test_people_see_what_they_sent(place: Place, database: Database) -> None:
    await place.keep(picture(DIGEST, 320, 960))
    now = clock.now()
    async with database.write() as session:
        session.add(
            Upload(
                person_id=person_id("kulkul-local", "sari"), content_type="image/jpeg",
                byte_size=6, state=UploadState.READY, image_digest=DIGEST, expires_at=now,
            )
        )  # fmt: skip
    path = f"/media/{DIGEST}/960.webp"
    sari, wayan = place.bearer(Role.CITIZEN, "sari"), place.bearer(Role.CITIZEN, "wayan")
    assert (await place.client.get(path, headers=sari)).status_code == 200
    assert (await place.client.get(path, headers=wayan)).status_code == 404


async def test_the_answer_to_strangers_is_remembered_briefly(
    place: Place, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "REMEMBERED_SECONDS", 60.0)
    await place.keep(picture(DIGEST, 320, 960))
    await add_cameras(database, CODE, digest=DIGEST)
    path = f"/media/{DIGEST}/960.webp"
    assert (await place.client.get(path)).status_code == 200
    await database.close()
    assert (await place.client.get(path)).status_code == 200


async def test_what_is_taken_away_is_forgotten_at_once(
    place: Place, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "REMEMBERED_SECONDS", 60.0)
    await place.keep(picture(DIGEST, 320, 960))
    report = await report_with(place, DIGEST)
    path = f"/media/{DIGEST}/960.webp"
    assert (await place.client.get(path)).status_code == 200
    async with database.write() as session:
        hidden = await session.get_one(Report, report)
        hidden.hide_report, hidden.is_public = True, False
    assert (await place.client.get(path)).status_code == 404


async def test_a_cameras_latest_frame(place: Place, database: Database) -> None:
    await place.keep(picture(DIGEST, 320, 960))
    taken = datetime(2026, 11, 24, 3, 40, 5, tzinfo=UTC)
    await add_cameras(database, CODE, digest=DIGEST, captured_at=taken)
    path = f"/cameras/{CODE}/latest.webp"
    answer = await place.client.get(path)
    assert (answer.status_code, answer.content) == (200, b"ab 960")
    assert answer.headers["content-type"] == "image/webp"
    assert "max-age=10," in answer.headers["cache-control"]
    assert parsedate_to_datetime(answer.headers["last-modified"]) == taken
    assert "/frames/" not in str(answer.headers)
    tag = answer.headers["etag"]
    again = await place.client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    for width, body in (
        ("1", b"ab 320"),
        ("320", b"ab 320"),
        ("321", b"ab 960"),
        ("9999", b"ab 960"),
    ):
        assert (await place.client.get(path, params={"width": width})).content == body
    for width in ("0", "-1", "x", "1.5", "", "١"):
        wrong = await place.client.get(path, params={"width": width})
        assert wrong.status_code == 400 and wrong.json()["code"] == "OUT_OF_RANGE"


async def test_no_camera_and_no_frame(place: Place, database: Database) -> None:
    await add_cameras(database, CODE)
    english = {"Accept-Language": "en"}
    answer = await place.client.get(f"/cameras/{CODE}/latest.webp", headers=english)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert answer.json()["message"].startswith("This camera has not given a picture yet")
    for code in ("NO-SUCH", "%00", "é", "x" * 300):
        answer = await place.client.get(f"/cameras/{code}/latest.webp", headers=english)
        assert answer.status_code == 404 and "was not found" in answer.json()["message"]


class Elsewhere:
    """A database that nobody answers for."""

    def on_commit(self, listener: Any) -> None:
        """Nothing is ever committed."""

    def read(self) -> Any:
        raise OSError("connection refused")


async def test_a_database_that_is_away(place: Place, tmp_path: Path) -> None:
    away: Any = Elsewhere()
    routes = media.routes(away, place.store, Authenticator([place.keys]), (shows_frame,))
    transport = httpx.ASGITransport(application(routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        for path in (f"/media/{DIGEST}/960.webp", f"/cameras/{CODE}/latest.webp"):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
            assert "sisi kami" in answer.json()["message"]


async def test_a_picture_that_the_store_has_lost(place: Place, database: Database) -> None:
    await place.keep(picture(DIGEST, 320, 960))
    await add_cameras(database, CODE, digest=DIGEST)
    for width in library.RENDITION_WIDTHS:
        await place.store.delete(library.rendition_key(DIGEST, width))
    assert (await place.client.get(f"/media/{DIGEST}/960.webp")).status_code == 404
    assert (await place.client.get(f"/cameras/{CODE}/latest.webp")).status_code == 503
