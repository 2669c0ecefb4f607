"""What all verbs that change a report share: its lock, its state, its history, and who hears."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, or_, select

from api.db.base import metadata
from api.db.session import WriteSession
from api.identity.models import Person
from api.identity.values import Role, Viewer
from api.kit import ids
from api.kit.problems import FieldFault, InvalidInput, NotAllowed, NotFound, Words
from api.kit.text import clean, fault
from api.push.service import PEOPLE_AT_ONCE, notify
from api.push.values import Followers, Notice, People
from api.reports import policy, push_rules
from api.reports.models import Report, ReportFollower, ReportPhoto, ReportUpdate
from api.reports.service.photos import photos_of
from api.reports.values import MEANING, ReportStatus, UpdateKind

NO_SUCH_REPORT: Final = Words("Laporan ini tidak ada.", "There is no such report.")
NOT_YOURS: Final = Words(
    "Hanya petugas dinas yang menangani laporan ini di wilayahnya, atau admin, yang dapat"
    " melakukannya.",
    "Only an officer of the agency that handles this report, in his area, or an admin, may do"
    " this.",
)
_LONGEST_REASON: Final = 1000
_SEVERAL_AT_ONCE: Final = 0x5245504F525453
"""The advisory lock of PostgreSQL for what changes several reports; officers' work, and rare."""


async def locked(
    session: WriteSession, viewer: Viewer, report_id: str, *, for_follower: bool = False
) -> Report:
    """The report, for this transaction alone: two writes to one report come one after the other.

    Rows that only name it, a line of another one's history say, are written meanwhile.
    Raises NotFound for one that the viewer may not see. `for_follower` also finds one that the
    viewer follows, whatever became of it since.
    """
    if not ids.is_uuid(report_id):
        raise NotFound(NO_SUCH_REPORT)
    row = metadata.tables["report"].c
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
        raise NotFound(NO_SUCH_REPORT)
    return report


async def lock_in_order(session: WriteSession, *report_ids: str, along_with: str) -> None:
    """Locks reports, and those that were merged into one of them, before any of them is changed.

    In one order, whoever asks: two writes that share reports must not wait for each other. And one
    after the other: what is merged while this waits would be found by no lock of this.
    """
    if session.dialect == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_SEVERAL_AT_ONCE)))
    those = [id for id in report_ids if ids.is_uuid(id)]
    went = [along_with] if ids.is_uuid(along_with) else []
    await session.execute(
        select(Report.id)
        .where(or_(col(Report.id).in_(those), col(Report.merged_into_id).in_(went)))
        .order_by(col(Report.id))
        .with_for_update(key_share=True)
    )


async def locked_for_officer(session: WriteSession, viewer: Viewer, report_id: str) -> Report:
    """The report, locked, for whom `policy.may_advance` lets pass. Raises NotFound, NotAllowed."""
    report = await locked(session, viewer, report_id)
    if not policy.may_advance(report, viewer):
        raise NotAllowed(NOT_YOURS)
    return report


def set_status(report: Report, to: ReportStatus, now: datetime) -> None:
    """Puts a report into a state, with all that follows from the state alone. Not for hiding."""
    report.status = to
    report.updated_at = now
    report.closed_at = now if MEANING[to].open311 == "closed" else None
    report.postponed_until = None
    report.finished_by_id = None
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
    """A new line of the report's history, in the state that the report has now."""
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
    """A person's own words, in the language that he writes; nothing in the other one."""
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
    """Adds photos to a line of the history."""
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
    """Those who follow any of these reports, in the order of their ids, behind `after`."""
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


async def tell_followers(
    session: WriteSession,
    report: Report,
    page: Sequence[str],
    notice: Notice | None,
    now: datetime,
    *without: str | None,
) -> None:
    """Tells the first page of followers now, and those behind it by a job.

    However many follow a report, whoever moves it on does not wait for all of them to be told.
    """
    if notice is None:
        return
    if len(page) == PEOPLE_AT_ONCE and isinstance(notice.audience, People):
        rest = Followers("report", report.id, page[-1], tuple(who for who in without if who))
        notice = replace(notice, audience=replace(notice.audience, more=rest))
    await notify(session, notice, now=now)


async def officers_of(session: WriteSession, report: Report) -> set[str]:
    """With whom a report lies: its officer, else all of its agency's and area's who worked here."""
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


async def tell(
    session: WriteSession,
    report: Report,
    before: ReportStatus,
    update: ReportUpdate,
    now: datetime,
) -> None:
    """Tells those who follow a report of a line in its history, if it is news to them."""
    if report.status is ReportStatus.HIDDEN:
        alone = push_rules.note_on_hidden(report, update)
        if alone is not None:
            await notify(session, alone, now=now)
        return
    page = await followers_page(session, report.id)
    asked = push_rules.finish_notice(report, update)
    told = () if asked is None else (report.reporter_id,)
    if asked is not None:
        await notify(session, asked, now=now)
    others = [person for person in page if person not in told]
    notice = push_rules.notice_for(report, before, update, others, update.author_id)
    await tell_followers(session, report, page, notice, now, update.author_id, *told)


def reason_of(text: str, path: str = "input.reason") -> str:
    """The cleaned reason, which must be given. Raises InvalidInput."""
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
    """The digests of finished uploads; what is wrong with them is added to the faults."""
    try:
        return await photos_of(session, viewer, uploads, path)
    except InvalidInput as problem:
        faults += problem.faults
        return []
