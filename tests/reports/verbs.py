"""What people do with reports, each in a transaction of its own; and people to do it."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from api.areas.service import AreaIndex
from api.db.session import Database
from api.identity.values import Role, Viewer
from api.kit import ids
from api.reports import service
from api.reports.models import Report, ReportFollower, ReportUpdate
from api.reports.values import FollowKind, ModerationAction, ReportStatus
from tests.reports.scene import NOW, Scene, viewer

KETUT = viewer(Role.OFFICER, "ketut", agency="pupr")
"""A second officer of the roads agency."""
PEOPLE = tuple(viewer(Role.CITIZEN, f"citizen {n}") for n in range(5))
LATER = NOW + timedelta(days=1)


async def join(database: Database, who: Viewer, report: str) -> service.Joined:
    async with database.write() as session:
        return await service.join_report(session, who, report, NOW)


async def leave(database: Database, who: Viewer, report: str) -> Report:
    async with database.write() as session:
        return await service.leave_report(session, who, report)


async def add(database: Database, who: Viewer, report: str, **fields: Any) -> Report:
    input = service.AddToReport(fields.pop("key", ids.uuid7()), report, **fields)
    async with database.write() as session:
        return await service.add_to_report(session, who, input, LATER)


async def rate(
    database: Database,
    who: Viewer,
    report: str,
    rating: int = 4,
    comment: str | None = None,
    now: datetime = LATER,
) -> Report:
    async with database.write() as session:
        return await service.rate_report(session, who, report, rating, comment, now)


async def reopen(
    database: Database,
    scene: Scene,
    who: Viewer,
    report: str,
    reason: str = "Masih berlubang.",
    now: datetime = LATER,
    key: str | None = None,
) -> Report:
    input = service.ReopenReport(key or ids.uuid7(), report, reason)
    async with database.write() as session:
        return await service.reopen_report(session, who, scene.places, input, now)


async def assign(
    database: Database,
    scene: Scene,
    who: Viewer,
    report: str,
    *,
    agency: str | None = None,
    officer: str | None = None,
    reason: str = "Jalan ini milik dinas itu.",
    note: str | None = None,
) -> Report:
    input = service.AssignReport(report, agency, officer, reason, note)
    async with database.write() as session:
        return await service.assign_report(session, who, scene.places, input, LATER)


async def note(database: Database, who: Viewer, report: str, **fields: Any) -> Report:
    input = service.NoteReport(fields.pop("key", ids.uuid7()), report, **fields)
    async with database.write() as session:
        return await service.note_report(session, who, input, LATER)


async def moderate(
    database: Database,
    who: Viewer,
    report: str,
    action: ModerationAction,
    reason: str = "Ada nomor telepon orang.",
    **fields: Any,
) -> Report:
    input = service.ModerateReport(report, action, reason, **fields)
    async with database.write() as session:
        return await service.moderate_report(session, who, input, LATER)


async def merge(
    database: Database, who: Viewer, report: str, into: str, reason: str | None = None
) -> Report:
    async with database.write() as session:
        places = await AreaIndex.load(session)
        return await service.merge_reports(
            session, who, places, service.MergeReports(report, into, reason), LATER
        )


async def recategorise(
    database: Database,
    scene: Scene,
    who: Viewer,
    report: str,
    category: str,
    *,
    reason: str = "Salah pilih kategori.",
    key: str | None = None,
    now: datetime = LATER,
) -> Report:
    input = service.RecategoriseReport(report, category, reason, key)
    async with database.write() as session:
        return await service.recategorise_report(session, who, scene.places, input, now)


async def reveal(
    database: Database, who: Viewer, report: str, reason: str = "Menanyakan letaknya."
) -> service.Revealed:
    async with database.write() as session:
        return await service.reveal_reporter(session, who, report, reason, LATER)


def step(report: str, to: ReportStatus) -> service.AdvanceReport:
    """A step with everything that the new status needs."""
    until = date(2027, 1, 4) if to is ReportStatus.POSTPONED else None
    return service.AdvanceReport(report, to, public_note="Alasannya begini.", until=until)


async def stored(database: Database, report: str) -> Report:
    async with database.read() as session:
        return await session.get_one(Report, report)


async def history(database: Database, report: str) -> list[ReportUpdate]:
    """The updates of a report's history, the oldest first."""
    async with database.read() as session:
        found = await session.execute(
            select(ReportUpdate)
            .where(col(ReportUpdate.report_id) == report)
            .order_by(col(ReportUpdate.id))
        )
        return list(found.scalars())


async def followers(database: Database, report: str) -> dict[str, FollowKind]:
    async with database.read() as session:
        found = await session.execute(
            select(ReportFollower).where(col(ReportFollower.report_id) == report)
        )
        return {row.person_id: row.kind for row in found.scalars()}
