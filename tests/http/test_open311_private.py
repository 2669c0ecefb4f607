"""What Open311 must not tell: every resource, both formats, whoever asks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from api.db.base import table
from api.db.session import Database
from api.kit import clock
from api.reports.models import ReportPhoto
from api.reports.service import AdvanceReport
from api.reports.values import ModerationAction, ReportStatus
from tests.http.georeport import TYPES, GeoReport
from tests.http.open311_city import local_keys, open_city
from tests.reports.scene import POLICE, ROADS, SARI, Scene, advance, build, submit, upload
from tests.reports.verbs import merge, moderate, note

TODAY = clock.now().replace(microsecond=0)


@pytest.fixture
async def scene(database: Database) -> Scene:
    return await build(database)


@pytest.fixture
async def city(database: Database, scene: Scene, tmp_path: Path) -> AsyncIterator[GeoReport]:
    async with open_city(database, local_keys(tmp_path)) as city:
        yield city


async def everything(city: GeoReport, *tickets: str) -> str:
    """All that any resource says, asked for in every way that could lead to these reports."""
    said = []
    lists = [
        "", "extensions=true&page_size=1000", "status=open", "status=closed",
        "service_code=roads", "service_code=levies,noise", "service_code=violence",
        "lat=-8.71771&long=115.16871&radius=10000", f"service_request_id={','.join(tickets)}",
    ]  # fmt: skip
    for form in TYPES:
        paths = [f"services.{form}", f"discovery.{form}"]
        for ticket in tickets:
            paths += [f"requests/{ticket}.{form}?extensions=true", f"tokens/{ticket}.{form}"]
        for query in lists:
            paths += [f"requests.{form}?{query}", f"servicerequestupdates.{form}?{query}"]
        for path in paths:
            for headers in ({}, {"Authorization": "Bearer nonsense"}):
                answer = await city.http.get(f"{city.url}/{path}", headers=headers)
                assert answer.status_code in (200, 404), (path, answer.text)
                said.append(answer.text)
    return "\n".join(said)


async def step(database: Database, scene: Scene, report: str, to: ReportStatus, text: str) -> None:
    input = AdvanceReport(report, to, public_note=text, internal_note="Zqdalam sekali.")
    by = POLICE if text.startswith("Zqlevy") else ROADS
    await advance(database, scene, by, input, TODAY)


@pytest.mark.slow
async def test_hidden_things_are_told_nowhere(
    city: GeoReport, database: Database, scene: Scene
) -> None:
    async with database.write() as session:
        photo, digest = await upload(session, SARI)
        kept, kept_digest = await upload(session, SARI)

    async def made(**changes: object) -> tuple[str, str]:
        report = (await submit(database, scene, now=TODAY, **changes)).report  # type: ignore[arg-type]
        return report.id, report.ticket

    public = await made(title="Zqpublic", hide_name=True, photos=(kept,))
    levy = await made(title="Zqlevy", category_id=scene.levies, address="Gang Zqalamat 4")
    hidden = await made(title="Zqhidden", hide_report=True, photos=(photo,))
    secret = await made(title="Zqsecret", category_id=scene.violence, description="Zqperkara")
    gone = await made(title="Zqgone", description="Zquraian")
    merged = await made(title="Zqmerged")
    await step(database, scene, public[0], ReportStatus.VERIFIED, "Zqterbuka jawaban.")
    await step(database, scene, levy[0], ReportStatus.VERIFIED, "Zqlevy jawaban.")
    await step(database, scene, hidden[0], ReportStatus.VERIFIED, "Zqtertutup jawaban.")
    await step(database, scene, gone[0], ReportStatus.VERIFIED, "Zqhilang jawaban.")
    await note(database, ROADS, public[0], internal_note="Zqdalam juga.")
    await merge(database, ROADS, merged[0], gone[0])
    tickets = [t for _, t in (public, levy, hidden, secret, gone, merged)]

    before = await everything(city, *tickets)
    assert all(mark in before for mark in ("Zqgone", "Zquraian", "Zqhilang", "Zqmerged"))
    await moderate(database, ROADS, gone[0], ModerationAction.HIDE)
    said = await everything(city, *tickets)
    for mark in ("Zqpublic", "Zqlevy", "Zqterbuka", "Zqlevy jawaban", kept_digest, merged[1],
                 "-8.718", "115.169"):  # fmt: skip
        assert mark in said, mark
    for mark in (
        "Zqhidden", "Zqsecret", "Zqperkara", "Zqgone", "Zquraian", "Zqtertutup", "Zqhilang",
        "Zqdalam", "Zqalamat", digest, "sari", "Sari", str(SARI.person_id), str(ROADS.person_id),
        "roads officer",
    ):  # fmt: skip
        assert mark not in said, mark
    (line,) = await city.updates(service_request_id=public[1])
    assert line["description"] == "Zqterbuka jawaban.", "the internal note is no line of its own"
    shown = await city.requests()
    assert [one["service_request_id"] for one in shown] == [merged[1], levy[1], public[1]]
    (rounded,) = await city.requests(service_code="levies")
    assert (rounded["lat"], rounded["long"]) == (-8.718, 115.169)
    extended = await city.requests(service_request_id=merged[1], extensions="true")
    assert extended[0]["extended_attributes"]["merged_into"] is None
    for _, ticket in (hidden, secret, gone):
        await city.get(f"requests/{ticket}", 404)
        await city.get(f"tokens/{ticket}", 404)

    # Shown again: all of it is back, and the time when it was hidden is not a state of its own.
    await moderate(database, ROADS, gone[0], ModerationAction.UNHIDE)
    again = await everything(city, *tickets)
    assert "Zqgone" in again and "Zqhilang" in again
    lines = await city.updates(service_request_id=gone[1], extensions="true")
    kinds = sorted(line["extended_attributes"]["kind"] for line in lines)
    assert kinds == ["MERGED", "MODERATED", "STEP"]


async def test_a_removed_photo_is_gone(city: GeoReport, database: Database, scene: Scene) -> None:
    async with database.write() as session:
        first, digest = await upload(session, SARI)
        second, other = await upload(session, SARI)
    report = (await submit(database, scene, now=TODAY, photos=(first, second))).report
    (one,) = await city.requests()
    assert digest in one["media_url"]
    async with database.read() as session:
        photo = table(ReportPhoto).c
        key = await session.scalar(select(photo.id).where(photo.image_digest == digest))
    await moderate(database, ROADS, report.id, ModerationAction.REDACT_PHOTO, photo_id=key)
    (one,) = await city.requests()
    assert other in one["media_url"]
