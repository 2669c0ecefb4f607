"""Two reports about the same thing become one; the other's ticket says where it went."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from api.areas.service import AreaIndex
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Role, Viewer
from api.kit.problems import FieldFault, InvalidInput, NotAllowed, Words, invalid
from api.kit.text import clean, fault
from api.reports import policy, push_rules
from api.reports.models import Report, ReportFollower, ReportPhoto, ReportUpdate
from api.reports.service import clocks
from api.reports.service.steps import (
    NOT_YOURS,
    followers_page,
    lock_in_order,
    locked,
    record,
    set_status,
    tell_followers,
)
from api.reports.values import MEANING, OPEN, FollowKind, ReportStatus, UpdateKind

_SENSITIVE: Final = FieldFault(
    "input.report",
    Words(
        "input.report: laporan peka tidak digabung; pelapornya tidak boleh saling mengetahui.",
        "input.report: sensitive reports are not merged; their reporters must not learn of each"
        " other.",
    ),
)
_NOT_PUBLIC: Final = FieldFault(
    "input.into",
    Words(
        "input.into: laporan tujuan harus terbuka untuk umum agar semua pengikut dapat melihatnya.",
        "input.into: the report that stays must be public, so that all followers can see it.",
    ),
)


@dataclass(frozen=True, slots=True)
class MergeReports:
    """Which report goes into which, and what the history says of it."""

    report_id: str
    into_id: str
    reason: str | None = None


async def merge_reports(
    session: WriteSession, viewer: Viewer, places: AreaIndex, input: MergeReports, now: datetime
) -> Report:
    """Merges one open report into another; gives the one that stays.

    All who followed the one that goes follow the one that stays, its reporter too; each person
    counts once. Photos and history keep the report for which they were sent, and are shown on both.
    Everybody is told once. What was merged into the one that goes now points on, so that
    `merged_into` never needs a second step. Doing it again changes nothing.

    Raises NotAllowed unless the viewer handles both, NotFound, and InvalidInput.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    if input.report_id == input.into_id:
        raise invalid(
            "input.into",
            "input.into: laporan tidak dapat digabung dengan dirinya sendiri.",
            "input.into: a report cannot be merged into itself.",
        )
    await lock_in_order(session, input.report_id, input.into_id, along_with=input.report_id)
    pair = {id: await locked(session, viewer, id) for id in (input.report_id, input.into_id)}
    gone, stays = pair[input.report_id], pair[input.into_id]
    if not (policy.may_advance(gone, viewer) and policy.may_advance(stays, viewer)):
        raise NotAllowed(NOT_YOURS)
    if gone.status is ReportStatus.DUPLICATE and gone.merged_into_id == stays.id:
        return stays
    author = await ensure_person(session, viewer)
    reason = clean(input.reason or "") or None
    faults = [
        found
        for found in (
            _open_fault("input.report", gone),
            _open_fault("input.into", stays),
            _SENSITIVE if gone.is_sensitive else None,
            None if stays.is_public else _NOT_PUBLIC,
            fault("input.reason", reason or "", longest=1000),
        )
        if found
    ]
    if faults:
        raise InvalidInput(*faults)
    was_public, before = gone.is_public, gone.status
    page = await followers_page(session, gone.id, stays.id)
    stays.joined_count += await _move_followers(session, gone, stays, now)
    gone.joined_count = 0
    await session.execute(
        update(Report)
        .where(col(Report.merged_into_id) == gone.id)
        .values(merged_into_id=stays.id)
        .execution_options(synchronize_session=False)
    )
    for belonging in (ReportPhoto, ReportUpdate):
        await session.execute(
            update(belonging)
            .where(col(belonging.shown_on_id) == gone.id)
            .values(shown_on_id=stays.id)
            .execution_options(synchronize_session=False)
        )
    set_status(gone, ReportStatus.DUPLICATE, now)
    clocks.follow(gone, places.calendar, before, None, now)
    gone.merged_into_id = stays.id
    stays.updated_at = now
    stays.version += 1
    end = f" {reason}" if reason else ""
    await record(
        session, gone, UpdateKind.MERGED, author_id=author.id, author_role=viewer.role, now=now,
        note=Words(
            f"Digabung dengan laporan {stays.ticket}; kelanjutannya ada di sana.{end}",
            f"Merged into report {stays.ticket}; follow it there.{end}",
        ),
    )  # fmt: skip
    line = await record(
        session, stays, UpdateKind.MERGED, author_id=author.id, author_role=viewer.role, now=now,
        note=_arrival(gone, was_public),
    )  # fmt: skip
    # Whoever followed the one that went follows the other by now: the job finds them there.
    notice = push_rules.merged_notice(stays, line, page, author.id)
    await tell_followers(session, stays, page, notice, now, author.id)
    return stays


def _arrival(gone: Report, was_public: bool) -> Words:
    """What the report that stays says of the other; a hidden one's ticket is not told."""
    if not was_public:
        return Words(
            "Satu laporan lain tentang hal ini digabung ke sini.",
            "Another report about this was merged into this one.",
        )
    return Words(
        f"Laporan {gone.ticket} digabung ke sini.", f"Report {gone.ticket} was merged into this."
    )


async def _move_followers(session: WriteSession, gone: Report, stays: Report, now: datetime) -> int:
    """Lets those who follow one report follow the other; gives by how many "me too" it grows.

    Who follows both counts once. A report without a known reporter, and a count without known
    persons, come along as numbers.
    """
    rows = await session.execute(
        select(col(ReportFollower.person_id), col(ReportFollower.kind)).where(
            col(ReportFollower.report_id) == gone.id
        )
    )
    followers: dict[str, FollowKind] = {row.person_id: row.kind for row in rows}
    joined = [person for person, kind in followers.items() if kind is FollowKind.JOINED]
    unknown = max(gone.joined_count - len(joined), 0) + (gone.reporter_id is None)
    added = 0
    if followers:
        insert = postgresql.insert if session.dialect == "postgresql" else sqlite.insert
        new = await session.execute(
            insert(ReportFollower)
            .values(
                [
                    {
                        "report_id": stays.id,
                        "person_id": person,
                        "kind": FollowKind.JOINED,
                        "followed_at": now,
                    }
                    for person in sorted(followers)
                ]
            )
            .on_conflict_do_nothing()
            .returning(col(ReportFollower.person_id))
        )
        added = len(new.all())
    await session.execute(
        delete(ReportFollower)
        .where(
            col(ReportFollower.report_id) == gone.id, col(ReportFollower.kind) == FollowKind.JOINED
        )
        .execution_options(synchronize_session=False)
    )
    return added + unknown


def _open_fault(path: str, report: Report) -> FieldFault | None:
    if report.status in OPEN:
        return None
    label = MEANING[report.status].label
    return FieldFault(
        path,
        Words(
            f"{path}: laporan {report.ticket} berstatus {label.id}; hanya laporan terbuka yang"
            " dapat digabung.",
            f"{path}: report {report.ticket} is {label.en}; only open reports can be merged.",
        ),
    )
