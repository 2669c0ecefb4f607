"""A report in the wrong category is given the right one."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.db.session import Database
from api.identity.values import Viewer, agency_id
from api.kit import ids
from api.kit.problems import Conflict, InvalidInput, NotAllowed
from api.push.models import Notification
from api.reports import policy
from api.reports.models import Report, ReportUpdate, cells
from api.reports.values import FollowKind, ModerationAction, ReportStatus, UpdateKind
from tests.http.serving import phone_photo
from tests.reports.proving import accept, complete, reported
from tests.reports.scene import (
    ADMIN,
    ANONYMOUS,
    EDITOR,
    EVERYBODY,
    NOW,
    PARTNER,
    POLICE,
    ROADS,
    SARI,
    WAYAN,
    WITA,
    Scene,
    advance,
    build,
    count,
    submit,
)
from tests.reports.test_graph import ADMIN as ADMIN_OUTSIDE
from tests.reports.test_graph import ANONYMOUS as ANYBODY
from tests.reports.test_graph import EVERYBODY as ALL_OUTSIDE
from tests.reports.test_graph import MADE, do, done, submitted
from tests.reports.test_graph import ROADS as ROADS_OUTSIDE
from tests.reports.test_graph import SARI as SARI_OUTSIDE
from tests.reports.test_service_advance import put
from tests.reports.verbs import (
    LATER,
    followers,
    history,
    join,
    merge,
    moderate,
    recategorise,
    step,
    stored,
)
from tests.story.house import House, open_house, settings_of

S = ReportStatus


@pytest.fixture
async def house(database_url: str, database: Database, tmp_path: Path) -> AsyncIterator[House]:
    await build(database)
    async with open_house(settings_of(tmp_path, database_url, worker=False)) as open_one:
        yield open_one


def due(report: Report) -> date:
    assert report.due_at is not None
    return report.due_at.astimezone(WITA).date()


async def test_it_goes_to_the_agency_of_the_category_with_its_days(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report.id
    await join(database, WAYAN, report)
    moved = await recategorise(database, scene, ROADS, report, scene.noise)
    assert (moved.category_id, moved.agency_id) == (scene.noise, agency_id("satpolpp"))
    assert (moved.status, moved.assignee_id, moved.is_public) == (S.ASSIGNED, None, True)
    # Submitted on Monday with ten working days; the category has three, from the same Monday.
    assert (moved.days_allowed, due(moved)) == (3, date(2026, 11, 26))
    (line,) = await history(database, report)
    assert (line.kind, line.agency_id) == (UpdateKind.RECATEGORISED, agency_id("satpolpp"))
    assert line.note_id == "Kategori diubah dari roads menjadi noise. Salah pilih kategori."
    assert line.note_en == "The category changed from roads to noise. Salah pilih kategori."
    async with database.read() as session:
        notices = list((await session.execute(select(Notification))).scalars())
    assert sorted(n.person_id for n in notices) == sorted(
        [SARI.person_id or "", WAYAN.person_id or ""]
    )
    with pytest.raises(NotAllowed):
        await recategorise(database, scene, ROADS, report, scene.roads)
    await recategorise(database, scene, POLICE, report, scene.levies)


async def test_within_one_agency_its_status_stays(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene)).report.id
    for to in (S.ASSIGNED, S.POSTPONED):
        await advance(database, scene, ROADS, step(report, to), NOW)
    before = await stored(database, report)
    moved = await recategorise(database, scene, ROADS, report, scene.holes)
    assert (moved.status, moved.postponed_until) == (S.POSTPONED, before.postponed_until)
    assert (moved.clock_from, moved.due_at) == (before.clock_from, before.due_at)


@pytest.mark.parametrize(("days", "on"), [(0, 26), (1, 26), (2, 26), (3, 27), (8, 2)])
async def test_at_least_one_working_day_is_left(
    database: Database, scene: Scene, days: int, on: int
) -> None:
    """Three days from Monday 23 November; an agency that gets it later has one working day."""
    report = (await submit(database, scene)).report.id
    now: datetime = NOW + timedelta(days=days)
    moved = await recategorise(database, scene, ROADS, report, scene.noise, now=now)
    assert due(moved).day == on and not await _overdue(database, report, now)


async def test_to_and_fro_within_an_agency_gains_no_time(database: Database, scene: Scene) -> None:
    """Five days from Monday 23 November, or three: changing it daily does not avoid being late."""
    report = (await submit(database, scene, category_id=scene.levies)).report.id
    first = due(await stored(database, report))
    assert first == date(2026, 11, 30)
    for days in range(4, 12):
        now: datetime = NOW + timedelta(days=days)
        to = scene.levies if days % 2 else scene.noise
        moved = await recategorise(database, scene, POLICE, report, to, now=now)
        assert due(moved) <= first and moved.days_allowed == (5 if days % 2 else 3)
    assert await _overdue(database, report, now)


async def test_an_overdue_report_stays_overdue_within_an_agency(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, category_id=scene.noise)).report.id
    await advance(database, scene, POLICE, step(report, S.ASSIGNED), NOW)
    late: datetime = NOW + timedelta(days=7)
    moved = await recategorise(database, scene, POLICE, report, scene.levies, now=late)
    # Monday 30 November is the fifth day: the right category has two days more, and is not late.
    assert due(moved) == date(2026, 11, 30) and not await _overdue(database, report, late)
    moved = await recategorise(
        database, scene, POLICE, report, scene.noise, now=late + timedelta(days=1)
    )
    assert await _overdue(database, report, late + timedelta(days=1))
    await advance(database, scene, POLICE, step(report, S.POSTPONED), late + timedelta(days=2))
    postponed = await recategorise(
        database, scene, POLICE, report, scene.levies, now=late + timedelta(days=2)
    )
    assert postponed.due_at == moved.due_at


@pytest.mark.slow
@pytest.mark.parametrize("hidden", [False, True])
async def test_no_check_is_avoided_by_way_of_another_category(
    database: Database, scene: Scene, hidden: bool
) -> None:
    """Out of a category that needs a photo, done, and back: officers cannot even take it out."""
    report = (await submit(database, scene, category_id=scene.holes)).report.id
    with pytest.raises(InvalidInput, match="Ask an admin"):
        await recategorise(database, scene, ROADS, report, scene.roads)
    assert (await stored(database, report)).category_id == scene.holes
    await recategorise(database, scene, ADMIN, report, scene.roads)
    for to in (S.ASSIGNED, S.WORKING, S.DONE):
        await advance(database, scene, ROADS, step(report, to), NOW)
    if hidden:
        await moderate(database, ROADS, report, ModerationAction.HIDE)
    with pytest.raises(InvalidInput, match="second person"):
        await recategorise(database, scene, ROADS, report, scene.holes)
    assert (await stored(database, report)).category_id == scene.roads


async def test_a_checked_report_can_leave_its_category_and_return(
    database: Database, scene: Scene
) -> None:
    report = await reported(database, scene)
    await complete(database, scene, report)
    await accept(database, scene, SARI, report)
    await recategorise(database, scene, ADMIN, report, scene.roads)
    moved = await recategorise(database, scene, ROADS, report, scene.holes)
    assert (moved.category_id, moved.status) == (scene.holes, S.DONE)


@pytest.mark.parametrize("status", [S.WORKING, S.POSTPONED, S.AWAITING_CHECK])
async def test_a_hidden_report_is_shown_again_as_assigned_to_its_new_agency(
    database: Database, scene: Scene, status: ReportStatus
) -> None:
    """No completion of the old agency awaits review, and it is no longer postponed."""
    report = await reported(database, scene)
    if status is S.AWAITING_CHECK:
        await complete(database, scene, report)
    elif status is S.POSTPONED:
        await advance(database, scene, ROADS, step(report, status), LATER)
    await moderate(database, ROADS, report, ModerationAction.HIDE)
    await recategorise(database, scene, ROADS, report, scene.noise)
    row = await moderate(database, POLICE, report, ModerationAction.UNHIDE)
    assert (row.status, row.agency_id) == (S.ASSIGNED, agency_id("satpolpp"))
    assert row.completed_by_id is None and row.postponed_until is None
    assert row.clock_from is not None and row.clock_from <= LATER
    await advance(database, scene, POLICE, step(report, S.WORKING), LATER)


async def _overdue(database: Database, report: str, now: datetime) -> bool:
    row = await stored(database, report)
    return row.due_at is not None and row.due_at < now


@pytest.mark.parametrize("status", [s for s in S if s is not S.AWAITING_CHECK])
async def test_a_report_that_becomes_sensitive_is_hidden_whatever_its_status(
    database: Database, scene: Scene, status: S
) -> None:
    submitted_one = (await submit(database, scene)).report
    report = submitted_one.id
    await join(database, WAYAN, report)
    await put(database, submitted_one, status)
    moved = await recategorise(database, scene, ADMIN, report, scene.violence)
    assert (moved.is_sensitive, moved.hide_report, moved.is_public) == (True, True, False)
    assert moved.status is (S.ASSIGNED if moved.closed_at is None and status is not S.HIDDEN
                            else status)  # fmt: skip
    assert (moved.shown_latitude, moved.shown_longitude) == (-8.718, 115.169)
    assert cells(-8.718, 115.169) == {n: getattr(moved, n) for n in cells(0, 0)}
    assert await followers(database, report) == {SARI.person_id: FollowKind.REPORTER}
    assert moved.joined_count == 0
    row = Report.metadata.tables["report"].c
    async with database.read() as session:
        for who in EVERYBODY:
            seen = await session.execute(
                select(row.id).where(policy.visible(row, who), row.id == report)
            )
            assert bool(seen.all()) == (who in (SARI, ADMIN)), who.role
        (notice,) = (await session.execute(select(Notification))).scalars()
    words = f"{notice.title_id} {notice.body_id} {notice.title_en} {notice.body_en}".lower()
    assert notice.person_id == SARI.person_id
    assert not {"report", "laporan", "violence", "kategori", "category"} & set(words.split())


async def test_a_report_submitted_as_sensitive_stays_hidden(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, category_id=scene.violence)).report.id
    moved = await recategorise(database, scene, ADMIN, report, scene.roads)
    assert (moved.is_sensitive, moved.hide_report, moved.is_public) == (False, True, False)
    assert (moved.shown_latitude, moved.shown_longitude) == (-8.718, 115.169)


async def test_merged_reports_are_recategorised_too(database: Database, scene: Scene) -> None:
    stays = (await submit(database, scene)).report.id
    merged = (await submit(database, scene, WAYAN)).report.id
    await merge(database, ROADS, merged, into=stays)
    await recategorise(database, scene, ADMIN, stays, scene.violence)
    for report in (stays, merged):
        row = await stored(database, report)
        assert (row.category_id, row.agency_id) == (scene.violence, agency_id("dp3a"))
        assert (row.is_sensitive, row.is_public) == (True, False)
    assert await followers(database, stays) == {SARI.person_id: FollowKind.REPORTER}
    assert await followers(database, merged) == {WAYAN.person_id: FollowKind.REPORTER}


@pytest.mark.parametrize("who", [ANONYMOUS, SARI, WAYAN, PARTNER, EDITOR, POLICE])
async def test_only_officers_who_handle_it_may(
    database: Database, scene: Scene, who: Viewer
) -> None:
    report = (await submit(database, scene)).report.id
    with pytest.raises(NotAllowed):
        await recategorise(database, scene, who, report, scene.noise)
    assert await history(database, report) == []


async def test_all_faults_are_reported_at_once_and_nothing_is_written(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report.id
    for category, reason, paths in (
        (scene.roads, "no", ["input.category", "input.reason"]),
        (ids.uuid7(), "Salah pilih.", ["input.category"]),
        ("\0", "x" * 1_001, ["input.category", "input.reason"]),
    ):
        with pytest.raises(InvalidInput) as caught:
            await recategorise(database, scene, ROADS, report, category, reason=reason)
        assert [fault.path for fault in caught.value.faults] == paths
    assert await count(database, ReportUpdate) == 0


async def test_a_completion_that_awaits_review_is_decided_first(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, category_id=scene.holes)).report
    await put(database, report, S.AWAITING_CHECK)
    with pytest.raises(InvalidInput, match="still awaiting review"):
        await recategorise(database, scene, ROADS, report.id, scene.noise)
    moved = await recategorise(database, scene, ADMIN, report.id, scene.roads)
    assert moved.status is S.AWAITING_CHECK


async def test_a_retry_acts_once(database: Database, scene: Scene) -> None:
    report, key = (await submit(database, scene)).report.id, ids.uuid7()
    for _ in range(2):
        await recategorise(database, scene, ROADS, report, scene.noise, key=key)
    assert len(await history(database, report)) == 1
    with pytest.raises(Conflict):
        await recategorise(database, scene, ROADS, report, scene.levies, key=key)


EVERYWHERE = """query($ticket: String!, $id: ID!, $category: ID!, $point: PointInput!) {
  node(id: $id) { id } report(by: {ticket: $ticket}) { id }
  reports(first: 100) { nodes { ticket } }
  similarReports(category: $category, point: $point) { report { ticket } }
  reportStatistics(by: []) { submitted }
  viewer { joinedReports(first: 10) { nodes { ticket } } } }"""


@pytest.mark.slow
async def test_over_http_a_report_that_becomes_sensitive_is_gone_everywhere_at_once(
    house: House,
) -> None:
    photo, _ = await house.photo(phone_photo(800, 600), SARI_OUTSIDE)
    report = await submitted(house, photos=[photo])
    await done(house, MADE, "joinReport", report=report["id"])
    picture = report["photos"][0]["image"]["url"]
    asked = {
        "ticket": report["ticket"], "id": report["id"],
        "category": await house.category("roads"),
        "point": {"latitude": -8.7178123, "longitude": 115.1689123},
    }  # fmt: skip

    async def where(who: Any) -> dict[str, bool]:
        seen = await house.ask(EVERYWHERE, asked, who)
        csv = await house.client.get("/open-data/reports.csv", headers=house.headers(who))
        shown = await house.client.get(picture, headers=house.headers(who))
        open311 = await house.client.get(f"/open311/v2/requests/{report['ticket']}.json")
        return {
            "node": bool(seen["node"]),
            "ticket": bool(seen["report"]),
            "list": report["ticket"] in str(seen["reports"]),
            "similar": report["ticket"] in str(seen["similarReports"]),
            "counted": seen["reportStatistics"][0]["submitted"] == 1,
            "joined": report["ticket"] in str(seen["viewer"]),
            "csv": report["ticket"] in csv.text,
            "picture": shown.status_code == 200,
            "open311": open311.status_code == 200,
        }

    for who in ALL_OUTSIDE:
        before = await where(who)
        assert all(there for path, there in before.items() if path != "joined"), (who, before)
    answer = await done(
        house, ROADS_OUTSIDE, "recategoriseReport", "reportId report { id }", report=report["id"],
        category=await house.category("violence"), reason="Ini kekerasan dalam rumah tangga.",
    )  # fmt: skip
    assert answer["report"] is None, "the officer's agency does not handle that category"
    assert answer["reportId"] == report["id"]
    for who in ALL_OUTSIDE:
        sees = who in (SARI_OUTSIDE, ADMIN_OUTSIDE)
        after = await where(who)
        ways = {"node", "ticket", "list", "picture"} if sees else set()
        assert {path for path, there in after.items() if there} == ways, who
    again = await do(
        house, ROADS_OUTSIDE, "recategoriseReport", report=report["id"],
        category=await house.category("roads"), reason="Kembalikan lagi.",
    )  # fmt: skip
    assert again["__typename"] == "NotFound"
    assert (await where(ANYBODY))["node"] is False
    inbox = "{ viewer { notifications { nodes { body } } } }"
    assert (await house.ask(inbox, who=MADE))["viewer"]["notifications"]["nodes"] == []
