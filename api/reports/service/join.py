"""Me too: a person joins somebody else's report, and leaves it again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import SIGNED_IN, Viewer
from api.kit import ids
from api.kit.problems import Conflict, NotAllowed, Words
from api.reports.models import Report, ReportFollower
from api.reports.service.steps import locked
from api.reports.values import MEANING, FollowKind, ReportStatus

_OWN: Final = Words(
    "Ini laporan Anda sendiri; Anda sudah mengikutinya.",
    "This is your own report; you follow it already.",
)
_STAYS: Final = Words(
    "Ini laporan Anda sendiri; pelapor tidak dapat keluar dari laporannya.",
    "This is your own report; its reporter cannot leave it.",
)
_NOT_PUBLIC: Final = Words(
    "Laporan ini tidak terbuka untuk umum; tidak ada yang dapat bergabung.",
    "This report is not public; nobody can join it.",
)
_CLOSED: Final = Words(
    "Laporan {ticket} sudah ditutup ({id}). Bila masalahnya masih ada, kirim laporan baru.",
    "Report {ticket} is closed ({en}). If the problem is still there, submit a new report.",
)
_JUST_MERGED: Final = Words(
    "Laporan ini baru saja digabung dengan yang lain. Coba sekali lagi.",
    "This report has just been merged with another one. Try once more.",
)


@dataclass(frozen=True, slots=True)
class Joined:
    """The report that was joined; `asked_for` is another one when that was merged into it."""

    report: Report
    asked_for: str

    @property
    def was_merged(self) -> bool:
        """Whether the report asked for goes on in the one that was joined."""
        return self.report.id != self.asked_for


async def join_report(
    session: WriteSession, viewer: Viewer, report_id: str, now: datetime
) -> Joined:
    """Lets a person say "me too" to an open, public report; once more changes nothing.

    A report that was merged is joined where it went. Raises NotAllowed for one's own report and for
    one that is not public, Conflict for a closed one, NotFound.
    """
    require(viewer, *SIGNED_IN)
    person = await ensure_person(session, viewer)
    report = await locked(session, viewer, await _final(session, report_id))
    if report.reporter_id == person.id:
        raise NotAllowed(_OWN)
    if not report.is_public:
        raise NotAllowed(_NOT_PUBLIC)
    if report.status is ReportStatus.DUPLICATE:
        raise Conflict(_JUST_MERGED)
    if report.closed_at is not None:
        label = MEANING[report.status].public_label
        raise Conflict(_CLOSED.fill(ticket=report.ticket, id=label.id, en=label.en))
    insert = postgresql.insert if session.dialect == "postgresql" else sqlite.insert
    added = await session.execute(
        insert(ReportFollower)
        .values(report_id=report.id, person_id=person.id, kind=FollowKind.JOINED, followed_at=now)
        .on_conflict_do_nothing()
        .returning(col(ReportFollower.person_id))
    )
    # Under the report's lock: the number is that of the rows, whoever else joins or leaves.
    number = len(added.all())
    report.joined_count += number
    report.version += number
    await session.flush()
    return Joined(report, report_id)


async def leave_report(session: WriteSession, viewer: Viewer, report_id: str) -> Report:
    """Takes a "me too" back, also of a report that is closed or hidden by now.

    Who has not joined changes nothing. Raises NotAllowed for the reporter, NotFound.
    """
    require(viewer, *SIGNED_IN)
    person = await ensure_person(session, viewer)
    final = await _final(session, report_id)
    report = await locked(session, viewer, final, for_follower=True)
    if report.reporter_id == person.id:
        raise NotAllowed(_STAYS)
    gone = await session.execute(
        delete(ReportFollower)
        .where(
            col(ReportFollower.report_id) == report.id,
            col(ReportFollower.person_id) == person.id,
            col(ReportFollower.kind) == FollowKind.JOINED,
        )
        .returning(col(ReportFollower.person_id))
        .execution_options(synchronize_session=False)
    )
    number = len(gone.all())
    report.joined_count -= number
    report.version += number
    await session.flush()
    return report


async def _final(session: WriteSession, report_id: str) -> str:
    """Where a merged report went, else the report itself.

    Read without a lock: merging locks the report that stays before those that went into it, and
    whoever locked the other way round could wait for ever.
    """
    if not ids.is_uuid(report_id):
        return report_id
    went = await session.execute(
        select(Report.merged_into_id).where(
            col(Report.id) == report_id, col(Report.status) == ReportStatus.DUPLICATE
        )
    )
    return went.scalar_one_or_none() or report_id
