"""Submitting: what the server decides, what it refuses, and that retries make one report."""

import asyncio
import itertools
import math
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from api.areas.service import AreaIndex
from api.db.idempotency import IdempotencyKey
from api.db.session import Database
from api.identity.models import Person
from api.identity.values import agency_id
from api.kit import ids
from api.kit.geo import Point
from api.kit.problems import Conflict, InvalidInput, NotAllowed
from api.reports.models import Report, ReportFollower, ReportPhoto, TicketDay
from api.reports.service import SubmitReport, submit_report
from api.reports.service.tickets import MOST_LEFT_OUT
from api.reports.values import FollowKind, ReportStatus
from api.uploads.values import UploadState
from tests.reports.scene import (
    ANONYMOUS,
    EDITOR,
    KUTA,
    NOW,
    OUTSIDE,
    PARTNER,
    ROADS,
    SARI,
    WAYAN,
    Scene,
    count,
    request,
    submit,
    upload,
)


async def test_the_server_sets_area_agency_ticket_and_due_date(
    database: Database, scene: Scene
) -> None:
    made = await submit(
        database,
        scene,
        title="  Lubang\n di   jalan 🕳️ ",
        description="Dalam.\r\nSudah dua motor jatuh. مرحبا",
        address=" Jl. Pantai  Kuta 12 ",
    )
    assert not made.replayed
    async with database.read() as session:
        report = (await session.execute(select(Report))).scalar_one()
        follower = (await session.execute(select(ReportFollower))).scalar_one()
        person = (await session.execute(select(Person))).scalar_one()
    assert report.id == made.report.id
    assert report.ticket == "BDG2611230001"
    assert report.status is ReportStatus.RECEIVED
    assert (report.village_id, report.district_id) == (scene.village, scene.district)
    assert report.agency_id == agency_id("pupr")
    assert report.title == "Lubang di jalan 🕳️"
    assert report.description == "Dalam.\nSudah dua motor jatuh. مرحبا"
    assert report.address == "Jl. Pantai Kuta 12"
    assert (report.latitude, report.longitude) == (-8.717712, 115.168712)
    assert (report.shown_latitude, report.shown_longitude) == (-8.717712, 115.168712)
    assert report.submitted_at == report.updated_at == NOW
    # Ten working days after Monday 23 November: Monday 7 December, to its last second in WITA.
    assert report.due_at == datetime(2026, 12, 7, 15, 59, 59, tzinfo=UTC)
    assert report.is_public and not report.is_sensitive and not report.hide_report
    assert report.reporter_id == person.id == SARI.person_id
    assert (follower.report_id, follower.person_id) == (report.id, person.id)
    assert follower.kind is FollowKind.REPORTER


async def test_categories_about_persons_show_a_rounded_point(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, category_id=scene.levies)).report
    assert (report.latitude, report.longitude) == (-8.717712, 115.168712)
    assert (report.shown_latitude, report.shown_longitude) == (-8.718, 115.169)
    assert report.is_public


async def test_a_sensitive_report_is_hidden_whatever_was_asked(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, category_id=scene.violence, hide_report=False)).report
    assert report.is_sensitive and report.hide_report and not report.is_public


async def test_hiding_the_name_leaves_the_report_public(database: Database, scene: Scene) -> None:
    named = (await submit(database, scene, hide_name=True)).report
    hidden = (await submit(database, scene, hide_report=True)).report
    assert named.hide_name and named.is_public
    assert hidden.hide_report and not hidden.is_public


async def test_only_people_who_are_signed_in_can_report(database: Database, scene: Scene) -> None:
    for who in (SARI, ROADS, EDITOR, PARTNER):
        await submit(database, scene, who)
    with pytest.raises(NotAllowed):
        await submit(database, scene, ANONYMOUS)
    assert await count(database, Report) == 4


async def test_all_faults_are_reported_at_once(database: Database, scene: Scene) -> None:
    with pytest.raises(InvalidInput) as caught:
        await submit(
            database,
            scene,
            idempotency_key="short",
            category_id="road",
            point=OUTSIDE,
            title="abc",
            description="x" * 4001,
            address="y" * 201,
            photos=tuple(ids.uuid7() for _ in range(11)),
        )
    assert [fault.path for fault in caught.value.faults] == [
        "input.idempotencyKey",
        "input.title",
        "input.description",
        "input.address",
        "input.category",
        "input.point",
        "input.photos",
    ]
    for table in (Report, IdempotencyKey, TicketDay, Person):
        assert await count(database, table) == 0


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"title": "Lubang\x00besar"}, "input.title"),
        ({"title": "Lubang \ud83d besar"}, "input.title"),
        ({"title": "x" * 141}, "input.title"),
        ({"title": "   \n  "}, "input.title"),
        ({"title": "\u200b" * 6}, "input.title"),
        ({"title": "\u202eabc\u202c"}, "input.title"),
        ({"description": "a\x07b"}, "input.description"),
        ({"description": "\udfff"}, "input.description"),
        ({"address": "a\ud800"}, "input.address"),
        ({"idempotency_key": "a b c d e f"}, "input.idempotencyKey"),
        ({"idempotency_key": "kunci-\x00-nol"}, "input.idempotencyKey"),
        ({"idempotency_key": "\ud83dabcdefgh"}, "input.idempotencyKey"),
        ({"idempotency_key": "k" * 129}, "input.idempotencyKey"),
        ({"point": Point(math.nan, 115.1)}, "input.point"),
        ({"point": Point(-8.7, math.inf)}, "input.point"),
        ({"point": Point(-98.7, 115.1)}, "input.point"),
        ({"category_id": "0" * 36}, "input.category"),
        ({"category_id": "00000000-0000-7000-8000-000000000000"}, "input.category"),
        ({"category_id": "\x00\ud800"}, "input.category"),
        ({"photos": ("same", "same")}, "input.photos"),
    ],
)
async def test_a_bad_field_is_named(
    database: Database, scene: Scene, changes: dict[str, Any], path: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await submit(database, scene, **changes)
    assert [fault.path for fault in caught.value.faults] == [path]
    assert await count(database, Report) == 0


async def test_a_point_outside_the_city_names_the_city_and_112(
    database: Database, scene: Scene
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await submit(database, scene, point=OUTSIDE)
    words = caught.value.faults[0].words
    assert "batas Kabupaten Badung" in words.id and "112" in words.id
    assert "outside Badung Regency" in words.en and "112" in words.en


async def test_the_longest_texts_fit(database: Database, scene: Scene) -> None:
    report = (
        await submit(
            database, scene, title="🌊" * 140, description="\u202eقصة " * 800, address="ā" * 200
        )
    ).report
    assert len(report.title) == 140


async def test_photos_keep_their_order_and_only_the_reporters_own_are_taken(
    database: Database, scene: Scene
) -> None:
    async with database.write() as session:
        sent = [await upload(session, SARI) for _ in range(3)]
        others = await upload(session, WAYAN)
        waiting = await upload(session, SARI, UploadState.WAITING)
    for bad in (others[0], waiting[0], ids.uuid7(), "no id"):
        with pytest.raises(InvalidInput) as caught:
            await submit(database, scene, photos=(sent[0][0], bad))
        assert all(fault.path.startswith("input.photos") for fault in caught.value.faults)
    report = (await submit(database, scene, photos=tuple(id for id, _ in sent))).report
    async with database.read() as session:
        photos = await session.execute(
            select(
                col(ReportPhoto.image_digest),
                col(ReportPhoto.report_id),
                col(ReportPhoto.update_id),
            ).order_by(col(ReportPhoto.position))
        )
    assert [tuple(row) for row in photos] == [(digest, report.id, None) for _, digest in sent]
    with pytest.raises(InvalidInput):
        await submit(database, scene, photos=(sent[0][0],))
    assert await count(database, Report) == 1


async def test_a_retry_gives_the_same_report_with_its_photos(
    database: Database, scene: Scene
) -> None:
    async with database.write() as session:
        photo, _ = await upload(session, SARI)
    asked = request(scene, photos=(photo,))
    answers = []
    for _ in range(3):
        async with database.write() as session:
            answers.append(await submit_report(session, SARI, scene.places, asked, NOW))
    assert [answer.replayed for answer in answers] == [False, True, True]
    assert len({answer.report.id for answer in answers}) == 1
    assert await count(database, ReportPhoto) == 1


async def test_a_key_belongs_to_one_request_and_one_person(
    database: Database, scene: Scene
) -> None:
    first = await submit(database, scene, idempotency_key="my-own-key")
    for changes in (
        {"title": "Lubang lain"},
        {"point": Point(KUTA.latitude, KUTA.longitude + 1e-9)},
        {"hide_name": True},
        {"description": ""},
        {"photos": ("x",)},
        {"title": "\ud800"},
    ):
        with pytest.raises(Conflict):
            await submit(database, scene, idempotency_key="my-own-key", **changes)
    other = await submit(database, scene, WAYAN, idempotency_key="my-own-key")
    assert other.report.id != first.report.id
    assert await count(database, Report) == 2


async def test_a_refused_request_leaves_its_key_free(database: Database, scene: Scene) -> None:
    with pytest.raises(InvalidInput):
        await submit(database, scene, idempotency_key="my-own-key", title="abc")
    made = await submit(database, scene, idempotency_key="my-own-key", title="Lubang besar")
    assert not made.replayed


async def test_fifty_concurrent_retries_make_one_report(
    database: Database, database_url: str, scene: Scene
) -> None:
    """Through five engines, as from five processes: nothing in memory keeps them apart."""
    asked = request(scene)
    engines = [database] + [Database(database_url) for _ in range(4)]

    async def retry(number: int) -> tuple[str, bool]:
        async with engines[number % 5].write() as session:
            made = await submit_report(session, SARI, scene.places, asked, NOW)
        return made.report.id, made.replayed

    answers = await asyncio.gather(*(retry(number) for number in range(50)))
    assert len({id for id, _ in answers}) == 1
    assert sum(not replayed for _, replayed in answers) == 1
    assert await count(database, Report) == await count(database, ReportFollower) == 1
    for engine in engines[1:]:
        await engine.close()


def _retry_elsewhere(url: str, asked: SubmitReport) -> list[str]:
    """Five retries at once, in a process of its own."""

    async def work() -> list[str]:
        database = Database(url)
        async with database.read() as session:
            places = await AreaIndex.load(session)

        async def retry() -> str:
            async with database.write() as session:
                return (await submit_report(session, SARI, places, asked, NOW)).report.id

        found = await asyncio.gather(*(retry() for _ in range(5)))
        await database.close()
        return found

    return asyncio.run(work())


@pytest.mark.slow
async def test_retries_from_three_processes_make_one_report(
    database: Database, database_url: str, scene: Scene
) -> None:
    asked = request(scene)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("spawn")) as processes:
        answers = await asyncio.gather(
            *(loop.run_in_executor(processes, _retry_elsewhere, database_url, asked) for _ in "abc")
        )
    assert len({id for answer in answers for id in answer}) == 1
    assert await count(database, Report) == await count(database, ReportFollower) == 1


async def test_forty_concurrent_reports_get_forty_tickets(
    database: Database, database_url: str, scene: Scene
) -> None:
    engines = [database] + [Database(database_url) for _ in range(3)]

    async def one(number: int) -> str:
        return (await submit(engines[number % 4], scene, (SARI, WAYAN)[number % 2])).report.ticket

    tickets = await asyncio.gather(*(one(number) for number in range(40)))
    assert all(ticket.startswith("BDG261123") for ticket in tickets)
    numbers = sorted(int(ticket.removeprefix("BDG261123")) for ticket in tickets)
    assert numbers[0] == 1 and len(set(numbers)) == 40
    # Some are left out: a gap alone must not reveal a report that nobody may see.
    steps = {later - earlier for earlier, later in itertools.pairwise(numbers)}
    assert {1, 2} <= steps <= set(range(1, MOST_LEFT_OUT + 2))
    for engine in engines[1:]:
        await engine.close()


async def test_tickets_count_by_the_citys_days_and_grow(
    database: Database, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.reports.service.tickets.MOST_LEFT_OUT", 0)
    late = datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)
    assert (await submit(database, scene, now=late)).report.ticket == "BDG2611230001"
    midnight = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert (await submit(database, scene, now=midnight)).report.ticket == "BDG2611240001"
    async with database.write() as session:
        day = await session.get(TicketDay, "261124")
        assert day is not None
        day.last = 9998
    assert (await submit(database, scene, now=midnight)).report.ticket == "BDG2611249999"
    assert (await submit(database, scene, now=midnight)).report.ticket == "BDG26112410000"
