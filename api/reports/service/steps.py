"""What all verbs that change a report share: its lock, status, history and notifications."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, or_, select

from api.db.base import table
from api.db.session import WriteSession
from api.identity.models import Person
from api.identity.values import Role, Viewer
from api.kit import ids
from api.kit.problems import (
    FieldFault,
    InvalidInput,
    NotAllowed,
    NotFound,
    ProblemCode,
    Words,
)
from api.kit.text import clean, fault
from api.push.service import PEOPLE_AT_ONCE, notify
from api.push.values import Followers, Notice, People
from api.reports import policy, push_rules
from api.reports.models import Report, ReportFollower, ReportPhoto, ReportUpdate
from api.reports.service.photos import photos_of
from api.reports.values import MEANING, ReportStatus, UpdateKind

_NO_SUCH_REPORT: Final = Words(
    "Laporan ini tidak ditemukan, atau Anda tidak dapat melihatnya.",
    "This report was not found, or you cannot see it.",
)
_WRONG_AGENCY: Final = Words(
    "Hanya petugas dinas yang menangani laporan ini, atau admin, yang dapat melakukannya.",
    "Only an officer of the agency that handles this report, or an admin, can do this.",
)
_OUTSIDE_AREA: Final = Words(
    "Laporan ini di luar wilayah tugas Anda. Serahkan kepada petugas wilayah itu.",
    "This report is outside the area that you work in. Leave it to an officer of that area.",
)
_LONGEST_REASON: Final = 1000
_SEVERAL_AT_ONCE: Final = 0x5245504F525453
"""The advisory lock of PostgreSQL for what changes several reports; officers' work, and rare."""


async def locked(
    session: WriteSession, viewer: Viewer, report_id: str, *, for_follower: bool = False
) -> Report:
    """The report, locked for this transaction: two writes to one report come one after the other.

    Rows that only refer to it, such as an update of another report, can be written meanwhile.
    `for_follower` also finds a report that the viewer follows, whatever became of it since.
    Raises NotFound for one that the viewer may not see.
    """
    if not ids.is_uuid(report_id):
        raise NotFound(_NO_SUCH_REPORT)
    row = table(Report).c
    sees = policy.visible(row, viewer)
    if for_follower and viewer.person_id is not None:
        follows = select(ReportFollower.report_id).where(
            col(ReportFollower.person_id) == viewer.person_id
        )
        sees = or_(sees, row.id.in_(follows))
    found = await session.execute(
        select(Report)
        .where(col(Report.id) == report_id, sees)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    report = found.scalar_one_or_none()
    if report is None:
        raise NotFound(_NO_SUCH_REPORT)
    return report


async def lock_in_order(session: WriteSession, *report_ids: str, along_with: str) -> None:
    """Locks reports, and those that were merged into `along_with`, before any of them is changed.

    Always in the same order: two writes that share reports must not wait for each other. And one
    write at a time: what another one merges while this waits would be missed by these locks.
    """
    if session.dialect == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_SEVERAL_AT_ONCE)))
    named = [id for id in report_ids if ids.is_uuid(id)]
    targets = [along_with] if ids.is_uuid(along_with) else []
    await session.execute(
        select(Report.id)
        .where(or_(col(Report.id).in_(named), col(Report.merged_into_id).in_(targets)))
        .order_by(col(Report.id))
        .with_for_update(key_share=True)
    )


async def locked_for_officer(session: WriteSession, viewer: Viewer, report_id: str) -> Report:
    """The report, locked, if `policy.may_advance` lets the viewer. Raises NotFound, NotAllowed."""
    report = await locked(session, viewer, report_id)
    if not policy.may_advance(report, viewer):
        raise not_handled(report, viewer)
    return report


def not_handled(report: Report, viewer: Viewer) -> NotAllowed:
    """The problem of an officer who does not handle a report: another agency's, or another area."""
    if viewer.agency_id == report.agency_id:
        return NotAllowed(_OUTSIDE_AREA, ProblemCode.OUTSIDE_OWN_AREA)
    return NotAllowed(_WRONG_AGENCY, ProblemCode.WRONG_AGENCY)


def set_status(report: Report, to: ReportStatus, now: datetime) -> None:
    """Gives a report a status, with all that follows from the status alone. Not for hiding."""
    report.status = to
    report.updated_at = now
    report.closed_at = now if MEANING[to].is_closed else None
    report.postponed_until = None
    report.completed_by_id = None
    report.is_public = policy.is_public(to, report.hide_report, report.is_sensitive)
    report.version += 1


async def record(
    session: WriteSession,
    report: Report,
    kind: UpdateKind,
    *,
    author_id: str,
    author_role: Role,
    now: datetime,
    note: Words | None = None,
    internal_note: str | None = None,
    is_internal: bool = False,
) -> ReportUpdate:
    """A new update in the report's history, with the status that the report has now."""
    update = ReportUpdate(
        report_id=report.id,
        shown_on_id=report.merged_into_id or report.id,
        kind=kind,
        status=report.status,
        note_id=(note.id if note else None) or None,
        note_en=(note.en if note else None) or None,
        internal_note=internal_note,
        is_internal=is_internal,
        author_id=author_id,
        author_role=author_role,
        agency_id=report.agency_id,
        created_at=now,
    )
    session.add(update)
    await session.flush()
    return update


def one_language(viewer: Viewer, text: str | None) -> Words | None:
    """A person's text in the language that they use; nothing in the other one."""
    if not text:
        return None
    return Words("", text) if viewer.language == "EN" else Words(text, "")


async def attach(
    session: WriteSession,
    update: ReportUpdate,
    digests: Iterable[str],
    now: datetime,
    *,
    first_position: int = 0,
    from_reporter: bool = False,
) -> list[ReportPhoto]:
    """Adds photos to an update."""
    photos = [
        ReportPhoto(
            report_id=update.report_id,
            shown_on_id=update.shown_on_id,
            update_id=update.id,
            image_digest=digest,
            position=first_position + place,
            from_reporter=from_reporter,
            added_at=now,
        )
        for place, digest in enumerate(digests)
    ]
    session.add_all(photos)
    await session.flush()
    return photos


async def followers_page(
    session: AsyncSession, *report_ids: str, after: str = "", most: int = PEOPLE_AT_ONCE
) -> list[str]:
    """The persons who follow any of these reports, in the order of their ids, after `after`."""
    statement = select(ReportFollower.person_id).where(
        col(ReportFollower.report_id).in_(report_ids)
    )
    if after:
        statement = statement.where(col(ReportFollower.person_id) > after)
    person = col(ReportFollower.person_id)
    if len(report_ids) > 1:
        statement = statement.distinct()
    found = await session.execute(statement.order_by(person).limit(most))
    return list(found.scalars())


async def notify_followers(
    session: WriteSession,
    report: Report,
    page: Sequence[str],
    notice: Notice | None,
    now: datetime,
    *without: str | None,
) -> None:
    """Notifies the first page of followers now, and the others by a job.

    However many people follow a report, a write does not wait until all of them are notified.
    """
    if notice is None:
        return
    if len(page) == PEOPLE_AT_ONCE and isinstance(notice.audience, People):
        rest = Followers(
            "report", report.id, page[-1], tuple(person for person in without if person)
        )
        notice = replace(notice, audience=replace(notice.audience, rest=rest))
    await notify(session, notice, now=now)


async def officers_of(session: WriteSession, report: Report) -> set[str]:
    """The officers responsible for a report: its assignee, else all known ones who handle it."""
    if report.assignee_id is not None:
        return {report.assignee_id}
    areas = [area for area in (report.village_id, report.district_id) if area]
    found = await session.execute(
        select(Person.id).where(
            col(Person.role) == Role.OFFICER,
            col(Person.agency_id) == report.agency_id,
            or_(col(Person.area_id).is_(None), col(Person.area_id).in_(areas)),
        )
    )
    return set(found.scalars())


async def notify_of_update(
    session: WriteSession,
    report: Report,
    before: ReportStatus,
    update: ReportUpdate,
    now: datetime,
) -> None:
    """Notifies the followers of a report of an update in its history, if it is news to them."""
    if report.status is ReportStatus.HIDDEN:
        for_reporter = push_rules.note_on_hidden(report, update)
        if for_reporter is not None:
            await notify(session, for_reporter, now=now)
        return
    page = await followers_page(session, report.id)
    question = push_rules.completion_notice(report, update)
    asked = () if question is None else (report.reporter_id,)
    if question is not None:
        await notify(session, question, now=now)
    others = [person for person in page if person not in asked]
    notice = push_rules.notice_for(report, before, update, others, update.author_id)
    await notify_followers(session, report, page, notice, now, update.author_id, *asked)


def reason_of(text: str, path: str = "input.reason") -> str:
    """The cleaned reason, which is required. Raises InvalidInput."""
    reason = clean(text)
    found = fault(path, reason, longest=_LONGEST_REASON, shortest=5)
    if found:
        raise InvalidInput(found)
    return reason


async def claimed_photos(
    session: WriteSession,
    viewer: Viewer,
    uploads: tuple[str, ...],
    faults: list[FieldFault],
    path: str = "input.photos",
) -> list[str]:
    """The image digests of finished uploads; what is wrong with them is added to `faults`."""
    try:
        return await photos_of(session, viewer, uploads, path)
    except InvalidInput as problem:
        faults += problem.faults
        return []
