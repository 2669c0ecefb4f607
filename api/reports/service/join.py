"""A person joins another person's report ("me too"), and leaves it again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlmodel import col, select

from api.db.base import insert
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import SIGNED_IN, Viewer
from api.kit import ids
from api.kit.problems import Conflict, NotAllowed, ProblemCode, Words
from api.reports.models import Report, ReportFollower
from api.reports.service.steps import locked
from api.reports.values import MEANING, FollowKind, ReportStatus

_OWN: Final = Words(
    "Ini laporan Anda sendiri; Anda sudah mengikutinya.",
    "This is your own report; you already follow it.",
)
_STAYS: Final = Words(
    "Ini laporan Anda sendiri; pelapor tidak dapat berhenti mengikuti laporannya sendiri.",
    "This is your own report; reporters always follow their own reports.",
)
_NOT_PUBLIC: Final = Words(
    "Laporan ini tidak dapat diikuti karena tidak ditampilkan untuk umum.",
    "This report cannot be joined because it is not public.",
)
_CLOSED: Final = Words(
    "Laporan {ticket} sudah ditutup. Status laporan: {id}. Bila masalahnya masih ada, kirim laporan"
    " baru.",
    "Report {ticket} is closed. Status: {en}. If the problem is still there, submit a new report.",
)
_JUST_MERGED: Final = Words(
    "Laporan ini baru saja digabung dengan laporan lain. Silakan coba lagi.",
    "This report has just been merged with another one. Please try again.",
)


@dataclass(frozen=True, slots=True)
class Joined:
    """The report that was joined; `asked_for` differs if it had been merged into that one."""

    report: Report
    asked_for: str

    @property
    def was_merged(self) -> bool:
        """Whether the report asked for had been merged into the one that was joined."""
        return self.report.id != self.asked_for


async def join_report(
    session: WriteSession, viewer: Viewer, report_id: str, now: datetime
) -> Joined:
    """Makes a person join an open, public report of another person; repeating it has no effect.

    If the report was merged, the report that it was merged into is joined. Raises NotAllowed for
    the viewer's own report and for one that is not public, Conflict for a closed one, NotFound.
    """
    require(viewer, *SIGNED_IN)
    person = await ensure_person(session, viewer)
    report = await locked(session, viewer, await _final(session, report_id))
    if report.reporter_id == person.id:
        raise NotAllowed(_OWN, ProblemCode.OWNER_EXCLUDED)
    if not report.is_public:
        raise NotAllowed(_NOT_PUBLIC, ProblemCode.NOT_PUBLIC)
    if report.status is ReportStatus.DUPLICATE:
        raise Conflict(_JUST_MERGED, ProblemCode.OUTDATED)
    if report.closed_at is not None:
        label = MEANING[report.status].public_label
        words = _CLOSED.fill(ticket=report.ticket, id=label.id, en=label.en)
        raise Conflict(words, ProblemCode.WRONG_STATUS)
    added = await session.execute(
        insert(session, ReportFollower)
        .values(report_id=report.id, person_id=person.id, kind=FollowKind.JOINED, followed_at=now)
        .on_conflict_do_nothing()
        .returning(col(ReportFollower.person_id))
    )
    # The report is locked: the number stays that of the rows, even if others join or leave.
    number = len(added.all())
    report.joined_count += number
    report.version += number
    await session.flush()
    return Joined(report, report_id)


async def leave_report(session: WriteSession, viewer: Viewer, report_id: str) -> Report:
    """Makes a person leave a report that they joined, even if it is closed or hidden by now.

    No effect if they have not joined. Raises NotAllowed for the reporter, NotFound.
    """
    require(viewer, *SIGNED_IN)
    person = await ensure_person(session, viewer)
    final = await _final(session, report_id)
    report = await locked(session, viewer, final, for_follower=True)
    if report.reporter_id == person.id:
        raise NotAllowed(_STAYS, ProblemCode.OWNER_EXCLUDED)
    deleted = await session.execute(
        delete(ReportFollower)
        .where(
            col(ReportFollower.report_id) == report.id,
            col(ReportFollower.person_id) == person.id,
            col(ReportFollower.kind) == FollowKind.JOINED,
        )
        .returning(col(ReportFollower.person_id))
        .execution_options(synchronize_session=False)
    )
    number = len(deleted.all())
    report.joined_count -= number
    report.version += number
    await session.flush()
    return report


async def _final(session: WriteSession, report_id: str) -> str:
    """The report that this one was merged into, otherwise this one.

    Read without a lock: merging locks reports in one order, and a write that locked them in another
    could wait for it for ever.
    """
    if not ids.is_uuid(report_id):
        return report_id
    target = await session.execute(
        select(Report.merged_into_id).where(
            col(Report.id) == report_id, col(Report.status) == ReportStatus.DUPLICATE
        )
    )
    return target.scalar_one_or_none() or report_id
