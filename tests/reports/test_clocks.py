"""A report's clock in the store: postponed, resumed, closed, reopened; overdue, notified once."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from api.areas.models import City
from api.areas.service import AreaIndex
from api.db.session import Database
from api.jobs.registry import JobRun
from api.kit import ids
from api.push.models import Notification
from api.push.values import Urgency
from api.reports.jobs import HANDLERS, OVERDUE
from api.reports.models import Report
from api.reports.service import (
    AdvanceReport,
    AssignReport,
    ReopenReport,
    assign_report,
    reopen_report,
)
from api.reports.service.overdue import notify_overdue
from api.reports.values import ReportStatus
from tests.reports.asking import ask
from tests.reports.scene import ANONYMOUS, NOW, POLICE, ROADS, SARI, WITA, Scene, advance, submit

S = ReportStatus
REASON = "Regu penuh sampai tanggal itu."


def due(report: Report) -> date:
    assert report.due_at is not None
    return report.due_at.astimezone(WITA).date()


def days(number: float) -> datetime:
    """So many days after Monday 23 November 2026, 11:40 in Badung."""
    return NOW + timedelta(days=number)


async def verify(database: Database, scene: Scene, report: Report) -> None:
    await advance(database, scene, POLICE, AdvanceReport(report.id, S.VERIFIED), NOW)


async def postpone(
    database: Database, scene: Scene, report: Report, until: date, now: datetime
) -> Report:
    step = AdvanceReport(report.id, S.POSTPONED, public_note=REASON, until=until)
    return await advance(database, scene, POLICE, step, now)


SLA = """query($id: ID!) { report(by: {id: $id}) {
  dueAt isOverdue postponementReason postponedUntil } }"""


async def test_remaining_days_wait_while_a_report_is_postponed(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, category_id=scene.noise)).report
    assert (due(report), report.days_allowed) == (date(2026, 11, 26), 3)
    await verify(database, scene, report)
    # Tuesday is used; it is postponed until Thursday 10 December: Friday and Monday are left.
    waiting = await postpone(database, scene, report, date(2026, 12, 10), days(1))
    assert (due(waiting), waiting.days_used) == (date(2026, 12, 14), 1)

    now = replace(ANONYMOUS, now=days(5))
    shown = (await ask(database, now, SLA, {"id": f"rep_{report.id}"}))["data"]["report"]
    assert shown == {
        "dueAt": "2026-12-14T15:59:59.000Z", "isOverdue": False, "postponementReason": REASON,
        "postponedUntil": "2026-12-10",
    }  # fmt: skip
    # The day after, nobody has resumed the work: its clock runs all the same.
    now = replace(ANONYMOUS, now=days(18))
    shown = (await ask(database, now, SLA, {"id": f"rep_{report.id}"}))["data"]["report"]
    assert shown["postponementReason"] is None and not shown["isOverdue"]
    now = replace(ANONYMOUS, now=days(22))
    shown = (await ask(database, now, SLA, {"id": f"rep_{report.id}"}))["data"]["report"]
    assert shown["isOverdue"]


@pytest.mark.parametrize("by", ["advance", "assign"])
async def test_work_resumed_early_is_due_earlier(database: Database, scene: Scene, by: str) -> None:
    report = (await submit(database, scene, category_id=scene.noise)).report
    await verify(database, scene, report)
    await postpone(database, scene, report, date(2026, 12, 10), days(1))
    if by == "advance":
        step = AdvanceReport(report.id, S.WORKING)
        taken = await advance(database, scene, POLICE, step, days(4))
    else:
        handed = AssignReport(report.id, None, None, "Regu dua sudah siap.")
        handed = replace(handed, agency_id=POLICE.agency_id)
        async with database.write() as session:
            handed = replace(handed, agency_id=ROADS.agency_id)
            taken = await assign_report(session, POLICE, scene.places, handed, days(4))
    # Friday 27 November does not count: Monday and Tuesday are left.
    assert due(taken) == date(2026, 12, 1)


async def test_the_clock_stops_at_the_end_and_reopening_gives_new_days(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, category_id=scene.noise)).report
    for to, when in ((S.ASSIGNED, 1), (S.WORKING, 1), (S.DONE, 2)):
        step = AdvanceReport(report.id, to, public_note="Sudah.")
        report = await advance(database, scene, POLICE, step, days(when))
    assert (report.clock_from, report.days_used, due(report)) == (None, 2, date(2026, 11, 26))
    async with database.write() as session:
        again = ReopenReport(ids.uuid7(), report.id, "Masih bising setiap malam.")
        report = await reopen_report(session, SARI, scene.places, again, days(11))
    # Friday 4 December: Monday to Wednesday.
    assert (due(report), report.days_used) == (date(2026, 12, 9), 2)


async def notify(database: Database, now: datetime, most: int = 100) -> int:
    async with database.write() as session:
        return await notify_overdue(session, now, most)


async def notices(database: Database) -> list[Notification]:
    async with database.read() as session:
        found = await session.execute(
            select(Notification).where(
                col(Notification.dedupe_key).like("report-overdue:%"),
            )
        )
        return list(found.scalars())


async def test_the_passing_of_a_due_date_is_notified_once(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene, category_id=scene.noise)).report
    secret = (await submit(database, scene, category_id=scene.violence)).report
    await submit(database, scene, category_id=scene.roads)
    assert await notify(database, report.due_at) == 1  # type: ignore[arg-type]
    (notice,) = await notices(database)
    assert notice.subject_id == secret.id and "laporan" not in notice.title_id.lower()
    assert await notify(database, days(5)) == 1
    assert await notify(database, days(5)) == 0
    assert {n.subject_id for n in await notices(database)} == {report.id, secret.id}
    assert {n.person_id for n in await notices(database)} == {SARI.person_id}
    assert {n.urgency for n in await notices(database)} == {Urgency.LOW}
    for n in await notices(database):
        assert "Lubang" not in n.title_id + n.body_id + n.title_en + n.body_en


async def test_the_assignee_is_notified_too(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene, category_id=scene.noise)).report
    await verify(database, scene, report)
    handed = AssignReport(report.id, None, POLICE.person_id, "Regu dua sudah siap.")
    async with database.write() as session:
        await assign_report(session, POLICE, scene.places, handed, NOW)
    assert (await notify(database, days(9)), await notify(database, days(9))) == (1, 0)
    async with database.read() as session:
        mine = await session.execute(
            select(Notification).where(col(Notification.person_id) == POLICE.person_id)
        )
        (task,) = mine.scalars()
    assert "overdue" in task.title_en and "Lubang" not in task.title_id + task.body_id


async def test_a_changed_due_date_is_notified_again_and_a_hidden_report_waits(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, category_id=scene.noise)).report
    await verify(database, scene, report)
    await postpone(database, scene, report, date(2026, 12, 10), days(1))
    async with database.write() as session:
        await session.execute(update(Report).values(status=S.HIDDEN, is_public=False))
    assert await notify(database, days(40)) == 0
    async with database.write() as session:
        await session.execute(update(Report).values(status=S.POSTPONED, is_public=True))
    assert await notify(database, days(40)) == 1
    step = AdvanceReport(report.id, S.REJECTED, public_note=REASON)
    await advance(database, scene, POLICE, step, days(41))
    async with database.write() as session:
        again = ReopenReport(ids.uuid7(), report.id, "Masih bising setiap malam.")
        report = await reopen_report(session, SARI, scene.places, again, days(42))
    assert report.overdue_notified_at is None
    assert await notify(database, days(60)) == 1
    assert len(await notices(database)) == 2


@pytest.mark.slow
async def test_several_workers_notify_of_each_report_once(database: Database, scene: Scene) -> None:
    for _ in range(30):
        await submit(database, scene, category_id=scene.noise)
    counts = await asyncio.gather(*(notify(database, days(9), most=20) for _ in range(4)))
    counts.append(await notify(database, days(9)))
    assert sum(counts) == 30
    assert len(await notices(database)) == 30


async def test_the_job_notifies_of_every_overdue_report(database: Database, scene: Scene) -> None:
    for _ in range(3):
        await submit(database, scene, category_id=scene.noise, now=datetime(2024, 1, 8, tzinfo=UTC))

    async def held() -> bool:
        return True

    await HANDLERS[OVERDUE](JobRun(database, ids.uuid7(), OVERDUE, 1, 12, held), {})
    assert len(await notices(database)) == 3


async def test_the_citys_own_days_off_do_not_count(database: Database, scene: Scene) -> None:
    """Monday 15 June 2026, two days: Galungan's three days are off in a city that observes them."""
    monday = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
    plain = (await submit(database, scene, category_id=scene.violence, now=monday)).report
    assert due(plain) == date(2026, 6, 17)
    async with database.write() as session:
        await session.execute(
            update(City).values(
                regional_holidays=["penampahan-galungan", "galungan", "umanis-galungan"],
                local_holidays=["2026-06-19"],
            )
        )
        balinese = replace(scene, places=await AreaIndex.load(session))
    report = (await submit(database, balinese, category_id=scene.violence, now=monday)).report
    assert due(report) == date(2026, 6, 22)


OVERDUE_NOW = """{ all: reports(first: 100) { nodes { ticket isOverdue } }
  late: reports(first: 100, filter: {isOverdue: true}) { nodes { ticket } }
  others: reports(first: 100, filter: {isOverdue: false}) { nodes { ticket } }
  others_by_date: reports(first: 100, filter: {isOverdue: false}, order: DUE_FIRST) {
    nodes { ticket } }
  reportStatistics(by: []) { overdue } }"""


async def test_overdue_means_the_same_everywhere(database: Database, scene: Scene) -> None:
    """In the field, both filters, the statistics, and the job that notifies of it."""
    made = {
        name: (await submit(database, scene, category_id=scene.noise)).report
        for name in ("late", "working late", "done late", "done in time", "hidden", "in time")
    }
    changes: dict[str, dict[str, object]] = {
        "working late": {"status": S.WORKING},
        "done late": {"status": S.DONE, "closed_at": days(9)},
        "done in time": {"status": S.DONE, "closed_at": days(1)},
        "hidden": {"status": S.HIDDEN, "is_public": False},
        "in time": {"due_at": days(30)},
    }
    async with database.write() as session:
        for name, values in changes.items():
            await session.execute(
                update(Report).where(col(Report.id) == made[name].id).values(**values)
            )
    now = replace(ANONYMOUS, now=days(10))
    seen = (await ask(database, now, OVERDUE_NOW))["data"]

    def tickets(name: str) -> set[str]:
        return {node["ticket"] for node in seen[name]["nodes"]}

    late = {made["late"].ticket, made["working late"].ticket}
    public = {report.ticket for name, report in made.items() if name != "hidden"}
    assert {node["ticket"] for node in seen["all"]["nodes"] if node["isOverdue"]} == late
    assert tickets("all") == public and tickets("late") == late
    assert tickets("others") == public - late
    assert tickets("others_by_date") == {made["in time"].ticket}
    assert seen["reportStatistics"] == [{"overdue": 2}]
    assert await notify(database, days(10)) == 2
    assert {n.subject_id for n in await notices(database)} == {
        made["late"].id, made["working late"].id,
    }  # fmt: skip
